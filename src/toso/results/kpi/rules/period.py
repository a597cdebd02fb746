"""The score of one person in one month or quarter, with every step of the way (Art. 12 and 14 to 18)."""

from dataclasses import replace
from fractions import Fraction

from toso.results.kpi.rules import articles
from toso.results.kpi.rules.counting import Counted, counted
from toso.results.kpi.rules.exact import HUNDRED, ZERO, shown
from toso.results.kpi.rules.grades import COMPLETED_FROM, grade_of
from toso.results.kpi.rules.terms import (
    LeaderTerms,
    OverHundred,
    PeriodAnswer,
    PeriodRequest,
    Ratios,
    Step,
    Unit,
    WhenEmpty,
)
from toso.results.kpi.rules.words import Code, Remark

TASK_POINTS = Fraction(70)
GENERAL_POINTS = Fraction(30)
HALF = Fraction(50)
CLEAR_TERMS = (HALF, HUNDRED)
NO_RATIOS = Ratios(ZERO, ZERO, ZERO)


def led_result(totals: tuple[Fraction | None, ...]) -> Fraction | None:
    """d of Art. 15.3.a: 100 when everyone led reaches 50 points, else 50; None when nobody led is rated.

    It is computed bottom-up: the scores of those led must be settled before their leader's.
    """
    rated = [total for total in totals if total is not None]
    if not rated:
        return None
    return HUNDRED if all(total >= COMPLETED_FROM for total in rated) else HALF


def score(request: PeriodRequest) -> PeriodAnswer:
    """Score a period exactly. Never raises for typed input: what cannot be scored is not rated, with reasons."""
    found = counted(request.lines, request.policy, is_leader=request.is_leader)
    answer = PeriodAnswer(general=request.general, is_rated=False, warnings=(*found.warnings, *_doubts(request)))
    if request.ratios is None:
        answer = replace(answer, assigned_converted=found.assigned, completed_converted=found.completed)
    ratios, trace = _ratios(request, found)
    answer = replace(answer, trace=tuple(trace))
    if ratios is None:
        return replace(answer, reasons=(Remark(Code.NOTHING_ASSIGNED),))
    answer = replace(answer, a_pct=ratios.a, b_pct=ratios.b, c_pct=ratios.c)
    terms = request.leader_terms if request.is_leader else None
    if request.is_leader and (terms is None or _led(terms) is None):
        return replace(answer, reasons=(Remark(Code.LEADER_TERMS_MISSING),))
    return _summed(request, answer, ratios, terms, found)


def _led(terms: LeaderTerms) -> Fraction | None:
    return led_result(terms.subordinates) if terms.d is None else terms.d


def _doubts(request: PeriodRequest) -> list[Remark]:
    """What a scorer should look at again: terms between the two of Art. 15, a d that contradicts the scores."""
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
    if unrated := sum(total is None for total in terms.subordinates):
        doubts.append(Remark(Code.SUBORDINATES_NOT_RATED, (("number", str(unrated)),)))
    return doubts


def _ratios(request: PeriodRequest, found: Counted) -> tuple[Ratios | None, list[Step]]:
    """a, b, c in per cent and the steps to them; None when nothing was assigned and such a period is left out."""
    if given := request.ratios:
        return given, _ratio_steps(
            given, (("a", (), articles.QUANTITY), ("b", (), articles.QUALITY), ("c", (), articles.PROGRESS))
        )
    steps = list(found.trace)
    if not found.assigned:
        steps.append(Step("empty", ZERO, Unit.CONVERTED, (("empty", request.policy.empty.value),), articles.EMPTY))
        if request.policy.empty is WhenEmpty.EXCLUDE:
            return None, steps
        return NO_RATIOS, steps
    share = HUNDRED / found.assigned
    ratios = Ratios(found.completed * share, found.quality * share, found.progress * share)
    below = ("assigned_converted", found.assigned)
    parts = (
        ("a", (("completed_converted", found.completed), below), articles.QUANTITY),
        ("b", (("quality_converted", found.quality), below), articles.QUALITY),
        ("c", (("progress_converted", found.progress), below), articles.PROGRESS),
    )
    return ratios, steps + _ratio_steps(ratios, parts)


def _ratio_steps(
    ratios: Ratios, parts: tuple[tuple[str, tuple[tuple[str, Fraction | str], ...], str], ...]
) -> list[Step]:
    return [Step(name, getattr(ratios, name), Unit.PERCENT, inputs, basis) for name, inputs, basis in parts]


def _summed(
    request: PeriodRequest, answer: PeriodAnswer, ratios: Ratios, terms: LeaderTerms | None, found: Counted
) -> PeriodAnswer:
    """From the ratios to the total: caps, leader terms, KQ, the 70 points, the 30 points, the level."""
    named = [("a", ratios.a), ("b", ratios.b), ("c", ratios.c)]
    steps = list(answer.trace)
    if request.policy.over_100 is OverHundred.EACH:
        steps += [
            Step(f"{name}_capped", HUNDRED, Unit.PERCENT, ((name, value), ("limit", HUNDRED)), articles.CAP_EACH)
            for name, value in named
            if value > HUNDRED
        ]
        named = [(name, min(value, HUNDRED)) for name, value in named]
    if terms is not None:
        d = _led(terms) or ZERO
        named += [("d", d), ("dd", terms.dd), ("e", terms.e)]
        steps += _leader_steps(terms, d)
        answer = replace(answer, d_pct=d, dd_pct=terms.dd, e_pct=terms.e)
    result = sum((value for _name, value in named), ZERO) / len(named)
    raw = result * TASK_POINTS / HUNDRED
    points = min(raw, TASK_POINTS)
    steps.append(Step("result", result, Unit.PERCENT, tuple(named), articles.RESULT))
    steps += _shares(named, ratios, found, points / raw if raw else Fraction(1))
    steps.append(
        Step("task_score", points, Unit.POINT, (("result", result), ("limit", TASK_POINTS)), articles.TASK_SCORE)
    )
    answer = replace(answer, is_rated=True, result_pct=result, task_score=points)
    if request.general is None:
        return replace(answer, is_rated=False, reasons=(Remark(Code.NO_GENERAL_POINTS),), trace=tuple(steps))
    total = request.general + points
    steps.append(Step("general", request.general, Unit.POINT, (("limit", GENERAL_POINTS),), articles.GENERAL))
    steps.append(
        Step("total", total, Unit.POINT, (("general", request.general), ("task_score", points)), articles.TOTAL)
    )
    return replace(answer, total=total, grade=grade_of(total), trace=tuple(steps))


def _leader_steps(terms: LeaderTerms, d: Fraction) -> list[Step]:
    led: list[tuple[str, Fraction | str]] = [
        (f"subordinates[{index}]", "null" if total is None else total) for index, total in enumerate(terms.subordinates)
    ]
    return [
        Step("d", d, Unit.PERCENT, tuple(led) if terms.d is None else (("d", terms.d),), articles.LED_RESULT),
        Step("dd", terms.dd, Unit.PERCENT, (("dd", terms.dd),), articles.ORGANISING),
        Step("e", terms.e, Unit.PERCENT, (("e", terms.e),), articles.UNITING),
    ]


def _shares(named: list[tuple[str, Fraction]], ratios: Ratios, found: Counted, ceiling: Fraction) -> list[Step]:
    """How many of the 70 points each line and each leader term brings; together they are the task score.

    What a cap takes away is taken from all lines alike, so that no line is blamed for it.
    """
    one = TASK_POINTS / HUNDRED / len(named) * ceiling
    values = dict(named)
    factors = {
        name: one * values[name] / raw if raw else ZERO
        for name, raw in (("a", ratios.a), ("b", ratios.b), ("c", ratios.c))
    }
    steps = []
    for part in found.parts if found.assigned else ():
        inputs = (("a", part.completed), ("b", part.quality), ("c", part.progress))
        gained = sum((factors[name] * value for name, value in inputs), ZERO) * HUNDRED / found.assigned
        steps.append(Step(f"{part.path}.points", gained, Unit.POINT, inputs, articles.TASK_SCORE))
    if not found.parts:
        steps += [
            Step(f"{name}.points", factors[name] * raw, Unit.POINT, ((name, raw),), articles.TASK_SCORE)
            for name, raw in (("a", ratios.a), ("b", ratios.b), ("c", ratios.c))
        ]
    steps += [
        Step(f"{name}.points", one * values[name], Unit.POINT, ((name, values[name]),), articles.TASK_SCORE)
        for name in ("d", "dd", "e")
        if name in values
    ]
    return steps
