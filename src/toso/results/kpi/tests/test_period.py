from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.results.kpi.rules.counting import IN_DENOMINATOR, counted, line_fault
from toso.results.kpi.rules.exact import exact, shown
from toso.results.kpi.rules.period import score
from toso.results.kpi.rules.support import score_support
from toso.results.kpi.rules.terms import LeaderLines, Origin, PenaltyScope, PeriodRequest, Policy, Unit
from toso.results.kpi.rules.words import Code
from toso.results.kpi.tests.scoring import a_line, a_request, lines, marks, points, policies, ratios, requests, terms


def stepped(answer, ending=".points"):
    return [step for step in answer.trace if step.term.endswith(ending)]


@given(requests())
def test_points_stay_within_their_bounds(request_):
    answer = score(request_)

    if answer.is_rated:
        assert 0 <= points(answer.task_score) <= 70
        assert 0 <= points(answer.total) <= 100
    else:
        assert (answer.total, answer.grade) == (None, None)
        assert answer.reasons


@given(requests())
def test_the_trace_adds_up_to_the_score_exactly(request_):
    answer = score(request_)

    if answer.is_rated:
        last = {step.term: step for step in answer.trace}
        assert sum((step.value for step in stepped(answer)), Fraction(0)) == answer.task_score
        assert last["general"].value + last["task_score"].value == last["total"].value == answer.total
        inputs = [value for _name, value in last["result"].inputs if isinstance(value, Fraction)]
        assert sum(inputs, Fraction(0)) / len(inputs) == answer.result_pct
    for name in ("assigned", "completed", "quality", "progress"):
        by_line = [step.value for step in answer.trace if step.term.startswith("lines[") and step.term.endswith(name)]
        for step in answer.trace:
            if step.term == f"{name}_converted":
                assert step.value == sum(by_line)
    assert all(step.basis for step in answer.trace)


@given(st.lists(lines(), min_size=1, max_size=6), policies, st.randoms())
def test_the_order_of_lines_is_irrelevant(tasks, policy, random):
    mixed = list(tasks)
    random.shuffle(mixed)

    one, other = score(a_request(*tasks, policy=policy)), score(a_request(*mixed, policy=policy))

    assert (one.a_pct, one.b_pct, one.c_pct, one.total) == (other.a_pct, other.b_pct, other.c_pct, other.total)


@given(st.lists(lines(), max_size=4), lines(), st.integers(1, 9), policies)
def test_splitting_a_line_without_failures_or_delays_changes_nothing(others, line, tenths, policy):
    clean = replace(line, quality_failures=0, late=0)
    first = Fraction(tenths, 10)
    parts = [replace(clean, assigned=clean.assigned * share, done=clean.done * share) for share in (first, 1 - first)]

    whole, split = score(a_request(*others, clean, policy=policy)), score(a_request(*others, *parts, policy=policy))

    assert (whole.a_pct, whole.b_pct, whole.c_pct, whole.total) == (split.a_pct, split.b_pct, split.c_pct, split.total)


@given(requests(), st.integers(0, 5), st.decimals(min_value=0, max_value=9, places=1).map(exact))
def test_doing_more_never_lowers_the_score(request_, index, more):
    if index >= len(request_.lines) or request_.lines[index].origin is Origin.HANDED_OVER:
        return
    grown = list(request_.lines)
    grown[index] = replace(grown[index], done=grown[index].done + more)

    before, after = score(request_), score(replace(request_, lines=tuple(grown)))

    assert before.total is None or points(after.total) >= before.total


@given(requests(), st.integers(0, 5), marks)
def test_one_more_failure_or_delay_never_raises_the_score(request_, index, worse):
    if index >= len(request_.lines):
        return
    line = request_.lines[index]
    spoiled = list(request_.lines)
    spoiled[index] = replace(
        line, quality_failures=line.quality_failures + worse["quality_failures"], late=line.late + worse["late"]
    )

    before, after = score(request_), score(replace(request_, lines=tuple(spoiled)))

    assert before.total is None or points(after.total) <= before.total


@given(requests())
def test_a_confirmed_objective_cause_never_lowers_the_score(request_):
    excused = tuple(replace(line, has_objective_quality=True, has_objective_late=True) for line in request_.lines)

    before, after = score(request_), score(replace(request_, lines=excused))

    assert before.total is None or points(after.total) >= before.total


@given(requests(), st.integers(2, 50))
def test_volume_alone_changes_nothing(request_, times):
    by_line = replace(request_.policy, penalty_scope=PenaltyScope.LINE)
    request_ = replace(request_, policy=by_line)
    larger = tuple(replace(line, assigned=line.assigned * times, done=line.done * times) for line in request_.lines)

    assert score(request_).total == score(replace(request_, lines=larger)).total


@given(requests())
def test_without_assigned_work_nobody_is_rated_unless_the_unit_says_nought(request_):
    outside = tuple(replace(line, origin=Origin.ADHOC) for line in request_.lines)

    answer = score(replace(request_, lines=outside))

    assert answer.is_rated == (request_.policy.empty == "zero")
    assert answer.task_score is None or not (answer.a_pct or answer.b_pct or answer.c_pct)


def test_led_products_count_for_a_leader_where_the_policy_says_so():
    tasks = (a_line("1", "2", "1"), a_line("1", "2", "2", is_led=True))
    given_terms = terms(100, 100, d=100)

    both = score(a_request(*tasks, is_leader=True, leader_terms=given_terms))
    own = score(
        a_request(*tasks, is_leader=True, leader_terms=given_terms, policy=Policy(leader_lines=LeaderLines.OWN))
    )

    assert (shown(both.a_pct), shown(own.a_pct)) == ("75.0000", "50.0000")


def test_a_leader_without_terms_is_not_rated():
    answer = score(a_request(a_line(), is_leader=True))

    assert [remark.code for remark in answer.reasons] == [Code.LEADER_TERMS_MISSING]


def test_a_leader_whose_people_are_all_unrated_waits_for_d():
    answer = score(a_request(a_line(), is_leader=True, leader_terms=terms(100, 100, subordinates=(None,))))

    assert (answer.is_rated, answer.total) == (False, None)


def test_terms_between_the_two_of_the_decree_are_scored_with_a_warning():
    answer = score(a_request(a_line(), is_leader=True, leader_terms=terms(80, 100, d=90)))

    assert [remark.text for remark in answer.warnings] == [
        "d = 90.0000%: Điều 15 chỉ nêu hai mức 100% và 50%; hãy ghi rõ lý do.",
        "đ = 80.0000%: Điều 15 chỉ nêu hai mức 100% và 50%; hãy ghi rõ lý do.",
    ]
    assert shown(answer.result_pct) == "95.0000"


def test_a_given_d_that_contradicts_the_scores_below_is_told():
    answer = score(
        a_request(a_line(), is_leader=True, leader_terms=terms(100, 100, d=100, subordinates=("49.9", None)))
    )

    assert [remark.code for remark in answer.warnings] == [Code.D_CONTRADICTS, Code.SUBORDINATES_NOT_RATED]
    assert shown(answer.d_pct) == "100.0000"


def test_terms_of_somebody_who_leads_nobody_are_left_out_and_told():
    answer = score(a_request(a_line(), leader_terms=terms(50, 50, d=50)))

    assert [remark.code for remark in answer.warnings] == [Code.TERMS_OF_NO_LEADER]
    assert shown(answer.total) == "100.0000"


def test_eleven_failures_take_all_of_a_line_and_no_more():
    answer = score(a_request(a_line("1", "1", "1", quality_failures=11), a_line("1", "1", "1")))

    assert shown(answer.b_pct) == "50.0000"
    assert [remark.code for remark in answer.warnings] == [Code.MORE_THAN_ALL]


def test_assigned_quantities_outside_the_assignment_are_told():
    answer = score(a_request(a_line("1", "2", "2"), a_line("1", "3", "1", origin=Origin.ADHOC)))

    assert shown(answer.assigned_converted) == "2.0000"
    assert [remark.code for remark in answer.warnings] == [Code.ASSIGNED_OUTSIDE]


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (a_line("0"), "coefficient", Code.COEFFICIENT_NOT_POSITIVE),
        (a_line("-1"), "coefficient", Code.COEFFICIENT_NOT_POSITIVE),
        (a_line(assigned="-1"), "assigned", Code.NEGATIVE),
        (a_line(done="-0.5"), "done", Code.NEGATIVE),
        (a_line(late=-1), "late", Code.NEGATIVE),
        (a_line(quality_failures=-1), "quality_failures", Code.NEGATIVE),
        (a_line(origin=Origin.HANDED_OVER), "done", Code.HANDED_OVER_YET_DONE),
        (a_line(assigned="0"), "done", Code.DONE_WITHOUT_ASSIGNED),
    ],
)
def test_a_line_that_cannot_stand_is_named_with_its_field(line, field, code):
    assert line_fault(line) == (field, code)


@given(lines())
def test_every_line_of_the_properties_may_stand(line):
    assert line_fault(line) is None
    assert line.origin in IN_DENOMINATOR or not line.assigned


def test_without_general_points_there_is_no_total_yet():
    answer = score(a_request(a_line(), general=None))

    assert (shown(answer.task_score), answer.total, answer.is_rated) == ("70.0000", None, False)
    assert [remark.code for remark in answer.reasons] == [Code.NO_GENERAL_POINTS]


def test_support_workers_have_their_own_three_ratios():
    answer = score_support(PeriodRequest(general=exact("27"), ratios=ratios(90, 80, 100)))

    assert (shown(answer.task_score), shown(answer.total)) == ("63.0000", "90.0000")
    assert [step.term for step in answer.trace][:3] == ["quality", "compliance", "efficiency"]
    assert {step.unit for step in answer.trace} == {Unit.PERCENT, Unit.POINT}
    assert all("Sổ tay" in step.basis for step in answer.trace[:4])


@given(requests())
def test_a_score_without_its_trace_is_the_same_score(request_):
    whole, quick = score(request_), score(request_, is_traced=False)

    assert quick == replace(whole, trace=())


@given(requests())
def test_lines_counted_beforehand_give_the_same_score(request_):
    found = counted(request_.lines, request_.policy, is_leader=request_.is_leader)

    assert score(request_, found=found) == score(request_)
