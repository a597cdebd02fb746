"""Drafting and reminding are claimed day by day: a machine that was off makes up for what it missed, visibly."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_person, moment
from toso.ground.notices.models import DueRun, Notice
from toso.ground.people.rules import Role
from toso.results.reporting.actions.reminders import DUTY, catch_up
from toso.results.reporting.models import Report
from toso.results.reporting.tests.builders import a_reporting_province

pytestmark = pytest.mark.django_db
WEDNESDAY, FRIDAY, MONDAY = (date(2026, 10, day) for day in (14, 16, 19))


@pytest.fixture
def world():
    return a_reporting_province()


def reminders_of(person) -> list[str]:
    keys = Notice.objects.filter(code="reporting.due", person=person).order_by("pk").values_list("key", flat=True)
    return [key.rsplit(".", 1)[-1] for key in keys]


def test_a_machine_that_was_off_three_days_makes_up_for_each_and_reminds_once(world):
    catch_up(at=moment(date(2026, 10, 12), 8))

    catch_up(at=moment(FRIDAY, 8))

    done = {run.due_on.day: run.is_made_up for run in DueRun.objects.filter(code=DUTY, done_at__isnull=False)}
    assert done == {12: False, 13: True, 14: True, 15: True, 16: False}
    assert Report.objects.filter(period=world.period(date(2026, 10, 10))).count() == 7
    assert reminders_of(world.an) == ["T0"]  # the reminders of 13 and 15 October were missed: only the latest is sent


def test_a_day_is_run_once_however_often_the_clock_ticks(world):
    for hour in (8, 9, 10):
        catch_up(at=moment(FRIDAY, hour))

    assert DueRun.objects.filter(code=DUTY).count() == 1
    assert reminders_of(world.an) == ["T0"]


def test_a_run_that_died_is_done_by_a_later_one(world):
    DueRun.objects.create(code=DUTY, due_on=FRIDAY, claimed_at=moment(FRIDAY, 8))

    catch_up(at=moment(FRIDAY, 8, 10))
    soon = Report.objects.filter(period=world.period(date(2026, 10, 10))).count()
    catch_up(at=moment(FRIDAY, 9))

    assert (soon, Report.objects.filter(period=world.period(date(2026, 10, 10))).count()) == (0, 7)
    assert DueRun.objects.get().done_at == moment(FRIDAY, 9)


def test_the_administrator_sees_which_days_were_made_up_for(world, client):
    catch_up(at=moment(date(2026, 10, 12), 8))
    catch_up(at=moment(WEDNESDAY, 8))
    client.force_login(a_person(role=Role.ADMINISTRATOR, place=world.province).account)

    page = client.get(reverse("console:settings")).content.decode()

    assert page.count("Chạy bù") == 1
    assert page.count("Đúng ngày") == 2


def test_a_house_that_opened_in_november_owes_no_report_for_september(world):
    catch_up(at=moment(FRIDAY, 8))

    assert not Report.objects.filter(period=world.period(date(2026, 9, 10))).exists()


def test_a_machine_that_slept_through_a_whole_month_drafts_it_too(world):
    catch_up(at=moment(date(2026, 9, 16), 8))

    catch_up(at=moment(date(2026, 11, 16), 8))

    for month in (10, 11):
        assert Report.objects.filter(period=world.period(date(2026, month, 10))).count() == 7
