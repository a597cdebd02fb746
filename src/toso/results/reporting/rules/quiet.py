"""When a hamlet without work is worth a word. Pure."""

from datetime import date, timedelta

GRACE = timedelta(days=6)


def is_time_to_ask(first_day: date, on: date) -> bool:
    """From the seventh day of a period: before that most hamlets have simply not had their turn."""
    return on >= first_day + GRACE
