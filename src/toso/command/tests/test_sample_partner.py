"""The partner of the sample: a class proposed, taken and held, another that waits, and help for a team; once."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_person, a_place
from toso.command.sample.partner import work_with_partner
from toso.command.sample.province import PARTNER, SHOWN_COMMUNE, open_accounts
from toso.command.sample.work import evening
from toso.ground.people.models import Account, Person
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.work.helpdesk.models import Cooperation
from toso.work.training.models import Proposal, Session

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def test_the_partner_of_the_sample_taught_a_class_offers_another_and_helped_a_team(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: evening(ON, 10))
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    shown = a_place(name="Mẫu Xã", level=Level.COMMUNE, parent=province, code=SHOWN_COMMUNE)
    hamlet = a_place(name="Mẫu 1", parent=shown)
    a_person(name="Lê Mẫu Một", role=Role.PROVINCE_OFFICER, place=province)
    a_person(name="Trần Mẫu Ba", role=Role.COMMUNE_OFFICIAL, place=shown)
    a_person(name="Nguyễn Mẫu Tư", role=Role.TEAM_LEADER, place=hamlet)
    a_person(name="Hồ Mẫu Hai", role=Role.TEAM_MEMBER, place=hamlet)
    Person.objects.update(is_sample=True)

    work_with_partner(province, on=ON)
    work_with_partner(province, on=ON)
    open_accounts(password="mật khẩu mẫu", at=evening(ON, 10))

    assert list(Proposal.objects.order_by("pk").values_list("state", "is_sample")) == [
        ("accepted", True),
        ("asked", True),
    ]
    held = Session.objects.get()
    assert (held.state, held.course.organiser, held.attendances.count()) == ("held", "company", 1)
    assert list(Cooperation.objects.order_by("pk").values_list("state", flat=True)) == ["done", "asked"]
    client.force_login(Account.objects.get(username=PARTNER.username))
    page = client.get(reverse("training:proposals")).text
    assert "Thanh toán không dùng tiền mặt" in page
    assert "Cử người hướng dẫn ví điện tử" in client.get(reverse("helpdesk:cooperations")).text
