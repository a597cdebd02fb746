from datetime import date

from django.db.models import Q

from toso.ground.people.models import Assignment
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope


def path_to(place: Place) -> list[Place]:
    """The places from the root down to this one."""
    numbers = [int(part) for part in place.path.split(".") if part]
    by_number = Place.objects.in_bulk(numbers)
    return [by_number[number] for number in numbers if number in by_number]


def own_place(scope: Scope) -> Place | None:
    """The place a person works at first of all: the widest of the scope."""
    roots = sorted(scope.place_roots, key=lambda root: (root.count("."), root))
    if not roots:
        return None
    return Place.objects.filter(path=roots[0]).first()


HELPERS = (Role.TEAM_LEADER, Role.COMMUNE_OFFICIAL, Role.PROVINCE_OFFICER)


def helpers_of(place: Place, *, on: date, but: int) -> list[Assignment]:
    """Who can be rung up: leaders and officials of the place and above it who left a number, nearest first."""
    above = [place.path[: index + 1] for index, letter in enumerate(place.path) if letter == "."]
    held = (
        Assignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)
        .filter(place__path__in=above, role__in=HELPERS)
        .exclude(person_id=but)
        .exclude(person__phone="")
    )
    return list(held.select_related("person", "place").order_by("-place__path", "role", "person__sort_key")[:12])
