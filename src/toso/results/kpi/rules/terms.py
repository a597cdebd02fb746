"""The words of measuring: levels, origins, policies, lines, requests, answers, the trace."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from toso.results.kpi.rules.exact import ZERO
from toso.results.kpi.rules.words import Remark


class Grade(StrEnum):
    """The level of a person or body (Art. 20): the points are the year's, a month's level is provisional."""

    EXCELLENT = "HTXSNV"
    GOOD = "HTTNV"
    COMPLETED = "HTNV"
    FAILED = "KHTNV"


class Origin(StrEnum):
    """Where a line comes from (Art. 18.1.d): only what was assigned at the start stands in the denominator."""

    ASSIGNED = "assigned"
    ADHOC = "adhoc"  # added to the result, outside the assigned total
    TAKEN_OVER = "taken_over"  # the same, from a colleague
    HANDED_OVER = "handed_over"  # stays in the assigned total and never counts as done


class LateUnit(StrEnum):
    OCCURRENCE = "occurrence"
    DAY = "day"


class PenaltyScope(StrEnum):
    LINE = "line"
    UNIT = "unit"


class OverHundred(StrEnum):
    EACH = "each"
    TOTAL = "total"


class WhenEmpty(StrEnum):
    EXCLUDE = "exclude"
    ZERO = "zero"


class LeaderLines(StrEnum):
    OWN_AND_LED = "own_and_led"
    OWN = "own"


class QuotaBase(StrEnum):
    GOOD = "good"
    GOOD_OR_ABOVE = "good_or_above"
    HEADCOUNT = "headcount"


class PeriodLength(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"


class Measure(StrEnum):
    """How the 70 points are found."""

    LINES = "lines"  # a, b, c from lines of work
    SUPPORT = "support"  # quality, compliance, efficiency
    OWN = "own"  # the unit's own criteria and weights


@dataclass(frozen=True, slots=True)
class Policy:
    """The points that the decree leaves open; the defaults and their reasons stand in the rule set's data."""

    late_unit: LateUnit = LateUnit.OCCURRENCE
    penalty_scope: PenaltyScope = PenaltyScope.LINE
    over_100: OverHundred = OverHundred.EACH
    empty: WhenEmpty = WhenEmpty.EXCLUDE
    leader_lines: LeaderLines = LeaderLines.OWN_AND_LED
    quota_base: QuotaBase = QuotaBase.GOOD
    period: PeriodLength = PeriodLength.MONTH


@dataclass(frozen=True, slots=True)
class Line:
    """One task of a person in a period: coefficient k, assigned G, accepted H, failures q, delays t.

    ``late`` counts times or days, as the policy's ``late_unit`` says. ``is_led`` marks a product of an
    official whom the person leads (Art. 15.2); it counts only where the policy says own_and_led.
    """

    coefficient: Fraction
    assigned: Fraction = ZERO
    done: Fraction = ZERO
    name: str = ""
    origin: Origin = Origin.ASSIGNED
    quality_failures: int = 0
    late: int = 0
    has_objective_quality: bool = False  # the competent authority confirmed an objective cause
    has_objective_late: bool = False
    is_led: bool = False


@dataclass(frozen=True, slots=True)
class Ratios:
    """a, b, c in per cent, where somebody else counted the lines."""

    a: Fraction
    b: Fraction
    c: Fraction


@dataclass(frozen=True, slots=True)
class Result:
    """What one criterion of the results came to, of its highest points; None while nobody has scored it."""

    code: str
    points: Fraction | None
    most: Fraction


@dataclass(frozen=True, slots=True)
class LeaderTerms:
    """d, đ (``dd``), e in per cent (Art. 15). Without ``d`` it is computed from the totals of those led."""

    dd: Fraction
    e: Fraction
    d: Fraction | None = None
    subordinates: tuple[Fraction | None, ...] = ()  # None: not rated in this period


@dataclass(frozen=True, slots=True)
class PeriodRequest:
    """All that the score of one person in one month or quarter needs. Exactly one of lines, ratios and results.

    ``measure`` says which: lines (or ratios that somebody else counted) by the decree; ``results`` for
    support workers (per cents) and for a unit's own criteria (points, 70 together).
    """

    general: Fraction | None
    policy: Policy = field(default_factory=Policy)
    lines: tuple[Line, ...] = ()
    ratios: Ratios | None = None
    is_leader: bool = False
    leader_terms: LeaderTerms | None = None
    measure: Measure = Measure.LINES
    results: tuple[Result, ...] = ()


class Unit(StrEnum):
    """What a number of the trace counts."""

    CONVERTED = "converted"  # sản phẩm quy đổi
    PERCENT = "percent"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning: a term, its exact value, what it was made of, and the article behind it.

    The inputs are pairs of a name and an exact number, or a word where the input is a choice. A term of
    one line reads ``lines[2].quality``; ``basis`` is a sentence of ``articles``.
    """

    term: str
    value: Fraction
    unit: Unit
    inputs: tuple[tuple[str, Fraction | str], ...]
    basis: str


@dataclass(frozen=True, slots=True)
class PeriodAnswer:
    """The score of a period. Per cents are raw: what was capped stands in the trace.

    ``result_pct`` is KQ of Art. 16 in per cent, ``task_score`` 0..70, ``total`` 0..100. Who is not rated
    has no per cents, no total and no grade, and ``reasons`` says why.
    """

    general: Fraction | None
    is_rated: bool
    assigned_converted: Fraction | None = None
    completed_converted: Fraction | None = None
    a_pct: Fraction | None = None
    b_pct: Fraction | None = None
    c_pct: Fraction | None = None
    d_pct: Fraction | None = None
    dd_pct: Fraction | None = None
    e_pct: Fraction | None = None
    result_pct: Fraction | None = None
    task_score: Fraction | None = None
    total: Fraction | None = None
    grade: Grade | None = None
    reasons: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    trace: tuple[Step, ...] = ()
