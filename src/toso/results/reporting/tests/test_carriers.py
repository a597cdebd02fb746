"""Who carries the reporting of each level: standing duties of Plan 6863, routed to today's bodies by data."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_place, binh_of, moment
from toso.ground.people.actions.organisations import load_organisations
from toso.ground.people.models import Duty
from toso.ground.places.rules import Level
from toso.results.reporting.actions.catalogue import load_reporting
from toso.results.reporting.actions.periods import ensure_periods
from toso.results.reporting.models import DeadlineRule
from toso.results.reporting.queries.deadlines import carrier_of, deadline_rule

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


@pytest.fixture
def commune():
    province = a_place(name="Khánh Hòa", level=Level.PROVINCE, code="56")
    commune = a_place(name="Vạn Thắng", level=Level.COMMUNE, parent=province, code="22489", valid_from=date(2025, 7, 1))
    load_organisations(moment(TODAY))
    ensure_periods(year=2026)
    load_reporting(at=moment(TODAY))
    return commune


def carried(level, *, on=TODAY, place=None):
    rule = deadline_rule(level, on=on)
    assert rule is not None
    return carrier_of(rule, on=on, place=place)


def test_every_duty_of_a_deadline_is_a_standing_duty(commune):
    named = set(DeadlineRule.objects.exclude(duty="").values_list("duty", flat=True))

    assert named == {"monthly_report", "standing_agency"}
    assert named <= set(Duty.objects.values_list("code", flat=True))


def test_the_monthly_report_of_the_district_is_routed_to_the_commune_of_today(commune):
    found = carried(Level.COMMUNE)
    own = carried(Level.COMMUNE, place=commune)

    assert (found.words, found.since, found.basis) == ("UBND cấp xã", date(2025, 7, 1), "Luật 72/2025/QH15")
    assert (found.before, found.before_basis) == ("UBND cấp huyện", "Kế hoạch 6863/KH-UBND, mục IV.1.đ")
    assert own.words == "Ủy ban nhân dân xã Vạn Thắng"


def test_the_whole_is_made_by_the_standing_agency_of_the_day(commune):
    before, today = (carried(Level.PROVINCE, on=on).words for on in (date(2025, 2, 1), TODAY))

    assert (before, today) == ("Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ")


def test_a_team_reports_to_its_commune_and_carries_no_standing_duty(commune):
    assert carried(Level.HAMLET) is None


def test_the_deadlines_say_who_carries_each_and_why(client, commune):
    client.force_login(binh_of(commune).account)

    page = client.get(reverse("reporting:deadlines"), {"period": "2026-10"}).content.decode()

    assert "Ủy ban nhân dân xã Vạn Thắng" in page
    assert "từ 01/07/2025, theo Luật 72/2025/QH15" in page
    assert "trước đó là UBND cấp huyện (Kế hoạch 6863/KH-UBND, mục IV.1.đ)" in page
    assert "Tổ trưởng, báo cáo với xã" in page
