"""What an issued decision says of somebody whose data were erased."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_person, a_place, moment
from toso.ground.people.actions import erase_person
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.plan.teams.actions import content_of
from toso.plan.teams.models import Decision
from toso.plan.teams.tests.builders import a_roster, a_team

pytestmark = pytest.mark.django_db
AT = moment(date(2026, 11, 16))


def test_an_issued_decision_keeps_the_name_as_it_was_signed_and_says_so(client):
    commune = a_place(name="An Hòa", level=Level.COMMUNE)
    roster = a_roster(size=4)
    team = a_team(hamlet=a_place(name="Phước Hạ", parent=commune), roster=roster)
    chair = a_person(name="Phạm Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)
    member = team.memberships.order_by("-pk")[0]
    name = member.person.name
    client.force_login(chair.account)
    decision = Decision.objects.get(team=team)
    decision.content = content_of(roster)
    decision.save()
    page = reverse("teams:decision", args=[decision.pk])
    assert "kept-names" not in client.get(page).content.decode()

    erase_person(person_id=member.person_id, by=chair, at=AT)

    shown = client.get(page).content.decode()
    assert name in shown
    assert "1 người trong danh sách đã được xoá thông tin khỏi hệ thống; tên chỉ còn ở văn bản này." in shown
    assert name not in client.get(reverse("teams:team", args=[team.pk])).content.decode()


def test_who_erases_is_told_beforehand_that_issued_papers_stay(client):
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    keeper = a_person(name="Lê Mẫu Quản", role=Role.ADMINISTRATOR, place=province)
    somebody = a_person(name="Võ Mẫu Đi", role=Role.AUDITOR, place=province)
    client.force_login(keeper.account)

    shown = client.get(reverse("erase_person", args=[somebody.pk])).content.decode()

    assert "Quyết định và văn bản đã ban hành vẫn giữ nguyên văn, kể cả họ tên" in shown
