"""Which communes are watched, what was found in which round, what is missing and what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.work.assessment import rules
from toso.work.assessment.models import ROUNDS, Answer, Assessment, Criteria, PlacedQuerySet, Study
from toso.work.assessment.rules import Difference, Outcome, Round, Side, Window

OPENERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
OF_COMMUNE = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
OF_MISSION = (Role.TEAM_LEADER, Role.TEAM_MEMBER, Role.PARTNER, Role.PROVINCE_OFFICER)
TAKERS = (*OF_COMMUNE, *OF_MISSION)
READERS = (*TAKERS, Role.PROVINCE_VIEWER, Role.AUDITOR)
PUBLISHERS = (Role.PROVINCE_OFFICER,)
OURS = "commune"  # the one set of criteria that there is


def criteria_on(day: date) -> Criteria | None:
    """The version in use on a day."""
    rows = Criteria.objects.filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    return rows.order_by("-valid_from", "-version").first()


def all_criteria() -> list[Criteria]:
    """Every version, the newest first, each with the number of studies that keep to it."""
    standing = Count("studies", filter=Q(studies__superseded_at__isnull=True))
    return list(Criteria.objects.annotate(used=standing).order_by("code", "-version"))


def newest_criteria() -> Criteria | None:
    return Criteria.objects.filter(code=OURS).order_by("-version").first()


def may_publish(scope: Scope) -> bool:
    return scope.holds(*PUBLISHERS)


def studies(scope: Scope) -> PlacedQuerySet:
    rows: PlacedQuerySet = Study.objects.visible_to(scope).standing()
    return rows.select_related("place", "criteria")


def side_of(scope: Scope, place: Place) -> Side | None:
    """For whom this person assesses the commune: its own people for the commune, the others for the mission."""
    if scope.holds(*OF_COMMUNE, at_place=place.path):
        return Side.COMMUNE
    return Side.MISSION if scope.holds(*OF_MISSION, at_place=place.path) else None


def may_open(scope: Scope, place: Place) -> bool:
    return scope.holds(*OPENERS, at_place=place.path)


def communes(scope: Scope) -> PlaceQuerySet:
    """The communes of today in the scope, by name."""
    rows: PlaceQuerySet = Place.objects.visible_to(scope).current().filter(level=Level.COMMUNE)
    return rows.order_by("sort_key", "pk")


def communes_to_open(scope: Scope) -> PlaceQuerySet:
    roots = [grant.place for grant in scope.grants if grant.place and grant.role in OPENERS]
    own = Q(pk__in=[])
    for root in roots:
        own |= Q(path__startswith=root)
    return communes(scope).filter(own)


Cell = tuple[Round, Side]
Standing = dict[Cell, dict[str, Answer]]


def answers_of(study_ids: Iterable[int]) -> dict[int, Standing]:
    """The answers that count, study by study, then by round and side, then by area."""
    found: dict[int, Standing] = {pk: {} for pk in study_ids}
    rows = Answer.objects.standing().filter(assessment__study__in=list(found)).select_related("assessment", "by")
    for row in rows.order_by("pk"):
        cell = (Round(row.assessment.round), Side(row.assessment.side))
        found[row.assessment.study_id].setdefault(cell, {})[row.area] = row
    return found


def completed(study_ids: Iterable[int]) -> dict[int, dict[Cell, date]]:
    """The day on which each assessment that is complete was completed."""
    found: dict[int, dict[Cell, date]] = {pk: {} for pk in study_ids}
    rows = Assessment.objects.standing().filter(study__in=list(found), completed_on__isnull=False)
    for study, when, side, day in rows.values_list("study", "round", "side", "completed_on"):
        found[study][(Round(when), Side(side))] = day
    return found


def levels(answers: dict[str, Answer]) -> dict[str, int | None]:
    return {area: row.level for area, row in answers.items()}


def window_of(study: Study, when: Round) -> Window:
    return rules.window(when, first_day=study.first_day, last_day=study.last_day)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round of one study: when it is due and who has done it."""

    when: Round
    label: str
    due_on: date
    is_open: bool
    is_late: bool
    mission_on: date | None
    commune_on: date | None

    @property
    def is_done(self) -> bool:
        return self.mission_on is not None and self.commune_on is not None

    @property
    def lacks(self) -> bool:
        """Due and past, and one of the two has not assessed."""
        return self.is_late and not self.is_done


@dataclass(frozen=True, slots=True)
class StudyLine:
    study: Study
    rounds: tuple[RoundLine, ...]
    before: Decimal | None  # mean level before, of both sides where both have said
    latest: Decimal | None
    outcome: Outcome

    @property
    def gaps(self) -> tuple[RoundLine, ...]:
        return tuple(one for one in self.rounds if one.lacks)


def round_lines(study: Study, done: dict[Cell, date], *, on: date) -> tuple[RoundLine, ...]:
    lines = []
    for when, label in ROUNDS.items():
        span = window_of(study, when)
        lines.append(
            RoundLine(
                when,
                str(label),
                span.due_on,
                span.is_open(on),
                span.is_late(on),
                done.get((when, Side.MISSION)),
                done.get((when, Side.COMMUNE)),
            )
        )
    return tuple(lines)


def rounds_of(rows: Iterable[Study], *, on: date) -> list[tuple[Study, tuple[RoundLine, ...]]]:
    """How far each study has come, in one question however many there are."""
    listed = list(rows)
    done = completed(row.pk for row in listed)
    return [(row, round_lines(row, done[row.pk], on=on)) for row in listed]


def latest_round(standing: Standing) -> Round:
    """The last round in which anybody has said anything; the end of the stay when none after it has."""
    said = {when for when, _side in standing}
    return next((when for when in reversed(rules.AFTERWARDS) if when in said), Round.AFTER)


def found_by(study: Study, standing: Standing, when: Round, side: Side) -> tuple[Difference, ...]:
    """Area by area what one side found before and in a later round."""
    areas = [area["code"] for area in study.criteria.areas]
    before, later = standing.get((Round.BEFORE, side), {}), standing.get((when, side), {})
    return rules.differences(areas, levels(before), levels(later))


def study_lines(rows: Iterable[Study], *, on: date) -> list[StudyLine]:
    """The lines of a list, in three questions however many there are."""
    listed = rounds_of(rows, on=on)
    standing = answers_of(row.pk for row, _rounds in listed)
    lines = []
    for row, rounds in listed:
        said = standing[row.pk]
        when = latest_round(said)
        differences = [one for side in Side for one in found_by(row, said, when, side)]
        lines.append(
            StudyLine(
                row,
                rounds,
                rules.mean(one.earlier for one in differences),
                rules.mean(one.later for one in differences),
                rules.outcome(differences),
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class KindLine:
    """The communes of one kind (phường, xã, đặc khu): how many are compared, their mean level before and latest."""

    kind: str
    communes: int
    before: Decimal | None
    latest: Decimal | None


def by_kind(lines: Iterable[StudyLine]) -> list[KindLine]:
    """Town beside countryside: the newest comparison of each commune counts once. Empty with fewer than two kinds."""
    newest: dict[int, StudyLine] = {}
    for line in sorted(lines, key=lambda one: (one.study.last_day, one.study.pk)):
        if line.before is not None and line.latest is not None:
            newest[line.study.place_id] = line
    kinds: dict[str, list[StudyLine]] = {}
    for line in newest.values():
        kinds.setdefault(line.study.place.kind, []).append(line)
    found = [
        KindLine(kind, len(rows), rules.mean(one.before for one in rows), rules.mean(one.latest for one in rows))
        for kind, rows in sorted(kinds.items())
    ]
    return found if len(found) > 1 else []


def stays_of(place: Place, scope: Scope, *, on: date) -> list[StudyLine]:
    """Every watched stay of a commune, the oldest first: the line over several stays."""
    return study_lines(studies(scope).filter(place=place).order_by("first_day", "pk"), on=on)


def communes_without_study(scope: Scope) -> PlaceQuerySet:
    """Communes of the scope that nobody watches."""
    return communes(scope).exclude(pk__in=studies(scope).values("place"))


def first_open_area(study: Study, answered: dict[str, Answer]) -> str:
    """The first area without an answer; the first of all when every one has one."""
    codes = [str(area["code"]) for area in study.criteria.areas]
    return next((code for code in codes if code not in answered), codes[0])
