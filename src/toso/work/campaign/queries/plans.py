"""Campaigns, their waves, and who runs them."""

import tomllib
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import nfc
from toso.work.campaign.models import Campaign, Regulation, Wave
from toso.work.campaign.models.plans import partner_roots
from toso.work.campaign.rules.days import Part

DATA = Path(__file__).parents[1] / "data" / "templates.toml"
RUNNERS_AT = {
    Level.PROVINCE: (Role.PROVINCE_OFFICER,),
    Level.COMMUNE: (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL),
}
COMMUNE = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
RUNNERS = (Role.PROVINCE_OFFICER, *COMMUNE)
READERS = (
    *RUNNERS,
    Role.PROVINCE_VIEWER,
    Role.TEAM_LEADER,
    Role.TEAM_MEMBER,
    Role.YOUTH_UNION,
    Role.PARTNER,
    Role.AUDITOR,
)
MEMBERS = (Role.TEAM_LEADER, Role.TEAM_MEMBER)
HEAD = ("title", "number", "signed_on", "effective_on", "is_next_day", "days", "purpose", "basis")
SENDER_KIND = "Cơ sở đào tạo"


@cache
def templates() -> dict[str, dict[str, Any]]:
    """The shipped templates by code."""
    return {row["code"]: row for row in tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["template"]}


def campaigns(scope: Scope) -> QuerySet[Campaign]:
    found: QuerySet[Campaign] = Campaign.objects.visible_to(scope).select_related("place")
    return found


def waves(scope: Scope) -> QuerySet[Wave]:
    """The waves of the campaigns that somebody may see."""
    rows = Wave.objects.filter(campaign__in=Campaign.objects.visible_to(scope))
    return rows.select_related("campaign__place", "leader")


def runs(campaign: Campaign, scope: Scope) -> bool:
    """Whether somebody coordinates this campaign: the standing agency a province's, the commune its own."""
    return scope.holds(*RUNNERS_AT.get(Level(campaign.place.level), ()), at_place=campaign.place.path)


def bodies_of(scope: Scope) -> PlaceQuerySet:
    """The places for which somebody may open a campaign."""
    found = Place.objects.none()
    for level, roles in RUNNERS_AT.items():
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in roles)
        found = found | Place.objects.current().filter(level=level).filter(inside(roots, "path"))
    return found.order_by("level", "sort_key", "pk")


def communes_of(campaign: Campaign) -> PlaceQuerySet:
    """Where people of the campaign may be sent."""
    rows = Place.objects.current().filter(level=Level.COMMUNE, path__startswith=campaign.place.path)
    return rows.order_by("sort_key", "pk")


def senders_to_name(scope: Scope) -> QuerySet[Organisation]:
    """Schools, companies and bodies that may be asked to send people."""
    rows = Organisation.objects.filter(valid_until__isnull=True, kind=SENDER_KIND)
    own = Organisation.objects.visible_to(scope).filter(valid_until__isnull=True, place__level=Level.PROVINCE)
    return (rows | own).order_by("sort_key", "pk")


def lists_to_hand_in(wave: Wave, scope: Scope) -> QuerySet[Organisation]:
    """The senders of a wave for whom somebody may hand in a list: one's own, or all when one runs the campaign."""
    rows = wave.senders.order_by("sort_key", "pk")
    return rows if runs(wave.campaign, scope) else rows.filter(inside(partner_roots(scope), "path"))


def regulation_of(campaign: Campaign) -> Regulation | None:
    """The version in force: the newest."""
    return campaign.regulations.order_by("-version").first()


def print_of(campaign: Campaign, part: Part) -> str:
    """A short print of one part as it stands, by which two who change it at once are told apart."""
    rows: dict[Part, Callable[[], object]] = {
        Part.HEAD: lambda: [str(getattr(campaign, name)) for name in HEAD],
        Part.PHASES: lambda: [campaign.days, campaign.phases],
        Part.OBJECTIVES: lambda: list(campaign.objectives.order_by("order").values_list("name", "figure", "target")),
        Part.GROUPS: lambda: list(
            campaign.groups.order_by("order").values_list("code", "name", "items", "task", "things", "is_key")
        ),
        Part.UNITS: lambda: list(campaign.responsibilities.order_by("order").values_list("unit", "duties")),
    }
    return sha256(repr(rows[part]()).encode()).hexdigest()[:16]


def leads(wave: Wave | None, person: Person) -> bool:
    """Whether somebody is the team leader of the wave: the line of management."""
    return wave is not None and wave.leader_id == person.pk
