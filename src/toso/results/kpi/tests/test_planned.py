"""Works of the commune's yearly plan become tasks of a month: offered, taken by one act, never typed again."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.builders import a_place, moment
from tests.flat import assert_flat
from toso.ground.audit.models import Entry
from toso.ground.people.models import Person
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Plan, PlanLine
from toso.plan.programme.tests.builders import a_kind_of_work, a_work_indicator
from toso.results.kpi.actions import lines
from toso.results.kpi.actions.planned import Pick, assign_planned
from toso.results.kpi.models import Line
from toso.results.kpi.queries.planned import Planned, planned_works
from toso.results.kpi.tests.builders import LATER, OCTOBER, Office, a_product, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october(monkeypatch):
    """The pages think it is the 22nd of October 2026."""
    for module in ("scoring", "common", "mine"):
        monkeypatch.setattr(f"toso.results.kpi.views.{module}.timezone", Clock)


class Clock:
    @staticmethod
    def now():
        return LATER

    @staticmethod
    def localdate(at=None):
        return date(2026, 10, 22)


@pytest.fixture
def office() -> Office:
    office = an_office(people_count=2)
    office.open()
    return office


def a_plan(office: Office, *, year: int = 2026, number: str = "05/KH-UBND") -> Plan:
    return Plan.objects.create(
        place=office.commune,
        year=year,
        title="Kế hoạch của các tổ",
        number=number,
        drafted_at=moment(date(2026, 1, 5)),
        issued_at=moment(date(2026, 1, 6)),
    )


def a_work(plan: Plan, *, quantity: int = 30, person: Person | None = None, month: int = 10) -> str:
    """So much in each of two hamlets; returns the plan's own name of the work."""
    indicator = a_work_indicator(task=a_kind_of_work())
    for number in (1, 2):
        hamlet = a_place(name=f"Mẫu {number}", parent=plan.place, level=Level.HAMLET)
        PlanLine.objects.create(
            plan=plan, place=hamlet, month=month, indicator=indicator, quantity=quantity, responsible=person
        )
    return f"i{indicator.pk}-{person.pk}" if person else f"i{indicator.pk}"


def offered(office: Office) -> list[Planned]:
    sheets = [office.sheet(person) for person in office.people]
    return planned_works(office.agency, OCTOBER, sheets=sheets, products=list(office.catalogue.products.all()))


def take(office: Office, *picks: Pick) -> list[Line]:
    head = office.head
    return assign_planned(month_id=office.open().pk, picks=picks, by=head, scope=office.scope(head), at=LATER)


def test_a_work_of_the_month_is_offered_once_for_all_its_hamlets_with_who_answers_and_what_measures_it(office):
    product = a_product(office.catalogue, name="Lượt người được hướng dẫn", fact="outreach.citizens_guided")
    plan = a_plan(office)
    name = a_work(plan, person=office.an)
    a_work(plan, month=9)

    [found] = offered(office)

    assert (found.name, found.work.quantity, found.left) == (name, 60, 60)
    assert found.work.hamlets == ("Thôn Mẫu 1", "Thôn Mẫu 2")
    assert (found.product, found.sheet) == (product, office.sheet(office.an))


def test_a_work_that_is_taken_leads_back_to_the_plan_and_only_the_rest_is_still_offered(office):
    product = a_product(office.catalogue, points="0.5", fact="outreach.citizens_guided")
    plan = a_plan(office)
    name = a_work(plan)

    [line] = take(office, Pick(name, office.sheet(office.an).pk, Decimal(40), product.pk))

    assert (line.product, line.name, line.coefficient) == (product, product.name, product.coefficient)
    assert (line.assigned, line.origin, line.plan_of, line.plan_work) == (40, "assigned", plan, name)
    assert line.plan == "Kế hoạch 05/KH-UBND: Lượt người được hướng dẫn"
    assert [(one.given, one.left) for one in offered(office)] == [(40, 20)]
    assert Entry.objects.filter(code="kpi.lines.assigned").count() == 1


def test_more_than_the_plan_asks_for_is_refused_and_nothing_is_given(office):
    plan = a_plan(office)
    one, other = a_work(plan), a_work(plan, quantity=5)
    sheet = office.sheet(office.an).pk
    take(office, Pick(one, sheet, Decimal(50)))

    with pytest.raises(Refusal, match="kế hoạch tháng này còn 10, không giao được 11"):
        take(office, Pick(other, sheet, Decimal(1)), Pick(one, sheet, Decimal(6)), Pick(one, sheet, Decimal(5)))

    assert Line.objects.count() == 1


def test_what_was_given_under_a_former_version_of_the_plan_still_counts(office):
    former = a_plan(office)
    name = a_work(former)
    take(office, Pick(name, office.sheet(office.an).pk, Decimal(60)))
    Plan.objects.filter(pk=former.pk).update(replaced_at=LATER)
    later = a_plan(office, number="09/KH-UBND")
    for line in PlanLine.objects.filter(plan=former):
        PlanLine.objects.create(
            plan=later, place=line.place, month=line.month, indicator=line.indicator, quantity=line.quantity + 1
        )

    [found] = offered(office)

    assert (found.work.quantity, found.given, found.left) == (62, 60, 2)


def test_a_work_handed_over_keeps_its_plan_and_is_not_offered_again(office):
    name = a_work(a_plan(office))
    [line] = take(office, Pick(name, office.sheet(office.an).pk, Decimal(60)))

    taken = lines.hand_over(
        line_id=line.pk,
        to=office.sheet(office.people[1]).pk,
        by=office.head,
        scope=office.scope(office.head),
        at=LATER,
        reason="Đi học",
    )

    assert (taken.plan_of_id, taken.plan_work) == (line.plan_of_id, name)
    assert offered(office)[0].left == 0


def test_only_the_scorer_takes_works_of_the_plan_for_somebody(office):
    name = a_work(a_plan(office))
    pick = Pick(name, office.sheet(office.an).pk, Decimal(1))

    with pytest.raises(Refusal, match="không phải người chấm"):
        assign_planned(
            month_id=office.open().pk,
            picks=[pick],
            by=office.personnel,
            scope=office.scope(office.personnel),
            at=LATER,
        )

    assert not Line.objects.exists()


@pytest.mark.parametrize("name", ["i0", "t1", ""])
def test_a_work_that_is_not_in_the_plan_is_refused(office, name):
    a_work(a_plan(office))

    with pytest.raises(Refusal, match="không còn việc ấy"):
        take(office, Pick(name, office.sheet(office.an).pk, Decimal(1)))


def test_the_page_offers_the_works_and_takes_those_chosen_by_one_act(client, office):
    product = a_product(office.catalogue, fact="outreach.citizens_guided")
    plan = a_plan(office)
    named, open_work = a_work(plan, person=office.an), a_work(plan, quantity=7)
    client.force_login(office.head.account)
    page = client.get(reverse("kpi:assign")).content.decode()
    assert page.count("Lượt người được hướng dẫn") >= 2
    assert reverse("programme:plan_part", args=[plan.pk, open_work]) in page
    an, hien = (str(office.sheet(person).pk) for person in office.people)

    answer = client.post(
        reverse("kpi:assign_planned"),
        {
            f"{named}-take": "on",
            f"{named}-sheet": an,
            f"{named}-quantity": "60",
            f"{named}-product": str(product.pk),
            f"{open_work}-take": "on",
            f"{open_work}-sheet": hien,
            f"{open_work}-quantity": "14",
            f"{open_work}-product": "",
        },
    )

    assert answer.status_code == 302
    made = {line.sheet.person: (line.assigned, line.product) for line in Line.objects.select_related("sheet__person")}
    assert made == {office.an: (60, product), office.people[1]: (14, None)}
    after = client.get(reverse("kpi:assign")).content.decode()
    assert "Việc của kế hoạch trong tháng này đã giao hết." in after
    line = Line.objects.get(sheet=int(an))
    assert reverse("programme:plan_part", args=[plan.pk, line.plan_part]) in (
        client.get(reverse("kpi:line", args=[line.pk])).content.decode()
    )


def test_a_work_without_somebody_to_do_it_is_told_beside_it_and_nothing_typed_is_lost(client, office):
    name = a_work(a_plan(office))
    client.force_login(office.head.account)

    answer = client.post(reverse("kpi:assign_planned"), {f"{name}-take": "on", f"{name}-quantity": "17"})

    page = answer.content.decode()
    assert "Chọn người làm việc này." in page
    assert 'value="17"' in page
    assert not Line.objects.exists()


def test_three_works_and_thirty_cost_the_same(client, office):
    plan = a_plan(office)
    for _number in range(3):
        a_work(plan)
    client.force_login(office.head.account)

    assert_flat(
        lambda: client.get(reverse("kpi:assign")),
        grow=lambda: [a_work(plan) for _number in range(27)],
    )
