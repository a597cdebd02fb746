from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_person, a_place, an_of, binh_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import World, a_world
from toso.front.console import sources
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.plan.teams.actions.upkeep import follow_up
from toso.plan.teams.tests.builders import a_team
from toso.results.reporting.actions.periods import ensure_periods
from toso.results.reporting.queries.quiet import silent_jobs, silent_teams
from toso.results.reporting.rules.quiet import is_time_to_ask
from toso.work.outreach.tests.builders import a_record

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21), 10)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def world() -> World:
    world = a_world()
    ensure_periods(year=2026)
    a_place(name="Mẫu 2", parent=world.commune)
    a_record(place=world.hamlet, by=an_of(world.hamlet), day=date(2026, 11, 16))
    return world


def opened(client: Client, person, place, query: str = "") -> str:
    client.force_login(person.account)
    return client.get(f"/places/{place.pk}/quiet/{query}").content.decode()


def jobs_of(person, at=NOW):
    return [job for job in sources.jobs(scope_of(person.pk, on=at.date()), at=at) if "quiet" in job.key]


def test_a_hamlet_without_a_record_in_the_period_stands_in_the_list(client, world):
    page = opened(client, dung_of(world.province), world.province)

    assert "2 thôn, tổ dân phố của Tỉnh Mẫu chưa có bản ghi nào từ 15/11/2026 đến 14/12/2026." in page
    assert ("Thôn Mẫu 1" in page, "Thôn Mẫu 2" in page, "Thôn Mẫu 9" in page) == (False, True, True)


def test_another_period_has_its_own_hamlets_and_says_when_they_worked_last(client, world):
    page = opened(client, binh_of(world.commune), world.commune, "?period=2026-11")

    assert "2 thôn, tổ dân phố của Xã An Hoà chưa có bản ghi nào từ 15/10/2026 đến 14/11/2026." in page
    assert f'<a href="/outreach/?place={world.hamlet.pk}">16/11/2026</a>' in page
    assert "chưa có việc nào" in page


def test_the_work_of_a_unit_that_went_into_a_hamlet_is_the_hamlet_s(client, world):
    ended = a_place(name="Cũ", parent=world.hamlet_elsewhere)
    a_record(place=ended, by=an_of(ended), day=date(2026, 11, 16))

    page = opened(client, dung_of(world.province), world.elsewhere)

    assert "Thôn nào cũng đã có việc" in page


def test_binh_finds_the_hamlets_of_the_commune_in_my_work_as_one_job(world):
    a_place(name="Mẫu 3", parent=world.commune)

    (job,) = jobs_of(binh_of(world.commune))

    assert job.title == "2 thôn chưa có bản ghi nào kỳ này"
    assert job.detail == "Thôn Mẫu 2, Thôn Mẫu 3"
    assert job.address == f"/places/{world.commune.pk}/quiet/"


def test_neither_an_nor_dung_is_asked_about_quiet_hamlets(world):
    assert jobs_of(an_of(world.hamlet)) + jobs_of(dung_of(world.province)) == []


def test_nobody_is_asked_in_the_first_six_days_of_a_period(world):
    assert jobs_of(binh_of(world.commune), at=moment(date(2026, 11, 20), 23)) == []
    assert not is_time_to_ask(date(2026, 11, 15), date(2026, 11, 20))
    assert is_time_to_ask(date(2026, 11, 15), date(2026, 11, 21))


def test_the_dashboard_of_a_commune_leads_to_its_quiet_hamlets(client, world):
    client.force_login(binh_of(world.commune).account)

    page = client.get(f"/places/{world.commune.pk}/").content.decode()

    assert f'href="/places/{world.commune.pk}/quiet/"' in page


def test_the_list_of_quiet_hamlets_costs_the_same_for_three_and_for_thirty(client, world):
    client.force_login(dung_of(world.province).account)

    def grow() -> None:
        for number in range(27):
            hamlet = a_place(name=f"Thêm {number}", parent=world.commune)
            a_record(place=hamlet, by=an_of(hamlet), day=date(2026, 10, 2))

    assert_flat(lambda: client.get(f"/places/{world.province.pk}/quiet/"), grow=grow)


def test_teams_silent_for_two_months_stand_in_a_list_with_what_was_done_about_them(client):
    world = a_world()
    binh = binh_of(world.commune)
    today = timezone.localdate()
    silent = a_team(hamlet=world.hamlet, since=today - timedelta(days=200))
    busy_hamlet = a_place(name="Mẫu 2", parent=world.commune)
    a_team(hamlet=busy_hamlet, since=today - timedelta(days=200))
    member = a_person(name="Hồ Mẫu Bận", role=Role.TEAM_MEMBER, place=busy_hamlet, starts_on=today - timedelta(days=90))
    a_record(place=busy_hamlet, by=member, day=today - timedelta(days=3))
    a_team(hamlet=a_place(name="Mẫu 3", parent=world.commune), since=today - timedelta(days=20))
    scope = scope_of(binh.pk, on=today)
    follow_up(team_id=silent.pk, note="Gọi tổ trưởng", by=binh, scope=scope, at=timezone.now())
    client.force_login(binh.account)

    found = silent_teams(world.commune, scope, on=today)
    (job,) = silent_jobs(scope, timezone.now())
    page = client.get(reverse("console:silent", args=[world.commune.pk])).text

    assert found == [(silent, None)]
    assert job.title == "1 tổ im hai tháng"
    assert "Gọi tổ trưởng" in page
    assert "Mẫu 2" not in page
