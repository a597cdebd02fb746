"""How places are ranked by what they reached in a year. Pure (Plan 6863/KH-UBND, V.2).

The formula is data: indicators with weights, how a value becomes a share of its weight, how many per
cent of the weights need data, and by which indicators an equal score is decided.

A place that should have a figure and has none earns 0 points for it: the weight stays in its whole, so
that keeping silent never pays. Only what does not apply is left out together with its weight: a place
the standing agency left out of the indicator with a reason (``Exclusion``), a place without a target
where the measure is the target, and an indicator no place reached anything of where the best is the
measure. A denominator nobody gave is missing data, not a reason to leave out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

HUNDRED = Decimal(100)
ONE = Decimal(1)
ZERO = Decimal(0)
STEP = Decimal("0.01")  # scores are compared as they are shown


class Measure(StrEnum):
    """How a value becomes a share from 0 to 1."""

    TARGET = "target"  # value over the target assigned
    BEST = "best"  # value over the best value of all
    PERCENT = "percent"  # a rate over one hundred


class Apart(StrEnum):
    """Why an indicator does not count for a place, neither its points nor its weight."""

    EXCLUDED = "excluded"
    NO_TARGET = "no_target"
    NO_BEST = "no_best"


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    weight: Decimal
    measure: Measure


@dataclass(frozen=True, slots=True)
class Formula:
    """``least`` is how many per cent of the weights a place needs data for; ``ties`` decides equal scores."""

    lines: tuple[Line, ...]
    least: Decimal
    ties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of one place and one indicator. None: nobody has said, which is not zero."""

    value: Decimal | None
    target: Decimal | None = None
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """One cell of a ranking: the share reached, and the points it brings.

    Without data the share is None and the points are 0; where it does not apply both are None.
    """

    code: str
    share: Decimal | None
    points: Decimal | None
    apart: Apart | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in the ranking. ``score`` is out of 100 over the weights that apply; with too little data, no rank."""

    key: int
    score: Decimal | None
    covered: Decimal  # per cent of the weights with data
    cells: tuple[Points, ...]
    rank: int | None = None


def apart_of(given: Given, measure: Measure, best: Decimal | None) -> Apart | None:
    """Why the indicator is left out for the place; None where it counts."""
    if given.is_excluded:
        return Apart.EXCLUDED
    if measure == Measure.TARGET and not given.target:
        return Apart.NO_TARGET
    if measure == Measure.BEST and not best:
        return Apart.NO_BEST
    return None


def share_of(given: Given, measure: Measure, best: Decimal | None) -> Decimal | None:
    """From 0 to 1, never more: what lies above a target brings nothing further."""
    if given.value is None:
        return None
    whole = {Measure.TARGET: given.target, Measure.BEST: best, Measure.PERCENT: HUNDRED}[measure]
    if not whole:
        return None
    return max(ZERO, min(given.value / whole, ONE))


def standings(formula: Formula, places: Mapping[int, Mapping[str, Given]]) -> list[Standing]:
    """Every place with its points, score and rank, the best first; equal places share a rank (1, 1, 3)."""
    best = {line.code: _best(places, line.code) for line in formula.lines}
    scored = [_scored(formula, key, given, best) for key, given in places.items()]
    ranked = sorted((one for one in scored if one.score is not None), key=lambda one: _order(formula, one))
    found: list[Standing] = []
    for number, one in enumerate(ranked, start=1):
        before = found[-1] if found else None
        is_equal = before is not None and _order(formula, one)[:-1] == _order(formula, before)[:-1]
        rank = before.rank if before is not None and is_equal else number
        found.append(Standing(one.key, one.score, one.covered, one.cells, rank))
    return [*found, *sorted((one for one in scored if one.score is None), key=lambda one: one.key)]


def _best(places: Mapping[int, Mapping[str, Given]], code: str) -> Decimal | None:
    values = [row[code].value for row in places.values() if code in row and not row[code].is_excluded]
    return max((value for value in values if value is not None), default=None)


def _scored(formula: Formula, key: int, given: Mapping[str, Given], best: Mapping[str, Decimal | None]) -> Standing:
    cells = []
    earned = covered = applying = whole = ZERO
    for line in formula.lines:
        whole += line.weight
        known = given.get(line.code, Given(None))
        apart = apart_of(known, line.measure, best[line.code])
        if apart is not None:
            cells.append(Points(line.code, None, None, apart))
            continue
        share = share_of(known, line.measure, best[line.code])
        points = line.weight * (share or ZERO)
        earned += points
        applying += line.weight
        covered += line.weight if share is not None else ZERO
        cells.append(Points(line.code, share, points))
    part = HUNDRED * covered / whole if whole else ZERO
    score = HUNDRED * earned / applying if covered and part >= formula.least else None
    return Standing(key, None if score is None else rounded(score), part, tuple(cells))


def _order(formula: Formula, one: Standing) -> tuple[Decimal | int, ...]:
    shares = {cell.code: cell.share or ZERO for cell in one.cells}
    return (-(one.score or ZERO), *(-shares.get(code, ZERO) for code in formula.ties), one.key)


def rounded(score: Decimal) -> Decimal:
    return score.quantize(STEP, rounding=ROUND_HALF_UP)


def is_formula(lines: Sequence[Line]) -> bool:
    """Whether the weights are a formula: each above nought, each indicator once, one hundred together."""
    return (
        bool(lines)
        and all(line.weight > 0 for line in lines)
        and len({line.code for line in lines}) == len(lines)
        and sum((line.weight for line in lines), ZERO) == HUNDRED
    )
