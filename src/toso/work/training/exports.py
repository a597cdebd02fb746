"""Papers of a class as data for ``documents``: certificates, and the sheet to sign."""

from collections.abc import Callable, Iterable

from toso.ground.documents import queries as documents
from toso.ground.documents.blocks import CertificateSheet, TallySheet
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.codes import shown_code
from toso.work.training.models import Certificate, Course, Session
from toso.work.training.queries.sessions import ListLine
from toso.work.training.rules import Organiser, Paper

# A paper is Vietnamese in every language of the interface; nothing here is translated.
TITLE = "GIẤY CHỨNG NHẬN"
WORDS = {Paper.ATTENDANCE: "đã dự buổi tập huấn", Paper.QUIZ: "đạt bài kiểm tra của khoá tập huấn"}
NOTE = "Giấy do đơn vị tổ chức cấp; không phải là công nhận mức độ phổ cập kỹ năng số của cơ quan nhà nước."
SIGNERS = {
    Organiser.COMMUNE: "TM. ĐƠN VỊ TỔ CHỨC",
    Organiser.STANDING_AGENCY: "THỦ TRƯỞNG ĐƠN VỊ",
}
COLUMNS = (("Họ và tên", 26), ("Đơn vị, thôn", 22), ("Điện thoại", 14), ("Ký tên", 16), ("Ghi chú", 14))
EMPTY_LINES = 5


def certificate_sheets(papers: Iterable[Certificate], *, address: Callable[[str], str]) -> list[CertificateSheet]:
    """A page for each paper; ``address`` gives the page on which its code is verified."""
    return [_sheet(paper, address(paper.code)) for paper in papers]


def _sheet(paper: Certificate, url: str) -> CertificateSheet:
    session, course = paper.session, paper.session.course
    lines = [f"{WORDS[Paper(paper.kind)]}", f"“{course.title}”"]
    if paper.score is not None:
        lines.append(f"với kết quả {_percent(paper)}%")
    lines.append(f"tổ chức ngày {session.day:%d/%m/%Y} tại {session.venue}, {session.place.full_name}")
    until = f" Có giá trị trước ngày {paper.expires_on:%d/%m/%Y}." if paper.expires_on else ""
    return CertificateSheet(
        issuer=organiser_of(course).upper(),
        title=TITLE,
        name=paper.person.name,
        lines=tuple(lines),
        day=f"{_locality(session.place)}, {documents.written_day(paper.issued_on)}",
        signer_title=SIGNERS.get(Organiser(course.organiser), "ĐẠI DIỆN ĐƠN VỊ TỔ CHỨC"),
        code=f"Mã giấy: {shown_code(paper.code)}",
        url=url,
        note=NOTE + until,
        mark="BẢN MẪU" if session.is_sample else "",
    )


def _percent(paper: Certificate) -> str:
    return f"{paper.score:f}".rstrip("0").rstrip(".").replace(".", ",")


def organiser_of(course: Course) -> str:
    """Who holds the course, in words of a paper."""
    if course.organiser_name:
        return course.organiser_name
    if course.organiser == Organiser.COMMUNE or course.place.level == Level.COMMUNE:
        return f"Ủy ban nhân dân {course.place.full_name}"
    return str(course.get_organiser_display())


def _locality(place: Place) -> str:
    return place.parent.name if place.level == Level.HAMLET and place.parent else place.name


def attendance_sheet(session: Session, lines: Iterable[ListLine], *, address: str) -> list[TallySheet]:
    """The list to sign in the room: whoever has a seat stands there already, the code beside it checks in."""
    listed = [(line.person.name,) for line in lines]
    teachers = ", ".join(one.name for one in session.trainers.all())
    return [
        TallySheet(
            title="DANH SÁCH ĐIỂM DANH",
            place=f"{session.course.title}",
            columns=COLUMNS,
            url=address,
            above=organiser_of(session.course),
            line=(
                f"Ngày {session.day:%d/%m/%Y}, {session.starts_at:%H:%M}–{session.ends_at:%H:%M}, {session.venue}, "
                f"{session.place.full_name}. Giảng viên: {'; '.join(p for p in (teachers, session.guests) if p)}"
            ),
            legend="Có điện thoại: quét mã ở góc phải, đăng nhập Tổ Số rồi bấm “Tôi có mặt”. Không có: ký vào bảng.",
            foot="Người mở lớp nhập danh sách này vào buổi học trong 31 ngày. Không ghi số giấy tờ tuỳ thân.",
            rows=(*listed, *(("",),) * EMPTY_LINES),
        )
    ]
