"""The rounds through networks and computers: what is looked at, which were made, which are due."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import nfc
from toso.plan.teams.models import Team
from toso.plan.teams.rules import TeamKind
from toso.work.helpdesk.models import Round
from toso.work.helpdesk.rules import rounds as rules
from toso.work.helpdesk.rules.rounds import Check, Finding

DATA = Path(__file__).parents[1] / "data" / "desk.toml"
MAKERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
READERS = (*MAKERS, Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER)


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """What is looked at, in its order."""
    return tuple(Check(**row) for row in tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["check"])


def rounds(scope: Scope) -> QuerySet[Round]:
    """The rounds in sight, newest first, each with how many faults it found."""
    rows: QuerySet[Round] = Round.objects.visible_to(scope).filter(superseded_at__isnull=True)
    return (
        rows.select_related("place", "made_by")
        .annotate(faults=Count("lines", filter=Q(lines__finding=Finding.FAULT)))
        .order_by("-day", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A commune, its last round and when the next is due; None: never made."""

    place: Place
    last_on: date | None
    next_on: date | None
    is_due: bool


def standings(scope: Scope, *, today: date) -> list[Standing]:
    """Every commune in sight, those without a round and the longest due first."""
    communes = Place.objects.current().visible_to(scope).filter(level=Level.COMMUNE)
    last = dict(
        Round.objects.filter(place__in=communes, superseded_at__isnull=True)
        .values_list("place")
        .annotate(last=Max("day"))
        .values_list("place", "last")
    )
    following = {
        (row.place_id, row.day): row.next_on for row in Round.objects.filter(place__in=last, superseded_at__isnull=True)
    }
    found = []
    for place in communes.order_by("sort_key", "pk"):
        on = last.get(place.pk)
        next_on = following[place.pk, on] if on else None
        found.append(Standing(place, on, next_on, next_on is None or rules.is_due(next_on, today)))
    return sorted(found, key=lambda one: (one.next_on or date.min, one.place.sort_key))


def makes(scope: Scope, place: Place) -> bool:
    return place.level == Level.COMMUNE and scope.holds(*MAKERS, at_place=place.path)


def jobs(scope: Scope, today: date) -> list[Job]:
    """Rounds that are due in the own communes. A commune without a response team and a round is not pressed."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in MAKERS)
    if not roots:
        return []
    own = Scope(scope.person_id, tuple(grant for grant in scope.grants if grant.role in MAKERS))
    with_team = set(
        Team.objects.active_on(today).filter(inside(roots, "place__path"), kind=TeamKind.RESPONSE).values_list("place")
    )
    return [
        Job(
            key=f"helpdesk.round.{one.place.pk}.{one.next_on or ''}",
            title=_("Rà soát mạng, máy tính, Internet"),
            detail=str(one.place),
            address=reverse("helpdesk:new_round", args=[one.place.pk]),
            act=_("Ghi kết quả"),
            icon="list-check",
        )
        for one in standings(own, today=today)
        if one.is_due and (one.next_on is not None or (one.place.pk,) in with_team)
    ]
