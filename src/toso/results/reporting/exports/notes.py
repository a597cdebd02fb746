"""What stands in the last column beside a figure. A paper of the state is Vietnamese in every language."""

from decimal import Decimal

from toso.ground.shared.text import format_number
from toso.results.reporting.queries.cells import CellRow


def note_on(row: CellRow) -> str:
    """Why the figure is missing, what the system computed when somebody corrected it, what is provisional."""
    notes = []
    if row.lacks_denominator:
        notes.append("Chưa có mẫu số")
    if row.is_corrected and row.computed is not None:
        notes.append(f"Hệ thống tính {rounded_words(row.computed, row)}; sửa vì: {row.cell.correction_reason}")
    elif row.is_typed and row.cell.correction_reason:
        notes.append(row.cell.correction_reason)
    if row.cell.provisional:
        part = "Tử số" if row.is_ratio else "Trong đó"
        notes.append(f"{part} tạm tính {format_number(round(row.cell.provisional, row.part_decimals))}")
    return ". ".join(notes)


def rounded_words(value: Decimal, row: CellRow) -> str:
    return format_number(round(value, row.decimals))
