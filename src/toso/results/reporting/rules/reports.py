"""How a report travels: states, who may do what, cells of a parent, punctuality. Pure: values in, values out."""

from enum import StrEnum


class ReportState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"  # at least one cell or the whole report waits for the level that wrote it
    ACCEPTED = "accepted"
    LOCKED = "locked"  # consolidated above, printed and closed; only a new version may follow


class CellState(StrEnum):
    CLEAN = "clean"
    RETURNED = "returned"
    ANSWERED = "answered"


class EventKind(StrEnum):
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    CONSOLIDATED = "consolidated"
    LOCKED = "locked"
    AMENDED = "amended"
    SIGNED = "signed"
