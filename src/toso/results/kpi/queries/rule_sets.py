"""The rule sets that the product brings along, read from versioned data. Needs no database."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.rule_sets import Choice, Criterion, Group, Measure, RuleSet, Standing
from toso.results.kpi.rules.terms import (
    LateUnit,
    LeaderLines,
    OverHundred,
    PenaltyScope,
    PeriodLength,
    Policy,
    QuotaBase,
    WhenEmpty,
)

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def brought_rule_sets() -> dict[str, RuleSet]:
    """Every rule set of ``data/*.toml`` by its code, in the order of their file names."""
    found = [_rule_set(tomllib.loads(file.read_text(encoding="utf-8"))) for file in sorted(DATA.glob("*.toml"))]
    return {rule_set.code: rule_set for rule_set in found}


def rule_set_of(code: str, *, on: date) -> RuleSet | None:
    """The rule set with this code when it is in force on the day."""
    found = brought_rule_sets().get(code)
    return found if found and found.is_in_force(on) else None


def policy_of(choices: dict[str, str]) -> Policy:
    """A policy from the values of its choices; what is not named keeps its default. ValueError for an unknown value."""
    given = Policy()
    return Policy(
        late_unit=LateUnit(choices.get("late_unit", given.late_unit)),
        penalty_scope=PenaltyScope(choices.get("penalty_scope", given.penalty_scope)),
        over_100=OverHundred(choices.get("over_100", given.over_100)),
        empty=WhenEmpty(choices.get("empty", given.empty)),
        leader_lines=LeaderLines(choices.get("leader_lines", given.leader_lines)),
        quota_base=QuotaBase(choices.get("quota_base", given.quota_base)),
        period=PeriodLength(choices.get("period", given.period)),
    )


def criteria_from(raw: Iterable[dict[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria as data files and tables keep them: {"code", "label", "points"}."""
    return tuple(Criterion(one["code"], one["label"], exact(one["points"])) for one in raw)


def groups_from(raw: Iterable[dict[str, Any]]) -> tuple[Group, ...]:
    return tuple(Group(one["code"], one["label"], criteria_from(one["criteria"])) for one in raw)


def _rule_set(raw: dict[str, Any]) -> RuleSet:
    groups = groups_from(raw.get("groups", ()))
    choices = tuple(
        Choice(
            field=choice["field"],
            label=choice["label"],
            options=tuple((option["value"], option["label"]) for option in choice["options"]),
            reason=choice["reason"],
        )
        for choice in raw.get("choices", ())
    )
    return RuleSet(
        code=raw["code"],
        version=raw["version"],
        title=raw["title"],
        whom=raw["whom"],
        basis=raw["basis"],
        standing=Standing(raw["standing"]),
        measure=Measure(raw["measure"]),
        effective_from=raw["effective_from"],
        effective_until=raw.get("effective_until"),
        groups=groups,
        results=criteria_from(raw.get("results", ())),
        choices=choices,
        policy=policy_of({choice.field: choice.options[0][0] for choice in choices}),
        note=raw.get("note", ""),
    )
