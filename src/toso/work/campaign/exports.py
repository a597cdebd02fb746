"""The papers of a campaign in the layout of Decree 30/2020/NĐ-CP, in Vietnamese whatever the language of the page."""

from django.utils.translation import override

from toso.ground.documents.blocks import (
    Annex,
    Article,
    Column,
    Item,
    Kind,
    OfficialDocument,
    Signature,
    Table,
)
from toso.ground.documents.queries import sealed, written_day
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.work.campaign.models import Wave
from toso.work.campaign.queries import chain
from toso.work.campaign.rules.service import Standing


def in_sentence(name: str) -> str:
    """ "Xã An Hoà" within a sentence is "xã An Hoà"."""
    return name[:1].lower() + name[1:]


def committee(place: Place) -> str:
    return f"Ủy ban nhân dân {in_sentence(place.full_name)}"


def decision(wave: Wave, *, address: str) -> OfficialDocument:
    """The decision that sends the people of a wave, with the list as its annex; a draft while it has no number."""
    campaign, place = wave.campaign, wave.campaign.place
    rows = [row for row in chain.deployments(wave) if row.standing != Standing.WITHDRAWN]
    is_draft = not wave.decision_number
    number, _slash, symbol = wave.decision_number.partition("/")
    span = f"từ {written_day(wave.first_day)} đến hết {written_day(wave.last_day)}"
    hosts = committee(place) if place.level == Level.COMMUNE else "Ủy ban nhân dân các xã, phường, đặc khu"
    with override("vi"):
        blocks = (
            Article(
                1,
                f"Cử {len(rows):02d} người có tên trong danh sách kèm theo hỗ trợ các xã, phường, đặc khu "
                f"trong khuôn khổ {campaign.title}, {span}.",
            ),
            Article(2, title="Trách nhiệm"),
            Item(
                "Người được cử thực hiện nhiệm vụ, chấp hành quy chế hoạt động, kỷ luật của đơn vị cử "
                "và quy định của địa phương;"
            ),
            Item(
                "Đơn vị cử người phối hợp quản lý; cơ quan thường trực chỉ đạo chuyên môn; tổ trưởng quản lý hằng ngày;"
            ),
            Item("Ủy ban nhân dân cấp xã cử đầu mối, bố trí chỗ ở, nơi làm việc, nhận xét và xác nhận kết quả."),
            Article(3, "Chế độ của người được cử thực hiện theo quy định hiện hành."),
            Article(
                4,
                "Quyết định này có hiệu lực từ ngày ký. Văn phòng, các cơ quan, đơn vị liên quan, "
                f"{hosts} và các cá nhân có tên chịu trách nhiệm thi hành Quyết định này.",
            ),
        )
        columns = (
            Column("TT", Kind.ORDER, share=6),
            Column("Họ và tên", share=24),
            Column("Thành phần, chuyên ngành", share=26),
            Column("Đơn vị cử", share=24),
            Column("Nơi đến", share=20),
        )
        table = tuple(
            (
                order,
                row.person.name + (" (phụ trách nhóm)" if row.is_leader else ""),
                ", ".join(part for part in (row.candidate.kind, row.candidate.discipline) if part),
                row.candidate.sending.organisation.name,
                row.place.full_name,
            )
            for order, row in enumerate(rows, start=1)
        )
    document = OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{place.full_name}".upper(),
        issuer_name=f"Chủ tịch {committee(place)}",
        symbol=symbol or "QĐ-UBND",
        place_name=place.name,
        number="" if is_draft else number,
        day=wave.decided_on,
        year=wave.first_day.year,
        type_name="QUYẾT ĐỊNH",
        subject=f"Về việc cử người hỗ trợ cấp xã, đợt {wave.number}",
        decided_by=f"CHỦ TỊCH {committee(place).upper()}",
        legal_bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15",
            f"Căn cứ văn bản số {campaign.number} {written_day(campaign.signed_on)} về {campaign.title}",
            "Theo đề nghị của cơ quan thường trực",
        ),
        blocks=blocks,
        signature=Signature(title="CHỦ TỊCH"),
        recipients=("Như Điều 4", "Các đơn vị cử người"),
        archive="VT",
        annexes=(Annex("DANH SÁCH NGƯỜI ĐƯỢC CỬ", (Table(columns, table, size=12),)),),
        mark="DỰ THẢO" if is_draft else "BẢN MẪU" if campaign.is_sample else "",
    )
    return sealed(document, address=address)
