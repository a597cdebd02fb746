"""The days of somebody sent: calls solved for the commune, weeks reported, and where everybody stands on the map."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_place, an_of, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.people.models import Account
from toso.ground.people.queries import scope_of
from toso.ground.places.rules import Level
from toso.work.campaign.models import MissionReport
from toso.work.campaign.queries import board, figures
from toso.work.campaign.queries.calls import waiting_calls
from toso.work.campaign.rules.service import Service, weeks_of
from toso.work.campaign.tests.builders import DAY, FIRST, LAST, a_campaign, a_serving, an_ordinary_day
from toso.work.helpdesk.actions.tickets import write_step
from toso.work.helpdesk.rules.ways import StepKind
from toso.work.helpdesk.tests.builders import a_ticket


@pytest.fixture
def sent(db):
    """Giang serves at the commune of Bình since the first day, in a campaign that Dung runs."""
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    row = a_serving(campaign=campaign, place=world.commune, by=dung)
    Account.objects.create(username=f"giang{row.person_id}", person=row.person)
    return world, campaign, row


def solve(ticket, by):
    scope = scope_of(by.pk, on=DAY)
    write_step(ticket_id=ticket.pk, kind=StepKind.ANSWERED, text="Đã thay dây", by=by, scope=scope, at=moment(DAY, 10))


def test_a_call_that_a_member_solves_stands_in_the_log_of_the_day_and_one_that_another_solved_does_not(sent):
    world, _campaign, row = sent
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    own = a_ticket(place=world.hamlet, by=an, title="Mạng phòng họp chập chờn", at=moment(DAY, 9))
    noted = a_ticket(place=world.hamlet, by=row.person, title="Máy in kẹt giấy", at=moment(DAY, 9))

    solve(own, row.person)
    solve(noted, binh)

    log = figures.log_of(row, DAY, DAY)
    assert [line.words for line in log] == ["Mạng phòng họp chập chờn"]
    assert figures.value_of("tickets", figures.of_deployment(row)) == 1
    assert figures.days_logged([row])[row.pk] == {DAY}


def test_the_page_of_the_day_shows_what_waits_at_the_commune_and_leads_to_it(client, sent, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(DAY, 9))
    world, _campaign, row = sent
    an = an_of(world.hamlet)
    call = a_ticket(place=world.hamlet, by=an, title="Mạng phòng họp chập chờn", at=moment(DAY, 8))
    a_ticket(place=world.hamlet, by=an, title="Lộ mật khẩu", category="security")
    a_ticket(place=world.hamlet_elsewhere, by=an_of(world.hamlet_elsewhere), title="Máy xã bên hỏng")
    client.force_login(row.person.account)

    page = client.get(reverse("campaign:day", args=[row.pk])).text
    shown = client.get(reverse("helpdesk:ticket", args=[call.pk])).text

    assert "Xã đang chờ giúp" in page
    assert reverse("helpdesk:ticket", args=[call.pk]) in page
    assert "Lộ mật khẩu" not in page
    assert "Máy xã bên hỏng" not in page
    assert 'value="solve"' in shown
    assert [one.pk for one, _due in waiting_calls(row, scope_of(row.person_id, on=DAY), moment(DAY, 9))] == [call.pk]
    assert waiting_calls(row, scope_of(row.person_id, on=LAST + timedelta(days=1)), moment(DAY, 9)) == []


def test_a_week_that_is_past_is_still_reported_with_its_own_days(client, sent, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(DAY + timedelta(days=9), 9))
    _world, _campaign, row = sent
    an_ordinary_day(deployment=row)
    client.force_login(row.person.account)
    address = reverse("campaign:draft", args=[row.pk, "weekly"])

    page = client.get(reverse("campaign:deployment", args=[row.pk])).text
    client.post(address, {"week": "2026-11-16"})
    refused = client.post(address, {"week": "2026-10-26"}, follow=True)

    report = MissionReport.objects.get()
    assert "16/11 – 22/11/2026" in page
    assert (report.first_day, report.last_day) == (date(2026, 11, 16), date(2026, 11, 22))
    assert "Máy, phần mềm, hồ sơ đã làm: 3" in report.words["done"]
    assert "Tuần này ở ngoài những ngày hỗ trợ." in refused.text


@given(st.integers(0, 60), st.integers(0, 60), st.integers(-10, 90))
def test_the_weeks_of_a_service_cover_its_past_days_once_each(start, length, on):
    begins = FIRST + timedelta(days=start)
    service = Service(begins, begins + timedelta(days=length), arrived_on=begins)
    today = FIRST + timedelta(days=on)

    weeks = weeks_of(service, today)

    days = [first + timedelta(days=n) for first, last in weeks for n in range((last - first).days + 1)]
    past = [begins + timedelta(days=n) for n in range(length + 1) if begins + timedelta(days=n) <= today]
    assert len(days) == len(set(days))
    assert set(past) <= set(days) <= {begins + timedelta(days=n) for n in range(length + 1)}
    assert weeks == sorted(weeks, reverse=True)


def test_the_board_draws_who_is_where_and_marks_who_is_silent(client, sent, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(DAY, 9))
    world, campaign, row = sent
    dung = campaign.made_by
    third = a_place(name="Châu Sơn", level=Level.COMMUNE, parent=world.province)
    for number, place in enumerate((world.commune, world.elsewhere, third)):
        place.lat, place.lon = Decimal("12.1") + number, Decimal("109.1")
        place.save(update_fields=["lat", "lon"])
    an_ordinary_day(deployment=row, day=DAY)
    a_serving(campaign=campaign, place=world.elsewhere, by=dung)
    a_serving(campaign=campaign, place=third, by=dung)

    posts = board.posts(campaign, DAY)
    drawn = board.map_of(posts)
    client.force_login(dung.account)
    page = client.get(reverse("campaign:board", args=[campaign.pk])).text

    assert drawn is not None
    marks = {dot.point.name: (dot.shape, dot.words) for dot in drawn.dots}
    assert marks["Xã An Hoà"] == ("good", "1 người, có nhật ký")
    assert marks["Xã Bình Minh"] == ("bad", "1 người, im lặng hai ngày")
    assert [(shape, count) for shape, _words, count in board.legend(posts)] == [("good", 1), ("bad", 2), ("none", 0)]
    assert "Trên bản đồ" in page
    assert page.count("ts-pt") >= 3
    client.force_login(chau_of(world.elsewhere).account)
    assert "Trên bản đồ" not in client.get(reverse("campaign:board", args=[campaign.pk])).text
