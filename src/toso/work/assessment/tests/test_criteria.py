"""The province publishes the next version of what communes are assessed by; what was begun keeps its own."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.builders import binh_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.work.assessment import forms
from toso.work.assessment.actions.criteria import Area, load_criteria, publish_criteria
from toso.work.assessment.models import Criteria
from toso.work.assessment.queries.studies import criteria_on
from toso.work.assessment.tests.builders import FIRST, a_study

pytestmark = pytest.mark.django_db
NEXT = FIRST + timedelta(days=7)


def the_areas() -> list[Area]:
    load_criteria(at=moment(FIRST))
    shipped = Criteria.objects.get()
    return [forms.area_of(forms.area_first(area)) for area in shipped.areas]


def publish(*, by, areas, valid_from=NEXT, seen_version=1, title="Mức độ sẵn sàng số, sửa theo thực tế"):
    return publish_criteria(
        title=title,
        basis="Công văn 12/SKHCN",
        valid_from=valid_from,
        areas=areas,
        seen_version=seen_version,
        by=by,
        scope=scope_of(by.pk, on=FIRST),
        at=moment(FIRST),
    )


def a_new_area():
    return Area("Trợ lý AI", "AI", "Hỏi ba câu", [f"Mức {level} của AI" for level in range(5)])


def test_a_new_version_is_for_later_stays_and_a_study_keeps_its_own():
    world = a_world()
    dung = dung_of(world.province)
    before = a_study(place=world.commune, by=dung)

    made = publish(by=dung, areas=[*the_areas()[1:], a_new_area()])
    after = a_study(place=world.commune, by=dung, label="Đợt sau", first=NEXT, last=NEXT + timedelta(days=9))

    assert (before.criteria.version, after.criteria.version) == (1, 2)
    assert [area["code"] for area in made.areas] == ["systems", "skills", "service_centre", "data", "security", "own-1"]
    assert criteria_on(NEXT - timedelta(days=1)) == before.criteria
    assert Entry.objects.get(code="assessment.criteria.published").detail == {"version": 2}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"areas": []}, "ít nhất một mục"),
        ({"areas": [a_new_area(), a_new_area()]}, "Hai mục cùng tên"),
        ({"areas": [Area("Trợ lý AI", "AI", "", ["có"] * 4)]}, "đủ lời của năm mức"),
        ({"areas": [Area("Trợ lý AI", "AI", "", ["có", " ", "có", "có", "có"])]}, "đủ lời của năm mức"),
        ({"title": " "}, "Ghi tên bộ tiêu chí"),
        ({"valid_from": FIRST - timedelta(days=1)}, "từ hôm nay trở đi"),
        ({"seen_version": 0}, "vừa có bản mới"),
        ({"title": "Mức độ sẵn sàng số của xã, phường, đặc khu"}, "chưa khác bản đang dùng"),
    ],
)
def test_a_version_with_a_fault_is_refused_and_the_old_one_stands(change, sentence):
    world = a_world()
    areas = the_areas()

    with pytest.raises(Refusal, match=sentence):
        publish(**{"by": dung_of(world.province), "areas": areas, **change})

    assert Criteria.objects.count() == 1


def test_two_versions_do_not_begin_on_one_day_and_a_commune_publishes_none():
    world = a_world()
    areas = the_areas()
    dung = dung_of(world.province)
    publish(by=dung, areas=areas)

    with pytest.raises(Refusal, match="phải dùng từ ngày sau đó"):
        publish(by=dung, areas=[*areas, a_new_area()], seen_version=2)
    with pytest.raises(Refusal, match="Chỉ cơ quan thường trực"):
        publish(by=binh_of(world.commune), areas=areas, seen_version=2, valid_from=date(2027, 1, 1))

    assert Criteria.objects.count() == 2


def test_dung_publishes_a_version_from_the_page_and_nothing_typed_is_lost(client, monkeypatch):
    world = a_world()
    the_areas()
    client.force_login(dung_of(world.province).account)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(FIRST))
    page = client.get(reverse("assessment:new_criteria"))
    rows = page.context["rows"]
    said = {"title": "Bộ mới", "basis": "=SUM(1)", "valid_from": "31/02/2027", "version": 1}
    said |= {f"row-{name}": value for name, value in rows.management_form.initial.items()}
    for number, one in enumerate(rows.initial_forms):
        said |= {f"row-{number}-{name}": value if number else "" for name, value in one.initial.items()}

    refused = client.post(reverse("assessment:new_criteria"), said)
    saved = client.post(reverse("assessment:new_criteria"), said | {"valid_from": "01/09/2026"})
    again = client.post(reverse("assessment:new_criteria"), said | {"valid_from": "02/09/2026"})

    assert "=SUM(1)" in refused.content.decode()
    assert "Ghi ngày, ví dụ" in refused.content.decode()
    assert saved.status_code == 302
    assert "vừa có bản mới (bản 2)" in again.content.decode()
    assert [len(one.areas) for one in Criteria.objects.order_by("version")] == [6, 5]
    assert "bản 2" in client.get(reverse("assessment:criteria")).content.decode()
