"""Months become quarter, half and year; the year becomes a level (Art. 11, 17.3 and 20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from toso.results.kpi.rules.exact import mean
from toso.results.kpi.rules.grades import grade_of, lower
from toso.results.kpi.rules.terms import Grade
from toso.results.kpi.rules.words import Code, Remark

MONTHS = 12
ENOUGH_MONTHS = 6
Months = tuple[Fraction | None, ...]  # twelve totals; None: left out of the mean


class Leave(StrEnum):
    SICK = "sick"
    MATERNITY = "maternity"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Discipline:
    """One decision. ``is_formal``: khiển trách or above. An act used to fail an earlier year is not used again."""

    kind: str
    is_public_duty: bool
    is_formal: bool = True
    is_used_before: bool = False


@dataclass(frozen=True, slots=True)
class YearRequest:
    months: Months
    leave: Leave | None = None
    discipline: tuple[Discipline, ...] = ()
    has_degradation: bool = False
    has_corruption_in_unit: bool = False
    is_head_of_unit: bool = False
    unit_grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class YearAnswer:
    """``average`` is the mean of the months that count, also where the person is not rated."""

    average: Fraction | None
    grade: Grade | None
    is_rated: bool
    reasons: tuple[Remark, ...] = ()


def leave_that_counts(whole_months: Mapping[int, Leave], months: Months) -> Leave | None:
    """The leave by which a year counts the time actually worked (Art. 11.2): one that emptied a month.

    ``whole_months``: for the number of a month, the leave that covers all of it. A day's sick leave in a month
    that was scored excuses nothing. Sick and maternity leave go before unpaid leave, for they ask for less.
    """
    found = {leave for number, leave in whole_months.items() if months[number - 1] is None}
    return next((leave for leave in (Leave.MATERNITY, Leave.SICK, Leave.UNPAID) if leave in found), None)


def average(months: Months) -> Fraction | None:
    """The mean of the months that count (Art. 17.3 with 11.2); None when none does."""
    return mean(tuple(total for total in months if total is not None))


def quarter(months: Months, number: int) -> Fraction | None:
    """The mean of quarter 1 to 4 of twelve months."""
    return average(months[3 * number - 3 : 3 * number])


def half(months: Months, number: int) -> Fraction | None:
    """The mean of the first (1) or second (2) half of twelve months."""
    return average(months[6 * number - 6 : 6 * number])


@dataclass(frozen=True, slots=True)
class Stretch:
    """A quarter, a half or the year so far: the mean of its months that count, and how many those are."""

    average: Fraction | None
    counted: int
    length: int

    @property
    def grade(self) -> Grade | None:
        """By points alone; the year's level is the authority's."""
        return None if self.average is None else grade_of(self.average)

    @property
    def is_whole(self) -> bool:
        return self.counted == self.length


def stretches(months: Months) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...], Stretch]:
    """The four quarters, the two halves, the year: month → quarter → half → year (Art. 17.3)."""
    quarters = tuple(_stretch(months[at : at + 3], quarter(months, at // 3 + 1)) for at in range(0, MONTHS, 3))
    halves = tuple(_stretch(months[at : at + 6], half(months, at // 6 + 1)) for at in range(0, MONTHS, 6))
    return quarters, halves, _stretch(months, average(months))


def _stretch(months: Months, value: Fraction | None) -> Stretch:
    return Stretch(value, sum(total is not None for total in months), len(months))


def year_from_quarters(quarters: Months) -> Fraction | None:
    """The mean of the quarters, for a body that scores by quarter only: our reading, the decree is silent."""
    return average(quarters)


def classify(request: YearRequest) -> YearAnswer:
    """The level of the year with every reason that moved it. It proposes; the authority decides (Art. 21)."""
    value = average(request.months)
    worked = sum(total is not None for total in request.months)
    failures = _failures(request)
    if why := _why_not_rated(worked, request.leave):
        apart = (Remark(Code.FAILED_YET_NOT_RATED),) if failures else ()
        return YearAnswer(value, None, is_rated=False, reasons=(why, *failures, *apart))
    reasons = list(_harmless(request))
    if request.leave and worked < MONTHS:
        reasons.insert(0, Remark(Code.ACTUAL_TIME, (("months", str(worked)),)))
    if value is None or failures:
        return YearAnswer(value, Grade.FAILED, is_rated=True, reasons=(*failures, *reasons))
    grade = grade_of(value)
    if request.is_head_of_unit and request.unit_grade is None:
        reasons.append(Remark(Code.UNIT_NOT_CLASSIFIED))
    elif request.is_head_of_unit and request.unit_grade is not None:
        limited = lower(grade, request.unit_grade)
        if limited is not grade:
            reasons.append(Remark(Code.NOT_ABOVE_UNIT))
        grade = limited
    return YearAnswer(value, grade, is_rated=True, reasons=tuple(reasons))


def _why_not_rated(worked: int, leave: Leave | None) -> Remark | None:
    """Art. 11: six months are needed; sick and maternity leave count the time actually worked."""
    if not worked:
        return Remark(Code.NO_MONTH)
    if worked >= ENOUGH_MONTHS or leave in (Leave.SICK, Leave.MATERNITY):
        return None
    code = Code.UNPAID_TOO_SHORT if leave is Leave.UNPAID else Code.TOO_FEW_MONTHS
    return Remark(code, (("months", str(worked)),))


def _counts(one: Discipline) -> bool:
    return one.is_formal and one.is_public_duty and not one.is_used_before


def _failures(request: YearRequest) -> tuple[Remark, ...]:
    """The cases of "không hoàn thành" whatever the points (Art. 20.4, 11.3)."""
    found = [Remark(Code.DEGRADATION)] if request.has_degradation else []
    found += [Remark(Code.DISCIPLINE, (("kind", one.kind),)) for one in request.discipline if _counts(one)]
    if request.has_corruption_in_unit and request.is_head_of_unit:
        found.append(Remark(Code.CORRUPTION))
    return tuple(found)


def _harmless(request: YearRequest) -> tuple[Remark, ...]:
    """Decisions that were looked at and do not change the level, and why."""
    found = []
    for one in request.discipline:
        if not _counts(one):
            code = Code.DISCIPLINE_OF_PRIVATE_LIFE
            if not one.is_formal:
                code = Code.NOT_DISCIPLINE
            elif one.is_used_before:
                code = Code.DISCIPLINE_USED_BEFORE
            found.append(Remark(code, (("kind", one.kind),)))
    return tuple(found)
