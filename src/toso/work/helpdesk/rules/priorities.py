"""How pressing a request is, and how fast it is then served. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum


class Impact(IntEnum):
    ONE = 0  # one person
    SOME = 1  # an office, a hamlet
    MANY = 2  # the whole commune, or citizens at the counter


class Urgency(IntEnum):
    CAN_WAIT = 0
    SOON = 1
    STANDS_STILL = 2  # the work stands still now


class Priority(IntEnum):
    URGENT = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4


class Hours(StrEnum):
    """On which hours the clocks of a priority run."""

    OFFICE = "office"
    LONG = "long"  # the public-service centre's day, with the evening
    ALWAYS = "always"  # day and night, holidays too


@dataclass(frozen=True, slots=True)
class Terms:
    """How long each clock runs, in the hours named; None: this clock does not run."""

    hours: Hours
    answer: timedelta | None = None
    update: timedelta | None = None
    solution: timedelta | None = None


def priority_of(impact: Impact, urgency: Urgency) -> Priority:
    """The pressing ones are those that hurt many and now: the sum of both decides."""
    return {4: Priority.URGENT, 3: Priority.HIGH, 2: Priority.NORMAL}.get(impact + urgency, Priority.LOW)


def usual_measures(priority: Priority) -> tuple[Impact, Urgency]:
    """Impact and urgency that make a priority, for a list that says only how pressing something is."""
    return {
        Priority.URGENT: (Impact.MANY, Urgency.STANDS_STILL),
        Priority.HIGH: (Impact.SOME, Urgency.STANDS_STILL),
        Priority.NORMAL: (Impact.ONE, Urgency.STANDS_STILL),
        Priority.LOW: (Impact.ONE, Urgency.SOON),
    }[priority]
