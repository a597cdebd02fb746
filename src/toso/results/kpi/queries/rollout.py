"""How KPI is taken up commune by commune: accounts, catalogue, the month's work, the own scores. Counts, no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from toso.ground.people.models import Assignment
from toso.ground.people.queries import held_on
from toso.ground.people.rules import COMMUNE_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.scope import Scope
from toso.results.kpi.models import Catalogue, Line, Post, Sheet
from toso.results.kpi.rules.rollout import Lack, Steps, lacks, need
from toso.results.kpi.rules.states import Mode

READERS = (
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_VIEWER,
    Role.COMMUNE_LEADER,
    Role.COMMUNE_OFFICIAL,
    Role.AUDITOR,
)
FEWEST_COMMUNES = 3  # of fewer, the sum would be that of a single neighbour


@dataclass(frozen=True, slots=True)
class CommuneLine:
    place: Place
    steps: Steps
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The communes of the scope, those that need most help first, and all others of the province in one sum.

    ``elsewhere`` is None where the province holds fewer than three communes outside the scope.
    """

    lines: tuple[CommuneLine, ...]
    whole: Steps
    elsewhere: Steps | None
    others: int

    @property
    def in_need(self) -> int:
        return sum(bool(line.lacks) for line in self.lines)


def _sum(rows: Iterable[Steps]) -> Steps:
    return sum(rows, Steps())


def board(scope: Scope, *, month: date, on: date) -> Board:
    """The roll-out in the KPI month ``month`` (its first day) as it stands on a day. Six questions in all."""
    roots = scope.place_roots
    own = Place.objects.filter(path__in=roots).values("province_code")
    communes = list(
        Place.objects.current().filter(level=Level.COMMUNE, province_code__in=own).order_by("sort_key", "pk")
    )
    counted = _steps([place.pk for place in communes], month=month, on=on)
    lines, others = [], []
    for place in communes:
        steps = counted[place.pk]
        if any(place.path.startswith(root) for root in roots):
            lines.append(CommuneLine(place, steps, lacks(steps)))
        else:
            others.append(steps)
    lines.sort(key=lambda line: (need(line.steps), line.place.sort_key, line.place.pk))
    return Board(
        tuple(lines),
        _sum(line.steps for line in lines),
        _sum(others) if len(others) >= FEWEST_COMMUNES else None,
        len(others),
    )


def _steps(communes: list[int], *, month: date, on: date) -> dict[int, Steps]:
    held = Assignment.objects.filter(held_on(on), role__in=COMMUNE_ROLES, place__in=communes)
    people = _by(
        held.values_list("place").annotate(
            all=Count("person", distinct=True),
            opened=Count("person", distinct=True, filter=Q(person__account__is_active=True)),
        )
    )
    posts = Post.objects.filter(held_on(on), agency__place__in=communes)
    agencies = _by(posts.values_list("agency__place").annotate(all=Count("agency", distinct=True)))
    valid = Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))
    approved = Catalogue.objects.approved().filter(valid, agency__in=posts.values("agency"))
    catalogues = _by(approved.values_list("agency__place").annotate(all=Count("agency", distinct=True)))
    sheets = _by(_sheets(communes, month, on))
    found = {}
    for pk in communes:
        found[pk] = Steps(
            *people.get(pk, (0, 0)), *agencies.get(pk, (0,)), *catalogues.get(pk, (0,)), *sheets.get(pk, (0, 0, 0, 0))
        )
    return found


def _sheets(communes: list[int], month: date, on: date) -> Iterable[tuple[int, ...]]:
    """Sheets that count in the month: how many, with work assigned, due for the own score, scored by its day."""
    rows = Sheet.objects.filter(on=month, excluded="", month__agency__place__in=communes)
    rows = rows.annotate(
        has_work=Exists(Line.objects.standing().filter(sheet=OuterRef("pk"))),
        scored_on=TruncDate("self_scored_at", tzinfo=VIETNAM),
    )
    is_due = Q(month__self_score_by__lt=on, month__mode=Mode.SCORE)  # elsewhere the province's own module asks for it
    return rows.values_list("month__agency__place").annotate(
        all=Count("pk"),
        assigned=Count("pk", filter=Q(has_work=True)),
        due=Count("pk", filter=is_due),
        on_time=Count("pk", filter=is_due & Q(scored_on__lte=F("month__self_score_by"))),
    )


def _by(rows: Iterable[tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    return {pk: tuple(counts) for pk, *counts in rows}
