"""What a sending or partner body finds on "Việc của tôi"."""

from datetime import date

import pytest

from tests.builders import a_person, an_of, binh_of, dung_of, moment
from tests.world import a_world
from toso.front.console.queries.partner import of_partner
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.work.campaign.tests.builders import FIRST, a_campaign, a_serving
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.tests.builders import DAY, a_ticket
from toso.work.outreach.tests.builders import a_platform
from toso.work.training.tests.builders import a_proposal

pytestmark = pytest.mark.django_db


def _totals(person, on: date) -> list[int]:
    return [one.total for one in of_partner(scope_of(person.pk, on=on), moment(on))]


def test_a_school_sees_its_people_in_the_communes_until_they_are_back():
    world = a_world()
    row = a_serving(
        campaign=a_campaign(place=world.province, by=dung_of(world.province)),
        place=world.commune,
        by=dung_of(world.province),
    )
    school = row.candidate.sending.organisation
    partner = a_person(role=Role.PARTNER, organisation=school)
    other = a_person(role=Role.PARTNER, organisation=world.department)

    assert _totals(partner, FIRST) == [0, 1, 0, 0]
    assert _totals(other, FIRST) == [0, 0, 0, 0]
    assert _totals(partner, date(row.last_day.year + 1, 1, 1)) == [0, 0, 0, 0]


def test_a_partner_sees_requests_platforms_and_classes_of_its_body_alone(client):
    world = a_world()
    partner = a_person(role=Role.PARTNER, organisation=world.department, place=world.province)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet), title="Ví không nhận mã")
    Ticket.objects.filter(pk=ticket.pk).update(organisation=world.department)
    a_ticket(place=world.hamlet, by=an_of(world.hamlet), title="Việc của xã")
    platform = a_platform(name="Ví điện tử Mẫu")
    platform.owner = world.department
    platform.save()
    a_platform(name="Nền tảng của nơi khác")
    a_proposal(place=world.commune, by=partner)

    sections = of_partner(scope_of(partner.pk, on=DAY), moment(DAY))
    client.force_login(partner.account)
    page = client.get("/").content.decode()

    assert [one.total for one in sections] == [1, 0, 1, 1]
    assert [line.what for one in sections for line in one.lines][0::2] == ["Ví không nhận mã", "Ví điện tử Mẫu"]
    assert "Ví không nhận mã" in page
    assert "Nền tảng của nơi khác" not in page


def test_who_speaks_for_no_body_has_no_such_card():
    world = a_world()

    assert _totals(binh_of(world.commune), DAY) == []
