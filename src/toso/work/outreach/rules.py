"""What a record of guidance work may say, whom it counts for, and what makes it worth a second look. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from toso.ground.shared.calendar import WorkingCalendar

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WHOLE = Decimal(100)
MOST_IN_ONE_RECORD = 2000  # more in one place, on one day, for one task is a slip of the finger
MOST_PEOPLE = 50
DAYS_IN_TIME = 3  # written down or sent later than this is flagged, never silently trusted
CLOCK_TOLERANCE = timedelta(minutes=10)
DAYS_A_MEMBER_MAY_CORRECT = 30
DAYS_IN_BIN = 30
MOST_MINUTES = 480


class Flag(StrEnum):
    LATE_CAPTURE = "late_capture"
    CLOCK_JUMP = "clock_jump"
    SAME_WORK = "same_work"


class Mode(StrEnum):
    """How a procedure was done at the commune's public-service centre."""

    ONLINE = "online"  # by the citizen alone, after a word of guidance
    HELPED = "helped"  # online, with somebody beside
    COUNTER = "counter"  # on paper, at the counter


class Outcome(StrEnum):
    DONE = "done"
    INCOMPLETE = "incomplete"  # something was missing; the citizen comes again
    REFERRED = "referred"
    FAILED = "failed"  # the system or the line did not work


class Satisfaction(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class CountFault(StrEnum):
    NEGATIVE = "negative"
    TOO_MANY = "too_many"
    NOTHING = "nothing"
    MORE_THAN_CITIZENS = "more_than_citizens"
    MORE_THAN_HELPED = "more_than_helped"


@dataclass(frozen=True, slots=True)
class Counts:
    """Who was guided: the groups of Plan 6863, II.1, and the priority groups among them.

    The elderly, the disabled and other vulnerable people are part of the citizens; poor and
    near-poor households part of the people or households helped.
    """

    citizens: int = 0
    households: int = 0
    businesses: int = 0
    cooperatives: int = 0
    elderly: int = 0
    disabled: int = 0
    poor: int = 0
    near_poor: int = 0
    vulnerable: int = 0


COUNT_NAMES: tuple[str, ...] = tuple(field.name for field in fields(Counts))
GROUPS = ("citizens", "households", "businesses", "cooperatives")
AMONG_CITIZENS = ("elderly", "disabled", "vulnerable")


@dataclass(frozen=True, slots=True)
class Case:
    """What more is said of work at the public-service centre. All but ``mode`` and ``outcome`` may be unknown.

    ``received_on``: when the dossier was taken in whose result is handed over on the day of the work.
    """

    mode: str
    outcome: str
    minutes: int | None = None
    satisfaction: str = ""
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody writes down about one piece of work. ``shares`` of None means even ones."""

    uuid: UUID
    place_id: int
    day: date
    task_id: int
    counts: Counts
    captured_at: datetime
    people: tuple[int, ...] = ()
    shares: Mapping[int, Decimal] | None = None
    platform_id: int | None = None
    team_id: int | None = None
    result: str = ""
    note: str = ""
    procedure_id: int | None = None
    document_id: int | None = None
    medium: str = ""
    reach: int = 0
    things: int = 0
    centre: Case | None = None


LONGEST_HANDLING = timedelta(days=366)
MOST_THINGS = 5_000  # machines, programs or dossiers done in one day
MOST_REACHED = 200_000  # a commune hears the loudspeaker; more is a slip of the finger


def count_faults(counts: Counts, *, reach: int = 0, things: int = 0) -> tuple[tuple[str, CountFault], ...]:
    """The fields whose number cannot be right, each with the reason. None: the numbers may stand.

    Communication that reached many, and work on machines or dossiers, need not have guided anybody one by one.
    """
    found: list[tuple[str, CountFault]] = []
    for name in COUNT_NAMES:
        value = getattr(counts, name)
        if value < 0:
            found.append((name, CountFault.NEGATIVE))
        elif value > MOST_IN_ONE_RECORD:
            found.append((name, CountFault.TOO_MANY))
    if found:
        return tuple(found)
    if not reach and not things and not any(getattr(counts, name) for name in GROUPS):
        return (("citizens", CountFault.NOTHING),)
    found.extend(
        (name, CountFault.MORE_THAN_CITIZENS) for name in AMONG_CITIZENS if getattr(counts, name) > counts.citizens
    )
    if counts.poor + counts.near_poor > max(counts.citizens, counts.households):
        found.append(("poor", CountFault.MORE_THAN_HELPED))
    return tuple(found)


def case_faults(case: Case, *, day: date | None = None) -> tuple[str, ...]:
    """The fields of a case at the centre, of work on a day, that cannot be right."""
    found: list[str] = []
    if case.mode not in set(Mode):
        found.append("mode")
    if case.outcome not in set(Outcome):
        found.append("outcome")
    if case.minutes is not None and not 1 <= case.minutes <= MOST_MINUTES:
        found.append("minutes")
    if case.satisfaction and case.satisfaction not in set(Satisfaction):
        found.append("satisfaction")
    if case.received_on and day and not day - LONGEST_HANDLING <= case.received_on <= day:
        found.append("received_on")
    return tuple(found)


def handling_days(case: Case, day: date, calendar: WorkingCalendar) -> int | None:
    """Working days from the day after a dossier was taken in to the day its result was handed over; None: unknown."""
    if case.received_on is None or case.outcome != Outcome.DONE:
        return None
    return calendar.working_days_between(case.received_on, day)


def split_evenly(people: Sequence[int]) -> dict[int, Decimal]:
    """Shares that make exactly 100 %, to the hundredth, by the largest remainder.

    All remainders are equal, so the hundredths left over go to those named first.
    """
    if not people:
        return {}
    each, left = divmod(10_000, len(people))
    return {person: Decimal(each + (place < left)) / 100 for place, person in enumerate(people)}


def shares_are_whole(shares: Mapping[int, Decimal]) -> bool:
    """Whether everybody has a part and the parts make exactly 100 %."""
    return all(percent > 0 for percent in shares.values()) and sum(shares.values(), Decimal(0)) == WHOLE


def days_late(*, day: date, captured_at: datetime, recorded_at: datetime) -> int:
    """The longer of the two delays: from the work to writing it down, from writing to the server."""
    captured_on = captured_at.astimezone(VIETNAM).date()
    return max((captured_on - day).days, (recorded_at.astimezone(VIETNAM).date() - captured_on).days)


def is_late(*, day: date, captured_at: datetime, recorded_at: datetime) -> bool:
    return days_late(day=day, captured_at=captured_at, recorded_at=recorded_at) > DAYS_IN_TIME


def clock_jumped(*, day: date, captured_at: datetime, recorded_at: datetime) -> bool:
    """Whether the device's clock cannot be right: ahead of the server, or before the day of the work."""
    return captured_at > recorded_at + CLOCK_TOLERANCE or captured_at.astimezone(VIETNAM).date() < day


@dataclass(frozen=True, slots=True)
class Trace:
    """What is compared to find the same work recorded twice."""

    place_id: int
    day: date
    task_id: int
    team_id: int | None
    recorded_by_id: int
    is_from_paper: bool
    counts: Counts


def looks_like(one: Trace, other: Trace) -> bool:
    """Whether two records may be the same work: place, day and task agree, and the source differs.

    Another team, or a paper list beside a record of the page, is another source. The very same
    numbers from a second member of the team, or from a second paper list, are looked at as well.
    Nothing is decided here: both count until a person decides.
    """
    if (one.place_id, one.day, one.task_id) != (other.place_id, other.day, other.task_id):
        return False
    if one.team_id != other.team_id or one.is_from_paper != other.is_from_paper:
        return True
    return one.counts == other.counts and (one.recorded_by_id != other.recorded_by_id or one.is_from_paper)


def member_may_correct(*, recorded_on: date, on: date) -> bool:
    """A member corrects an own record for thirty days; afterwards the leader or the commune does."""
    return (on - recorded_on).days <= DAYS_A_MEMBER_MAY_CORRECT


def may_restore(*, withdrawn_on: date, on: date) -> bool:
    return (on - withdrawn_on).days <= DAYS_IN_BIN
