"""When people are reminded, and when they are left in peace. Pure."""

from datetime import datetime, time
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
