"""The report pages as people meet them."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.builders import moment
from tests.flat import assert_flat
from toso.ground.notices.models import Notice
from toso.ground.people.models import Person
from toso.ground.places.rules import Level
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.actions import reports as actions
from toso.results.reporting.actions.cells import return_cell
from toso.results.reporting.actions.reminders import catch_up, remind_late
from toso.results.reporting.models import Feedback, Paper, Report, Section
from toso.results.reporting.queries.jobs import found, jobs
from toso.results.reporting.queries.reports import due_summary
from toso.results.reporting.rules.reports import ReportState
from toso.results.reporting.tests.builders import (
    AFTER_OCTOBER,
    OCTOBER,
    Reporting,
    a_reporting_province,
    a_team_at,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    made = a_reporting_province()
    made.work(made.hamlets[0], OCTOBER, 10)
    made.draft(OCTOBER, AFTER_OCTOBER)
    return made


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def test_the_page_of_a_report_shows_its_figures_its_deadline_and_one_main_act(world):
    report = world.report(world.hamlets[0])

    page = browser(world.an).get(reverse("reporting:read", args=[report.pk])).content.decode()

    assert "Báo cáo tháng 10/2026 của Thôn" in page
    assert "17:00 thứ Sáu 16/10" in page
    bar = page[page.index("ts-send") :]
    assert bar[: bar.index("</div></div></div>")].count("btn-primary") == 1
    assert "Gửi lên xã" in page


def test_submitting_keeps_the_words_that_were_typed_and_freezes_the_report(world):
    report = world.report(world.hamlets[0])
    words = {"text-results": "Giúp 10 lượt.", "text-next": "Đi từng nhà.", "edition": str(report.edition)}

    browser(world.an).post(reverse("reporting:submit", args=[report.pk]), words)

    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert Section.objects.get(report=report, code="results").text == "Giúp 10 lượt."


def test_a_refused_submission_loses_nothing_that_was_typed(world):
    report = world.report(world.hamlets[0])

    answer = browser(world.an).post(
        reverse("reporting:submit", args=[report.pk]), {"text-results": "Giúp 10 lượt."}, follow=True
    )

    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    assert "mục “Nhiệm vụ kỳ tới” còn trống" in answer.content.decode()
    assert "Giúp 10 lượt." in answer.content.decode()


def test_two_people_in_one_section_lose_no_words(world):
    report = world.report(world.commune)
    first, second = browser(world.binh), browser(world.leader_beside(world.commune))
    first.post(reverse("reporting:save", args=[report.pk]), {"text-results": "Lời của Bình", "seen-results": ""})

    answer = second.post(reverse("reporting:save", args=[report.pk]), {"text-results": "Lời khác", "seen-results": ""})

    assert answer.status_code == 409
    assert "Lời khác" in answer.content.decode()
    assert "Lời của Bình" in answer.content.decode()
    assert Section.objects.get(report=report, code="results").text == "Lời của Bình"


def test_a_section_is_saved_while_it_is_written_and_says_when(world):
    report = world.report(world.hamlets[0])

    answer = browser(world.an).post(
        reverse("reporting:section", args=[report.pk, "effect"]), {"text-effect": "Đỡ đi lại."}
    )

    assert "Đã lưu" in answer.content.decode()
    assert Section.objects.get(report=report, code="effect").text == "Đỡ đi lại."


def test_the_commune_quotes_a_team_with_its_source(world):
    world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    source = Section.objects.get(report__place=world.hamlets[0], code="results")
    report = world.report(world.commune)

    page = browser(world.binh).post(reverse("reporting:quote", args=[report.pk, source.pk]), follow=True)

    assert "Đã làm xong việc trong kỳ." in page.content.decode()
    assert Section.objects.get(report=report, code="results").quotes.get().source == source


def test_a_returned_cell_stands_framed_with_its_reason_and_can_be_answered_there(world):
    report = world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    cell = world.cell(report)
    browser(world.binh).post(
        reverse("reporting:return_cell", args=[report.pk, cell.pk]), {"reason": "Ghi hai lần?", "proposed": "8"}
    )

    page = browser(world.an).get(reverse("reporting:read", args=[report.pk])).content.decode()
    browser(world.an).post(
        reverse("reporting:answer_cell", args=[report.pk, cell.pk]), {"value": "8", "reason": "Đúng, bỏ 2"}
    )

    assert "Ghi hai lần?" in page
    assert "ts-cell-back" in page
    cell.refresh_from_db()
    assert cell.corrected_numerator == 8


def test_a_value_that_is_no_number_is_told_beside_the_field_and_kept(world):
    report = world.report(world.hamlets[0])
    address = reverse("reporting:correct_cell", args=[report.pk, world.cell(report).pk])

    answer = browser(world.an).post(address, {"value": "mười", "reason": "Sửa"})

    assert answer.status_code == 422
    assert "Viết số như 1234 hoặc 1.234,5." in answer.content.decode()
    assert 'value="mười"' in answer.content.decode()
    assert world.cell(report).corrected_numerator is None


def test_a_figure_that_nothing_counts_is_asked_for_with_its_source_and_not_called_corrected(world):
    report = world.report(world.hamlets[0])
    cell = world.cell(report)
    Indicator.objects.filter(pk=cell.indicator_id).update(kind=IndicatorKind.TYPED)
    browser_of_an = browser(world.an)

    page = browser_of_an.get(reverse("reporting:cell", args=[report.pk, cell.pk])).content.decode()
    saved = browser_of_an.post(
        reverse("reporting:correct_cell", args=[report.pk, cell.pk]),
        {"value": "310", "reason": "Sổ một cửa"},
        follow=True,
    ).content.decode()

    assert "Lấy từ đâu" in page
    assert "Số đề nghị" not in page
    assert "Đã lưu số." in saved
    assert "Số hệ thống tính vẫn còn bên cạnh" not in saved
    assert world.cell(report).corrected_numerator == 310


def test_a_stranger_does_not_find_the_report(world):
    report = world.report(world.hamlets[0])

    answer = browser(world.chau).get(reverse("reporting:read", args=[report.pk]))

    assert answer.status_code == 404


def test_the_page_of_a_cell_lists_the_records_and_the_units_below(world):
    report = world.report(world.commune)

    page = browser(world.binh).get(reverse("reporting:cell", args=[report.pk, world.cell(report).pk])).content.decode()

    assert "Lượt người dân được hướng dẫn" in page
    assert str(world.hamlets[0]) in page
    assert "10/10/2026" in page


def test_the_list_of_reports_costs_the_same_for_few_and_for_many(world):
    client = browser(world.binh)
    address = f"{reverse('reporting:list')}?period=2026-10"

    def grow() -> None:
        for _ in range(27):
            hamlet = world.country.found(Level.HAMLET, world.commune.pk, date(2025, 1, 1))
            a_team_at(world.country.units[hamlet].place)
        world.draft(OCTOBER, AFTER_OCTOBER)

    assert_flat(lambda: client.get(address), grow=grow)


def test_the_page_of_a_report_costs_the_same_for_few_reports_below_and_for_many(world):
    client = browser(world.binh)
    address = reverse("reporting:read", args=[world.report(world.commune).pk])

    def grow() -> None:
        for _ in range(27):
            hamlet = world.country.found(Level.HAMLET, world.commune.pk, date(2025, 1, 1))
            a_team_at(world.country.units[hamlet].place)
        world.draft(OCTOBER, AFTER_OCTOBER)

    assert_flat(lambda: client.get(address), grow=grow)


def test_who_is_late_is_counted_and_reminded_once_a_day(world):
    world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    late = moment(date(2026, 10, 20))

    summary = due_summary(world.commune, world.period(OCTOBER), at=late)
    first = remind_late(period=world.period(OCTOBER), on=late.date(), at=late, by=world.binh, under=world.commune)
    again = remind_late(period=world.period(OCTOBER), on=late.date(), at=late, by=world.binh, under=world.commune)

    assert (summary.expected, summary.on_time, summary.overdue, summary.rate) == (2, 1, 1, 50)
    assert (first, again) == (0, 0)  # nobody leads the second team yet
    world.leader(world.hamlets[1])
    assert remind_late(period=world.period(OCTOBER), on=late.date(), at=late, under=world.commune) == 1


def test_reminders_stop_when_the_report_is_handed_in(world):
    report = world.report(world.hamlets[0])
    catch_up(at=moment(date(2026, 10, 15), 8))

    told = Notice.objects.filter(code="reporting.due", person=world.an, done_at=None).count()
    world.submit(world.hamlets[0], OCTOBER, moment(date(2026, 10, 15), 10))

    assert told == 1
    assert Notice.objects.filter(key__startswith=f"reporting.due.{report.pk}.", done_at=None).count() == 0


def test_a_machine_that_was_off_drafts_what_it_missed(world):
    Report.objects.all().delete()

    catch_up(at=moment(date(2026, 10, 18)))

    assert Report.objects.filter(period=world.period(OCTOBER)).count() == 7


def test_what_is_to_write_and_to_accept_stands_in_my_work_and_is_found(world):
    mine = jobs(scope=world.scope(world.an), person_id=world.an.pk, at=AFTER_OCTOBER)
    world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    theirs = jobs(scope=world.scope(world.binh), person_id=world.binh.pk, at=AFTER_OCTOBER)

    hits = found(text=f"bao cao {world.hamlets[0].name}", scope=world.scope(world.an), limit=5)

    assert [job.act for job in mine] == ["Viết báo cáo"]
    assert [job.act for job in theirs if job.act != "Theo dõi"] == ["Viết báo cáo", "Xem và nhận"]
    assert len(hits) == 1


def test_a_returned_report_stands_under_what_came_back(world):
    report = world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    return_cell(
        report_id=report.pk,
        cell_id=world.cell(report).pk,
        reason="Xem lại",
        by=world.binh,
        scope=world.scope(world.binh),
        at=AFTER_OCTOBER,
    )

    mine = jobs(scope=world.scope(world.an), person_id=world.an.pk, at=AFTER_OCTOBER)

    assert [(job.is_returned, job.act) for job in mine] == [(True, "Sửa báo cáo")]


def test_the_communes_word_reaches_the_team_and_is_seen(world):
    address = reverse("reporting:send_feedback", args=[world.hamlets[0].pk])

    browser(world.binh).post(f"{address}?period=2026-10", {"text": "Làm tốt, giữ nhịp."})
    page = browser(world.an).get(f"{reverse('reporting:feedback')}?period=2026-10").content.decode()

    assert "Làm tốt, giữ nhịp." in page
    assert Feedback.objects.get().read_at is not None


def test_the_workbook_holds_real_numbers_and_the_records(world):
    report = world.report(world.commune)

    answer = browser(world.binh).get(reverse("reporting:print", args=[report.pk, "xlsx"]))

    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    figures = book.get_sheet_by_name("Số liệu").to_python()
    evidence = book.get_sheet_by_name("Bằng chứng").to_python()
    assert any(10.0 in row for row in figures)
    assert any(10.0 in row and date(2026, 10, 10) in row for row in evidence)


def test_the_pdf_that_leaves_is_kept_and_the_signed_one_comes_back(world):
    report = world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    client = browser(world.an)

    printed = client.get(reverse("reporting:print", args=[report.pk, "pdf"]))
    client.get(reverse("reporting:print", args=[report.pk, "pdf"]))
    refused = client.post(reverse("reporting:attach", args=[report.pk]), {"file": BytesIO(b"day la anh")}, follow=True)
    signed = BytesIO(printed.content + b"\n% signed")
    signed.name = "ky.pdf"
    client.post(reverse("reporting:attach", args=[report.pk]), {"file": signed})

    assert printed.content.startswith(b"%PDF-")
    assert "không phải PDF" in refused.content.decode()
    assert Paper.objects.filter(is_signed=False).count() == 1
    assert Paper.objects.get(is_signed=True).digest != Paper.objects.get(is_signed=False).digest


def test_the_form_for_word_has_nine_sections_and_the_figures(world):
    report = world.report(world.hamlets[0])

    answer = browser(world.an).get(reverse("reporting:print", args=[report.pk, "docx"]))

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


def test_the_deadlines_explain_themselves(world):
    page = browser(world.an).get(f"{reverse('reporting:deadlines')}?period=2026-10").content.decode()

    assert "phải đến trước ngày 20 hằng tháng" in page


def test_the_outline_says_what_is_counted(world):
    template = world.report(world.hamlets[0]).template

    page = browser(world.an).get(reverse("reporting:template", args=[template.pk])).content.decode()

    assert "Lượt người dân được hướng dẫn" in page
    assert "Nhiệm vụ kỳ tới" in page


def test_history_tells_every_step(world):
    report = world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    actions.amend_report(
        report_id=report.pk, reason="Sót một buổi", by=world.an, scope=world.scope(world.an), at=AFTER_OCTOBER
    )

    page = browser(world.an).get(reverse("reporting:history", args=[report.pk])).content.decode()

    assert "Hệ thống soạn nháp" in page
    assert "Sót một buổi" in page


def test_a_parents_page_shows_what_an_amendment_below_changed_cell_by_cell(world):
    for hamlet in world.hamlets[:2]:
        world.hand_over(hamlet, OCTOBER, AFTER_OCTOBER)
    parent = world.hand_over(world.commune, OCTOBER, moment(date(2026, 10, 16)))
    at = moment(date(2026, 10, 18))
    world.work(world.hamlets[0], OCTOBER, 5, at=at)
    old = world.report(world.hamlets[0])
    actions.amend_report(report_id=old.pk, reason="Sót", by=world.an, scope=world.scope(world.an), at=at)
    world.hand_over(world.hamlets[0], OCTOBER, at)

    page = browser(world.binh).get(reverse("reporting:read", args=[parent.pk])).content.decode()

    assert "Điều chỉnh sau tổng hợp:" in page
    assert "10 → 15" in page


def test_a_period_without_reports_offers_no_filter_and_no_deadline_that_has_not_come(world):
    page = browser(world.dung).get(reverse("reporting:list"), {"period": "2026"})

    words = page.content.decode()
    assert page.status_code == 200
    assert "Hệ thống soạn nháp báo cáo kỳ này" in words or "Kỳ này đã qua" in words
    assert "Chưa tới hạn nộp." not in words
    assert "Không có báo cáo nào khớp" not in words
    assert 'id="q"' not in words
