"""A professional opinion is asked about a thing of any room, found inside the scope alone."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.front.console.queries.subjects import SUBJECTS
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.plan.programme.models import PlanLine
from toso.plan.programme.tests.builders import a_draft_plan, an_indicator
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

    assert "Ghi nội dung." in answer.text
    assert not Opinion.objects.exists()


def a_line(commune: Place, hamlet: Place) -> PlanLine:
    plan = a_draft_plan(place=commune)
    plan.issued_at = moment(date(2026, 1, 5))
    plan.save()
    return PlanLine.objects.create(plan=plan, place=hamlet, month=3, task=a_task(), quantity=2)


def test_an_asks_about_a_line_of_the_plan_that_is_in_force_and_of_no_draft(client):
    world = a_world()
    line = a_line(world.commune, world.hamlet)
    client.force_login(an_of(world.hamlet).account)
    address = reverse("ask_opinion", args=["programme.line", line.pk])

    client.post(address, {"text": "Làm ở nhà văn hoá được không?", "working_days": "3"})
    PlanLine.objects.update(month=4)
    line.plan.issued_at = None
    line.plan.save()

    assert "Việc trong kế hoạch tháng 3/2026 của Thôn" in Opinion.objects.get().about_title
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_every_kind_of_subject_opens_for_a_thing_that_is_there(client, kind):
    world = a_world()
    binh = binh_of(world.commune)
    things = {
        "programme.task": lambda: a_task().pk,
        "programme.indicator": lambda: an_indicator(fact="outreach.citizens_guided").pk,
        "programme.plan": lambda: a_draft_plan(place=world.commune).pk,
        "programme.line": lambda: a_line(world.commune, world.hamlet).pk,
        "teams.decision": lambda: a_team_draft(hamlet=world.hamlet).pk,
        "outreach.record": lambda: a_record(place=world.hamlet, by=binh).pk,
    }
    client.force_login(binh.account)

    pk = things[kind]() if kind in things else 10**6
    answer = client.get(reverse("ask_opinion", args=[kind, pk]))

    assert answer.status_code == (200 if kind in things else 404)
