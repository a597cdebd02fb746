"""Professional opinions (Plan 6863, V.2): asked with a term, given; or given of one's own accord."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.people.models import Person
from toso.ground.people.rules import COMMUNE_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.supervision import queries, rules
from toso.work.supervision.models import Opinion
from toso.work.supervision.queries import Subject
from toso.work.supervision.rules import OpinionState


@transaction.atomic
def ask_opinion(
    *,
    subject: Subject,
    question: str,
    by: Person,
    scope: Scope,
    at: datetime,
    working_days: int = rules.WORKING_DAYS_FOR_AN_OPINION,
) -> Opinion:
    """Ask the level above what it thinks of a task, a plan, a record: a team its commune, a commune the province."""
    place = _place_of(subject, scope)
    if not scope.holds(*queries.ASKERS, at_place=place.path):
        raise Refusal(_("Tổ và xã xin ý kiến; tài khoản này cho ý kiến hoặc chỉ được xem."))
    question = nfc(question).strip()
    if not question:
        raise Refusal(_("Ghi điều cần cho ý kiến."), field="text")
    if not 1 <= working_days <= rules.MOST_WORKING_DAYS:
        raise Refusal(
            _("Ghi từ 1 đến %(most)s ngày làm việc.") % {"most": rules.MOST_WORKING_DAYS}, field="working_days"
        )
    calendar = vietnam_calendar()
    on = calendar.add_working_days(at.astimezone(VIETNAM).date(), working_days)
    opinion = _about(subject, place)
    opinion.holder_level = Level.PROVINCE if scope.holds(*COMMUNE_ROLES, at_place=place.path) else Level.COMMUNE
    opinion.question, opinion.asked_by, opinion.asked_at = question, by, at
    opinion.due_at = datetime.combine(on, calendar.bands[-1].closes, tzinfo=VIETNAM)
    opinion.save()
    audit("supervision.opinion.asked", by=by, about=opinion, at=at, path=place.path, detail={"about": subject.kind})
    tell(
        persons=queries.givers_of(opinion, on=at.astimezone(VIETNAM).date()),
        code="supervision.opinion.asked",
        key=f"supervision.opinion.{opinion.pk}",
        title=_("Xin ý kiến: %(title)s") % {"title": opinion.about_title},
        address=reverse("supervision:opinion", args=[opinion.pk]),
        place=place,
        at=at,
    )
    return opinion


@transaction.atomic
def give_opinion(*, opinion_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Opinion:
    """Answer a question. Who asked is told."""
    rows = Opinion.objects.visible_to(scope).select_for_update(of=("self",))
    opinion: Opinion = rows.select_related("place", "asked_by").get(pk=opinion_id)
    if not queries.may_give(opinion, scope):
        level = queries.asked_of(opinion).lower()
        raise Refusal(_("Câu hỏi này chờ cấp %(level)s cho ý kiến.") % {"level": level})
    if opinion.state == OpinionState.GIVEN:
        raise Refusal(_("Câu hỏi này đã có ý kiến. Tải lại trang để xem."))
    _give(opinion, text, by=by, at=at)
    settle(key=f"supervision.opinion.{opinion.pk}", at=at)
    _tell_given(opinion, [opinion.asked_by] if opinion.asked_by else [], at=at)
    return opinion


@transaction.atomic
def volunteer_opinion(*, subject: Subject, text: str, by: Person, scope: Scope, at: datetime) -> Opinion:
    """Say what one thinks without being asked; whoever works at that place is told."""
    place = _place_of(subject, scope)
    level = next((level for level, roles in queries.GIVERS.items() if scope.holds(*roles, at_place=place.path)), None)
    if level is None:
        raise Refusal(_("Cấp xã và cấp tỉnh cho ý kiến; tài khoản này xin ý kiến hoặc chỉ được xem."))
    opinion = _about(subject, place)
    opinion.holder_level = Level.PROVINCE if scope.holds(Role.PROVINCE_OFFICER, at_place=place.path) else level
    _give(opinion, text, by=by, at=at)
    _tell_given(opinion, list(queries.workers_at(place, on=at.astimezone(VIETNAM).date())), at=at)
    return opinion


def _place_of(subject: Subject, scope: Scope) -> Place:
    place = subject.place or queries.place_of_asker(scope)
    if place is None:
        raise Refusal(_("Tài khoản này chưa có nơi làm việc nên chưa xin hay cho ý kiến được."))
    found: Place = Place.objects.visible_to(scope).get(pk=place.pk)
    return found


def _about(subject: Subject, place: Place) -> Opinion:
    return Opinion(
        place=place,
        about_kind=subject.kind,
        about_id=subject.pk,
        about_title=subject.title[:250],
        about_address=subject.address,
        is_sample=place.is_sample,
    )


def _give(opinion: Opinion, text: str, *, by: Person, at: datetime) -> None:
    text = nfc(text).strip()
    if not text:
        raise Refusal(_("Ghi ý kiến."), field="text")
    opinion.text, opinion.given_by, opinion.given_at, opinion.state = text, by, at, OpinionState.GIVEN
    opinion.save()
    detail = {"about": opinion.about_kind}
    audit("supervision.opinion.given", by=by, about=opinion, at=at, path=opinion.place.path, detail=detail)


def _tell_given(opinion: Opinion, persons: list[Person], *, at: datetime) -> None:
    tell(
        persons=[person for person in persons if person.pk != opinion.given_by_id],
        code="supervision.opinion.given",
        key=f"supervision.opinion.{opinion.pk}.given",
        title=_("Có ý kiến: %(title)s") % {"title": opinion.about_title},
        address=reverse("supervision:opinion", args=[opinion.pk]),
        place=opinion.place,
        at=at,
    )
