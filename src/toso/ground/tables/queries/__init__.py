"""Reads a workbook or a text table whole, into Unicode, within limits; and writes workbooks back."""

from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import cast

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries import fonts, formulas, plain_text
from toso.ground.tables.queries.hidden import hidden_parts
from toso.ground.tables.queries.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Kind,
    checked_package,
    kind_of,
    refuse_too_far,
)
from toso.ground.tables.queries.opendoc import Frames, frames_of
from toso.ground.tables.rules import legacy
from toso.ground.tables.rules.cells import Raw
from toso.ground.tables.rules.grid import Book, Sheet
from toso.ground.tables.rules.legacy import Piece
from toso.ground.tables.rules.letters import Encoding

MOST_SHEETS = 100


def read_book(content: bytes, *, in_unicode: bool = True) -> Book:
    """Every sheet of an XLSX, XLS, ODS, CSV or TSV file, each text in Unicode form C whatever it was typed in.

    What the file is follows from its content, not from its name. Raises ``Refusal`` with one sentence
    for what is no table, is protected, too large, swells when unpacked, or is damaged.
    """
    kind = kind_of(content)
    if kind is Kind.XLSX:
        kind = checked_package(content)
    frames = frames_of(content, refuse_too_far) if kind is Kind.ODS else None
    sheets = [Sheet("", plain_text.rows(content))] if kind is Kind.TEXT else _sheets(content)
    for sheet in sheets:
        _refuse_too_large(sheet)
    book = _in_unicode(content, kind, sheets) if in_unicode else Book(sheets)
    if frames:
        _frame(book, frames)
        return book
    book.uncomputed = formulas.uncomputed(content, kind)
    book.has_other_zero = formulas.has_other_zero(content, kind)
    for at, (rows, columns) in hidden_parts(content, kind).items():
        if at < len(book.sheets):
            book.sheets[at].hidden_rows, book.sheets[at].hidden_columns = rows, columns
    return book


def _frame(book: Book, frames: Frames) -> None:
    """Give each sheet of an ODS what its frame says. A file whose tables are no sheets says nothing."""
    book.has_other_zero = frames.has_other_zero
    if len(frames.sheets) != len(book.sheets):
        return
    for sheet, frame in zip(book.sheets, frames.sheets, strict=True):
        sheet.merged, sheet.hidden_rows = tuple(frame.merged), frame.hidden_rows
        sheet.hidden_columns = frozenset(frame.hidden_columns)
    book.uncomputed = frozenset((at, *cell) for at, frame in enumerate(frames.sheets) for cell in frame.uncomputed)


def _sheets(content: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        names = book.sheet_names
        if len(names) > MOST_SHEETS:
            raise Refusal(_("Tệp có hơn %(most)s trang. Hãy tách ra.") % {"most": MOST_SHEETS})
        hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
        return [_sheet(book, at, name, is_hidden=name in hidden) for at, name in enumerate(names)]
    except PasswordError:
        raise Refusal(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi lưu lại.")) from None
    except (CalamineError, OSError, ValueError):
        raise Refusal(_("Tệp bảng tính bị hỏng. Hãy mở bằng Excel rồi lưu lại.")) from None


def _sheet(book: CalamineWorkbook, at: int, name: str, *, is_hidden: bool) -> Sheet:
    try:
        sheet = book.get_sheet_by_index(at)
    except CalamineError:  # a chart stands on a sheet of its own, without cells
        return Sheet(name, [], is_hidden=is_hidden)
    rows = sheet.to_python(skip_empty_area=False)
    return Sheet(name, cast("list[list[Raw]]", rows), tuple(sheet.merged_cell_ranges or ()), is_hidden)


def _refuse_too_large(sheet: Sheet) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    if len(sheet.rows) > MOST_ROWS or len(sheet.rows) * width > MOST_CELLS:
        raise Refusal(
            _("Bảng có %(rows)s dòng; nhiều nhất %(most)s dòng. Hãy chia thành nhiều tệp.")
            % {"rows": len(sheet.rows), "most": MOST_ROWS}
        )
    if width > MOST_COLUMNS:
        raise Refusal(
            _("Bảng tính trải tới cột thứ %(column)s; nhiều nhất %(most)s cột. Hãy xoá các cột thừa ở bên phải.")
            % {"column": width, "most": MOST_COLUMNS}
        )


def _in_unicode(content: bytes, kind: Kind, sheets: Sequence[Sheet]) -> Book:
    """Ask for fonts only when some text is not plainly Unicode: that costs a second reading."""
    _name_in_unicode(sheets)
    places = [
        (at, row, column, value)
        for at, sheet in enumerate(sheets)
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if isinstance(value, str) and not legacy.is_plain(value)
    ]
    if not places:
        return Book(list(sheets))
    drawn = fonts.of_cells(content, kind)
    cells = [_pieces((at, column), value, drawn.get((at, row, column))) for at, row, column, value in places]
    pieces = [piece for cell in cells for piece in cell]
    alphabets = legacy.encodings(pieces)
    counted: Counter[Encoding] = Counter()
    spoken = iter(zip(pieces, alphabets, strict=True))
    for (at, row, column, value), cell in zip(places, cells, strict=True):
        read = [(legacy.unicode_text(piece.text, code), code) for piece, code in (next(spoken) for _part in cell)]
        said = "".join(words for words, _code in read)
        sheets[at].rows[row][column] = said
        if said != value:
            counted[next((code for _words, code in read if code is not Encoding.UNICODE), Encoding.UNICODE)] += 1
    counted.pop(Encoding.UNICODE, None)
    return Book(list(sheets), dict(counted))


def _name_in_unicode(sheets: Sequence[Sheet]) -> None:
    """A tab has no font; the names of all sheets, read beside each other, say how they were typed."""
    old = [sheet for sheet in sheets if not legacy.is_plain(sheet.name)]
    for sheet, name in zip(old, legacy.read_all(Piece(sheet.name) for sheet in old), strict=True):
        sheet.name = name


def _pieces(column: tuple[int, int], value: str, drawn: fonts.Drawn | None) -> list[Piece]:
    """The cell cut where its font changes; neighbours are those in the same font, or else the same column."""
    if drawn is None:
        return [Piece(value, "", column)]
    stretches = [(drawn.font, value)]
    if drawn.runs and "".join(words for _font, words in drawn.runs) == value:
        stretches = list(drawn.runs)
    return [Piece(words, font, font or column) for font, words in stretches]
