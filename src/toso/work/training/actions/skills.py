"""What somebody does alone, seen by whoever taught it: at the class, and again after 30 and 90 days."""

from collections.abc import Collection, Mapping
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
from toso.work.training.actions.sessions import own_session
from toso.work.training.models import PracticeMark, Recheck, Session
from toso.work.training.queries import skills
from toso.work.training.rules import RECHECK_DAYS, SessionState


@transaction.atomic
def mark_practice(*, session_id: int, done: Collection[tuple[int, str]], by: Person, scope: Scope, at: datetime) -> int:
    """Say who does which task of the practice list alone: the whole list of the class. Returns how many changed."""
    session = own_session(session_id, scope)
    if session.state == SessionState.CANCELLED:
        raise Refusal(_("Buổi này đã huỷ: %(reason)s") % {"reason": session.reason})
    there = {person.pk for person in skills.present(session)}
    known = set(session.course.practice)
    wanted = {(person, task) for person, task in done if person in there and task in known}
    if len(wanted) < len(set(done)):
        raise Refusal(_("Có người không có mặt hoặc việc không còn trong danh mục. Tải lại trang."))
    standing = skills.practised(session)
    gone, new = standing - wanted, sorted(wanted - standing)
    for person, task in sorted(gone):
        PracticeMark.objects.filter(session=session, person=person, task=task, superseded_at__isnull=True).update(
            superseded_at=at
        )
    PracticeMark.objects.bulk_create(
        [
            PracticeMark(session=session, person_id=person, task=task, marked_by=by, recorded_at=at)
            for person, task in new
        ]
    )
    detail = {"count": len(wanted)}
    audit("training.practice.marked", by=by, about=session, at=at, path=session.place.path, detail=detail)
    return len(gone) + len(new)


@transaction.atomic
def look_again(
    *,
    session_id: int,
    after: int,
    able: Mapping[int, bool],
    by: Person,
    scope: Scope,
    at: datetime,
    note: str = "",
) -> int:
    """Write down who still does it alone 30 or 90 days after the class: ``able`` by person. What the trainer saw
    stands above what a quiz said. Returns how many are new or changed."""
    session = own_session(session_id, scope)
    today = at.astimezone(VIETNAM).date()
    _refuse_early(session, after, at)
    there = {person.pk for person in skills.present(session)}
    if strangers := set(able) - there:
        raise Refusal(_("Có %(count)s người không có mặt ở buổi này. Tải lại trang.") % {"count": len(strangers)})
    if not able:
        raise Refusal(_("Chọn kết quả của ít nhất một người."))
    standing = skills.looked_at(session, after)
    changed = {
        person: is_able
        for person, is_able in able.items()
        if person not in standing or standing[person].is_able != is_able or standing[person].by_quiz
    }
    gone = [standing[person] for person in changed if person in standing]
    Recheck.objects.filter(pk__in=[row.pk for row in gone]).update(superseded_at=at)
    Recheck.objects.bulk_create(
        [
            Recheck(
                session=session,
                person_id=person,
                after_days=after,
                day=standing[person].day if person in standing else today,
                is_able=is_able,
                note=nfc(note).strip()[:200],
                looked_by=by,
                recorded_at=at,
            )
            for person, is_able in sorted(changed.items())
        ]
    )
    mark_changed({(session.place_id, day) for day in (today, *(row.day for row in gone))}, at=at)
    detail = {"count": len(changed), "days": after}
    audit("training.skill.looked", by=by, about=session, at=at, path=session.place.path, detail=detail)
    return len(changed)


def _refuse_early(session: Session, after: int, at: datetime) -> None:
    today = at.astimezone(VIETNAM).date()
    if after not in RECHECK_DAYS:
        raise Refusal(_("Chỉ kiểm tra lại sau 30 hoặc 90 ngày."))
    if session.state != SessionState.HELD:
        raise Refusal(_("Buổi này chưa ghi là đã tổ chức."))
    due = rules.recheck_on(session.day, after)
    if today < due:
        raise Refusal(_("Chưa đến ngày kiểm tra lại: %(day)s.") % {"day": f"{due:%d/%m/%Y}"})
    if not rules.is_recheck_due(session.day, after, today):
        words = _("Đã quá %(days)s ngày kể từ ngày kiểm tra lại nên kết quả không còn nói về lần đó.")
        raise Refusal(words % {"days": rules.RECHECK_LATEST})
