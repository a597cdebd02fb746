"""The figures of a report, the units below and the records behind, as a workbook with real numbers."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from toso.ground.documents.blocks import Kind, Sheet, SheetColumn, Workbook
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.scope import Grant, Scope
from toso.results.reporting.exports.notes import note_on
from toso.results.reporting.models import Report
from toso.results.reporting.queries.cells import CellRow, parts_of
from toso.results.reporting.queries.evidence import evidence

MOST_RECORDS = 20_000


def workbook(report: Report, rows: Sequence[CellRow]) -> Workbook:
    """Figures, the units below, and the records behind, with real numbers."""
    title = _("Báo cáo %(period)s, %(place)s") % {"period": report.period.name, "place": report.place}
    sheets = [
        Sheet(
            title=_("Số liệu"),
            heading=(title,),
            columns=(
                SheetColumn(_("TT"), Kind.ORDER),
                SheetColumn(_("Chỉ tiêu"), width=50),
                SheetColumn(_("Đơn vị")),
                SheetColumn(_("Trong kỳ"), Kind.NUMBER),
                SheetColumn(_("Hệ thống tính"), Kind.NUMBER),
                SheetColumn(_("Tạm tính"), Kind.NUMBER),
                SheetColumn(_("Bổ sung kỳ trước"), Kind.NUMBER),
                SheetColumn(_("Từ đầu năm"), Kind.NUMBER),
                SheetColumn(_("Giao"), Kind.NUMBER),
                SheetColumn(_("Số bản ghi"), Kind.NUMBER),
                SheetColumn(_("Ghi chú"), width=40),
            ),
            rows=tuple(
                (
                    number,
                    row.indicator.name,
                    row.indicator.unit,
                    row.value,
                    row.computed,
                    row.cell.provisional,
                    row.cell.late,
                    row.year,
                    row.target,
                    row.cell.records,
                    note_on(row),
                )
                for number, row in enumerate(rows, start=1)
            ),
        )
    ]
    if report.place.level != Level.HAMLET:
        sheets.append(_children_sheet(report, rows, title))
    sheets.append(_evidence_sheet(report, rows, title))
    return Workbook(title=title, sheets=tuple(sheets))


def _children_sheet(report: Report, rows: Sequence[CellRow], title: str) -> Sheet:
    lines = []
    for row, (parts, own) in zip(rows, parts_of(report, [row.cell for row in rows]), strict=True):
        lines += [
            (
                row.indicator.short_name,
                str(part.place),
                part.value,
                part.live,
                _("Đã nhận") if part.is_accepted else _("Tạm tính"),
            )
            for part in parts
        ]
        lines.append((row.indicator.short_name, _("Của chính đơn vị"), own, own, ""))
    return Sheet(
        title=_("Đơn vị cấp dưới"),
        heading=(title,),
        columns=(
            SheetColumn(_("Chỉ tiêu"), width=30),
            SheetColumn(_("Đơn vị"), width=30),
            SheetColumn(_("Giá trị"), Kind.NUMBER),
            SheetColumn(_("Hiện nay theo bản ghi"), Kind.NUMBER),
            SheetColumn(_("Trạng thái")),
        ),
        rows=tuple(lines),
    )


def _evidence_sheet(report: Report, rows: Sequence[CellRow], title: str) -> Sheet:
    scope = Scope(
        person_id=0, grants=(Grant(role="", place=report.place.path),)
    )  # what stands under the report's place
    lines: list[tuple[str, str, object, str, Decimal]] = []
    span = (report.period.first_day, report.period.last_day)
    for row in rows:
        for found in evidence(
            row.indicator, report.place, *span, reading=Reading.THEN, scope=scope, at=report.known_at
        ):
            fact = found.fact
            columns = (fact.of_place("name"), fact.day, "counted_value", "pk")
            for place, day, value, pk in found.rows.values_list(*columns)[: MOST_RECORDS - len(lines)]:
                lines.append((row.indicator.short_name, place, day, f"{fact.home} {pk}", Decimal(value or 0)))
    return Sheet(
        title=_("Bằng chứng"),
        heading=(title,),
        columns=(
            SheetColumn(_("Chỉ tiêu"), width=30),
            SheetColumn(_("Nơi ghi"), width=24),
            SheetColumn(_("Ngày"), Kind.DATE),
            SheetColumn(_("Bản ghi"), width=24),
            SheetColumn(_("Tính vào số"), Kind.NUMBER),
        ),
        rows=tuple(lines),  # type: ignore[arg-type]  # the day is a date in every fact
    )
