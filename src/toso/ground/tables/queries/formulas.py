"""Formulas that nobody computed: a program wrote the workbook, and no spreadsheet has opened it since."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import ParseError, iterparse  # entities were refused before

from toso.ground.tables.queries.fonts import MAIN, Cell, position_of, sheet_files
from toso.ground.tables.rules.reach import CHUNK

BEGIN = b"<f"
ENDS = (b">", b" ", b"/")


def uncomputed(content: bytes) -> frozenset[Cell]:
    """The cells of an XLSX with a formula and no result: a reader finds them empty, which they are not.

    A formula whose result is an empty text is computed. Empty when the file cannot say.
    """
    try:
        return frozenset(_uncomputed(content))
    except (ParseError, zipfile.BadZipFile, KeyError, IndexError, ValueError):
        return frozenset()


def _uncomputed(content: bytes) -> Iterator[Cell]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        for at, name in enumerate(sheet_files(package)):
            if name in package.NameToInfo and _has_formulas(package, name):
                yield from ((at, *cell) for cell in _cells(package, name))


def _has_formulas(package: zipfile.ZipFile, name: str) -> bool:
    """Whether it is worth the second reading: most lists hold no formula."""
    tail = b""
    with package.open(name) as part:
        while piece := part.read(CHUNK):
            seen = tail + piece
            if any(BEGIN + end in seen for end in ENDS):
                return True
            tail = seen[-len(BEGIN) :]
    return False


def _cells(package: zipfile.ZipFile, name: str) -> Iterator[tuple[int, int]]:
    with package.open(name) as part:
        for _event, element in iterparse(part, ("end",)):
            if element.tag == f"{MAIN}c":
                has_formula = element.find(f"{MAIN}f") is not None
                if has_formula and element.get("t") != "str" and not element.findtext(f"{MAIN}v"):
                    yield position_of(element.get("r", ""))
            elif element.tag == f"{MAIN}row":
                element.clear()
