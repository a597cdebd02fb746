"""The days of a campaign: counted from the effective date, cut into phases, compared with the pace."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

MOST_DAYS = 400


class CampaignState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"


class Part(StrEnum):
    """What may be changed of a campaign, each part by itself."""

    HEAD = "head"
    PHASES = "phases"
    OBJECTIVES = "objectives"
    GROUPS = "groups"
    UNITS = "units"


class When(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the campaign: from one numbered day to another, both counted."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Day ``number`` of ``total``: 0 before the first day, ``total`` after the last."""

    number: int
    total: int
    when: When


def first_day(effective_on: date, *, is_next_day: bool) -> date:
    """Day 1: the effective date itself, or the next where the decision says so (Civil Code 2015, Art. 147.2)."""
    return effective_on + timedelta(days=1) if is_next_day else effective_on


def last_day(first: date, days: int) -> date:
    """The last of so many consecutive days."""
    return first + timedelta(days=days - 1)


def progress(first: date, days: int, on: date) -> Progress:
    number = (on - first).days + 1
    if number < 1:
        return Progress(0, days, When.BEFORE)
    return Progress(min(number, days), days, When.DURING if number <= days else When.AFTER)


def phase_on(phases: Sequence[Phase], number: int) -> Phase | None:
    """The phase a numbered day lies in."""
    return next((phase for phase in phases if phase.first <= number <= phase.last), None)


def phase_fault(phases: Sequence[Phase], days: int) -> int | None:
    """The first numbered day that no phase or more than one phase holds; None when the phases fit. No phases fit."""
    if not phases:
        return None
    for number in range(1, days + 1):
        if sum(phase.first <= number <= phase.last for phase in phases) != 1:
            return number
    return days + 1 if any(phase.last > days or phase.first < 1 for phase in phases) else None


def head_fault(signed_on: date, effective_on: date, days: int) -> str | None:
    """Which of the two is wrong: the day of effect before the signature, or a number of days that cannot be."""
    if effective_on < signed_on:
        return "effective_on"
    return None if 1 <= days <= MOST_DAYS else "days"


def stretched(phases: Sequence[Mapping[str, object]], days: int) -> list[dict[str, object]]:
    """The phases over another number of days, in the same parts; one phase when there is no room."""
    whole = int(str(phases[-1]["last"]))
    ends = [max(1, round(int(str(one["last"])) * days / whole)) for one in phases]
    found, first = [], 1
    for one, last in zip(phases, [*ends[:-1], days], strict=True):
        found.append({"name": one["name"], "first": first, "last": last})
        first = last + 1
    fitting = phase_fault([Phase(str(o["name"]), int(str(o["first"])), int(str(o["last"]))) for o in found], days)
    return found if fitting is None else [{"name": phases[0]["name"], "first": 1, "last": days}]


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Percent with one decimal; None when there is nothing to take it of."""
    return (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def pace(seen: Progress) -> Decimal:
    """The percent of an even pace that is due by the end of the day."""
    return share(Decimal(seen.number), Decimal(seen.total)) or Decimal(0)


def silent_days(last_logged: date | None, since: date, today: date, is_working: Callable[[date], bool]) -> int:
    """How many working days lie between the last log (or the arrival) and today, neither counted."""
    day = since if last_logged is None else max(since, last_logged + timedelta(days=1))
    found = 0
    while day < today:
        found += is_working(day)
        day += timedelta(days=1)
    return found


SILENT_FROM = 2  # working days without a log after which a commune stands on the board
