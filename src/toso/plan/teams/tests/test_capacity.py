"""What a team can do follows from its roster and weighs in the plan of the year."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_place, binh_of, chau_of
from tests.world import a_world
from toso.plan.programme.models import PlanFactor
from toso.plan.teams import rules
from toso.plan.teams.models import Membership
from toso.plan.teams.tests.builders import a_roster, a_team


@pytest.mark.django_db
def test_a_bigger_team_is_given_more_and_the_plan_says_why_and_again_nothing_changes(client):
    world = a_world()
    other = a_place(name="Mẫu 2", parent=world.commune)
    a_team(hamlet=world.hamlet, roster=a_roster(size=6))
    a_team(hamlet=other, roster=a_roster(size=2))
    Membership.objects.update(has_basic_it=False)
    client.force_login(binh_of(world.commune).account)
    address = reverse("teams:capacity", args=[world.commune.pk])

    page = client.post(address, follow=True).content.decode()
    first = list(PlanFactor.objects.order_by("place").values_list("pk", "factor"))
    client.post(address)

    assert [factor for _pk, factor in first] == [Decimal("1.5"), Decimal("0.5")]
    assert "Tổ có 6 thành viên, 0 biết công nghệ; bình quân 4,0 điểm một tổ" in page
    assert list(PlanFactor.objects.order_by("place").values_list("pk", "factor")) == first


@pytest.mark.django_db
def test_a_stranger_reckons_nothing_and_a_commune_without_teams_is_told(client):
    world = a_world()
    address = reverse("teams:capacity", args=[world.commune.pk])

    client.force_login(chau_of(world.elsewhere).account)
    assert client.post(address).status_code == 404
    client.force_login(binh_of(world.commune).account)
    assert "chưa có tổ nào" in client.post(address, follow=True).content.decode()

    assert not PlanFactor.objects.exists()


@given(st.integers(0, 20), st.integers(1, 20), st.integers(1, 20))
def test_a_factor_is_within_its_bounds_and_never_falls_with_the_team(weight, more, mean):
    factor = rules.capacity_factor(weight, Decimal(mean))

    assert Decimal("0.5") <= factor <= Decimal("1.5")
    assert factor <= rules.capacity_factor(weight + more, Decimal(mean))
    assert rules.capacity_factor(mean, Decimal(mean)) == 1
