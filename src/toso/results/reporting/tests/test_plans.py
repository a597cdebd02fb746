"""The plan against the work: its lines tick from the records, nothing is typed twice."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_person, moment
from tests.flat import assert_flat
from toso.ground.people.rules import Role
from toso.plan.programme.models import Plan, PlanLine
from toso.plan.programme.rules.plans import LineStanding
from toso.plan.programme.tests.builders import a_draft_plan, an_issued_decision
from toso.results.reporting.queries import plans
from toso.results.reporting.tests.builders import AFTER_OCTOBER, a_reporting_province
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_record

pytestmark = pytest.mark.django_db


def a_plan_in_force(made, *, first_month: int = 1) -> Plan:
    plan = a_draft_plan(place=made.commune, first_month=first_month)
    Plan.objects.filter(pk=plan.pk).update(issued_at=moment(date(2026, 1, 6)), number="7/KH-UBND")
    plan.refresh_from_db()
    return plan


def a_line(made, plan: Plan, *, hamlet: int = 0, month: int = 10, quantity: int = 10) -> PlanLine:
    line: PlanLine = PlanLine.objects.create(
        plan=plan, place=made.hamlets[hamlet], month=month, indicator=made.indicator, quantity=quantity
    )
    return line


def states(plan: Plan, on: date) -> dict[tuple[str, int], tuple[Decimal, LineStanding]]:
    found = plans.states_of([plan], list(plans.lines_of(plan)), on=on)
    return {(state.line.place.name, state.line.month): (state.done, state.standing) for state in found}


def test_a_line_ticks_by_itself_from_the_records_of_its_month_and_hamlet():
    made = a_reporting_province()
    plan = a_plan_in_force(made)
    a_line(made, plan, month=10)
    a_line(made, plan, month=11)
    a_line(made, plan, hamlet=1, month=10)
    first, second = (place.name for place in made.hamlets[:2])

    made.work(made.hamlets[0], date(2026, 10, 14), 10)  # the last day of October's reporting month
    made.work(made.hamlets[0], date(2026, 10, 15), 4)  # the first of November's

    assert states(plan, date(2026, 10, 20)) == {
        (first, 10): (Decimal(10), LineStanding.DONE),
        (first, 11): (Decimal(4), LineStanding.ON_PACE),
        (second, 10): (Decimal(0), LineStanding.BEHIND),
    }


def test_work_that_is_taken_back_unticks_the_line():
    made = a_reporting_province()
    plan = a_plan_in_force(made)
    a_line(made, plan)
    name = made.hamlets[0].name
    made.work(made.hamlets[0], date(2026, 10, 1), 10)
    assert states(plan, date(2026, 11, 1))[name, 10][1] == LineStanding.DONE

    Record.objects.update(superseded_at=AFTER_OCTOBER, is_withdrawn=True)
    made.work(made.hamlets[0], date(2026, 10, 1), 7)

    assert states(plan, date(2026, 11, 1))[name, 10] == (Decimal(7), LineStanding.BEHIND)


def test_sessions_of_a_task_without_a_target_tick_too():
    made = a_reporting_province()
    plan = a_plan_in_force(made)
    record = a_record(place=made.hamlets[0], by=made.an, day=date(2026, 10, 20))
    PlanLine.objects.create(plan=plan, place=made.hamlets[0], month=11, task=record.task, quantity=2)

    ((done, standing),) = states(plan, date(2026, 11, 30)).values()

    assert (done, standing) == (Decimal(1), LineStanding.BEHIND)


def test_what_is_done_before_the_first_month_is_counted_from_the_records():
    made = a_reporting_province()
    made.work(made.hamlets[0], date(2026, 3, 1), 30)
    made.work(made.hamlets[0], date(2026, 10, 20), 5)
    values = {(made.indicator.pk, made.commune.pk): Decimal(100)}
    an_issued_decision(place=made.province, values=values)

    done = plans.done_before(a_draft_plan(place=made.commune, first_month=11))

    assert done[made.indicator.pk, made.commune.pk] == 30
    assert done[made.indicator.pk, made.hamlets[0].pk] == 30


def browser(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def test_the_commune_shares_the_rest_out_on_the_page(monkeypatch):
    made = a_reporting_province()
    made.work(made.hamlets[0], date(2026, 3, 1), 30)
    an_issued_decision(place=made.province, values={(made.indicator.pk, made.commune.pk): Decimal(100)})
    plan = a_draft_plan(place=made.commune, first_month=11)

    browser(made.binh).post(reverse("reporting:share_plan", args=[plan.pk]), {"weight": ""})

    quantities = PlanLine.objects.filter(plan=plan).values_list("quantity", flat=True)
    assert sum(quantities) == 70
    assert set(PlanLine.objects.values_list("month", flat=True)) == {11, 12}


def test_the_team_sees_its_plan_of_this_month_and_has_it_among_its_jobs(monkeypatch):
    made = a_reporting_province()
    monkeypatch.setattr(timezone, "now", lambda: moment(date(2026, 10, 10)))
    plan = a_plan_in_force(made)
    a_line(made, plan, quantity=25)
    a_line(made, plan, hamlet=1, quantity=99)
    made.work(made.hamlets[0], date(2026, 10, 1), 10)

    page = browser(made.an).get(reverse("reporting:my_plan")).content.decode()
    jobs = plans.jobs(scope=made.scope(made.an), person_id=made.an.pk, at=moment(date(2026, 10, 10)))

    assert "Kế hoạch tháng 10" in page
    assert "còn 15" in page
    assert "còn 99" not in page
    assert [(job.title, job.detail) for job in jobs] == [("Kế hoạch tháng 10: còn 1 việc", "1 việc đang chậm.")]


def test_a_plan_that_is_done_asks_for_nothing():
    made = a_reporting_province()
    plan = a_plan_in_force(made)
    a_line(made, plan, quantity=10)
    made.work(made.hamlets[0], date(2026, 10, 1), 10)

    assert plans.jobs(scope=made.scope(made.an), person_id=made.an.pk, at=moment(date(2026, 10, 10))) == []


def test_a_draft_asks_its_leader_to_issue_it():
    made = a_reporting_province()
    leader = a_person(name="Hồ Mẫu Em", role=Role.COMMUNE_LEADER, place=made.commune)
    a_draft_plan(place=made.commune)

    jobs = plans.jobs(scope=made.scope(leader), person_id=leader.pk, at=moment(date(2026, 10, 10)))

    assert [job.title for job in jobs] == ["Kế hoạch năm 2026 còn dự thảo"]


def test_the_commune_sees_who_is_behind_by_hamlet_and_month():
    made = a_reporting_province()
    plan = a_plan_in_force(made)
    a_line(made, plan, month=2)
    a_line(made, plan, hamlet=1, month=2)
    made.work(made.hamlets[0], date(2026, 2, 1), 10)
    address = reverse("reporting:plan", args=[plan.pk])
    key = f"i{made.indicator.pk}"

    page = browser(made.binh).get(address).content.decode()
    work = browser(made.binh).get(address, {"work": key}).content.decode()

    assert "1 trên 2 việc đã đủ, 1 việc đang chậm" in page
    assert "Chậm nhất" in page
    assert "10/10" in work
    assert "0/10" in work


def test_a_stranger_does_not_find_the_progress():
    made = a_reporting_province()
    plan = a_plan_in_force(made)

    assert browser(made.chau).get(reverse("reporting:plan", args=[plan.pk])).status_code == 404


def test_the_progress_of_a_plan_costs_the_same_for_three_lines_and_thirty():
    made = a_reporting_province()
    plan = a_plan_in_force(made)
    a_line(made, plan, month=1)
    client = browser(made.binh)

    def grow() -> None:
        for month in range(2, 13):
            a_line(made, plan, month=month)
            a_line(made, plan, hamlet=1, month=month)

    assert_flat(partial(client.get, reverse("reporting:plan", args=[plan.pk])), grow=grow)
