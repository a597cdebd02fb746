"""Acceptance: a merger and a split in mid-period, from the action through the worker to the check.

The territory changes by its own actions, the reports of every level are handed in, and no number is lost,
doubled or different from its evidence.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import moment
from toso.ground.places.actions import merge_places, move_place, split_place
from toso.ground.places.models import Place
from toso.ground.places.queries.changes import Portion
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.actions.denominators import exclude_place
from toso.plan.teams.models import Team
from toso.results.reporting.actions.cells import correct_cell
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.actions.reports import refresh_drafts, return_report
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.queries.own_late import all_late_items
from toso.results.reporting.tests.builders import AFTER_NOVEMBER, AFTER_OCTOBER, NOVEMBER, OCTOBER, Reporting
from toso.results.reporting.tests.builders import a_reporting_province as a_province

pytestmark = pytest.mark.django_db
MID_PERIOD = date(2026, 11, 1)
DECIDED = moment(date(2026, 11, 9))


def follow(at: datetime) -> None:
    while recompute_marked(at=at):
        pass


def merge(month: Reporting, *places: Place, on: date = MID_PERIOD, at: datetime = DECIDED) -> Place:
    heir = merge_places(
        place_ids=[place.pk for place in places],
        into=Portion(name="Mẫu Mới", kind="Thôn"),
        on=on,
        basis="Nghị quyết mẫu",
        by=month.dung,
        at=at,
    )
    follow(at)
    return heir


def split(month: Reporting, place: Place, *, on: date = MID_PERIOD, at: datetime = DECIDED) -> list[Place]:
    into = [Portion(name=f"Mẫu Nửa {half}", kind="Thôn") for half in (1, 2)]
    heirs = split_place(place_id=place.pk, into=into, on=on, basis="Nghị quyết mẫu", by=month.dung, at=at)
    follow(at)
    return heirs


def hand_over_all(month: Reporting, day: date, at: datetime) -> None:
    period = month.period(day)
    for level in ("hamlet", "commune", "province"):
        for report in period.reports.filter(place__level=level, state__in=("draft", "returned")).select_related(
            "place__parent"
        ):
            month.submit(report.place, day, at) if level == "province" else month.hand_over(report.place, day, at)


def value(month: Reporting, place: Place, day: date) -> Decimal | None:
    return month.cell(month.report(place, day)).numerator


def test_work_recorded_before_a_merger_was_told_is_not_lost():
    month = a_province()
    first, second, third, fourth = month.hamlets
    for hamlet, count in ((first, 7), (second, 5), (third, 3), (fourth, 2)):
        month.work(hamlet, date(2026, 10, 20), count, at=moment(date(2026, 10, 20)))
        month.work(hamlet, date(2026, 11, 5), 10 * count, at=moment(date(2026, 11, 5)))
    merge(month, first, second)
    split(month, third)

    month.draft(NOVEMBER, AFTER_NOVEMBER)
    hand_over_all(month, NOVEMBER, AFTER_NOVEMBER)

    assert check_figures() == []
    assert value(month, month.commune, NOVEMBER) == 11 * 12
    assert value(month, month.elsewhere, NOVEMBER) == 11 * 5
    assert value(month, month.province, NOVEMBER) == 11 * 17


def test_a_hamlet_that_changes_its_commune_after_the_freeze_leaves_the_frozen_numbers_right():
    month = a_province()
    for hamlet, count in zip(month.hamlets, (7, 5, 3, 2), strict=True):
        month.work(hamlet, OCTOBER, count, at=moment(OCTOBER))
    month.draft(OCTOBER, AFTER_OCTOBER)
    hand_over_all(month, OCTOBER, AFTER_OCTOBER)
    move_place(
        place_id=month.hamlets[0].pk,
        parent_id=month.elsewhere.pk,
        on=MID_PERIOD,
        basis="Nghị quyết mẫu",
        by=month.dung,
        at=DECIDED,
    )
    follow(DECIDED)

    assert check_figures() == []
    assert value(month, month.commune, OCTOBER) == 12


def test_a_change_from_a_day_that_a_handed_in_report_covers_is_refused_and_names_the_way():
    month = a_province()
    first, second, *_ = month.hamlets
    month.work(first, OCTOBER, 7, at=moment(OCTOBER))
    month.draft(OCTOBER, AFTER_OCTOBER)
    month.submit(first, OCTOBER, AFTER_OCTOBER)

    with pytest.raises(Refusal) as refused:
        merge(month, first, second, on=date(2026, 10, 10))

    assert str(refused.value) == (
        "Báo cáo của Thôn Mẫu 3 đã nộp đến hết ngày 14/10/2026; thay đổi từ ngày 10/10/2026 sẽ làm sai báo cáo ấy. "
        "Hãy trả lại báo cáo trước, hoặc ghi từ ngày 15/10/2026 và nêu ngày có hiệu lực thật trong căn cứ."
    ).replace("Thôn Mẫu 3", str(first))
    first.refresh_from_db()
    assert first.valid_until is None
    assert check_figures() == []


def test_after_the_report_was_given_back_the_change_is_taken_and_the_check_finds_nothing():
    month = a_province()
    first, second, *_ = month.hamlets
    month.work(first, OCTOBER, 7, at=moment(OCTOBER))
    month.work(second, date(2026, 10, 12), 5, at=moment(date(2026, 10, 12)))
    month.draft(OCTOBER, AFTER_OCTOBER)
    report = month.submit(first, OCTOBER, AFTER_OCTOBER)
    return_report(
        report_id=report.pk, reason="Thôn đã sáp nhập.", by=month.binh, scope=month.scope(month.binh), at=AFTER_OCTOBER
    )

    merge(month, first, second, on=OCTOBER)
    month.draft(OCTOBER, DECIDED)
    refresh_drafts(period=month.period(OCTOBER))
    hand_over_all(month, OCTOBER, DECIDED)

    assert check_figures() == []
    assert value(month, first, OCTOBER) == 0
    assert value(month, month.commune, OCTOBER) == 12


def test_a_unit_cannot_be_left_out_of_a_period_that_was_handed_in():
    month = a_province()
    month.draft(OCTOBER, AFTER_OCTOBER)
    month.submit(month.hamlets[0], OCTOBER, AFTER_OCTOBER)
    words: dict[str, Any] = {"by": month.dung, "scope": month.scope(month.dung), "at": DECIDED, "reason": "Đảo xa."}

    with pytest.raises(Refusal):
        exclude_place(place=month.commune, indicator=month.indicator, valid_from=OCTOBER, **words)
    exclude_place(place=month.commune, indicator=month.indicator, valid_from=date(2026, 10, 15), **words)

    assert check_figures() == []


def test_communes_that_report_alone_keep_their_frozen_numbers_when_a_hamlet_leaves():
    month = a_province()
    Team.objects.filter(place__in=month.hamlets[:2]).delete()
    month.work(month.hamlets[0], OCTOBER, 7, at=moment(OCTOBER))
    month.draft(OCTOBER, AFTER_OCTOBER)
    hand_over_all(month, OCTOBER, AFTER_OCTOBER)
    move_place(
        place_id=month.hamlets[0].pk,
        parent_id=month.elsewhere.pk,
        on=MID_PERIOD,
        basis="Nghị quyết mẫu",
        by=month.dung,
        at=DECIDED,
    )

    assert check_figures() == []
    assert value(month, month.commune, OCTOBER) == 7


def test_a_commune_that_all_its_hamlets_left_keeps_what_they_reported_while_they_were_its_own():
    """It was made of their accepted cells, corrections included, and is no report of records of its own since."""
    month = a_province()
    first, second, *_ = month.hamlets
    for hamlet, count in ((first, 7), (second, 5)):
        month.work(hamlet, OCTOBER, count, at=moment(OCTOBER))
    month.draft(OCTOBER, AFTER_OCTOBER)
    correct_cell(
        report_id=month.report(first).pk,
        cell_id=month.cell(month.report(first)).pk,
        value=Decimal(9),
        reason="Đếm lại theo sổ",
        by=month.an,
        scope=month.scope(month.an),
        at=AFTER_OCTOBER,
    )
    hand_over_all(month, OCTOBER, AFTER_OCTOBER)
    for hamlet in (first, second):
        move_place(
            place_id=hamlet.pk,
            parent_id=month.elsewhere.pk,
            on=MID_PERIOD,
            basis="Nghị quyết mẫu",
            by=month.dung,
            at=DECIDED,
        )
    follow(DECIDED)

    assert value(month, month.commune, OCTOBER) == 14
    assert check_figures() == []


def test_what_ended_hamlets_corrected_and_told_late_stands_once_though_their_heir_has_no_team_yet():
    september, december = date(2026, 9, 10), date(2026, 12, 10)
    month = a_province()
    first, second, *_ = month.hamlets
    after = {
        september: moment(date(2026, 9, 15), 9),
        OCTOBER: AFTER_OCTOBER,
        NOVEMBER: AFTER_NOVEMBER,
        december: moment(date(2026, 12, 15), 9),
    }
    for hamlet, count in ((first, 7), (second, 5)):
        month.work(hamlet, september, count, at=moment(september))
    month.draft(september, after[september])
    report = month.report(first, september)
    correct_cell(
        report_id=report.pk,
        cell_id=month.cell(report).pk,
        value=Decimal(9),
        reason="Đếm lại theo sổ",
        by=month.an,
        scope=month.scope(month.an),
        at=after[september],
    )
    hand_over_all(month, september, after[september])
    merge(month, first, second, on=date(2026, 10, 1), at=moment(date(2026, 10, 5)))

    told = {}
    for day in (OCTOBER, NOVEMBER, december):
        month.draft(day, after[day])
        hand_over_all(month, day, after[day])
        report = month.report(month.commune, day)
        listed = sum(item.difference for item in all_late_items(report))
        told[day] = (month.cell(report).late, listed, month.cell(report).year_numerator)
        if day == OCTOBER:  # found in a notebook after the hamlets' last report
            month.work(first, september, 4, at=moment(date(2026, 10, 20)))

    assert told == {OCTOBER: (0, 0, 14), NOVEMBER: (4, 4, 18), december: (0, 0, 18)}
    assert check_figures() == []


@pytest.mark.parametrize("is_before_the_other", [True, False])
def test_what_a_heir_without_a_team_tells_late_stands_once_though_it_goes_to_another_commune(is_before_the_other):
    """The halves of a hamlet have no team: their commune tells their late words. One half moves away; whether its word
    came before or after the other commune handed in, it is told once, by who had it."""
    month = a_province()
    split_up = month.hamlets[0]
    half, _other = split(month, split_up, on=date(2026, 10, 1), at=moment(date(2026, 10, 5)))
    month.draft(OCTOBER, AFTER_OCTOBER)
    hand_over_all(month, OCTOBER, AFTER_OCTOBER)
    month.draft(NOVEMBER, AFTER_NOVEMBER)
    period, later = month.period(NOVEMBER), AFTER_NOVEMBER + timedelta(hours=2)
    refresh_drafts(period=period)
    for place in month.hamlets[1:]:
        month.hand_over(place, NOVEMBER, AFTER_NOVEMBER)
    communes = [month.elsewhere, month.commune] if is_before_the_other else [month.commune, month.elsewhere]
    month.hand_over(communes[0], NOVEMBER, AFTER_NOVEMBER)
    month.work(half, OCTOBER, 6, at=AFTER_NOVEMBER + timedelta(hours=1))
    refresh_drafts(period=period)
    month.hand_over(communes[1], NOVEMBER, later)
    refresh_drafts(period=period)
    month.submit(month.province, NOVEMBER, later)
    move_place(
        place_id=half.pk,
        parent_id=month.elsewhere.pk,
        on=date(2026, 11, 20),
        basis="Nghị quyết mẫu",
        by=month.dung,
        at=moment(date(2026, 11, 21)),
    )
    follow(moment(date(2026, 11, 21)))
    december = date(2026, 12, 10)
    month.draft(december, moment(date(2026, 12, 15), 9))
    hand_over_all(month, december, moment(date(2026, 12, 15), 9))

    told = {
        (place.pk, day): month.cell(month.report(place, day)).late
        for place in (month.commune, month.elsewhere)
        for day in (NOVEMBER, december)
    }
    teller = (month.commune.pk, NOVEMBER) if is_before_the_other else (month.elsewhere.pk, december)
    assert {key: late for key, late in told.items() if late} == {teller: 6}
    assert month.cell(month.report(month.province, december)).year_numerator == 6
    assert check_figures() == []
