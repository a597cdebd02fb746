"""How far a place is on its way to a target, and how far it should be today. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

HUNDRED = Decimal(100)
FAR = Decimal(10)  # points behind from which a place is shown as far behind


class Standing(StrEnum):
    """Where a place stands, best first."""

    AHEAD = "ahead"  # the whole target is reached
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    UNKNOWN = "unknown"  # no denominator, no figure or nothing recorded by hand yet
    NO_TARGET = "no_target"


GREEN = frozenset({Standing.AHEAD, Standing.ON_PACE})
MEASURED = GREEN | {Standing.BEHIND, Standing.FAR_BEHIND}


@dataclass(frozen=True, slots=True)
class Pace:
    """``percent`` is how much of the target is reached, ``due`` how much should be by now, both in
    per cent of the target; ``gap`` is their difference in points."""

    standing: Standing
    percent: Decimal | None = None
    due: Decimal | None = None

    @property
    def gap(self) -> Decimal | None:
        return None if self.percent is None or self.due is None else self.percent - self.due

    @property
    def over(self) -> Decimal | None:
        """Points above the target, when it is passed."""
        return self.percent - HUNDRED if self.percent is not None and self.percent > HUNDRED else None


def passed(first_day: date, last_day: date, on: date) -> Decimal:
    """How much of the days has passed at the end of a day, in per cent; 0 before them, 100 after."""
    days = (last_day - first_day).days + 1
    gone = min(max((on - first_day).days + 1, 0), days)
    return HUNDRED * gone / days


def pace(reached: Decimal | None, target: Decimal | None, *, due: Decimal) -> Pace:
    """What is reached against a target, of which ``due`` per cent should be reached by now.

    A target that must be held from the first day is asked with ``due`` = 100.
    """
    if not target:
        return Pace(Standing.NO_TARGET)
    if reached is None:
        return Pace(Standing.UNKNOWN, due=due)
    percent = HUNDRED * reached / target
    return Pace(_standing(percent, due), percent, due)


def _standing(percent: Decimal, due: Decimal) -> Standing:
    if percent >= HUNDRED:
        return Standing.AHEAD
    if percent >= due:
        return Standing.ON_PACE
    return Standing.FAR_BEHIND if due - percent >= FAR else Standing.BEHIND


def counts(paces: Iterable[Pace]) -> dict[Standing, int]:
    """How many stand where; every standing has its number."""
    found = dict.fromkeys(Standing, 0)
    for one in paces:
        found[one.standing] += 1
    return found


def is_all_green(paces: Iterable[Pace]) -> bool:
    """Whether every measured one is on pace, and there is at least one."""
    measured = [one.standing for one in paces if one.standing in MEASURED]
    return bool(measured) and GREEN.issuperset(measured)


def behind_the_best(paces: Iterable[Pace]) -> list[Decimal | None]:
    """For each, the points between it and the best of them: what is left to win when all is green."""
    kept = list(paces)
    best = max((one.percent for one in kept if one.percent is not None), default=None)
    return [None if best is None or one.percent is None else best - one.percent for one in kept]
