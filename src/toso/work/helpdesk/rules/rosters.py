"""Who is on duty when, and where nobody is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_SHIFT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment up to another."""

    begins: datetime
    ends: datetime


def gaps(shifts: Iterable[Stretch], begins: datetime, ends: datetime) -> list[Stretch]:
    """The stretches of a span in which no shift stands, in order. Shifts may overlap."""
    found: list[Stretch] = []
    covered = begins
    for shift in sorted(shifts, key=lambda one: one.begins):
        if shift.begins >= ends:
            break
        if shift.begins > covered:
            found.append(Stretch(covered, shift.begins))
        covered = max(covered, shift.ends)
    if covered < ends:
        found.append(Stretch(covered, ends))
    return found
