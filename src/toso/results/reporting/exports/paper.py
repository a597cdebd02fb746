"""A report as the paper that is signed (Decree 30/2020/NĐ-CP, Annex I): words, figures, the units below.

A paper of the state is Vietnamese in every language of the interface; nothing here is translated.
"""

from collections.abc import Sequence
from decimal import Decimal

from toso.ground.documents.blocks import (
    Annex,
    Band,
    Block,
    Column,
    Heading,
    Item,
    Kind,
    OfficialDocument,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
    prose,
)
from toso.ground.documents.queries import sealed, written_day
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.results.reporting.exports.notes import note_on
from toso.results.reporting.models import PeriodKind, Report, Section
from toso.results.reporting.queries.cells import ADDED, CellRow, PartRow, parts_of
from toso.results.reporting.rules.reports import HANDED_IN

DEPARTMENT = "Sở Khoa học và Công nghệ"
SYMBOLS = {Level.PROVINCE: "BC-SKHCN", Level.COMMUNE: "BC-UBND", Level.HAMLET: "BC-TCNSCĐ"}
SUBJECTS = {PeriodKind.MONTH: "Kết quả", PeriodKind.HALF: "Sơ kết", PeriodKind.YEAR: "Tổng kết"}
QUOTED = ("quotes__source__report__place", "quotes__source__report__period")
MOST_COLUMNS = 9  # of an annex that lies on its side
NOTHING = "Không có."
NOT_YET = "Chưa viết."  # of a draft: that there is nothing is for the writer to say


def official_document(report: Report, rows: Sequence[CellRow], *, address: str) -> OfficialDocument:
    """Nine sections, the table of figures, the difficulties, an annex of the units below, code and digest."""
    place = report.place
    document = OfficialDocument(
        issuer=_issuer(place),
        issuer_name=_issuer_name(place),
        superior=_superior(place),
        symbol=SYMBOLS[Level(place.level)],
        place_name=place.name,
        year=report.period.last_day.year,
        type_name="BÁO CÁO",
        subject=_subject(report),
        addressee=(_addressee(place),),
        blocks=(_opening(report), *_sections(report, rows), _closing(report)),
        signature=_signature(place),
        recipients=("Như trên", *report.template.recipients),
        archive="VT",
        annexes=tuple(_annexes(report, rows)),
        mark=_mark(report),
    )
    return sealed(document, address=address) if address else document


def in_sentence(name: str) -> str:
    """ "Xã An Hoà" within a sentence is "xã An Hoà"."""
    return name[:1].lower() + name[1:]


def _issuer(place: Place) -> str:
    if place.level == Level.PROVINCE:
        return DEPARTMENT.upper()
    if place.level == Level.COMMUNE:
        return f"ỦY BAN NHÂN DÂN\n{place.full_name}".upper()
    return f"TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG {place.full_name}".upper()


def _issuer_name(place: Place) -> str:
    if place.level == Level.PROVINCE:
        return DEPARTMENT
    if place.level == Level.COMMUNE:
        return f"Ủy ban nhân dân {in_sentence(place.full_name)}"
    return f"Tổ công nghệ số cộng đồng {in_sentence(place.full_name)}"


def _superior(place: Place) -> str:
    """A People's Committee has none; a department and a team stand below one."""
    above = {Level.PROVINCE: place, Level.HAMLET: place.parent}.get(Level(place.level))
    return f"ỦY BAN NHÂN DÂN\n{above.full_name}".upper() if above else ""


def _addressee(place: Place) -> str:
    if place.level == Level.COMMUNE or place.parent is None:
        return DEPARTMENT if place.level == Level.COMMUNE else f"Ủy ban nhân dân {in_sentence(place.full_name)}"
    return f"Ủy ban nhân dân {in_sentence(place.parent.full_name)}"


def _signature(place: Place) -> Signature:
    if place.level == Level.PROVINCE:
        return Signature(title="GIÁM ĐỐC")
    if place.level == Level.COMMUNE:
        return Signature(authority="TM. ỦY BAN NHÂN DÂN", title="CHỦ TỊCH")
    return Signature(title="TỔ TRƯỞNG")


def _mark(report: Report) -> str:
    if report.state not in HANDED_IN:
        return "DỰ THẢO"
    return "BẢN MẪU" if report.is_sample else ""


def _subject(report: Report) -> str:
    about = SUBJECTS[PeriodKind(report.period.kind)]
    return f"{about} hoạt động của Tổ công nghệ số cộng đồng {_period_words(report)}"


def _period_words(report: Report) -> str:
    """ "tháng 10 năm 2026"; other periods by their name."""
    period = report.period
    if period.kind == PeriodKind.MONTH:
        return "tháng " + written_day(period.last_day).partition(" tháng ")[2]
    return in_sentence(period.name)


def _opening(report: Report) -> Paragraph:
    basis, period = report.template.basis, report.period
    reason = ""
    if basis is not None:
        signed = f" {written_day(basis.signed_on)}" if basis.signed_on else ""
        reason = f"Thực hiện {basis.kind} số {basis.number}{signed} của {basis.issuer}, "
    words = (
        f"{_issuer_name(report.place)} báo cáo kết quả hoạt động của tổ công nghệ số cộng đồng {_period_words(report)} "
        f"(từ {written_day(period.first_day)} đến hết {written_day(period.last_day)}) như sau:"
    )
    return Paragraph(reason + words)


def _closing(report: Report) -> Paragraph:
    place = report.place
    return Paragraph(f"{_issuer_name(place)} kính báo cáo {_addressee(place)} theo dõi, chỉ đạo.")


def _sections(report: Report, rows: Sequence[CellRow]) -> list[Block]:
    blocks: list[Block] = []
    empty = NOTHING if report.state in HANDED_IN else NOT_YET
    sections = list(
        report.sections.order_by("order").prefetch_related(
            "quotes__source__report__place", "quotes__source__report__period"
        )
    )
    for section in sections:
        inside = [*_words(section), *_beside(report, section, rows)]
        blocks += [Heading(f"{section.order}. {section.title}", level=2), *(inside or [Paragraph(empty)])]
    return blocks


def _words(section: Section) -> list[Block]:
    of_same_period = section.report.period_id
    quotes = [Item(f"“{quote.text}” ({_quoted_from(quote.source, of_same_period)})") for quote in section.quotes.all()]
    return [*prose(section.text), *quotes]


def _quoted_from(source: Section, period_id: int) -> str:
    """Who said it; in the review of a longer time also when."""
    place, period = str(source.report.place), source.report.period
    return place if period.pk == period_id else f"{place}, {in_sentence(period.name)}"


def _beside(report: Report, section: Section, rows: Sequence[CellRow]) -> list[Block]:
    """The figures stand with the results, the carried difficulties with the difficulties."""
    if section.code == "results":
        return _figures(report, rows)
    if section.code == "difficulties":
        carried = report.carried.select_related("difficulty__place")
        return [Item(f"{row.difficulty.title} ({row.difficulty.place})") for row in carried]
    return []


def _figures(report: Report, rows: Sequence[CellRow]) -> list[Block]:
    year = f"Năm {report.period.year}"
    columns = (
        Column("TT", Kind.ORDER, share=6),
        Column("Chỉ tiêu", share=28),
        Column("Đơn vị", share=10),
        Column("Trong kỳ", Kind.NUMBER, share=10),
        Column("Bổ sung kỳ trước", Kind.NUMBER, share=9),
        Column("Lũy kế", Kind.NUMBER, share=10, group=year),
        Column("Giao", Kind.NUMBER, share=10, group=year),
        Column("Đạt", Kind.PERCENT, share=11, decimals=1, group=year),
        Column("Ghi chú", share=13),
    )
    lines = tuple(_figure_line(number, row) for number, row in enumerate(rows, start=1))
    table = Table(
        columns, lines or (Band("Không có chỉ tiêu"),), caption="Bảng 1. Kết quả các chỉ tiêu trong kỳ báo cáo", size=11
    )
    return [table, *_as_known(report)]


def _figure_line(number: int, row: CellRow) -> Row:
    return (
        number,
        row.indicator.name,
        row.indicator.unit,
        _rounded(row.value, row),
        row.cell.late or None,
        _rounded(row.year, row),
        row.target,
        row.reached if row.target else None,
        note_on(row),
    )


def _as_known(report: Report) -> list[Block]:
    if report.known_at is None:
        return []
    known = f"{report.known_at.astimezone(VIETNAM):%H giờ %M ngày %d/%m/%Y}"
    words = f"Số liệu tính đến {known}; mỗi số mở được tới từng bản ghi trên hệ thống."
    return [Paragraph((Run(words, italic=True),))]


def _rounded(value: Decimal | None, row: CellRow) -> Decimal | None:
    return None if value is None else round(value, row.decimals)


def _annexes(report: Report, rows: Sequence[CellRow]) -> list[Annex]:
    """Each unit below with its figures, so many indicators to an annex as fit a page on its side."""
    if report.place.level == Level.HAMLET:
        return []
    added = [row for row in rows if row.indicator.kind in ADDED]
    chunks = [added[at : at + MOST_COLUMNS] for at in range(0, len(added), MOST_COLUMNS)]
    return [_annex(report, chunk, number if len(chunks) > 1 else 0) for number, chunk in enumerate(chunks, start=1)]


def _annex(report: Report, rows: Sequence[CellRow], number: int) -> Annex:
    parts = parts_of(report, [row.cell for row in rows])
    units = parts[0][0]
    below = "thôn, tổ dân phố" if report.place.level == Level.COMMUNE else "xã, phường, đặc khu"
    columns = (
        Column("TT", Kind.ORDER, share=4),
        Column(below.capitalize(), share=22),
        *(Column(f"{row.indicator.short_name} ({row.indicator.unit})", Kind.NUMBER, share=10) for row in rows),
        Column("Báo cáo", share=11),
    )
    lines: list[Row] = [
        (at + 1, str(unit.place), *(column[at].value for column, _own in parts), _state_words(unit))
        for at, unit in enumerate(units)
    ]
    if any(own for _column, own in parts):
        lines.append((None, "Ghi trực tiếp tại đơn vị", *(own for _column, own in parts), None))
    table = Table(
        columns,
        tuple(lines) or (Band("Không có đơn vị"),),
        total=(None, "Cộng", *(_rounded(row.value, row) for row in rows), None),
        size=11,
    )
    title = f"KẾT QUẢ HOẠT ĐỘNG CỦA TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG {_period_words(report)} THEO {below}".upper()
    return Annex(title, (table,), number=number, is_landscape=True)


def _state_words(part: PartRow) -> str:
    if part.is_accepted:
        return "Đã nhận"
    return "Tạm tính" if part.report else "Chưa có"
