"""Who was there: by one's own check-in with the code on the wall, by list, by heads; and corrections with a reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.training import rules
from toso.work.training.actions.coverage import refresh_trained
from toso.work.training.actions.revoking import drop_traces_of
from toso.work.training.actions.sessions import own_session
from toso.work.training.models import Attendance, HeadCount, Session
from toso.work.training.queries import sessions as queries
from toso.work.training.rules import HEADS, Method, SessionState


@transaction.atomic
def check_in(*, token: str, by: Person, at: datetime, captured_at: datetime | None = None) -> Attendance:
    """Say "I am here" with the code that hangs in the room, on the day of the class. Twice is once.

    ``captured_at``: when a phone without a network read the code, by a clock that the caller has looked at. It
    counts when it arrives within three days; later whoever held the class writes the person down.
    """
    session: Session = (
        Session.objects.select_for_update(of=("self",)).select_related("course", "place").get(token=token)
    )
    today = rules.day_of_check_in(at, captured_at).astimezone(VIETNAM).date()
    if session.state == SessionState.CANCELLED:
        raise Refusal(_("Buổi này đã huỷ: %(reason)s") % {"reason": session.reason})
    if not rules.is_check_in_day(session.day, today):
        words = _("Mã này dùng vào ngày %(day)s. Nếu hôm đó ông/bà có mặt, hãy nói với người mở lớp để ghi bổ sung.")
        raise Refusal(words % {"day": f"{session.day:%d/%m/%Y}"})
    standing = Attendance.objects.filter(session=session, person=by, superseded_at__isnull=True).first()
    if standing is not None:
        return standing
    is_held = session.state == SessionState.HELD
    row = Attendance.objects.create(
        session=session,
        person=by,
        method=Method.QR,
        recorded_by=by,
        recorded_at=at,
        counted_at=at if is_held else None,
    )
    if is_held:
        _count(session, [by.pk], at=at)
    audit("training.attendance.checked_in", by=by, about=session, at=at, path=session.place.path)
    return row


def _count(session: Session, persons: Sequence[int], *, at: datetime) -> None:
    mark_changed([(session.place_id, session.day)], at=at)
    refresh_trained(at=at, persons=persons)


def _writable(session_id: int, scope: Scope, at: datetime) -> Session:
    session = own_session(session_id, scope)
    if session.state == SessionState.CANCELLED:
        raise Refusal(_("Buổi này đã huỷ nên không điểm danh: %(reason)s") % {"reason": session.reason})
    if not rules.takes_attendance(SessionState(session.state), session.day, at.astimezone(VIETNAM).date()):
        raise Refusal(_("Buổi học vào ngày %(day)s, chưa điểm danh được.") % {"day": f"{session.day:%d/%m/%Y}"})
    return session


@transaction.atomic
def take_attendance(
    *, session_id: int, persons: Sequence[Person], by: Person, scope: Scope, at: datetime, reason: str = ""
) -> int:
    """Put people on the list of those present. After the class was held, a reason is asked. Twice is once.

    Returns how many are new.
    """
    session = _writable(session_id, scope, at)
    reason = nfc(reason).strip()
    allowed = set(
        queries.persons_to_list(session, on=session.day)
        .filter(pk__in=[one.pk for one in persons])
        .values_list("pk", flat=True)
    ) | set(session.registrations.values_list("person", flat=True))
    for person in persons:
        if person.pk not in allowed:
            raise Refusal(
                _("%(name)s không giữ việc nào ở %(place)s vào ngày học.") % {"name": person, "place": session.place},
                field="block",
            )
    known = set(Attendance.objects.filter(session=session, superseded_at__isnull=True).values_list("person", flat=True))
    new = {person.pk: person for person in persons if person.pk not in known}
    if not new:
        return 0
    is_held = session.state == SessionState.HELD
    if is_held and not reason:
        raise Refusal(_("Buổi đã ghi là tổ chức xong. Ghi lý do bổ sung."), field="reason")
    Attendance.objects.bulk_create(
        [
            Attendance(
                session=session,
                person=person,
                method=Method.LIST,
                recorded_by=by,
                recorded_at=at,
                reason=reason[:300],
                counted_at=at if is_held else None,
            )
            for person in new.values()
        ]
    )
    if is_held:
        _count(session, list(new), at=at)
    detail = {"count": len(new), "reason": reason}
    audit("training.attendance.taken", by=by, about=session, at=at, path=session.place.path, detail=detail)
    return len(new)


@transaction.atomic
def strike_attendance(
    *, session_id: int, person_id: int, reason: str, by: Person, scope: Scope, at: datetime
) -> Attendance:
    """Take somebody off the list, with the reason; the version that proved wrong stays readable."""
    session = _writable(session_id, scope, at)
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do bỏ khỏi danh sách."), field="reason")
    standing = Attendance.objects.select_related("person").filter(session=session, superseded_at__isnull=True)
    row = standing.filter(person=person_id).first()
    if row is None:
        raise Refusal(_("Người này không có trong danh sách có mặt."))
    row.superseded_at, row.superseded_by, row.superseded_reason = at, by, reason[:300]
    row.save(update_fields=["superseded_at", "superseded_by", "superseded_reason"])
    drop_traces_of(session, [person_id], reason, at=at)
    if session.state == SessionState.HELD:
        _count(session, [person_id], at=at)
    detail = {"person": person_id, "reason": reason}
    audit("training.attendance.struck", by=by, about=session, at=at, path=session.place.path, detail=detail)
    return row


@transaction.atomic
def count_heads(
    *, session_id: int, heads: Mapping[str, int], by: Person, scope: Scope, at: datetime, reason: str = ""
) -> HeadCount:
    """Write down how many citizens of each group were there; citizens are counted, not registered.

    ``heads`` names the groups of ``rules.HEADS``, each citizen in one of them. A later count replaces
    the earlier one; after the class was held it needs a reason.
    """
    session = _writable(session_id, scope, at)
    reason = nfc(reason).strip()
    for name in HEADS:
        if not 0 <= heads.get(name, 0) <= rules.MOST_HEADS:
            raise Refusal(_("Số người từ 0 đến %(most)s.") % {"most": rules.MOST_HEADS}, field=name)
    standing = queries.heads_of(session)
    wanted = {name: heads.get(name, 0) for name in HEADS}
    if standing is not None and all(getattr(standing, name) == number for name, number in wanted.items()):
        return standing
    is_held = session.state == SessionState.HELD
    if is_held and not reason:
        raise Refusal(_("Buổi đã ghi là tổ chức xong. Ghi lý do sửa."), field="reason")
    if standing is not None:
        standing.superseded_at = at
        standing.save(update_fields=["superseded_at"])
    row = HeadCount.objects.create(
        session=session,
        recorded_by=by,
        recorded_at=at,
        reason=reason[:300],
        counted_at=at if is_held else None,
        **wanted,
    )
    if is_held:
        mark_changed([(session.place_id, session.day)], at=at)
    detail = {"count": row.total, "reason": reason}
    audit("training.heads.counted", by=by, about=session, at=at, path=session.place.path, detail=detail)
    return row
