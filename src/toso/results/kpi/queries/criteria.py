"""The criteria of a rule set, as the pages ask for them: the brought ones, or a unit's own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from toso.results.kpi.models import Sheet
from toso.results.kpi.queries.rule_sets import brought_rule_sets, criteria_from, groups_from
from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.rule_sets import Criterion, RuleSet
from toso.results.kpi.rules.terms import Result


@dataclass(frozen=True, slots=True)
class AskedCriterion:
    """One row of Mẫu số 01, part I, or one criterion of results that are not counted from lines."""

    code: str
    name: str
    group: str
    highest: Decimal


def rule_set_named(code: str) -> RuleSet:
    """A rule set by its code; a month keeps the code it was opened with."""
    return brought_rule_sets()[code]


def rule_set_for(sheet: Sheet) -> RuleSet:
    """The rules of one sheet: the post's, else the month's; with the unit's own criteria where there are some."""
    found = rule_set_named(sheet.rule_set or sheet.month.rule_set)
    if sheet.own_rules is None:
        return found
    own = sheet.own_rules
    return replace(found, groups=groups_from(own.groups), results=criteria_from(own.results))


def _asked(criterion: Criterion, group: str) -> AskedCriterion:
    return AskedCriterion(
        criterion.code,
        criterion.label,
        group,
        Decimal(criterion.points.numerator) / Decimal(criterion.points.denominator),
    )


def criteria_in(rules: RuleSet) -> list[AskedCriterion]:
    """The general criteria in their order, with the highest points of each."""
    return [_asked(criterion, group.label) for group in rules.groups for criterion in group.criteria]


def criteria_of(rule_set: str) -> list[AskedCriterion]:
    return criteria_in(rule_set_named(rule_set))


def results_in(rules: RuleSet) -> list[AskedCriterion]:
    """The criteria of the results; none where they are counted from lines."""
    return [_asked(criterion, "") for criterion in rules.results]


def results_of(sheet: Sheet, criteria: Iterable[Criterion]) -> tuple[Result, ...]:
    """What a sheet has for them: as confirmed, else as self-scored."""
    points = sheet.results_confirmed or sheet.results_self
    return tuple(
        Result(one.code, exact(points[one.code]) if one.code in points else None, one.points) for one in criteria
    )
