from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from toso.ground.places.rules import (
    Belonging,
    Level,
    Part,
    Row,
    Territory,
    Unit,
    counted,
    gaps,
    joined,
    other_spelling,
)
from toso.ground.shared.text import fold, sort_key

SYLLABLES = ("Hòa", "Hoà", "Thủy", "Thuỷ", "Quý", "Khoẻ", "Khỏe", "Hoàng", "Toàn", "Đại", "Lãnh", "Huỳnh", "Quỳ")
FIRST = date(2025, 1, 1)


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map(" ".join))
def test_the_other_spelling_of_the_other_spelling_is_the_name(name):
    other = other_spelling(name)

    assert other != name
    if other:
        assert other_spelling(other) == name
        assert fold(other) == fold(name)


def test_only_open_syllables_have_another_spelling():
    assert other_spelling("Hòa Trí") == "Hoà Trí"
    assert other_spelling("Thuỷ Xuân") == "Thủy Xuân"
    assert [other_spelling(name) for name in ("Hoàng Sa", "Quý Lộc", "Huỳnh Mẫu")] == ["", "", ""]


@given(st.lists(st.integers(0, 9999), min_size=2, unique=True))
def test_numbers_in_names_stand_in_their_order(numbers):
    in_order = sorted(numbers, key=lambda number: sort_key(counted(f"Mẫu {number}")))

    assert in_order == sorted(numbers)


spans = st.tuples(st.integers(1, 3), st.integers(0, 20), st.integers(1, 5))


@given(st.lists(spans, max_size=8))
def test_joining_keeps_every_day_of_spans_that_do_not_overlap(given_spans):
    rows: list[Row] = []
    taken: set[tuple[int, int]] = set()
    for ancestor, start, length in given_spans:
        days = {(ancestor, day) for day in range(start, start + length)}
        if not days & taken:
            taken |= days
            rows.append(Row(ancestor, FIRST + timedelta(start), FIRST + timedelta(start + length)))

    after = joined(rows)

    kept = [(r.ancestor, (r.since - FIRST).days + n) for r in after for n in range((r.until - r.since).days)]
    assert sorted(kept) == sorted(taken)
    assert joined(after) == after


@given(st.lists(spans, max_size=8), st.integers(0, 25), st.integers(0, 25))
def test_a_day_is_in_a_gap_if_and_only_if_no_row_holds_it(given_spans, start, length):
    rows = [Row(one, FIRST + timedelta(begin), FIRST + timedelta(begin + days)) for one, begin, days in given_spans]
    since, until = FIRST + timedelta(start), FIRST + timedelta(start + length)

    found = gaps(rows, since, until)

    for day in (since + timedelta(n) for n in range(length)):
        is_held = any(row.since <= day < row.until for row in rows)
        assert any(low <= day < high for low, high in found) == (not is_held)
    assert all(since <= low < high <= until for low, high in found)


def a_unit(pk, parent=None, *, until=None, heirs=()):
    return Unit(pk, parent, FIRST, until, (Belonging(parent, FIRST, until or date.max),), heirs)


def test_a_chain_of_successors_leads_to_the_last_one():
    ended = date(2026, 1, 1)
    tree = Territory(
        {
            1: a_unit(1),
            2: a_unit(2, 1),
            3: a_unit(3, 1, until=ended, heirs=((2, Part.WHOLE),)),
            4: a_unit(4, 1, until=ended, heirs=((3, Part.WHOLE),)),
        }
    )

    assert tree.path(4) == "1.2.4."
    assert [row.ancestor for row in tree.rows_today(4)] == [1, 2, 4]
    assert not any(row.is_unallocated for row in tree.rows_today(4))


def test_one_known_part_stands_above_its_successor_because_the_rest_went_elsewhere():
    tree = Territory({1: a_unit(1), 2: a_unit(2, 1), 3: a_unit(3, 1, until=FIRST, heirs=((2, Part.PART),))})

    assert tree.path(3) == "1.3."
    assert tree.rows_today(3)[0].is_unallocated


def test_an_ended_unit_without_successor_stays_with_its_last_parent():
    tree = Territory({1: a_unit(1), 2: a_unit(2, 1, until=FIRST)})

    assert tree.path(2) == "1.2."
    assert [(row.ancestor, row.is_unallocated) for row in tree.rows_today(2)] == [(1, True), (2, False)]


def test_work_told_after_a_unit_ended_counts_with_its_successor_of_that_day():
    ended = date(2026, 1, 1)
    tree = Territory(
        {1: a_unit(1), 2: a_unit(2, 1), 3: a_unit(3, 1, until=ended, heirs=((2, Part.WHOLE),)), 4: a_unit(4, 1)}
    )
    split = Territory({**tree.units, 3: a_unit(3, 1, until=ended, heirs=((2, Part.PART), (4, Part.PART)))})
    alone = Territory({1: a_unit(1, until=ended)})

    assert tree.rows_then(3) == (Row(1, FIRST, date.max), Row(2, ended, date.max), Row(3, FIRST, ended))
    assert split.rows_then(3) == (Row(1, FIRST, date.max), Row(3, FIRST, ended))
    assert alone.rows_then(1) == (Row(1, FIRST, date.max),)


def test_levels_are_the_four_tiers():
    assert [level.value for level in Level] == ["province", "district", "commune", "hamlet"]
