"""From converted products to points: ratios, caps, leader terms, KQ, the 70 points (Art. 14 to 17). Numbers alone."""

from dataclasses import dataclass
from fractions import Fraction

from toso.results.kpi.rules.counting import Counted
from toso.results.kpi.rules.exact import HUNDRED, ZERO, total
from toso.results.kpi.rules.grades import COMPLETED_FROM
from toso.results.kpi.rules.terms import LeaderTerms, OverHundred, PeriodRequest, Ratios, WhenEmpty

TASK_POINTS = Fraction(70)
GENERAL_POINTS = Fraction(30)
HALF = Fraction(50)
NO_RATIOS = Ratios(ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """``counted`` are the terms as they enter the mean, capped where the policy caps; ``raw`` is before 70."""

    ratios: Ratios
    counted: tuple[tuple[str, Fraction], ...]
    result: Fraction
    raw: Fraction
    points: Fraction


def led_result(totals: tuple[Fraction | None, ...]) -> Fraction | None:
    """d of Art. 15.3.a: 100 when everyone led reaches 50 points, else 50; None when nobody led is rated.

    It is computed bottom-up: the scores of those led must be settled before their leader's.
    """
    rated = [one for one in totals if one is not None]
    if not rated:
        return None
    return HUNDRED if all(one >= COMPLETED_FROM for one in rated) else HALF


def led(terms: LeaderTerms) -> Fraction | None:
    """d as it counts: as given, or else from the totals of those led."""
    return led_result(terms.subordinates) if terms.d is None else terms.d


def ratios_of(request: PeriodRequest, found: Counted) -> Ratios | None:
    """a, b, c in per cent of what was assigned; None when nothing was and such a period is left out."""
    if request.ratios is not None:
        return request.ratios
    if not found.assigned:
        return None if request.policy.empty is WhenEmpty.EXCLUDE else NO_RATIOS
    share = HUNDRED / found.assigned
    return Ratios(found.completed * share, found.quality * share, found.progress * share)


def reckoned(request: PeriodRequest, ratios: Ratios, terms: LeaderTerms | None) -> Reckoned:
    """The points of the results. ``terms`` are those of a leader, complete; None for everybody else."""
    named = [("a", ratios.a), ("b", ratios.b), ("c", ratios.c)]
    if request.policy.over_100 is OverHundred.EACH:
        named = [(name, min(value, HUNDRED)) for name, value in named]
    if terms is not None:
        named += [("d", led(terms) or ZERO), ("dd", terms.dd), ("e", terms.e)]
    result = total(value for _name, value in named) / len(named)
    raw = result * TASK_POINTS / HUNDRED
    return Reckoned(ratios, tuple(named), result, raw, min(raw, TASK_POINTS))
