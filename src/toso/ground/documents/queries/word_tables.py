"""Tables of a DOCX: a head that every page repeats, rows that are never torn, numbers at the right."""

from collections.abc import Iterator
from itertools import pairwise

from toso.ground.documents.blocks import Align, Band, Row, Table
from toso.ground.documents.queries import wording
from toso.ground.documents.queries.markup import cell, gap, paragraph, row, run, table, twips
from toso.ground.documents.queries.tables import HeadCell, head_cells, head_rows

MARGIN = 1.4


def table_blocks(block: Table, width: float) -> Iterator[str]:
    """The caption, the note, the table and a little room below."""
    if block.caption:
        yield paragraph(run(block.caption, bold=True), before=4, after=2, keep_next=True)
    if block.note:
        yield paragraph(run(block.note, size=block.size, italic=True), align=Align.RIGHT, after=2, keep_next=True)
    widths = column_widths(block, width)
    yield table(widths, _rows(block, widths), is_ruled=True, margin=MARGIN)
    yield gap(8)


def column_widths(block: Table, width: float) -> list[int]:
    """The columns in twips, by their shares; together exactly the width."""
    whole, shares = twips(width), [column.share for column in block.columns]
    edges = [round(whole * sum(shares[:at]) / sum(shares)) for at in range(len(shares) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _rows(block: Table, widths: list[int]) -> Iterator[str]:
    cells = head_cells(block)
    for at in range(head_rows(block)):
        yield row(_head_row(cells, at, block, widths), is_head=True)
    for line in block.rows:
        if isinstance(line, Band):
            content = _words(line.text, block, Align.LEFT, bold=True, keep_next=True)
            yield row((cell(content, sum(widths), span=len(widths), middle=True),))
        else:
            is_last = block.total is not None and line is block.rows[-1]
            yield row(_cells(line, block, widths, keep_next=is_last))
    if block.total is not None:
        yield row(_cells(block.total, block, widths, bold=True))


def _head_row(cells: list[HeadCell], at: int, block: Table, widths: list[int]) -> Iterator[str]:
    for head in sorted(cells, key=lambda head: head.column):
        width = sum(widths[head.column : head.column + head.span])
        content = _words(head.text, block, Align.CENTER, bold=True, keep_next=True)
        if head.row == at:
            yield cell(content, width, span=head.span, merge="restart" if head.rows > 1 else "", middle=True)
        elif head.rows > 1:
            yield cell(paragraph("", mark=block.size), width, merge="continue")


def _cells(line: Row, block: Table, widths: list[int], *, bold: bool = False, keep_next: bool = False) -> Iterator[str]:
    for column, value, width in zip(block.columns, line, widths, strict=True):
        words = _words(
            wording.cell_text(value, column), block, wording.align_of(column), bold=bold, keep_next=keep_next
        )
        yield cell(words, width, middle=True)


def _words(text: str, block: Table, align: Align, *, bold: bool = False, keep_next: bool = False) -> str:
    content = run(text, size=block.size, bold=bold)
    return paragraph(content, align=align, before=2, after=2, keep_next=keep_next, mark=block.size)
