"""What a scorer has to look at, and what may be approved with the rest. Pure.

The chief's day costs ten minutes because only what deviates asks for an eye of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import median

from toso.results.kpi.rules.terms import LateUnit, Origin

LONG_BACK_DAYS = 3  # a day of work written down later than this is looked at
LEAST_AROUND = 3
OFTEN = 2
MUCH = Decimal(2)  # so many times the assigned quantity is more than a good day


class Deviation(StrEnum):
    OVER = "over"  # far more done than assigned
    LATE = "late"
    OWN_WORK = "own_work"  # noted by the official himself, from outside the assigned list
    OUTSIDE = "outside"  # no product of the catalogue stands behind the coefficient
    WRITTEN_LATER = "written_later"
    CHANGED_EVIDENCE = "changed_evidence"  # the record behind it was corrected or withdrawn since
    CAUSE = "cause"  # an objective cause waits for confirmation
    EXCELLENT = "excellent"
    FAILED = "failed"
    EMPTY = "empty"
    TERMS = "terms"  # a leader's terms have not been set
    RESULTS = "results"  # the criteria of the results have not been scored


@dataclass(frozen=True, slots=True)
class Watched:
    """What the watch needs to know of one line that has something new in it."""

    origin: Origin
    assigned: Decimal
    done: Decimal
    late: int = 0
    is_objective_late: bool = False
    has_product: bool = True
    has_evidence: bool = True
    is_by_chief: bool = True
    days_back: int = 0
    has_open_cause: bool = False
    is_evidence_changed: bool = False


def deviations(line: Watched) -> list[Deviation]:
    """Why this line deserves a look of its own; nothing means that it goes with the rest."""
    checks = (
        (Deviation.CAUSE, line.has_open_cause),
        (Deviation.CHANGED_EVIDENCE, line.is_evidence_changed),
        (Deviation.LATE, line.late > 0 and not line.is_objective_late),
        (Deviation.OVER, line.assigned > 0 and line.done > MUCH * line.assigned),
        (Deviation.OWN_WORK, line.origin == Origin.ADHOC and not line.is_by_chief and not line.has_evidence),
        (Deviation.OUTSIDE, not line.has_product and not line.is_by_chief),
        (Deviation.WRITTEN_LATER, line.days_back > LONG_BACK_DAYS),
    )
    return [deviation for deviation, is_so in checks if is_so]


def delays(*, due_on: date | None, finished_on: date | None, unit: LateUnit) -> int:
    """How many delays a finished line has: one, or one for each day after the due day."""
    if due_on is None or finished_on is None or finished_on <= due_on:
        return 0
    return (finished_on - due_on).days if unit == LateUnit.DAY else 1


class Inflation(StrEnum):
    """Why a person's month may be blown up: signs to look at, never a verdict."""

    OUTPUT = "output"  # far more converted products than others with similar tasks
    OUTSIDE = "outside"  # most of the result comes from outside the catalogue
    WEIGHT = "weight"  # a coefficient of one's own above every product of the catalogue
    OVERDONE = "overdone"  # done is far beyond assigned, again and again


@dataclass(frozen=True, slots=True)
class Output:
    """What a person's month came to, in converted products."""

    done: Decimal
    outside: Decimal = Decimal(0)  # of it without a product of the catalogue
    heaviest_outside: Decimal = Decimal(0)  # the highest coefficient among those
    overdone: int = 0  # lines with more than twice the assigned quantity


def inflation(own: Output, around: Collection[Decimal], *, heaviest: Decimal | None) -> list[Inflation]:
    """The signs of one month beside ``around``, the outputs of others with similar tasks.

    ``heaviest`` is the highest coefficient of the catalogue; None without one. Beside fewer than three
    others nothing is said of the output.
    """
    middle = median(around) if len(around) >= LEAST_AROUND else None
    checks = (
        (Inflation.OUTPUT, middle is not None and middle > 0 and own.done > MUCH * middle),
        (Inflation.OUTSIDE, own.done > 0 and 2 * own.outside > own.done),
        (Inflation.WEIGHT, heaviest is not None and own.heaviest_outside > heaviest),
        (Inflation.OVERDONE, own.overdone >= OFTEN),
    )
    return [sign for sign, is_so in checks if is_so]


def leniency(totals: Collection[Decimal], around: Collection[Decimal]) -> str:
    """Whether a body's scores stand out beside all others: "high", "low", "flat", or nothing.

    High or low: its mean is more than 8 points from the mean of the others. Flat: five people or more
    whose scores hardly differ (within 2 points) while the others' do.
    """
    if len(totals) < 3 or len(around) < 3:
        return ""
    mean = sum(totals, Decimal(0)) / len(totals)
    mean_around = sum(around, Decimal(0)) / len(around)
    if mean - mean_around > 8:
        return "high"
    if mean_around - mean > 8:
        return "low"
    is_flat = len(totals) >= 5 and max(totals) - min(totals) <= 2 and max(around) - min(around) > 6
    return "flat" if is_flat else ""
