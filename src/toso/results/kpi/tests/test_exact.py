from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toso.results.kpi.rules.exact import exact, mean, rounded, shown
from toso.results.kpi.rules.grades import grade_of, lower
from toso.results.kpi.rules.terms import Grade


def test_a_decimal_is_read_exactly():
    assert exact("2.7") == exact(Decimal("2.7")) == Fraction(27, 10)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0.3333"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(5, 100_000), "0.0001"),
        (Fraction(-5, 100_000), "-0.0001"),
        (Fraction(49, 1_000_000), "0.0000"),
        (Fraction(100), "100.0000"),
    ],
)
def test_a_number_is_shown_half_up_to_four_places(value, text):
    assert shown(value) == text


def test_nothing_is_shown_as_nothing():
    assert shown(None) is None
    assert mean(()) is None


@given(st.fractions(), st.integers(min_value=0, max_value=8))
@example(Fraction(10**30 + 1), 0)
def test_rounding_never_moves_a_number_by_more_than_half_a_step(value, places):
    assert abs(exact(rounded(value, places)) - value) <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        ("90", Grade.EXCELLENT),
        ("89.9999", Grade.GOOD),
        ("70", Grade.GOOD),
        ("69.9999", Grade.COMPLETED),
        ("50", Grade.COMPLETED),
        ("49.9999", Grade.FAILED),
    ],
)
def test_the_level_follows_the_unrounded_points(points, grade):
    assert grade_of(exact(points)) is grade


def test_the_lower_of_two_levels():
    assert lower(Grade.EXCELLENT, Grade.COMPLETED) is Grade.COMPLETED
    assert lower(Grade.FAILED, Grade.GOOD) is Grade.FAILED
