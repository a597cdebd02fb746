from datetime import date
from decimal import Decimal

from django.db.models import Q

from toso.ground.people import rules
from toso.ground.people.models import Account, Assignment
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Grant, Scope


def scope_of(person_id: int, *, on: date) -> Scope:
    """What the person may see and do on that day, from assignments and from nowhere else."""
    held = (
        Assignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), person_id=person_id, starts_on__lte=on)
        .values_list("role", "place__path", "organisation__path")
        .order_by("pk")
    )
    grants: list[Grant] = []
    for role, place, organisation in held:
        if place:
            grants.append(Grant(role=role, place=place))
        if organisation:
            grants.append(Grant(role=role, organisation=organisation))
    return Scope(person_id=person_id, grants=tuple(grants))


def username_for(text: str) -> str:
    """The user name that somebody means who types it, or the telephone number of exactly one account."""
    typed = text.strip()
    phone = rules.phone_digits(typed)
    if phone is None:
        return typed
    found = list(Account.objects.filter(person__phone=phone).values_list("username", flat=True)[:2])
    return found[0] if len(found) == 1 else typed


def commune_points(province_code: str) -> list[tuple[Decimal, Decimal]]:
    """Longitude and latitude of today's communes of a province."""
    communes = Place.objects.current().filter(level=Level.COMMUNE, province_code=province_code, lat__isnull=False)
    return list(communes.values_list("lon", "lat"))


def province_line(province_code: str) -> tuple[str, int]:
    """The full name of a province and how many communes it has today; an empty name when it is not loaded."""
    current = Place.objects.current().filter(province_code=province_code)
    province = current.filter(level=Level.PROVINCE).first()
    return (province.full_name if province else "", current.filter(level=Level.COMMUNE).count())
