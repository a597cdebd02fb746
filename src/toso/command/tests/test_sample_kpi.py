"""The sample commune under KPI: forty people, twelve months, a year that was decided, always the same."""

from datetime import date

import pytest

from tests.builders import a_person, a_place, an_organisation
from toso.command.sample import kpi
from toso.command.sample.province import SHOWN_COMMUNE
from toso.command.sample.work import evening
from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.results.kpi.models import BodyYear, Month, Sheet, YearDecision, YearMeeting, YearSheet
from toso.results.kpi.queries.year_papers import minutes_of, published_for, year_form_of

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def built() -> None:
    commune = a_place(name="An Hoà", level=Level.COMMUNE)
    Place.objects.filter(pk=commune.pk).update(code=SHOWN_COMMUNE)
    agency = an_organisation(name="UBND xã An Hoà", place=commune)
    for name, role in (
        ("Đỗ Mẫu Lâm", Role.COMMUNE_LEADER),
        ("Trần Mẫu Bình", Role.COMMUNE_OFFICIAL),
        ("Đinh Mẫu Nhân", Role.COMMUNE_OFFICIAL),
        ("Mai Mẫu Hải", Role.COMMUNE_OFFICIAL),
    ):
        a_person(name=name, role=role, place=commune)
    Person.objects.update(is_sample=True)
    for code in kpi.BODIES:
        body = an_organisation(name=f"Đơn vị {code}", place=commune, parent=agency)
        Organisation.objects.filter(pk=body.pk).update(code=f"mau-{code}")
    kpi.build(on=ON, at=evening(ON, 6))


def test_the_sample_has_forty_officials_a_decided_year_of_twelve_months_and_the_months_since():
    built()
    kpi.build(on=ON, at=evening(ON, 6))

    of_year = Month.objects.filter(month__year=2025)
    assert of_year.filter(closed_at__isnull=False).count() == 12
    assert Month.objects.filter(month__year=2026).count() == 11
    assert {one.sheets.count() for one in of_year} == {40}
    assert set(Sheet.objects.filter(on__year=2025).values_list("state", flat=True)) == {"locked"}
    assert YearSheet.objects.filter(year=2025, decision__isnull=False).count() == 40
    decision = YearDecision.objects.get()
    assert (decision.number, decision.signed_on) == ("01/QĐ-UBND", date(2026, 1, 6))
    assert len(minutes_of(YearMeeting.objects.get()).present) == 40
    form = year_form_of(YearSheet.objects.filter(level__gt="").order_by("pk")[0])
    assert len([total for total, _note in form.months if total is not None]) == 12
    assert form.own_grade
    assert form.grade
    [(_decision, people)] = published_for([decision.agency_id], 2025)
    assert len(people) == 40
    assert BodyYear.objects.count() == 5
