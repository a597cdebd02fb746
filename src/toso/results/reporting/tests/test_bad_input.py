"""Two browsers on one report, and a ratio nobody gave a denominator for: the sentence shown, and nothing lost."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from toso.ground.audit.models import Entry
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.actions.reports import refresh_drafts
from toso.results.reporting.models import Section
from toso.results.reporting.rules.reports import ReportState
from toso.results.reporting.tests.builders import AFTER_OCTOBER, OCTOBER, a_reporting_province
from toso.results.reporting.tests.counting import an_indicator


def browser(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.mark.django_db
def test_the_second_of_two_browsers_that_hand_one_report_in_is_told_and_keeps_its_words():
    world = a_reporting_province()
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.commune)
    first, second = browser(world.binh), browser(world.leader_beside(world.commune))
    address = reverse("reporting:submit", args=[report.pk])
    words = {"text-next": "Đi từng nhà.", "edition": str(report.edition)}
    first.post(address, {**words, "text-results": "Lời của Bình"})
    handed_in = Entry.objects.filter(code="reporting.report.submitted").count()

    answer = second.post(address, {**words, "text-results": "Chữ của người thứ hai"}, follow=True).text

    assert handed_in == 1
    assert "Báo cáo đang ở trạng thái “Đã nộp” nên chưa làm được việc này." in answer
    assert "Chữ của người thứ hai" in answer
    assert Section.objects.get(report=report, code="results").text == "Lời của Bình"
    assert Entry.objects.filter(code="reporting.report.submitted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_handed_in_from_two_browsers_at_the_same_moment_is_handed_in_once():
    world = a_reporting_province()
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])
    address = reverse("reporting:submit", args=[report.pk])
    words = {"text-results": "Giúp 10 lượt.", "text-next": "Đi từng nhà.", "edition": str(report.edition)}
    clients = [browser(world.an), browser(world.an)]
    start, pages = Barrier(2), []

    def press(client: Client) -> None:
        try:
            start.wait()
            pages.append(client.post(address, words, follow=True).text)
        finally:
            connection.close()

    threads = [Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert Entry.objects.filter(code="reporting.report.submitted").count() == 1
    assert sorted(" lúc " in page and "Đã gửi lên " in page for page in pages) == [False, True]
    assert all("Giúp 10 lượt." in page for page in pages)


@pytest.mark.django_db
def test_a_ratio_without_a_denominator_says_so_on_the_report_and_shows_no_percentage():
    world = a_reporting_province()
    ratio = an_indicator(
        IndicatorKind.RATIO,
        (TermPart.NUMERATOR, "outreach.households_guided", {}),
        (TermPart.DENOMINATOR, "programme.denominator", {"code": "households"}),
    )
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])
    report.template.lines.create(indicator=ratio, order=9)
    refresh_drafts(period=report.period)
    cell = report.cells.get(indicator=ratio)

    page = browser(world.an).get(reverse("reporting:read", args=[report.pk])).text
    opened = browser(world.an).get(reverse("reporting:cell", args=[report.pk, cell.pk])).text

    assert "Chưa có mẫu số" in page
    assert "Nhập mẫu số ở trang chỉ tiêu; tỷ lệ tự tính." in opened
    assert (cell.numerator, cell.denominator) == (0, None)
    assert "0%" not in opened
