from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from toso.ground.places.models import Place
from toso.plan.programme.models import Exclusion, Indicator, Target


def indicators_on(day: date) -> QuerySet[Indicator]:
    """The indicators in force on a day, in their order."""
    return Indicator.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day).order_by(
        "order", "pk"
    )


def targets_at(place_ids: Iterable[int], year: int) -> dict[tuple[int, int], Target]:
    """The targets in force of these places in a year, by (indicator id, place id)."""
    rows = Target.objects.filter(place_id__in=list(place_ids), year=year, replaced_at__isnull=True)
    return {(row.indicator_id, row.place_id): row for row in rows.select_related("decision")}


def target_of(indicator_id: int, place_id: int, year: int) -> Target | None:
    """What the place must reach in the year, or None when no decision says so."""
    return targets_at([place_id], year).get((indicator_id, place_id))


def excluded_places(indicator_id: int, on: date) -> dict[int, str]:
    """The places left out of the indicator's denominator on a day, each with the reason."""
    rows = Exclusion.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), indicator_id=indicator_id, valid_from__lte=on
    )
    return dict(rows.values_list("place_id", "reason"))


def place_on(level: str, code: str, day: date) -> Place | None:
    """The unit of this tier and code as it was on a day."""
    standing = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    return Place.objects.filter(standing, level=level, code=code, valid_from__lte=day).order_by("valid_until").first()
