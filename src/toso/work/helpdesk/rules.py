"""The way of a difficulty: raised below, answered or passed up, closed (Plan 6863, IV.1.d, IV.2, V). Pure."""

from enum import StrEnum

from toso.ground.places.rules import Level

WORKING_DAYS_TO_ANSWER = 5


class DifficultyState(StrEnum):
    OPEN = "open"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"


class StepKind(StrEnum):
    RAISED = "raised"
    ESCALATED = "escalated"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    REOPENED = "reopened"
    CLOSED = "closed"


class Category(StrEnum):
    """What a difficulty is about: the groups that recur in the field."""

    NETWORK = "network"
    COMPUTER = "computer"
    PRINTER = "printer"
    SCANNER = "scanner"
    QUEUE_MACHINE = "queue_machine"
    LOGIN = "login"
    ACCOUNT = "account"
    FORM_ERROR = "form_error"
    SYNCHRONISATION = "synchronisation"
    SIGNATURE = "signature"
    PAYMENT = "payment"
    DOCUMENT_SYSTEM = "document_system"
    KPI_SOFTWARE = "kpi_software"
    DATA = "data"
    TRAINING = "training"
    CITIZEN_GUIDANCE = "citizen_guidance"
    POLICY = "policy"
    OTHER = "other"


WAITING = frozenset({DifficultyState.OPEN, DifficultyState.ESCALATED})
SETTLED = frozenset({DifficultyState.ANSWERED, DifficultyState.CLOSED})

TRANSITIONS: dict[tuple[DifficultyState, StepKind], DifficultyState] = {
    (DifficultyState.OPEN, StepKind.ANSWERED): DifficultyState.ANSWERED,
    (DifficultyState.OPEN, StepKind.ESCALATED): DifficultyState.ESCALATED,
    (DifficultyState.OPEN, StepKind.FORWARDED): DifficultyState.ESCALATED,
    (DifficultyState.OPEN, StepKind.CLOSED): DifficultyState.CLOSED,
    (DifficultyState.ESCALATED, StepKind.ANSWERED): DifficultyState.ANSWERED,
    (DifficultyState.ESCALATED, StepKind.ESCALATED): DifficultyState.ESCALATED,
    (DifficultyState.ESCALATED, StepKind.FORWARDED): DifficultyState.ESCALATED,
    (DifficultyState.ESCALATED, StepKind.CLOSED): DifficultyState.CLOSED,
    (DifficultyState.ANSWERED, StepKind.REOPENED): DifficultyState.OPEN,
    (DifficultyState.ANSWERED, StepKind.CLOSED): DifficultyState.CLOSED,
    (DifficultyState.CLOSED, StepKind.REOPENED): DifficultyState.OPEN,
}


def state_after(state: DifficultyState, step: StepKind) -> DifficultyState | None:
    """The state a step leads to; None when the step is not possible in this state."""
    return TRANSITIONS.get((state, step))


def level_above(level: Level) -> Level | None:
    """Who is asked next: the team asks the commune, the commune the province; above it stands nobody."""
    return {Level.HAMLET: Level.COMMUNE, Level.COMMUNE: Level.PROVINCE}.get(level)


class CooperationState(StrEnum):
    """A request for cooperation to another body (Plan 6863, IV.1.d)."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    DONE = "done"


WORKING_DAYS_TO_COOPERATE = 5
