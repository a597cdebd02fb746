"""The general criteria of a rule set, as the pages ask for them."""

from dataclasses import dataclass
from decimal import Decimal

from toso.results.kpi.queries.rule_sets import brought_rule_sets
from toso.results.kpi.rules.rule_sets import RuleSet


@dataclass(frozen=True, slots=True)
class AskedCriterion:
    """One row of Mẫu số 01, part I."""

    code: str
    name: str
    group: str
    highest: Decimal


def rule_set_named(code: str) -> RuleSet:
    """A rule set by its code; a month keeps the code it was opened with."""
    return brought_rule_sets()[code]


def criteria_of(rule_set: str) -> list[AskedCriterion]:
    """The criteria in their order, with the highest points of each."""
    return [
        AskedCriterion(
            criterion.code,
            criterion.label,
            group.label,
            Decimal(criterion.points.numerator) / Decimal(criterion.points.denominator),
        )
        for group in rule_set_named(rule_set).groups
        for criterion in group.criteria
    ]
