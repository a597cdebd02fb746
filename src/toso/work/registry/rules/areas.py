"""When a hamlet is an electronic residential area (Plan 6863, II.2): stated criteria, each with its share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Criterion:
    """A share of all households, in per cent, that must have answered yes; ``*`` asks for any answer at all."""

    code: str
    name: str
    question: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion with what the hamlet has. ``reached`` is None while no household is known there."""

    criterion: Criterion
    count: int
    total: int
    reached: Decimal | None

    @property
    def is_met(self) -> bool:
        return self.reached is not None and self.reached >= self.criterion.share


def judge(criteria: Sequence[Criterion], counts: Mapping[str, int], total: int) -> list[Judged]:
    """Each criterion against the households of a hamlet; without any household nothing is met and nothing is zero."""
    return [
        Judged(each, counts.get(each.question, 0), total, 100 * Decimal(counts.get(each.question, 0)) / total)
        if total
        else Judged(each, 0, 0, None)
        for each in criteria
    ]


def is_reached(judged: Sequence[Judged]) -> bool:
    return bool(judged) and all(each.is_met for each in judged)
