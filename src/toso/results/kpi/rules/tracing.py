"""The way to a score, step by step: each term, its exact value, its inputs, its article."""

from fractions import Fraction

from toso.results.kpi.rules import articles
from toso.results.kpi.rules.counting import Counted, Part
from toso.results.kpi.rules.exact import HUNDRED, ZERO, total
from toso.results.kpi.rules.reckoning import GENERAL_POINTS, TASK_POINTS, Reckoned
from toso.results.kpi.rules.terms import LeaderTerms, Origin, PeriodRequest, Policy, Ratios, Step, Unit

Inputs = tuple[tuple[str, Fraction | str], ...]
RATIO_BASES = (("a", articles.QUANTITY), ("b", articles.QUALITY), ("c", articles.PROGRESS))


def line_steps(request: PeriodRequest, found: Counted) -> list[Step]:
    """Every line in converted products, then the four sums."""
    steps = [step for part in found.parts for step in _line_steps(part, request.policy)]
    if found.parts:
        rows = (
            ("assigned", found.assigned, articles.ASSIGNED),
            ("completed", found.completed, articles.QUANTITY),
            ("quality", found.quality, articles.QUALITY),
            ("progress", found.progress, articles.PROGRESS),
        )
        for name, value, basis in rows:
            inputs = tuple((part.path, getattr(part, name)) for part in found.parts)
            steps.append(Step(f"{name}_converted", value, Unit.CONVERTED, inputs, basis))
    if request.ratios is None and not found.assigned:
        steps.append(Step("empty", ZERO, Unit.CONVERTED, (("empty", request.policy.empty.value),), articles.EMPTY))
    return steps


def score_steps(request: PeriodRequest, found: Counted, reckoned: Reckoned, terms: LeaderTerms | None) -> list[Step]:
    """From the ratios to the points of the results, and what each line brings to them."""
    counted = dict(reckoned.counted)
    steps = _ratio_steps(reckoned.ratios, found, is_from_lines=request.ratios is None and bool(found.assigned))
    for name, value in (("a", reckoned.ratios.a), ("b", reckoned.ratios.b), ("c", reckoned.ratios.c)):
        if counted[name] != value:
            inputs: Inputs = ((name, value), ("limit", HUNDRED))
            steps.append(Step(f"{name}_capped", counted[name], Unit.PERCENT, inputs, articles.CAP_EACH))
    if terms is not None:
        steps += _leader_steps(terms, counted["d"])
    steps.append(Step("result", reckoned.result, Unit.PERCENT, reckoned.counted, articles.RESULT))
    steps += _shares(reckoned, found)
    inputs = (("result", reckoned.result), ("limit", TASK_POINTS))
    return [*steps, Step("task_score", reckoned.points, Unit.POINT, inputs, articles.TASK_SCORE)]


def total_steps(general: Fraction, points: Fraction) -> list[Step]:
    """The general points and the sum of both."""
    both = (("general", general), ("task_score", points))
    return [
        Step("general", general, Unit.POINT, (("limit", GENERAL_POINTS),), articles.GENERAL),
        Step("total", general + points, Unit.POINT, both, articles.TOTAL),
    ]


def _ratio_steps(ratios: Ratios, found: Counted, *, is_from_lines: bool) -> list[Step]:
    above = {"a": "completed", "b": "quality", "c": "progress"}
    steps = []
    for name, basis in RATIO_BASES:
        inputs: Inputs = ()
        if is_from_lines:
            inputs = (
                (f"{above[name]}_converted", getattr(found, above[name])),
                ("assigned_converted", found.assigned),
            )
        steps.append(Step(name, getattr(ratios, name), Unit.PERCENT, inputs, basis))
    return steps


def _leader_steps(terms: LeaderTerms, d: Fraction) -> list[Step]:
    below: Inputs = tuple(
        (f"subordinates[{index}]", "null" if one is None else one) for index, one in enumerate(terms.subordinates)
    )
    return [
        Step("d", d, Unit.PERCENT, below if terms.d is None else (("d", terms.d),), articles.LED_RESULT),
        Step("dd", terms.dd, Unit.PERCENT, (("dd", terms.dd),), articles.ORGANISING),
        Step("e", terms.e, Unit.PERCENT, (("e", terms.e),), articles.UNITING),
    ]


def _shares(reckoned: Reckoned, found: Counted) -> list[Step]:
    """How many of the 70 points each line and each leader term brings; together they are the task score.

    What a cap takes away is taken from all lines alike, so that no line is blamed for it.
    """
    ceiling = reckoned.points / reckoned.raw if reckoned.raw else Fraction(1)
    one = TASK_POINTS / HUNDRED / len(reckoned.counted) * ceiling
    counted = dict(reckoned.counted)
    raw = (("a", reckoned.ratios.a), ("b", reckoned.ratios.b), ("c", reckoned.ratios.c))
    factors = {name: one * counted[name] / value if value else ZERO for name, value in raw}
    steps = []
    for part in found.parts if found.assigned else ():
        inputs = (("a", part.completed), ("b", part.quality), ("c", part.progress))
        gained = total(factors[name] * value for name, value in inputs) * HUNDRED / found.assigned
        steps.append(Step(f"{part.path}.points", gained, Unit.POINT, inputs, articles.TASK_SCORE))
    if not found.parts:
        steps += [
            Step(f"{name}.points", factors[name] * value, Unit.POINT, ((name, value),), articles.TASK_SCORE)
            for name, value in raw
        ]
    steps += [
        Step(f"{name}.points", one * counted[name], Unit.POINT, ((name, counted[name]),), articles.TASK_SCORE)
        for name in ("d", "dd", "e")
        if name in counted
    ]
    return steps


def _line_steps(part: Part, policy: Policy) -> list[Step]:
    line = part.line
    whole = (("coefficient", line.coefficient), ("assigned", line.assigned), ("origin", line.origin.value))
    done: tuple[tuple[str, Fraction | str], ...] = (("coefficient", line.coefficient), ("done", line.done))
    quality = (*done, ("quality_failures", Fraction(line.quality_failures)), ("scope", policy.penalty_scope.value))
    progress = (
        *done,
        ("late", Fraction(line.late)),
        ("late_unit", policy.late_unit.value),
        ("scope", policy.penalty_scope.value),
    )
    excused = (("objective", "true"),)
    basis = {Origin.ASSIGNED: articles.ASSIGNED, Origin.HANDED_OVER: articles.HANDED_OVER}
    rows = (
        ("assigned", part.assigned, whole, basis.get(line.origin, articles.OUTSIDE)),
        ("completed", part.completed, done, articles.QUANTITY),
        ("quality", part.quality, (*quality, *(excused if line.has_objective_quality else ())), articles.QUALITY),
        ("progress", part.progress, (*progress, *(excused if line.has_objective_late else ())), articles.PROGRESS),
    )
    return [
        Step(f"{part.path}.{name}", value, Unit.CONVERTED, inputs, article) for name, value, inputs, article in rows
    ]
