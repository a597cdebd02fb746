"""Who gets what answer from the addresses of people, and from allauth's that the product opens."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.builders import a_person, an_organisation
from tests.permissions import Row
from tests.world import World
from toso.ground.people.actions import digest_of_secret
from toso.ground.people.models import Duty, Invitation
from toso.ground.people.rules import Role

MANAGERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
READERS = (*MANAGERS, Role.PROVINCE_VIEWER, Role.AUDITOR)


def an_invitation(person: Any, secret: str) -> Invitation:
    at = timezone.now()
    return Invitation.objects.create(
        person=person, digest=digest_of_secret(secret), created_at=at, expires_at=at + timedelta(days=7)
    )


def a_member(world: World) -> Mapping[str, Any]:
    return {"person_id": a_person(role=Role.TEAM_MEMBER, place=world.hamlet).pk}


def a_held_role(world: World) -> Mapping[str, Any]:
    person = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)
    return {"person_id": person.pk, "assignment_id": person.assignments.get().pk}


def a_held_office(world: World) -> Mapping[str, Any]:
    person = a_person(role=Role.COMMUNE_OFFICIAL, place=world.commune)
    return {"person_id": person.pk, "assignment_id": person.assignments.get().pk}


def an_invited_member(world: World) -> Mapping[str, Any]:
    person = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)
    return {"person_id": person.pk, "invitation_id": an_invitation(person, f"mẫu-{person.pk}").pk}


def a_body(world: World) -> Mapping[str, Any]:
    return {"organisation_id": an_organisation(name="Phòng Mẫu", place=world.commune).pk}


def an_open_link(world: World) -> Mapping[str, Any]:
    an_invitation(a_person(), "mau-2")
    return {"secret": "mau-2"}


KEEPERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER)


def a_duty(world: World) -> Mapping[str, Any]:
    Duty.objects.get_or_create(
        code="mau", valid_from=date(2025, 1, 1), defaults={"name": "Việc mẫu", "organisation": world.department}
    )
    return {"code": "mau"}


ABOUT_A_MEMBER = Row(allowed=MANAGERS, kwargs=a_member, is_placed=True)
DONE_TO_A_MEMBER = Row(allowed=MANAGERS, kwargs=a_member, is_placed=True, method="post")

ENTRANCE = {
    "account_login": Row(public=True),
    "account_logout": Row(public=True),
    "account_inactive": Row(public=True),
    "account_change_password": Row(),
    "account_reauthenticate": Row(),
    "mfa_authenticate": Row(public=True),
    "mfa_reauthenticate": Row(),
    "mfa_index": Row(),
    "mfa_activate_totp": Row(),
    "mfa_deactivate_totp": Row(also=(404,)),
    "mfa_view_recovery_codes": Row(also=(404,)),
    "mfa_generate_recovery_codes": Row(),
    "mfa_download_recovery_codes": Row(also=(404,)),
}

ROWS = ENTRANCE | {
    "people:list": Row(allowed=MANAGERS),
    "people:new": Row(allowed=MANAGERS),
    "people:person": ABOUT_A_MEMBER,
    "people:correct": ABOUT_A_MEMBER,
    "people:assign": DONE_TO_A_MEMBER,
    "people:end": Row(allowed=MANAGERS, kwargs=a_held_role, is_placed=True, method="post"),
    "people:transfer": Row(allowed=(Role.ADMINISTRATOR,), kwargs=a_held_office, is_placed=True),
    "erase_person": Row(allowed=(Role.ADMINISTRATOR,), kwargs=a_member, is_placed=True),
    "people:invite": DONE_TO_A_MEMBER,
    "people:revoke": Row(allowed=MANAGERS, kwargs=an_invited_member, is_placed=True, method="post"),
    "people:lock": DONE_TO_A_MEMBER,
    "people:unlock": DONE_TO_A_MEMBER,
    "people:reset_second_factor": DONE_TO_A_MEMBER,
    "people:organisations": Row(allowed=READERS),
    "people:organisation": Row(allowed=READERS, kwargs=a_body, is_placed=True),
    "people:rename": Row(
        allowed=(Role.ADMINISTRATOR, Role.PROVINCE_OFFICER), kwargs=a_body, is_placed=True, method="post"
    ),
    "people:new_organisation": Row(allowed=KEEPERS),
    "people:branches": Row(allowed=KEEPERS, method="post", kwargs=a_body, is_placed=True),
    "people:succeed": Row(allowed=KEEPERS, kwargs=a_body, is_placed=True),
    "people:duties": Row(allowed=READERS),
    "people:route_duty": Row(allowed=KEEPERS, kwargs=a_duty),
    "people:me": Row(),
    "people:end_sessions": Row(method="post"),
    "people:second_factor": Row(),
    "people:resume": Row(),
    "people:forgotten": Row(public=True),
    "people:invitation_code": Row(public=True),
    "people:accept": Row(public=True, kwargs=an_open_link),
}
