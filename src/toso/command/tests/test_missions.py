"""The missions of the sample, played through the doors of the rooms with few people: every number opens."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.builders import a_person, a_place, an_organisation, dung_of
from toso.command.sample import missions
from toso.command.sample.province import SHOWN_COMMUNE
from toso.ground.people.models import Organisation
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.work.allowance.models import PaidDay, PaymentList
from toso.work.allowance.rules import DaySource
from toso.work.campaign.models import Appraisal, Campaign, Deployment
from toso.work.campaign.queries import board, figures
from toso.work.campaign.queries.plans import SENDER_KIND
from toso.work.campaign.rules import days
from toso.work.campaign.sources import FIGURES
from toso.work.campaign.tests.builders import the_tasks
from toso.work.helpdesk.tests.builders import a_desk

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


@pytest.fixture
def home():
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    dung_of(province)
    for number in range(3):
        code = SHOWN_COMMUNE if number == 0 else f"9000{number}"
        commune = a_place(name=f"Mẫu {number}", level=Level.COMMUNE, parent=province, code=code)
        a_person(name="Trần Mẫu Bình", role=Role.COMMUNE_OFFICIAL, place=commune)
        a_person(name="Đỗ Mẫu Lâm", role=Role.COMMUNE_LEADER, place=commune)
    for number in range(2):
        an_organisation(name=f"Trường Mẫu {number}")
    Organisation.objects.filter(name__startswith="Trường Mẫu").update(kind=SENDER_KIND)
    the_tasks()
    a_desk()
    return province


def test_a_mission_of_thirty_days_and_a_commune_of_forty_five_leave_reports_whose_numbers_open(home):
    missions.play(home, on=ON, is_whole=True, people=5)
    missions.play(home, on=ON, is_whole=True, people=5)  # again: nothing is added

    reports = missions.whole_reports()
    assert [report.kind for report in reports] == ["wave", "campaign", "campaign"]
    assert Deployment.objects.filter(standing="ended").count() == 5
    assert Appraisal.objects.filter(is_certified=True).count() == 5
    for report in reports:
        whose = figures.of_report(report)
        for code, kept in (one for one in report.figures if one[0] in FIGURES):
            rows = figures.rows_of(code, whose).annotate(adds=FIGURES[code].fact.measure)
            assert Decimal(kept) == sum((Decimal(row.adds) for row in rows), Decimal(0)), (report.kind, code)
    kept = dict(reports[0].figures)
    assert (kept["tickets"], kept["sessions"]) == ("3", "3")
    assert Decimal(kept["works"]) == 5 * 2 * 21  # two works on each of 21 working days
    paid = PaymentList.objects.order_by("pk")
    assert [one.state for one in paid] == ["closed", "draft"]
    logged = figures.days_logged(list(Deployment.objects.all()))
    of_log = PaidDay.objects.filter(source=DaySource.LOG)
    assert of_log.count() == sum(len(days) for days in logged.values())  # each logged day, once
    assert sum(line.amount for one in paid for line in one.lines.all()) == 300_000 * PaidDay.objects.count()


def test_the_mission_of_the_sample_that_runs_shows_today_and_somebody_to_log_in_as(home):
    missions.play(home, on=ON, is_whole=False, people=5)

    campaign = Campaign.objects.get(template="support_month")
    seen = days.progress(campaign.first_day, campaign.days, ON)
    posts = board.posts(campaign, ON)
    giang = Deployment.objects.get(person__name=missions.GIANG)
    assert (seen.number, seen.total, campaign.state) == (13, 30, "running")
    assert giang.place.code == SHOWN_COMMUNE
    assert giang.standing == "serving"
    assert not any(post.is_silent for post in posts)
    assert {post.last_logged for post in posts} == {ON - timedelta(days=1)}
