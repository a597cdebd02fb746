"""Who I am, where I work, with whom."""

from collections import defaultdict

from django.db.models import Q

from toso.front.sync.models import CommuneKey
from toso.front.sync.rules.delta import Row
from toso.front.sync.rules.recovery import ALGORITHM
from toso.front.sync.sources.asker import Asker
from toso.ground.people.models import ROLES, Assignment
from toso.ground.people.queries import held_on
from toso.ground.people.rules import Role
from toso.plan.teams.models import Membership
from toso.work.outreach.queries.records import usual_place
from toso.work.outreach.rules import MOST_PEOPLE


def me(asker: Asker) -> list[Row]:
    held = Assignment.objects.filter(held_on(asker.on), person=asker.person).select_related("place").order_by("pk")
    roles = [
        {
            "role": row.role,
            "label": str(ROLES[Role(row.role)]),
            "place": row.place_id,
            "place_name": str(row.place) if row.place else "",
        }
        for row in held
    ]
    teams = Membership.objects.active_on(asker.on).filter(person=asker.person).select_related("team").order_by("pk")
    team = next((row.team for row in teams), None)
    usual = usual_place(asker.scope, asker.person)
    return [
        {
            "id": "me",
            "person": asker.person.pk,
            "name": asker.person.name,
            "roles": roles,
            "team": {"id": team.pk, "name": str(team)} if team else None,
            "usual_place": usual.pk if usual else None,
            "recovery": _recovery(asker),
            "key": {"id": asker.key.pk, "label": asker.key.label},
        }
    ]


def _recovery(asker: Asker) -> dict[str, str] | None:
    """The public key of the commune that the person works in, when it was made."""
    above = {int(step) for root in asker.scope.place_roots for step in root.split(".") if step}
    key = CommuneKey.objects.filter(place__in=above).order_by("pk").first()
    return {"kid": key.kid, "alg": ALGORITHM, "public": key.public} if key else None


def places(asker: Asker) -> list[Row]:
    return [
        {"id": place.pk, "name": str(place), "level": place.level, "parent": place.parent_id, "code": place.code}
        for place in asker.places()
    ]


def people(asker: Asker) -> list[Row]:
    """Who may have taken part: those of the teams at my places."""
    mine = Q(team__place__in=[place.pk for place in asker.places()])
    rows = Membership.objects.active_on(asker.on).filter(mine).select_related("person", "team")
    names: dict[int, str] = {asker.person.pk: asker.person.name}
    at: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows.order_by("person__sort_key", "pk")[: MOST_PEOPLE * 20]:
        names[row.person_id] = row.person.name
        at[row.person_id].add(row.team.place_id)
    return [{"id": pk, "name": name, "places": sorted(at[pk])} for pk, name in names.items()]
