"""The month from assigning to locking, through the room's own doors."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import moment
from toso.ground.audit.models import Entry
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import lines, months, scoring
from toso.results.kpi.models import Line, Sheet, Step
from toso.results.kpi.rules.states import SheetState
from toso.results.kpi.rules.terms import Origin
from toso.results.kpi.tests.builders import EARLY, LATER, OCTOBER, a_task, an_office, the_handbook

pytestmark = pytest.mark.django_db


def test_opening_a_month_gives_everybody_a_sheet_once():
    office = an_office(people_count=2)

    office.open()
    month = office.open()

    assert (month.first_day, month.last_day) == (date(2026, 10, 1), date(2026, 10, 31))
    assert month.report_by == date(2026, 10, 24)
    assert Sheet.objects.filter(month=month).count() == 5


def test_the_example_of_the_handbook_comes_to_76_7_points():
    office = an_office(policy={"late_unit": "day"})
    office.open()
    the_handbook(office, office.an)
    office.self_score(office.an)

    [sheet] = office.confirm(office.an)

    assert sheet.state == SheetState.CONFIRMED
    assert sheet.total is not None
    assert sheet.total.quantize(Decimal("0.0001")) == Decimal("76.7014")
    assert sheet.level == "HTTNV"
    assert sheet.answer["lines"][0]["name"] == "Soạn văn bản tham gia ý kiến"


def test_a_delay_is_counted_from_the_day_of_the_work_and_not_of_the_typing():
    office = an_office(policy={"late_unit": "day"})
    office.open()
    [line] = office.assign(office.an, a_task("2", due_on=date(2026, 10, 15)))

    in_time = office.do(line, "1", on=date(2026, 10, 14), at=moment(date(2026, 10, 16)))
    assert in_time.late == 0

    late = office.do(line, "1", on=date(2026, 10, 19), at=moment(date(2026, 10, 19)))
    assert late.late == 4


def test_the_coefficient_stays_as_it_was_when_the_task_was_assigned():
    office = an_office()
    office.open()
    [line] = office.assign(office.an, a_task(coefficient="2.5"))

    assert Line.objects.get(pk=line.pk).coefficient == Decimal("2.5")
    assert line.origin == Origin.ASSIGNED


def test_what_is_handed_over_stays_assigned_to_the_first_and_adds_to_the_second():
    office = an_office(people_count=2)
    office.open()
    first, second = office.people
    [line] = office.assign(first, a_task("3"))
    office.do(line, "1")

    taken = lines.hand_over(
        line_id=line.pk,
        to=office.sheet(second).pk,
        by=office.head,
        scope=office.scope(office.head),
        at=LATER,
        reason="Đi học dài ngày",
    )

    kept = {row.origin: (row.assigned, row.done) for row in Line.objects.filter(sheet__person=first)}
    assert kept == {Origin.ASSIGNED: (1, 1), Origin.HANDED_OVER: (2, 0)}
    assert (taken.origin, taken.assigned, taken.sheet.person) == (Origin.TAKEN_OVER, 0, second)


def test_a_long_task_is_split_by_weight_and_its_parts_make_the_whole():
    office = an_office()
    office.open()
    sheet = office.sheet(office.an)

    parts = lines.split_long_task(
        sheet_id=sheet.pk,
        task=a_task("1", name="Giải phóng mặt bằng", coefficient="20"),
        weights={OCTOBER: Decimal(50), date(2026, 11, 1): Decimal(30), date(2026, 12, 1): Decimal(20)},
        by=office.head,
        scope=office.scope(office.head),
        at=LATER,
    )

    assert [(part.sheet.on.month, part.assigned) for part in parts] == [
        (10, Decimal("0.5")),
        (11, Decimal("0.3")),
        (12, Decimal("0.2")),
    ]
    assert sum(part.assigned for part in parts) == 1


def test_repeated_tasks_come_again_with_the_next_month():
    office = an_office()
    office.open()
    lines.assign(
        sheet_ids=[office.sheet(office.an).pk],
        tasks=[a_task("4", name="Trực một cửa")],
        by=office.head,
        scope=office.scope(office.head),
        at=EARLY,
        is_repeating=True,
    )

    office.open(date(2026, 11, 1), at=moment(date(2026, 11, 1)))

    again = Line.objects.get(sheet=office.sheet(office.an, date(2026, 11, 1)))
    assert (again.name, again.assigned, again.done, again.is_repeating) == ("Trực một cửa", 4, 0, True)


def test_a_month_is_closed_in_one_act_and_the_missing_are_counted():
    office = an_office(people_count=2)
    month = office.open()
    for person in office.people:
        [line] = office.assign(person, a_task("2"))
        office.do(line, "2")
        office.self_score(person)
    office.confirm(*office.people)

    locked, missing = months.close_month(
        month_id=month.pk, by=office.personnel, scope=office.scope(office.personnel), at=LATER
    )

    assert (locked, missing) == (2, 3)
    assert set(Sheet.objects.filter(person__in=office.people).values_list("state", "total")) == {("locked", 100)}
    assert Entry.objects.get(code="kpi.month.closed").detail == {"locked": 2, "missing": 3}


def test_a_locked_month_opens_again_only_with_a_reason_which_stays_in_its_file():
    office = an_office()
    month = office.open()
    [line] = office.assign(office.an, a_task("2"))
    office.self_score(office.an)
    office.confirm(office.an)
    keeper: dict[str, Any] = {"by": office.personnel, "scope": office.scope(office.personnel), "at": LATER}
    months.close_month(month_id=month.pk, **keeper)

    with pytest.raises(Refusal, match="lý do"):
        months.unlock_sheet(sheet_id=office.sheet(office.an).pk, reason=" ", **keeper)
    months.unlock_sheet(sheet_id=office.sheet(office.an).pk, reason="Ghi nhầm số lượng", **keeper)

    office.do(line, "2")
    assert office.sheet(office.an).state == SheetState.SELF_SCORED
    assert Step.objects.get(kind="unlocked").reason == "Ghi nhầm số lượng"
    assert Step.objects.get(kind="unlocked").total is not None


def test_a_leader_is_confirmed_after_those_led_and_d_follows_from_them():
    office = an_office(people_count=2)
    office.open()
    for person in office.people:
        [line] = office.assign(person, a_task("2"))
        office.do(line, "2")
        office.self_score(person)
    office.self_score(office.head)
    boss: dict[str, Any] = {"by": office.chairman, "scope": office.scope(office.chairman), "at": LATER}
    terms = {"dd": (Decimal(100), ""), "e": (Decimal(100), "")}
    scoring.change_sheet(sheet_id=office.sheet(office.head).pk, reason="", terms=terms, **boss)

    with pytest.raises(Refusal, match="còn 2 người"):
        office.confirm(office.head, by=office.chairman)
    assert office.sheet(office.head).state == SheetState.SELF_SCORED

    office.confirm(*office.people)
    [sheet] = office.confirm(office.head, by=office.chairman)
    assert sheet.total == 100
    assert sheet.answer["d_pct"] == "100"


def test_two_scorers_at_once_the_second_hears_who_was_first():
    office = an_office()
    office.open()
    office.self_score(office.an)
    seen = office.sheet(office.an).edition
    scoring.change_sheet(
        sheet_id=office.sheet(office.an).pk,
        by=office.head,
        scope=office.scope(office.head),
        at=LATER,
        reason="",
        comment="Tốt",
    )

    with pytest.raises(Refusal, match="Đỗ Mẫu Lan vừa sửa"):
        scoring.confirm_sheets(
            editions={office.sheet(office.an).pk: seen}, by=office.head, scope=office.scope(office.head), at=LATER
        )
    assert office.sheet(office.an).state == SheetState.SELF_SCORED
