"""What is told in confidence is read by whom it concerns, whatever page, file, list or notice somebody opens."""

import html
from collections import deque
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_person, an_of, moment
from tests.drills.figures import IS_LONG, report
from tests.drills.test_crawl import LINK, NOT_FOLLOWED, texts
from tests.guards.test_permissions import WITHOUT_ROWS, Asker, askers
from tests.world import World, a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.ground.privacy.tests.builders import a_consent, a_request
from toso.ground.shared.uploads import CleanFile
from toso.plan.teams.tests.builders import a_wish
from toso.work.campaign.actions.conduct import call_to_hearing, hear
from toso.work.campaign.tests.builders import DAY, a_campaign, a_case, a_serving
from toso.work.helpdesk.tests.builders import a_question, a_ticket
from toso.work.registry.tests.builders import a_registrant

pytestmark = [pytest.mark.drill, pytest.mark.django_db]

SOUGHT = "Tìmchung"  # stands in every secret, so that a search for it would find them all
PAGES = 400 if IS_LONG else 45
SEARCHED = ("console:search", "helpdesk:queue", "helpdesk:list", "registry:list", "privacy:list", "privacy:consents")
OPENED = ("audit:list", "notices:outbox", "notices:unsent", "console:topics", "teams:wishes", "helpdesk:queue")


@dataclass(frozen=True)
class Secret:
    """A word that nobody but these roles at the place reads, and where it is asked for straight."""

    word: str
    told: frozenset[Role]
    addresses: tuple[str, ...]


def told_in_confidence(world: World) -> list[Secret]:
    an, leader = an_of(world.hamlet), a_person(role=Role.COMMUNE_LEADER, place=world.commune)
    file = CleanFile("Mậtmột.jpg", b"x", "0" * 64)
    title = f"Lộ mật khẩu Mậtmột {SOUGHT}"
    ticket = a_ticket(place=world.hamlet, by=an, title=title, category="security", at=timezone.now(), files=[file])
    a_wish(by=an, text=f"Mậthai {SOUGHT}")
    serving = a_serving(campaign=a_campaign(place=world.commune, by=leader), place=world.commune, by=leader)
    case = a_case(deployment=serving, by=leader)
    scope, at = scope_of(leader.pk, on=DAY), moment(DAY, 19)
    call_to_hearing(case_id=case.pk, by=leader, scope=scope, at=at)
    hear(case_id=case.pk, words=f"Mậtba {SOUGHT}", by=leader, scope=scope, at=at)
    asked = a_question(commune=world.commune, name=f"Mậtbốn {SOUGHT}", phone="0905777888", has_consent=True)
    household = a_registrant(place=world.hamlet, by=an, name=f"Mậtnăm {SOUGHT}", phone="0905777999")
    wanted, agreed = a_request(place=world.commune), a_consent(place=world.commune)
    wanted.subject_name, agreed.subject_name = f"Mậtsáu {SOUGHT}", f"Mậtbảy {SOUGHT}"
    wanted.save()
    agreed.save()
    office = COMMUNE_ROLES
    at_door = office | TEAM_ROLES
    here = reverse("helpdesk:ticket", args=[ticket.pk]), reverse("helpdesk:difficulty", args=[ticket.pk])
    attached = reverse("helpdesk:attachment", args=[ticket.attachments.get().pk])
    handlers = office | {Role.ADMINISTRATOR, Role.PROVINCE_OFFICER}
    return [
        Secret("Mậtmột", office, (*here, attached)),
        Secret("Mậthai", frozenset({Role.YOUTH_UNION}), ()),
        Secret(
            "Mậtba",
            frozenset({Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER}),
            (reverse("campaign:case", args=[case.pk]), reverse("campaign:deployment", args=[serving.pk])),
        ),
        Secret("Mậtbốn", office, (reverse("helpdesk:ticket", args=[asked.pk]),)),
        Secret("0905777888", office, ()),
        Secret("Mậtnăm", at_door, (reverse("registry:registrant", args=[household.pk]),)),
        Secret("0905777999", at_door, ()),
        Secret("Mậtsáu", handlers, (reverse("privacy:request", args=[wanted.pk]),)),
        Secret("Mậtbảy", office, ()),
    ]


def read_by(asker: Asker, first: list[str]) -> tuple[str, int]:
    """All that somebody reads who opens these addresses and then what their pages lead to."""
    waiting, seen, read, opened = deque(first), set(first), [], 0
    while waiting and opened < PAGES + len(first):
        opened += 1
        with transaction.atomic():
            answer = asker.client.get(waiting.popleft())
            found = "".join(texts(answer)) if not answer.streaming else ""
            read.append(found or "".join(texts(answer)))
            transaction.set_rollback(True)
        for link in [*LINK.findall(found), answer.headers.get("Location", "")]:
            address = html.unescape(link)
            if address.startswith("/") and not address.startswith(NOT_FOLLOWED) and address not in seen:
                seen.add(address)
                waiting.append(address)
    return "".join(read), opened


def test_what_is_told_in_confidence_is_read_by_whom_it_concerns_alone(settings: LazySettings):
    settings.SESSION_ENGINE = WITHOUT_ROWS
    world = a_world()
    everybody = [a for a in askers(world) if a.is_inside or a.role in (None, Role.COMMUNE_OFFICIAL, Role.TEAM_LEADER)]
    secrets = told_in_confidence(world)
    first = [address for secret in secrets for address in secret.addresses]
    first += [f"{reverse(name)}?q={quote(SOUGHT)}" for name in SEARCHED]
    first += [reverse(name) for name in OPENED] + [f"{reverse('helpdesk:queue')}?queue=all"]
    asked, wrong = 0, []

    for asker in everybody:
        read, opened = read_by(asker, [*first, "/"])
        asked += opened
        may = {secret.word for secret in secrets if asker.is_inside and asker.role in secret.told}
        did = {secret.word for secret in secrets if secret.word in read}
        wrong += [f"{asker} reads {word}" for word in sorted(did - may)]
        wrong += [f"{asker} does not find {word}" for word in sorted(may - did)]

    report("dò điều nói kín", rounds=asked, secrets=len(secrets), faults=len(wrong))
    assert not wrong, "\n".join(wrong)
