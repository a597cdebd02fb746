"""The clocks of what people ask about their own data. Pure. Law 91/2025/QH15, Decree 356/2025/NĐ-CP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

ANSWER_WORKING_DAYS = 2
LONGEST_EXTENSION_DAYS = 15


class RequestState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"  # answered: it will be done
    REFUSED = "refused"
    DONE = "done"


class Way(StrEnum):
    """How a consent was given or a request came in."""

    PAPER = "paper"
    SPOKEN = "spoken"  # before a witness, written down
    ONLINE = "online"
    ACCOUNT = "account"  # from the person's own account


WAITING = frozenset({RequestState.RECEIVED, RequestState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Clock:
    """The last days of one request: to answer it, and to have done what was asked."""

    answer_by: date
    done_by: date


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be asked, with its periods in calendar days. ``is_confirmed``: the period stands in a source."""

    code: str
    name: str
    days: int
    days_with_others: int
    is_confirmed: bool
    basis: str
    valid_from: date
    valid_until: date | None = None


def clock_of(
    kind: Kind,
    *,
    received_on: date,
    has_others: bool,
    extended_days: int,
    add_working_days: Callable[[date, int], date],
) -> Clock:
    """``has_others``: a processor or a third party takes part, which gives the longer period."""
    days = kind.days_with_others if has_others else kind.days
    return Clock(
        answer_by=add_working_days(received_on, ANSWER_WORKING_DAYS),
        done_by=received_on + timedelta(days=days + extended_days),
    )


@dataclass(frozen=True, slots=True)
class Period:
    """How soon a breach is reported, in hours from when it became known. ``is_confirmed``: it stands in a source."""

    hours: int
    basis: str
    is_confirmed: bool
    valid_from: date
    valid_until: date | None = None


def report_by(period: Period, known_at: datetime) -> datetime:
    """The last moment to report a breach. Nights and holidays count: the period is in hours."""
    return known_at + timedelta(hours=period.hours)


def is_late(period: Period, known_at: datetime, reported_at: datetime) -> bool:
    return reported_at > report_by(period, known_at)


def may_extend(extended_days: int, wanted: int) -> bool:
    """One extension, of at most fifteen days."""
    return extended_days == 0 and 0 < wanted <= LONGEST_EXTENSION_DAYS


def next_day(state: RequestState, clock: Clock) -> date | None:
    """The day that counts now; nothing when nobody is waited for."""
    return {RequestState.RECEIVED: clock.answer_by, RequestState.ACCEPTED: clock.done_by}.get(state)
