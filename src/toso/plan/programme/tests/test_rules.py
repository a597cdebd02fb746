from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toso.ground.people.rules import Role
from toso.plan.programme import rules
from toso.plan.programme.rules import IndicatorKind, Span, TargetFault

WEIGHTS = st.lists(st.integers(0, 10_000).map(Decimal), min_size=1, max_size=70)


@given(whole=st.integers(0, 1_000_000).map(Decimal), weights=WEIGHTS, decimals=st.integers(0, 2))
def test_the_shares_of_a_target_always_add_up_to_it(whole, weights, decimals):
    shares = rules.split(whole, weights, decimals=decimals)

    assert sum(shares) == whole
    assert len(shares) == len(weights)
    assert all(share >= 0 for share in shares)


@given(whole=st.integers(0, 100_000).map(Decimal), weights=WEIGHTS)
def test_no_share_is_a_whole_step_away_from_its_exact_part(whole, weights):
    total = sum(weights) or Decimal(len(weights))
    even = not any(weights)

    for share, weight in zip(rules.split(whole, weights), weights, strict=True):
        exact = whole * (1 if even else weight) / total
        assert abs(share - exact) < 1


def test_ten_by_three_gives_the_remainder_to_the_first():
    assert rules.split(Decimal(10), [Decimal(0)] * 3) == [Decimal(4), Decimal(3), Decimal(3)]


def test_a_target_without_units_is_shared_with_nobody():
    assert rules.split(Decimal(10), []) == []


def test_parts_that_equal_the_whole_agree():
    found = rules.reconcile(Decimal(10), [Decimal(4), Decimal(6)], kind=IndicatorKind.FLOW, unit="lượt")

    assert (found.gap, found.agrees) == (Decimal(0), True)


def test_a_difference_needs_a_reason():
    parts = [Decimal(4), Decimal(5)]

    silent = rules.reconcile(Decimal(10), parts, kind=IndicatorKind.FLOW, unit="lượt", reason="  ")
    spoken = rules.reconcile(Decimal(10), parts, kind=IndicatorKind.FLOW, unit="lượt", reason="Xã giữ lại 1")

    assert (silent.gap, silent.agrees, spoken.agrees) == (Decimal(-1), False, True)


def test_rates_are_never_added():
    found = rules.reconcile(Decimal(80), [Decimal(80), Decimal(90)], kind=IndicatorKind.RATIO, unit="%")

    assert (found.gap, found.agrees) == (Decimal(0), True)


def test_persons_counted_once_are_never_added():
    assert rules.is_additive(IndicatorKind.DISTINCT, "người") is False
    assert rules.is_additive(IndicatorKind.TYPED, "%") is False
    assert rules.is_additive(IndicatorKind.TYPED, "người") is True


def test_without_a_whole_there_is_no_gap():
    assert rules.reconcile(None, [Decimal(3)], kind=IndicatorKind.FLOW, unit="lượt").agrees


def test_a_target_is_neither_negative_nor_over_a_hundred_per_cent_nor_too_fine():
    assert rules.fault_of_target(Decimal(-1), "lượt", 0) == TargetFault.NEGATIVE
    assert rules.fault_of_target(Decimal(101), "%", 1) == TargetFault.OVER_HUNDRED
    assert rules.fault_of_target(Decimal("1.5"), "lượt", 0) == TargetFault.TOO_FINE
    assert rules.fault_of_target(Decimal("99.5"), "%", 1) is None


def test_the_province_assigns_to_communes_and_the_commune_to_hamlets():
    assert rules.parts_of_level("province") == ("commune",)
    assert rules.parts_of_level("commune") == ("hamlet",)
    assert rules.parts_of_level("hamlet") == ()


def test_only_the_leader_issues_for_the_commune():
    assert rules.issuers("commune") == (Role.COMMUNE_LEADER,)
    assert rules.drafters("commune") == (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
    assert rules.issuers("province") == (Role.PROVINCE_OFFICER,)
    assert rules.drafters("hamlet") == rules.issuers("hamlet") == ()


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
SPANS = st.builds(lambda a, b, is_open: Span(min(a, b), None if is_open else max(a, b)), DAYS, DAYS, st.booleans())


@given(one=SPANS, other=SPANS)
def test_overlapping_is_mutual(one, other):
    assert one.overlaps(other) == other.overlaps(one)


def test_days_are_half_open():
    assert not Span(date(2026, 1, 1), date(2026, 2, 1)).overlaps(Span(date(2026, 2, 1)))
