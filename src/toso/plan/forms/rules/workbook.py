"""A workbook as plain cells of text, each known by its sheet, row and column."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO

import python_calamine
from lxml import etree
from pyxform import aliases, constants
from pyxform.parsing.sheet_headers import process_header
from pyxform.question import MultipleChoiceQuestion, Option
from pyxform.survey import Survey

from toso.ground.tables.rules.reach import CHUNK, Reach
from toso.plan.forms.rules.faults import Fault, FaultKind, Place

MOST_BYTES = 20 * 1024 * 1024
MOST_BYTES_UNPACKED = 200 * 1024 * 1024
MOST_CELLS = 6_000_000
MOST_EMPTY_ROWS = 60
MOST_COLUMNS = 500
LETTERS = 26
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SPACES = re.compile(r"\s+")
SHEETS = {
    constants.SURVEY: (aliases.survey_header, set(MultipleChoiceQuestion.get_slot_names())),
    constants.CHOICES: (aliases.list_header, set(Option.get_slot_names())),
    constants.EXTERNAL_CHOICES: (aliases.list_header, set(Option.get_slot_names())),
    constants.SETTINGS: (aliases.settings_header, set(Survey.get_slot_names())),
    constants.ENTITIES: (aliases.entities_header, set(constants.EntityColumns.value_list())),
    constants.OSM: (aliases.list_header, set(Option.get_slot_names())),
}


class Unreadable(Exception):
    """The bytes are no workbook, or too large a one; holds the fault."""

    def __init__(self, kind: FaultKind, said: str = "") -> None:
        super().__init__(said)
        self.fault = Fault(kind, said=said)


@dataclass(frozen=True)
class Cell:
    """A cell that holds something: its text, and where it stands."""

    text: str
    place: Place


@dataclass
class Sheet:
    """One sheet: its columns by the name that XLSForm knows them by, and its rows as they stand."""

    name: str
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)  # index → (header as written, name)
    rows: list[tuple[int, dict[int, str]]] = field(default_factory=list)  # (number of the row, index → text)
    faults: list[Fault] = field(default_factory=list)

    def place(self, row: int, column: int) -> Place:
        header = self.columns[column][0] if column in self.columns else ""
        return Place(sheet=self.name, row=row, column=header, letter=letter(column))

    def cell(self, number: int, cells: dict[int, str], name: str) -> Cell | None:
        """The cell of a row in the column of that name, None when it is empty or there is no such column."""
        for index, (_header, known) in self.columns.items():
            if known == name and index in cells:
                return Cell(cells[index], self.place(number, index))
        return None

    def cells(self, number: int, cells: dict[int, str], names: set[str]) -> Iterator[tuple[str, Cell]]:
        """The cells of a row whose column has one of these names, in any language (`label::Tiếng Việt (vi)`)."""
        for index, (_header, known) in self.columns.items():
            if known.partition("::")[0] in names and index in cells:
                yield known.partition("::")[0], Cell(cells[index], self.place(number, index))

    def has(self, name: str) -> bool:
        return any(known == name for _header, known in self.columns.values())

    def as_records(self) -> list[dict[str, str]]:
        """The rows as the converter takes them, empty ones kept so that its row numbers are ours."""
        records: list[dict[str, str]] = []
        for number, cells in self.rows:
            records += [{} for _gap in range(number - 2 - len(records))]
            records.append({self.columns[index][0]: text for index, text in cells.items() if index in self.columns})
        return records


def letter(index: int) -> str:
    """The letter of a column as a spreadsheet shows it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def read(content: bytes) -> tuple[dict[str, Sheet], list[str]]:
    """The sheets of an XLSForm by name, and the names of all sheets as written. Raises Unreadable."""
    _refuse_too_large(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(book.sheet_names)
    except (python_calamine.CalamineError, OSError) as error:
        raise Unreadable(FaultKind.NOT_A_FORM) from error
    if not names:
        raise Unreadable(FaultKind.NOT_A_FORM)
    sheets: dict[str, Sheet] = {}
    for name in names:
        known = name.strip().lower()
        if known not in SHEETS and len(names) == 1:
            known = constants.SURVEY
        if known in SHEETS and known not in sheets:
            try:
                grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            except (python_calamine.CalamineError, OSError) as error:
                raise Unreadable(FaultKind.NOT_A_FORM) from error
            sheets[known] = _sheet(known, grid)
    return sheets, names


def _refuse_too_large(content: bytes) -> None:
    """A file larger than we read, or a small one that unpacks into a large one, is told before it is opened."""
    if len(content) > MOST_BYTES:
        raise Unreadable(FaultKind.TOO_LARGE)
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES_UNPACKED:
                raise Unreadable(FaultKind.TOO_LARGE)
            for part in packed.infolist():
                _refuse_too_far(packed, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(FaultKind.NOT_A_FORM) from error


def _refuse_too_far(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A cell far away makes the reader take all memory for those before it; so does one that is repeated."""
    reach = Reach()
    with packed.open(part) as unpacked:
        if part.filename == "content.xml":
            cells = _cells_of_open_document(unpacked)
        else:
            while piece := unpacked.read(CHUNK):
                reach.take(piece)
            cells = reach.rows * reach.columns
    if cells > MOST_CELLS:
        raise Unreadable(FaultKind.TOO_LARGE)


def _cells_of_open_document(content: IO[bytes]) -> int:
    """How many cells the reader makes room for in an .ods: rows and cells there say how often they are repeated."""
    most, row, last, widest, column, filled = 0, 0, 0, 0, 0, 0
    try:
        for _event, element in etree.iterparse(content, resolve_entities=False, no_network=True, load_dtd=False):
            match etree.QName(element).localname if isinstance(element.tag, str) else "":
                case "table-cell" | "covered-table-cell":
                    column += _times(element, "number-columns-repeated")
                    filled = column if len(element) or any("value" in name for name in element.attrib) else filled
                case "table-row":
                    row += _times(element, "number-rows-repeated")
                    last, widest = (row, max(widest, filled)) if filled else (last, widest)
                    most, column, filled = max(most, last * widest), 0, 0
                    element.clear()
                case "table":
                    row, last, widest = 0, 0, 0
                    element.clear()
    except etree.XMLSyntaxError as error:
        raise Unreadable(FaultKind.NOT_A_FORM) from error
    return most


def _times(element: etree._Element, name: str) -> int:
    said = element.get(f"{TABLE}{name}", "1")
    return int(said) if said.isdecimal() and len(said) < 10 else 1


def _sheet(name: str, grid: Sequence[Sequence[object]]) -> Sheet:
    sheet = Sheet(name)
    if not grid:
        return sheet
    _read_headers(sheet, grid[0])
    empty = 0
    for number, row in enumerate(grid[1:], start=2):
        cells = {index: text for index, value in enumerate(row[:MOST_COLUMNS]) if (text := as_text(value))}
        cells = {index: text for index, text in cells.items() if index in sheet.columns}
        if not cells:
            empty += 1
            if empty > MOST_EMPTY_ROWS:
                break
            continue
        empty = 0
        sheet.rows.append((number, cells))
    return sheet


def _read_headers(sheet: Sheet, row: Sequence[object]) -> None:
    written = {index: text for index, value in enumerate(row[:MOST_COLUMNS]) if (text := as_text(value))}
    has_double_colon = any("::" in text for text in written.values())
    known_aliases, known_columns = SHEETS[sheet.name]
    seen: dict[str, str] = {}
    for index, text in written.items():
        header = SPACES.sub(" ", text)
        _new, tokens = process_header(header, has_double_colon, known_aliases, known_columns)
        name = "::".join(tokens)
        sheet.columns[index] = (header, name)
        place = sheet.place(1, index)
        if header in seen.values():
            sheet.faults.append(Fault(FaultKind.DOUBLE_HEADER, place, said=header))
        elif name in seen:
            sheet.faults.append(Fault(FaultKind.SAME_COLUMN, place, said=header, other=seen[name]))
        seen.setdefault(name, header)


def as_text(value: object) -> str:
    """What a cell says, as text: whole numbers without a point, days as year-month-day."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return NOT_IN_XML.sub("", str(value)).replace("\xa0", " ").strip()
