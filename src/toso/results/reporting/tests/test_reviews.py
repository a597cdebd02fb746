"""The review of half a year and of a year: the same engine as the month, its words quote the months (R291–R293)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import moment
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.results.reporting.actions.cells import correct_cell
from toso.results.reporting.actions.narrative import quote_section
from toso.results.reporting.actions.reminders import catch_up
from toso.results.reporting.actions.reports import draft_reports, draft_review
from toso.results.reporting.exports import docx, pdf, xlsx
from toso.results.reporting.models import Cell, Period, Report, Section
from toso.results.reporting.queries.reports import whole_report, words_below
from toso.results.reporting.tests.builders import a_reporting_province

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
AFTER_MARCH = moment(date(2026, 3, 16), 9)
AFTER_HALF = moment(date(2026, 6, 16), 9)


def half() -> Period:
    return Period.objects.get(calendar__code="official", code="2026-H1")


def review_of(made, place) -> Report:
    return Report.objects.get(place=place, period=half())


def a_half_year():
    made = a_reporting_province()
    made.work(made.hamlets[0], date(2026, 3, 1), 10)
    made.work(made.hamlets[1], date(2026, 5, 20), 7)
    made.work(made.hamlets[0], date(2026, 7, 1), 99)  # of the second half
    return made


def test_communes_and_the_province_review_the_half_year_and_teams_do_not():
    made = a_half_year()

    assert draft_reports(period=half(), at=AFTER_HALF) == 3
    assert draft_reports(period=half(), at=AFTER_HALF) == 0
    assert not Report.objects.filter(period=half(), place__level=Level.HAMLET).exists()
    assert made.cell(review_of(made, made.commune)).numerator == 17
    assert made.cell(review_of(made, made.province)).numerator == 17
    titles = list(review_of(made, made.commune).sections.order_by("order").values_list("title", flat=True))
    assert titles[:3] == ["Kết quả thực hiện", "Thành tích, hiệu quả", "Thuận lợi"]
    assert titles[-1] == "Phương hướng kỳ tới và đề xuất chỉ tiêu"


def test_the_review_quotes_the_words_of_its_months():
    made = a_half_year()
    made.draft(MARCH, AFTER_MARCH)
    month = made.report(made.commune, MARCH)
    made.write(month, by=made.binh, at=AFTER_MARCH)
    draft_reports(period=half(), at=AFTER_HALF)
    review = whole_report(made.scope(made.binh)).get(pk=review_of(made, made.commune).pk)

    (source,) = words_below(review)["results"]
    quote_section(report_id=review.pk, source_id=source.pk, by=made.binh, scope=made.scope(made.binh), at=AFTER_HALF)

    assert source == Section.objects.get(report=month, code="results")
    client = Client()
    client.force_login(made.binh.account)
    page = client.get(reverse("reporting:read", args=[review.pk])).content.decode()
    assert "tháng 3/2026" in page


def test_what_a_month_corrected_stands_in_the_review_with_its_reason():
    made = a_half_year()
    made.draft(MARCH, AFTER_MARCH)
    for hamlet in made.hamlets[:2]:
        made.hand_over(hamlet, MARCH, AFTER_MARCH)
    month = made.report(made.commune, MARCH)
    correct_cell(
        report_id=month.pk,
        cell_id=made.cell(month).pk,
        value=Decimal(made.cell(month).numerator or 0) + 5,
        reason="Sổ giấy còn năm lượt",
        by=made.binh,
        scope=made.scope(made.binh),
        at=AFTER_MARCH,
    )
    made.hand_over(made.commune, MARCH, AFTER_MARCH)

    draft_reports(period=half(), at=AFTER_HALF)

    cell = made.cell(review_of(made, made.commune))
    assert (cell.numerator, cell.corrected_numerator) == (17, 22)
    assert cell.correction_reason == "Theo các báo cáo tháng đã sửa: Tháng 3/2026 (5)"
    assert made.cell(review_of(made, made.province)).numerator == 22


def test_the_review_leaves_as_paper_and_as_workbook():
    made = a_half_year()
    draft_reports(period=half(), at=AFTER_HALF)
    report = whole_report(made.scope(made.binh)).get(pk=review_of(made, made.commune).pk)

    assert pdf(report).startswith(b"%PDF")
    assert docx(report).startswith(b"PK")
    assert xlsx(report).startswith(b"PK")


def test_the_calendar_drafts_the_review_once_the_half_year_has_ended_where_months_were_reported():
    made = a_half_year()
    catch_up(at=AFTER_MARCH)
    catch_up(at=AFTER_HALF)
    catch_up(at=moment(date(2026, 6, 17), 9))

    assert Report.objects.filter(period=half()).count() == 3
    assert not Report.objects.filter(period__code="2026-H2").exists()
    assert Cell.objects.filter(report__period=half(), indicator=made.indicator).count() == 3


def test_the_list_leads_to_the_reviews():
    made = a_half_year()
    draft_reports(period=half(), at=AFTER_HALF)
    client = Client()
    client.force_login(made.dung.account)

    months = client.get(reverse("reporting:list"), {"period": "2026-03"}).content.decode()
    page = client.get(reverse("reporting:list"), {"period": "2026-H1"}).content.decode()

    assert "Sơ kết sáu tháng" in months
    assert "Tổng kết 2026" in months
    assert reverse("reporting:read", args=[review_of(made, made.commune).pk]) in page


def test_dung_drafts_the_review_of_a_half_year_that_had_ended_before_anybody_reported():
    made = a_half_year()
    client = Client()
    client.force_login(made.dung.account)
    address = reverse("reporting:draft_review", args=["2026-H1"])
    page = client.get(reverse("reporting:list"), {"period": "2026-H1"}).text

    done = client.post(address, follow=True).text
    again = client.post(address, follow=True).text

    assert "Soạn nháp báo cáo kỳ này" in page
    assert "Đã soạn nháp 3 báo cáo." in done
    assert "Báo cáo của kỳ này đã có nháp rồi." in again
    assert made.cell(review_of(made, made.province)).numerator == 17


def test_nobody_drafts_the_review_of_a_year_that_still_runs_and_a_commune_drafts_none():
    made = a_half_year()
    year = Period.objects.get(calendar__code="official", code="2026")
    given = {"place": made.province, "by": made.dung, "scope": made.scope(made.dung)}

    with pytest.raises(Refusal, match="chưa kết thúc"):
        draft_review(period=year, at=AFTER_HALF, **given)
    with pytest.raises(Refusal, match="cấp tỉnh soạn"):
        draft_review(period=half(), at=AFTER_HALF, place=made.commune, by=made.binh, scope=made.scope(made.binh))

    assert not Report.objects.exists()
