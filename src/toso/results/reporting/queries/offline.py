"""A form that came back: whether it is this report's, and what it would change."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries import read_book
from toso.ground.tables.rules import cells as read
from toso.ground.tables.rules.cells import Unreadable
from toso.ground.tables.rules.grid import Sheet
from toso.ground.tables.rules.heads import Column, found_head, records
from toso.results.reporting.models import Cell, Report

COLUMNS = (
    Column("code", "Mã", ("Code",), is_needed=True),
    Column("value", "Số của đơn vị", ("Own figure",), is_needed=True),
    Column("reason", "Lý do", ("Reason",), is_needed=True),
    Column("name", "Chỉ tiêu", ("Indicator",)),
)
_MARK = re.compile(r"\b(\d+)\.(\d+)\.([0-9a-f]{12})\b")


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell that the form would change."""

    cell: Cell
    before: Decimal | None
    value: Decimal
    reason: str


def mark_of(report: Report) -> str:
    """Which report and edition a form left: number, edition, and a hash of the figures as they stood."""
    said = "|".join(
        f"{cell.indicator_id}:{cell.numerator}:{cell.corrected_numerator}" for cell in report.cells.order_by("pk")
    )
    digest = hashlib.sha256(f"{report.pk}|{report.version}|{said}".encode()).hexdigest()
    return f"{report.pk}.{report.version}.{digest[:12]}"


def filled_in(report: Report, content: bytes) -> list[Filled]:
    """What a form changes. Refuses another report's form, and one whose figures have moved since it left."""
    book = read_book(content)
    _refuse_another(report, book.sheets)
    head = found_head(book.sheets, COLUMNS)
    if head is None or not {"code", "value", "reason"} <= head.columns.keys():
        raise Refusal(_("Phiếu thiếu cột “Mã”, “Số của đơn vị” hoặc “Lý do”. Hãy tải phiếu mới."))
    lines, _left_out = records(book.sheets[head.sheet], head, needed=("code",))
    by_code = {cell.indicator.code: cell for cell in report.cells.select_related("indicator")}
    found = (_filled(line.cells, line.row + 1, by_code) for line in lines)
    return [one for one in found if one is not None]


def _refuse_another(report: Report, sheets: Sequence[Sheet]) -> None:
    words = " ".join(read.shown(value) for sheet in sheets for row in sheet.rows[:10] for value in row)
    mark = _MARK.search(words)
    if mark is None:
        raise Refusal(_("Tệp này không có mã phiếu. Hãy dùng phiếu tải từ báo cáo này."))
    if int(mark[1]) != report.pk:
        raise Refusal(_("Phiếu này của một báo cáo khác. Hãy gửi ở đúng báo cáo của nó."))
    if mark[0] != mark_of(report):
        raise Refusal(_("Số liệu của báo cáo đã thay đổi sau khi tải phiếu này. Hãy tải phiếu mới rồi chép số sang."))


def _filled(values: dict[str, read.Raw], row: int, by_code: dict[str, Cell]) -> Filled | None:
    code = read.code(values.get("code"))
    cell = by_code.get(code)
    if cell is None:
        raise Refusal(_("Dòng %(row)s: báo cáo không có chỉ tiêu “%(code)s”.") % {"row": row, "code": code[:40]})
    try:
        value = read.number(values.get("value"))
    except Unreadable as unreadable:
        raise Refusal(
            _("Dòng %(row)s: ghi số, ví dụ 1.250; đang ghi “%(shown)s”.") % {"row": row, "shown": unreadable.shown}
        ) from None
    before = cell.corrected_numerator
    if value is None or value == before or (before is None and value == cell.numerator):
        return None
    reason = read.text(values.get("reason"))
    if not reason:
        raise Refusal(
            _("Dòng %(row)s: ghi lý do của số mới ở “%(name)s”.") % {"row": row, "name": cell.indicator.short_name}
        )
    return Filled(cell, cell.numerator if before is None else before, value, reason[:300])
