"""The level of a body and its units: 30 + 70 points and the conditions beside them (Art. 5 to 9)."""

from dataclasses import dataclass
from fractions import Fraction

from toso.results.kpi.rules.exact import HUNDRED, shown
from toso.results.kpi.rules.grades import grade_of
from toso.results.kpi.rules.terms import Grade
from toso.results.kpi.rules.words import Code, Remark

ABOVE_REQUIREMENT = Fraction(30)
MOST_LATE = Fraction(20)
LEAST_DONE = Fraction(70)


@dataclass(frozen=True, slots=True)
class BodyRequest:
    """Points and findings of one body in one year; shares in per cent of its planned and arising tasks."""

    general: Fraction  # 0..30
    task_score: Fraction  # 0..70
    done_pct: Fraction = HUNDRED
    late_pct: Fraction = Fraction(0)
    above_requirement_pct: Fraction = Fraction(0)
    has_quality: bool = True
    has_failed_unit: bool = False
    has_open_findings: bool = False
    has_wrongdoing: bool = False
    is_force_majeure: bool = False


@dataclass(frozen=True, slots=True)
class BodyAnswer:
    total: Fraction
    grade: Grade
    reasons: tuple[Remark, ...]


def classify_body(request: BodyRequest) -> BodyAnswer:
    """The level that points and conditions allow together, each missing condition named."""
    total = request.general + request.task_score
    reasons = [Remark(Code.BODY_POINTS, (("total", shown(total, 2) or ""),))]
    by_points = grade_of(total)
    if failure := _failure(request):
        return BodyAnswer(total, Grade.FAILED, (*reasons, failure))
    if by_points is Grade.FAILED:
        return BodyAnswer(total, Grade.FAILED, tuple(reasons))
    grade = by_points
    if grade is Grade.EXCELLENT and (missing := _missing_for_excellent(request)):
        reasons += missing
        grade = Grade.GOOD
    if grade in (Grade.GOOD, Grade.EXCELLENT) and not _is_all_in_time(request):
        reasons.append(Remark(Code.BODY_NOT_ALL_IN_TIME))
        grade = Grade.COMPLETED
    if grade is Grade.COMPLETED and (request.done_pct < HUNDRED or request.late_pct > MOST_LATE):
        reasons.append(Remark(Code.BODY_BETWEEN))
    return BodyAnswer(total, grade, tuple(dict.fromkeys(reasons)))


def _failure(request: BodyRequest) -> Remark | None:
    if request.has_wrongdoing:
        return Remark(Code.BODY_WRONGDOING)
    if request.done_pct < LEAST_DONE and not request.is_force_majeure:
        return Remark(Code.BODY_TOO_LITTLE_DONE)
    return None


def _is_all_in_time(request: BodyRequest) -> bool:
    return request.done_pct >= HUNDRED and not request.late_pct and request.has_quality


def _missing_for_excellent(request: BodyRequest) -> list[Remark]:
    rows = (
        (not _is_all_in_time(request), Code.BODY_NOT_ALL_IN_TIME),
        (request.above_requirement_pct < ABOVE_REQUIREMENT, Code.BODY_NOT_ABOVE),
        (request.has_failed_unit, Code.BODY_UNIT_FAILED),
        (request.has_open_findings, Code.BODY_FINDINGS_OPEN),
    )
    return [Remark(code) for is_missing, code in rows if is_missing]
