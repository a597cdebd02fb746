"""How places are ranked by what they reached in a year. Pure (Plan 6863/KH-UBND, V.2).

The formula is data: indicators with weights, how a value becomes a share of its weight, how many per
cent of the weights need data, and by which indicators an equal score is decided.
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


@dataclass(frozen=True, slots=True)
class Points:
    """One cell of a ranking: the share reached, and the points it brings. None where data is missing."""

    code: str
    share: Decimal | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in the ranking. ``score`` is out of 100 over the weights that have data; without enough, no rank."""

    key: int
    score: Decimal | None
    covered: Decimal  # per cent of the weights with data
    cells: tuple[Points, ...]
    rank: int | None = None


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
    values = [row[code].value for row in places.values() if code in row]
    return max((value for value in values if value is not None), default=None)


def _scored(formula: Formula, key: int, given: Mapping[str, Given], best: Mapping[str, Decimal | None]) -> Standing:
    cells = []
    earned = covered = whole = ZERO
    for line in formula.lines:
        share = share_of(given.get(line.code, Given(None)), line.measure, best[line.code])
        whole += line.weight
        if share is not None:
            earned += line.weight * share
            covered += line.weight
        cells.append(Points(line.code, share, None if share is None else line.weight * share))
    part = HUNDRED * covered / whole if whole else ZERO
    score = HUNDRED * earned / covered if covered and part >= formula.least else None
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


def lost(cell: Points, weight: Decimal) -> Decimal | None:
    """How many points a place did not get in a cell: where there is most to win."""
    return None if cell.points is None else weight - cell.points
