"""How figures add up. Pure: values in, values out."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Missing(StrEnum):
    """Why a figure has no value. A missing number is never shown as 0 % or 100 %."""

    DENOMINATOR = "denominator"  # nobody has said how many there are
    EXCLUDED = "excluded"  # the place itself is left out of the indicator, with a reason
    TYPED = "typed"  # no records stand behind it: people type it, with a note


@dataclass(frozen=True, slots=True)
class Figure:
    """What an indicator says of a place in a span of days, with all that is needed to explain it.

    ``unallocated`` is the part of the numerator that belongs to none of today's units below: the
    past of a unit that was split. ``lacking`` is how many units below have no denominator.
    ``excluded`` holds the reasons why units below were left out of both parts.
    """

    numerator: Decimal | None
    denominator: Decimal | None = None
    is_ratio: bool = False
    records: int = 0
    unallocated: Decimal = ZERO
    lacking: int = 0
    missing: Missing | None = None
    excluded: tuple[str, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """The number to show: per cent for a ratio, unrounded; None when it cannot be said."""
        if self.missing or self.numerator is None:
            return None
        if not self.is_ratio:
            return self.numerator
        return percent(self.numerator, self.denominator)


def percent(numerator: Decimal, denominator: Decimal | None) -> Decimal | None:
    """100 × numerator ÷ denominator; None without a denominator, which is not the same as zero."""
    return 100 * numerator / denominator if denominator else None


def half_month(day: date) -> date:
    """The first day of the half month the day stands in: the 1st or the 15th.

    Both calendars in use, the official one (15th to 14th) and that of the wall, are made of whole
    half months, so that one stored sum serves them both.
    """
    return day.replace(day=15 if day.day >= 15 else 1)


def next_half_month(day: date) -> date:
    first = half_month(day)
    return first.replace(day=15) if first.day == 1 else (first + timedelta(days=20)).replace(day=1)


def figure(
    *,
    numerator: Decimal | None,
    denominator: Decimal | None,
    is_ratio: bool,
    records: int,
    unallocated: Decimal,
    lacking: int,
    is_left_out: bool,
    excluded: tuple[str, ...],
) -> Figure:
    """Put the parts together and say what is missing, the strongest reason first."""
    missing = None
    if numerator is None:
        missing = Missing.TYPED
    elif is_left_out:
        missing = Missing.EXCLUDED
    elif is_ratio and (lacking or not denominator):
        missing = Missing.DENOMINATOR
    return Figure(
        numerator=numerator,
        denominator=denominator,
        is_ratio=is_ratio,
        records=records,
        unallocated=unallocated,
        lacking=lacking,
        missing=missing,
        excluded=excluded,
    )
