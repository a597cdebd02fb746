from datetime import date

from django.db.models import Q

from toso.ground.people.models import Assignment
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
