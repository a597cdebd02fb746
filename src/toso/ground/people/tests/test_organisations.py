"""Organisations in a dated tree: named, renamed, succeeded; duties find today's carrier."""

from datetime import date
from itertools import pairwise

import pytest

from tests.builders import a_person, a_place, an_organisation, moment
from toso.ground.audit.models import Entry
from toso.ground.people.actions.organisations import (
    create_organisation,
    load_organisations,
    rename_organisation,
    route_duty,
    succeed_organisation,
)
from toso.ground.people.models import Duty, Organisation, OrganisationVersion
from toso.ground.people.queries import committee_of, name_on, organisation_on_duty, organisations_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)
AT = moment(DAY)


def carrier(code, on, *, place=None):
    found = organisation_on_duty(code, on, place=place)
    assert found is not None
    return found


@pytest.fixture
def khanh_hoa():
    province = a_place(name="Khánh Hòa", level=Level.PROVINCE, code="56")
    district = a_place(name="Vạn Ninh", level=Level.DISTRICT, parent=province, code="571")
    district.valid_until = date(2025, 7, 1)
    district.save()
    a_place(name="Vạn Thắng", level=Level.COMMUNE, parent=province, code="22489", valid_from=date(2025, 7, 1))
    return province


def test_the_bodies_of_the_programme_are_loaded_once(khanh_hoa):
    first = load_organisations(AT)
    second = load_organisations(AT)

    assert first == Organisation.objects.count() == OrganisationVersion.objects.count()
    assert second == 0
    assert Entry.objects.filter(code="people.organisations.loaded").count() == 1


def test_a_commune_added_later_gets_its_bodies(khanh_hoa):
    load_organisations(AT)
    a_place(name="Tu Bông", level=Level.COMMUNE, parent=khanh_hoa, code="22501", valid_from=date(2025, 7, 1))

    assert load_organisations(AT) == 9


def test_the_committees_stand_at_their_places(khanh_hoa):
    load_organisations(AT)
    commune = khanh_hoa.children.get(code="22489")

    committee = committee_of(commune, on=DAY)
    assert committee is not None

    assert committee.name == "Ủy ban nhân dân xã Vạn Thắng"
    assert committee.short_name == "UBND xã Vạn Thắng"
    assert committee.path.startswith(Organisation.objects.get(code="56.ubnd").path)
    assert committee_of(commune, on=date(2025, 6, 30)) is None
    assert organisations_of(commune, on=DAY).count() == 9


def test_the_standing_agency_changed_in_march_2025(khanh_hoa):
    load_organisations(AT)

    before = carrier("standing_agency", date(2025, 2, 28))
    after = carrier("standing_agency", date(2025, 3, 1))

    assert before.name == "Sở Thông tin và Truyền thông"
    assert after.name == "Sở Khoa học và Công nghệ"
    assert before.successions.get().successor == after


def test_a_duty_of_the_district_finds_today_s_carrier(khanh_hoa):
    load_organisations(AT)
    district, commune = khanh_hoa.children.get(code="571"), khanh_hoa.children.get(code="22489")

    assert carrier("monthly_report", date(2024, 5, 1), place=district).name == ("Ủy ban nhân dân huyện Vạn Ninh")
    assert carrier("monthly_report", DAY, place=commune).name == "Ủy ban nhân dân xã Vạn Thắng"
    assert carrier("targets_to_communes", DAY).name == "Ủy ban nhân dân tỉnh Khánh Hòa"
    assert organisation_on_duty("monthly_report", DAY) is None
    assert organisation_on_duty("no_such_duty", DAY) is None


def test_every_duty_of_2022_has_one_carrier_on_every_day(khanh_hoa):
    load_organisations(AT)

    for code in Duty.objects.values_list("code", flat=True).distinct():
        rows = list(Duty.objects.filter(code=code).order_by("valid_from"))
        assert rows[0].valid_from == date(2022, 7, 27)
        assert rows[-1].valid_until is None
        assert all(one.valid_until == other.valid_from for one, other in pairwise(rows))


def test_another_province_gets_its_own_names():
    a_place(name="Hà Nội", level=Level.PROVINCE, code="01").__class__.objects.update(
        kind="Thành phố", province_code="01"
    )

    load_organisations(AT, province_code="01")

    assert Organisation.objects.get(code="01.ubnd").name == "Ủy ban nhân dân thành phố Hà Nội"
    assert not Organisation.objects.filter(code="01.ubnd-nt").exists()


def test_without_the_territory_nothing_is_loaded():
    with pytest.raises(Refusal, match="Nạp danh mục hành chính trước"):
        load_organisations(AT)

    assert Organisation.objects.count() == 0


def test_a_renamed_body_keeps_its_old_name_for_old_days():
    body = create_organisation(
        code="o1", name="Sở Mẫu", kind="Sở ban ngành", valid_from=date(2020, 1, 1), by=None, at=AT
    )

    rename_organisation(organisation_id=body.pk, name="Sở Mẫu Mới", on=DAY, basis="01/QĐ-UBND", by=None, at=AT)

    body.refresh_from_db()
    assert body.name == "Sở Mẫu Mới"
    assert name_on(body, date(2026, 11, 15)) == "Sở Mẫu"
    assert name_on(body, DAY) == "Sở Mẫu Mới"
    assert "so mau" in body.search


@pytest.mark.parametrize(
    ("name", "on", "field"), [("Sở Mẫu", DAY, "name"), ("", DAY, "name"), ("Sở Khác", date(2020, 1, 1), "on")]
)
def test_a_rename_without_sense_is_refused(name, on, field):
    body = create_organisation(
        code="o1", name="Sở Mẫu", kind="Sở ban ngành", valid_from=date(2020, 1, 1), by=None, at=AT
    )

    with pytest.raises(Refusal) as refused:
        rename_organisation(organisation_id=body.pk, name=name, on=on, basis="", by=None, at=AT)

    assert refused.value.field == field
    assert body.versions.count() == 1


def test_a_successor_takes_over_duties_and_people():
    old, new = (
        create_organisation(code=code, name=name, kind="Sở", valid_from=date(2020, 1, 1), by=None, at=AT)
        for code, name in (("o1", "Sở Cũ"), ("o2", "Sở Mới"))
    )
    Duty.objects.create(code="d", name="Việc", organisation=old, valid_from=date(2021, 1, 1))
    person = a_person(role=Role.PROVINCE_OFFICER, organisation=old)

    succeed_organisation(predecessor_id=old.pk, successor_id=new.pk, on=DAY, basis="", by=None, at=AT)

    old.refresh_from_db()
    assert old.valid_until == DAY
    assert organisation_on_duty("d", date(2026, 11, 15)) == old
    assert organisation_on_duty("d", DAY) == new
    assert [(h.organisation, h.starts_on, h.ends_on) for h in person.assignments.order_by("starts_on")] == [
        (old, date(2020, 1, 1), DAY),
        (new, DAY, None),
    ]


def test_an_ended_body_takes_nothing_over():
    old, new = an_organisation(name="Sở Cũ"), an_organisation(name="Sở Đã Hết")
    new.valid_until = date(2025, 1, 1)
    new.save()

    with pytest.raises(Refusal, match="Sở Đã Hết đã kết thúc"):
        succeed_organisation(predecessor_id=old.pk, successor_id=new.pk, on=DAY, basis="", by=None, at=AT)

    old.refresh_from_db()
    assert old.valid_until is None


def test_a_duty_is_routed_to_another_carrier_from_a_day(khanh_hoa):
    load_organisations(AT)

    route_duty(
        code="commendation", on=date(2027, 1, 1), organisation=Organisation.objects.get(code="56.snv"), by=None, at=AT
    )

    assert carrier("commendation", date(2027, 1, 1)).code == "56.snv"
    with pytest.raises(Refusal):
        route_duty(code="commendation", on=date(2027, 2, 1), by=None, at=AT)
