"""What the reader of values does not tell of an OpenDocument spreadsheet: how far it reaches, which cells are merged,
which rows and columns are hidden, which formulas failed. Read as a stream: a cell repeated a million times is free."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries.limits import MOST_COLUMNS
from toso.ground.tables.rules.grid import Block
from toso.ground.tables.rules.reach import CHUNK

NS = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE = f"{NS}table:1.0 ", f"{NS}office:1.0 "
SHEET, ROW, NULL_DATE = f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}null-date"
COLUMN = f"{TABLE}table-column"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
ERROR = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
USUAL_ZERO = "1899-12-30"


@dataclass(slots=True)
class Frame:
    """One sheet: rows and columns up to the last filled cell, and what stands in them. All counted from 0."""

    rows: int = 0
    columns: int = 0
    merged: list[Block] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)  # the first such row, and how many
    hidden_columns: list[int] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)

    @property
    def hidden_rows(self) -> frozenset[int]:
        return frozenset(row for first, count in self.hidden for row in range(first, min(first + count, self.rows)))


@dataclass(slots=True)
class Frames:
    """The sheets in their order, and whether days are counted from another day than is usual."""

    sheets: list[Frame]
    has_other_zero: bool


def frames_of(content: bytes, refuse_too_far: Callable[[int, int], None]) -> Frames:
    """The frames of a checked package. ``refuse_too_far`` is told of rows and columns before anything holds them."""
    found = _Reader(refuse_too_far)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = found.begin, found.end
    try:
        with zipfile.ZipFile(BytesIO(content)) as package, package.open("content.xml") as part:
            while piece := part.read(CHUNK):
                parser.Parse(piece)
            parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise Refusal(_("Tệp bảng tính bị hỏng. Hãy mở bằng Excel rồi lưu lại.")) from None
    return Frames(found.sheets, found.zero != USUAL_ZERO)


class _Reader:
    def __init__(self, refuse_too_far: Callable[[int, int], None]) -> None:
        self.sheets: list[Frame] = []
        self.zero = USUAL_ZERO
        self._refuse_too_far = refuse_too_far
        self._row = self._times = self._column = 0
        self._is_cell = False
        self._repeated = 1

    def begin(self, name: str, said: dict[str, str]) -> None:
        if name == SHEET:
            self.sheets.append(Frame())
            self._row = self._column = 0
        elif name == COLUMN:
            self._pass_columns(said)
        elif name == ROW:
            self._column, self._times = 0, _count(said, "number-rows-repeated")
            if _is_hidden(said):
                self.sheets[-1].hidden.append((self._row, self._times))
        elif name in CELLS:
            self._begin_cell(said)
        elif name == NULL_DATE:
            self.zero = said.get(f"{TABLE}date-value", USUAL_ZERO)
        elif self._is_cell:  # words, a link, a note: the cell is not empty
            self._fill()

    def end(self, name: str) -> None:
        if name == ROW:
            self._row += self._times
        elif name in CELLS:
            self._column += self._repeated
            self._is_cell = False

    def _pass_columns(self, said: dict[str, str]) -> None:
        after = self._column + _count(said, "number-columns-repeated")
        if _is_hidden(said):
            self.sheets[-1].hidden_columns += range(self._column, min(after, MOST_COLUMNS))
        self._column = after

    def _begin_cell(self, said: dict[str, str]) -> None:
        self._is_cell, self._repeated = True, _count(said, "number-columns-repeated")
        kind = said.get(f"{OFFICE}value-type", "")
        if kind:
            self._fill()
        down, across = _count(said, "number-rows-spanned"), _count(said, "number-columns-spanned")
        if down > 1 or across > 1:
            block = ((self._row, self._column), (self._row + down - 1, self._column + across - 1))
            self.sheets[-1].merged.append(block)
        if said.get(ERROR) == "error" or (f"{TABLE}formula" in said and not kind):
            self._fill()
            self.sheets[-1].uncomputed += [(self._row, self._column + at) for at in range(self._repeated)]

    def _fill(self) -> None:
        frame = self.sheets[-1]
        frame.rows = max(frame.rows, self._row + self._times)
        frame.columns = max(frame.columns, self._column + self._repeated)
        self._refuse_too_far(frame.rows, frame.columns)


def _is_hidden(said: dict[str, str]) -> bool:
    return said.get(f"{TABLE}visibility", "visible") != "visible"


def _count(said: dict[str, str], name: str) -> int:
    return max(int(said.get(f"{TABLE}{name}", "1")), 1)
