"""Support and service workers: (a + b + c) ÷ 3 × 70 + general (ministry's handbook of 2026, chapter III)."""

from dataclasses import replace

from toso.results.kpi.rules import articles
from toso.results.kpi.rules.period import score
from toso.results.kpi.rules.terms import PeriodAnswer, PeriodRequest, Step

NAMES = ("quality", "compliance", "efficiency")  # a, b, c of this group, 0 to 100 each


def score_support(request: PeriodRequest) -> PeriodAnswer:
    """The same reckoning with the three ratios of this group; the trace names them and the handbook."""
    answer = score(replace(request, is_leader=False))
    names = dict(zip(("a", "b", "c"), NAMES, strict=True))
    return replace(answer, trace=tuple(_renamed(step, names) for step in answer.trace))


def _renamed(step: Step, names: dict[str, str]) -> Step:
    """quality for a and so on, in the term, in ``a.points`` and in the inputs."""
    head, dot, tail = step.term.partition(".")
    inputs = tuple((names.get(name, name), value) for name, value in step.inputs)
    basis = articles.SUPPORT if head in names or head == "result" else step.basis
    return replace(step, term=f"{names.get(head, head)}{dot}{tail}", inputs=inputs, basis=basis)
