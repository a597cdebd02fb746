"""How a year is cut into periods. Pure: values in, values out."""

from dataclasses import dataclass
from datetime import date, timedelta

HALF_NAMES = ("H1", "H2")
OFFICIAL = "official"
CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first_day: date
    last_day: date


def months(year: int, month: int, *, count: int, first_day_of_month: int) -> Span:
    """``count`` reporting months that begin with the given one.

    With 15 the month M runs from the 15th of month M−1 to the 14th of month M (Decree
    09/2019/NĐ-CP, Article 12); with 1 it is the month of the wall calendar.
    """
    shift = 0 if first_day_of_month == 1 else -1
    first = _day(year, month + shift, first_day_of_month)
    after = _day(year, month + shift + count, first_day_of_month)
    return Span(first, after - timedelta(days=1))


def month_of(day: date, *, first_day_of_month: int) -> tuple[int, int]:
    """The year and month whose reporting month holds the day."""
    if first_day_of_month > 1 and day.day >= first_day_of_month:
        return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return day.year, day.month


def _day(year: int, month: int, day: int) -> date:
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, day)
