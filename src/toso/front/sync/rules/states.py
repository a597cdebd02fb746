"""What an item, a key and a rescue can be."""

from enum import StrEnum


class KeyKind(StrEnum):
    FIELD = "field"
    COLLECT = "collect"


class ItemState(StrEnum):
    TAKEN = "taken"
    HELD = "held"
    REFUSED = "refused"
    DROPPED = "dropped"  # given up by its person on the phone


class RescueState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class Code(StrEnum):
    """Why an item was refused, for the app; the sentence beside it is for the person."""

    REFUSED = "refused"
    CONFLICT = "conflict"
    OTHER_CONTENT = "other_content"
    NOT_YOURS = "not_yours"
    NOT_FOUND = "not_found"
    BAD_BODY = "bad_body"
    UNKNOWN_KIND = "unknown_kind"
    TOO_MANY_HELD = "too_many_held"
    GIVEN_UP = "given_up"
    SERVER_FAULT = "server_fault"
