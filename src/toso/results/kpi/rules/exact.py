"""Exact numbers: from decimals to fractions and back. Nothing is rounded before it is shown."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

PLACES = 4
HUNDRED = Fraction(100)
ZERO = Fraction(0)


@lru_cache(maxsize=8192)
def exact(number: Decimal | int | str) -> Fraction:
    """The same number as a fraction: exact("2.7") is 27/10. Raises ValueError for what is not a number."""
    return Fraction(Decimal(number) if isinstance(number, str) else number)


def rounded(value: Fraction, places: int = PLACES) -> Decimal:
    """Half up, away from zero: 0.00005 is shown as 0.0001."""
    scale = 10**places
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    if 2 * rest >= value.denominator:
        whole += 1
    return Decimal((int(value < 0 and whole > 0), tuple(map(int, str(whole))), -places))


def shown(value: Fraction | None, places: int = PLACES) -> str | None:
    """The number as text with a fixed count of places; None stays None."""
    return None if value is None else f"{rounded(value, places):f}"


def mean(values: tuple[Fraction, ...]) -> Fraction | None:
    """The plain mean; None of nothing."""
    return sum(values, ZERO) / len(values) if values else None


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum, over one common denominator: several times faster than adding one by one."""
    found = tuple(values)
    below = lcm(*(value.denominator for value in found))
    return Fraction(sum(value.numerator * (below // value.denominator) for value in found), below)
