"""What a worked day on mission is paid, by a dated table (Circulars 40/2017/TT-BTC and 12/2025/TT-BTC). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

DAYS_FOR_A_LUMP = 10  # a monthly lump is for who is out on more days of a calendar month than these
MOST_DAYS = 5000  # of one list
MOST_AMOUNT = Decimal(100_000_000)


class Item(StrEnum):
    """A cell of the table of rates."""

    DAILY = "daily"
    ISLAND = "island"
    SAME_DAY = "same_day"
    LODGING = "lodging"
    MONTHLY = "monthly"


class DayKind(StrEnum):
    """How somebody was out on a day."""

    STAY = "stay"
    ISLAND = "island"
    SAME_DAY = "same_day"


class DaySource(StrEnum):
    """What says that somebody was out on a day."""

    LOG = "log"  # work or a note of that day
    ARRIVAL = "arrival"  # the way there, on the day on which the commune received the person
    RETURN = "return"  # the way back, on the day on which the stay ended
    HAND = "hand"  # typed, with a reason


class Method(StrEnum):
    """A list pays day by day, or a lump a month. Never both for one person and month."""

    DAYS = "days"
    MONTHLY = "monthly"


class ListState(StrEnum):
    DRAFT = "draft"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    OPEN = "open"
    CHECKED = "checked"
    STRUCK = "struck"


ITEM_OF = {DayKind.STAY: Item.DAILY, DayKind.ISLAND: Item.ISLAND, DayKind.SAME_DAY: Item.SAME_DAY}


@dataclass(frozen=True, slots=True)
class RateCell:
    """``amount`` in dong; None where no document here tells it. ``valid_until`` is the first day it is not in force."""

    item: Item
    amount: Decimal | None
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """One person out on one day at one place. ``is_lodged``: the night is paid as a lump."""

    person_id: int
    day: date
    place_id: int
    kind: DayKind = DayKind.STAY
    is_lodged: bool = False
    source: DaySource = DaySource.HAND
    address: str = ""  # where the evidence is read


@dataclass(frozen=True, slots=True)
class PaidCell:
    """What a worked day comes to; an amount of None is not known, and is never taken as nought."""

    worked: WorkedDay
    allowance: Decimal | None
    lodging: Decimal | None

    @property
    def is_unknown(self) -> bool:
        return self.allowance is None or (self.worked.is_lodged and self.lodging is None)


def rate_on(cells: Iterable[RateCell], item: Item, day: date) -> Decimal | None:
    """The amount in force on a day; the latest to begin wins."""
    valid = [
        cell
        for cell in cells
        if cell.item == item and cell.valid_from <= day and (cell.valid_until is None or day < cell.valid_until)
    ]
    return max(valid, key=lambda cell: cell.valid_from).amount if valid else None


def reckon(days: Iterable[WorkedDay], cells: Sequence[RateCell]) -> tuple[PaidCell, ...]:
    """Day by day, in the order given."""
    return tuple(
        PaidCell(
            worked,
            rate_on(cells, ITEM_OF[worked.kind], worked.day),
            rate_on(cells, Item.LODGING, worked.day) if worked.is_lodged else Decimal(0),
        )
        for worked in days
    )


def total(cells: Iterable[PaidCell]) -> Decimal:
    """What is known, added; what is not known adds nothing and is told beside it."""
    listed = list(cells)
    return sum(((cell.allowance or Decimal(0)) + (cell.lodging or Decimal(0)) for cell in listed), Decimal(0))


def months_of(days: Iterable[date]) -> dict[tuple[int, int], int]:
    """How many different days fall in each calendar month."""
    counted: dict[tuple[int, int], int] = {}
    for day in sorted(set(days)):
        counted[(day.year, day.month)] = counted.get((day.year, day.month), 0) + 1
    return counted


def lump(days: Iterable[date], cells: Sequence[RateCell]) -> tuple[Decimal | None, int]:
    """The lumps of the months with more than ten days, and how many months those are. None: no amount is known."""
    months = [month for month, count in months_of(days).items() if count > DAYS_FOR_A_LUMP]
    amounts = [rate_on(cells, Item.MONTHLY, date(year, month, 1)) for year, month in months]
    if any(amount is None for amount in amounts):
        return None, len(months)
    return sum((amount for amount in amounts if amount is not None), Decimal(0)), len(months)


def doubled(days: Iterable[WorkedDay]) -> tuple[WorkedDay, ...]:
    """Days that name a person twice on one date; a day is paid once, wherever it was worked."""
    seen: set[tuple[int, date]] = set()
    found = []
    for worked in days:
        key = (worked.person_id, worked.day)
        if key in seen:
            found.append(worked)
        seen.add(key)
    return tuple(found)
