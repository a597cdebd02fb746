"""The comparison of units as data for a workbook."""

from datetime import date

from django.utils.translation import gettext as _

from toso.front.console.queries.about_person import Kept
from toso.front.console.queries.dashboard import Board, Until
from toso.ground.documents import queries as documents
from toso.ground.documents.blocks import (
    Column,
    Heading,
    Kind,
    OfficialDocument,
    Paragraph,
    Sheet,
    SheetColumn,
    Table,
    Workbook,
)
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


ON_PAPER = 200  # rows of one kind; the file in JSON holds all


def personal_data(name: str, kept: list[Kept], *, on: date) -> OfficialDocument:
    """Everything that names one person, as a paper to read: Law 91/2025/QH15, the right to see one's data."""
    blocks: list[Heading | Paragraph | Table] = []
    for number, kind in enumerate(kept, start=1):
        blocks.append(Heading(f"{number}. {kind.label} ({kind.total})", level=2))
        rows = tuple(
            (order, "; ".join(f"{name}: {value}" for name, value in row) or "–")
            for order, row in enumerate(kind.rows[:ON_PAPER], start=1)
        )
        blocks.append(Table((Column("TT", Kind.ORDER, 5), Column("Nội dung", share=95)), rows, size=11))
        if kind.total > ON_PAPER:
            blocks.append(Paragraph(f"Còn {kind.total - ON_PAPER} dòng nữa trong tệp JSON."))
    return OfficialDocument(
        issuer="TỔ SỐ",
        symbol="BK",
        place_name="…",
        year=on.year,
        type_name="BẢN KÊ",
        subject=f"Dữ liệu cá nhân của {name}, lập ngày {on:%d/%m/%Y}",
        blocks=(
            *blocks,
            Paragraph(
                "Bản kê lấy từ mọi bảng có ghi người này. Tên người này trong lời văn do người khác gõ không tìm được "
                "bằng máy. Dữ liệu của người khác không nằm trong bản kê."
            ),
        ),
    )


def personal_data_as(form: str, name: str, kept: list[Kept], *, on: date) -> bytes:
    """The paper as "docx" or "pdf"."""
    render = documents.render_docx if form == "docx" else documents.render_pdf
    return render(personal_data(name, kept, on=on))
