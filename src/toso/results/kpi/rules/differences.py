"""What would have changed: one more product, one less delay, one less failure, a better term or point.

For the page "Vì sao tôi được 76,7?". Each difference is a whole second reckoning, so it is exact under
every policy and cap.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from toso.results.kpi.rules.exact import HUNDRED
from toso.results.kpi.rules.measures import score
from toso.results.kpi.rules.reckoning import GENERAL_POINTS
from toso.results.kpi.rules.terms import Grade, Line, Origin, PeriodAnswer, PeriodRequest


class Change(StrEnum):
    ONE_MORE_DONE = "one_more_done"
    ONE_LESS_FAILURE = "one_less_failure"
    ONE_LESS_DELAY = "one_less_delay"
    OBJECTIVE_QUALITY = "objective_quality"  # all failures of the line excused
    OBJECTIVE_LATE = "objective_late"
    TERM_FULL = "term_full"  # a leader term at 100
    ONE_MORE_GENERAL = "one_more_general"
    MORE_RESULT = "more_result"  # one point more, or ten per cent, of a criterion of the results


@dataclass(frozen=True, slots=True)
class Difference:
    """``line`` counts from 0; ``term`` is d, dd or e. ``gained`` is in points and may be 0 under a cap."""

    change: Change
    total: Fraction
    gained: Fraction
    grade: Grade
    line: int | None = None
    term: str = ""


def differences(request: PeriodRequest) -> tuple[Difference, ...]:
    """All single changes for the better, the greatest gain first; empty where the period is not rated.

    Work of those led is theirs to change, and is left out.
    """
    answer = score(request, is_traced=False)
    if answer.total is None:
        return ()
    own = [index for index, line in enumerate(request.lines) if not line.is_led]
    found = [
        *(_of_line(request, answer, index, change) for index in own for change in _for_lines()),
        *(_of_term(request, answer, term) for term in ("d", "dd", "e")),
        *(_of_result(request, answer, index) for index in range(len(request.results))),
        _of_general(request, answer),
    ]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.gained))


def _for_lines() -> tuple[Change, ...]:
    return (
        Change.ONE_MORE_DONE,
        Change.ONE_LESS_FAILURE,
        Change.ONE_LESS_DELAY,
        Change.OBJECTIVE_QUALITY,
        Change.OBJECTIVE_LATE,
    )


def changed(line: Line, change: Change) -> Line | None:
    """The line after the change; None where there is nothing to change."""
    missing = line.assigned - line.done
    if change is Change.ONE_MORE_DONE:
        is_possible = missing > 0 and line.origin is Origin.ASSIGNED
        return replace(line, done=line.done + min(Fraction(1), missing)) if is_possible else None
    is_quality = change in (Change.ONE_LESS_FAILURE, Change.OBJECTIVE_QUALITY)
    times = line.quality_failures if is_quality else line.late
    if not times or (line.has_objective_quality if is_quality else line.has_objective_late):
        return None
    return {
        Change.ONE_LESS_FAILURE: lambda: replace(line, quality_failures=times - 1),
        Change.ONE_LESS_DELAY: lambda: replace(line, late=times - 1),
        Change.OBJECTIVE_QUALITY: lambda: replace(line, has_objective_quality=True),
        Change.OBJECTIVE_LATE: lambda: replace(line, has_objective_late=True),
    }[change]()


def _compared(
    before: PeriodAnswer, request: PeriodRequest, change: Change, *, line: int | None = None, term: str = ""
) -> Difference | None:
    after = score(request, is_traced=False)
    if after.total is None or after.grade is None or before.total is None:
        return None
    return Difference(change, after.total, after.total - before.total, after.grade, line, term)


def _of_line(request: PeriodRequest, answer: PeriodAnswer, index: int, change: Change) -> Difference | None:
    line = changed(request.lines[index], change)
    if line is None:
        return None
    lines = (*request.lines[:index], line, *request.lines[index + 1 :])
    return _compared(answer, replace(request, lines=lines), change, line=index)


def _of_term(request: PeriodRequest, answer: PeriodAnswer, term: str) -> Difference | None:
    terms = request.leader_terms
    if terms is None or not request.is_leader or getattr(answer, f"{term}_pct") in (None, HUNDRED):
        return None
    best = {
        "d": replace(terms, d=HUNDRED),
        "dd": replace(terms, dd=HUNDRED),
        "e": replace(terms, e=HUNDRED),
    }
    full = replace(request, leader_terms=best[term])
    return _compared(answer, full, Change.TERM_FULL, term=term)


def _of_result(request: PeriodRequest, answer: PeriodAnswer, index: int) -> Difference | None:
    given = request.results[index]
    if given.points is None or given.points >= given.most:
        return None
    more = replace(given, points=min(given.most, given.points + (10 if given.most == HUNDRED else 1)))
    results = (*request.results[:index], more, *request.results[index + 1 :])
    return _compared(answer, replace(request, results=results), Change.MORE_RESULT, term=given.code)


def _of_general(request: PeriodRequest, answer: PeriodAnswer) -> Difference | None:
    if request.general is None or request.general >= GENERAL_POINTS:
        return None
    more = replace(request, general=min(GENERAL_POINTS, request.general + 1))
    return _compared(answer, more, Change.ONE_MORE_GENERAL)
