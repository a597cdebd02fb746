"""Pure rules of forms: what a workbook or an XForm must be, and where it is not."""
