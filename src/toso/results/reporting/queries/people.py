"""Who writes and who receives a report: the persons to tell."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.results.reporting.queries.reports import RECEIVERS, WRITERS


def _holding(roles: Iterable[Role], place: Place, on: date) -> QuerySet[Person]:
    """Those who hold one of the roles at the place or above it on that day."""
    lineage = [int(key) for key in place.path.rstrip(".").split(".")]
    return (
        Person.objects.filter(
            Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gt=on),
            assignments__role__in=list(roles),
            assignments__place_id__in=lineage,
            assignments__starts_on__lte=on,
        )
        .order_by("pk")
        .distinct()
    )


def writers_of(place: Place, *, on: date) -> QuerySet[Person]:
    return _holding(WRITERS.get(place.level, ()), place, on)


def receivers_of(place: Place, *, on: date) -> QuerySet[Person]:
    return _holding(RECEIVERS.get(place.level, ()), place, on)
