"""Cells without a value that are not empty: a formula that no spreadsheet has computed, or an error (#N/A, #REF!)."""

import contextlib
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from xml.etree.ElementTree import ParseError, iterparse  # entities were refused before

import xlrd

from toso.ground.tables.queries.fonts import LARGEST_XLS, MAIN, Cell, position_of, sheet_files
from toso.ground.tables.queries.limits import Kind
from toso.ground.tables.rules.reach import CHUNK

SIGNS = (b"<f>", b"<f ", b"<f/", b't="e"')


def uncomputed(content: bytes, kind: Kind) -> frozenset[Cell]:
    """The cells with a formula and no result, or with an error: a reader finds them empty, which they are not.

    A formula whose result is an empty text is computed. Empty when the file cannot say.
    """
    try:
        if kind is Kind.XLSX:
            return frozenset(_of_xlsx(content))
        if kind is Kind.XLS and len(content) <= LARGEST_XLS:
            return frozenset(_of_xls(content))
    except (ParseError, zipfile.BadZipFile, xlrd.XLRDError, struct.error, *_ODD):
        return frozenset()
    return frozenset()


def has_other_zero(content: bytes, kind: Kind) -> bool:
    """Whether the workbook counts its days from 1904. False when the file cannot say."""
    try:
        if kind is Kind.XLSX:
            with zipfile.ZipFile(BytesIO(content)) as package, package.open("xl/workbook.xml") as part:
                said = next((e for _event, e in iterparse(part, ("end",)) if e.tag == f"{MAIN}workbookPr"), None)
            return said is not None and said.get("date1904") in ("1", "true", "on")
        if kind is Kind.XLS and len(content) <= LARGEST_XLS:
            with contextlib.redirect_stdout(StringIO()):
                book = xlrd.open_workbook(file_contents=content, logfile=StringIO(), on_demand=True)
            return bool(book.datemode)
    except (ParseError, zipfile.BadZipFile, xlrd.XLRDError, struct.error, *_ODD):
        return False
    return False


_ODD = (KeyError, IndexError, ValueError, AssertionError, UnicodeDecodeError, TypeError, AttributeError)


def _of_xls(content: bytes) -> Iterator[Cell]:
    with contextlib.redirect_stdout(StringIO()):
        book = xlrd.open_workbook(file_contents=content, logfile=StringIO(), ragged_rows=True)
    for at, sheet in enumerate(book.sheets()):
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind == xlrd.XL_CELL_ERROR:
                    yield at, row, column


def _of_xlsx(content: bytes) -> Iterator[Cell]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        for at, name in enumerate(sheet_files(package)):
            if name in package.NameToInfo and _has_formulas(package, name):
                yield from ((at, *cell) for cell in _cells(package, name))


def _has_formulas(package: zipfile.ZipFile, name: str) -> bool:
    """Whether it is worth the second reading: most lists hold no formula and no error."""
    tail = b""
    with package.open(name) as part:
        while piece := part.read(CHUNK):
            seen = tail + piece
            if any(sign in seen for sign in SIGNS):
                return True
            tail = seen[-8:]
    return False


def _cells(package: zipfile.ZipFile, name: str) -> Iterator[tuple[int, int]]:
    with package.open(name) as part:
        for _event, element in iterparse(part, ("end",)):
            if element.tag == f"{MAIN}c":
                has_formula = element.find(f"{MAIN}f") is not None
                is_open = has_formula and element.get("t") != "str" and not element.findtext(f"{MAIN}v")
                if is_open or element.get("t") == "e":
                    yield position_of(element.get("r", ""))
            elif element.tag == f"{MAIN}row":
                element.clear()
