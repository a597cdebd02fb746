"""The life of a submission: received, returned to whoever sent it, edited, approved."""

from enum import StrEnum


class SubmissionState(StrEnum):
    RECEIVED = "received"
    HAS_ISSUES = "has_issues"
    EDITED = "edited"
    APPROVED = "approved"


class ReviewKind(StrEnum):
    RETURNED = "returned"
    APPROVED = "approved"
    REOPENED = "reopened"
    NOTE = "note"


# What a review makes of a submission; a note changes nothing.
AFTER_REVIEW = {
    ReviewKind.RETURNED: SubmissionState.HAS_ISSUES,
    ReviewKind.APPROVED: SubmissionState.APPROVED,
    ReviewKind.REOPENED: SubmissionState.RECEIVED,
}
MAY_REVIEW = {
    ReviewKind.RETURNED: {SubmissionState.RECEIVED, SubmissionState.EDITED},
    ReviewKind.APPROVED: {SubmissionState.RECEIVED, SubmissionState.EDITED},
    ReviewKind.REOPENED: {SubmissionState.APPROVED},
    ReviewKind.NOTE: set(SubmissionState),
}


def counts(state: SubmissionState) -> bool:
    """Whether the answers of a submission count: all but those that were given back to be mended."""
    return state is not SubmissionState.HAS_ISSUES
