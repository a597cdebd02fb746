"""The report's figures as a form that is filled in without the network and comes back."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from toso.ground.documents.blocks import Kind, Sheet, SheetColumn, Workbook
from toso.ground.documents.queries import render_xlsx
from toso.results.reporting.models import Report
from toso.results.reporting.queries.cells import CellRow, cell_rows
from toso.results.reporting.queries.offline import mark_of


def form(report: Report) -> bytes:
    """The form of a report as it stands: its mark says which report and which edition it left."""
    return render_xlsx(_workbook(report, cell_rows(report, at=report.known_at or report.drafted_at)))


def _workbook(report: Report, rows: Sequence[CellRow]) -> Workbook:
    title = _("Phiếu số liệu %(period)s, %(place)s") % {"period": report.period.name, "place": report.place}
    sheet = Sheet(
        title=_("Phiếu số liệu"),
        heading=(
            title,
            _("Chỉ sửa hai cột “Số của đơn vị” và “Lý do”. Ô để trống là giữ số hệ thống tính."),
            _("Mã phiếu: %(mark)s") % {"mark": mark_of(report)},
        ),
        columns=(
            SheetColumn(_("Mã"), width=16),
            SheetColumn(_("Chỉ tiêu"), width=50),
            SheetColumn(_("Đơn vị tính")),
            SheetColumn(_("Hệ thống tính"), Kind.NUMBER),
            SheetColumn(_("Số của đơn vị"), Kind.NUMBER, width=16),
            SheetColumn(_("Lý do"), width=50),
        ),
        rows=tuple(
            (
                row.indicator.code,
                row.indicator.name,
                row.indicator.unit,
                row.cell.numerator,
                row.cell.corrected_numerator,
                row.cell.correction_reason,
            )
            for row in rows
        ),
    )
    return Workbook(title=title, sheets=(sheet,))
