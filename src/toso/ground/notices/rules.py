"""When people are reminded, and when they are left in peace. Pure."""

from datetime import date, datetime, time
from enum import StrEnum

QUIET_FROM = time(21)
QUIET_UNTIL = time(7)
RETRY_MINUTES = 30  # a duty claimed that long ago and not finished was dropped by a machine that died


class Step(StrEnum):
    """The three reminders before something falls due."""

    THREE_DAYS = "t-3"
    ONE_DAY = "t-1"
    TODAY = "t0"


def step_reached(days_left: int) -> Step | None:
    """The reminder that is due so many days before the day; a machine that was off gives the latest one only."""
    if days_left <= 0:
        return Step.TODAY
    if days_left == 1:
        return Step.ONE_DAY
    return Step.THREE_DAYS if days_left <= 3 else None


def is_quiet(local: datetime) -> bool:
    """Whether the hour is one in which nothing leaves the house: 21:00 to 07:00."""
    return local.time() >= QUIET_FROM or local.time() < QUIET_UNTIL


class AnnouncementKind(StrEnum):
    NOTICE = "notice"
    GUIDANCE = "guidance"
    DIRECTIVE = "directive"  # a paper with number and day: a launch, goals set, requirements


class Channel(StrEnum):
    """By what way it became known that somebody was reached (Plan 6863, IV.2: also by telephone or paper)."""

    HOUSE = "house"  # pressed the button here
    PHONE = "phone"
    PAPER = "paper"
    MEETING = "meeting"
    CHAT = "chat"  # Zalo and the like


BY_HAND = tuple(channel for channel in Channel if channel != Channel.HOUSE)


class GroupLevel(StrEnum):
    """The three levels of groups in social networks (Plan 6863, IV.1.c)."""

    HOUSEHOLDS = "households"  # one a group of households; a member of the team leads
    TEAM = "team"  # one a team; a leader of the commune leads
    COMMUNE = "commune"  # one a commune; the level above leads, team leaders belong to it


MOST_IN_A_GROUP = 10_000


def is_in_force(from_on: date, until_on: date | None, on: date) -> bool:
    """Whether an announcement reaches people on a day; days are half-open, an open end lasts."""
    return from_on <= on and (until_on is None or on < until_on)


def is_link(text: str) -> bool:
    """Whether it is an address of a group that may be shown as a link: https, a host, nothing hidden in it."""
    scheme, separator, rest = text.partition("://")
    host = rest.partition("/")[0]
    return (
        scheme == "https"
        and bool(separator)
        and "." in host
        and "@" not in host
        and not any(c.isspace() or c in "<>\"'\\" for c in text)
    )
