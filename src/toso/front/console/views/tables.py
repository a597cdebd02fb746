"""A table as a page shows it, given back as a workbook: the page sends the words it already holds."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest
from django.utils import formats
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.blocks import Kind, Sheet, SheetColumn, Workbook
from toso.ground.documents.queries import render_xlsx
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.text import fold

MOST_COLUMNS, MOST_ROWS = 80, 5_000


@requires()
@require_POST
def shown_table(request: StaffRequest) -> HttpResponse:
    """The rows that the person's own page shows, with numbers as numbers: nothing is read from our tables, so
    nothing can leave that was not on the screen."""
    try:
        title, columns, rows = read(request.POST.get("table", ""))
    except (ValueError, RecursionError):
        return HttpResponseBadRequest(_("Bảng gửi lên không đọc được. Hãy mở lại trang rồi bấm lại."))
    content = render_xlsx(Workbook(title, (Sheet(title, columns, rows, heading=(title,)),)))
    name = f"{slugify(fold(title))[:60] or 'bang'}.xlsx"
    return download(content, name)


def read(text: str) -> tuple[str, tuple[SheetColumn, ...], tuple[tuple[Any, ...], ...]]:
    """Title, columns and rows out of what the page sent. Raises ValueError for anything but such a table."""
    sent = json.loads(text)
    try:
        title, heads, numbers, rows = (sent[key] for key in ("title", "heads", "numbers", "rows"))
    except (TypeError, KeyError) as error:
        raise ValueError("not a table") from error
    wide = len(heads)
    if not (0 < wide <= MOST_COLUMNS and len(numbers) == wide and len(rows) <= MOST_ROWS):
        raise ValueError("too large")
    if not all(isinstance(word, str) for word in (title, *heads)):
        raise ValueError("headings are words")
    columns = tuple(
        SheetColumn(head, Kind.NUMBER if is_number else Kind.TEXT)
        for head, is_number in zip(heads, numbers, strict=True)
    )
    return title, columns, tuple(cells(row, columns) for row in rows)


def cells(row: Any, columns: tuple[SheetColumn, ...]) -> tuple[Any, ...]:
    if not (isinstance(row, list) and len(row) == len(columns) and all(isinstance(word, str) for word in row)):
        raise ValueError("a row is as wide as the head")
    return tuple(
        number_in(word) if column.kind == Kind.NUMBER else word for word, column in zip(row, columns, strict=True)
    )


def number_in(word: str) -> Decimal | str | None:
    """1.234,5 in a Vietnamese page and 1,234.5 in an English one; words that are no number stay words."""
    group, point = formats.get_format("THOUSAND_SEPARATOR"), formats.get_format("DECIMAL_SEPARATOR")
    plain = word.strip().replace(group, "").replace(point, ".").replace("−", "-")
    if plain in {"", "–"}:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return word
    return number if number.is_finite() else word
