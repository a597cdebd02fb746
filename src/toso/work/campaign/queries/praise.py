"""Who is proposed for praise, and who stands in a decision."""

from django.db.models import QuerySet

from toso.ground.shared.scope import Scope
from toso.work.campaign.models import Commendation, Deployment, Wave
from toso.work.campaign.rules.service import PraiseState, Standing

SERVED = frozenset({Standing.SERVING, Standing.ENDED})
ALSO = ("deployment__person", "deployment__place", "deployment__wave__campaign__place", "proposed_by")


def commendations(wave: Wave, scope: Scope) -> QuerySet[Commendation]:
    """Those of a wave that may be seen, what waits first."""
    rows: QuerySet[Commendation] = Commendation.objects.visible_to(scope).filter(deployment__wave=wave)
    return rows.select_related(*ALSO).order_by("decided_at", "deployment__place__sort_key", "pk")


def commendation_of(deployment: Deployment, scope: Scope) -> Commendation | None:
    found: Commendation | None = Commendation.objects.visible_to(scope).filter(deployment=deployment).first()
    return found


def in_one_decision(found: Commendation) -> QuerySet[Commendation]:
    """Everybody of the wave whom the same decision praises in the same form."""
    rows: QuerySet[Commendation] = Commendation.objects.filter(
        deployment__wave=found.deployment.wave_id, state=PraiseState.AWARDED, number=found.number, award=found.award
    )
    also = ("deployment__candidate__sending__organisation", *ALSO)
    return rows.select_related(*also).order_by("deployment__person__sort_key", "pk")
