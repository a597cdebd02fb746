"""The round through a commune's network, computers and Internet: what was found, when the next is due. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

USUAL_DAYS = 30  # from one round to the next, unless the commune says otherwise
MOST_DAYS = 120
SOON_DAYS = 2  # so many days before, it stands among the work of the commune


class Finding(StrEnum):
    GOOD = "good"
    FAULT = "fault"
    NONE = "none"  # the commune has no such thing


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at; a fault becomes a request of the category."""

    code: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was seen at one check; a fault says what."""

    code: str
    finding: Finding
    text: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen at one device of the register; a fault says what."""

    device_id: int
    finding: Finding
    text: str = ""


def usual_next(day: date) -> date:
    return day + timedelta(days=USUAL_DAYS)


def is_due(next_on: date, today: date) -> bool:
    return next_on <= today + timedelta(days=SOON_DAYS)
