"""Answers as JSON: numbers as decimal strings of four places, the trace with numerator and denominator."""

from collections.abc import Iterable
from fractions import Fraction

from toso.results.kpi.rules.exact import PLACES, shown
from toso.results.kpi.rules.quota import Quota
from toso.results.kpi.rules.terms import PeriodAnswer, Step
from toso.results.kpi.rules.words import Remark
from toso.results.kpi.rules.year import YearAnswer

Json = dict[str, object]


def texts(remarks: Iterable[Remark]) -> list[str]:
    return [remark.text for remark in remarks]


def period_json(answer: PeriodAnswer, warnings: tuple[str, ...]) -> Json:
    numbers = (
        "assigned_converted",
        "completed_converted",
        "a_pct",
        "b_pct",
        "c_pct",
        "result_pct",
        "task_score",
        "general",
        "total",
    )
    return {
        **{name: shown(getattr(answer, name)) for name in numbers},
        "level": answer.grade.value if answer.grade else None,
        "rated": answer.is_rated,
        "reasons": texts(answer.reasons),
        "warnings": [*warnings, *texts(answer.warnings)],
        "trace": [_step_json(step) for step in answer.trace],
    }


def _step_json(step: Step) -> Json:
    return {
        "term": step.term,
        "value": shown(step.value),
        "unit": step.unit.value,
        "numerator": str(step.value.numerator),
        "denominator": str(step.value.denominator),
        "from": {name: shown(value) if isinstance(value, Fraction) else value for name, value in step.inputs},
        "basis": step.basis,
    }


def coefficient_json(value: Fraction, places: int) -> Json:
    return {"coefficient": shown(value, max(PLACES, places))}


def year_json(answer: YearAnswer) -> Json:
    return {
        "average": shown(answer.average),
        "level": answer.grade.value if answer.grade else None,
        "rated": answer.is_rated,
        "reasons": texts(answer.reasons),
    }


def quota_json(quota: Quota) -> Json:
    """Who stands together on the border, and what to look at, only where there is such a thing."""
    more = {"tied": list(quota.tied), "warnings": texts(quota.warnings)}
    said: Json = {"allowed": quota.allowed, "proposed": list(quota.proposed)}
    return said | {name: value for name, value in more.items() if value}
