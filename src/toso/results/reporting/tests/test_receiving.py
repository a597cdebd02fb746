"""The commune takes over the reports of its teams in one act, those on paper too."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import moment
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.models import Person
from toso.plan.programme.actions import mark_changed
from toso.results.reporting.actions.receiving import accept_reports, take_in_reports
from toso.results.reporting.models import Cell, Event, Report, Section
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.queries.intake import waiting_reports
from toso.results.reporting.rules.intake import Seen, has_jumped, is_empty
from toso.results.reporting.rules.reports import Act, ReportState, Side, may
from toso.results.reporting.tests.builders import (
    AFTER_NOVEMBER,
    AFTER_OCTOBER,
    NOVEMBER,
    OCTOBER,
    Reporting,
    a_reporting_province,
)

pytestmark = pytest.mark.django_db
PAPER = {"results": "Đã hướng dẫn 12 lượt.", "next": "Đến từng nhà."}
amounts = st.none() | st.integers(0, 10_000).map(Decimal)


@pytest.fixture
def world() -> Reporting:
    return a_reporting_province()


def take_in(world: Reporting, reports: list[Report], words: dict[int, dict[str, str]], by: Person | None = None) -> Any:
    person = by or world.binh
    return take_in_reports(
        report_ids=[report.pk for report in reports],
        words=words,
        by=person,
        scope=world.scope(person),
        at=AFTER_OCTOBER,
    )


def all_that_counts(world: Reporting) -> Any:
    """Everything but numbers of rows and who typed it in."""
    return (
        list(Report.objects.order_by("pk").values_list("pk", "state", "known_at", "submitted_at", "accepted_at")),
        list(
            Cell.objects.order_by("report", "indicator").values_list(
                "report", "indicator", "numerator", "records", "provisional", "late", "year_numerator", "state"
            )
        ),
        list(Section.objects.order_by("report", "order").values_list("report", "code", "text")),
        sorted(Event.objects.values_list("report", "kind")),
        sorted(Notice.objects.filter(done_at__isnull=True).values_list("key", "person")),
        sorted(world.commune.reached_from.values_list("place", flat=True)),
    )


def undone(happen: Callable[[], object], world: Reporting) -> Any:
    """What stands after it happened; then it never did."""
    with transaction.atomic():
        happen()
        found = all_that_counts(world)
        transaction.set_rollback(True)
    return found


def test_a_paper_report_is_handed_in_and_accepted_with_its_words_in_one_line_of_the_trail(world):
    world.work(world.hamlets[0], OCTOBER, 12)
    world.draft(OCTOBER, AFTER_OCTOBER)
    reports = [world.report(hamlet) for hamlet in world.hamlets[:2]]

    done = take_in(world, reports, {report.pk: PAPER for report in reports})

    assert ([report.pk for report in done.reports], done.refused) == ([report.pk for report in reports], [])
    first = world.report(world.hamlets[0])
    assert (first.state, first.submitted_by, first.accepted_by) == (ReportState.ACCEPTED, world.binh, world.binh)
    assert first.sections.get(code="results").text == PAPER["results"]
    assert world.cell(world.report(world.commune)).provisional == 0
    line = Entry.objects.get(code="reporting.reports.taken_in")
    assert line.detail == {"reports": [r.pk for r in reports], "on_paper": [r.pk for r in reports]}
    assert [event.note for event in first.events.filter(kind="submitted")] == ["Xã nhập từ báo cáo giấy của tổ."]


@pytest.mark.parametrize("is_marked", [False, True])
def test_many_at_once_equals_one_after_another_and_equals_the_teams_own_hand(world, is_marked):
    for value, hamlet in enumerate(world.hamlets, start=3):
        world.work(hamlet, date(2026, 9, 20), value)
    world.draft(OCTOBER, AFTER_OCTOBER)
    world.work(world.hamlets[1], OCTOBER, 5)  # after the draft
    if is_marked:
        mark_changed([(world.hamlets[0].pk, OCTOBER)], at=AFTER_OCTOBER)
    reports = [world.report(hamlet) for hamlet in world.hamlets[:2]]
    words = {
        report.pk: {"results": "Đã làm xong việc trong kỳ.", "next": "Đã làm xong việc trong kỳ."} for report in reports
    }

    def one_by_one() -> None:
        for report in reports:
            take_in(world, [report], words)

    def by_the_teams() -> None:
        for hamlet in world.hamlets[:2]:
            world.hand_over(hamlet, OCTOBER, AFTER_OCTOBER)

    at_once = undone(lambda: take_in(world, reports, words), world)

    assert at_once == undone(one_by_one, world)
    told = undone(by_the_teams, world)
    assert at_once == told
    take_in(world, reports, words)
    if not is_marked:
        assert check_figures() == []


def test_what_lacks_words_is_named_and_left_as_it_is_and_the_rest_goes_on(world):
    world.draft(OCTOBER, AFTER_OCTOBER)
    ready, bare = (world.report(hamlet) for hamlet in world.hamlets[:2])

    done = take_in(world, [ready, bare], {ready.pk: PAPER, bare.pk: {"results": "Có"}})

    assert [report.pk for report in done.reports] == [ready.pk]
    assert done.refused == [(bare.pk, "Chưa gửi được, còn: mục “Nhiệm vụ kỳ tới” còn trống.")]
    assert world.report(world.hamlets[1]).state == ReportState.DRAFT
    assert not Section.objects.filter(report=bare).exclude(text="").exists()


def test_what_the_team_has_written_itself_is_never_overwritten(world):
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])
    world.write(report, at=AFTER_OCTOBER)

    done = take_in(world, [report], {report.pk: PAPER})

    assert [sentence for _pk, sentence in done.refused] == [
        "Tổ vừa tự viết mục “Kết quả trong kỳ”. Mở báo cáo xem rồi nhận."
    ]
    assert report.sections.get(code="results").text == "Đã làm xong việc trong kỳ."
    assert take_in(world, [report], {}).refused == []


def test_what_a_team_handed_in_is_accepted_beside_what_came_on_paper(world):
    world.draft(OCTOBER, AFTER_OCTOBER)
    handed = world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    paper = world.report(world.hamlets[1])

    take_in(world, [handed, paper], {paper.pk: PAPER})

    assert world.report(world.hamlets[0]).submitted_by == world.an
    assert world.report(world.hamlets[1]).submitted_by == world.binh
    assert Entry.objects.get(code="reporting.reports.taken_in").detail["on_paper"] == [paper.pk]


def test_chau_of_another_commune_finds_no_report_and_a_team_leader_takes_none_in(world):
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])
    lines = Entry.objects.count()

    with pytest.raises(Report.DoesNotExist):
        take_in(world, [report], {report.pk: PAPER}, by=world.chau)
    refused = take_in(world, [report], {report.pk: PAPER}, by=world.an).refused

    assert [pk for pk, _ in refused] == [report.pk]
    assert (world.report(world.hamlets[0]).state, Entry.objects.count()) == (ReportState.DRAFT, lines)


def test_only_the_reports_of_teams_may_come_on_paper():
    assert may(Act.TAKE_IN, state=ReportState.DRAFT, sides=[Side.RECEIVER], is_lowest=True)
    assert not may(Act.TAKE_IN, state=ReportState.DRAFT, sides=[Side.RECEIVER])
    assert not may(Act.TAKE_IN, state=ReportState.DRAFT, sides=[Side.WRITER], is_lowest=True)


def test_many_reports_cost_as_many_statements_as_one(world, django_assert_max_num_queries):
    for hamlet in world.hamlets:
        world.work(hamlet, OCTOBER, 3)
    world.draft(OCTOBER, AFTER_OCTOBER)
    reports = [world.report(hamlet) for hamlet in world.hamlets[:2]]
    words = {report.pk: PAPER for report in reports}
    counted = []
    for some in (reports[:1], reports):
        with transaction.atomic(), django_assert_max_num_queries(80) as queries:
            take_in(world, some, words)
            transaction.set_rollback(True)
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_reports_with_something_to_look_at_stand_first(world):
    world.work(world.hamlets[1], date(2026, 10, 1), 100)
    world.work(world.hamlets[0], date(2026, 10, 1), 20)
    world.draft(OCTOBER, AFTER_OCTOBER)
    for hamlet in world.hamlets[:2]:
        world.hand_over(hamlet, OCTOBER, AFTER_OCTOBER)
    world.work(world.hamlets[1], date(2026, 11, 1), 30, at=moment(date(2026, 11, 1)))
    world.work(world.hamlets[0], date(2026, 11, 1), 21, at=moment(date(2026, 11, 1)))
    world.draft(NOVEMBER, AFTER_NOVEMBER)

    rows = waiting_reports(world.scope(world.binh), world.commune, world.period(NOVEMBER))

    assert [(row.report.place_id, row.remarks) for row in rows] == [
        (world.hamlets[1].pk, (f"“{world.indicator.short_name}” kỳ trước 100, kỳ này 30",)),
        (world.hamlets[0].pk, ()),
    ]
    assert [section.code for section in rows[0].to_type] == ["results", "next"]


def test_a_team_without_any_record_is_looked_at_first(world):
    world.work(world.hamlets[1], date(2026, 10, 1), 5)
    world.draft(OCTOBER, AFTER_OCTOBER)

    rows = waiting_reports(world.scope(world.binh), world.commune, world.period(OCTOBER))

    assert [row.remarks for row in rows] == [("kỳ này chưa có bản ghi nào",), ()]


def test_the_page_takes_in_what_was_ticked_and_keeps_what_was_typed_for_the_rest(world, client: Client):
    world.work(world.hamlets[0], OCTOBER, 3)
    world.draft(OCTOBER, AFTER_OCTOBER)
    ready, bare = (world.report(hamlet) for hamlet in world.hamlets[:2])
    client.force_login(world.binh.account)
    page = client.get(f"/reports/teams/{world.commune.pk}/?period=2026-10").content.decode()
    form = {
        "period": "2026-10",
        "report": [ready.pk, bare.pk],
        f"words-{ready.pk}-results": "Đã làm",
        f"words-{ready.pk}-next": "Sẽ làm",
        f"words-{bare.pk}-results": "Mới được một nửa",
    }

    answer = client.post(f"/reports/teams/{world.commune.pk}/take-in/", form).content.decode()

    assert page.count('type="checkbox"') == 2
    assert "Đã nhận 1 báo cáo." in answer
    assert "Chưa gửi được, còn: mục “Nhiệm vụ kỳ tới” còn trống." in answer
    assert ">Mới được một nửa</textarea>" in answer
    assert world.report(world.hamlets[0]).state == ReportState.ACCEPTED


def test_nothing_ticked_loses_no_word(world, client: Client):
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])
    client.force_login(world.binh.account)

    answer = client.post(
        f"/reports/teams/{world.commune.pk}/take-in/", {"period": "2026-10", f"words-{report.pk}-next": "Sẽ làm"}
    ).content.decode()

    assert "Chọn ít nhất một báo cáo." in answer
    assert ">Sẽ làm</textarea>" in answer


def test_accepting_names_what_was_not_handed_in(world):
    world.draft(OCTOBER, AFTER_OCTOBER)
    waiting = world.report(world.hamlets[1])

    done = accept_reports(report_ids=[waiting.pk], by=world.binh, scope=world.scope(world.binh), at=AFTER_OCTOBER)

    assert (done.reports, [pk for pk, _ in done.refused]) == ([], [waiting.pk])


@given(amounts, amounts)
def test_a_jump_is_one_whichever_way_it_goes(value, before):
    assert has_jumped(Seen("x", value, before)) == has_jumped(Seen("x", before, value))


@given(amounts)
def test_what_stays_the_same_or_has_nothing_before_it_is_no_jump(value):
    assert not has_jumped(Seen("x", value, value)) or not value
    assert not has_jumped(Seen("x", value, None))


@given(st.lists(amounts))
def test_a_report_is_empty_only_when_all_its_figures_are(values):
    assert is_empty([Seen("x", value, None) for value in values]) == all(not value for value in values)
