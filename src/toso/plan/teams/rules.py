"""Composition of a community team (Plan 6863/KH-UBND, IV.1.a). Pure."""

from enum import StrEnum


class TeamKind(StrEnum):
    COMMUNITY = "community"  # one per hamlet
    SUPPORT = "support"  # sent to a commune for a time
    RESPONSE = "response"  # first response in a commune


class MemberRole(StrEnum):
    LEADER = "leader"
    DEPUTY = "deputy"
    MEMBER = "member"


class MemberKind(StrEnum):
    YOUTH_UNION = "youth_union"
    FARMERS = "farmers"
    WOMEN = "women"
    POLICE = "police"
    OFFICIAL = "official"
    TEACHER = "teacher"
    VOLUNTEER = "volunteer"
    STUDENT = "student"
    ENTERPRISE = "enterprise"


class LeaderKind(StrEnum):
    YOUTH_SECRETARY = "youth_secretary"
    HAMLET_HEAD = "hamlet_head"
    RESPECTED_PERSON = "respected_person"


class DecisionKind(StrEnum):
    ESTABLISH = "establish"
    CHANGE = "change"
    DISSOLVE = "dissolve"


class DecisionState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
