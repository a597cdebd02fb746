"""Devices and lines of a commune: their kinds, their states, what a fault of each is about. Pure."""

import re
from enum import StrEnum


class DeviceKind(StrEnum):
    COMPUTER = "computer"
    PRINTER = "printer"
    SCANNER = "scanner"
    QUEUE_MACHINE = "queue_machine"
    TOKEN = "token"
    MEETING = "meeting"
    LINE = "line"  # to the Internet or between offices
    NETWORK = "network"  # what the LAN is made of
    POWER = "power"
    OTHER = "other"


class DeviceState(StrEnum):
    IN_USE = "in_use"
    BROKEN = "broken"
    REPAIR = "repair"
    PUT_AWAY = "put_away"


_CATEGORIES = {
    DeviceKind.COMPUTER: "computer",
    DeviceKind.PRINTER: "printer",
    DeviceKind.SCANNER: "scanner",
    DeviceKind.QUEUE_MACHINE: "queue_machine",
    DeviceKind.TOKEN: "signature",
    DeviceKind.LINE: "network",
    DeviceKind.NETWORK: "network",
}


def category_of(kind: DeviceKind) -> str:
    """The category of requests that a fault of such a device belongs to."""
    return _CATEGORIES.get(kind, "other")


# How lists call them, from the plainest word to the broadest: the first that is found decides.
_WORDS = (
    ("bo luu dien", DeviceKind.POWER),
    ("ups", DeviceKind.POWER),
    ("may lay so", DeviceKind.QUEUE_MACHINE),
    ("goi so", DeviceKind.QUEUE_MACHINE),
    ("ki ot", DeviceKind.QUEUE_MACHINE),
    ("kiosk", DeviceKind.QUEUE_MACHINE),
    ("token", DeviceKind.TOKEN),
    ("chu ky so", DeviceKind.TOKEN),
    ("hop truc tuyen", DeviceKind.MEETING),
    ("camera", DeviceKind.MEETING),
    ("tivi", DeviceKind.MEETING),
    ("duong truyen", DeviceKind.LINE),
    ("internet", DeviceKind.LINE),
    ("cap quang", DeviceKind.LINE),
    ("ftth", DeviceKind.LINE),
    ("may quet", DeviceKind.SCANNER),
    ("scan", DeviceKind.SCANNER),
    ("may in", DeviceKind.PRINTER),
    ("printer", DeviceKind.PRINTER),
    ("wi fi", DeviceKind.NETWORK),
    ("wifi", DeviceKind.NETWORK),
    ("switch", DeviceKind.NETWORK),
    ("router", DeviceKind.NETWORK),
    ("modem", DeviceKind.NETWORK),
    ("tuong lua", DeviceKind.NETWORK),
    ("mang", DeviceKind.NETWORK),
    ("may tinh", DeviceKind.COMPUTER),
    ("may chu", DeviceKind.COMPUTER),
    ("laptop", DeviceKind.COMPUTER),
    ("pc", DeviceKind.COMPUTER),
)


def kind_of(kind: str, label: str) -> DeviceKind:
    """What kind a list means, by its folded words: by the column of kinds first, then by the name of the device."""
    for said in (kind, label):
        words = " ".join(re.split(r"[^0-9a-z]+", said))
        for word, found in _WORDS:
            if re.search(rf"\b{word}\b", words):
                return found
    return DeviceKind.OTHER
