"""Channels, and when a message that could not leave is tried again. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"


# Minutes until the next try after the first, second … failure. After the last one the message waits for a person.
WAITS = (1, 5, 30, 120, 720)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after so many failures; None when it is time to give up."""
    if attempts > len(WAITS):
        return None
    return at + timedelta(minutes=WAITS[attempts - 1])
