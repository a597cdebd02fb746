"""Minutes of the meeting, the decision that classifies, the decision that replaces it, the notice (Art. 21)."""

from datetime import datetime
from fractions import Fraction

from toso.ground.documents.blocks import (
    Align,
    Annex,
    Article,
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
    prose,
)
from toso.ground.documents.queries import written_day
from toso.ground.shared.calendar import VIETNAM
from toso.results.kpi.exports.common import DECREE, GRADES, NOT_RATED, SIGN_HERE, grade_words, said, written
from toso.results.kpi.rules.papers import DecisionPaper, MinutesPaper, NoticePaper, Rated

PEOPLE = (
    Column("TT", Kind.ORDER, share=6),
    Column("Họ và tên", share=24),
    Column("Chức vụ, chức danh", share=18),
    Column("Đơn vị", share=20),
    Column("Điểm trung bình", Kind.NUMBER, share=11, align=Align.CENTER, decimals=2),
    Column("Mức xếp loại chất lượng", share=22),
    Column("Ghi chú", share=14),
)
SUPPORT = "người lao động làm công việc hỗ trợ, phục vụ"
BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Căn cứ Luật Cán bộ, công chức",
    f"Căn cứ {DECREE}",
)


def minutes(paper: MinutesPaper) -> OfficialDocument:
    """Biên bản họp nhận xét, đánh giá, xếp loại chất lượng năm."""
    present = len(paper.present)
    blocks: list[Block] = [
        Paragraph(f"Hôm nay, vào hồi {_moment(paper.held_at)}, tại {paper.place}."),
        Heading("I. THÀNH PHẦN"),
        Paragraph(f"1. Chủ trì: {paper.chair.name}, {paper.chair.title}."),
        Paragraph(f"2. Thư ký: {paper.secretary.name}, {paper.secretary.title}."),
        Paragraph(f"3. Có mặt: {present} người."),
        *(Item(name) for name in paper.present),
        Paragraph(f"4. Vắng mặt: {len(paper.absent)} người."),
        *(Item(name) for name in paper.absent),
        Heading("II. NỘI DUNG"),
        Paragraph(
            f"1. Từng công chức trình bày Phiếu xếp loại chất lượng năm {paper.year} và kết quả theo dõi, đánh giá "
            "các tháng trong năm."
        ),
        Paragraph("2. Ý kiến nhận xét, góp ý tại cuộc họp:"),
        *(Item(words) for words in paper.opinions or ("Không có ý kiến khác.",)),
        Paragraph("3. Ý kiến của cấp ủy (đối với cấp trưởng, cấp phó):"),
        *(prose(paper.party_opinion) or (Paragraph("……"),)),
        Paragraph("4. Mức xếp loại chất lượng đề xuất:"),
        *_lists(paper.rated),
        Heading("III. KẾT LUẬN"),
        *_counts(paper.rated),
        Paragraph(_ending(paper)),
    ]
    return OfficialDocument(
        issuer=paper.office.issuer,
        issuer_name=paper.office.name,
        superior=paper.office.superior,
        place_name=paper.office.place_name,
        symbol="BB-UBND",
        year=paper.year,
        day=paper.held_at.astimezone(VIETNAM).date(),
        type_name="BIÊN BẢN",
        subject=f"Họp nhận xét, đánh giá, xếp loại chất lượng công chức năm {paper.year}",
        blocks=tuple(blocks),
        second=Signature(title="THƯ KÝ", name=paper.secretary.name, note=SIGN_HERE),
        signature=Signature(title="CHỦ TRÌ", name=paper.chair.name, note=SIGN_HERE),
        mark=paper.mark,
    )


def decision(paper: DecisionPaper) -> OfficialDocument:
    """Quyết định xếp loại chất lượng; one that replaces an earlier one says which and why (Art. 21.3)."""
    bases = [*BASES]
    if paper.minutes_day:
        bases.append(
            f"Căn cứ Biên bản họp nhận xét, đánh giá, xếp loại chất lượng công chức {written_day(paper.minutes_day)}"
        )
    second = "Quyết định này có hiệu lực kể từ ngày ký."
    if paper.replaces:
        second = f"Quyết định này có hiệu lực kể từ ngày ký và thay thế {paper.replaces}. Lý do: {paper.reason or '……'}"
    return OfficialDocument(
        issuer=paper.office.issuer,
        issuer_name=paper.office.name,
        superior=paper.office.superior,
        place_name=paper.office.place_name,
        symbol="QĐ-UBND",
        number=paper.number,
        day=paper.day,
        year=paper.year,
        type_name="QUYẾT ĐỊNH",
        subject=f"Về việc xếp loại chất lượng công chức năm {paper.year}",
        decided_by=paper.decided_by,
        legal_bases=tuple(bases),
        blocks=(
            Article(
                1,
                f"Xếp loại chất lượng năm {paper.year} đối với {_whom(paper.rated)} theo danh sách tại Phụ lục "
                "kèm theo.",
            ),
            Article(2, second),
            Article(
                3,
                "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, người đứng đầu các đơn vị có liên quan và các "
                "công chức có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
            ),
        ),
        signature=Signature(title=paper.signer_title, name=paper.signer_name),
        recipients=("Như Điều 3", "Thường trực Đảng ủy, HĐND xã"),
        archive="VT, hồ sơ công chức",
        annexes=(
            Annex(
                title=f"DANH SÁCH XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC NĂM {paper.year}",
                blocks=(*_lists(paper.rated), *_counts(paper.rated)),
                is_landscape=True,
            ),
        ),
        mark=paper.mark,
    )


def notice(paper: NoticePaper) -> OfficialDocument:
    """Thông báo kết quả: in writing to each official, published in the unit; it names the way to complain."""
    source = f" theo {paper.decision}" if paper.decision else ""
    return OfficialDocument(
        issuer=paper.office.issuer,
        issuer_name=paper.office.name,
        superior=paper.office.superior,
        place_name=paper.office.place_name,
        symbol="TB-UBND",
        number=paper.number,
        day=paper.day,
        year=paper.day.year if paper.day else None,
        type_name="THÔNG BÁO",
        subject=f"Kết quả theo dõi, đánh giá, xếp loại chất lượng công chức {paper.period}",
        blocks=(
            Paragraph(
                f"{paper.office.name} thông báo kết quả theo dõi, đánh giá, xếp loại chất lượng công chức "
                f"{paper.period}{source} như sau:"
            ),
            *_lists(paper.rated),
            *_counts(paper.rated),
            Paragraph(
                "Kết quả được công khai trong đơn vị. Công chức có ý kiến khác gửi kiến nghị đến cấp có thẩm quyền; "
                "kiến nghị được giải quyết trong 07 ngày làm việc kể từ ngày nhận (Điều 22 Nghị định số "
                "335/2025/NĐ-CP)."
            ),
        ),
        signature=Signature(title=paper.signer_title, name=paper.signer_name, authority=paper.authority),
        recipients=("Các đơn vị thuộc xã", "Công chức có tên trong danh sách"),
        archive="VT",
        mark=paper.mark,
    )


def people(rated: tuple[Rated, ...]) -> Table:
    """The list of officials with mean and level, in the order given."""
    rows: tuple[Row, ...] = tuple(
        (
            number,
            one.official.name,
            one.official.title,
            one.official.unit,
            written(one.average),
            grade_words(one.grade),
            one.note,
        )
        for number, one in enumerate(rated, start=1)
    )
    return Table(columns=PEOPLE, rows=rows, size=11)


def _parted(rated: tuple[Rated, ...]) -> tuple[tuple[Rated, ...], tuple[Rated, ...]]:
    """Civil servants, and support and service workers, to whom the agency applies the decree (Art. 28.2)."""
    return tuple(one for one in rated if not one.is_support), tuple(one for one in rated if one.is_support)


def _whom(rated: tuple[Rated, ...]) -> str:
    officials, support = _parted(rated)
    said = [f"{len(officials)} công chức"] if officials or not support else []
    return " và ".join([*said, *([f"{len(support)} {SUPPORT}"] if support else [])])


def _lists(rated: tuple[Rated, ...]) -> tuple[Block, ...]:
    """One list; with support workers among them two, for they are no civil servants and have their own quota."""
    officials, support = _parted(rated)
    if not officials or not support:
        return (people(rated),)
    return (
        Paragraph("a) Công chức:"),
        people(officials),
        Paragraph(f"b) {SUPPORT[:1].upper()}{SUPPORT[1:]}:"),
        people(support),
    )


def _counts(rated: tuple[Rated, ...]) -> tuple[Block, ...]:
    """How many stand at each level, with their share of all."""
    grades = [one.grade for one in rated]
    named = [(GRADES[grade], grades.count(grade)) for grade in GRADES]
    named.append((NOT_RATED, grades.count(None)))
    return tuple(
        Item(f"{words}: {count} người ({said(Fraction(100 * count, len(rated)), 1)}%).")
        for words, count in named
        if count
    )


def _moment(at: datetime) -> str:
    here = at.astimezone(VIETNAM)
    return f"{here.hour} giờ {here.minute:02} phút, {written_day(here.date())}"


def _ending(paper: MinutesPaper) -> str:
    ended = f" vào hồi {_moment(paper.ended_at)}" if paper.ended_at else ""
    return f"Cuộc họp kết thúc{ended}. Biên bản đã được đọc lại cho những người có mặt cùng nghe và nhất trí thông qua."
