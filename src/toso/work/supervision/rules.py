"""How an inspection goes and what becomes of a finding (Plan 6863/KH-UBND, V.2, V.5). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WORKING_DAYS_TO_ANSWER = 10  # offered; the inspector may give another term
MOST_WORKING_DAYS = 120
WORKING_DAYS_FOR_AN_OPINION = 5


class InspectionState(StrEnum):
    PLANNED = "planned"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class PointMark(StrEnum):
    """What was seen at a point of the checklist."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASKED = "not_asked"  # does not apply here, or was not looked at


class FindingState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class StepKind(StrEnum):
    FOUND = "found"
    ANSWERED = "answered"
    RETURNED = "returned"
    EXTENDED = "extended"
    CLOSED = "closed"


class Side(StrEnum):
    """Whose evidence it is."""

    FOUND = "found"
    ANSWER = "answer"
    CLOSING = "closing"


class OpinionState(StrEnum):
    ASKED = "asked"
    GIVEN = "given"


OPEN_STATES = frozenset({FindingState.OPEN, FindingState.ANSWERED})
PROVES_DONE = frozenset({Side.ANSWER, Side.CLOSING})

TRANSITIONS: dict[tuple[FindingState, StepKind], FindingState] = {
    (FindingState.OPEN, StepKind.ANSWERED): FindingState.ANSWERED,
    (FindingState.OPEN, StepKind.EXTENDED): FindingState.OPEN,
    (FindingState.OPEN, StepKind.CLOSED): FindingState.CLOSED,
    (FindingState.ANSWERED, StepKind.RETURNED): FindingState.OPEN,
    (FindingState.ANSWERED, StepKind.CLOSED): FindingState.CLOSED,
}


def state_after(state: FindingState, step: StepKind) -> FindingState | None:
    """The state a step leads to; None when it is not possible. A closed finding stays closed:
    what comes back is a new finding of a new visit."""
    return TRANSITIONS.get((state, step))


def may_close(sides: Iterable[str]) -> bool:
    """Whether there is a photo, file or record that shows that it was put right."""
    return any(side in PROVES_DONE for side in sides)


@dataclass(frozen=True, slots=True)
class Span:
    first_day: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Tally:
    """How a visited place stands against its checklist."""

    met: int
    not_met: int
    open: int

    @property
    def looked_at(self) -> int:
        return self.met + self.not_met


def tally(marks: Iterable[str]) -> Tally:
    """Points met, points not met, and points not asked."""
    counted = list(marks)
    met = sum(mark == PointMark.MET for mark in counted)
    not_met = sum(mark == PointMark.NOT_MET for mark in counted)
    return Tally(met, not_met, len(counted) - met - not_met)
