import pytest
from django.urls import reverse

from tests.builders import an_of, binh_of, chau_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.rules.ways import TicketState
from toso.work.helpdesk.tests.builders import a_desk, a_difficulty

pytestmark = pytest.mark.django_db


def test_a_difficulty_is_raised_on_the_page(client):
    world = a_world()
    a_desk()
    client.force_login(an_of(world.hamlet).account)

    response = client.post(
        reverse("helpdesk:new"), {"title": "Mạng yếu", "place": world.hamlet.pk, "category": "network"}
    )

    difficulty = Ticket.objects.get()
    assert response.url == reverse("helpdesk:difficulty", args=[difficulty.pk])
    assert (difficulty.title, difficulty.category, difficulty.place) == ("Mạng yếu", "network", world.hamlet)


def test_a_form_with_a_fault_keeps_what_was_typed(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    response = client.post(reverse("helpdesk:new"), {"title": "", "text": "Đã thử hai lần", "place": world.hamlet.pk})

    assert "Ghi vướng mắc trong một câu." in response.text
    assert "Đã thử hai lần" in response.text
    assert not Ticket.objects.exists()


def test_a_place_outside_the_scope_is_no_choice(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    response = client.post(reverse("helpdesk:new"), {"title": "Mạng yếu", "place": world.hamlet_elsewhere.pk})

    assert response.status_code == 200
    assert not Ticket.objects.exists()


def test_words_of_an_answer_that_is_refused_stay_on_the_page(client):
    world = a_world()
    difficulty = a_difficulty(place=world.commune, by=binh_of(world.commune))
    client.force_login(binh_of(world.commune).account)

    response = client.post(reverse("helpdesk:answer", args=[difficulty.pk]), {"text": "Xã đã gọi tổng đài"})

    assert "cấp đó trả lời" in response.text
    assert "Xã đã gọi tổng đài" in response.text
    assert Ticket.objects.get().state == TicketState.NEW


def test_what_was_typed_is_shown_as_words_and_never_run(client):
    world = a_world()
    an = an_of(world.hamlet)
    difficulty = a_difficulty(place=world.hamlet, by=an, title="<script>alert(1)</script>")
    client.force_login(an.account)

    page = client.get(reverse("helpdesk:difficulty", args=[difficulty.pk])).text

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_stranger_is_told_that_there_is_nothing(client):
    world = a_world()
    difficulty = a_difficulty(place=world.hamlet, by=an_of(world.hamlet))
    client.force_login(chau_of(world.elsewhere).account)

    assert client.get(reverse("helpdesk:difficulty", args=[difficulty.pk])).status_code == 404


def test_the_list_is_searched_without_marks(client):
    world = a_world()
    an = an_of(world.hamlet)
    a_difficulty(place=world.hamlet, by=an, title="Chữ ký số hết hạn")
    a_difficulty(place=world.hamlet, by=an, title="Máy in kẹt giấy")
    client.force_login(an.account)

    page = client.get(reverse("helpdesk:list"), {"q": "chu ky so"}).text

    assert "Chữ ký số hết hạn" in page
    assert "Máy in kẹt giấy" not in page


@pytest.mark.parametrize("tab", ["answer", "raised", "all"])
def test_the_list_costs_the_same_for_three_and_for_thirty(client, tab):
    world = a_world()
    an = an_of(world.hamlet)
    client.force_login(binh_of(world.commune).account)

    def grow(count):
        for number in range(count):
            a_difficulty(place=world.hamlet, by=an, title=f"Vướng mắc {number}")

    grow(3)

    assert_flat(lambda: client.get(reverse("helpdesk:list"), {"tab": tab}), grow=lambda: grow(27))
