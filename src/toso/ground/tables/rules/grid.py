"""A workbook as read: sheets of raw cells counted from A1, in one alphabet, with their merged blocks. Pure."""

from dataclasses import dataclass, field

from toso.ground.tables.rules.cells import Raw, is_blank, shown
from toso.ground.tables.rules.letters import Encoding

Block = tuple[tuple[int, int], tuple[int, int]]  # (row, column) of the first and of the last cell, from 0


@dataclass(slots=True)
class Sheet:
    """One sheet. Rows may differ in length; a missing cell is an empty one."""

    name: str
    rows: list[list[Raw]]
    merged: tuple[Block, ...] = ()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Raw:
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    @property
    def is_empty(self) -> bool:
        return not any(not is_blank(value) for row in self.rows for value in row)


@dataclass(slots=True)
class Book:
    """A file as read. ``alphabets`` counts the cells that were not Unicode, by what they were; ``uncomputed`` are the
    cells (sheet, row, column) that look empty and hold a formula without a result, or an error; ``has_other_zero`` when
    its days are counted from 1904 or another day than the usual one of 1900."""

    sheets: list[Sheet]
    alphabets: dict[Encoding, int] = field(default_factory=dict)
    uncomputed: frozenset[tuple[int, int, int]] = frozenset()
    has_other_zero: bool = False


def letter(column: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown_rows(sheet: Sheet) -> list[list[str]]:
    """The sheet's cells as text, without the empty rows and columns behind the last word."""
    rows = [[shown(value) for value in row] for row in sheet.rows]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
    return [(row + [""] * (width - len(row)))[:width] for row in rows]


def as_text(book: Book) -> str:
    """All sheets in their order: a tab between cells, a newline between rows. An empty sheet adds nothing."""
    lines = ("\t".join(row) for sheet in book.sheets for row in shown_rows(sheet))
    return "\n".join(lines).rstrip() + "\n"
