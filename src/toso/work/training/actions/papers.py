"""Certificates of ours: of having been there, and of our own quiz. Never the state's recognition of anything."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.codes import new_code
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.training import rules
from toso.work.training.actions.sessions import own_session
from toso.work.training.models import Certificate
from toso.work.training.queries import skills
from toso.work.training.rules import Paper, SessionState


@transaction.atomic
def issue_papers(
    *, session_id: int, kind: Paper, by: Person, scope: Scope, at: datetime, persons: Collection[int] | None = None
) -> int:
    """Give a paper of a kind to everybody of a held class who may have it, or to the persons named. Twice is once.

    Somebody who was not there, has not passed, or had the own data erased is refused when named and left out
    when everybody is meant. Returns how many are new.
    """
    session = own_session(session_id, scope)
    if session.state != SessionState.HELD:
        raise Refusal(_("Buổi này chưa ghi là đã tổ chức nên chưa cấp giấy."))
    may = skills.worthy(session, kind)
    if persons is not None and (strangers := set(persons) - may.keys()):
        raise Refusal(
            _("Có %(count)s người không còn trong danh sách có mặt, chưa đạt, hoặc đã xoá dữ liệu; không cấp giấy.")
            % {"count": len(strangers)}
        )
    standing = Certificate.objects.filter(session=session, kind=kind, superseded_at__isnull=True)
    has = set(standing.values_list("person", flat=True))
    chosen = sorted((set(persons) if persons is not None else set(may)) - has)
    if not chosen:
        raise Refusal(_("Không có ai cần cấp thêm loại giấy này."))
    on = at.astimezone(VIETNAM).date()
    Certificate.objects.bulk_create(
        [
            Certificate(
                session=session,
                person_id=person,
                kind=kind,
                code=new_code(),
                score=may[person],
                issued_on=on,
                expires_on=rules.expires_on(on, session.course.validity_months) if kind is Paper.QUIZ else None,
                issued_by=by,
                recorded_at=at,
            )
            for person in chosen
        ],
        batch_size=1000,
    )
    mark_changed([(session.place_id, on)], at=at)
    tell(
        persons=Person.objects.filter(pk__in=chosen).exclude(pk=by.pk),
        code="training.paper.issued",
        key=f"training.paper.{session.pk}.{kind}",
        title=_("Đã cấp giấy chứng nhận: %(session)s") % {"session": session},
        address=reverse("training:mine"),
        place=session.place,
        at=at,
    )
    detail = {"kind": kind, "count": len(chosen)}
    audit("training.papers.issued", by=by, about=session, at=at, path=session.place.path, detail=detail)
    return len(chosen)


@transaction.atomic
def revoke_paper(*, certificate_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Certificate:
    """Say that a paper is not good, and why. Whoever verifies it reads that."""
    row: Certificate = Certificate.objects.select_related("session").get(pk=certificate_id, superseded_at__isnull=True)
    session = own_session(row.session_id, scope)
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do thu hồi giấy."), field="reason")
    Certificate.objects.filter(pk=row.pk).update(superseded_at=at, reason=reason[:300])
    mark_changed([(session.place_id, row.issued_on)], at=at)
    detail = {"person": row.person_id, "reason": reason}
    audit("training.paper.revoked", by=by, about=session, at=at, path=session.place.path, detail=detail)
    return row
