"""A whole month: hamlet, commune, province, with a returned cell, a correction, a late record, an amendment."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import moment
from toso.ground.audit.models import Entry
from toso.ground.places.actions import rebuild_reach
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.actions import cells as cell_actions
from toso.results.reporting.actions import receiving
from toso.results.reporting.actions import reports as actions
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.models import Cell, Report
from toso.results.reporting.queries.amendments import amendments_of
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.rules.reports import CellState, ReportState
from toso.results.reporting.tests.builders import (
    AFTER_NOVEMBER,
    AFTER_OCTOBER,
    NOVEMBER,
    OCTOBER,
    Reporting,
    a_reporting_province,
)
from toso.results.reporting.tests.counting import an_indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    return a_reporting_province()


def test_every_hamlet_with_a_team_every_commune_and_the_province_get_a_draft_once(world):
    made = world.draft(OCTOBER, AFTER_OCTOBER)
    again = world.draft(OCTOBER, AFTER_OCTOBER)

    assert (made, again) == (7, 0)
    assert Report.objects.filter(place=world.hamlets[0]).get().sections.count() == 9


def test_a_draft_holds_the_figure_its_records_and_the_year_so_far(world):
    world.work(world.hamlets[0], date(2026, 3, 3), 10)
    world.work(world.hamlets[0], OCTOBER, 7)

    world.draft(OCTOBER, AFTER_OCTOBER)

    cell = world.cell(world.report(world.hamlets[0]))
    assert (cell.numerator, cell.records, cell.year_numerator, cell.late) == (7, 1, 17, 0)


def test_an_empty_report_is_refused_with_the_list_of_what_is_missing_and_nothing_changes(world):
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])
    lines = Entry.objects.count()

    with pytest.raises(Refusal, match=r"Kết quả trong kỳ.*Nhiệm vụ kỳ tới"):
        actions.submit_report(report_id=report.pk, by=world.an, scope=world.scope(world.an), at=AFTER_OCTOBER)

    report.refresh_from_db()
    assert (report.state, report.known_at, Entry.objects.count()) == (ReportState.DRAFT, None, lines)


def test_a_parents_cell_is_the_sum_of_accepted_cells_corrections_included_and_the_rest_is_provisional(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.work(world.hamlets[1], OCTOBER, 5)
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])
    cell_actions.correct_cell(
        report_id=report.pk,
        cell_id=world.cell(report).pk,
        value=Decimal(8),
        reason="2 lượt của thôn bên",
        by=world.an,
        scope=world.scope(world.an),
        at=AFTER_OCTOBER,
    )

    world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)

    cell = world.cell(world.report(world.commune))
    assert (cell.numerator, cell.provisional, cell.year_numerator) == (13, 5, 13)


def test_a_correction_keeps_what_was_computed_beside_it(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])

    with pytest.raises(Refusal, match="Ghi lý do"):
        cell_actions.correct_cell(
            report_id=report.pk,
            cell_id=world.cell(report).pk,
            value=Decimal(8),
            reason="  ",
            by=world.an,
            scope=world.scope(world.an),
            at=AFTER_OCTOBER,
        )
    assert world.cell(report).corrected_numerator is None
    cell_actions.correct_cell(
        report_id=report.pk,
        cell_id=world.cell(report).pk,
        value=Decimal(8),
        reason="2 lượt của thôn bên",
        by=world.an,
        scope=world.scope(world.an),
        at=AFTER_OCTOBER,
    )

    cell = world.cell(report)
    assert (cell.numerator, cell.corrected_numerator, cell.correction_reason) == (10, 8, "2 lượt của thôn bên")


def test_own_records_of_the_commune_join_what_its_hamlets_report(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.work(world.commune, OCTOBER, 3)

    world.draft(OCTOBER, AFTER_OCTOBER)

    assert world.cell(world.report(world.commune)).numerator == 13
    assert world.cell(world.report(world.province)).numerator == 13


def test_a_late_record_never_enters_the_next_periods_value_but_stands_beside_it_and_once_in_the_year(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.draft(OCTOBER, AFTER_OCTOBER)
    world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    world.work(world.hamlets[0], OCTOBER, 4, at=moment(date(2026, 10, 20)))
    world.work(world.hamlets[0], NOVEMBER, 6, at=moment(date(2026, 11, 10)))

    world.draft(NOVEMBER, AFTER_NOVEMBER)

    october, november = world.report(world.hamlets[0]), world.report(world.hamlets[0], NOVEMBER)
    assert world.cell(october).numerator == 10
    cell = world.cell(november)
    assert (cell.numerator, cell.late, cell.year_numerator) == (6, 4, 20)


def test_what_one_report_told_as_late_the_next_does_not_tell_again(world):
    world.work(world.hamlets[0], date(2026, 9, 1), 10)
    world.draft(date(2026, 9, 1), moment(date(2026, 9, 15)))
    world.hand_over(world.hamlets[0], date(2026, 9, 1), moment(date(2026, 9, 15)))
    world.work(world.hamlets[0], date(2026, 9, 2), 4, at=moment(date(2026, 9, 20)))
    world.draft(OCTOBER, AFTER_OCTOBER)
    world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)

    world.draft(NOVEMBER, AFTER_NOVEMBER)

    assert world.cell(world.report(world.hamlets[0], OCTOBER)).late == 4
    assert world.cell(world.report(world.hamlets[0], NOVEMBER)).late == 0


def test_a_returned_cell_is_answered_and_evidence_put_right_is_no_correction(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.work(world.hamlets[0], date(2026, 10, 11), 4)
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    cell_actions.return_cell(
        report_id=report.pk,
        cell_id=world.cell(report).pk,
        reason="Có buổi ghi hai lần",
        proposed=Decimal(10),
        by=world.binh,
        scope=world.scope(world.binh),
        at=AFTER_OCTOBER,
    )
    report.refresh_from_db()
    assert (report.state, world.cell(report).state) == (ReportState.RETURNED, CellState.RETURNED)
    with pytest.raises(Refusal, match="chờ trả lời"):
        actions.submit_report(report_id=report.pk, by=world.an, scope=world.scope(world.an), at=AFTER_OCTOBER)
    later = moment(date(2026, 10, 15), 15)
    world.country.clock = later
    world.country.withdraw(world.country.flows[-1])

    cell_actions.answer_cell(
        report_id=report.pk,
        cell_id=world.cell(report).pk,
        value=Decimal(10),
        reason="Đã huỷ bản ghi trùng",
        by=world.an,
        scope=world.scope(world.an),
        at=moment(date(2026, 10, 15), 16),
    )
    actions.submit_report(
        report_id=report.pk, by=world.an, scope=world.scope(world.an), at=moment(date(2026, 10, 15), 16, 5)
    )

    cell = world.cell(report)
    assert (cell.numerator, cell.corrected_numerator, cell.state) == (10, None, CellState.ANSWERED)
    assert cell.returns.get().answer == "Đã huỷ bản ghi trùng"


def test_amending_a_child_never_changes_an_accepted_parent_which_lists_it_instead(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.draft(OCTOBER, AFTER_OCTOBER)
    for hamlet in world.hamlets[:2]:
        world.hand_over(hamlet, OCTOBER, AFTER_OCTOBER)
    parent = world.hand_over(world.commune, OCTOBER, moment(date(2026, 10, 16)))
    old = world.report(world.hamlets[0])
    world.work(world.hamlets[0], OCTOBER, 5, at=moment(date(2026, 10, 18)))

    actions.amend_report(
        report_id=old.pk,
        reason="Sót một buổi",
        by=world.an,
        scope=world.scope(world.an),
        at=moment(date(2026, 10, 19)),
    )
    new = world.hand_over(world.hamlets[0], OCTOBER, moment(date(2026, 10, 19)))

    assert (new.version, world.cell(new).numerator, world.cell(old).numerator) == (2, 15, 10)
    assert world.cell(parent).numerator == 10
    assert [
        (one.report, [(cell.indicator, cell.before, cell.after) for cell in one.moved]) for one in amendments_of(parent)
    ] == [(new, [(world.indicator, 10, 15)])]


def test_the_second_amendment_is_shown_against_what_the_parent_counted(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.draft(OCTOBER, AFTER_OCTOBER)
    for hamlet in world.hamlets[:2]:
        world.hand_over(hamlet, OCTOBER, AFTER_OCTOBER)
    parent = world.hand_over(world.commune, OCTOBER, moment(date(2026, 10, 16)))
    for day, value in ((18, 5), (20, 2)):
        at = moment(date(2026, 10, day))
        world.work(world.hamlets[0], OCTOBER, value, at=at)
        old = world.report(world.hamlets[0])
        actions.amend_report(report_id=old.pk, reason="Sót", by=world.an, scope=world.scope(world.an), at=at)
        world.hand_over(world.hamlets[0], OCTOBER, at)

    [amendment] = amendments_of(parent)

    assert [(cell.before, cell.after) for cell in amendment.moved] == [(10, 17)]


def test_while_an_amendment_is_written_the_accepted_version_goes_on_counting(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.draft(OCTOBER, AFTER_OCTOBER)
    world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    world.work(world.hamlets[0], OCTOBER, 5, at=moment(date(2026, 10, 18)))

    actions.amend_report(
        report_id=world.report(world.hamlets[0]).pk,
        reason="Sót một buổi",
        by=world.an,
        scope=world.scope(world.an),
        at=moment(date(2026, 10, 19)),
    )
    actions.refresh_drafts(period=world.period(OCTOBER))

    cell = world.cell(world.report(world.commune))
    assert (cell.numerator, cell.provisional) == (10, 0)


def test_a_hamlet_that_ends_within_the_period_still_owes_its_own_report_and_the_commune_counts_both(world):
    first, second = world.hamlets[:2]
    world.work(first, date(2026, 9, 20), 10)
    world.work(second, OCTOBER, 5)
    world.country.end(first.pk, [second.pk], date(2026, 10, 1), "whole")
    first.refresh_from_db()
    first.path = f"{second.path}{first.pk}."
    first.save()
    rebuild_reach()

    world.draft(OCTOBER, AFTER_OCTOBER)

    assert world.cell(world.report(first)).numerator == 10
    assert world.cell(world.report(second)).numerator == 5
    assert world.cell(world.report(world.commune)).numerator == 15


def test_persons_are_counted_afresh_above_and_never_added(world):
    people = an_indicator(IndicatorKind.DISTINCT, (TermPart.NUMERATOR, "outreach.people_taking_part", {}))
    world.country.work(world.hamlets[0].pk, OCTOBER, 1, people=(world.an.pk, world.binh.pk))
    world.country.work(world.hamlets[1].pk, OCTOBER, 1, people=(world.an.pk,))
    template = world.draft(OCTOBER, AFTER_OCTOBER) and world.report(world.commune).template
    for level in {world.report(world.hamlets[0]).template, template}:
        level.lines.create(indicator=people, order=9)
    recompute_marked(at=AFTER_OCTOBER)
    actions.refresh_drafts(period=world.period(OCTOBER))

    below = Cell.objects.get(report=world.report(world.hamlets[0]), indicator=people)
    above = Cell.objects.get(report=world.report(world.commune), indicator=people)

    assert (below.numerator, above.numerator) == (2, 2)


def test_locking_the_province_closes_all_that_it_was_made_of(world):
    world.draft(OCTOBER, AFTER_OCTOBER)
    for place in [*world.hamlets, world.commune, world.elsewhere]:
        world.hand_over(place, OCTOBER, AFTER_OCTOBER)
    report = world.submit(world.province, OCTOBER, AFTER_OCTOBER)

    actions.lock_report(report_id=report.pk, by=world.dung, scope=world.scope(world.dung), at=AFTER_OCTOBER)

    states = set(Report.objects.filter(period=world.period(OCTOBER)).values_list("state", flat=True))
    assert states == {ReportState.LOCKED}


def test_the_second_of_two_browsers_is_told_and_changes_nothing(world):
    world.draft(OCTOBER, AFTER_OCTOBER)
    report = world.report(world.hamlets[0])
    world.write(report, at=AFTER_OCTOBER)
    seen = report.edition
    actions.submit_report(report_id=report.pk, by=world.an, scope=world.scope(world.an), at=AFTER_OCTOBER, edition=seen)
    lines = Entry.objects.count()

    with pytest.raises(Refusal, match="vừa được người khác thay đổi"):
        actions.submit_report(
            report_id=report.pk, by=world.an, scope=world.scope(world.an), at=AFTER_OCTOBER, edition=seen
        )

    assert Entry.objects.count() == lines


def test_many_reports_are_accepted_at_once_with_one_audit_line_and_the_rest_is_named(world):
    world.work(world.hamlets[0], OCTOBER, 10)
    world.draft(OCTOBER, AFTER_OCTOBER)
    handed = world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    waiting = world.report(world.hamlets[1])

    done = receiving.accept_reports(
        report_ids=[handed.pk, waiting.pk], by=world.binh, scope=world.scope(world.binh), at=AFTER_OCTOBER
    )

    assert [report.pk for report in done.reports] == [handed.pk]
    assert done.refused[0][0] == waiting.pk
    assert Entry.objects.filter(code="reporting.reports.accepted").count() == 1
    assert world.cell(world.report(world.commune)).provisional == 0


def test_a_whole_month_of_all_levels_leaves_figures_equal_to_their_evidence(world):
    for day in (date(2026, 9, 20), OCTOBER):
        for value, hamlet in enumerate(world.hamlets, start=1):
            world.work(hamlet, day, value)
    world.draft(OCTOBER, AFTER_OCTOBER)
    for place in [*world.hamlets, world.commune, world.elsewhere]:
        world.hand_over(place, OCTOBER, AFTER_OCTOBER)
    world.work(world.hamlets[0], OCTOBER, 40, at=moment(date(2026, 10, 20)))
    world.draft(NOVEMBER, AFTER_NOVEMBER)

    province = world.submit(world.province, OCTOBER, AFTER_OCTOBER)

    assert world.cell(province).numerator == 20
    assert world.cell(world.report(world.province, NOVEMBER)).late == 40
    assert check_figures() == []
