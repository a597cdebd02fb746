"""Planning a class, calling it off, saying that it was held; seats and invitations."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.training import rules
from toso.work.training.actions.coverage import refresh_trained
from toso.work.training.actions.revoking import drop_traces_of
from toso.work.training.models import Attendance, Course, HeadCount, Registration, Session
from toso.work.training.queries import sessions as queries
from toso.work.training.rules import RegistrationState, SessionState

MOST_INVITED = 500
EARLIEST = timedelta(days=rules.LATEST_DAYS)


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where a class is, and who teaches."""

    place: Place
    day: date
    starts_at: time
    ends_at: time
    venue: str
    trainers: Sequence[Person] = ()
    guests: str = ""
    capacity: int | None = None
    materials: str = ""


@transaction.atomic
def plan_session(*, course_id: int, meeting: Meeting, by: Person, scope: Scope, at: datetime) -> Session:
    """Plan a class; one that was held in the last weeks may still be written down. The trainers are told."""
    course: Course = queries.courses(scope).get(pk=course_id)
    place = Place.objects.visible_to(scope).get(pk=meeting.place.pk)
    if not scope.holds(*queries.HOLDERS, at_place=place.path):
        raise Refusal(_("Tài khoản này không mở lớp ở %(place)s.") % {"place": place}, field="place")
    venue = _checked(course, place, meeting, at)
    session = Session.objects.create(
        course=course,
        place=place,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        venue=venue[:200],
        guests=nfc(meeting.guests).strip()[:200],
        capacity=meeting.capacity,
        materials=nfc(meeting.materials).strip(),
        token=secrets.token_urlsafe(24),
        made_by=by,
        recorded_at=at,
        is_sample=course.is_sample,
    )
    session.trainers.set(meeting.trainers)
    audit("training.session.planned", by=by, about=session, at=at, path=place.path, detail={"day": str(meeting.day)})
    tell(
        persons=[trainer for trainer in meeting.trainers if trainer.pk != by.pk],
        code="training.session.teach",
        key=f"training.teach.{session.pk}",
        title=_("Ông/bà được phân công giảng: %(session)s") % {"session": session},
        address=_address(session),
        place=place,
        at=at,
    )
    return session


@transaction.atomic
def change_session(
    *, session_id: int, meeting: Meeting, by: Person, scope: Scope, at: datetime, reason: str = ""
) -> Session:
    """Move a class that was not held yet: another place, day, hour, room, trainer, number of seats.

    Where people have signed up and any of it but the seats is another, a reason is given and they hear it. Fewer
    seats than are taken are refused, and another place once somebody was checked in.
    """
    session = own_session(session_id, scope)
    if session.state != SessionState.PLANNED:
        raise Refusal(_("Buổi %(state)s, không sửa lịch được.") % {"state": session.get_state_display().lower()})
    place = _place_for(session, meeting.place, scope)
    venue = _checked(session.course, place, meeting, at, but=session)
    seated = queries.seated_count(session)
    if meeting.capacity is not None and meeting.capacity < seated:
        raise Refusal(_("Đã có %(count)s người giữ chỗ.") % {"count": seated}, field="capacity")
    if meeting.day > at.astimezone(VIETNAM).date() and session.attendances.filter(superseded_at__isnull=True).exists():
        raise Refusal(_("Đã có người điểm danh nên không dời sang ngày sau được."), field="day")
    before = _schedule(session, [one.pk for one in session.trainers.all()])
    session.place = place
    session.day, session.starts_at, session.ends_at = meeting.day, meeting.starts_at, meeting.ends_at
    session.venue, session.guests = venue[:200], nfc(meeting.guests).strip()[:200]
    session.capacity, session.materials = meeting.capacity, nfc(meeting.materials).strip()
    signed = Registration.objects.filter(session=session).exclude(state=RegistrationState.DECLINED)
    moved = before != _schedule(session, [one.pk for one in meeting.trainers])
    reason = nfc(reason).strip()[:300]
    if moved and not reason and signed.exists():
        raise Refusal(_("Đã có người đăng ký: ghi lý do sửa, họ sẽ được báo."), field="reason")
    session.save()
    session.trainers.set(meeting.trainers)
    while meeting.capacity is None or queries.seated_count(session) < meeting.capacity:
        if not _move_up(session, at=at):
            break
    if moved:
        words = _("Buổi học đổi lịch: %(session)s, %(hour)s, %(venue)s")
        said = {"session": session, "hour": f"{session.starts_at:%H:%M}", "venue": session.venue}
        persons = Person.objects.filter(Q(pk__in=signed.values("person")) | Q(pk__in=session.trainers.values("pk")))
        tell(
            persons=persons.exclude(pk=by.pk),
            code="training.session.moved",
            key=f"training.moved.{session.pk}.{at:%Y%m%d%H%M%S}",
            title=". ".join(part for part in (words % said, reason) if part),
            address=_address(session),
            place=session.place,
            at=at,
        )
    detail = {"day": str(session.day), "told": signed.count() if moved else 0, "reason": reason}
    audit("training.session.changed", by=by, about=session, at=at, path=session.place.path, detail=detail)
    return session


def _schedule(session: Session, trainers: Iterable[int]) -> tuple[object, ...]:
    """What somebody who comes must know of a class."""
    when = (session.place_id, session.day, session.starts_at, session.ends_at)
    return (*when, session.venue, session.guests, sorted(trainers))


def _place_for(session: Session, asked: Place, scope: Scope) -> Place:
    """Where the class is to be: where it was, or elsewhere as long as nobody was written down as present."""
    if asked.pk == session.place_id:
        return session.place
    place = Place.objects.visible_to(scope).get(pk=asked.pk)
    if not scope.holds(*queries.HOLDERS, at_place=place.path):
        raise Refusal(_("Tài khoản này không mở lớp ở %(place)s.") % {"place": place}, field="place")
    heads = queries.heads_of(session)
    if heads is not None or session.attendances.filter(superseded_at__isnull=True).exists():
        raise Refusal(_("Đã ghi người có mặt nên giữ nguyên nơi tổ chức. Huỷ buổi này và mở buổi khác."), field="place")
    return place


def _checked(course: Course, place: Place, meeting: Meeting, at: datetime, *, but: Session | None = None) -> str:
    """The venue, when nothing stands against the class; otherwise a refusal says what and where."""
    today = at.astimezone(VIETNAM).date()
    venue = nfc(meeting.venue).strip()
    if course.closed_at is not None:
        raise Refusal(_("Khoá này đã đóng, không mở buổi mới."))
    if not place.path.startswith(course.place.path):
        raise Refusal(
            _("%(place)s không thuộc %(own)s, nơi mở khoá.") % {"place": place, "own": course.place}, field="place"
        )
    if meeting.day < today - EARLIEST:
        raise Refusal(
            _("Chỉ ghi buổi đã tổ chức trong %(days)s ngày gần đây.") % {"days": rules.LATEST_DAYS}, field="day"
        )
    refuse_unclear(meeting, venue)
    same = Session.objects.filter(course=course, place=place, day=meeting.day, starts_at=meeting.starts_at)
    if same.exclude(state=SessionState.CANCELLED).exclude(pk=but.pk if but else None).exists():
        raise Refusal(_("Buổi này đã có trong lịch rồi."), field="starts_at")
    busy = _busy(meeting, but=but)
    if busy is not None:
        trainer, other = busy
        words = _("%(name)s đã giảng một buổi khác cùng giờ: %(session)s.")
        raise Refusal(words % {"name": trainer, "session": other}, field="trainers")
    return venue


def refuse_unclear(meeting: Meeting, venue: str) -> None:
    """A class has hours, a venue, somebody who teaches and a possible number of seats."""
    if meeting.ends_at <= meeting.starts_at:
        raise Refusal(_("Giờ kết thúc phải sau giờ bắt đầu."), field="ends_at")
    if not venue:
        raise Refusal(_("Ghi địa điểm."), field="venue")
    if not meeting.trainers and not nfc(meeting.guests).strip():
        raise Refusal(_("Chọn hoặc ghi tên ít nhất một giảng viên."), field="trainers")
    if meeting.capacity is not None and not 1 <= meeting.capacity <= rules.MOST_CAPACITY:
        raise Refusal(_("Số chỗ từ 1 đến %(most)s.") % {"most": rules.MOST_CAPACITY}, field="capacity")


def _busy(meeting: Meeting, *, but: Session | None) -> tuple[Person, Session] | None:
    """A trainer who teaches elsewhere at the same hours, and the other class. Two trainers of one class are welcome."""
    for trainer in meeting.trainers:
        overlapping = Session.objects.filter(
            trainers=trainer, day=meeting.day, starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at
        ).exclude(Q(state=SessionState.CANCELLED) | Q(pk=but.pk if but else None))
        other = overlapping.select_related("course").first()
        if other is not None:
            return trainer, other
    return None


def _address(session: Session) -> str:
    return reverse("training:session", args=[session.pk])


def own_session(session_id: int, scope: Scope) -> Session:
    """The class, locked, when this person runs it."""
    rows = queries.sessions(scope).select_for_update(of=("self",))
    session: Session = rows.get(pk=session_id)
    if not queries.runs(session, scope):
        raise Refusal(_("Chỉ người mở lớp hoặc giảng viên của buổi làm việc này."))
    return session


@transaction.atomic
def cancel_session(*, session_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Session:
    """Call off a class that was not held; everybody with a seat is told why. Who was checked in is taken back."""
    session = own_session(session_id, scope)
    reason = nfc(reason).strip()
    if session.state != SessionState.PLANNED:
        raise Refusal(_("Buổi %(state)s, không huỷ được.") % {"state": session.get_state_display().lower()})
    if not reason:
        raise Refusal(_("Ghi lý do huỷ."), field="reason")
    _call_off(session, reason, by=by, at=at)
    signed = Registration.objects.filter(session=session).exclude(state=RegistrationState.DECLINED)
    settle(key=_invitation_key(session), at=at)
    tell(
        persons=Person.objects.filter(pk__in=signed.values("person")),
        code="training.session.cancelled",
        key=f"training.cancelled.{session.pk}",
        title=_("Huỷ buổi %(session)s: %(reason)s") % {"session": session, "reason": reason},
        address=_address(session),
        place=session.place,
        at=at,
    )
    audit(
        "training.session.cancelled",
        by=by,
        about=session,
        at=at,
        path=session.place.path,
        detail={"reason": reason, "told": signed.count()},
    )
    return session


def _call_off(session: Session, reason: str, *, by: Person, at: datetime) -> None:
    session.state, session.reason = SessionState.CANCELLED, reason[:300]
    session.save(update_fields=["state", "reason", "superseded_at"])
    standing = Attendance.objects.filter(session=session, superseded_at__isnull=True)
    standing.update(superseded_at=at, superseded_by=by, superseded_reason=reason[:300])
    HeadCount.objects.filter(session=session, superseded_at__isnull=True).update(superseded_at=at)


@transaction.atomic
def hold_session(*, session_id: int, by: Person, scope: Scope, at: datetime) -> Session:
    """Say that the class was held: from now on its presences and heads count, on the day of the class."""
    session = own_session(session_id, scope)
    today = at.astimezone(VIETNAM).date()
    if session.state != SessionState.PLANNED:
        raise Refusal(_("Buổi %(state)s rồi.") % {"state": session.get_state_display().lower()})
    if session.day > today:
        raise Refusal(_("Chưa đến ngày học, chưa ghi là đã tổ chức được."))
    present = Attendance.objects.filter(session=session, superseded_at__isnull=True)
    heads = queries.heads_of(session)
    persons = list(present.values_list("person", flat=True))
    if not persons and (heads is None or heads.total == 0):
        raise Refusal(_("Chưa có ai trong danh sách có mặt. Điểm danh hoặc ghi số người dân trước, hoặc huỷ buổi này."))
    session.state, session.held_at = SessionState.HELD, at
    session.save(update_fields=["state", "held_at"])
    present.update(counted_at=at)
    HeadCount.objects.filter(session=session, superseded_at__isnull=True).update(counted_at=at)
    settle(key=_invitation_key(session), at=at)
    mark_changed([(session.place_id, session.day)], at=at)
    refresh_trained(at=at, persons=persons)
    audit(
        "training.session.held",
        by=by,
        about=session,
        at=at,
        path=session.place.path,
        detail={"members": len(persons), "count": heads.total if heads else 0},
    )
    return session


@transaction.atomic
def withdraw_session(*, session_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Session:
    """Take back a class that was said to be held and was not: nothing of it counts any more."""
    session = own_session(session_id, scope)
    reason = nfc(reason).strip()
    if session.state != SessionState.HELD:
        raise Refusal(_("Buổi này chưa ghi là đã tổ chức."))
    if not reason:
        raise Refusal(_("Ghi lý do."), field="reason")
    persons = list(
        Attendance.objects.filter(session=session, superseded_at__isnull=True).values_list("person", flat=True)
    )
    session.superseded_at = at
    _call_off(session, reason, by=by, at=at)
    drop_traces_of(session, persons, reason, at=at)
    mark_changed([(session.place_id, session.day)], at=at)
    refresh_trained(at=at, persons=persons)
    audit("training.session.withdrawn", by=by, about=session, at=at, path=session.place.path, detail={"reason": reason})
    return session


def _invitation_key(session: Session) -> str:
    return f"training.invited.{session.pk}"


@transaction.atomic
def register(*, session_id: int, by: Person, scope: Scope, at: datetime) -> Registration:
    """Take a seat, or a place in the waiting list when the room is full."""
    session = _open_session(session_id, scope, at)
    standing = queries.seat_of(session, by.pk)
    if standing is not None and standing.state in {RegistrationState.REGISTERED, RegistrationState.WAITING}:
        raise Refusal(_("Ông/bà đã đăng ký buổi này rồi: %(state)s.") % {"state": standing.get_state_display().lower()})
    invited = standing is not None and standing.state == RegistrationState.INVITED
    state = (
        RegistrationState.REGISTERED  # whoever is invited has a seat kept
        if invited
        else rules.registered_as(queries.seated_count(session), session.capacity)
    )
    row, _is_new = Registration.objects.update_or_create(
        session=session, person=by, defaults={"state": state, "by": by, "at": at}
    )
    audit("training.session.registered", by=by, about=session, at=at, path=session.place.path, detail={"state": state})
    return row


@transaction.atomic
def decline(*, session_id: int, by: Person, scope: Scope, at: datetime) -> Registration:
    """Give the seat back; who has waited longest moves up and is told."""
    session = _open_session(session_id, scope, at)
    standing = queries.seat_of(session, by.pk)
    if standing is None or standing.state == RegistrationState.DECLINED:
        raise Refusal(_("Ông/bà không có tên trong danh sách của buổi này."))
    standing.state, standing.at = RegistrationState.DECLINED, at
    standing.save(update_fields=["state", "at"])
    _move_up(session, at=at)
    audit("training.session.declined", by=by, about=session, at=at, path=session.place.path)
    return standing


def _move_up(session: Session, *, at: datetime) -> bool:
    """Whether somebody moved up."""
    waiting = queries.next_waiting(session)
    if waiting is None or rules.registered_as(queries.seated_count(session), session.capacity) != "registered":
        return False
    waiting.state = RegistrationState.REGISTERED
    waiting.save(update_fields=["state"])
    tell(
        persons=[waiting.person],
        code="training.session.seat",
        key=f"training.seat.{session.pk}",
        title=_("Đã có chỗ cho ông/bà ở buổi %(session)s") % {"session": session},
        address=_address(session),
        place=session.place,
        at=at,
    )
    return True


def _open_session(session_id: int, scope: Scope, at: datetime) -> Session:
    session: Session = queries.sessions(scope).select_for_update(of=("self",)).get(pk=session_id)
    if session.state != SessionState.PLANNED or session.day < at.astimezone(VIETNAM).date():
        raise Refusal(_("Buổi này không còn nhận đăng ký."))
    return session


@transaction.atomic
def invite(*, session_id: int, persons: Iterable[Person], by: Person, scope: Scope, at: datetime) -> int:
    """Invite people by name; each finds it in the own work. Returns how many were new."""
    session = _open_session(session_id, scope, at)
    if not scope.holds(*queries.HOLDERS):
        raise Refusal(_("Tài khoản này không mời dự lớp."))
    known = set(Registration.objects.filter(session=session).values_list("person", flat=True))
    new = [person for person in persons if person.pk not in known]
    if len(new) > MOST_INVITED:
        raise Refusal(_("Mời nhiều nhất %(most)s người một lần.") % {"most": MOST_INVITED})
    free = None if session.capacity is None else session.capacity - queries.seated_count(session)
    if free is not None and len(new) > free:
        raise Refusal(
            _("Buổi này còn %(free)s chỗ, không mời được %(count)s người. Mở thêm buổi hoặc chọn ít hơn.")
            % {"free": max(0, free), "count": len(new)}
        )
    Registration.objects.bulk_create(
        [Registration(session=session, person=one, state=RegistrationState.INVITED, by=by, at=at) for one in new]
    )
    tell(
        persons=new,
        code="training.session.invited",
        key=_invitation_key(session),
        title=_("Mời dự tập huấn: %(session)s") % {"session": session},
        address=_address(session),
        place=session.place,
        at=at,
    )
    audit("training.session.invited", by=by, about=session, at=at, path=session.place.path, detail={"count": len(new)})
    return len(new)
