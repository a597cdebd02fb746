from datetime import date
from decimal import Decimal

import pytest

from tests.builders import moment
from toso.results.reporting.models import Cell
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.queries.late import late_items
from toso.results.reporting.queries.own_late import all_late_items
from toso.results.reporting.tests.builders import (
    AFTER_NOVEMBER,
    AFTER_OCTOBER,
    NOVEMBER,
    OCTOBER,
    Reporting,
    a_reporting_province,
)

pytestmark = pytest.mark.django_db
LATE = moment(date(2026, 10, 20), 9)
LATER = moment(date(2026, 11, 25), 9)
DECEMBER = date(2026, 12, 10)
AFTER_DECEMBER = moment(date(2026, 12, 15), 9)


@pytest.fixture
def frozen() -> Reporting:
    """The first hamlet worked seven in October and handed its report in on 15 October."""
    world = a_reporting_province()
    world.work(world.hamlets[0], OCTOBER, 7, at=moment(OCTOBER, 15))
    world.draft(OCTOBER, AFTER_OCTOBER)
    world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    return world


def test_work_that_arrives_after_the_freeze_is_listed_in_the_next_report_and_the_check_agrees(frozen):
    frozen.work(frozen.hamlets[0], OCTOBER, 5, at=LATE)
    frozen.draft(NOVEMBER, AFTER_NOVEMBER)

    items = late_items(frozen.report(frozen.hamlets[0], NOVEMBER))

    assert [item.difference for item in items] == [5]
    assert [(item.day, str(item.period)) for item in items] == [(OCTOBER, "Tháng 10/2026")]
    assert [item.difference for item in late_items(frozen.report(frozen.commune, NOVEMBER))] == [5]
    assert late_items(frozen.report(frozen.elsewhere, NOVEMBER)) == []
    assert check_figures() == []


def test_a_correction_after_the_freeze_is_listed_as_the_old_version_taken_back_and_the_new_one(frozen):
    frozen.country.clock = LATE
    frozen.country.correct(frozen.country.flows[0], place=frozen.hamlets[1].pk, day=OCTOBER, value=9)
    frozen.draft(NOVEMBER, AFTER_NOVEMBER)

    first, second = (late_items(frozen.report(hamlet, NOVEMBER)) for hamlet in frozen.hamlets[:2])

    assert [item.difference for item in first] == [-7]
    assert first[0].is_taken_back
    assert second == []  # the second hamlet has not handed October in: it is simply October's work
    assert [d.kind for d in check_figures() if d.kind == "frozen"] == []


def test_an_item_is_listed_in_one_report_only(frozen):
    frozen.work(frozen.hamlets[0], OCTOBER, 5, at=LATE)
    frozen.draft(NOVEMBER, AFTER_NOVEMBER)
    frozen.submit(frozen.hamlets[0], NOVEMBER, AFTER_NOVEMBER)
    frozen.work(frozen.hamlets[0], OCTOBER, 2, at=LATER)
    frozen.draft(DECEMBER, AFTER_DECEMBER)

    november = late_items(frozen.report(frozen.hamlets[0], NOVEMBER))
    december = late_items(frozen.report(frozen.hamlets[0], DECEMBER))

    assert [item.difference for item in november] == [5]
    assert [item.difference for item in december] == [2]


def test_the_check_finds_a_frozen_number_that_no_record_explains(frozen):
    Cell.objects.filter(report=frozen.report(frozen.hamlets[0]), indicator=frozen.indicator).update(
        numerator=Decimal(8)
    )

    found = [difference for difference in check_figures() if difference.kind == "frozen"]

    assert [(d.expected, d.found) for d in found] == [("7", "8 + 0")]


def months_closed(frozen: Reporting) -> None:
    """October is handed in by every unit of the first commune, and taken by the levels above."""
    frozen.accept(frozen.report(frozen.hamlets[0]), AFTER_OCTOBER)
    frozen.hand_over(frozen.hamlets[1], OCTOBER, AFTER_OCTOBER)
    frozen.hand_over(frozen.commune, OCTOBER, AFTER_OCTOBER)


def late_of(frozen: Reporting, place, day) -> Decimal:
    return frozen.cell(frozen.report(place, day)).late


def test_work_entered_late_at_the_commune_itself_is_told_by_its_next_report_and_only_by_that(frozen):
    months_closed(frozen)
    frozen.work(frozen.commune, OCTOBER, 3, at=LATE)
    frozen.draft(NOVEMBER, AFTER_NOVEMBER)
    commune = frozen.report(frozen.commune, NOVEMBER)

    told = (late_of(frozen, frozen.commune, NOVEMBER), late_of(frozen, frozen.province, NOVEMBER))
    listed = [(item.difference, item.place_id, str(item.period)) for item in all_late_items(commune)]

    assert told == (3, 3)
    assert listed == [(3, frozen.commune.pk, "Tháng 10/2026")]
    assert [item.difference for item in all_late_items(frozen.report(frozen.province, NOVEMBER))] == [3]
    for hamlet in frozen.hamlets[:2]:
        frozen.hand_over(hamlet, NOVEMBER, AFTER_NOVEMBER)
    frozen.hand_over(frozen.commune, NOVEMBER, AFTER_NOVEMBER)
    frozen.draft(DECEMBER, AFTER_DECEMBER)
    assert (frozen.cell(commune).late, late_of(frozen, frozen.commune, DECEMBER)) == (3, 0)
    assert check_figures() == []


def test_what_a_hamlet_tells_late_its_commune_does_not_tell_twice(frozen):
    months_closed(frozen)
    frozen.work(frozen.hamlets[0], OCTOBER, 5, at=LATE)
    frozen.work(frozen.commune, OCTOBER, 3, at=LATE)

    frozen.draft(NOVEMBER, AFTER_NOVEMBER)

    assert (late_of(frozen, frozen.hamlets[0], NOVEMBER), late_of(frozen, frozen.commune, NOVEMBER)) == (5, 8)
    items = all_late_items(frozen.report(frozen.commune, NOVEMBER))
    assert sorted(item.difference for item in items) == [3, 5]
