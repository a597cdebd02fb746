"""What makes a change lasting: levels before and after, and the persons who stay (R219, R220, R254–R260). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

LEVELS = range(5)
LONGEST_STAY = 400  # days; longer is a slip of the finger


class Round(StrEnum):
    """When a commune is assessed."""

    BEFORE = "before"
    AFTER = "after"
    DAYS_30 = "days_30"
    DAYS_90 = "days_90"


class Side(StrEnum):
    """Who assesses: those who came to help, or the commune itself."""

    MISSION = "mission"
    COMMUNE = "commune"


class Degree(StrEnum):
    """What the holder of a digital post has studied."""

    IT = "it"
    OTHER = "other"
    NONE = "none"
    UNKNOWN = "unknown"


class CoreStep(StrEnum):
    """How far a technology core person has come."""

    NAMED = "named"
    TRAINED = "trained"
    HANDED_OVER = "handed_over"
    ACTIVE = "active"  # found active when last looked at
    SILENT = "silent"  # found not active when last looked at
    ENDED = "ended"


AFTERWARDS = (Round.AFTER, Round.DAYS_30, Round.DAYS_90)
DAYS_AFTER = {Round.DAYS_30: 30, Round.DAYS_90: 90}
OPENS_EARLY = {Round.BEFORE: 30, Round.AFTER: 7, Round.DAYS_30: 7, Round.DAYS_90: 7}
MILESTONES = (30, 90)


@dataclass(frozen=True, slots=True)
class Window:
    """From which day a round may be taken, and the day it is due; later is late and still taken."""

    opens_on: date
    due_on: date

    def is_open(self, on: date) -> bool:
        return on >= self.opens_on

    def is_late(self, on: date) -> bool:
        return on > self.due_on


def window(when: Round, *, first_day: date, last_day: date) -> Window:
    """The window of a round around a stay from ``first_day`` to ``last_day``, both inclusive."""
    due = first_day if when == Round.BEFORE else last_day + timedelta(days=DAYS_AFTER.get(when, 0))
    return Window(due - timedelta(days=OPENS_EARLY[when]), due)


def change(earlier: int | None, later: int | None) -> int | None:
    """By how many levels something rose; None while one of the two is missing, for missing is not zero."""
    return None if earlier is None or later is None else later - earlier


@dataclass(frozen=True, slots=True)
class Difference:
    """One area at two moments, as one side saw it."""

    area: str
    earlier: int | None
    later: int | None

    @property
    def by(self) -> int | None:
        return change(self.earlier, self.later)


def differences(
    areas: Sequence[str], earlier: Mapping[str, int | None], later: Mapping[str, int | None]
) -> tuple[Difference, ...]:
    """Area by area; an area that nobody assessed stays missing."""
    return tuple(Difference(area, earlier.get(area), later.get(area)) for area in areas)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many areas rose, stayed, fell, and how many cannot be told."""

    raised: int
    same: int
    fallen: int
    unknown: int

    @property
    def compared(self) -> int:
        return self.raised + self.same + self.fallen


def outcome(found: Iterable[Difference]) -> Outcome:
    steps = [one.by for one in found]
    known = [step for step in steps if step is not None]
    return Outcome(
        raised=sum(step > 0 for step in known),
        same=sum(step == 0 for step in known),
        fallen=sum(step < 0 for step in known),
        unknown=len(steps) - len(known),
    )


def mean(levels: Iterable[int | Decimal | None]) -> Decimal | None:
    """The mean of the areas that were seen; None when none was. Never a zero for what is missing."""
    seen = [Decimal(level) for level in levels if level is not None]
    return sum(seen, Decimal(0)) / len(seen) if seen else None


def apart(mission: int | None, commune: int | None) -> int:
    """By how many levels the two sides disagree; 0 while one has not said."""
    return 0 if mission is None or commune is None else abs(mission - commune)


def check_due(handed_over_on: date, milestone: int) -> date:
    """The day on which somebody looks whether the core person is still at work."""
    return handed_over_on + timedelta(days=milestone)


def core_step(
    *, trained_on: date | None, handed_over_on: date | None, last_check: bool | None, ended_on: date | None
) -> CoreStep:
    """``last_check``: whether the core person was at work when last looked at; None, never looked at."""
    if ended_on is not None:
        return CoreStep.ENDED
    if last_check is not None:
        return CoreStep.ACTIVE if last_check else CoreStep.SILENT
    if handed_over_on is not None:
        return CoreStep.HANDED_OVER
    return CoreStep.NAMED if trained_on is None else CoreStep.TRAINED
