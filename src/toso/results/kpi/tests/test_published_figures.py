"""Figures that ministries, communes and offices have published, restated; docs/kpi.md says where they differ."""

from dataclasses import replace
from fractions import Fraction

import pytest

from toso.results.kpi.rules.conversion import coefficient
from toso.results.kpi.rules.counting import kept
from toso.results.kpi.rules.exact import exact, shown
from toso.results.kpi.rules.period import score
from toso.results.kpi.rules.quota import allowed
from toso.results.kpi.rules.terms import (
    Grade,
    LateUnit,
    Origin,
    OverHundred,
    PenaltyScope,
    Policy,
    QuotaBase,
    WhenEmpty,
)
from toso.results.kpi.tests.scoring import a_line, a_request, four, ratios, terms

BY_DAY = Policy(late_unit=LateUnit.DAY)
HANDBOOK = (
    a_line("1.0", "5", "4", late=4),
    a_line("2.7", "3", "3", quality_failures=1, late=2),
    a_line("3.7", "1", "0.8", quality_failures=2),
)


def test_the_handbooks_month_of_three_tasks():
    answer = score(a_request(*HANDBOOK, policy=BY_DAY))

    assert shown(answer.assigned_converted, 1) == "16.8"
    assert shown(answer.completed_converted, 2) == "15.06"
    assert [shown(value, 1) for value in (answer.a_pct, answer.b_pct, answer.c_pct)] == ["89.6", "68.8", "41.7"]
    assert [four(v) for v in (answer.a_pct, answer.b_pct, answer.c_pct)] == [89.6429, 68.7798, 41.7262]
    assert (shown(answer.result_pct, 1), shown(answer.task_score, 1), shown(answer.total, 1)) == (
        "66.7",
        "46.7",
        "76.7",
    )
    assert four(answer.total) == 76.7014
    assert answer.grade is Grade.GOOD


def test_the_same_month_counted_by_occurrence():
    once = tuple(replace(line, late=min(line.late, 1)) for line in HANDBOOK)

    assert four(score(a_request(*once)).c_pct) == 71.6369


def test_the_handbooks_leader_has_a_d_that_its_own_text_contradicts():
    printed = score(a_request(ratios=ratios("89.6", "68.8", "41.7"), is_leader=True, leader_terms=terms(50, 100, d=50)))
    by_law = score(
        a_request(
            ratios=ratios("89.6", "68.8", "41.7"), is_leader=True, leader_terms=terms(50, 100, subordinates=(60, 80))
        )
    )

    assert four(printed.result_pct) == 66.6833
    assert four(by_law.result_pct) == 75.0167


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        *[(5, "1"), (4, "0.8"), (8, "1.6"), (30, "6"), (100, "20"), (80, "16"), (250, "50"), (180, "36"), (380, "76")],
        *[(280, "56"), (500, "100"), (70, "14"), (75, "15"), (3, "0.6"), (120, "24")],
    ],
)
def test_coefficients_against_the_standard_of_five_points(points, expected):
    assert coefficient(Fraction(points), Fraction(5)) == exact(expected)


def test_a_coefficient_is_rounded_half_up_where_the_catalogue_says_so():
    assert coefficient(Fraction(7), Fraction(3), 1) == exact("2.3")
    assert coefficient(Fraction(1), Fraction(8), 2) == exact("0.13")


@pytest.mark.parametrize(
    ("assigned", "done", "more", "task_score", "total", "grade"),
    [
        ("1", "1", {}, "70.0000", "100.0000", Grade.EXCELLENT),
        ("5", "5", {}, "70.0000", "100.0000", Grade.EXCELLENT),
        ("5", "1", {}, "14.0000", "44.0000", Grade.FAILED),
        ("5", "0", {}, "0.0000", "30.0000", Grade.FAILED),
        ("1", "1", {"late": 1}, "64.1667", "94.1667", Grade.EXCELLENT),
        ("1", "1", {"quality_failures": 1}, "64.1667", "94.1667", Grade.EXCELLENT),
        (
            "1",
            "1",
            {"late": 2, "quality_failures": 2, "has_objective_late": True, "has_objective_quality": True},
            "70.0000",
            "100.0000",
            Grade.EXCELLENT,
        ),
    ],
)
def test_the_commune_of_nghia_lam(assigned, done, more, task_score, total, grade):
    answer = score(a_request(a_line("1", assigned, done, **more)))

    assert (shown(answer.task_score), shown(answer.total), answer.grade) == (task_score, total, grade)


def test_thanh_hoa_divided_by_what_was_done_the_decree_divides_by_what_was_assigned():
    tasks = (a_line("400", "2", "2", late=1), a_line("100", "10", "9", quality_failures=1), a_line("300", "1", "1"))

    by_line = score(a_request(*tasks, general="27.5"))
    by_unit = score(a_request(*tasks, general="27.5", policy=Policy(penalty_scope=PenaltyScope.UNIT)))

    assert [four(v) for v in (by_line.a_pct, by_line.b_pct, by_line.c_pct)] == [95.2381, 84.5238, 85.7143]
    assert (four(by_line.total), by_line.grade) == (89.4444, Grade.GOOD)  # the guide prints 91.4
    assert [four(v) for v in (by_unit.a_pct, by_unit.b_pct, by_unit.c_pct)] == [95.2381, 94.0476, 90.4762]
    assert (four(by_unit.total), by_unit.grade) == (92.7778, Grade.EXCELLENT)


def test_thanh_hoas_leader():
    answer = score(
        a_request(general="28", ratios=ratios(96, 95, 94), is_leader=True, leader_terms=terms(50, 100, d=100))
    )

    assert [four(v) for v in (answer.result_pct, answer.task_score, answer.total)] == [89.1667, 62.4167, 90.4167]


@pytest.mark.parametrize(
    ("quantity", "coefficient_", "errors", "left"), [(5, "6.4", 3, "27.2"), (10, "4.04", 5, "35.35"), (5, "8", 0, "40")]
)
def test_customs_takes_a_quarter_of_one_product_for_each_error(quantity, coefficient_, errors, left):
    assert exact(coefficient_) * kept(Fraction(quantity), errors, PenaltyScope.UNIT) == exact(left)


def test_customs_month_of_three_lines():
    answer = score(
        a_request(a_line("3", "2", "2"), a_line("6.4", "1", "1", quality_failures=1), a_line("11.2", "1", "1"))
    )

    assert shown(answer.assigned_converted, 1) == "23.6"
    assert (four(answer.b_pct), four(answer.result_pct), four(answer.task_score)) == (93.2203, 97.7401, 68.4181)


def test_customs_score_from_totals():
    answer = score(a_request(ratios=ratios(100, 80, 100)))

    assert (four(answer.result_pct), four(answer.task_score)) == (93.3333, 65.3333)


def test_one_late_product_of_ten_weighs_by_line_or_by_product():
    late = a_line("1", "10", "10", late=1)

    assert shown(score(a_request(late)).total) == "94.1667"
    assert shown(score(a_request(late, policy=Policy(penalty_scope=PenaltyScope.UNIT))).total) == "99.4167"


def test_what_was_handed_over_stays_in_the_denominator():
    handed = a_line("2", "1", "0", origin=Origin.HANDED_OVER)

    answer = score(a_request(a_line("2", "3", "3"), handed, a_line("1", "2", "2"), general="27"))

    assert (shown(answer.a_pct), shown(answer.total), answer.grade) == ("80.0000", "83.0000", Grade.GOOD)


@pytest.mark.parametrize("origin", [Origin.ADHOC, Origin.TAKEN_OVER])
def test_work_outside_the_assignment_adds_to_the_result_alone(origin):
    answer = score(a_request(a_line("1", "10", "8"), a_line("1", "0", "2", origin=origin), general="28"))

    assert (shown(answer.assigned_converted), shown(answer.completed_converted)) == ("10.0000", "10.0000")
    assert shown(answer.total) == "98.0000"


def test_beyond_a_hundred_each_ratio_or_only_the_sum_is_limited():
    tasks = (a_line("1", "10", "10", quality_failures=4), a_line("1", "0", "2", origin=Origin.ADHOC))

    each = score(a_request(*tasks, general="28"))
    whole = score(a_request(*tasks, general="28", policy=Policy(over_100=OverHundred.TOTAL)))

    assert [shown(v) for v in (each.a_pct, each.b_pct, each.c_pct)] == ["120.0000", "20.0000", "120.0000"]
    assert (shown(each.task_score), shown(each.total)) == ("51.3333", "79.3333")
    assert shown(whole.task_score) == "60.6667"


def test_the_ceiling_of_seventy_points_holds_in_any_case():
    answer = score(
        a_request(a_line(), a_line(done="2", origin=Origin.ADHOC), policy=Policy(over_100=OverHundred.TOTAL))
    )

    assert (shown(answer.result_pct), shown(answer.task_score)) == ("300.0000", "70.0000")


def test_thirty_good_people_have_five_six_or_seven_excellent_ones():
    share = Fraction(1, 5)

    assert allowed(30, share, QuotaBase.GOOD) == 5
    assert allowed(30, share, QuotaBase.GOOD_OR_ABOVE) == 6
    assert allowed(35, share, QuotaBase.HEADCOUNT) == 7


def test_one_subordinate_below_fifty_halves_d():
    answer = score(
        a_request(
            ratios=ratios(100, 100, 100), is_leader=True, leader_terms=terms(100, 100, subordinates=("49.9", 80, 95))
        )
    )

    assert shown(answer.d_pct) == "50.0000"
    assert (four(answer.result_pct), four(answer.total)) == (91.6667, 94.1667)


def test_nothing_assigned_is_not_scored_or_scored_nought():
    adhoc = a_line(assigned="0", origin=Origin.ADHOC)

    left_out = score(a_request(adhoc))
    nought = score(a_request(adhoc, policy=Policy(empty=WhenEmpty.ZERO)))

    assert (left_out.is_rated, left_out.total, left_out.grade) == (False, None, None)
    assert [remark.code for remark in left_out.reasons] == ["nothing_assigned"]
    assert (nought.is_rated, shown(nought.a_pct), shown(nought.total)) == (True, "0.0000", "30.0000")
