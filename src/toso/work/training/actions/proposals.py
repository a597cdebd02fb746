"""A partner proposes a class; the hosting place takes it, and then it stands as any other, or says why not."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.training import rules
from toso.work.training.actions.courses import Syllabus, clean_lines, offer_course, refuse_thin
from toso.work.training.actions.sessions import Meeting, plan_session, refuse_unclear
from toso.work.training.models import Course, Outline, Proposal
from toso.work.training.queries import proposals as queries
from toso.work.training.queries.sessions import courses
from toso.work.training.rules import Audience, Mode, Organiser, ProposalState

MOST_OPEN = 50


@dataclass(frozen=True, slots=True)
class Proposed:
    """Who would teach what, where and when: new contents, or one more class of a standing course."""

    meeting: Meeting
    organisation: Organisation | None = None
    organisation_name: str = ""
    syllabus: Syllabus | None = None
    outline: Outline | None = None
    course: Course | None = None


@transaction.atomic
def propose_class(*, proposed: Proposed, by: Person, scope: Scope, at: datetime) -> Proposal:
    """Ask a commune or the province to host a class. Its offices are told; nothing counts until one takes it."""
    meeting = proposed.meeting
    place = queries.places_served(scope).filter(pk=meeting.place.pk).first()
    if place is None:
        raise Refusal(_("Đơn vị của ông/bà không phục vụ nơi này. Chọn nơi trong danh sách."), field="place")
    body = proposed.organisation
    if body is not None and not queries.bodies_of(scope).filter(pk=body.pk).exists():
        raise Refusal(_("Chọn đơn vị của mình trong danh sách."), field="organisation")
    name = body.name if body else nfc(proposed.organisation_name).strip()[:200]
    if not name:
        raise Refusal(_("Ghi tên đơn vị."), field="organisation_name")
    if meeting.day < at.astimezone(VIETNAM).date():
        raise Refusal(_("Chọn ngày từ hôm nay trở đi."), field="day")
    venue = nfc(meeting.venue).strip()[:200]
    refuse_unclear(meeting, venue)
    taught = _taught(proposed, scope)
    if Proposal.objects.asked().filter(made_by=by).count() >= MOST_OPEN:
        raise Refusal(_("Đang có %(count)s đề nghị chờ trả lời; đợi trả lời rồi gửi tiếp.") % {"count": MOST_OPEN})
    same = {"place": place, "day": meeting.day, "starts_at": meeting.starts_at, "title": taught["title"]}
    if Proposal.objects.asked().filter(made_by=by, **same).exists():
        raise Refusal(_("Đề nghị này đã gửi rồi, đang chờ trả lời."))
    made = Proposal.objects.create(
        **taught,
        organisation=body,
        organisation_name=name,
        place=place,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        venue=venue,
        capacity=meeting.capacity,
        guests=nfc(meeting.guests).strip()[:200],
        materials=nfc(meeting.materials).strip(),
        made_by=by,
        recorded_at=at,
        is_sample=by.is_sample,
    )
    audit("training.proposal.made", by=by, about=made, at=at, path=place.path, detail={"day": str(made.day)})
    tell(
        persons=queries.hosts_of(place, on=at.astimezone(VIETNAM).date()),
        code="training.proposal",
        key=_key(made),
        title=_("%(body)s đề nghị mở lớp: %(title)s") % {"body": name, "title": made.title},
        address=reverse("training:proposal", args=[made.pk]),
        place=place,
        at=at,
    )
    return made


def _taught(proposed: Proposed, scope: Scope) -> dict[str, object]:
    """The contents: those of a standing course, or the words of the proposal."""
    if proposed.course is not None:
        course: Course = courses(scope).get(pk=proposed.course.pk)
        if course.closed_at is not None:
            raise Refusal(_("Khoá này đã đóng, không mở buổi mới."))
        if not proposed.meeting.place.path.startswith(course.place.path):
            raise Refusal(
                _("%(place)s không thuộc %(own)s, nơi mở khoá.")
                % {"place": proposed.meeting.place, "own": course.place},
                field="place",
            )
        names = ("outline", "title", "audience", "mode", "basis", "platform", "parts", "practice")
        return {"course": course} | {name: getattr(course, name) for name in names}
    if proposed.syllabus is None:
        raise Refusal(_("Ghi tên khoá."), field="title")
    refuse_thin(proposed.syllabus)
    said = proposed.syllabus
    return {
        "outline": proposed.outline,
        "title": nfc(said.title).strip()[:200],
        "audience": said.audience,
        "mode": said.mode,
        "basis": nfc(said.basis).strip()[:200],
        "platform": said.platform,
        "parts": clean_lines(said.parts),
        "practice": clean_lines(said.practice),
    }


def _open_proposal(proposal_id: int, scope: Scope) -> Proposal:
    rows = Proposal.objects.visible_to(scope).select_for_update(of=("self",))
    found: Proposal = rows.select_related("place", "organisation", "made_by", "course", "outline", "platform").get(
        pk=proposal_id
    )
    return found


def _refuse_answered(found: Proposal) -> None:
    if found.state != ProposalState.ASKED:
        raise Refusal(_("Đề nghị này đã có kết quả: %(state)s.") % {"state": found.get_state_display().lower()})


@transaction.atomic
def accept_proposal(*, proposal_id: int, by: Person, scope: Scope, at: datetime) -> Proposal:
    """Host it: the course is opened in the partner's name, the class planned with who proposed it as its trainer."""
    found = _open_proposal(proposal_id, scope)
    if not queries.may_host(scope, found.place):
        raise Refusal(_("Chỉ %(place)s hoặc cấp trên trả lời đề nghị này.") % {"place": found.place})
    _refuse_answered(found)
    if found.day < at.astimezone(VIETNAM).date():
        raise Refusal(_("Ngày đề nghị đã qua. Trả lời không nhận, ghi ngày khác để đơn vị gửi lại."))
    course = found.course or _open_course(found, by=by, scope=scope, at=at)
    meeting = Meeting(
        place=found.place,
        day=found.day,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        venue=found.venue,
        trainers=[found.made_by],
        guests=found.guests,
        capacity=found.capacity,
        materials=found.materials,
    )
    found.session = plan_session(course_id=course.pk, meeting=meeting, by=by, scope=scope, at=at)
    found.course = course
    _answer(found, ProposalState.ACCEPTED, "", by=by, at=at)
    audit("training.proposal.accepted", by=by, about=found, at=at, path=found.place.path)
    return found


def _open_course(found: Proposal, *, by: Person, scope: Scope, at: datetime) -> Course:
    kind = found.organisation.kind if found.organisation else ""
    syllabus = Syllabus(
        title=found.title,
        audience=Audience(found.audience),
        mode=Mode(found.mode),
        organiser=Organiser(rules.organiser_of(kind)),
        organiser_name=found.organisation_name,
        organisation=found.organisation,
        basis=found.basis,
        parts=found.parts,
        practice=found.practice,
        platform=found.platform,
    )
    return offer_course(place=found.place, syllabus=syllabus, outline=found.outline, by=by, scope=scope, at=at)


@transaction.atomic
def decline_proposal(*, proposal_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Proposal:
    """Not hosted, with the reason, which whoever proposed it is told."""
    found = _open_proposal(proposal_id, scope)
    if not queries.may_host(scope, found.place):
        raise Refusal(_("Chỉ %(place)s hoặc cấp trên trả lời đề nghị này.") % {"place": found.place})
    _refuse_answered(found)
    reason = nfc(reason).strip()[:300]
    if not reason:
        raise Refusal(_("Ghi lý do để đơn vị biết đường sửa."), field="reason")
    tell(
        persons=[found.made_by],
        code="training.proposal.declined",
        key=f"training.proposal.declined.{found.pk}",
        title=_("Đề nghị mở lớp chưa được nhận: %(title)s. %(reason)s") % {"title": found.title, "reason": reason},
        address=reverse("training:proposal", args=[found.pk]),
        place=found.place,
        at=at,
    )
    _answer(found, ProposalState.DECLINED, reason, by=by, at=at)
    detail = {"reason": reason}
    audit("training.proposal.declined", by=by, about=found, at=at, path=found.place.path, detail=detail)
    return found


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, by: Person, scope: Scope, at: datetime) -> Proposal:
    """The partner takes it back before it is answered."""
    found = _open_proposal(proposal_id, scope)
    if not queries.is_own(found, scope):
        raise Refusal(_("Chỉ đơn vị đề nghị rút được."))
    _refuse_answered(found)
    _answer(found, ProposalState.WITHDRAWN, "", by=by, at=at)
    audit("training.proposal.withdrawn", by=by, about=found, at=at, path=found.place.path)
    return found


def _answer(found: Proposal, state: ProposalState, answer: str, *, by: Person, at: datetime) -> Proposal:
    found.state, found.answer, found.answered_by, found.answered_at = state, answer, by, at
    found.save(update_fields=["state", "answer", "answered_by", "answered_at", "session", "course"])
    settle(key=_key(found), at=at)
    return found


def _key(found: Proposal) -> str:
    return f"training.proposal.{found.pk}"
