"""Where the points went: what a month has, and what it lost by which cause. Together exactly 100. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from toso.results.kpi.rules.exact import HUNDRED, ZERO
from toso.results.kpi.rules.terms import Measure, OverHundred, PeriodAnswer, Policy

TASK, GENERAL = Fraction(70), Fraction(30)


@dataclass(frozen=True, slots=True)
class Losses:
    """Points had and lost. ``made_up`` is what surplus work gives back where only the whole is capped."""

    general: Fraction
    tasks: Fraction
    undone: Fraction
    quality: Fraction
    late: Fraction
    terms: Fraction
    general_lost: Fraction
    made_up: Fraction = ZERO

    @property
    def whole(self) -> Fraction:
        lost = self.undone + self.quality + self.late + self.terms + self.general_lost
        return self.general + self.tasks + lost - self.made_up


def losses(answer: PeriodAnswer, policy: Policy, measure: Measure = Measure.LINES) -> Losses | None:
    """Each lost point with its cause; None for a month without a score.

    Undone work loses in all three ratios; failures lose between a and b, delays between a and c. Where the
    results are scored by criteria, what they lack stands in ``undone``.
    """
    if answer.total is None or answer.task_score is None or answer.general is None:
        return None
    if measure is not Measure.LINES:
        return Losses(
            general=answer.general,
            tasks=answer.task_score,
            undone=TASK - answer.task_score,
            quality=ZERO,
            late=ZERO,
            terms=ZERO,
            general_lost=GENERAL - answer.general,
        )
    a, b, c = (_capped(value, policy) for value in (answer.a_pct, answer.b_pct, answer.c_pct))
    terms = [value for value in (answer.d_pct, answer.dd_pct, answer.e_pct) if value is not None]
    each = TASK / (3 + len(terms))
    undone, quality, late = 3 * each * (1 - a), each * (a - b), each * (a - c)
    missed = sum((each * (1 - value / HUNDRED) for value in terms), ZERO)
    made_up = max(-undone, ZERO)
    undone = max(undone, ZERO)
    rest = answer.task_score + undone + quality + late + missed - made_up - TASK
    return Losses(
        general=answer.general,
        tasks=answer.task_score,
        undone=undone,
        quality=quality,
        late=late,
        terms=missed,
        general_lost=GENERAL - answer.general,
        made_up=made_up + rest,
    )


def _capped(value: Fraction | None, policy: Policy) -> Fraction:
    share = (value or ZERO) / HUNDRED
    return min(share, Fraction(1)) if policy.over_100 is OverHundred.EACH else share
