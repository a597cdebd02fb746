"""Into which group a household falls, and why (Plan 6863, IV.1.c). Criteria are data; this applies them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from toso.work.registry.rules.answers import Value

ANY = "*"
LEAST, MOST = Decimal("0.1"), Decimal(3)


@dataclass(frozen=True, slots=True)
class Condition:
    """A question and the answers that meet it; ``*`` is any question at all."""

    question: str
    values: tuple[str, ...]

    def met_by(self, answers: Mapping[str, str]) -> bool:
        if self.question == ANY:
            return any(value in self.values or value.isdecimal() for value in answers.values())
        return answers.get(self.question, Value.NOT_ASKED) in self.values


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: str
    about: str
    weight: Decimal
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """The group and the conditions that put the household there."""

    code: str
    because: tuple[Condition, ...] = ()


def group_of(groups: Sequence[Group], answers: Mapping[str, str]) -> Placed:
    """The first group whose conditions hold; an empty code when none does."""
    for group in groups:
        some = tuple(condition for condition in group.any_of if condition.met_by(answers))
        if (some or not group.any_of) and all(condition.met_by(answers) for condition in group.all_of):
            return Placed(group.code, (*some, *group.all_of))
    return Placed("")


def planning_factor(groups: Sequence[Group], counts: Mapping[str, int]) -> Decimal | None:
    """How much more or less work fits a hamlet: the mean weight of its households, to a tenth, from 0,1 to 3.

    None where no household is known: a missing number is not an average one.
    """
    weights = {group.code: group.weight for group in groups}
    known = {code: count for code, count in counts.items() if code in weights and count > 0}
    total = sum(known.values())
    if not total:
        return None
    mean = sum((weights[code] * count for code, count in known.items()), Decimal(0)) / total
    return min(max(mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), LEAST), MOST)
