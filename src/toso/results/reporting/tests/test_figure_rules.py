from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.results.reporting.rules.coverage import Edge, Map, lacking
from toso.results.reporting.rules.figures import Figure, Missing, figure, percent

EVER = (date.min, date.max)
numbers = st.decimals(0, 10**9, places=2)
PROVINCE, LEFT, RIGHT, ONE, TWO, THREE = range(1, 7)
TREE = {LEFT: PROVINCE, RIGHT: PROVINCE, ONE: LEFT, TWO: LEFT, THREE: RIGHT}


def a_map(tree: dict[int, int], heirs: dict[int, frozenset[int]] | None = None) -> Map:
    def line(unit: int) -> list[int]:
        return [unit, *(line(tree[unit]) if unit in tree else [])]

    units = {*tree, *tree.values()}
    return Map(
        reach=tuple(Edge(above, unit, *EVER) for unit in units for above in line(unit)),
        parents=tuple(Edge(tree.get(unit), unit, *EVER) for unit in units),
        heirs=heirs or {},
    )


def lacking_in_province(saying: set[int]) -> frozenset[int]:
    return lacking(a_map(TREE), [PROVINCE], saying, date(2026, 1, 1))[PROVINCE]


@given(numbers, numbers)
def test_a_percentage_is_exact_and_zero_is_no_denominator(part, whole):
    found = percent(part, whole)

    if whole == 0:
        assert found is None
    else:
        assert found is not None
        assert abs(found * whole - 100 * part) <= Decimal("1e-12") * max(100 * part, Decimal(1))


@pytest.mark.parametrize(
    ("numerator", "denominator", "lacks", "is_left_out", "missing"),
    [
        (Decimal(5), Decimal(10), 0, False, None),
        (Decimal(5), Decimal(10), 1, False, Missing.DENOMINATOR),
        (Decimal(5), None, 0, False, Missing.DENOMINATOR),
        (Decimal(0), Decimal(0), 0, False, Missing.DENOMINATOR),
        (Decimal(5), Decimal(10), 1, True, Missing.EXCLUDED),
        (None, None, 0, False, Missing.TYPED),
    ],
)
def test_what_is_missing_is_named_and_leaves_no_value(numerator, denominator, lacks, is_left_out, missing):
    found = figure(
        numerator=numerator,
        denominator=denominator,
        is_ratio=True,
        records=0,
        unallocated=Decimal(0),
        lacking=lacks,
        is_left_out=is_left_out,
        excluded=(),
    )

    assert found.missing == missing
    assert (found.value is None) == (missing is not None)


def test_a_plain_number_needs_no_denominator():
    assert Figure(numerator=Decimal(7)).value == 7


def test_a_number_of_the_commune_speaks_for_its_hamlets_but_not_the_other_way_round():
    assert lacking_in_province({LEFT, THREE}) == frozenset()
    assert lacking_in_province({ONE, THREE}) == {LEFT}
    assert lacking_in_province({PROVINCE}) == frozenset()
    assert lacking_in_province(set()) == {LEFT, RIGHT}


def test_a_hamlet_is_not_covered_by_its_commune_when_it_is_asked_alone():
    assert lacking(a_map(TREE), [ONE], {LEFT}, date(2026, 1, 1)) == {ONE: frozenset({ONE})}


def test_the_number_of_a_merged_unit_speaks_for_its_successor():
    joined, old = TWO, 7
    tree = a_map({**TREE, old: LEFT}, heirs={old: frozenset({joined})})
    standing = Map(tree.reach, tuple(e for e in tree.parents if e.below != old), tree.heirs)

    assert lacking(standing, [PROVINCE], {ONE, THREE, old}, date(2026, 1, 1))[PROVINCE] == frozenset()
    assert lacking(standing, [PROVINCE], {ONE, THREE}, date(2026, 1, 1))[PROVINCE] == {LEFT}


@given(st.sets(st.sampled_from([PROVINCE, LEFT, RIGHT, ONE, TWO, THREE])), st.sampled_from([LEFT, ONE, TWO, THREE]))
def test_one_more_word_never_makes_more_units_lack_it(saying, more):
    assert lacking_in_province(saying | {more}) <= lacking_in_province(saying)
