"""How a commune's year of work is shared out over hamlets and months, and explained. Pure.

Plan 6863/KH-UBND, IV.1.d: the plan comes from the assigned targets and weighs socio-economic
conditions, education, region, weather, climate and the groups of households; II.2: it fits the
place and what the team can do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from toso.plan.programme.rules import split

ONE = Decimal(1)
LEAST_FACTOR, MOST_FACTOR = Decimal("0.1"), Decimal(3)
MONTHS = tuple(range(1, 13))


class FactorKind(StrEnum):
    ECONOMY = "economy"
    EDUCATION = "education"
    REGION = "region"
    WEATHER = "weather"
    CLIMATE = "climate"
    HOUSEHOLDS = "households"  # groups of households
    CAPACITY = "capacity"  # what the team can do


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that makes more or less work fit: ×1,2 or ×0,5; ``months`` empty means the whole year."""

    kind: FactorKind
    factor: Decimal
    reason: str
    months: frozenset[int] = frozenset()

    def holds_in(self, month: int) -> bool:
        return not self.months or month in self.months


@dataclass(frozen=True, slots=True)
class Unit:
    """A hamlet to share with: its weight (households, adults, or 1) and what makes more or less fit there."""

    key: int
    weight: Decimal
    factors: tuple[Factor, ...] = ()

    def weight_in(self, month: int) -> Decimal:
        weight = self.weight
        for factor in self.factors:
            if factor.holds_in(month):
                weight *= factor.factor
        return weight


def divide(
    whole: Decimal, units: Sequence[Unit], months: Sequence[int], *, decimals: int = 0
) -> dict[tuple[int, int], Decimal]:
    """Share a quantity out over (unit, month) by weight; the parts add up to it exactly.

    First over the units by their weights summed over the months, then within each unit over the
    months, each time by the largest remainder. Nothing to share or nobody to share with gives nothing.
    """
    if whole <= 0 or not units or not months:
        return {}
    totals = split(whole, [sum((unit.weight_in(m) for m in months), Decimal(0)) for unit in units], decimals=decimals)
    parts: dict[tuple[int, int], Decimal] = {}
    for unit, total in zip(units, totals, strict=True):
        shares = split(total, [unit.weight_in(month) for month in months], decimals=decimals)
        parts |= {(unit.key, month): share for month, share in zip(months, shares, strict=True)}
    return parts


@dataclass(frozen=True, slots=True)
class Balance:
    """How a plan stands against its target: what was done before it begins, what it plans, what is left over."""

    target: Decimal | None
    done: Decimal
    planned: Decimal
    reason: str = ""

    @property
    def gap(self) -> Decimal:
        """Done and planned, less the target: below zero, something of the target is not planned."""
        return Decimal(0) if self.target is None else self.done + self.planned - self.target

    @property
    def distance(self) -> Decimal:
        return abs(self.gap)

    @property
    def agrees(self) -> bool:
        """The target is planned to the last unit, or passed, or the plan says why not."""
        return self.gap >= 0 or bool(self.reason.strip())


def is_factor(value: Decimal) -> bool:
    """Whether a number may stand as a factor: a tenth at least, threefold at most."""
    return LEAST_FACTOR <= value <= MOST_FACTOR


def months_from(texts: Iterable[int]) -> tuple[int, ...]:
    """Months of the year in order, each once; anything else is left out."""
    return tuple(sorted({month for month in texts if month in MONTHS}))


class LineStanding(StrEnum):
    """Where a line of the plan stands."""

    DONE = "done"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    AHEAD_OF_TIME = "ahead_of_time"  # its month has not begun and something is already done
    WAITING = "waiting"  # its month has not begun


def line_standing(done: Decimal, planned: Decimal, *, passed: Decimal) -> LineStanding:
    """A line against the part of its month that has passed, in per cent (0 before it, 100 after it)."""
    if done >= planned:
        return LineStanding.DONE
    if passed <= 0:
        return LineStanding.AHEAD_OF_TIME if done > 0 else LineStanding.WAITING
    return LineStanding.ON_PACE if 100 * done >= planned * passed and passed < 100 else LineStanding.BEHIND
