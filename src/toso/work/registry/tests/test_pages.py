import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.plan.forms.models import Form
from toso.work.registry.actions.entities import Said, apply_said
from toso.work.registry.models import Merge, Registrant
from toso.work.registry.rules.answers import Kind
from toso.work.registry.tests.builders import DAY, a_registrant, answer

pytestmark = pytest.mark.django_db


def typed(world, **more):
    return {"kind": "household", "place": world.hamlet.pk, "day": "2026-10-20", "is_head": "on", **more}


def test_an_puts_a_household_into_the_register_in_one_page(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    page = client.get(reverse("registry:new"))
    assert page.status_code == 200
    assert "Có điện thoại thông minh" in page.content.decode()
    response = client.post(
        reverse("registry:new"),
        typed(
            world,
            smartphone="yes",
            internet="no",
            adults="3",
            contact_name="Nguyễn Mẫu Hạnh",
            consent="spoken",
            proof="Lê Mẫu Chứng",
        ),
    )

    row = Registrant.objects.get()
    assert response.url == reverse("registry:registrant", args=[row.pk])
    assert (row.contact_name, row.answers, row.group) == (
        "Nguyễn Mẫu Hạnh",
        {"smartphone": "yes", "internet": "no", "adults": "3"},
        "no_device",
    )
    shown = client.get(response.url).content.decode()
    assert "Nguyễn Mẫu Hạnh" in shown
    assert "Chưa có thiết bị hoặc Internet" in shown


def test_what_cannot_be_saved_is_said_beside_its_field_and_nothing_typed_is_lost(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    page = client.post(
        reverse("registry:new"), typed(world, adults="ba", contact_name="Nguyễn Mẫu Hạnh", smartphone="yes")
    ).content.decode()

    assert "ghi số nguyên, đang ghi “ba”" in page
    assert 'value="Nguyễn Mẫu Hạnh"' in page
    assert 'name="smartphone" value="yes" checked' in page
    assert not Registrant.objects.exists()


def test_a_survey_starts_from_what_stands_and_dates_what_changed(client):
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "no", "smartphone": "yes"})
    client.force_login(an.account)

    page = client.get(reverse("registry:survey", args=[row.pk])).content.decode()
    assert 'name="internet" value="no" checked' in page
    client.post(
        reverse("registry:survey", args=[row.pk]),
        typed(world, day="2026-11-02", version="1", internet="yes", smartphone="yes", code="1"),
    )

    row.refresh_from_db()
    assert (row.answers, row.version) == ({"internet": "yes", "smartphone": "yes"}, 2)
    shown = client.get(reverse("registry:registrant", args=[row.pk])).content.decode()
    assert "trước đó 20/10/2026: Không" in shown


def test_leaving_moving_and_forgetting_are_done_on_the_page(client):
    world = a_world()
    binh = binh_of(world.commune)
    row = a_registrant(place=world.hamlet, by=binh, name="Nguyễn Mẫu Hạnh")
    client.force_login(binh.account)

    refused = client.post(reverse("registry:end", args=[row.pk]), {"on": "2026-11-01", "reason": ""})
    assert "Ghi lý do" in refused.content.decode()
    refused = client.post(reverse("registry:move", args=[row.pk]), {"on": "2026-11-01", "place": world.hamlet.pk})
    assert "Chọn thôn khác" in refused.content.decode()
    client.post(reverse("registry:forget", args=[row.pk]))
    client.post(reverse("registry:end", args=[row.pk]), {"on": "2026-11-01", "reason": "Chuyển đi"})

    row.refresh_from_db()
    assert (row.contact_name, row.end_reason) == ("", "Chuyển đi")


def test_dung_reads_numbers_and_no_name(client):
    world = a_world()
    a_registrant(place=world.hamlet, by=an_of(world.hamlet), name="Nguyễn Mẫu Hạnh", fields={"internet": "yes"})
    client.force_login(a_person(role=Role.PROVINCE_OFFICER, place=world.province).account)

    assert client.get(reverse("registry:list")).status_code == 403
    page = client.get(reverse("registry:counts")).content.decode()

    assert "Hạnh" not in page
    assert "Có Internet cố định" in page
    assert "An Hoà" in page


def test_the_list_narrows_and_says_when_nothing_fits(client):
    world = a_world()
    an = an_of(world.hamlet)
    a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh")
    a_registrant(place=world.hamlet, by=an, kind=Kind.COOPERATIVE, fields={"name": "HTX Mẫu Xanh"})
    client.force_login(an.account)

    assert "Nguyễn Mẫu Hạnh" in client.get(reverse("registry:list"), {"q": "hanh"}).content.decode()
    assert "HTX Mẫu Xanh" in client.get(reverse("registry:list"), {"kind": "cooperative"}).content.decode()
    assert "Không có dòng nào khớp" in client.get(reverse("registry:list"), {"q": "khong ai"}).content.decode()
    odd = {"kind": "x", "question": "x", "value": "x", "after": "x", "group": "x"}
    assert client.get(reverse("registry:list"), odd).status_code == 200


def test_lists_cost_the_same_for_three_rows_and_thirty(client):
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh", fields={"internet": "yes"})
    client.force_login(an.account)

    def grow():
        for number in range(27):
            a_registrant(place=world.hamlet, by=an, fields={"internet": "no"}, name=f"Lê Mẫu {number}")

    assert_flat(lambda: client.get(reverse("registry:list")), grow=grow)
    assert_flat(lambda: client.get(reverse("registry:counts")), grow=grow)

    def answer_often():
        for number in range(3):
            answer(row, an, {"internet": "no" if number % 2 else "unknown"}, day=row.listed_on, hour=18 + number)

    assert_flat(lambda: client.get(reverse("registry:registrant", args=[row.pk])), grow=answer_often)


def test_rows_that_look_alike_are_merged_and_taken_apart_on_the_page(client):
    world = a_world()
    an = an_of(world.hamlet)
    one, other = (a_registrant(place=world.hamlet, by=an, name="Trần Mẫu Hoà") for _ in range(2))
    client.force_login(an.account)

    assert "Cùng tên trong một thôn" in client.get(reverse("registry:alike")).content.decode()
    assert "Gộp, giữ dòng này" in client.get(reverse("registry:registrant", args=[one.pk])).content.decode()
    client.post(reverse("registry:merge", args=[one.pk]), {"other": other.pk})
    other.refresh_from_db()
    assert other.merged_into == one
    assert "Dòng này đã gộp vào" in client.get(reverse("registry:registrant", args=[other.pk])).content.decode()
    client.post(reverse("registry:undo_merge", args=[Merge.objects.get().pk]))
    client.post(reverse("registry:apart", args=[one.pk]), {"other": other.pk})

    assert "Không có dòng nào giống nhau" in client.get(reverse("registry:alike")).content.decode()


def test_a_conflict_shows_both_values_and_is_settled(client):
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "unknown"})
    answer(row, an, {"internet": "no"}, day=DAY, hour=18)
    said = Said("a", str(row.uuid), "households", world.hamlet, DAY, is_update=True, base=1, values={"internet": "yes"})
    change = apply_said(said=said, by=an, scope=scope_of(an.pk, on=DAY), at=moment(DAY, 19))
    assert change is not None
    client.force_login(an.account)

    page = client.get(reverse("registry:waiting")).content.decode()
    assert "Giữ trong sổ: Không" in page
    assert "Lấy theo phiếu: Có" in page
    assert "chỗ hai người ghi khác nhau" in client.get(reverse("console:home")).content.decode()
    client.post(reverse("registry:settle", args=[change.pk]), {"internet": "sent", "why": "Đã hỏi lại"})

    row.refresh_from_db()
    assert row.answers["internet"] == "yes"
    assert "Không có gì chờ" in client.get(reverse("registry:waiting")).content.decode()


def test_the_groups_of_a_hamlet_are_set_adjusted_and_used_on_the_page(client):
    world = a_world()
    binh = binh_of(world.commune)
    row = a_registrant(place=world.hamlet, by=binh, fields={"internet": "no"})
    client.force_login(binh.account)
    hamlet = [world.hamlet.pk]

    page = client.get(reverse("registry:groups")).content.decode()
    assert "Chưa có thiết bị hoặc Internet" in page
    assert "Hệ số công việc của thôn: 1,5" in page
    form = client.get(reverse("registry:criteria", args=hamlet)).context["form"]
    typed_rows = {bound.html_name: bound.value() for bound in form if bound.value()} | {
        "weight0": "2,5",
        "reason": "Thôn xa",
    }
    client.post(reverse("registry:criteria", args=hamlet), typed_rows)
    client.post(reverse("registry:adjust", args=[row.pk]), {"group": "priority", "reason": "Ở xa trung tâm"})
    client.post(reverse("registry:plan", args=hamlet))
    client.post(reverse("registry:chat", args=hamlet), {"group": "priority", "network": "zalo", "head": "Lê Mẫu Chủ"})
    client.post(reverse("registry:area", args=hamlet), {"on": "2026-10-21", "note": "Thí điểm"})

    page = client.get(reverse("registry:groups")).content.decode()
    for words in (
        "Thôn xa",
        "1 hộ do người xếp",
        "Kế hoạch đang dùng 2,5",
        "Nhóm mạng xã hội: Cần giúp trước",
        "Đã công nhận",
    ):
        assert words in page, words
    assert (
        "Trần Mẫu Bình xếp: Ở xa trung tâm"
        in client.get(reverse("registry:registrant", args=[row.pk])).content.decode()
    )


def test_criteria_typed_wrongly_are_told_beside_their_field(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    address = reverse("registry:criteria", args=[world.hamlet.pk])
    form = client.get(address).context["form"]
    typed_rows = {bound.html_name: bound.value() for bound in form if bound.value()}

    page = client.post(address, typed_rows | {"weight0": "nhiều", "values0_0": [], "reason": "x"}).content.decode()

    assert "Ghi số từ 0,1 tới 3." in page
    assert "Chọn ít nhất một câu trả lời." in page


def test_dung_opens_the_shipped_survey_to_phones(client):
    world = a_world()
    client.force_login(a_person(role=Role.PROVINCE_OFFICER, place=world.province).account)

    assert "Mở phiếu khảo sát hộ" in client.get(reverse("registry:counts")).content.decode()
    response = client.post(reverse("registry:ship", args=[world.province.pk]))

    assert response.url == reverse("forms:form", args=[Form.objects.get(form_id="so-ho").pk])
