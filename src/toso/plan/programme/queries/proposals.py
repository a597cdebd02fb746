"""What is proposed upward for a year, and where each proposal stands."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Proposal, TargetDecision
from toso.plan.programme.queries import places_of
from toso.plan.programme.rules.proposals import GRANTED, OPEN, ProposalKind, deciders, proposers


def proposals_of(scope: Scope, *, year: int | None = None, state: str = "", kind: str = "") -> QuerySet[Proposal]:
    """The proposals under a person's places, those that wait for an answer first."""
    rows: QuerySet[Proposal] = Proposal.objects.visible_to(scope).select_related(
        "place", "indicator", "document", "proposed_by", "decided_by", "taken_into"
    )
    for name, value in (("year", year), ("state", state), ("kind", kind)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.order_by("-year", "decided_at", "place__sort_key", "pk")


def proposing_places(scope: Scope) -> list[Place]:
    """For which places this person may propose."""
    found: list[Place] = []
    for level in (Level.PROVINCE, Level.COMMUNE):
        roots = {grant.place for grant in scope.grants if grant.role in proposers(level) and grant.place}
        found += Place.objects.filter(path__in=roots, level=level, valid_until__isnull=True).order_by("sort_key")
    return found


def may_decide(scope: Scope, proposal: Proposal) -> bool:
    return proposal.state in OPEN and scope.holds(*deciders(proposal.place.level), at_place=proposal.place.path)


def waiting(scope: Scope) -> int:
    """How many proposals of communes wait for this person's decision."""
    places = places_of(scope, deciders(Level.COMMUNE), (Level.PROVINCE,))
    roots = [place.path for place in places]
    return sum(
        Proposal.objects.filter(place__path__startswith=root, place__level=Level.COMMUNE, state__in=OPEN).count()
        for root in roots
    )


def grantable(decision: TargetDecision) -> QuerySet[Proposal]:
    """The granted targets of a year that no decision has taken up yet, of the units this decision assigns to."""
    rows: QuerySet[Proposal] = Proposal.objects.filter(
        kind=ProposalKind.TARGET,
        state__in=GRANTED,
        taken_into__isnull=True,
        year=decision.year,
        place__parent=decision.place_id,
    )
    return rows.select_related("place", "indicator").order_by("indicator__order", "place__sort_key", "-decided_at")


def cells_of(proposals: QuerySet[Proposal]) -> Mapping[tuple[int, int], Decimal | None]:
    """The cells of a draft that these proposals fill; of two for one cell, the one decided last."""
    cells: dict[tuple[int, int], Decimal | None] = {}
    for proposal in proposals:
        if proposal.indicator_id is not None and proposal.granted is not None:
            cells.setdefault((proposal.indicator_id, proposal.place_id), proposal.granted)
    return cells


def counts_by_state(scope: Scope, year: int) -> dict[str, int]:
    rows: QuerySet[Proposal] = Proposal.objects.visible_to(scope).filter(year=year)
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def years_of(scope: Scope) -> list[int]:
    rows: QuerySet[Proposal] = Proposal.objects.visible_to(scope)
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Proposals of communes that wait for an answer, as one job."""
    del person_id, at
    count = waiting(scope)
    if not count:
        return []
    return [
        Job(
            key="programme.proposals",
            title=ngettext("%(count)s đề xuất chờ trả lời", "%(count)s đề xuất chờ trả lời", count) % {"count": count},
            detail=gettext("Chỉ tiêu, nhiệm vụ, sửa Kế hoạch do cấp xã đề xuất."),
            address=f"{reverse('programme:proposals')}?state=sent",
            act=gettext("Xem và trả lời"),
            icon="target",
        )
    ]
