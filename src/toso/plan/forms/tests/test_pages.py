"""Forms at the desk: uploaded with their faults told, published, looked at, given back."""

from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders import an_of, binh_of, chau_of
from tests.flat import assert_flat
from tests.world import World, a_world
from toso.ground.people.models import Person
from toso.plan.forms.models import Form, Submission, Version
from toso.plan.forms.tests.builders import a_filled_form, a_survey, a_version, a_workbook, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def uploaded(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("phieu.xlsx", content)
    return client.post(reverse("forms:upload"), {"file": file}, follow=True).content.decode()


def test_a_faulty_form_is_told_cell_by_cell_and_not_kept(world: World):
    page = uploaded(as_person(binh_of(world.commune)), a_survey(["integr", "a", "A"]))

    assert "trang survey, dòng 2, cột A (type)" in page
    assert "Không có kiểu câu hỏi “integr”." in page
    assert not Form.objects.exists()


def test_a_form_is_uploaded_published_and_opened_by_clicking(world: World):
    client = as_person(binh_of(world.commune))

    page = uploaded(client, a_workbook())
    version = Version.objects.get()
    assert "Phiếu thử" in page
    assert version.published_at is None

    client.post(reverse("forms:publish", args=[version.pk]))
    client.post(reverse("forms:open", args=[version.form_id]), {"places": world.hamlet.name})

    version.refresh_from_db()
    assert version.published_at is not None
    assert [each.place for each in version.form.openings.filter(closed_at__isnull=True)] == [world.hamlet]


def test_an_unknown_place_is_told_and_nothing_is_opened(world: World):
    version = a_version(place=world.commune)
    client = as_person(binh_of(world.commune))

    page = client.post(reverse("forms:open", args=[version.form_id]), {"places": "Xã Lạ Hoắc"}, follow=True)

    assert "Xã Lạ Hoắc" in page.content.decode()
    assert [each.place for each in version.form.openings.filter(closed_at__isnull=True)] == [world.commune]


def test_a_submission_is_read_in_words_and_given_back(world: World):
    a_version(place=world.commune)
    an = an_of(world.hamlet)
    submission = sent(a_filled_form(place=world.hamlet.code), by=an).submission
    client = as_person(binh_of(world.commune))
    address = reverse("forms:submission", args=[submission.pk])

    assert "Hộ có mạng không?" in client.get(address).content.decode()
    client.post(reverse("forms:review", args=[submission.pk]), {"kind": "returned", "text": "Xem lại số người"})

    submission.refresh_from_db()
    assert submission.state == "has_issues"
    home = as_person(an).get(reverse("console:home")).content.decode()
    assert "Phiếu hộ" in home
    assert "Xem lại số người" in as_person(an).get(address).content.decode()


def test_nobody_elsewhere_sees_the_form_or_what_came_back(world: World):
    version = a_version(place=world.commune)
    submission = sent(a_filled_form(place=world.hamlet.code), by=an_of(world.hamlet)).submission
    client = as_person(chau_of(world.elsewhere))

    assert "Phiếu hộ" not in client.get(reverse("forms:list")).content.decode()
    for name, pk in (("form", version.form_id), ("submissions", version.form_id), ("submission", submission.pk)):
        assert client.get(reverse(f"forms:{name}", args=[pk])).status_code == 404


def test_the_lists_cost_the_same_for_few_and_many(world: World):
    numbers = count(1)
    an = an_of(world.hamlet)
    form = a_version(place=world.commune).form
    client = as_person(binh_of(world.commune))

    def more(times: int) -> None:
        for number in range(times):
            a_version(place=world.commune, form_id=f"phieu_{next(numbers)}_{number}")
            sent(a_filled_form(place=world.hamlet.code), by=an)

    more(3)
    assert_flat(lambda: client.get(reverse("forms:list")), grow=lambda: more(10))
    assert_flat(lambda: client.get(reverse("forms:submissions", args=[form.pk])), grow=lambda: more(10))
    assert Submission.objects.count() == 23
