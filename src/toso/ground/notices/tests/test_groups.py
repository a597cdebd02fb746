"""Groups in social networks are written down by level; where one is missing is seen."""

from typing import Any

import pytest
from django.urls import reverse

from tests.builders import an_of, binh_of, chau_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.notices.actions.groups import GroupWords, close_group, keep_group, update_group
from toso.ground.notices.models import SocialGroup
from toso.ground.notices.queries import groups as queries
from toso.ground.notices.rules import GroupLevel
from toso.ground.notices.tests.builders import DAY, a_group
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal

pytestmark = pytest.mark.django_db


def keep(place, by, *, level=GroupLevel.HOUSEHOLDS, **change):
    words: dict[str, Any] = {"name": "Cụm xóm trên", "network": "zalo", "members": 30} | change
    return keep_group(
        place=place, level=level, words=GroupWords(**words), by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY)
    )


def test_a_group_of_households_stands_with_link_members_and_purpose():
    world = a_world()

    group = keep(
        world.hamlet, an_of(world.hamlet), link="https://zalo.me/g/abc", purpose="Hỏi đáp", households="Xóm trên"
    )

    assert (group.level, group.members, group.counted_on) == ("households", 30, DAY)
    assert (group.link, group.purpose, group.households) == ("https://zalo.me/g/abc", "Hỏi đáp", "Xóm trên")


def test_where_no_group_stands_is_seen_until_one_is_written_down():
    world = a_world()
    binh = binh_of(world.commune)
    scope = scope_of(binh.pk, on=DAY)
    before = list(queries.without_group(scope, GroupLevel.TEAM))

    a_group(place=world.hamlet, by=binh)

    assert before == [world.hamlet]
    assert list(queries.without_group(scope, GroupLevel.TEAM)) == []
    assert list(queries.without_group(scope, GroupLevel.COMMUNE)) == [world.commune]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Ghi tên nhóm"),
        ({"network": "mirc"}, "Chọn mạng"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"link": "http://zalo.me/g/x"}, "https://"),
        ({"link": "https://nguoi@zalo.me/x"}, "https://"),
        ({"members": -1}, "Số thành viên"),
        ({"level": GroupLevel.COMMUNE}, "không thuộc cấp"),
    ],
)
def test_a_group_with_a_fault_is_refused_in_words(change, sentence):
    world = a_world()

    with pytest.raises(Refusal, match=sentence):
        keep(world.hamlet, an_of(world.hamlet), **change)

    assert not SocialGroup.objects.exists()


def test_members_are_counted_anew_a_name_stands_once_and_a_closed_group_leaves_the_list():
    world = a_world()
    binh = binh_of(world.commune)
    group = a_group(place=world.hamlet, by=binh)
    given: dict[str, Any] = {"by": binh, "scope": scope_of(binh.pk, on=DAY), "at": moment(DAY)}

    update_group(group_id=group.pk, words=GroupWords(group.name, "zalo", 12), **given)
    with pytest.raises(Refusal, match="đã có nhóm tên này"):
        a_group(place=world.hamlet, by=binh)
    close_group(group_id=group.pk, **given)
    with pytest.raises(Refusal, match="đã đóng"):
        close_group(group_id=group.pk, **given)

    group.refresh_from_db()
    assert (group.members, group.closed_on) == (12, DAY)
    assert not queries.groups(given["scope"]).exists()


def test_a_stranger_neither_finds_nor_writes():
    world = a_world()
    chau = chau_of(world.elsewhere)
    group = a_group(place=world.hamlet, by=binh_of(world.commune))

    with pytest.raises(SocialGroup.DoesNotExist):
        close_group(group_id=group.pk, by=chau, scope=scope_of(chau.pk, on=DAY), at=moment(DAY))

    assert not queries.groups(scope_of(chau.pk, on=DAY)).exists()
    assert SocialGroup.objects.get().closed_on is None


def test_binh_writes_a_group_down_and_changes_it_on_the_page(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    words = {
        "name": "Tổ số Mẫu 1",
        "network": "zalo",
        "members": "8",
        "link": "",
        "level": "team",
        "place": world.hamlet.pk,
    }
    client.post(reverse("notices:new_group"), words)
    group = SocialGroup.objects.get()
    client.post(reverse("notices:group", args=[group.pk]), words | {"members": "10"})
    wrong = client.post(reverse("notices:group", args=[group.pk]), words | {"link": "zalo"})

    group.refresh_from_db()
    assert group.members == 10
    assert "Đường dẫn phải bắt đầu bằng https://" in wrong.text
    assert "Tổ số Mẫu 1" in client.get(reverse("notices:groups")).text


def test_the_list_costs_the_same_for_3_and_for_15_groups(client):
    world = a_world()
    binh = binh_of(world.commune)
    client.force_login(binh.account)

    def grow(start=3, end=15):
        for number in range(start, end):
            a_group(place=world.hamlet, by=binh, name=f"Nhóm {number}")

    grow(0, 3)
    assert_flat(lambda: client.get(reverse("notices:groups")), grow=grow)
