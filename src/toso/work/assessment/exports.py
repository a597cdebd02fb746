"""The review of the digital posts of communes as official paper: what is held, shared, empty, not told (R258–R260)."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import override

from toso.ground.documents.blocks import (
    Align,
    Annex,
    Block,
    Column,
    Kind,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
)
from toso.ground.documents.queries import sealed
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.work.assessment.queries.cores import PostCounts, PostLine

# A paper of the state is Vietnamese in every language of the interface; nothing here is translated.
COLUMNS = (
    Column("TT", Kind.ORDER, share=5),
    Column("Xã, phường, đặc khu", share=18),
    Column("Vị trí việc làm", share=24),
    Column("Dùng chung", share=8, align=Align.CENTER),
    Column("Văn bản giao vị trí", share=16),
    Column("Người giữ", share=17),
    Column("Bằng cấp", share=14),
)
EMPTY = "Đang trống"


def posts_review(
    own: Place,
    lines: Sequence[PostLine],
    untold: Iterable[Place],
    counts: PostCounts,
    *,
    day: date,
    address: str,
) -> OfficialDocument:
    """What the communes of a place say of their digital posts on a day; the code opens the living list."""
    with override("vi"):
        rows = tuple(_row(number, line) for number, line in enumerate(lines, 1))
    missing = [str(place) for place in untold]
    shared = sum(line.post.is_shared for line in lines)
    blocks: list[Block] = [
        Paragraph(
            f"Đến ngày {day:%d/%m/%Y}, các xã, phường, đặc khu thuộc {own.full_name} đã khai {counts.posts} vị trí "
            f"công nghệ, chuyển đổi số, trong đó {shared} vị trí nghiệp vụ chuyên môn dùng chung; "
            f"{counts.with_degree} vị trí có người mang bằng công nghệ thông tin; {counts.unfilled} vị trí đang trống; "
            f"{len(missing)} xã chưa khai."
        )
    ]
    if missing:
        blocks.append(Paragraph(f"Các xã chưa khai vị trí: {', '.join(missing)}."))
    is_province = own.level == Level.PROVINCE
    document = OfficialDocument(
        issuer=("SỞ KHOA HỌC VÀ CÔNG NGHỆ" if is_province else f"ỦY BAN NHÂN DÂN\n{own.full_name}".upper()),
        superior=f"ỦY BAN NHÂN DÂN\n{own.full_name}".upper() if is_province else "",
        symbol="BC-SKHCN" if is_province else "BC-UBND",
        place_name=own.name,
        year=day.year,
        type_name="BÁO CÁO",
        subject="Rà soát vị trí công nghệ, chuyển đổi số của các xã, phường, đặc khu",
        blocks=tuple(blocks),
        signature=Signature(title="GIÁM ĐỐC" if is_province else "CHỦ TỊCH"),
        recipients=(f"Ủy ban nhân dân {own.full_name[:1].lower()}{own.full_name[1:]}",),
        archive="VT",
        annexes=(
            Annex(
                "DANH SÁCH VỊ TRÍ CÔNG NGHỆ, CHUYỂN ĐỔI SỐ",
                (Table(COLUMNS, rows, size=11),),
                is_landscape=True,
            ),
        )
        if rows
        else (),
        mark="BẢN MẪU" if own.is_sample else "",
    )
    return sealed(document, address=address)


def _row(number: int, line: PostLine) -> tuple[str | int, ...]:
    held = line.holding
    return (
        number,
        str(line.post.place),
        line.post.title,
        "x" if line.post.is_shared else "",
        line.post.basis,
        held.person.name if held else EMPTY,
        str(held.get_degree_display()) if held else "",
    )
