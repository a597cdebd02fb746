"""What somebody who takes over many reports must look at first. Pure: values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

WORTH_A_LOOK = Decimal(10)  # below that a figure doubles by chance
MANY_TIMES = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """One figure of a report beside what the report of the month before said; None where there is none."""

    name: str
    value: Decimal | None
    before: Decimal | None


def is_empty(figures: Iterable[Seen]) -> bool:
    """Nothing was recorded at all."""
    return not any(figure.value for figure in figures)


def has_jumped(figure: Seen) -> bool:
    """Twice as much as the month before or more, or half of it or less."""
    if figure.value is None or figure.before is None:
        return False
    low, high = sorted((figure.value, figure.before))
    return high >= WORTH_A_LOOK and high >= MANY_TIMES * low
