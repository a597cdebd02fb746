"""The comparison of units as data for a workbook."""

from django.utils.translation import gettext as _

from toso.front.console.queries.dashboard import Board, Until
from toso.ground.documents.blocks import Kind, Sheet, SheetColumn, Workbook
from toso.ground.places.models import Place
from toso.plan.programme.rules import IndicatorKind


def comparison(place: Place, board: Board, until: Until) -> Workbook:
    """One sheet with the place's own indicators, one that compares the units below by the chosen one."""
    when = _("Năm %(year)s, đến %(day)s") % {"year": until.year.year, "day": f"{until.day:%d/%m/%Y}"}
    heading = (place.full_name, when)
    own = Sheet(
        title=_("Chỉ tiêu"),
        heading=heading,
        columns=(
            SheetColumn(_("Chỉ tiêu"), width=50),
            SheetColumn(_("Đơn vị")),
            SheetColumn(_("Đã đạt"), Kind.NUMBER),
            SheetColumn(_("Giao"), Kind.NUMBER),
            SheetColumn(_("Đạt so với chỉ tiêu"), Kind.PERCENT, decimals=1),
            SheetColumn(_("Nên đạt hôm nay"), Kind.PERCENT, decimals=1),
        ),
        rows=tuple(
            (
                line.indicator.name,
                "%" if line.indicator.kind == IndicatorKind.RATIO else line.indicator.unit,
                line.figure.value,
                line.target.value if line.target else None,
                line.pace.percent,
                line.pace.due,
            )
            for line in board.lines
        ),
    )
    return Workbook(title=_("Chỉ tiêu và nhịp"), sheets=(own, *_units(board, heading)))


def _units(board: Board, heading: tuple[str, ...]) -> tuple[Sheet, ...]:
    if board.chosen is None or not board.rows:
        return ()
    return (
        Sheet(
            title=_("So sánh"),
            heading=(*heading, board.chosen.indicator.name),
            columns=(
                SheetColumn(_("Mã")),
                SheetColumn(_("Tên"), width=34),
                SheetColumn(_("Đã đạt"), Kind.NUMBER),
                SheetColumn(_("Giao"), Kind.NUMBER),
                SheetColumn(_("Đạt so với chỉ tiêu"), Kind.PERCENT, decimals=1),
                SheetColumn(_("Hơn, kém nhịp (điểm)"), Kind.NUMBER, decimals=1),
            ),
            rows=tuple(
                (
                    row.line.place.code,
                    row.line.place.full_name,
                    row.line.figure.value,
                    row.line.target.value if row.line.target else None,
                    row.line.pace.percent,
                    row.line.pace.gap,
                )
                for row in board.rows
            ),
        ),
    )
