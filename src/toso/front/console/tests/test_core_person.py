"""The page of a core person shows the classes attended, which stand in another room."""

from datetime import date

import pytest
from django.utils import timezone

from tests.builders import a_person, binh_of
from tests.world import World, a_world
from toso.ground.people.rules import Role
from toso.work.assessment.models import Core
from toso.work.training.tests.builders import a_course, a_held_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def test_a_core_person_is_named_and_a_class_attended_is_chosen_as_the_training(client, world, today):
    binh = binh_of(world.commune)
    nhan = a_person(name="Võ Mẫu Nhân", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    course = a_course(place=world.commune, by=binh)
    session = a_held_session(place=world.commune, by=binh, persons=[nhan], course=course)
    client.force_login(binh.account)

    named = client.post(
        f"/assessment/cores/new/{world.commune.pk}/", {"person": nhan.pk, "named_on": today.isoformat()}
    )
    core = Core.objects.get()
    trained = client.post(f"/assessment/cores/{core.pk}/", {"attended": "0"})
    given_over = client.post(
        f"/assessment/cores/{core.pk}/hand-over/",
        {"handed_over_on": today.isoformat(), "handed_over": "Sơ đồ mạng"},
    )

    core.refresh_from_db()
    assert [answer.status_code for answer in (named, trained, given_over)] == [302, 302, 302]
    assert core.trained_on == session.day
    assert core.class_address == f"/training/sessions/{session.pk}/"
    assert core.handed_over_on == today
    assert "Xem lại sau 30 ngày" in client.get(f"/assessment/cores/{core.pk}/").content.decode()
