"""Which commune is served first, and why: islands, then remote places, then those without IT staff.

Press of October 2025 on Khánh Hòa: 39 of the communes had no official with an IT degree; Đà Nẵng: 69
asked, 44 were served. The order is a proposal with its reasons; the coordinator grants the seats.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

MOST_WANTED = 30


class Remoteness(IntEnum):
    """How hard a commune is to reach, as it says itself; the larger, the sooner it is served."""

    NEAR = 0
    RURAL = 1
    MOUNTAIN = 2
    ISLAND = 3


class Why(StrEnum):
    ISLAND = "island"
    MOUNTAIN = "mountain"
    RURAL = "rural"
    NO_IT_STAFF = "no_it_staff"
    FEW_IT_STAFF = "few_it_staff"
    NOT_SERVED_YET = "not_served_yet"
    ASKED_EARLY = "asked_early"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a commune registered. ``served`` says how many people it had in earlier waves."""

    key: int
    remoteness: Remoteness
    it_staff: int
    served: int
    wanted: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Ranked:
    key: int
    rank: int
    why: tuple[Why, ...] = field(default=())


PLACES = {
    Remoteness.ISLAND: Why.ISLAND,
    Remoteness.MOUNTAIN: Why.MOUNTAIN,
    Remoteness.RURAL: Why.RURAL,
}


def ranked(needs: Sequence[Asked]) -> tuple[Ranked, ...]:
    """Remote first, then the fewest IT staff, then who was never served, then who asked first. Total and stable."""
    ordered = sorted(needs, key=lambda one: (-one.remoteness, min(one.it_staff, 2), one.served > 0, one.at, one.key))
    return tuple(Ranked(one.key, rank, _why(one)) for rank, one in enumerate(ordered, start=1))


def _why(need: Asked) -> tuple[Why, ...]:
    found = [PLACES[need.remoteness]] if need.remoteness in PLACES else []
    if need.it_staff == 0:
        found.append(Why.NO_IT_STAFF)
    elif need.it_staff == 1:
        found.append(Why.FEW_IT_STAFF)
    if need.served == 0:
        found.append(Why.NOT_SERVED_YET)
    return tuple(found) or (Why.ASKED_EARLY,)


def granted(needs: Sequence[Asked], people: int) -> dict[int, int]:
    """Seats for each need when there are so many people: one each in the order of the ranking, then the
    second, until everybody has what was asked or nobody is left."""
    seats = dict.fromkeys((one.key for one in needs), 0)
    wanted = {one.key: one.wanted for one in needs}
    order = [one.key for one in ranked(needs)]
    while people > 0 and any(seats[key] < wanted[key] for key in order):
        for key in order:
            if people > 0 and seats[key] < wanted[key]:
                seats[key] += 1
                people -= 1
    return seats
