"""Requests for cooperation: who sees, answers and is reminded of them."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.asking import asked_often
from toso.ground.shared.deadline_words import remaining_words
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.helpdesk.models import Cooperation, CooperationQuerySet
from toso.work.helpdesk.rules.cooperation import CooperationState
from toso.work.helpdesk.rules.ways import RAISERS


def partners_of(organisation: Organisation, *, on: date) -> QuerySet[Person]:
    """Whoever answers for a body as a partner."""
    active = Q(assignments__starts_on__lte=on) & (Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gt=on))
    ids = [int(part) for part in organisation.path.split(".") if part]
    held = Q(assignments__role=Role.PARTNER, assignments__organisation_id__in=ids)
    return Person.objects.filter(active & held).distinct()


def cooperations(scope: Scope) -> CooperationQuerySet:
    """Requests for cooperation asked at places, or of organisations, in the scope."""
    rows: CooperationQuerySet = Cooperation.objects.visible_to(scope)
    return rows.select_related("place", "organisation", "asked_by", "answered_by")


def may_cooperate(row: Cooperation, scope: Scope) -> bool:
    """The body that was asked answers; a commune or its team writes down an answer that came another way."""
    if scope.holds(*RAISERS, at_place=row.place.path):
        return True
    return _is_asked_of(scope, row)


def _is_asked_of(scope: Scope, row: Cooperation) -> bool:
    return any(
        row.organisation.path.startswith(grant.organisation)
        for grant in scope.grants
        if grant.organisation and grant.role == Role.PARTNER
    )


def bodies_to_ask(places: QuerySet[Place]) -> QuerySet[Organisation]:
    """Bodies of today that a place may call: those of the place and above it, and those of no place."""
    ids = {int(part) for path in places.values_list("path", flat=True) for part in path.split(".") if part}
    here = Q(place__isnull=True) | Q(place_id__in=ids)
    return Organisation.objects.filter(here, valid_until__isnull=True).order_by("sort_key", "pk")


@asked_often
def _open(scope: Scope, person_id: int) -> QuerySet[Cooperation]:
    """What a partner is asked, and what somebody asked that is not yet done."""
    partners = tuple(grant.organisation for grant in scope.grants if grant.organisation and grant.role == Role.PARTNER)
    asked, mine = Q(state=CooperationState.ASKED), Q(asked_by=person_id)
    open_ones = (asked & (mine | inside(partners, "organisation__path"))) | (mine & Q(state=CooperationState.AGREED))
    return cooperations(scope).filter(open_ones).order_by("due_at", "pk")


def jobs(scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """For a partner what it is asked; for whoever asked, what is overdue or agreed and not yet done."""
    rows = [
        row
        for row in _open(scope, person_id)
        if row.state == CooperationState.AGREED or row.due_at < at or _is_asked_of(scope, row)
    ]
    return [
        Job(
            key=f"helpdesk.cooperation.{row.pk}.{row.state}",
            title=row.title,
            detail=_("Đề nghị %(organisation)s phối hợp") % {"organisation": row.organisation},
            address=reverse("helpdesk:cooperation", args=[row.pk]),
            act=_("Xem") if row.asked_by_id == person_id else _("Trả lời"),
            icon="phone",
            due_at=row.due_at if row.state == CooperationState.ASKED else None,
            due_words=remaining_words(vietnam_calendar(), row.due_at, at)
            if row.state == CooperationState.ASKED
            else "",
        )
        for row in rows[:30]
    ]
