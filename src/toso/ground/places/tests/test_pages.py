from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_place, an_of, chau_of, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.models import Place
from toso.ground.places.rules import Level

pytestmark = pytest.mark.django_db
WORDS = {"on": "2026-09-01", "basis": "Nghị quyết 12/NQ-HĐND"}


@pytest.fixture
def world():
    world = a_world()
    rebuild_reach()
    return world


@pytest.fixture
def dung(client, world):
    client.force_login(dung_of(world.province).account)
    return client


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_everybody_finds_a_unit_without_diacritics(client, world):
    client.force_login(an_of(world.hamlet).account)

    page = text_of(client.get(reverse("places:list"), {"q": "an hoa"}))

    assert f'href="{reverse("places:unit", args=[world.commune.pk])}">Xã An Hoà</a>' in page


def test_a_name_without_a_unit_says_what_to_try(client, world):
    client.force_login(an_of(world.hamlet).account)

    page = text_of(client.get(reverse("places:list"), {"q": "không có"}))

    assert "Không tìm thấy “không có”" in page


def test_without_words_the_provinces_are_listed(client, world):
    client.force_login(an_of(world.hamlet).account)

    assert "Tỉnh Mẫu" in text_of(client.get(reverse("places:list")))


def test_the_list_of_a_unit_costs_the_same_for_3_and_for_30(dung, world):
    for number in range(2):
        a_place(name=f"Thêm {number}", parent=world.commune)

    def grow():
        for number in range(27):
            a_place(name=f"Nữa {number}", parent=world.commune)

    assert_flat(lambda: dung.get(reverse("places:unit", args=[world.commune.pk])), grow=grow)


def test_the_search_costs_the_same_for_3_and_for_30(dung, world):
    for number in range(3):
        a_place(name=f"Tìm {number}", parent=world.commune)

    def grow():
        for number in range(27):
            a_place(name=f"Tìm nữa {number}", parent=world.commune)

    assert_flat(lambda: dung.get(reverse("places:list"), {"q": "tim"}), grow=grow)


def test_the_preview_of_a_merger_costs_the_same_for_3_and_for_30(dung, world):
    data = WORDS | {"places": [world.elsewhere.pk], "into": world.elsewhere.pk, "step": "preview"}
    for number in range(2):
        a_place(name=f"Thêm {number}", parent=world.commune)

    def grow():
        for number in range(27):
            a_place(name=f"Nữa {number}", parent=world.commune)

    assert_flat(lambda: dung.post(reverse("places:merge", args=[world.commune.pk]), data), grow=grow)


def test_the_next_page_of_units_follows_in_the_alphabet(dung, world):
    for number in range(75):
        a_place(name=f"Thêm {number:02d}", parent=world.commune)
    first = text_of(dung.get(reverse("places:unit", args=[world.commune.pk])))
    last = Place.objects.get(name="Thêm 68")

    second = text_of(dung.get(reverse("places:unit", args=[world.commune.pk]), {"after": last.pk}))

    assert f"?after={last.pk}" in first
    assert ("Thêm 69" in second, "Thêm 68" in second) == (True, False)


def test_nothing_changes_before_the_preview_is_confirmed(dung, world):
    data = WORDS | {"name": "Hòa An", "kind": "Phường", "code": world.commune.code, "step": "preview"}

    page = text_of(dung.post(reverse("places:rename", args=[world.commune.pk]), data))

    assert "thành Phường Hòa An" in page
    assert '<input type="hidden" name="basis" value="Nghị quyết 12/NQ-HĐND">' in page
    world.commune.refresh_from_db()
    assert world.commune.full_name == "Xã An Hoà"
    assert not Entry.objects.exists()


def test_a_confirmed_new_name_stands(dung, world):
    data = WORDS | {"name": "Hòa An", "kind": "Phường", "code": world.commune.code, "step": "confirm"}

    response = dung.post(reverse("places:rename", args=[world.commune.pk]), data)

    assert response.url == reverse("places:unit", args=[world.commune.pk])
    world.commune.refresh_from_db()
    assert world.commune.full_name == "Phường Hòa An"


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(dung, world):
    data = {
        "on": "1999-01-01",
        "basis": "Nghị quyết 12",
        "name": "Hòa An",
        "kind": "Xã",
        "code": "1",
        "step": "preview",
    }

    page = text_of(dung.post(reverse("places:rename", args=[world.commune.pk]), data))

    assert "Xã An Hoà có từ 01/01/2000; ngày thay đổi phải sau ngày ấy." in page
    assert 'value="Hòa An"' in page


def test_communes_are_merged_by_preview_and_confirmation(dung, world):
    address = reverse("places:merge", args=[world.commune.pk])
    data = WORDS | {"places": [world.elsewhere.pk], "into": "new", "name": "An Bình", "kind": "Xã", "code": "22001"}

    preview = text_of(dung.post(address, data | {"step": "preview"}))
    response = dung.post(address, data | {"step": "confirm"})

    assert "Thôn Mẫu 1" in preview
    new = Place.objects.get(name="An Bình")
    assert response.url == reverse("places:unit", args=[new.pk])
    assert set(new.children.values_list("pk", flat=True)) == {world.hamlet.pk, world.hamlet_elsewhere.pk}
    assert "Hình thành từ" in text_of(dung.get(response.url))


def test_a_commune_is_split_and_each_hamlet_goes_where_it_was_sent(dung, world):
    other = a_place(name="Mẫu 2", parent=world.commune)
    data = WORDS | {
        "parts": "2",
        "into_1": "new",
        "name_1": "An Bắc",
        "kind_1": "Xã",
        "code_1": "22011",
        "into_2": world.elsewhere.pk,
        f"child_{world.hamlet.pk}": "1",
        f"child_{other.pk}": "2",
    }
    address = reverse("places:split", args=[world.commune.pk])

    preview = text_of(dung.post(address, data | {"step": "preview"}))
    dung.post(address, data | {"step": "confirm"})

    assert "Chưa phân bổ" in preview
    other.refresh_from_db()
    assert other.parent == world.elsewhere
    assert "một phần" in text_of(dung.get(reverse("places:unit", args=[world.commune.pk])))


def test_a_hamlet_moves_to_another_commune(dung, world):
    data = WORDS | {"parent": world.elsewhere.pk, "step": "confirm"}

    dung.post(reverse("places:move", args=[world.hamlet.pk]), data)

    world.hamlet.refresh_from_db()
    assert world.hamlet.path == f"{world.elsewhere.path}{world.hamlet.pk}."


def test_another_province_is_not_offered_as_a_new_parent(dung, world):
    abroad = a_place(name="Nơi khác", level=Level.COMMUNE, parent=a_place(name="Khác", level=Level.PROVINCE, code="58"))
    data = WORDS | {"parent": abroad.pk, "step": "confirm"}

    page = text_of(dung.post(reverse("places:move", args=[world.hamlet.pk]), data))

    assert "ts-errors" in page
    world.hamlet.refresh_from_db()
    assert world.hamlet.parent == world.commune


def test_chau_sees_a_unit_elsewhere_without_the_acts_that_change_it(client, world):
    client.force_login(chau_of(world.elsewhere).account)

    page = text_of(client.get(reverse("places:unit", args=[world.commune.pk])))

    assert reverse("places:rename", args=[world.commune.pk]) not in page
    assert world.commune.valid_from == date(2000, 1, 1)


def test_hamlets_are_added_from_a_pasted_column_after_a_preview(dung, world):
    data = WORDS | {"names": "Mẫu 2\n\nMẫu 3\n", "kind": "Thôn"}
    address = reverse("places:hamlets", args=[world.commune.pk])

    preview = text_of(dung.post(address, data | {"step": "preview"}))
    dung.post(address, data | {"step": "confirm"})

    assert "Thôn Mẫu 3" in preview
    names = world.commune.children.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Mẫu 1", "Mẫu 2", "Mẫu 3"]


def test_a_pasted_name_that_stands_already_is_refused_and_nothing_is_added(dung, world):
    data = WORDS | {"names": "Mẫu 2\nmẫu 1", "kind": "Thôn", "step": "confirm"}

    page = text_of(dung.post(reverse("places:hamlets", args=[world.commune.pk]), data))

    assert "Tên mẫu 1 có hai lần ở đây." in page
    assert "Mẫu 2\nmẫu 1</textarea>" in page
    assert world.commune.children.count() == 1
