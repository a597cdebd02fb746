"""Whether two rows of the register may be the same household: names as people write them, numbers as they dial them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from toso.ground.people.rules import name_key
from toso.ground.shared.text import fold

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d{1,8}")


class Likeness(StrEnum):
    PHONE = "phone"
    NAME = "name"
    NEAR_NAME = "near_name"


def code_key(code: str) -> str:
    """A key by which "H2" comes before "H10": every number padded."""
    return _NUMBER.sub(lambda found: found[0].zfill(8), fold(code))[:60]


def phone_key(phone: str) -> str:
    """The last nine digits of a telephone number; what comes before them is written in several ways."""
    digits = "".join(_DIGITS.findall(phone))
    return digits[-9:] if len(digits) >= 9 else ""


@dataclass(frozen=True, slots=True)
class Trace:
    """What is compared of one row."""

    kind: str
    place_id: int
    name: str = ""
    phone: str = ""


def looks_like(one: Trace, other: Trace) -> Likeness | None:
    """Why two rows may be the same; None when nothing says so. Nobody but a person decides.

    The same telephone says it anywhere. The same name says it within one hamlet: across hamlets two persons of
    one name are common. A near name has one word more or less ("Nguyễn An", "Nguyễn Văn An").
    """
    if one.kind != other.kind:
        return None
    if phone_key(one.phone) and phone_key(one.phone) == phone_key(other.phone):
        return Likeness.PHONE
    if one.place_id != other.place_id:
        return None
    first, second = set(name_key(one.name).split()), set(name_key(other.name).split())
    if len(first) < 2 or len(second) < 2:
        return Likeness.NAME if first and name_key(one.name) == name_key(other.name) else None
    if name_key(one.name) == name_key(other.name):
        return Likeness.NAME
    if min(first, second, key=len) < max(first, second, key=len) and abs(len(first) - len(second)) == 1:
        return Likeness.NEAR_NAME
    return None
