"""How places are ranked: bounds, order, ties, missing data."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toso.results.reporting.rules.ranking import (
    Apart,
    Formula,
    Given,
    Line,
    Measure,
    Points,
    is_formula,
    share_of,
    standings,
)

VALUES = st.none() | st.integers(0, 200).map(Decimal)
FORMULA = Formula(
    lines=(Line("a", Decimal(60), Measure.PERCENT), Line("b", Decimal(40), Measure.TARGET)),
    least=Decimal(60),
    ties=("a",),
)


def place(a: int | None, b: int | None, target: int | None = 100) -> dict[str, Given]:
    def number(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return {"a": Given(number(a)), "b": Given(number(b), number(target))}


@given(st.dictionaries(st.integers(1, 30), st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=12))
def test_scores_stay_within_a_hundred_and_the_order_is_theirs(known):
    found = standings(FORMULA, {key: {"a": Given(a), "b": Given(b, target)} for key, (a, b, target) in known.items()})
    ranked = [one for one in found if one.rank is not None]

    assert len(found) == len(known)
    assert all(0 <= (one.score or 0) <= 100 for one in ranked)
    assert [one.score for one in ranked] == sorted((one.score or 0 for one in ranked), reverse=True)
    assert all(one.score is None for one in found if one.rank is None)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 50))
def test_reaching_more_never_lowers_the_score(a, b, more):
    low, high = (standings(FORMULA, {1: place(a, value)})[0].score or 0 for value in (b, b + more))

    assert high >= low


def test_equal_places_share_a_rank_and_the_next_is_passed_over():
    found = standings(FORMULA, {1: place(50, 50), 2: place(50, 50), 3: place(10, 10)})

    assert [(one.key, one.rank, one.score) for one in found] == [(1, 1, 50), (2, 1, 50), (3, 3, 10)]


def test_an_equal_score_is_decided_by_the_indicator_the_formula_names():
    found = standings(FORMULA, {1: place(40, 60), 2: place(60, 30)})

    assert [(one.key, one.rank, one.score) for one in found] == [(2, 1, 48), (1, 2, 48)]


def test_missing_data_earns_nothing_and_too_little_data_gives_no_rank():
    by_key = {one.key: one for one in standings(FORMULA, {1: place(80, None), 2: place(None, 80), 3: place(40, 50)})}

    assert (by_key[3].score, by_key[3].covered, by_key[3].rank) == (44, 100, 2)
    assert (by_key[1].score, by_key[1].covered, by_key[1].rank) == (48, 60, 1)
    assert by_key[1].cells[1] == Points("b", None, Decimal(0))
    assert (by_key[2].score, by_key[2].covered, by_key[2].rank) == (None, 40, None)


def test_who_keeps_silent_never_stands_before_who_reported_the_same_and_a_little_more():
    found = standings(FORMULA, {1: place(80, None), 2: place(80, 1)})

    assert [(one.key, one.rank, one.score) for one in found] == [(2, 1, Decimal("48.40")), (1, 2, 48)]


def test_what_does_not_apply_is_left_out_with_its_weight():
    apart = {"a": Given(Decimal(80)), "b": Given(Decimal(5), Decimal(100), is_excluded=True)}
    excluded, no_target = standings(FORMULA, {1: apart, 2: place(70, 80, None)})

    assert (excluded.score, excluded.covered, excluded.cells[1]) == (80, 60, Points("b", None, None, Apart.EXCLUDED))
    assert (no_target.score, no_target.cells[1]) == (70, Points("b", None, None, Apart.NO_TARGET))


def test_an_excluded_place_is_not_the_best_that_others_are_measured_by():
    formula = Formula((Line("a", Decimal(100), Measure.BEST),), least=Decimal(0))
    found = standings(formula, {1: {"a": Given(Decimal(90), is_excluded=True)}, 2: {"a": Given(Decimal(30))}})

    assert [(one.key, one.score) for one in found] == [(2, 100), (1, None)]


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 50))
def test_reporting_a_figure_never_lowers_the_score(a, b, target):
    silent, told = (standings(FORMULA, {1: place(a, value, target)})[0].score or 0 for value in (None, b))

    assert told >= silent


def test_more_than_the_target_brings_nothing_further():
    assert share_of(Given(Decimal(300), Decimal(100)), Measure.TARGET, None) == 1
    assert share_of(Given(Decimal(30)), Measure.BEST, Decimal(60)) == Decimal("0.5")
    assert share_of(Given(Decimal(30)), Measure.BEST, None) is None


def test_weights_make_a_hundred():
    whole = [Line("a", Decimal(60), Measure.BEST), Line("b", Decimal(40), Measure.BEST)]

    assert is_formula(whole)
    assert not is_formula(whole[:1])
    assert not is_formula([*whole, Line("a", Decimal(0), Measure.BEST)])
    assert not is_formula([])
