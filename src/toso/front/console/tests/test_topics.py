"""What the help desk is asked about becomes a class with one click."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import an_of, binh_of, moment
from tests.world import a_world
from toso.work.campaign.queries.plans import templates
from toso.work.helpdesk.queries.rounds import checks
from toso.work.helpdesk.tests.builders import a_ticket
from toso.work.training.actions.courses import load_outlines
from toso.work.training.models import Course, Outline

pytestmark = pytest.mark.django_db


def test_basic_security_is_taught_looked_at_on_the_machines_and_a_task_of_missions():
    load_outlines(at=moment(timezone.localdate()))
    taught = " ".join(Outline.objects.get(code="safety").parts)
    groups = {group["code"]: group for template in templates().values() for group in template.get("groups", [])}

    assert "Mật khẩu mạnh" in taught
    assert "lừa đảo" in taught
    assert "antivirus" in {check.code for check in checks()}
    assert groups["security"]["items"] == ["Mật khẩu mạnh, nhận biết thư lừa đảo", "Cài phần mềm diệt vi rút"]


def test_a_topic_becomes_a_course_and_leads_to_its_first_class_with_the_questions_in_it(client):
    world = a_world()
    load_outlines(at=moment(timezone.localdate()))
    binh = binh_of(world.commune)
    a_ticket(place=world.hamlet, by=an_of(world.hamlet), category="printer", title="Máy in kẹt giấy", at=timezone.now())
    client.force_login(binh.account)

    first = client.post(reverse("console:teach"), {"category": "printer"})
    second = client.post(reverse("console:teach"), {"category": "printer"})

    course = Course.objects.get()
    assert (course.place, course.outline and course.outline.code) == (world.commune, "infrastructure")
    assert first["Location"] == second["Location"]
    page = client.get(first["Location"]).content.decode()
    assert "Câu hỏi hay gặp: Máy in kẹt giấy" in page


def test_a_topic_nobody_asked_about_is_not_found(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)

    assert client.post(reverse("console:teach"), {"category": "printer"}).status_code == 404
    assert "Chưa có yêu cầu nào có nhóm" in client.get(reverse("console:topics")).content.decode()
    assert not Course.objects.exists()
