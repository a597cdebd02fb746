"""A payment list as a workbook to be checked, and as official paper to be signed. Paper is always Vietnamese."""

from django.utils.translation import override

from toso.ground.documents.blocks import (
    Column,
    Kind,
    OfficialDocument,
    Paragraph,
    Row,
    Sheet,
    SheetColumn,
    Signature,
    Table,
    Workbook,
)
from toso.ground.documents.queries import sealed, written_day
from toso.ground.places.rules import Level
from toso.work.allowance import queries
from toso.work.allowance.models import DAY_KINDS, DAY_SOURCES, METHODS, PaymentLine, PaymentList
from toso.work.allowance.rules import DayKind, DaySource, LineState, ListState, Method

UNKNOWN = "chưa có mức"


def _rows(lines: list[PaymentLine]) -> tuple[Row, ...]:
    kept = [line for line in lines if line.state != LineState.STRUCK]
    return tuple(
        (number, line.person.name, len(line.days.all()), line.amount, line.reason)
        for number, line in enumerate(kept, start=1)
    )


def workbook(payment: PaymentList) -> Workbook:
    """One sheet a person, one sheet a day, so that each sum can be followed."""
    with override("vi"):
        lines = queries.lines_of(payment)
        days: tuple[Row, ...] = tuple(
            (
                line.person.name,
                day.day,
                str(day.place),
                str(DAY_KINDS[DayKind(day.kind)]),
                str(DAY_SOURCES[DaySource(day.source)]) if day.source else "",
                day.allowance,
                day.lodging,
            )
            for line in lines
            if line.state != LineState.STRUCK
            for day in sorted(line.days.all(), key=lambda row: row.day)
        )
        people = Sheet(
            title="Danh sách chi",
            heading=(payment.label, f"Theo quyết định số {payment.decision_number}, {written_day(payment.decided_on)}"),
            columns=(
                SheetColumn("TT", Kind.ORDER),
                SheetColumn("Họ và tên", width=28),
                SheetColumn("Số ngày", Kind.NUMBER),
                SheetColumn("Số tiền (đồng)", Kind.NUMBER, is_summed=True),
                SheetColumn("Căn cứ, ghi chú", width=40),
            ),
            rows=_rows(lines),
            total_label="Cộng",
        )
        by_day = Sheet(
            title="Từng ngày",
            columns=(
                SheetColumn("Họ và tên", width=28),
                SheetColumn("Ngày", Kind.DATE),
                SheetColumn("Nơi làm việc", width=24),
                SheetColumn("Đi thế nào"),
                SheetColumn("Bằng chứng", width=30),
                SheetColumn("Lưu trú (đồng)", Kind.NUMBER),
                SheetColumn("Phòng nghỉ (đồng)", Kind.NUMBER),
            ),
            rows=days,
        )
    return Workbook(title=payment.label, sheets=(people, by_day))


def paper(payment: PaymentList, *, address: str) -> OfficialDocument:
    """The list in official form; until it is settled it carries the words DỰ THẢO."""
    place = payment.place
    with override("vi"):
        lines = queries.lines_of(payment)
        rows = tuple(
            (number, name, days, UNKNOWN if amount is None else amount, note)
            for number, name, days, amount, note in _rows(lines)
        )
        method = str(METHODS[Method(payment.method)]).lower()
    total = queries.sum_of(lines)
    is_province = place.level == Level.PROVINCE
    issuer = "Sở Khoa học và Công nghệ" if is_province else f"Ủy ban nhân dân\n{place.full_name}"
    document = OfficialDocument(
        issuer=issuer.upper(),
        issuer_name=issuer.replace("\n", " "),
        superior=f"ỦY BAN NHÂN DÂN\n{place.full_name}".upper() if is_province else "",
        symbol="DS-SKHCN" if is_province else "DS-UBND",
        place_name=place.name,
        year=payment.decided_on.year,
        type_name="DANH SÁCH",
        subject=f"Chi công tác phí: {payment.label}",
        blocks=(
            Paragraph(
                f"Theo quyết định số {payment.decision_number} {written_day(payment.decided_on)}; chi {method}; "
                "mức chi theo bảng mức công tác phí kèm căn cứ trong hệ thống."
            ),
            Table(
                columns=(
                    Column("TT", Kind.ORDER, 5),
                    Column("Họ và tên", share=26),
                    Column("Số ngày", Kind.NUMBER, 10),
                    Column("Số tiền (đồng)", Kind.NUMBER, 18),
                    Column("Căn cứ, ký nhận", share=25),
                ),
                rows=rows,
                total=("", "Cộng", sum(int(str(row[2])) for row in rows), total, ""),
            ),
        ),
        signature=Signature(title="NGƯỜI DUYỆT", name=payment.closed_by.name if payment.closed_by else ""),
        second=Signature(title="NGƯỜI LẬP", name=payment.made_by.name),
        mark="DỰ THẢO" if payment.state != ListState.CLOSED else "BẢN MẪU" if payment.is_sample else "",
    )
    return sealed(document, address=address)
