"""In which font each text of a workbook is drawn: evidence for its alphabet, never needed to read it."""

import contextlib
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from xml.etree.ElementTree import Element, ParseError, iterparse  # entities were refused before

import xlrd

from toso.ground.tables.queries.limits import Kind
from toso.ground.tables.rules.legacy import encoding_of_font

LARGEST_XLS = 12 * 1024 * 1024
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Cell = tuple[int, int, int]  # sheet, row, column from 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """The font of a cell, and its stretches where it has several."""

    font: str
    runs: tuple[tuple[str, str], ...] = ()


def of_cells(content: bytes, kind: Kind) -> dict[Cell, Drawn]:
    """The fonts of the cells with text. Empty when the file cannot say: the text then speaks for itself."""
    try:
        if kind is Kind.XLS and len(content) <= LARGEST_XLS:
            return dict(_of_xls(content))
        if kind is Kind.XLSX:
            return dict(_of_xlsx(content))
    except (xlrd.XLRDError, ParseError, zipfile.BadZipFile, struct.error, *_ODD):
        return {}
    return {}


_ODD = (KeyError, IndexError, ValueError, AssertionError, UnicodeDecodeError, TypeError, AttributeError)


def _of_xls(content: bytes) -> Iterator[tuple[Cell, Drawn]]:
    with contextlib.redirect_stdout(StringIO()):
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=StringIO(), ragged_rows=True)
    fonts = [font.name for font in book.font_list]
    for at, sheet in enumerate(book.sheets()):
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind == xlrd.XL_CELL_TEXT:
                    own = fonts[book.xf_list[sheet.cell_xf_index(row, column)].font_index]
                    marks = sheet.rich_text_runlist_map.get((row, column), ())
                    yield (at, row, column), Drawn(own, _cut(sheet.cell_value(row, column), own, marks, fonts))


def _cut(
    text: str, own: str, marks: list[tuple[int, int]] | tuple[()], fonts: list[str]
) -> tuple[tuple[str, str], ...]:
    if not marks:
        return ()
    begins = [(0, own), *((at, fonts[font]) for at, font in marks)]
    ends = [at for at, _font in begins[1:]] + [len(text)]
    return _joined((font, text[at:end]) for (at, font), end in zip(begins, ends, strict=True) if at < end)


def _joined(stretches: Iterator[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Neighbouring stretches in fonts of one alphabet are one: a word may change to bold in its middle."""
    found: list[tuple[str, str]] = []
    for font, words in stretches:
        if found and encoding_of_font(found[-1][0]) == encoding_of_font(font):
            found[-1] = (found[-1][0], found[-1][1] + words)
        else:
            found.append((font, words))
    return tuple(found) if len(found) > 1 else ()


def _of_xlsx(content: bytes) -> Iterator[tuple[Cell, Drawn]]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        styles = _styles(package)
        texts = _shared_texts(package)
        for at, name in enumerate(sheet_files(package)):
            if name in package.NameToInfo:
                yield from _cells(package, name, at, styles, texts)


def _styles(package: zipfile.ZipFile) -> list[str]:
    """The name of the font of each cell format."""
    with package.open("xl/styles.xml") as part:
        root = next(element for _event, element in iterparse(part, ("end",)) if element.tag == f"{MAIN}styleSheet")
    names = [_font_name(font) for font in root.findall(f"{MAIN}fonts/{MAIN}font")]
    formats = root.findall(f"{MAIN}cellXfs/{MAIN}xf")
    return [names[int(form.get("fontId", "0"))] if names else "" for form in formats]


def _font_name(font: Element | None, tag: str = "name") -> str:
    named = font.find(f"{MAIN}{tag}") if font is not None else None
    return named.get("val", "") if named is not None else ""


def _shared_texts(package: zipfile.ZipFile) -> list[tuple[tuple[str, str], ...]]:
    """The stretches of each shared text; () for one in a single dress."""
    if "xl/sharedStrings.xml" not in package.NameToInfo:
        return []
    found = []
    with package.open("xl/sharedStrings.xml") as part:
        for _event, element in iterparse(part, ("end",)):
            if element.tag == f"{MAIN}si":
                stretches = (
                    (_font_name(run.find(f"{MAIN}rPr"), "rFont"), run.findtext(f"{MAIN}t") or "")
                    for run in element.findall(f"{MAIN}r")
                )
                found.append(_joined(stretches))
                element.clear()
    return found


def sheet_files(package: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets, in the order of the workbook."""
    with package.open("xl/_rels/workbook.xml.rels") as part:
        targets = {
            element.get("Id", ""): element.get("Target", "")
            for _event, element in iterparse(part, ("end",))
            if element.tag.endswith("}Relationship")
        }
    with package.open("xl/workbook.xml") as part:
        links = [
            element.get(LINK, "") for _event, element in iterparse(part, ("end",)) if element.tag == f"{MAIN}sheet"
        ]
    files = (targets.get(link, "").lstrip("/") for link in links)
    return [name if name.startswith("xl/") else f"xl/{name}" for name in files]


def _cells(
    package: zipfile.ZipFile, name: str, at: int, styles: list[str], texts: list[tuple[tuple[str, str], ...]]
) -> Iterator[tuple[Cell, Drawn]]:
    with package.open(name) as part:
        for _event, element in iterparse(part, ("end",)):
            if element.tag == f"{MAIN}c":
                if element.get("t") in ("s", "inlineStr", "str"):
                    row, column = position_of(element.get("r", ""))
                    font = styles[int(element.get("s", "0"))] if styles else ""
                    runs: tuple[tuple[str, str], ...] = ()
                    if element.get("t") == "s" and (index := element.findtext(f"{MAIN}v")):
                        runs = texts[int(index)]
                    yield (at, row, column), Drawn(font, tuple((own or font, words) for own, words in runs))
            elif element.tag == f"{MAIN}row":
                element.clear()


def position_of(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    column = 0
    for sign in letters:
        column = column * 26 + ord(sign) - 64
    return int(name[len(letters) :]) - 1, column - 1
