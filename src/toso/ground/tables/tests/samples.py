"""Files as offices and attackers make them, built for the tests."""

import io
import zipfile
from datetime import date

import xlsxwriter

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def workbook(*sheets, merged=(), font="Times New Roman", name="Trang"):
    """An XLSX of the given sheets, each a list of rows; ``merged`` blocks belong to the first sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}
    )
    look = book.add_format({"font_name": font})
    for at, rows in enumerate(sheets):
        page = book.add_worksheet(f"{name}{at + 1}")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    page.write(r, c, value, None if isinstance(value, date) else look)
        if at == 0:
            for top, left, bottom, right in merged:
                page.merge_range(top, left, bottom, right, rows[top][left], look)
    book.close()
    return target.getvalue()


def with_part(content, name, part):
    """The package with one part put in place of another."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info.filename))
        new.writestr(name, part)
    return target.getvalue()


def with_rows(rows_xml):
    """A workbook whose sheet is this XML."""
    return with_part(workbook([["a"]]), "xl/worksheets/sheet1.xml", SHEET.format(rows_xml))
