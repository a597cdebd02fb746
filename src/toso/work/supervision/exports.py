"""The minutes of a visit as official paper (Decree 30/2020/NĐ-CP, Annex I: biên bản), and the follow-up list.

A paper of the state is Vietnamese in every language of the interface; nothing here is translated.
"""

from django.utils.translation import override

from toso.ground.documents.blocks import (
    Block,
    Column,
    Heading,
    Item,
    Kind,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    prose,
)
from toso.ground.documents.queries import sealed, written_day
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.work.supervision import rules
from toso.work.supervision.models import POINT_MARKS, Finding, Visit
from toso.work.supervision.rules import InspectionState, PointMark

DEPARTMENT = "Sở Khoa học và Công nghệ"
SYMBOLS = {Level.PROVINCE: "BB-SKHCN", Level.COMMUNE: "BB-UBND"}


def minutes(visit: Visit, *, address: str) -> OfficialDocument:
    """The minutes of one visit. While the inspection runs they carry the words DỰ THẢO."""
    inspection, own = visit.inspection, visit.inspection.place
    with override("vi"):
        blocks = (*_head(visit), *_points(visit), *_findings(visit), *_close(visit))
    is_draft = inspection.state != InspectionState.CONCLUDED or visit.held_on is None
    document = OfficialDocument(
        issuer=_issuer(own).upper(),
        issuer_name=_issuer(own).replace("\n", " "),
        superior=f"ỦY BAN NHÂN DÂN\n{own.full_name}".upper() if own.level == Level.PROVINCE else "",
        symbol=SYMBOLS[Level(own.level)],
        place_name=own.name,
        day=visit.held_on,
        year=inspection.first_day.year,
        type_name="BIÊN BẢN",
        subject=f"{inspection.title} tại {in_sentence(visit.place.full_name)}",
        blocks=blocks,
        signature=Signature(title="TRƯỞNG ĐOÀN KIỂM TRA", name=inspection.lead.name),
        recipients=(visit.place.full_name, "Đoàn kiểm tra"),
        archive="VT",
        mark="DỰ THẢO" if is_draft else "BẢN MẪU" if inspection.is_sample else "",
    )
    return sealed(document, address=address)


def in_sentence(name: str) -> str:
    """ "Xã An Hoà" within a sentence is "xã An Hoà"."""
    return name[:1].lower() + name[1:]


def _issuer(place: Place) -> str:
    return DEPARTMENT if place.level == Level.PROVINCE else f"Ủy ban nhân dân\n{place.full_name}"


def _head(visit: Visit) -> list[Block]:
    inspection = visit.inspection
    members = ", ".join(member.name for member in inspection.members.order_by("sort_key", "pk"))
    held = written_day(visit.held_on) if visit.held_on else "ngày … tháng … năm …"
    blocks: list[Block] = [
        Paragraph(
            f"Thực hiện văn bản số {inspection.decision_number} {written_day(inspection.decided_on)}, "
            f"hôm nay, {held}, đoàn kiểm tra làm việc tại {in_sentence(visit.place.full_name)}."
        ),
        Heading("I. Thành phần"),
        Item(f"Trưởng đoàn: {inspection.lead.name}."),
    ]
    if members:
        blocks.append(Item(f"Thành viên đoàn: {members}."))
    blocks += [Item(line.rstrip(".") + ".") for line in visit.attendance.splitlines() if line.strip()]
    return blocks


def _points(visit: Visit) -> list[Block]:
    answers = list(visit.answers.order_by("number"))
    tally = rules.tally(answer.mark for answer in answers)
    rows = tuple(
        (answer.number, answer.text, str(POINT_MARKS[PointMark(answer.mark)]), answer.note) for answer in answers
    )
    blocks: list[Block] = [
        Heading("II. Nội dung kiểm tra"),
        Paragraph(
            f"Theo {in_sentence(visit.inspection.checklist.title)} (bản {visit.inspection.checklist.version}): "
            f"xem {tally.looked_at} mục, đạt {tally.met}, chưa đạt {tally.not_met}."
        ),
    ]
    if rows:
        columns = (
            Column("TT", Kind.ORDER, share=6),
            Column("Nội dung", share=50),
            Column("Kết quả", share=16),
            Column("Ghi chú", share=28),
        )
        blocks.append(Table(columns=columns, rows=rows, size=12))
    return blocks


def _findings(visit: Visit) -> list[Block]:
    found = list(visit.findings.filter(superseded_at__isnull=True).order_by("pk"))
    blocks: list[Block] = [Heading("III. Phát hiện và yêu cầu khắc phục")]
    if not found:
        return [*blocks, Paragraph("Không có phát hiện phải khắc phục.")]
    return [*blocks, *(Item(_finding_words(one), marker=f"{number}.") for number, one in enumerate(found, start=1))]


def _finding_words(finding: Finding) -> str:
    due = written_day(finding.due_at.astimezone(VIETNAM).date())
    basis = f" (căn cứ: {finding.basis})" if finding.basis else ""
    demand = f" Yêu cầu: {finding.demand.rstrip('.')}." if finding.demand else ""
    return f"{finding.text.rstrip('.')}{basis}.{demand} Hạn khắc phục: {due}."


def _close(visit: Visit) -> list[Block]:
    words = list(prose(visit.conclusion)) or [Paragraph("Không có ý kiến khác.")]
    last = Paragraph("Biên bản được đọc lại cho những người dự cùng nghe, thống nhất và ký tên.")
    return [Heading("IV. Nhận xét, kết luận"), *words, last]
