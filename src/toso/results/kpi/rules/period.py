"""The score of one person in one month or quarter, with every step of the way (Art. 12 and 14 to 18)."""

from dataclasses import replace

from toso.results.kpi.rules.counting import Counted, counted, doubts_of
from toso.results.kpi.rules.exact import HUNDRED, shown
from toso.results.kpi.rules.grades import grade_of
from toso.results.kpi.rules.reckoning import HALF, led, led_result, ratios_of, reckoned
from toso.results.kpi.rules.terms import LeaderTerms, PeriodAnswer, PeriodRequest, Ratios
from toso.results.kpi.rules.tracing import line_steps, score_steps, total_steps
from toso.results.kpi.rules.words import Code, Remark

CLEAR_TERMS = (HALF, HUNDRED)


def score(request: PeriodRequest, *, is_traced: bool = True, found: Counted | None = None) -> PeriodAnswer:
    """Score a period exactly. Never raises for typed input: what cannot be scored is not rated, with reasons.

    ``is_traced`` False leaves the trace empty and changes nothing else: for thousands of people at once,
    whose traces come out of the same lines again when somebody asks. ``found`` are the lines of the
    request where somebody has counted them already.
    """
    if found is None:
        found = counted(request.lines, request.policy, is_leader=request.is_leader)
    answer = PeriodAnswer(
        general=request.general,
        is_rated=False,
        assigned_converted=found.assigned if request.ratios is None else None,
        completed_converted=found.completed if request.ratios is None else None,
        warnings=(*(doubt for part in found.parts for doubt in doubts_of(part, request.policy)), *_doubts(request)),
        trace=tuple(line_steps(request, found)) if is_traced else (),
    )
    ratios = ratios_of(request, found)
    if ratios is None:
        return replace(answer, reasons=(Remark(Code.NOTHING_ASSIGNED),))
    terms = request.leader_terms if request.is_leader else None
    if request.is_leader and (terms is None or led(terms) is None):
        answer = replace(answer, a_pct=ratios.a, b_pct=ratios.b, c_pct=ratios.c)
        return replace(answer, reasons=(Remark(Code.LEADER_TERMS_MISSING),))
    return _summed(request, answer, ratios, terms, found, is_traced=is_traced)


def _summed(
    request: PeriodRequest,
    answer: PeriodAnswer,
    ratios: Ratios,
    terms: LeaderTerms | None,
    found: Counted,
    *,
    is_traced: bool,
) -> PeriodAnswer:
    got = reckoned(request, ratios, terms)
    values = dict(got.counted)
    steps = [*answer.trace, *(score_steps(request, found, got, terms) if is_traced else ())]
    total = None if request.general is None else request.general + got.points
    if is_traced and request.general is not None:
        steps += total_steps(request.general, got.points)
    return replace(
        answer,
        is_rated=total is not None,
        a_pct=ratios.a,
        b_pct=ratios.b,
        c_pct=ratios.c,
        d_pct=values.get("d"),
        dd_pct=values.get("dd"),
        e_pct=values.get("e"),
        result_pct=got.result,
        task_score=got.points,
        total=total,
        grade=None if total is None else grade_of(total),
        reasons=(Remark(Code.NO_GENERAL_POINTS),) if total is None else (),
        trace=tuple(steps),
    )


def _doubts(request: PeriodRequest) -> list[Remark]:
    """Leader terms to look at again: between the two of Art. 15, or a d that contradicts the scores below."""
    terms = request.leader_terms
    if terms is None:
        return []
    if not request.is_leader:
        return [Remark(Code.TERMS_OF_NO_LEADER)]
    named = (("d", terms.d), ("đ", terms.dd), ("e", terms.e))
    doubts = [
        Remark(Code.TERM_NOT_50_OR_100, (("term", name), ("value", shown(value) or "")))
        for name, value in named
        if value is not None and value not in CLEAR_TERMS
    ]
    computed = led_result(terms.subordinates)
    if terms.d is not None and computed is not None and computed != terms.d:
        values = (("given", shown(terms.d) or ""), ("computed", shown(computed) or ""))
        doubts.append(Remark(Code.D_CONTRADICTS, values))
    if unrated := sum(one is None for one in terms.subordinates):
        doubts.append(Remark(Code.SUBORDINATES_NOT_RATED, (("number", str(unrated)),)))
    return doubts
