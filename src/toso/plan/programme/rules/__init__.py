"""What the programme aims at: kinds of indicator, units, how parts and whole agree. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from toso.ground.people.rules import Role
from toso.ground.places.rules import Level


class IndicatorKind(StrEnum):
    FLOW = "flow"  # work done in a period
    STOCK = "stock"  # state at the end of a period
    DISTINCT = "distinct"  # persons counted once
    RATIO = "ratio"  # numerator over denominator, in per cent
    TYPED = "typed"  # a figure typed by hand, with a note


class TermPart(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


HUNDRED_PER_CENT = "%"


def is_additive(kind: str, unit: str) -> bool:
    """Whether the parts must add up to the whole. Rates and persons counted once are never summed."""
    return kind in (IndicatorKind.FLOW, IndicatorKind.STOCK) or (
        kind == IndicatorKind.TYPED and unit != HUNDRED_PER_CENT
    )


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How the targets of the units below stand against the target of the unit above."""

    whole: Decimal | None
    total: Decimal
    is_additive: bool
    reason: str = ""

    @property
    def gap(self) -> Decimal:
        """Parts less whole: below zero, something is not yet shared out."""
        if not self.is_additive or self.whole is None:
            return Decimal(0)
        return self.total - self.whole

    @property
    def distance(self) -> Decimal:
        """The difference without its sign."""
        return abs(self.gap)

    @property
    def agrees(self) -> bool:
        """The parts equal the whole, or the difference carries a reason."""
        return self.gap == 0 or bool(self.reason.strip())


def reconcile(
    whole: Decimal | None, parts: Iterable[Decimal], *, kind: str, unit: str, reason: str = ""
) -> Reconciliation:
    return Reconciliation(whole, sum(parts, Decimal(0)), is_additive(kind, unit), reason)


def split(whole: Decimal, weights: Sequence[Decimal], *, decimals: int = 0) -> list[Decimal]:
    """Share a target out by weight so that the parts add up to it exactly (largest remainder).

    Without any weight all shares are even. Equal remainders go to the earlier unit.
    """
    if not weights:
        return []
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    steps = int(whole.scaleb(decimals))
    total = sum(weights, Decimal(0))
    exact = [Fraction(steps) * Fraction(weight) / Fraction(total) for weight in weights]
    shares = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: (shares[index] - exact[index], index))
    for index in by_remainder[: steps - sum(shares)]:
        shares[index] += 1
    return [Decimal(share).scaleb(-decimals) for share in shares]


class TargetFault(StrEnum):
    NEGATIVE = "negative"
    OVER_HUNDRED = "over_hundred"
    TOO_FINE = "too_fine"  # more decimals than the indicator counts in


def fault_of_target(value: Decimal, unit: str, decimals: int) -> TargetFault | None:
    """What is wrong with a figure as a target, if anything."""
    if value < 0:
        return TargetFault.NEGATIVE
    if unit == HUNDRED_PER_CENT and value > 100:
        return TargetFault.OVER_HUNDRED
    if value != round(value, decimals):
        return TargetFault.TOO_FINE
    return None


def is_plausible_year(year: int, this_year: int) -> bool:
    """The programme began in 2022 (Plan 6863); targets are given for the coming year at most."""
    return 2022 <= year <= this_year + 1


def parts_of_level(level: str) -> tuple[str, ...]:
    """The tiers a decision of this tier assigns to. The district's duty of 2022 sits with the commune."""
    return {Level.PROVINCE: (Level.COMMUNE,), Level.COMMUNE: (Level.HAMLET,)}.get(Level(level), ())


def drafters(level: str) -> tuple[Role, ...]:
    """Who may prepare the targets of a tier (Plan 6863, V.2 and IV.2)."""
    if level == Level.PROVINCE:
        return (Role.PROVINCE_OFFICER,)
    return (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL) if level == Level.COMMUNE else ()


def issuers(level: str) -> tuple[Role, ...]:
    """Who may issue them: the standing agency for the province, the leader for the commune."""
    if level == Level.PROVINCE:
        return (Role.PROVINCE_OFFICER,)
    return (Role.COMMUNE_LEADER,) if level == Level.COMMUNE else ()


@dataclass(frozen=True, slots=True)
class Span:
    """Days [start, until); without ``until`` for good."""

    start: date
    until: date | None = None

    def overlaps(self, other: "Span") -> bool:
        return (other.until is None or self.start < other.until) and (self.until is None or other.start < self.until)
