"""The head of a table: one row of titles, or two when neighbouring columns share a group."""

from collections.abc import Iterator
from dataclasses import dataclass

from toso.ground.documents.blocks import Table


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the head at a row and column, over so many columns and rows."""

    text: str
    row: int
    column: int
    span: int = 1
    rows: int = 1


def head_cells(table: Table) -> list[HeadCell]:
    """All cells of the head, row by row, each row from left to right."""
    if not any(column.group for column in table.columns):
        return [HeadCell(column.title, 0, at) for at, column in enumerate(table.columns)]
    upper, lower = [], []
    for group, first, last in _groups(table):
        if group:
            upper.append(HeadCell(group, 0, first, span=last - first + 1))
            lower += [HeadCell(table.columns[at].title, 1, at) for at in range(first, last + 1)]
        else:
            upper.append(HeadCell(table.columns[first].title, 0, first, rows=2))
    return upper + lower


def head_rows(table: Table) -> int:
    return 2 if any(column.group for column in table.columns) else 1


def _groups(table: Table) -> Iterator[tuple[str, int, int]]:
    at = 0
    while at < len(table.columns):
        group, last = table.columns[at].group, at
        while group and last + 1 < len(table.columns) and table.columns[last + 1].group == group:
            last += 1
        yield group, at, last
        at = last + 1
