"""A report as data for documents: the official form of Decree 30/2020/NĐ-CP, and the workbook."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from toso.ground.documents import queries as documents
from toso.ground.documents.blocks import (
    Band,
    Block,
    Column,
    Heading,
    Item,
    Kind,
    Link,
    OfficialDocument,
    Paragraph,
    Sheet,
    SheetColumn,
    Signature,
    Table,
    Workbook,
)
from toso.ground.places.models import Place
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.scope import Grant, Scope
from toso.results.reporting.models import Report
from toso.results.reporting.queries.cells import CellRow, cell_rows, part_rows
from toso.results.reporting.queries.evidence import evidence
from toso.results.reporting.rules.reports import HANDED_IN

MOST_RECORDS = 20_000


def docx(report: Report, *, address: str = "") -> bytes:
    """The report in the official form, for Word."""
    return documents.render_docx(official_document(report, _rows(report), address=address))


def pdf(report: Report, *, address: str = "") -> bytes:
    """The report in the official form, to be signed. The same report gives the same bytes."""
    return documents.render_pdf(official_document(report, _rows(report), address=address))


def xlsx(report: Report) -> bytes:
    """The figures, the units below and the records behind, as a workbook."""
    return documents.render_xlsx(workbook(report, _rows(report)))


def _rows(report: Report) -> list[CellRow]:
    return cell_rows(report, at=report.known_at or report.drafted_at)


def official_document(report: Report, rows: Sequence[CellRow], *, address: str) -> OfficialDocument:
    """The report as an administrative document: nine sections, the table of figures, difficulties, QR and hash."""
    place = report.place
    blocks = (*_narrative(report), *_figures(report, rows), *_difficulties(report))
    digest = hashlib.sha256(repr((report.pk, report.version, report.known_at, blocks)).encode()).hexdigest()
    return OfficialDocument(
        issuer=_issuer(place),
        superior=_superior(place),
        symbol=_symbol(place),
        place_name=place.name,
        year=report.period.last_day.year,
        type_name="BÁO CÁO",
        subject=_subject(report),
        addressee=_addressee(place),
        blocks=blocks,
        signature=_signature(place),
        recipients=("Như trên",),
        archive="VT",
        link=Link(url=address, digest=digest) if address else None,
        mark="" if report.state in HANDED_IN else "DỰ THẢO",
    )


def _issuer(place: Place) -> str:
    if place.level == Level.PROVINCE:
        return "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
    if place.level == Level.COMMUNE:
        return f"ỦY BAN NHÂN DÂN {place.full_name}".upper()
    return f"TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG {place.full_name}".upper()


def _superior(place: Place) -> str:
    if place.level == Level.PROVINCE:
        return f"ỦY BAN NHÂN DÂN {place.full_name}".upper()
    if place.level == Level.HAMLET and place.parent:
        return f"ỦY BAN NHÂN DÂN {place.parent.full_name}".upper()
    return ""


def _symbol(place: Place) -> str:
    return {Level.PROVINCE: "BC-SKHCN", Level.COMMUNE: "BC-UBND"}.get(Level(place.level), "BC-TCNSCĐ")


def _addressee(place: Place) -> tuple[str, ...]:
    if place.level == Level.PROVINCE:
        return (f"Ủy ban nhân dân {place.full_name}",)
    if place.level == Level.COMMUNE:
        return ("Sở Khoa học và Công nghệ",)
    return (f"Ủy ban nhân dân {place.parent.full_name}",) if place.parent else ()


def _signature(place: Place) -> Signature:
    if place.level == Level.PROVINCE:
        return Signature(title="GIÁM ĐỐC")
    if place.level == Level.COMMUNE:
        return Signature(authority="TM. ỦY BAN NHÂN DÂN", title="CHỦ TỊCH")
    return Signature(title="TỔ TRƯỞNG")


def _subject(report: Report) -> str:
    period = report.period
    words = f"Kết quả hoạt động của Tổ công nghệ số cộng đồng, {period.name[:1].lower()}{period.name[1:]}"
    days = f"(từ ngày {period.first_day:%d/%m/%Y} đến ngày {period.last_day:%d/%m/%Y})"
    return f"{words} {days}"


def _narrative(report: Report) -> list[Block]:
    blocks: list[Block] = []
    for section in report.sections.all():
        blocks.append(Heading(f"{section.order}. {section.title}", level=2))
        lines = [line.strip() for line in section.text.splitlines() if line.strip()]
        quotes = list(section.quotes.all())
        blocks += [Paragraph(line) for line in lines]
        blocks += [Item(f"“{quote.text}” ({quote.source.report.place})") for quote in quotes]
        if not lines and not quotes:
            blocks.append(Paragraph("Không có."))
    return blocks


def _figures(report: Report, rows: Sequence[CellRow]) -> list[Block]:
    columns = (
        Column("TT", Kind.ORDER, share=4),
        Column("Chỉ tiêu", share=30),
        Column("Đơn vị", share=8),
        Column("Trong kỳ", Kind.NUMBER, share=10),
        Column("Bổ sung kỳ trước", Kind.NUMBER, share=10),
        Column("Từ đầu năm", Kind.NUMBER, share=10),
        Column("Giao", Kind.NUMBER, share=10),
        Column("Ghi chú", share=16),
    )
    table = Table(
        columns=columns,
        rows=tuple(
            (
                number,
                row.indicator.name,
                row.indicator.unit,
                _rounded(row.value, row),
                row.cell.late or None,
                _rounded(row.year, row),
                row.target,
                _note(row),
            )
            for number, row in enumerate(rows, start=1)
        )
        or (Band("Không có chỉ tiêu"),),
        caption="Số liệu trong kỳ",
        size=11,
    )
    known = (
        [Paragraph(f"Số liệu tính đến {report.known_at:%d/%m/%Y}; mỗi số mở được tới từng bản ghi trên hệ thống.")]
        if report.known_at
        else []
    )
    return [Heading("Số liệu", level=2), table, *known]


def _rounded(value: Decimal | None, row: CellRow) -> Decimal | None:
    return None if value is None else round(value, row.decimals)


def _note(row: CellRow) -> str:
    notes = []
    if row.lacks_denominator:
        notes.append("Chưa có mẫu số")
    if row.is_corrected and row.computed is not None:
        notes.append(f"Hệ thống tính {_plain(row.computed, row)}; sửa vì: {row.cell.correction_reason}")
    elif row.is_typed and row.cell.correction_reason:
        notes.append(row.cell.correction_reason)
    if row.cell.provisional:
        notes.append(f"Trong đó tạm tính {_plain(row.cell.provisional, row)}")
    return ". ".join(notes)


def _plain(value: Decimal, row: CellRow) -> str:
    return f"{round(value, row.decimals):f}".replace(".", ",")


def _difficulties(report: Report) -> list[Block]:
    carried = [row.difficulty for row in report.carried.all()]
    if not carried:
        return []
    return [
        Heading("Vướng mắc đề nghị cấp trên giải quyết", level=2),
        *(Item(f"{difficulty.title} ({difficulty.place})") for difficulty in carried),
    ]


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
                    _note(row),
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
    for row in rows:
        parts, own = part_rows(report, row.cell)
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
            columns = ("name" if fact.place == "id" else f"{fact.place}__name", fact.day, "counted_value", "pk")
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
