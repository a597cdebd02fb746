"""Workbooks: numbers are numbers, days are days, codes are text, and no user's text is a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toso.ground.documents.blocks import Kind, Sheet, SheetColumn, Value, Workbook
from toso.ground.shared.calendar import VIETNAM

MADE = datetime(2026, 1, 1)  # noqa: DTZ001  # a fixed day keeps the bytes of one content the same
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME, LONGEST_TEXT, WIDEST = 31, 32_767, 60
LINE_HEIGHT = 16.5  # points of one line at size 12
EDGE = "#7F8C8D"

RAW_FORMATS = {
    Kind.DATE: "dd/mm/yyyy",
    Kind.MOMENT: "hh:mm dd/mm/yyyy",
    Kind.ORDER: "0",
    Kind.TEXT: "@",
    Kind.LINK: "@",
}
CENTRED = {RAW_FORMATS[Kind.DATE], RAW_FORMATS[Kind.MOMENT], RAW_FORMATS[Kind.ORDER]}


def render(workbook: Workbook) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": workbook.title, "author": workbook.author, "created": MADE})
    dress = _Dress(book)
    for sheet, name in zip(workbook.sheets, sheet_names(s.title for s in workbook.sheets), strict=True):
        _write_sheet(book.add_worksheet(name), sheet, dress)
    book.close()
    return target.getvalue()


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Names a spreadsheet accepts: at most 31 letters, no []:*?/\\, each only once."""
    names: list[str] = []
    for title in titles:
        plain = FORBIDDEN_IN_NAMES.sub("-", title).strip("' ")[:LONGEST_NAME] or "Trang"
        name, count = plain, 1
        while name.lower() in {n.lower() for n in names}:
            count += 1
            tail = f" ({count})"
            name = plain[: LONGEST_NAME - len(tail)] + tail
        names.append(name)
    return names


class _Dress:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}
        self.title = book.add_format({"bold": True, "font_name": "Times New Roman", "font_size": 14})
        self.note = book.add_format({"italic": True, "font_name": "Times New Roman", "font_size": 12})
        self.head = book.add_format(
            {
                **_BASE,
                "bold": True,
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
                "bg_color": "#E4EDF3",
                "border": 1,
            }
        )

    def cell(self, number_format: str, *, is_total: bool = False) -> Format:
        key = (number_format, is_total)
        if key not in self._made:
            look = {**_BASE, "num_format": number_format, "valign": "top", "border": 1, "bold": is_total}
            if number_format == "@":
                look["text_wrap"] = True
            if number_format in CENTRED:
                look["align"] = "center"
            self._made[key] = self._book.add_format(look)
        return self._made[key]


_BASE = {"font_name": "Times New Roman", "font_size": 12, "border_color": EDGE}


def _write_sheet(page: Worksheet, sheet: Sheet, dress: _Dress) -> None:
    for line, text in enumerate(sheet.heading):
        page.write_string(line, 0, text[:LONGEST_TEXT], dress.title if line == 0 else dress.note)
    head = len(sheet.heading) + (1 if sheet.heading else 0)
    first, last = head + 1, head + len(sheet.rows)
    widths = [column.width or _width(column, at, sheet.rows) for at, column in enumerate(sheet.columns)]
    for at, column in enumerate(sheet.columns):
        page.write_string(head, at, column.title, dress.head)
        page.set_column(at, at, widths[at])
    page.set_row(head, _height([column.title for column in sheet.columns], widths))
    for offset, row in enumerate(sheet.rows):
        page.set_row(first + offset, _height(row, widths))
        for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, first + offset, at, value, column, dress)
    if sheet.rows and sheet.columns:
        page.autofilter(head, 0, last, len(sheet.columns) - 1)
        if sheet.total_label:
            _write_total(page, sheet, first, last, dress)
    page.freeze_panes(head + 1, 0)
    page.repeat_rows(head)
    page.set_paper(9)  # A4
    if sheet.is_landscape:
        page.set_landscape()
    page.set_margins(left=1.18, right=0.59, top=0.79, bottom=0.79)  # 30, 15, 20, 20 mm
    page.fit_to_pages(1, 0)
    page.set_header("&C&P")


def _write_cell(page: Worksheet, row: int, at: int, value: Value, column: SheetColumn, dress: _Dress) -> None:
    if value is None or value == "":
        page.write_blank(row, at, None, dress.cell("@"))
    elif isinstance(value, datetime):
        page.write_datetime(row, at, _local(value), dress.cell(RAW_FORMATS[Kind.MOMENT]))
    elif isinstance(value, date):
        page.write_datetime(row, at, datetime(value.year, value.month, value.day), dress.cell(RAW_FORMATS[Kind.DATE]))  # noqa: DTZ001  # a day has no zone
    elif isinstance(value, (int, Decimal)) and column.kind not in (Kind.TEXT, Kind.LINK):
        page.write_number(row, at, value, dress.cell(number_format(column, value)))
    elif column.kind is Kind.LINK and str(value).startswith(("https://", "http://")):
        page.write_url(row, at, str(value), dress.cell("@"), string=str(value))
    else:
        page.write_string(row, at, _fitting(str(value)), dress.cell("@"))


def _write_total(page: Worksheet, sheet: Sheet, first: int, last: int, dress: _Dress) -> None:
    """A last row that adds what the filter leaves visible."""
    label_at = next((at for at, column in enumerate(sheet.columns) if not column.is_summed), None)
    for at, column in enumerate(sheet.columns):
        if column.is_summed:
            numbers = [row[at] for row in sheet.rows]
            total = sum((Decimal(n) for n in numbers if isinstance(n, (int, Decimal))), Decimal(0))
            letter = xlsxwriter.utility.xl_col_to_name(at)
            formula = f"=SUBTOTAL(109,{letter}{first + 1}:{letter}{last + 1})"
            page.write_formula(last + 1, at, formula, dress.cell(number_format(column, total), is_total=True), total)
        elif at == label_at:
            page.write_string(last + 1, at, sheet.total_label, dress.cell("@", is_total=True))
        else:
            page.write_blank(last + 1, at, None, dress.cell("@", is_total=True))


def number_format(column: SheetColumn, value: Decimal | int) -> str:
    """#,##0 with the decimals of the column, or else of the number; the reader's locale picks the marks."""
    if column.kind is Kind.ORDER:
        return RAW_FORMATS[Kind.ORDER]
    decimals = column.decimals if column.decimals is not None else _own_decimals(Decimal(value))
    tail = "." + "0" * decimals if decimals else ""
    return f'#,##0{tail}"%"' if column.kind is Kind.PERCENT else f"#,##0{tail}"


def _own_decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(max(-exponent, 0), 4) if isinstance(exponent, int) else 0


def _local(moment: datetime) -> datetime:
    return moment.astimezone(VIETNAM).replace(tzinfo=None) if moment.tzinfo else moment


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _width(column: SheetColumn, at: int, rows: tuple[tuple[Value, ...], ...]) -> int:
    longest_word = max((len(word) for word in column.title.split()), default=0)
    longest = max((_shown_length(row[at]) for row in rows[:500]), default=0)
    return min(max(longest_word + 3, longest + 2, min(len(column.title), 14), 6), WIDEST)


def _height(values: Sequence[Value], widths: list[int]) -> float:
    """Room for the longest wrapped text: not every program finds it by itself."""
    lines = max((_lines(value, width) for value, width in zip(values, widths, strict=True)), default=1)
    return LINE_HEIGHT * min(lines, 24)  # a spreadsheet's row ends at 409 points


def _lines(value: Value, width: int) -> int:
    if not isinstance(value, str):
        return 1
    return sum(max(1, -(-len(line) // max(width - 1, 1))) for line in value.splitlines()) or 1


def _shown_length(value: Value) -> int:
    if value is None:
        return 0
    if isinstance(value, datetime):
        return 16
    if isinstance(value, date):
        return 10
    if isinstance(value, (int, Decimal)):
        return len(f"{value:,}")
    return max((len(line) for line in value.splitlines()), default=0)
