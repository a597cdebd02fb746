"""Who opens an empty province sees what to do first, and who does it; what was done is ticked."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_person, a_place, an_of, binh_of, moment
from toso.front.console.queries.beginning import beginning
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.results.reporting.tests.builders import a_reporting_province

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 16)


def steps_of(person, place):
    return beginning(place, scope_of(person.pk, on=ON), at=moment(ON))


def test_the_first_administrator_of_an_empty_province_sees_what_to_do_first(client):
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    a_place(name="An Hòa", level=Level.COMMUNE, parent=province)
    administrator = a_person(name="Hồ Mẫu Quản", role=Role.ADMINISTRATOR, place=province)
    client.force_login(administrator.account)

    page = client.get(reverse("console:home")).text
    steps = steps_of(administrator, province)

    assert "Bắt đầu dùng Tổ Số" in page
    assert reverse("console:import_kind", args=["hamlets"]) in page
    assert [(str(step.label), bool(step.address), step.is_done) for step in steps] == [
        ("Thêm người của cơ quan thường trực cấp tỉnh", True, False),
        ("Nhập danh sách thôn, tổ dân phố", True, False),
        ("Nhập cán bộ xã và vai trò", True, False),
        ("Lập tổ ở từng thôn", False, False),
        ("Giao chỉ tiêu năm", False, False),
        ("Nhập mẫu số", False, False),
        ("Lập kế hoạch năm cho các tổ", False, False),
        ("Ghi việc đầu tiên", False, False),
    ]


def test_what_was_done_is_ticked_and_a_commune_is_shown_its_own_part():
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    commune = a_place(name="An Hòa", level=Level.COMMUNE, parent=province)
    hamlet = a_place(name="Phước Hạ", parent=commune)
    leader = a_person(name="Phạm Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)

    steps = {str(step.label): step for step in steps_of(leader, commune)}

    assert "Thêm người của cơ quan thường trực cấp tỉnh" not in steps
    assert steps["Nhập danh sách thôn, tổ dân phố"].is_done
    assert steps["Nhập cán bộ xã và vai trò"].is_done
    assert steps["Lập tổ ở từng thôn"].address == reverse("console:import_kind", args=["rosters"])
    assert steps_of(an_of(hamlet), hamlet) == []


def test_the_steps_stay_beside_a_draft_and_are_gone_once_a_report_was_handed_in():
    made = a_reporting_province()
    binh = binh_of(made.commune)

    made.draft(date(2026, 3, 1), moment(date(2026, 3, 16), 9))
    beside_a_draft = steps_of(binh, made.commune)
    made.hand_over(made.hamlets[0], date(2026, 3, 1), moment(date(2026, 3, 16), 9))

    assert beside_a_draft
    assert steps_of(binh, made.commune) == []
