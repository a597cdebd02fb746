"""Reading what a phone sent: every member looked at before anything is done with it. Pure."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from toso.ground.shared.text import nfc

CLOCK_TOLERANCE = timedelta(minutes=10)
LARGEST_NUMBER = 2**31 - 1
T = TypeVar("T")
SHA256 = re.compile(r"[0-9a-f]{64}")


class BadBody(Exception):
    """A member is missing or of the wrong kind. ``field`` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def digest_of(kind: str, body: Mapping[str, Any]) -> str:
    """What makes two sendings the same: kind and body, however the phone ordered the members."""
    said = json.dumps([kind, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def has_nul(said: Any) -> bool:
    """Whether a NUL stands anywhere in it: no table can keep one."""
    if isinstance(said, str):
        return "\x00" in said
    if isinstance(said, Mapping):
        return any(has_nul(name) or has_nul(value) for name, value in said.items())
    return isinstance(said, Sequence) and any(has_nul(each) for each in said)


def clock_is_wrong(*, skew: timedelta | None, has_jumped: bool) -> bool:
    """Whether the phone's own account says that its clock cannot be trusted."""
    return has_jumped or (skew is not None and abs(skew) > CLOCK_TOLERANCE)


def moment(value: Any, field: str) -> datetime:
    """A moment with an offset."""
    try:
        found = datetime.fromisoformat(value)
        found.timestamp()  # the first and last years have moments that no other zone can name
    except (TypeError, ValueError, OverflowError) as error:
        raise BadBody(field) from error
    if found.tzinfo is None or not 1970 <= found.year <= 2200:
        raise BadBody(field)
    return found


def uuid(value: Any, field: str) -> UUID:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise BadBody(field) from error


@dataclass(frozen=True)
class Body:
    """The members of an item's body. Each reader raises BadBody with the member's name."""

    said: Mapping[str, Any]

    def has(self, name: str) -> bool:
        return self.said.get(name) is not None

    def text(self, name: str, *, most: int = 1000, is_needed: bool = False) -> str:
        value = self.said.get(name, "")
        if value is None:
            value = ""
        if not isinstance(value, str) or len(value) > most or (is_needed and not value.strip()):
            raise BadBody(name)
        return nfc(value).strip()

    def whole(self, name: str, *, default: int | None = None) -> int:
        value = self.said.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_NUMBER:
            raise BadBody(name)
        return value

    def wholes(self, name: str, *, most: int) -> list[int]:
        values = self.said.get(name) or []
        if not isinstance(values, list) or len(values) > most:
            raise BadBody(name)
        return [Body({name: value}).whole(name) for value in values]

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.said[name])
        except (KeyError, TypeError, ValueError) as error:
            raise BadBody(name) from error

    def uuid(self, name: str) -> UUID:
        return uuid(self.said.get(name), name)

    def sha256(self, name: str = "sha256") -> str:
        value = self.said.get(name)
        if not isinstance(value, str) or not SHA256.fullmatch(value):
            raise BadBody(name)
        return value

    def members(self, name: str) -> "Body":
        value = self.said.get(name)
        if not isinstance(value, dict):
            raise BadBody(name)
        return Body(value)

    def choice(self, name: str, kind: Callable[[Any], T], *, default: T | None = None) -> T:
        value = self.said.get(name)
        if value is None and default is not None:
            return default
        try:
            return kind(value)
        except (TypeError, ValueError) as error:
            raise BadBody(name) from error
