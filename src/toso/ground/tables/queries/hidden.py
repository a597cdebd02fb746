"""Which rows and columns a filter or a hand has hidden: they are read like the others, and who imports them is told."""

import contextlib
import re
import struct
import zipfile
from io import BytesIO, StringIO
from xml.etree.ElementTree import ParseError  # entities were refused before

import xlrd

from toso.ground.tables.queries.fonts import LARGEST_XLS, sheet_files
from toso.ground.tables.queries.limits import MOST_COLUMNS, Kind
from toso.ground.tables.rules.reach import CHUNK

LONGEST_TAG = 1024
_HIDDEN = re.compile(rb"""<(?:\w+:)?row\b(?=[^>]*\shidden\s*=\s*["'](?:1|true)["'])[^>]*?\sr\s*=\s*["'](\d{1,7})["']""")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\s(?=[^>]*\bhidden\s*=\s*["'](?:1|true)["'])[^>]*>""")
_SPAN = re.compile(rb"""\b(min|max)\s*=\s*["'](\d{1,5})["']""")
_ODD = (KeyError, IndexError, ValueError, AssertionError, UnicodeDecodeError, TypeError, AttributeError)


Hidden = tuple[frozenset[int], frozenset[int]]


def hidden_parts(content: bytes, kind: Kind) -> dict[int, Hidden]:
    """The hidden rows and columns, from 0, by the place of their sheet. Empty when the file cannot say."""
    try:
        if kind is Kind.XLSX:
            return _of_xlsx(content)
        if kind is Kind.XLS and len(content) <= LARGEST_XLS:
            return _of_xls(content)
    except (ParseError, zipfile.BadZipFile, xlrd.XLRDError, struct.error, *_ODD):
        return {}
    return {}


def _of_xlsx(content: bytes) -> dict[int, Hidden]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {
            at: _of_sheet(package, name) for at, name in enumerate(sheet_files(package)) if name in package.NameToInfo
        }


def _of_sheet(package: zipfile.ZipFile, name: str) -> Hidden:
    rows: set[int] = set()
    columns: set[int] = set()
    tail = b""
    with package.open(name) as part:
        while piece := part.read(CHUNK):
            seen = tail + piece
            if b"hidden" in seen:
                rows.update(int(row) - 1 for row in _HIDDEN.findall(seen))
                for tag in _HIDDEN_COLUMN.findall(seen):
                    said = {key: int(value) for key, value in _SPAN.findall(tag)}
                    columns.update(range(said[b"min"] - 1, min(said[b"max"], MOST_COLUMNS)))
            tail = seen[-LONGEST_TAG:]
    return frozenset(rows), frozenset(columns)


def _of_xls(content: bytes) -> dict[int, Hidden]:
    with contextlib.redirect_stdout(StringIO()):
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=StringIO(), ragged_rows=True)
    return {
        at: (
            frozenset(row for row, said in sheet.rowinfo_map.items() if said.hidden),
            frozenset(column for column, said in sheet.colinfo_map.items() if said.hidden),
        )
        for at, sheet in enumerate(book.sheets())
    }
