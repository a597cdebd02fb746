"""Groups in social networks: which there are, and where one is missing (Plan 6863, IV.1.c)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from toso.ground.notices.models import SocialGroup
from toso.ground.notices.rules import GroupLevel
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import nfc

NETWORKS = Path(__file__).parents[1] / "data" / "networks.toml"
KEEPERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.TEAM_LEADER)
PLACE_LEVELS = {
    GroupLevel.HOUSEHOLDS: Level.HAMLET,
    GroupLevel.TEAM: Level.HAMLET,
    GroupLevel.COMMUNE: Level.COMMUNE,
}


@cache
def networks() -> dict[str, str]:
    """The networks by code, in the order of the list."""
    rows = tomllib.loads(nfc(NETWORKS.read_text(encoding="utf-8")))["network"]
    return {row["code"]: row["name"] for row in rows}


def groups(scope: Scope) -> QuerySet[SocialGroup]:
    """The groups that stand, in the scope."""
    rows: QuerySet[SocialGroup] = SocialGroup.objects.visible_to(scope).filter(closed_on__isnull=True)
    return rows.select_related("place__parent")


def may_keep(place: Place, scope: Scope) -> bool:
    return scope.holds(*KEEPERS, at_place=place.path)


def places_to_keep(scope: Scope) -> PlaceQuerySet:
    """Communes and hamlets whose groups this person keeps."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in KEEPERS)
    below: PlaceQuerySet = Place.objects.current().filter(
        inside(roots, "path"), level__in=[Level.COMMUNE, Level.HAMLET]
    )
    return below.select_related("parent").order_by("path")


def without_group(scope: Scope, level: GroupLevel) -> QuerySet[Place]:
    """Communes or hamlets of today, in the scope, that have no group of that level."""
    served = SocialGroup.objects.filter(level=level, closed_on__isnull=True).values("place")
    rows: Any = Place.objects.visible_to(scope).current().filter(level=PLACE_LEVELS[level])
    missing: QuerySet[Place] = rows.exclude(pk__in=served).select_related("parent").order_by("path")
    return missing
