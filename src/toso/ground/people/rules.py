"""Roles and what they entail. Pure."""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from toso.ground.shared.text import fold


class Role(StrEnum):
    ADMINISTRATOR = "administrator"  # keeps accounts and settings; sees no citizen
    PROVINCE_OFFICER = "province_officer"  # standing agency of the Steering Committee
    PROVINCE_VIEWER = "province_viewer"
    COMMUNE_LEADER = "commune_leader"
    COMMUNE_OFFICIAL = "commune_official"
    TEAM_LEADER = "team_leader"
    TEAM_MEMBER = "team_member"
    YOUTH_UNION = "youth_union"
    PARTNER = "partner"  # sending or partner organisation
    AUDITOR = "auditor"


PROVINCE_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER})
COMMUNE_ROLES = frozenset({Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL})
TEAM_ROLES = frozenset({Role.TEAM_LEADER, Role.TEAM_MEMBER})
SECOND_FACTOR_ROLES = PROVINCE_ROLES

# What each role may give to others, at places it holds itself. Nobody gives a role above his own.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.PROVINCE_OFFICER: frozenset(Role) - {Role.ADMINISTRATOR},
    Role.COMMUNE_LEADER: COMMUNE_ROLES | TEAM_ROLES,
    Role.COMMUNE_OFFICIAL: TEAM_ROLES,
}
MANAGING_ROLES = frozenset(GRANTABLE)

# Who works with citizens face to face. Everybody else reads their names masked (Law 91/2025/QH15: only what is needed).
NEEDS_CITIZEN_NAMES = COMMUNE_ROLES | TEAM_ROLES

OFFICE_IDLE_MINUTES = 60
FIELD_IDLE_MINUTES = 12 * 60

INVITATION_DAYS = 7

_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.()-]*\d){9}(?!\d)")
_ADDRESS = re.compile(r"[^\s,;:<>()@]+@[^\s,;:<>()@]+\.[^\s,;:<>()@]+")
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{2,58})[a-z0-9]")


def may_give(held: Collection[str], role: str) -> bool:
    """Whether somebody who holds these roles at a place may give ``role`` there, or take it away."""
    return any(role in GRANTABLE.get(Role(mine), frozenset()) for mine in held)


def needs_second_factor(roles: Collection[str]) -> bool:
    return not SECOND_FACTOR_ROLES.isdisjoint(roles)


def idle_minutes(roles: Collection[str]) -> int:
    """After how many quiet minutes a session ends: soon at a desk, a working day on a phone in the hamlet."""
    in_the_field = bool(roles) and TEAM_ROLES.issuperset(roles)
    return FIELD_IDLE_MINUTES if in_the_field else OFFICE_IDLE_MINUTES


def masked_name(name: str) -> str:
    """ "Nguyễn Mẫu An" → "N. M. An": enough to tell two rows apart, too little to find the person."""
    words = name.split()
    if len(words) < 2:
        return f"{words[0][0]}." if words else ""
    return " ".join([*(f"{word[0]}." for word in words[:-1]), words[-1]])


def masked_phone(phone: str) -> str:
    """ "0905 123 456" → "••• ••• 456"; a number too short to hide is hidden wholly."""
    digits = [character for character in phone if character.isdigit()]
    if not digits:
        return ""
    return f"••• ••• {''.join(digits[-3:])}" if len(digits) >= 7 else "••• •••"


def phone_digits(text: str) -> str | None:
    """The ten digits of a Vietnamese telephone number however it is written, or None when it is not one."""
    digits = re.sub(r"[\s.()-]", "", text)
    if re.fullmatch(r"\+?84\d{9}", digits):
        digits = "0" + digits[-9:]
    return digits if re.fullmatch(r"0\d{9}", digits) else None


def phones_in(text: str) -> set[str]:
    """The telephone numbers in what somebody wrote as "how to reach me", each as ten digits."""
    return {digits for found in _PHONE.findall(text) if (digits := phone_digits(found))}


def addresses_in(text: str) -> set[str]:
    """The e-mail addresses in what somebody wrote, in small letters."""
    return {found.rstrip(".").lower() for found in _ADDRESS.findall(text)}


def name_key(name: str) -> str:
    """A name without marks, its words in alphabetical order: "Hoà An Trần" and "Trần An Hòa" are one key."""
    return " ".join(sorted(fold(name).replace(".", " ").split()))


def is_username(text: str) -> bool:
    """4 to 60 small letters without marks, digits, dots and hyphens, so that it can be typed on any keyboard."""
    return USERNAME.fullmatch(text) is not None


def overlaps(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two half-open spans of days share a day; an open end lasts for ever."""
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


BROWSERS = (
    ("Edg", "Edge"),
    ("CocCoc", "Cốc Cốc"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """ "Chrome · Android" out of what a browser says of itself; "?" for what cannot be told."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "?")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "?")
    return f"{browser} · {system}"
