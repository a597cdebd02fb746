"""A professional opinion is asked about a thing of any room, found inside the scope alone."""

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, chau_of
from tests.world import a_world
from toso.front.console.queries.subjects import SUBJECTS
from toso.ground.people.rules import Role
from toso.plan.programme.tests.builders import an_indicator
from toso.plan.teams.tests.builders import a_team_draft
from toso.work.outreach.tests.builders import a_record, a_task
from toso.work.supervision.models import Opinion

pytestmark = pytest.mark.django_db


def test_an_asks_about_a_record_and_binh_says_what_he_thinks_of_it(client):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    record = a_record(place=world.hamlet, by=an)
    address = reverse("ask_opinion", args=["outreach.record", record.pk])
    client.force_login(an.account)
    client.post(address, {"text": "Ghi như vậy đúng chưa?", "working_days": "3"})
    client.force_login(binh.account)
    client.post(address, {"text": "Lần sau ghi rõ nền tảng.", "give": "1"})
    page = client.get(address).text

    asked, said = Opinion.objects.order_by("pk")
    assert (asked.about_kind, asked.about_id, asked.asked_by, asked.place) == (
        "outreach.record",
        record.pk,
        an,
        world.hamlet,
    )
    assert (said.given_by, said.asked_by, said.state) == (binh, None, "given")
    assert "Lần sau ghi rõ nền tảng." in page


def test_a_stranger_and_an_unknown_kind_find_nothing(client):
    world = a_world()
    record = a_record(place=world.hamlet, by=a_person(role=Role.TEAM_MEMBER, place=world.hamlet))
    client.force_login(chau_of(world.elsewhere).account)

    answers = [
        client.post(reverse("ask_opinion", args=[kind, pk]), {"text": "?", "working_days": "3"}).status_code
        for kind, pk in (("outreach.record", record.pk), ("outreach.nothing", 1), ("teams.decision", 10**6))
    ]

    assert answers == [404, 404, 404]
    assert not Opinion.objects.exists()


def test_questions_without_words_are_refused_beside_the_field(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    answer = client.post(
        reverse("ask_opinion", args=["programme.task", a_task().pk]), {"text": " ", "working_days": "3"}
    )

    assert "Ghi điều cần cho ý kiến." in answer.text
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_every_kind_of_subject_opens_for_a_thing_that_is_there(client, kind):
    world = a_world()
    binh = binh_of(world.commune)
    things = {
        "programme.task": lambda: a_task().pk,
        "programme.indicator": lambda: an_indicator(fact="outreach.citizens_guided").pk,
        "teams.decision": lambda: a_team_draft(hamlet=world.hamlet).pk,
        "outreach.record": lambda: a_record(place=world.hamlet, by=binh).pk,
    }
    client.force_login(binh.account)

    pk = things[kind]() if kind in things else 10**6
    answer = client.get(reverse("ask_opinion", args=[kind, pk]))

    assert answer.status_code == (200 if kind in things else 404)
