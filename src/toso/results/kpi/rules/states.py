"""The states and kinds of the KPI room. Their Vietnamese labels stand in ``models``. Pure."""

from enum import StrEnum

from toso.results.kpi.rules.terms import Origin


class Mode(StrEnum):
    """Who computes the score: this house, or the province's own module that we feed."""

    SCORE = "score"
    FEED = "feed"


class Rank(StrEnum):
    """What a post is in the body, which decides who scores its holder (Decree 335/2025/NĐ-CP, Article 10)."""

    OFFICIAL = "official"
    DEPUTY = "deputy"
    HEAD = "head"  # of a body: of a division, or of the whole agency

    @property
    def is_leader(self) -> bool:
        return self is not Rank.OFFICIAL


COUNTED_AS_ASSIGNED = frozenset({Origin.ASSIGNED, Origin.HANDED_OVER})


class SheetState(StrEnum):
    OPEN = "open"
    SELF_SCORED = "self_scored"
    CONFIRMED = "confirmed"
    NOTIFIED = "notified"
    LOCKED = "locked"


EDITABLE = frozenset({SheetState.OPEN, SheetState.SELF_SCORED})


class CauseKind(StrEnum):
    LATE = "late"
    QUALITY = "quality"


class LeaveKind(StrEnum):
    ANNUAL = "annual"
    SICK = "sick"
    MATERNITY = "maternity"
    UNPAID = "unpaid"
    STUDY = "study"  # study and secondment: the decree is silent; the month is left out, with the reason shown


class OutsideKind(StrEnum):
    """Whose score of a month it is, where it is not ours."""

    MODULE = "module"
    OLD_AGENCY = "old_agency"


class FindingKind(StrEnum):
    """What fails a year whatever the points (Decree 335/2025/NĐ-CP, Articles 11.3 and 20.4)."""

    DISCIPLINE = "discipline"
    DEGRADATION = "degradation"
    CORRUPTION = "corruption"  # in the body a person leads directly


class DisciplineForm(StrEnum):
    """How somebody was disciplined. Criticism is not a form of discipline and fails no year."""

    CRITICISM = "criticism"
    REPRIMAND = "reprimand"
    WARNING = "warning"
    LOWER_PAY = "lower_pay"
    DEMOTION = "demotion"
    DISMISSAL = "dismissal"
    REMOVAL = "removal"

    @property
    def is_formal(self) -> bool:
        """Khiển trách or above (Article 20.4)."""
        return self is not DisciplineForm.CRITICISM


class StepKind(StrEnum):
    SELF_SCORED = "self_scored"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    NOTIFIED = "notified"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    REPLACED = "replaced"
