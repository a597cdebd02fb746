"""The commune's plan as the paper that is signed (Decree 30/2020/NĐ-CP, Annex I).

A paper of the state is Vietnamese in every language of the interface; nothing here is translated.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import override

from toso.ground.documents import queries as documents
from toso.ground.documents.blocks import (
    Annex,
    Block,
    Column,
    Heading,
    Item,
    Kind,
    OfficialDocument,
    Paragraph,
    Row,
    Signature,
    Table,
)
from toso.ground.places.models import Place
from toso.plan.programme.models import Indicator, LegalDocument, Plan, PlanLine
from toso.plan.programme.queries import plans as queries
from toso.plan.programme.queries import units_below
from toso.plan.programme.queries.plans import Part
from toso.plan.programme.rules.plans import MONTHS

PLAN_6863 = "KH-6863"


def plan_document(plan: Plan, *, address: str) -> OfficialDocument:
    """Aim, targets, work by hamlet and month in annexes, what it was reckoned from, who carries it out."""
    with override("vi"):
        return documents.sealed(_document(plan), address=address)


def _document(plan: Plan) -> OfficialDocument:
    commune = plan.place
    number, _slash, symbol = plan.number.partition("/")
    parts = [part for part in queries.parts_of(plan) if not part.is_empty]
    hamlets = units_below(commune)
    return OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{commune.full_name.upper()}",
        issuer_name=f"Ủy ban nhân dân {_in_sentence(commune.full_name)}",
        symbol=symbol or "KH-UBND",
        place_name=commune.name,
        number=number if plan.issued_at else "",
        day=plan.signed_on,
        year=plan.year,
        type_name="KẾ HOẠCH",
        subject=f"{plan.title} năm {plan.year}",
        blocks=tuple(_body(plan, parts)),
        signature=Signature(authority="TM. ỦY BAN NHÂN DÂN", title="CHỦ TỊCH", name=plan.signer),
        recipients=(
            "Sở Khoa học và Công nghệ (báo cáo)",
            "Các phòng chuyên môn",
            "Các Tổ công nghệ số cộng đồng",
        ),
        archive="VT, VHXH",
        annexes=tuple(_annex(plan, part, hamlets, order) for order, part in enumerate(parts, start=1)),
        mark="" if plan.issued_at else "DỰ THẢO",
    )


def _in_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def _body(plan: Plan, parts: Sequence[Part]) -> list[Block]:
    blocks: list[Block] = [Paragraph(_opening(plan)), Heading("I. MỤC ĐÍCH, YÊU CẦU")]
    blocks += [
        Item("Hoàn thành chỉ tiêu được giao; việc nào của thôn nào, tháng nào đều rõ người làm;"),
        Item("Khả thi, bám sát thực tiễn, hợp với từng địa bàn và năng lực của tổ."),
        Heading("II. CHỈ TIÊU VÀ KHỐI LƯỢNG"),
        Table(
            columns=(
                Column("TT", Kind.ORDER, share=5),
                Column("Việc", share=38),
                Column("Đơn vị", share=10),
                Column("Chỉ tiêu", Kind.NUMBER, share=12),
                Column("Đã làm trước kế hoạch", Kind.NUMBER, share=14),
                Column("Kế hoạch", Kind.NUMBER, share=12),
            ),
            rows=tuple(
                (order, part.name, part.unit, part.balance.target, part.balance.done, part.balance.planned)
                for order, part in enumerate(parts, start=1)
            ),
        ),
        *(
            Paragraph(f"{part.name}: {part.balance.reason}")
            for part in parts
            if part.balance.reason and part.balance.gap < 0
        ),
        *_kept(queries.targets_not_shared(plan)),
        Heading("III. CÁC YẾU TỐ ĐÃ TÍNH"),
        *_factors(plan),
        Heading("IV. TỔ CHỨC THỰC HIỆN"),
        Item(
            "Các Tổ công nghệ số cộng đồng làm theo phụ lục; ghi việc ngay khi làm, "
            "số đã làm tính từ các bản ghi ấy, không phải báo cáo riêng;"
        ),
        Item("Phòng Văn hóa - Xã hội theo dõi từng thôn, từng tháng; nơi chậm được hỗ trợ trước;"),
        Item("Khó khăn, vướng mắc báo cáo kịp thời với Ủy ban nhân dân cấp xã để giải quyết hoặc kiến nghị cấp trên."),
    ]
    return blocks


def _opening(plan: Plan) -> str:
    basis = LegalDocument.objects.filter(code=PLAN_6863).first()
    words = f"Thực hiện {basis.citation}, mục IV.1.d; căn cứ" if basis else "Căn cứ"
    return (
        f"{words} chỉ tiêu được giao năm {plan.year}, Ủy ban nhân dân {_in_sentence(plan.place.full_name)} "
        f"ban hành Kế hoạch như sau. Tháng trong Kế hoạch là tháng báo cáo, từ ngày 15 tháng trước tới ngày 14."
    )


def _kept(kept: Sequence[tuple[Indicator, Decimal]]) -> list[Block]:
    if not kept:
        return []
    return [
        Paragraph("Các chỉ tiêu sau giữ trong cả năm, không chia theo tháng:"),
        *(Item(f"{indicator.name}: {_number(value)} {indicator.unit};") for indicator, value in kept),
    ]


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _factors(plan: Plan) -> list[Block]:
    rows = queries.factor_rows(plan.place, on=plan.signed_on or localdate(plan.drafted_at))
    words = [f"{row.place}: {queries.factor_words(row.kind, row.factor, row.reason, row.months)}." for row in rows]
    return [Item(line) for line in words] or [Paragraph("Không có yếu tố riêng; khối lượng chia đều theo tháng.")]


def _annex(plan: Plan, part: Part, hamlets: Sequence[Place], order: int) -> Annex:
    lines = queries.lines_of_part(plan, part)
    months = [month for month in MONTHS if any(found == month for _place, found in lines)]
    rows: list[Row] = []
    for hamlet in hamlets:
        quantities = [_quantity(lines.get((hamlet.pk, month))) for month in months]
        if any(quantities):
            person = next((line.responsible for (place, _m), line in lines.items() if place == hamlet.pk), None)
            total = sum((one for one in quantities if one), Decimal(0))
            rows.append((len(rows) + 1, str(hamlet), *quantities, total, person.name if person else "Tổ"))
    return Annex(
        number=order,
        title=part.name.upper(),
        is_landscape=True,
        blocks=(
            Table(
                columns=(
                    Column("TT", Kind.ORDER, share=4),
                    Column("Thôn, tổ dân phố", share=18),
                    *(Column(f"T{month}", Kind.NUMBER, share=6) for month in months),
                    Column("Cả năm", Kind.NUMBER, share=8),
                    Column("Ai làm", share=14),
                ),
                rows=tuple(rows),
                note=f"Đơn vị tính: {part.unit}",
                size=11,
            ),
        ),
    )


def _quantity(line: PlanLine | None) -> Decimal | None:
    return line.quantity if line else None
