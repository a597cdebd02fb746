from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.ground.tables.rules import cells
from toso.ground.tables.rules.cells import Unreadable

NOON = datetime.combine(date(2026, 11, 16), time(12))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("12,5", "12.5"),
        (1234.5, "1234.5"),
        (7, "7"),
        ("75%", "75"),
        ("'7", "7"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_numbers_are_read_as_viet_nam_writes_them(typed, number):
    assert cells.number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", None, "  ", "-", "–"])
def test_an_empty_cell_or_a_dash_is_no_number(typed):
    assert cells.number(typed) is None


@pytest.mark.parametrize("typed", ["mười", "1.2.3", True, date(2026, 1, 1), float("nan"), "=1+1"])
def test_what_is_no_number_is_said_so(typed):
    with pytest.raises(Unreadable):
        cells.number(typed)


def test_a_part_of_a_person_is_refused():
    with pytest.raises(Unreadable) as unreadable:
        cells.whole("2,5")

    assert unreadable.value.code == "whole"


@pytest.mark.parametrize(
    "typed",
    [
        "16/11/2026",
        "16-11-26",
        "16.11.2026",
        "16/11/2026 08:30",
        "Thứ Hai, 16/11/2026",
        "Thứ Hai 16/11/2026",
        "Sáng thứ hai 16/11/2026 8h30",
        "Chiều 16/11/2026",
        "T2 ngày 16/11/2026",
        "2026/11/16",
        "16.11.2026.",
        "ngày 16 tháng 11 năm 2026",
        "2026-11-16",
        46342,
        46342.5,
        "46342",
        date(2026, 11, 16),
        NOON,
    ],
)
def test_a_day_is_read_in_every_way_it_is_written(typed):
    assert cells.day(typed) == date(2026, 11, 16)


@pytest.mark.parametrize(
    "typed",
    ["31/2/2026", "tháng 11", 12, True, time(1), "13/13/2026", "16/11", "16/11/2026 - 18/11/2026", "2026/11-16"],
)
def test_what_is_no_day_is_said_so(typed):
    with pytest.raises(Unreadable):
        cells.day(typed)


def test_a_code_that_became_a_number_is_whole_again_and_its_zeros_come_back():
    assert cells.code(22561.0) == "22561"
    assert cells.code("22561.0") == "22561"
    assert cells.code(1.0, length=5) == "00001"
    assert cells.code("'00022") == "00022"


def test_a_telephone_number_gets_its_zero_back():
    assert cells.phone(912345678.0) == "0912345678"
    assert cells.phone("+84 912 345 678") == "0912345678"
    assert cells.phone("0912.345.678") == "0912345678"
    assert cells.phone(None) == ""
    with pytest.raises(Unreadable):
        cells.phone("không có")


def test_yes_and_no():
    assert all(cells.yes(word) for word in ("x", "Có", 1.0, True, "✓"))
    assert not any(cells.yes(word) for word in ("", None, "Không", 0, False))
    with pytest.raises(Unreadable):
        cells.yes("có lẽ")


def test_a_cell_is_shown_with_ten_digits_on_one_line():
    assert cells.shown(87.23599632690542) == "87.23599633"
    assert cells.shown(28996154868.0) == "28996154868"
    assert cells.shown(" Tổ \n số\u00a01 ") == "Tổ số 1"
    assert cells.shown(NOON) == "16/11/2026 12:00"
    assert cells.shown(True) == "TRUE"
    assert cells.shown(timedelta(hours=1)) == "1:00:00"


def test_formulas_are_known_and_negative_numbers_are_not_formulas():
    assert all(cells.is_formula(text) for text in ("=1+1", "@SUM(A1)", "+cmd", "-cmd|x"))
    assert not any(cells.is_formula(text) for text in ("-5", "+84 912", "a=b", ""))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_kept_as_a_float_is_read_exactly(number):
    assert cells.number(float(number)) == number


@given(st.dates(min_value=date(1911, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_and_its_serial_are_one(day):
    assert cells.day((day - cells.FIRST_DAY).days) == day == cells.day(f"{day:%d/%m/%Y}")
