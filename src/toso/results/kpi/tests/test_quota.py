from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.quota import HIGHEST_SHARE, USUAL_SHARE, Candidate, allowed, propose
from toso.results.kpi.rules.terms import QuotaBase
from toso.results.kpi.rules.words import Code

totals = st.none() | st.decimals(min_value=0, max_value=100, places=1).map(exact)
bodies = st.lists(totals, max_size=60).map(
    lambda found: tuple(Candidate(number, total) for number, total in enumerate(found))
)
shares = st.sampled_from((USUAL_SHARE, HIGHEST_SHARE))


def people(*totals_):
    return tuple(Candidate(f"p{number}", exact(str(total))) for number, total in enumerate(totals_))


@given(st.integers(0, 10_000), shares)
def test_the_base_of_good_people_is_the_largest_that_holds(count, share):
    places = allowed(count, share, QuotaBase.GOOD)

    assert places <= share * (count - places)
    assert places + 1 > share * (count - places - 1)


@given(bodies, shares, st.sampled_from(QuotaBase))
def test_a_proposal_keeps_the_quota_and_passes_nobody_over(body, share, base):
    quota = propose(body, share=share, base=base)
    points = {person.id: person.total for person in body}

    assert len(quota.proposed) <= quota.allowed
    assert all(points[id_] >= 90 for id_ in (*quota.proposed, *quota.tied))
    lowest = min((points[id_] for id_ in quota.proposed), default=None)
    left = [p.total for p in body if p.total is not None and p.total >= 90 and p.id not in quota.proposed]
    assert lowest is None or all(total < lowest for total in left)


def test_people_on_the_border_with_equal_points_are_left_to_the_authority():
    quota = propose(people(95, 92, 92, *[80] * 9))

    assert (quota.allowed, quota.proposed, quota.tied) == (2, ("p0",), ("p1", "p2"))
    assert [remark.code for remark in quota.warnings] == [Code.QUOTA_TIE]


def test_fewer_excellent_people_than_places_are_all_proposed():
    quota = propose(people(95, *[80] * 20))

    assert (quota.allowed, quota.proposed, quota.warnings) == (3, ("p0",), ())


def test_outstanding_results_raise_the_share_to_a_quarter():
    assert propose(people(*[95] * 2, *[80] * 18), share=HIGHEST_SHARE).allowed == 4
    assert propose(people(*[95] * 2, *[80] * 18), share=USUAL_SHARE).allowed == 3


def test_a_share_beyond_the_decree_is_told():
    quota = propose(people(95, 80), share=Fraction(1, 2))

    assert [remark.text for remark in quota.warnings] == ["Tỷ lệ 50.00% cao hơn 25%, mức cao nhất của Điều 20 khoản 5."]


def test_an_empty_body_proposes_nobody():
    assert propose(()).proposed == ()
