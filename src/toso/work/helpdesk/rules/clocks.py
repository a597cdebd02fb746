"""Three clocks of a request: to the first answer, to the next word, to the solution. Pure.

A clock runs in working time from its start, stands still while the requester is waited for, and is due
at the earliest moment by which its time has passed. ``ledger`` says day by day how that came about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from toso.ground.shared.calendar import ONE_DAY, VIETNAM, Band, Day, WorkingCalendar
from toso.work.helpdesk.rules.priorities import Terms

LONG_DAY = (Band(time(7, 0), time(11, 30)), Band(time(13, 0), time(17, 0)), Band(time(18, 0), time(21, 0)))
NO_TIME = timedelta(0)


class Clock(StrEnum):
    ANSWER = "answer"
    UPDATE = "update"
    SOLUTION = "solution"


class Hours(Protocol):
    """What a clock needs of a calendar."""

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime: ...

    def working_time_between(self, start: datetime, until: datetime) -> timedelta: ...


class AroundTheClock:
    """Day and night, every day: for what cannot wait for the office to open."""

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        if amount < NO_TIME:
            raise ValueError("working time is added forwards only")
        return start.astimezone(VIETNAM) + amount

    def working_time_between(self, start: datetime, until: datetime) -> timedelta:
        return until - start


@dataclass(frozen=True, slots=True)
class Pause:
    """The requester was waited for, from one moment up to another; ``until`` None: still."""

    begins: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to a request, as far as its clocks care. Moments None: not yet."""

    asked_at: datetime  # or asked again
    held_at: datetime  # since the present holder has it
    first_answered_at: datetime | None = None
    last_told_at: datetime | None = None
    is_live: bool = True
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a clock: what counted on it, what had counted by its end, and what stood still."""

    on: date
    counted: timedelta
    total: timedelta
    paused: timedelta
    day: Day | None = None  # why nothing counted; None around the clock


def due(hours: Hours, start: datetime, amount: timedelta, pauses: Iterable[Pause] = ()) -> datetime | None:
    """When a clock that started then has run its time; None while it stands still and would not be due before.

    ``pauses`` in order, not overlapping.
    """
    moment = hours.add_working_time(start, amount)
    for pause in pauses:
        if pause.begins >= moment:
            break
        if pause.until is None:
            return None
        begins = max(pause.begins, start)
        if pause.until > begins:
            moment = hours.add_working_time(moment, hours.working_time_between(begins, pause.until))
    return moment


def moments_due(hours: Hours, terms: Terms, course: Course) -> dict[Clock, datetime]:
    """When each running clock is due; a clock that does not run or stands still is left out.

    The first word stops the first clock and starts the second, which starts anew with every word to the
    requester; who takes a request over has the full time of the clock that runs. The third runs from the
    question to the solution, whoever holds it, less the time the requester was waited for.
    """
    if not course.is_live:
        return {}
    starts: dict[Clock, tuple[datetime, timedelta]] = {}
    if course.first_answered_at is None:
        if terms.answer is not None:
            starts[Clock.ANSWER] = (course.held_at, terms.answer)
    elif terms.update is not None:
        starts[Clock.UPDATE] = (max(course.last_told_at or course.held_at, course.held_at), terms.update)
    if terms.solution is not None:
        starts[Clock.SOLUTION] = (course.asked_at, terms.solution)
    found = {clock: due(hours, start, amount, course.pauses) for clock, (start, amount) in starts.items()}
    return {clock: moment for clock, moment in found.items() if moment is not None}


def start_of(clock: Clock, course: Course) -> datetime:
    """Since when the clock runs."""
    if clock is Clock.SOLUTION:
        return course.asked_at
    if clock is Clock.ANSWER:
        return course.held_at
    return max(course.last_told_at or course.held_at, course.held_at)


def ledger(
    hours: Hours,
    start: datetime,
    until: datetime,
    pauses: Sequence[Pause] = (),
    calendar: WorkingCalendar | None = None,
) -> list[Line]:
    """Day by day what counted between two moments. The last total is all that counted."""
    lines: list[Line] = []
    total = NO_TIME
    begin, end = start.astimezone(VIETNAM), until.astimezone(VIETNAM)
    on = begin.date()
    while on <= end.date():
        opens = max(begin, datetime.combine(on, time(0), VIETNAM))
        closes = min(end, datetime.combine(on + ONE_DAY, time(0), VIETNAM))
        paused = sum((_overlap(hours, pause, opens, closes) for pause in pauses), NO_TIME)
        counted = hours.working_time_between(opens, closes) - paused
        total += counted
        lines.append(Line(on, counted, total, paused, calendar.day(on) if calendar else None))
        on += ONE_DAY
    return lines


def _overlap(hours: Hours, pause: Pause, opens: datetime, closes: datetime) -> timedelta:
    begins, ends = max(pause.begins, opens), min(pause.until or closes, closes)
    return hours.working_time_between(begins, ends) if begins < ends else NO_TIME
