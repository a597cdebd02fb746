"""Whether a document is in force, and how a citation names its articles. Pure."""

import re
from datetime import date
from enum import StrEnum

_ASIDE = re.compile(r"\([^)]*\)")


class LinkKind(StrEnum):
    AMENDS = "amends"
    REPEALS_PART = "repeals_part"
    GUIDES = "guides"
    FOLLOWS = "follows"


class Force(StrEnum):
    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    UNKNOWN = "unknown"  # nobody has said when it began


def force_on(
    day: date,
    *,
    signed_on: date | None,
    effective_from: date | None,
    effective_until: date | None,
    replaced_on: date | None = None,
    is_replaced: bool = False,
) -> Force:
    """Whether a document binds on a day. Days are half-open; the day its successor begins it has ended.

    One that is replaced by a document whose day nobody knows has ended all the same.
    """
    end = min((one for one in (effective_until, replaced_on) if one is not None), default=None)
    if (end is not None and day >= end) or (is_replaced and end is None):
        return Force.ENDED
    begin = effective_from or signed_on
    if begin is None:
        return Force.UNKNOWN
    return Force.NOT_YET if day < begin else Force.IN_FORCE


def labels_in(article: str) -> tuple[str, ...]:
    """The articles a citation names: "III.1 (ít nhất 10%); III.2" gives III.1 and III.2."""
    pieces = re.split(r"[;,]", _ASIDE.sub("", article))
    return tuple(piece.strip() for piece in pieces if piece.strip())


def is_within(label: str, article: str) -> bool:
    """Whether a label names the article or a clause of it: "Điều 12 khoản 2" is within "Điều 12"."""
    return label == article or label.startswith(f"{article} ")
