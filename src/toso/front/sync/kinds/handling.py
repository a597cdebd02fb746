"""What a kind is given and gives back. A kind calls the one action of its room, inside the item's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from toso.front.sync import queries
from toso.front.sync.rules.body import BadBody, Body
from toso.ground.people.models import Person
from toso.ground.shared.scope import Scope


@dataclass(frozen=True)
class Sent:
    """An item at the moment when it is taken."""

    id: UUID
    body: Body
    made_at: datetime
    is_clock_wrong: bool
    device: str
    by: Person
    scope: Scope
    at: datetime


@dataclass(frozen=True)
class Taken:
    """What the action did: names for the phone, a sentence where something is to be said, flags."""

    result: Mapping[str, Any]
    words: str = ""
    flags: Sequence[str] = ()
    wakes: Sequence[str] = ()  # what waits for it, besides its own id


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed as well."""

    field: str
    base: Any
    yours: Any
    theirs: Any


class Wait(Exception):
    """Not yet: it needs these items (ids) or files (``media:<sha256>``) first."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.names = names


class Differs(Exception):
    """Somebody else changed the same fields since the phone last knew them."""

    def __init__(self, differences: Sequence[Difference], *, by: str, at: datetime, result: Mapping[str, Any]) -> None:
        super().__init__()
        self.differences, self.by, self.at, self.result = differences, by, at, result


class OtherContent(Exception):
    """This id stands for other words already."""


Kind = Callable[[Sent], Taken]
Together = Callable[[Sequence[Sent]], list[Taken]]


@dataclass(frozen=True)
class File:
    name: str
    content: bytes = field(repr=False)


def file_of(sent: Sent) -> File:
    """The bytes that the item names, when all of them are here; else it waits."""
    digest = sent.body.sha256()
    content = queries.content_of(sent.by, digest)
    if content is None:
        raise Wait(f"media:{digest}")
    if sent.body.whole("size") != len(content):
        raise BadBody("size")
    return File(sent.body.text("name", most=120) or f"{digest[:12]}.jpg", content)
