"""A book written as XLSX: the same sheets, the same cells at the same addresses, faults coloured and said."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toso.ground.tables.rules.cells import Raw
from toso.ground.tables.rules.grid import Book, Sheet

Place = tuple[int, int, int]  # sheet, row, column from 0; a column of -1 is the whole row
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME, LONGEST_TEXT, WIDEST, LOOKED_AT = 31, 32_000, 60, 300
MADE = datetime(2026, 1, 1)  # noqa: DTZ001  # a workbook's stamp has no zone; fixed, so that equal books are equal bytes


def write_book(book: Book, faults: Mapping[Place, str] | None = None) -> bytes:
    """The book as an XLSX file. Faulty cells are red with their sentence as a note and at the end of their row."""
    target = BytesIO()
    made = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    made.set_properties({"created": MADE})
    look = _Look(made)
    names = _names(book)
    by_sheet: dict[int, dict[tuple[int, int], str]] = {}
    for (at, row, column), sentence in (faults or {}).items():
        by_sheet.setdefault(at, {})[row, column] = sentence
    first_shown = next((at for at, sheet in enumerate(book.sheets) if not sheet.is_hidden), 0)
    for at, (sheet, name) in enumerate(zip(book.sheets, names, strict=False)):
        page = made.add_worksheet(name)
        _write(page, sheet, by_sheet.get(at, {}), look)
        if at == first_shown:
            page.activate()
            page.set_first_sheet()
        elif sheet.is_hidden:
            page.hide()
    if not book.sheets:
        made.add_worksheet(names[0])
    made.close()
    return target.getvalue()


def _names(book: Book) -> list[str]:
    """The sheets' own names as a spreadsheet accepts them, each once."""
    names: list[str] = []
    for at, sheet in enumerate(book.sheets or [Sheet("", [])], start=1):
        name = FORBIDDEN.sub("-", sheet.name).strip("' ")[:LONGEST_NAME] or _("Bảng")
        names.append(name if name.lower() not in map(str.lower, names) else f"{name[: LONGEST_NAME - 5]} ({at})")
    return names


class _Look:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"font_name": "Times New Roman", "font_size": 12}
        bad = {**base, "bg_color": "#F9D0CC", "font_color": "#7A1410", "border": 1, "border_color": "#B3261E"}
        self.text = book.add_format({**base, "num_format": "@"})
        self.plain = book.add_format(base)
        self.day = book.add_format({**base, "num_format": "dd/mm/yyyy"})
        self.bad = book.add_format(bad)
        self.bad_day = book.add_format({**bad, "num_format": "dd/mm/yyyy"})
        self.said = book.add_format({**base, "font_color": "#7A1410", "text_wrap": True})
        self.merged = book.add_format({**base, "align": "center", "valign": "vcenter", "text_wrap": True})

    def of(self, value: Raw, *, is_bad: bool) -> Format:
        if isinstance(value, date):
            return self.bad_day if is_bad else self.day
        if is_bad:
            return self.bad
        return self.text if isinstance(value, str) else self.plain


def _write(page: Worksheet, sheet: Sheet, faults: Mapping[tuple[int, int], str], look: _Look) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    for (top, left), (bottom, right) in sheet.merged:
        if (bottom > top or right > left) and bottom < len(sheet.rows):
            page.merge_range(top, left, bottom, right, "", look.merged)
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            is_bad = (row, column) in faults or (row, -1) in faults
            _write_cell(page, row, column, value, look.of(value, is_bad=is_bad))
    for column in range(width):
        longest = max((len(str(row[column])) for row in sheet.rows[:LOOKED_AT] if column < len(row)), default=8)
        page.set_column(column, column, min(max(longest + 2, 6), WIDEST))
    _say(page, width, faults, look)


def _say(page: Worksheet, width: int, faults: Mapping[tuple[int, int], str], look: _Look) -> None:
    """Each fault as a note on its cell, and all of a row in words behind it."""
    sentences: dict[int, list[str]] = {}
    for (row, column), sentence in sorted(faults.items()):
        sentences.setdefault(row, []).append(sentence)
        if column >= 0:
            page.write_comment(row, column, sentence[:800], {"x_scale": 2})
    for row, said in sentences.items():
        page.write_string(row, width, " ".join(said)[:LONGEST_TEXT], look.said)
    if sentences:
        page.set_column(width, width, WIDEST)


def _write_cell(page: Worksheet, row: int, column: int, value: Raw, look: Format) -> None:
    if value is None or value == "":
        if look.bg_color:
            page.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, look)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value.replace(tzinfo=None), look)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001  # a day has no zone
    elif isinstance(value, (time, timedelta)):
        page.write_string(row, column, str(value), look)
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(row, column, value, look)
    else:
        page.write_string(row, column, value[:LONGEST_TEXT], look)
