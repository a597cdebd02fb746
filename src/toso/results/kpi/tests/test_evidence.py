"""Work that another room has recorded is offered, taken once, and watched afterwards."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import moment
from toso.results.kpi.actions import lines
from toso.results.kpi.actions.lines import Task
from toso.results.kpi.models import Line, Update
from toso.results.kpi.queries.access import standing_of
from toso.results.kpi.queries.day import day_of
from toso.results.kpi.queries.evidence import changed_since, proposals_for
from toso.results.kpi.tests.builders import LATER, Office, a_product, an_office
from toso.work.outreach.actions.records import withdraw_record
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_record, a_task

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 20)


@pytest.fixture
def office() -> Office:
    office = an_office(people_count=2)
    office.open()
    product = a_product(office.catalogue, name="Buổi hướng dẫn người dân", fact="outreach.sessions")
    office.assign(office.an, Task(quantity=Decimal(2), product=product))
    return office


def guidance(office: Office, *, shared: bool = False) -> Record:
    people = [person.pk for person in office.people] if shared else [office.an.pk]
    return a_record(place=office.commune, by=office.an, task=a_task(), day=DAY, people=people)


def take(office: Office) -> int:
    sheet = office.sheet(office.an)
    return lines.take_evidence(sheet_id=sheet.pk, by=office.an, scope=office.scope(office.an), at=LATER)


def test_what_outreach_recorded_is_offered_and_taken_once(office):
    guidance(office)

    assert [one.quantity for one in proposals_for(office.sheet(office.an))] == [1]
    assert take(office) == 1
    assert take(office) == 0

    line = Line.objects.get(sheet=office.sheet(office.an))
    assert line.done == 1
    assert Update.objects.get().address.startswith("/outreach/")


def test_joint_work_is_offered_by_its_share(office):
    guidance(office, shared=True)

    assert [one.quantity for one in proposals_for(office.sheet(office.an))] == [Decimal("0.5")]


def test_a_task_without_a_fact_is_offered_nothing(office):
    guidance(office)
    Line.objects.update(product=None)

    assert proposals_for(office.sheet(office.an)) == []


def test_a_record_withdrawn_afterwards_comes_before_the_scorer_again(office):
    record = guidance(office)
    take(office)
    line = Line.objects.get(sheet=office.sheet(office.an))
    assert changed_since([office.sheet(office.an)]) == set()

    withdraw_record(
        record_id=record.pk,
        reason="Ghi nhầm ngày",
        by=office.an,
        scope=office.scope(office.an),
        at=moment(DAY, 18),
    )

    assert changed_since([office.sheet(office.an)]) == {line.pk}
    day = day_of(standing_of(office.scope(office.head), date(2026, 10, 22)))
    assert [watch.line.pk for watch in day.exceptions] == [line.pk]
