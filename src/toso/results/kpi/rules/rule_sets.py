"""A rule set: whom it measures, on what law, with which criteria and choices. Versioned data, see ``data/``."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from toso.results.kpi.rules.terms import Measure, Policy


class Standing(StrEnum):
    """How sure the text behind a rule set is."""

    OFFICIAL = "official"
    GUIDANCE = "guidance"  # a ministry's handbook: helpful, not binding
    NO_TEXT = "no_text"  # "chưa có văn bản gốc": the unit enters its own criteria, no form is printed


__all__ = ["Choice", "Criterion", "Group", "Measure", "RuleSet", "Standing"]


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    label: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Group:
    """A group of general criteria with its points: the sum of its criteria."""

    code: str
    label: str
    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> Fraction:
        return sum((criterion.points for criterion in self.criteria), Fraction(0))


@dataclass(frozen=True, slots=True)
class Choice:
    """One point that the law leaves open: the options, our default first, and why."""

    field: str
    label: str
    options: tuple[tuple[str, str], ...]  # value and label
    reason: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    code: str
    version: int
    title: str
    whom: str
    basis: str
    standing: Standing
    measure: Measure
    effective_from: date
    effective_until: date | None  # half-open
    groups: tuple[Group, ...]
    choices: tuple[Choice, ...]
    policy: Policy
    note: str = ""
    results: tuple[Criterion, ...] = ()  # what the 70 points are made of, where they are not counted from lines

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    @property
    def is_printed(self) -> bool:
        """Whether we have seen its forms: only the decree's own are printed."""
        return self.standing is Standing.OFFICIAL

    @property
    def has_text(self) -> bool:
        return self.standing is not Standing.NO_TEXT

    def is_in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_until is None or on < self.effective_until)
