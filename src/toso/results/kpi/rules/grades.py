"""Which level a number of points means (Art. 20.1 to 20.4)."""

from fractions import Fraction

from toso.results.kpi.rules.terms import Grade

EXCELLENT_FROM = Fraction(90)
GOOD_FROM = Fraction(70)
COMPLETED_FROM = Fraction(50)

ORDER = (Grade.FAILED, Grade.COMPLETED, Grade.GOOD, Grade.EXCELLENT)


def grade_of(points: Fraction) -> Grade:
    """The level by points alone, on the unrounded value: 89.99 is good, 90 excellent."""
    if points >= EXCELLENT_FROM:
        return Grade.EXCELLENT
    if points >= GOOD_FROM:
        return Grade.GOOD
    return Grade.COMPLETED if points >= COMPLETED_FROM else Grade.FAILED


def lower(one: Grade, other: Grade) -> Grade:
    """The lower of two levels."""
    return min(one, other, key=ORDER.index)
