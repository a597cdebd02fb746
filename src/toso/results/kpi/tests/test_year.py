from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.results.kpi.rules.exact import exact, shown
from toso.results.kpi.rules.grades import ORDER
from toso.results.kpi.rules.terms import Grade
from toso.results.kpi.rules.words import Code
from toso.results.kpi.rules.year import (
    Discipline,
    Leave,
    YearRequest,
    average,
    classify,
    half,
    quarter,
    year_from_quarters,
)

totals = st.decimals(min_value=0, max_value=100, places=2).map(exact)
full_years = st.lists(totals, min_size=12, max_size=12).map(tuple)
years = st.lists(st.none() | totals, min_size=12, max_size=12).map(tuple)


def months(worked: int, total="80"):
    return tuple(exact(total) if number < worked else None for number in range(12))


def a_year(worked=12, total="80", **more) -> YearRequest:
    return YearRequest(months=months(worked, total), **more)


def codes(answer):
    return [remark.code for remark in answer.reasons]


@given(full_years)
def test_quarters_and_halves_have_the_years_mean_when_all_months_exist(all_months):
    quarters = tuple(quarter(all_months, number) for number in (1, 2, 3, 4))

    assert year_from_quarters(quarters) == average(all_months)
    assert average((half(all_months, 1), half(all_months, 2))) == average(all_months)
    assert average(quarters[:2]) == half(all_months, 1)


@given(years)
def test_a_month_left_out_never_counts_as_nought(some_months):
    present = [total for total in some_months if total is not None]

    assert average(some_months) == (sum(present) / len(present) if present else None)


@given(years, st.none() | st.sampled_from(Leave), st.sampled_from(Grade))
def test_a_head_never_stands_above_the_unit(some_months, leave, unit_grade):
    answer = classify(YearRequest(some_months, leave=leave, is_head_of_unit=True, unit_grade=unit_grade))

    assert answer.grade is None or ORDER.index(answer.grade) <= ORDER.index(unit_grade)


@given(years, st.none() | st.sampled_from(Leave), st.booleans(), st.booleans())
def test_whoever_is_rated_has_a_level_and_whoever_is_not_a_reason(some_months, leave, has_degradation, is_head):
    answer = classify(YearRequest(some_months, leave=leave, has_degradation=has_degradation, is_head_of_unit=is_head))

    assert answer.is_rated == (answer.grade is not None)
    assert answer.is_rated or answer.reasons
    assert not (has_degradation and answer.is_rated) or answer.grade is Grade.FAILED


@pytest.mark.parametrize(
    ("worked", "leave", "is_rated", "reasons"),
    [
        (12, None, True, []),
        (6, None, True, []),
        (5, None, False, [Code.TOO_FEW_MONTHS]),
        (6, Leave.UNPAID, True, [Code.ACTUAL_TIME]),
        (5, Leave.UNPAID, False, [Code.UNPAID_TOO_SHORT]),
        (1, Leave.SICK, True, [Code.ACTUAL_TIME]),
        (3, Leave.MATERNITY, True, [Code.ACTUAL_TIME]),
        (0, Leave.SICK, False, [Code.NO_MONTH]),
        (0, None, False, [Code.NO_MONTH]),
    ],
)
def test_who_is_rated_after_how_many_months(worked, leave, is_rated, reasons):
    answer = classify(a_year(worked, leave=leave))

    assert (answer.is_rated, codes(answer)) == (is_rated, reasons)
    assert answer.grade is (Grade.GOOD if is_rated else None)
    assert shown(answer.average) == ("80.0000" if worked else None)


@pytest.mark.parametrize(
    ("one", "grade", "code"),
    [
        (Discipline("khiển trách", is_public_duty=True), Grade.FAILED, Code.DISCIPLINE),
        (Discipline("cảnh cáo", is_public_duty=False), Grade.GOOD, Code.DISCIPLINE_OF_PRIVATE_LIFE),
        (Discipline("phê bình", is_public_duty=True, is_formal=False), Grade.GOOD, Code.NOT_DISCIPLINE),
        (
            Discipline("cảnh cáo", is_public_duty=True, is_used_before=True),
            Grade.GOOD,
            Code.DISCIPLINE_USED_BEFORE,
        ),
    ],
)
def test_which_discipline_fails_the_year(one, grade, code):
    answer = classify(a_year(discipline=(one,)))

    assert (answer.grade, codes(answer)) == (grade, [code])


def test_corruption_in_the_unit_fails_its_head_alone():
    request = a_year(has_corruption_in_unit=True)

    assert classify(request).grade is Grade.GOOD
    assert classify(replace(request, is_head_of_unit=True)).grade is Grade.FAILED


def test_a_head_of_an_unclassified_unit_has_a_level_that_still_waits():
    answer = classify(a_year(is_head_of_unit=True))

    assert (answer.grade, codes(answer)) == (Grade.GOOD, [Code.UNIT_NOT_CLASSIFIED])


def test_a_head_falls_to_the_level_of_the_unit():
    answer = classify(a_year(total="95", is_head_of_unit=True, unit_grade=Grade.COMPLETED))

    assert (answer.grade, codes(answer)) == (Grade.COMPLETED, [Code.NOT_ABOVE_UNIT])


def test_discipline_of_somebody_who_worked_too_short_is_not_hidden():
    answer = classify(a_year(3, discipline=(Discipline("cảnh cáo", is_public_duty=True),)))

    assert (answer.is_rated, answer.grade) == (False, None)
    assert codes(answer) == [Code.TOO_FEW_MONTHS, Code.DISCIPLINE, Code.FAILED_YET_NOT_RATED]


def test_the_mean_is_not_rounded_before_the_level():
    almost = (*[exact("90")] * 11, exact("89.99"))

    answer = classify(YearRequest(almost))

    assert answer.average == Fraction(107999, 1200)
    assert answer.grade is Grade.GOOD
