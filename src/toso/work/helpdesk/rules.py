"""The way of a difficulty: raised below, answered or passed up, closed (Plan 6863, IV.1.d, IV.2, V). Pure."""

from enum import StrEnum


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
