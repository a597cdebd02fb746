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
