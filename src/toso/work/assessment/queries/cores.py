"""Who keeps things running in a commune, whether still at work, and which digital posts stand empty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import held_on
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.shared.scope import Scope
from toso.work.assessment import rules
from toso.work.assessment.models import Core, CoreCheck, DigitalPost, Holding, PlacedQuerySet
from toso.work.assessment.queries.studies import OF_MISSION, communes
from toso.work.assessment.rules import MILESTONES, CoreStep

KEEPERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
CORE_KEEPERS = (*KEEPERS, Role.TEAM_LEADER)  # the leader of a mission hands over as well
READERS = (*KEEPERS, *OF_MISSION[:3], Role.PROVINCE_VIEWER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Learned:
    """A class that a person attended, wherever it is kept."""

    day: date
    title: str
    address: str


def may_keep(scope: Scope, place: Place, roles: Sequence[str] = KEEPERS) -> bool:
    return scope.holds(*roles, at_place=place.path)


def people_at(place: Place, *, on: date) -> QuerySet[Person]:
    """Who works in a commune: its officials and those of its teams."""
    held = Assignment.objects.filter(held_on(on), place__path__startswith=place.path)
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk")


def officials_at(place: Place, *, on: date) -> QuerySet[Person]:
    """The officials of a commune, who alone hold its posts."""
    held = Assignment.objects.filter(held_on(on), place=place, role__in=(Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL))
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk")


def cores(scope: Scope) -> PlacedQuerySet:
    rows: PlacedQuerySet = Core.objects.visible_to(scope).standing().select_related("place", "person")
    checks = CoreCheck.objects.standing().select_related("by").order_by("milestone")
    return rows.prefetch_related(Prefetch("checks", checks, to_attr="looks"))


def step_of(core: Core) -> CoreStep:
    looks: list[CoreCheck] = getattr(core, "looks", [])
    return rules.core_step(
        trained_on=core.trained_on,
        handed_over_on=core.handed_over_on,
        last_check=looks[-1].is_active if looks else None,
        ended_on=core.ended_on,
    )


@dataclass(frozen=True, slots=True)
class CheckDue:
    core: Core
    milestone: int
    on: date


def next_check(core: Core) -> CheckDue | None:
    """The next look at a core person: 30 days after the handover, then 90."""
    if core.handed_over_on is None or core.ended_on is not None:
        return None
    looked = {look.milestone for look in getattr(core, "looks", [])}
    left = next((days for days in MILESTONES if days not in looked and days > max(looked, default=0)), None)
    return CheckDue(core, left, rules.check_due(core.handed_over_on, left)) if left else None


def checks_due(scope: Scope, *, on: date) -> list[CheckDue]:
    """Looks whose day has come, the oldest first."""
    earliest = on - timedelta(days=MILESTONES[0])
    rows = cores(scope).filter(ended_on__isnull=True, handed_over_on__lte=earliest).order_by("handed_over_on", "pk")
    due = [found for core in rows[:500] if (found := next_check(core)) and found.on <= on]
    return sorted(due, key=lambda found: (found.on, found.core.pk))


def communes_without_core(scope: Scope) -> PlaceQuerySet:
    """Communes of the scope in which nobody is named."""
    return communes(scope).exclude(pk__in=cores(scope).filter(ended_on__isnull=True).values("place"))


@dataclass(frozen=True, slots=True)
class PostLine:
    post: DigitalPost
    holding: Holding | None


def posts(scope: Scope) -> PlacedQuerySet:
    rows: PlacedQuerySet = DigitalPost.objects.visible_to(scope).standing().filter(closed_on__isnull=True)
    return rows.select_related("place")


def post_lines(rows: Iterable[DigitalPost]) -> list[PostLine]:
    """Each post with who holds it; nobody: it stands empty."""
    listed = list(rows)
    held = Holding.objects.standing().filter(post__in=[row.pk for row in listed], ends_on__isnull=True)
    by_post = {row.post_id: row for row in held.select_related("person")}
    return [PostLine(row, by_post.get(row.pk)) for row in listed]


@dataclass(frozen=True, slots=True)
class PostCounts:
    posts: int
    unfilled: int
    with_degree: int
    communes_without: int


def unfilled(rows: PlacedQuerySet) -> PlacedQuerySet:
    held = Holding.objects.standing().filter(ends_on__isnull=True)
    without: PlacedQuerySet = rows.exclude(pk__in=held.values("post"))
    return without


def post_counts(scope: Scope) -> PostCounts:
    rows = posts(scope)
    held = Holding.objects.standing().filter(post__in=rows.values("pk"), ends_on__isnull=True)
    return PostCounts(
        rows.count(),
        unfilled(rows).count(),
        held.filter(degree=rules.Degree.IT).count(),
        communes_without_post(scope).count(),
    )


def communes_without_post(scope: Scope) -> PlaceQuerySet:
    """Communes of the scope that have not said which posts they have: unknown, not none."""
    return communes(scope).exclude(pk__in=posts(scope).values("place"))


def history_of(post: DigitalPost) -> list[Holding]:
    rows = Holding.objects.standing().filter(post=post).select_related("person")
    return list(rows.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk"))


def is_current(core: Core) -> bool:
    return core.ended_on is None


def open_cores(scope: Scope) -> PlacedQuerySet:
    rows: PlacedQuerySet = cores(scope).filter(Q(ended_on__isnull=True))
    return rows
