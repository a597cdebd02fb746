"""Which reckoning a request asks for: by lines of work, a support worker's three ratios, a unit's own criteria."""

from dataclasses import replace

from toso.results.kpi.rules.counting import Counted
from toso.results.kpi.rules.own import score_own
from toso.results.kpi.rules.period import score as score_by_lines
from toso.results.kpi.rules.support import NAMES, score_support
from toso.results.kpi.rules.terms import Measure, PeriodAnswer, PeriodRequest, Ratios
from toso.results.kpi.rules.words import Code, Remark


def score(request: PeriodRequest, *, is_traced: bool = True, found: Counted | None = None) -> PeriodAnswer:
    """The score of a period by its own measure; see ``period.score`` for what the words mean."""
    if request.measure is Measure.LINES:
        return score_by_lines(request, is_traced=is_traced, found=found)
    answer = _support(request) if request.measure is Measure.SUPPORT else score_own(request)
    return answer if is_traced else replace(answer, trace=())


def _support(request: PeriodRequest) -> PeriodAnswer:
    given = {result.code: result.points for result in request.results}
    a, b, c = (given.get(name) for name in NAMES)
    if a is None or b is None or c is None:
        return PeriodAnswer(general=request.general, is_rated=False, reasons=(Remark(Code.RESULTS_MISSING),))
    return score_support(replace(request, ratios=Ratios(a, b, c), lines=()))
