"""What a request is about is put right at the desk; what is confidential stays with whom it concerns."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.people.models import Assignment
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions import sorting, tickets
from toso.work.helpdesk.models import Step
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_difficulty, a_question, a_ticket

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def scope(person):
    return scope_of(person.pk, on=DAY)


def sort(ticket, category, *, by, at=MORNING + HOUR):
    return sorting.set_category(ticket_id=ticket.pk, category=category, by=by, scope=scope(by), at=at)


def sees(person, ticket):
    return queries.all_tickets(scope(person)).filter(pk=ticket.pk).exists()


def test_an_incident_that_came_under_another_heading_becomes_confidential_when_the_desk_says_so():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    viewer = a_person(role=Role.PROVINCE_VIEWER, place=world.province)
    helper = a_person(name="Võ Mẫu Giang", role=Role.TEAM_MEMBER, place=world.commune)
    ticket = a_ticket(place=world.hamlet, by=an, title="Máy in lạ: in ra danh sách mật khẩu")
    before = [sees(person, ticket) for person in (an, binh, viewer, helper)]

    sort(ticket, "security", by=binh)

    assert before == [True] * 4
    assert [sees(person, ticket) for person in (an, binh, viewer, helper)] == [True, True, False, False]
    assert Step.objects.order_by("-pk")[0].text.endswith("→ Sự cố an toàn thông tin")


def test_a_category_without_clocks_stops_them_and_one_with_clocks_starts_them_again():
    world = a_world()
    binh = binh_of(world.commune)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet))
    was_due = ticket.solution_due_at

    without = sort(ticket, "policy", by=binh)
    stopped = (without.term, without.due_at, without.answer_due_at, without.solution_due_at)
    again = sort(ticket, "printer", by=binh)

    assert stopped == (None, None, None, None)
    assert again.solution_due_at == was_due


def test_the_same_or_an_unknown_category_changes_nothing_and_a_difficulty_keeps_its_readers():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    ticket = a_ticket(place=world.hamlet, by=an, category="printer")
    hard = a_difficulty(place=world.hamlet, by=an)

    with pytest.raises(Refusal, match="đang ở nhóm"):
        sort(ticket, "printer", by=binh)
    with pytest.raises(Refusal, match="Chọn nhóm trong danh sách"):
        sort(ticket, "no-such", by=binh)
    sorted_hard = sort(hard, "security", by=binh)

    ticket.refresh_from_db()
    assert (ticket.category, ticket.version) == ("printer", 1)
    assert (sorted_hard.is_confidential, sorted_hard.due_at) == (False, hard.due_at)


def test_a_confidential_request_is_neither_merged_nor_merged_into():
    """The note of a merger names what was merged, and the answer goes to all who asked."""
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    open_one = a_ticket(place=world.hamlet, by=an)
    closed_one = a_ticket(place=world.hamlet, by=an, title="Lộ mật khẩu hộp thư xã", category="security")

    for main, other in ((open_one, closed_one), (closed_one, open_one)):
        with pytest.raises(Refusal, match="Yêu cầu kín không gộp"):
            tickets.merge_tickets(ticket_ids=[other.pk], into=main.pk, by=binh, scope=scope(binh), at=MORNING)

    assert not Step.objects.filter(text__contains="Lộ mật khẩu").exists()
    assert not Notice.objects.filter(title__contains="Lộ mật khẩu", person=an).exists()


def test_binh_changes_the_category_on_the_page(client):
    world = a_world()
    binh = binh_of(world.commune)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet))
    client.force_login(binh.account)

    page = client.get(reverse("helpdesk:ticket", args=[ticket.pk]))
    answer = client.post(reverse("helpdesk:act", args=[ticket.pk]), {"act": "category", "category": "security"})
    empty = client.post(reverse("helpdesk:act", args=[ticket.pk]), {"act": "category", "category": ""})

    ticket.refresh_from_db()
    assert "Đổi nhóm" in page.content.decode()
    assert (answer.status_code, ticket.category, ticket.is_confidential) == (302, "security", True)
    assert "Chọn nhóm trong danh sách." in empty.content.decode()


def test_a_citizens_name_is_read_where_the_role_is_held_and_masked_elsewhere(client):
    """Who is a member in one hamlet and only looks at the province does not read the citizens of all communes."""
    world = a_world()
    person = a_person(role=Role.TEAM_MEMBER, place=world.hamlet_elsewhere)
    Assignment.objects.create(
        person=person, role=Role.PROVINCE_VIEWER, place=world.province, starts_on=DAY.replace(year=2020)
    )
    asked = a_question(commune=world.commune, name="Vũ Mẫu Hạnh", phone="0905777888", has_consent=True)
    client.force_login(person.account)

    page = client.get(reverse("helpdesk:ticket", args=[asked.pk])).content.decode()

    assert "V. M. Hạnh" in page
    assert "Vũ Mẫu Hạnh" not in page
    assert "0905777888" not in page
