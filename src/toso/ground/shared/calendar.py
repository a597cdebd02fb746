"""Working days and working hours: one arithmetic for deadlines, reminders and answers due.

Pure: no clock, no Django. Which days are off is data, see ``vietnam_days``; the sentences that
explain a computed moment are in ``deadline_words``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


class DayKind(StrEnum):
    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"  # a working day given free, worked off on another day
    SWAPPED_ON = "swapped_on"  # a weekend day worked in exchange


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar, and why it is off or worked when that is not plain."""

    on: date
    kind: DayKind
    reason: str = ""

    @property
    def is_working(self) -> bool:
        return self.kind in (DayKind.WORKING, DayKind.SWAPPED_ON)


@dataclass(frozen=True, slots=True)
class Override:
    """A day that is worked or off against the rule, by a dated document."""

    on: date
    is_working: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of working time in a day, from ``opens`` up to ``closes``."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("a band must open before it closes")


OFFICE_HOURS = (Band(time(7, 30), time(11, 30)), Band(time(13, 0), time(17, 0)))


class UnknownYear(LookupError):
    """The holidays of this year are not known to the calendar, so it does not guess."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked and at what hours.

    Knows only the years from ``first_year`` to ``last_year``; asked beyond, it raises
    ``UnknownYear`` rather than count a lunar new year as work.
    """

    first_year: int
    last_year: int
    holidays: Mapping[date, str] = field(default_factory=dict)
    overrides: Mapping[date, Override] = field(default_factory=dict)
    bands: tuple[Band, ...] = OFFICE_HOURS
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})

    def __post_init__(self) -> None:
        if any(left.closes > right.opens for left, right in zip(self.bands, self.bands[1:], strict=False)):
            raise ValueError("bands must follow one another without touching the same minute")

    @property
    def working_day_length(self) -> timedelta:
        return sum((_since_midnight(band.closes) - _since_midnight(band.opens) for band in self.bands), timedelta(0))

    def day(self, on: date) -> Day:
        if not self.first_year <= on.year <= self.last_year:
            raise UnknownYear(on.year)
        if override := self.overrides.get(on):
            return Day(on, DayKind.SWAPPED_ON if override.is_working else DayKind.SWAPPED_OFF, override.reason)
        if on in self.holidays:
            return Day(on, DayKind.HOLIDAY, self.holidays[on])
        return Day(on, DayKind.WEEKEND if on.weekday() in self.weekend else DayKind.WORKING)

    def days(self, first: date, last: date) -> list[Day]:
        """Every day from first to last, both included."""
        return [self.day(first + timedelta(days=n)) for n in range((last - first).days + 1)]

    def is_working_day(self, on: date) -> bool:
        return self.day(on).is_working

    def last_working_day_on_or_before(self, on: date) -> date:
        while not self.is_working_day(on):
            on -= ONE_DAY
        return on

    def first_working_day_on_or_after(self, on: date) -> date:
        while not self.is_working_day(on):
            on += ONE_DAY
        return on

    def add_working_days(self, start: date, count: int) -> date:
        """The count-th working day after start; start itself is not counted (Civil Code, Article 147).

        Zero gives start, or the first working day after it. A negative count goes back.
        """
        if count == 0:
            return self.first_working_day_on_or_after(start)
        step, on = (ONE_DAY if count > 0 else -ONE_DAY), start
        for _ in range(abs(count)):
            on += step
            while not self.is_working_day(on):
                on += step
        return on

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days come after one day, up to and with the other; negative backwards."""
        if until < after:
            return -self.working_days_between(until, after)
        return sum(day.is_working for day in self.days(after + ONE_DAY, until))

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest moment by which that much working time has passed since start."""
        if amount < timedelta(0):
            raise ValueError("working time is added forwards only")
        moment, left = _local(start), amount
        if not left:
            return moment
        for opens, closes in self._open_from(moment.date()):
            begins = max(opens, moment)
            if begins + left <= closes:
                return begins + left
            left -= max(closes - begins, timedelta(0))
        raise UnknownYear(self.last_year + 1)

    def add_working_hours(self, start: datetime, hours: int) -> datetime:
        return self.add_working_time(start, timedelta(hours=hours))

    def working_time_between(self, start: datetime, until: datetime) -> timedelta:
        """How much working time lies between two moments; negative when ``until`` comes first."""
        begin, end = _local(start), _local(until)
        if end < begin:
            return -self.working_time_between(until, start)
        worked = timedelta(0)
        for opens, closes in self._open_from(begin.date()):
            if opens >= end:
                break
            worked += max(min(closes, end) - max(opens, begin), timedelta(0))
        return worked

    def _open_from(self, on: date) -> Iterator[tuple[datetime, datetime]]:
        while on.year <= self.last_year:
            if self.is_working_day(on):
                for band in self.bands:
                    yield datetime.combine(on, band.opens, VIETNAM), datetime.combine(on, band.closes, VIETNAM)
            on += ONE_DAY


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(VIETNAM)
