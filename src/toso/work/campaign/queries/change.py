"""What a wave or a campaign left behind: levels before and after, core persons, digital posts without a holder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.functional import Promise

from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.work.assessment.models import CORE_STEPS, ROUNDS, Core, CoreCheck, DigitalPost, PlacedQuerySet, Study
from toso.work.assessment.queries.cores import step_of, unfilled
from toso.work.assessment.queries.studies import Standing, answers_of, found_by
from toso.work.assessment.rules import AFTERWARDS, MILESTONES, Difference, Round, Side, mean, outcome
from toso.work.campaign.models import Deployment, MissionReport
from toso.work.campaign.queries import plans


def is_watched(place: Place, first_day: date, last_day: date) -> bool:
    """Whether a study of the commune covers some of these days."""
    return _studies([place.pk], first_day, last_day).exists()


def _studies(places: Sequence[int], first_day: date, last_day: date) -> PlacedQuerySet:
    rows: PlacedQuerySet = Study.objects.standing().filter(place__in=places)
    rows = rows.filter(first_day__lte=last_day, last_day__gte=first_day)
    return rows.select_related("place", "criteria").order_by("place__sort_key", "pk")


@dataclass(frozen=True, slots=True)
class RoundChange:
    """One later round beside the first, of the areas that the same side saw in both. None: nobody saw both."""

    when: Round
    label: str | Promise
    communes: int
    before: Decimal | None
    later: Decimal | None
    raised: int
    same: int
    fallen: int

    @property
    def gain(self) -> Decimal | None:
        return None if self.before is None or self.later is None else self.later - self.before


@dataclass(frozen=True, slots=True)
class Kept:
    """A core person: how far, and whether at work 90 days after the handover."""

    core: Core
    words: str | Promise
    is_active: bool


@dataclass(frozen=True, slots=True)
class CommuneChange:
    """One commune. ``is_open``: inside the scope of whoever asks, so that its rows may be opened and named."""

    place: Place
    is_open: bool
    studies: tuple[Study, ...]
    rounds: tuple[RoundChange, ...]
    cores: tuple[Kept, ...]
    posts: tuple[DigitalPost, ...]  # without a holder


@dataclass(frozen=True, slots=True)
class Change:
    rounds: tuple[RoundChange, ...]
    lines: tuple[CommuneChange, ...]

    @property
    def watched(self) -> int:
        return sum(bool(line.studies) for line in self.lines)

    @property
    def named(self) -> int:
        return sum(len(line.cores) for line in self.lines)

    @property
    def active(self) -> int:
        return sum(one.is_active for line in self.lines for one in line.cores)

    @property
    def unfilled(self) -> int:
        return sum(len(line.posts) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says of the measured change, in numbers: round by round, core persons, posts."""

    rounds: tuple[tuple[str, int, Decimal | None, Decimal | None], ...]  # round, communes, level before, level later
    named: int
    active: int
    unfilled: int


PREFIX = "change."


def to_keep(change: Change) -> list[list[str]]:
    """The numbers of the change as a report keeps them when it is handed in, beside its figures."""
    kept = [
        [f"{PREFIX}{one.when}.{name}", "" if value is None else str(value)]
        for one in change.rounds
        for name, value in (("communes", one.communes), ("before", one.before), ("later", one.later))
    ]
    counts = (("named", change.named), ("active", change.active), ("unfilled", change.unfilled))
    return [*kept, *([f"{PREFIX}{name}", str(value)] for name, value in counts)]


def kept_in(report: MissionReport) -> Told | None:
    """The change as it stood when the report was handed in; None for a report that has kept none."""
    kept = {code.removeprefix(PREFIX): value for code, value in report.figures if code.startswith(PREFIX)}
    if not kept:
        return None

    def level(when: Round, name: str) -> Decimal | None:
        value = kept.get(f"{when}.{name}", "")
        return Decimal(value) if value else None

    return Told(
        tuple(
            (str(when), int(kept.get(f"{when}.communes") or 0), level(when, "before"), level(when, "later"))
            for when in AFTERWARDS
        ),
        *(int(kept[name]) for name in ("named", "active", "unfilled")),
    )


def told(report: MissionReport, change: Change) -> Told:
    """What the paper of a report says: as it was handed in, else as it stands now."""
    rounds = tuple((str(one.when), one.communes, one.before, one.later) for one in change.rounds)
    return kept_in(report) or Told(rounds, change.named, change.active, change.unfilled)


def communes_of(report: MissionReport) -> list[Place]:
    """Where people of the wave or the campaign were sent; all of the place where the campaign is the whole place's."""
    if report.wave is None and report.campaign.counts_whole_place:
        return list(plans.communes_of(report.campaign))
    sent = Deployment.objects.binding().filter(wave__campaign=report.campaign)
    if report.wave is not None:
        sent = sent.filter(wave=report.wave)
    return list(Place.objects.filter(pk__in=sent.values("place")).order_by("sort_key", "pk"))


def of_report(report: MissionReport, scope: Scope | None = None) -> Change | None:
    """The measured change behind the report of a wave or campaign; None for the report of a member.

    A study belongs to it when its days meet those of the report, a core person when named in them. Flat in the
    number of communes.
    """
    if report.deployment_id is not None:
        return None
    communes = communes_of(report)
    ids = [place.pk for place in communes]
    studies = list(_studies(ids, report.first_day, report.last_day))
    answers = answers_of([study.pk for study in studies])
    cores = _cores(ids, report.first_day, report.last_day)
    posts = list(unfilled(DigitalPost.objects.standing().filter(place__in=ids, closed_on__isnull=True)).order_by("pk"))
    roots = scope.place_roots if scope else ()
    lines = []
    for place in communes:
        own = tuple(study for study in studies if study.place_id == place.pk)
        lines.append(
            CommuneChange(
                place,
                any(place.path.startswith(root) for root in roots),
                own,
                _rounds(own, answers),
                tuple(one for one in cores if one.core.place_id == place.pk),
                tuple(one for one in posts if one.place_id == place.pk),
            )
        )
    return Change(_rounds(studies, answers), tuple(lines))


def _cores(places: Sequence[int], first_day: date, last_day: date) -> list[Kept]:
    rows = Core.objects.standing().filter(place__in=places, named_on__range=(first_day, last_day))
    checks = CoreCheck.objects.standing().order_by("milestone")
    rows = rows.select_related("person").prefetch_related(Prefetch("checks", checks, to_attr="looks"))
    found = []
    for core in rows.order_by("person__sort_key", "pk"):
        is_active = any(look.milestone == MILESTONES[-1] and look.is_active for look in core.looks)
        found.append(Kept(core, CORE_STEPS[step_of(core)], is_active))
    return found


def _rounds(studies: Iterable[Study], answers: dict[int, Standing]) -> tuple[RoundChange, ...]:
    listed = list(studies)
    found = []
    for when in AFTERWARDS:
        pairs: list[Difference] = []
        places = set()
        for study in listed:
            seen = [one for side in Side for one in found_by(study, answers[study.pk], when, side)]
            known = [one for one in seen if one.by is not None]
            pairs += known
            places |= {study.place_id} if known else set()
        told = outcome(pairs)
        found.append(
            RoundChange(
                when,
                ROUNDS[when],
                len(places),
                mean(one.earlier for one in pairs),
                mean(one.later for one in pairs),
                told.raised,
                told.same,
                told.fallen,
            )
        )
    return tuple(found)
