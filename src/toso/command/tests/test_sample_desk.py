"""The help desk of the sample: once, through the rooms' own doors, marked as a sample."""

from datetime import date

import pytest

from tests.builders import a_person, a_place
from toso.command.sample.desk import A_COMMUNE, run_desk
from toso.command.sample.province import SHOWN_COMMUNE
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.plan.teams.models import Team
from toso.work.helpdesk.models import Round, Ticket

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def test_every_commune_has_requests_and_the_shown_one_a_team_with_a_gap_in_its_roster():
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    shown = a_place(name="An Hoà", level=Level.COMMUNE, parent=province)
    a_place(name="Bình Minh", level=Level.COMMUNE, parent=province)
    Place.objects.filter(pk=shown.pk).update(code=SHOWN_COMMUNE)
    a_person(name="Lê Mẫu Dung", role=Role.PROVINCE_OFFICER, place=province)
    for name in ("Trần Mẫu Bình", "Đỗ Mẫu Hà"):
        a_person(name=name, role=Role.COMMUNE_OFFICIAL, place=shown)
    Person.objects.update(is_sample=True)  # real communes, invented people

    run_desk(province, ON)
    run_desk(province, ON)

    assert Ticket.objects.filter(batch__isnull=False, is_sample=True).count() == 2 * A_COMMUNE
    assert Ticket.objects.filter(batch__isnull=True, is_sample=True).count() == 2
    assert Round.objects.get().place == shown
    team = Team.objects.get()
    assert team.shifts.count() == 13
    assert team.memberships.count() == 2
