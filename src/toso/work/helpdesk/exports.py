"""The notice that hangs at the door of a public-service centre: when citizens are received."""

from dataclasses import replace

from django.utils.translation import override

from toso.ground.documents.blocks import (
    Align,
    Block,
    Column,
    Kind,
    Link,
    OfficialDocument,
    Paragraph,
    Run,
    Signature,
    Table,
)
from toso.ground.documents.queries import content_digest
from toso.ground.places.models import Place
from toso.work.helpdesk.models import OpeningHours
from toso.work.helpdesk.queries.hours import week_lines


def hours_notice(hours: OpeningHours, place: Place, *, address: str) -> OfficialDocument:
    """The hours of a point of a commune as a notice of its committee; the code opens ``address``, where they are live.

    A paper of the state is Vietnamese in every language of the interface.
    """
    with override("vi"):
        document = _document(hours, place)
    return replace(document, link=Link(address, content_digest(document)))


def _document(hours: OpeningHours, place: Place) -> OfficialDocument:
    point = hours.point
    committee = f"Ủy ban nhân dân {place.full_name[:1].lower()}{place.full_name[1:]}"
    where = f" Địa chỉ: {point.address}." if point.address else ""
    phone = f" Điện thoại: {point.phone}." if point.phone else ""
    holidays = "Mở cả ngày lễ, Tết." if hours.is_open_on_holidays else "Nghỉ ngày lễ, Tết theo lịch nghỉ của Nhà nước."
    blocks: list[Block] = [
        Paragraph(
            f"{committee} thông báo thời gian tiếp nhận hồ sơ, trả kết quả và giúp người dân nộp hồ sơ trực tuyến tại "
            f"{point.name}, áp dụng từ ngày {hours.starts_on:%d/%m/%Y} như sau:"
        ),
        Table(
            columns=(Column("Ngày", share=40), Column("Giờ mở cửa", Kind.TEXT, share=60)),
            rows=tuple(week_lines(hours.bands)),
            size=14,
        ),
        Paragraph(f"{holidays}{f' {hours.note}' if hours.note else ''}"),
    ]
    if where or phone:
        blocks.append(Paragraph(f"{where}{phone}".strip()))
    blocks.append(
        Paragraph(
            (Run("Quét mã ở cuối trang để xem giờ mở cửa hôm nay và gửi câu hỏi, không cần tài khoản.", bold=True),),
            align=Align.LEFT,
        )
    )
    return OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{place.full_name.upper()}",
        issuer_name=committee,
        symbol="TB-UBND",
        place_name=place.name,
        year=hours.starts_on.year,
        type_name="THÔNG BÁO",
        subject=f"Về giờ mở cửa của {point.name}",
        blocks=tuple(blocks),
        signature=Signature(authority="TM. ỦY BAN NHÂN DÂN", title="CHỦ TỊCH"),
        recipients=("Niêm yết tại trụ sở", "Đài truyền thanh xã"),
        archive="VT",
        mark="BẢN MẪU" if point.is_sample else "",
    )
