"""The way of a request for cooperation. Pure."""

from enum import StrEnum


class CooperationState(StrEnum):
    """A request for cooperation to another body (Plan 6863, IV.1.d)."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    DONE = "done"


WORKING_DAYS_TO_COOPERATE = 5
