"""What each team can do, reckoned from its roster, as a factor of the commune's yearly plan (Plan 6863, II.2)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number
from toso.plan.programme.actions.plans import end_factor, record_factor
from toso.plan.programme.models import PlanFactor
from toso.plan.programme.rules.plans import FactorKind
from toso.plan.teams import rules
from toso.plan.teams.models import Membership
from toso.plan.teams.rules import TeamKind


@transaction.atomic
def reckon_capacity(*, place: Place, on: date, by: Person, scope: Scope, at: datetime) -> int:
    """Weigh the teams of a commune against their mean and hand the factors to the plan; how many are new.

    A team like the others gets none. A factor that would say the same stays; one typed by hand is replaced, for what
    it says can be read from the roster.
    """
    sizes = _sizes(place, on)
    if not sizes:
        raise Refusal(_("%(place)s chưa có tổ nào nên chưa tính được.") % {"place": place})
    weights = {hamlet: rules.weight_of(members, skilled) for hamlet, (members, skilled) in sizes.items()}
    mean = Decimal(sum(weights.values())) / len(weights)
    count = 0
    for hamlet in Place.objects.filter(pk__in=sizes).order_by("sort_key", "pk"):
        members, skilled = sizes[hamlet.pk]
        factor = rules.capacity_factor(weights[hamlet.pk], mean)
        reason = _("Tổ có %(members)s thành viên, %(skilled)s biết công nghệ; bình quân %(mean)s điểm một tổ") % {
            "members": members,
            "skilled": skilled,
            "mean": format_number(mean, decimals=1),
        }
        count += _handed_over(hamlet, factor, reason, on=on, by=by, scope=scope, at=at)
    return count


def _sizes(place: Place, on: date) -> dict[int, tuple[int, int]]:
    """How many members each hamlet's team has on a day, and how many of them have basic IT."""
    rows = (
        Membership.objects.active_on(on)
        .filter(team__kind=TeamKind.COMMUNITY, team__place__parent=place)
        .order_by()
        .values("team__place")
        .annotate(members=Count("pk"), skilled=Count("pk", filter=Q(has_basic_it=True)))
    )
    return {row["team__place"]: (row["members"], row["skilled"]) for row in rows}


def _handed_over(
    hamlet: Place, factor: Decimal, reason: str, *, on: date, by: Person, scope: Scope, at: datetime
) -> int:
    standing = PlanFactor.objects.filter(place=hamlet, kind=FactorKind.CAPACITY, valid_until__isnull=True)
    if [(row.factor, row.reason) for row in standing] == [(factor, reason)]:
        return 0
    for row in standing.order_by("pk"):
        end_factor(factor_id=row.pk, on=on, by=by, scope=scope, at=at)
    if factor == 1:
        return 0
    record_factor(
        place=hamlet,
        kind=FactorKind.CAPACITY,
        factor=factor,
        months=(),
        reason=reason,
        valid_from=on,
        by=by,
        scope=scope,
        at=at,
    )
    return 1
