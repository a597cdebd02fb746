from datetime import date

import pytest

from toso.ground.shared.calendar import Override
from toso.ground.shared.vietnam_days import swapped_days, vietnam_calendar, vietnam_holidays

# The days on which public offices were closed from Monday to Friday, from the yearly announcements.
CLOSED_WEEKDAYS = {
    2022: "01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02",
    2023: "01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04",
    2024: "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03",
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
}
WORKED_WEEKENDS = {2022: "", 2023: "", 2024: "05-04", 2025: "04-26", 2026: "01-10 08-22"}


def days_of(year, kind):
    calendar = vietnam_calendar()
    days = calendar.days(date(year, 1, 1), date(year, 12, 31))
    if kind == "closed":
        return [day.on for day in days if day.on.weekday() < 5 and not day.is_working]
    return [day.on for day in days if day.on.weekday() >= 5 and day.is_working]


def written(year, text):
    return [date.fromisoformat(f"{year}-{part}") for part in text.split()]


@pytest.mark.parametrize("year", CLOSED_WEEKDAYS)
def test_offices_were_closed_on_the_days_that_were_announced(year):
    assert days_of(year, "closed") == written(year, CLOSED_WEEKDAYS[year])


@pytest.mark.parametrize("year", WORKED_WEEKENDS)
def test_offices_worked_on_the_saturdays_given_in_exchange(year):
    assert days_of(year, "worked") == written(year, WORKED_WEEKENDS[year])


def test_lunar_new_year_is_known_for_the_years_ahead():
    names = vietnam_holidays([2027, 2040])

    assert names[date(2027, 2, 6)] == "Tết Nguyên Đán"
    assert names[date(2040, 2, 12)] == "Tết Nguyên Đán"


def test_a_documents_own_swap_overrules_what_is_known():
    swap = Override(date(2026, 11, 24), True, "trực theo văn bản của tỉnh")

    assert swapped_days([2026], [swap])[date(2026, 11, 24)] == swap
    assert vietnam_calendar(extra=(swap,)).is_working_day(date(2026, 11, 24))
    assert not vietnam_calendar().is_working_day(date(2026, 11, 24))
