"""What a place is and how it may change. Pure: no database, no clock."""

from enum import StrEnum


class Level(StrEnum):
    """Tiers of the tree. The district tier existed until 30/6/2025 (Law 72/2025/QH15)."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    HAMLET = "hamlet"


class Reading(StrEnum):
    """The two ways to read a number over a tree that has changed."""

    THEN = "then"  # every day under the parents it had on that day
    TODAY = "today"  # the whole past on the map of today


class Part(StrEnum):
    WHOLE = "whole"
    PART = "part"
