from dataclasses import replace
from fractions import Fraction

from hypothesis import given

from toso.results.kpi.rules.differences import Change, changed, differences
from toso.results.kpi.rules.exact import shown
from toso.results.kpi.rules.period import score
from toso.results.kpi.rules.terms import Grade, LateUnit, Origin, Policy
from toso.results.kpi.tests.scoring import a_line, a_request, points, requests, terms

HANDBOOK = a_request(
    a_line("1.0", "5", "4", late=4),
    a_line("2.7", "3", "3", quality_failures=1, late=2),
    a_line("3.7", "1", "0.8", quality_failures=2),
    general="29",
    policy=Policy(late_unit=LateUnit.DAY),
)


def by_change(request):
    return {(one.change, one.line): one for one in differences(request)}


def test_one_less_late_day_of_the_handbooks_second_task():
    found = by_change(HANDBOOK)[Change.ONE_LESS_DELAY, 1]

    assert found.gained == Fraction(70, 3) * Fraction(81, 10) / 4 / Fraction(168, 10)
    assert shown(found.total) == "78.5139"
    assert found.grade is Grade.GOOD


def test_one_more_product_never_passes_what_was_assigned():
    found = by_change(HANDBOOK)

    assert changed(HANDBOOK.lines[2], Change.ONE_MORE_DONE) == a_line("3.7", "1", "1", quality_failures=2)
    assert (Change.ONE_MORE_DONE, 1) not in found
    assert found[Change.ONE_MORE_DONE, 0].gained > 0


def test_work_outside_the_assignment_and_handed_over_work_offer_no_more_products():
    adhoc, handed = a_line("1", "0", "1", origin=Origin.ADHOC), a_line("1", "2", "0", origin=Origin.HANDED_OVER)

    assert {change for change, _line in by_change(a_request(a_line(), adhoc, handed, general="30"))} == set()


def test_a_leader_sees_what_a_full_term_would_bring():
    request = a_request(a_line(), is_leader=True, leader_terms=terms(50, 100, subordinates=(40, 80)))

    assert {one.term: shown(one.gained) for one in differences(request)} == {"d": "5.8333", "dd": "5.8333"}


def test_who_is_not_rated_has_no_differences():
    assert differences(a_request()) == ()


@given(requests())
def test_every_difference_is_a_whole_second_reckoning(request_):
    before = score(request_)
    for one in differences(request_):
        assert one.gained >= 0
        assert points(before.total) + one.gained == one.total <= 100
        if one.line is not None:
            after = list(request_.lines)
            better = changed(after[one.line], one.change)
            assert better is not None
            after[one.line] = better
            assert score(replace(request_, lines=tuple(after))).total == one.total
    gains = [one.gained for one in differences(request_)]
    assert gains == sorted(gains, reverse=True)


def test_work_of_those_led_is_theirs_to_change():
    request = a_request(
        a_line("1", "2", "1"),
        a_line("1", "5", "1", is_led=True),
        is_leader=True,
        leader_terms=terms(100, 100, d=100),
    )

    assert {one.line for one in differences(request)} <= {0, None}
