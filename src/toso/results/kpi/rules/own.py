"""A unit's own criteria and weights, for groups whose text is not public: points added up, nothing else."""

from dataclasses import replace
from fractions import Fraction

from toso.results.kpi.rules import articles
from toso.results.kpi.rules.exact import HUNDRED, total
from toso.results.kpi.rules.grades import grade_of
from toso.results.kpi.rules.reckoning import TASK_POINTS
from toso.results.kpi.rules.rule_sets import Criterion, Group
from toso.results.kpi.rules.terms import PeriodAnswer, PeriodRequest, Step, Unit
from toso.results.kpi.rules.tracing import total_steps
from toso.results.kpi.rules.words import Code, Remark

GENERAL_SUM, RESULTS_SUM = Fraction(30), TASK_POINTS


def tree_fault(groups: tuple[Group, ...], results: tuple[Criterion, ...]) -> Code | None:
    """Why a unit's criteria cannot stand: they must come to 30 and 70 points, each above nothing, codes once."""
    everything = [*(criterion for group in groups for criterion in group.criteria), *results]
    codes = [criterion.code for criterion in everything]
    if len(set(codes)) != len(codes):
        return Code.TREE_CODE_TWICE
    if any(criterion.points <= 0 for criterion in everything):
        return Code.TREE_POINTS
    if total(group.points for group in groups) != GENERAL_SUM:
        return Code.TREE_GENERAL
    if total(criterion.points for criterion in results) != RESULTS_SUM:
        return Code.TREE_RESULTS
    return None


def score_own(request: PeriodRequest) -> PeriodAnswer:
    """general + the points of the results. Every step is in the trace; nothing is capped, for points have a highest."""
    answer = PeriodAnswer(general=request.general, is_rated=False)
    points = [result.points for result in request.results if result.points is not None]
    if not request.results or len(points) < len(request.results):
        return replace(answer, reasons=(Remark(Code.RESULTS_MISSING),))
    task_score = total(points)
    steps = [
        Step(f"results.{one.code}", one.points or Fraction(0), Unit.POINT, (("limit", one.most),), articles.OWN)
        for one in request.results
    ]
    inputs = tuple((f"results.{one.code}", one.points or Fraction(0)) for one in request.results)
    steps.append(Step("task_score", task_score, Unit.POINT, inputs, articles.OWN))
    whole = None if request.general is None else request.general + task_score
    if request.general is not None:
        steps += total_steps(request.general, task_score)
    return replace(
        answer,
        is_rated=whole is not None,
        result_pct=HUNDRED * task_score / TASK_POINTS,
        task_score=task_score,
        total=whole,
        grade=None if whole is None else grade_of(whole),
        reasons=() if whole is not None else (Remark(Code.NO_GENERAL_POINTS),),
        trace=tuple(steps),
    )
