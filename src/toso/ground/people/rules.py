"""Roles and what they entail. Pure."""

from enum import StrEnum


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
