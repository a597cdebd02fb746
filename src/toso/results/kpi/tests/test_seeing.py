"""Signs of leniency and inflation, evidence from the rooms below, agencies compared without names."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_person, a_place
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.results.kpi.actions import lines
from toso.results.kpi.models import Line, Product, Sheet, Update
from toso.results.kpi.queries.evidence import proposals_for
from toso.results.kpi.queries.overview import compared, elsewhere, inflated
from toso.results.kpi.rules.watch import Inflation, Output, inflation
from toso.results.kpi.sources import part_of
from toso.results.kpi.tests.builders import EARLY, LATER, OCTOBER, a_task, an_office
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.rules.ways import TicketKind
from toso.work.training.models import Course, Session

AROUND = [Decimal(10), Decimal(11), Decimal(12)]


@pytest.mark.parametrize(
    ("own", "signs"),
    [
        (Output(Decimal(22)), []),
        (Output(Decimal(23)), [Inflation.OUTPUT]),
        (Output(Decimal(10), outside=Decimal(5)), []),
        (Output(Decimal(10), outside=Decimal(6)), [Inflation.OUTSIDE]),
        (Output(Decimal(10), heaviest_outside=Decimal(13)), [Inflation.WEIGHT]),
        (Output(Decimal(10), overdone=2), [Inflation.OVERDONE]),
    ],
)
def test_what_counts_as_a_sign_of_inflation(own, signs):
    assert inflation(own, AROUND, heaviest=Decimal(12)) == signs


def test_beside_two_people_nothing_is_said_of_the_output():
    assert inflation(Output(Decimal(99)), AROUND[:2], heaviest=None) == []


@given(st.integers(1, 400))
def test_the_shares_of_joint_work_make_one_exactly(many):
    shares = [part_of(number, many) for number in range(many)]

    assert sum(shares) == 1
    assert min(shares) > 0


@pytest.mark.django_db
def test_a_month_with_twice_the_output_of_its_neighbours_is_shown_to_the_personnel_officer(client):
    office = an_office(people_count=5)
    office.open()
    for number, person in enumerate(office.people):
        [line] = office.assign(person, a_task("10"))
        office.do(line, "30" if number == 0 else "10")

    found = inflated(office.open())
    client.force_login(office.personnel.account)
    page = client.get(reverse("kpi:overview") + "?month=2026-10").content.decode()

    assert [one.sheet.person for one in found][:1] == [office.an]
    assert "Khối lượng hơn gấp đôi" in page


def a_measured_line(office, fact: str) -> Line:
    product = Product.objects.create(
        catalogue=office.catalogue,
        name="Việc tự đếm",
        search="viec tu dem",
        group=1,
        points=Decimal(5),
        coefficient=Decimal(1),
        fact=fact,
    )
    task = lines.Task(quantity=Decimal(5), product=product)
    [line] = office.assign(office.an, task)
    return line


@pytest.mark.django_db
def test_requests_answered_by_the_person_are_offered_with_a_link_and_taken_once():
    office = an_office()
    office.open()
    line = a_measured_line(office, "helpdesk.tickets_solved")
    common = {
        "kind": TicketKind.SUPPORT,
        "place": office.commune,
        "raised_on": date(2026, 10, 5),
        "asked_at": EARLY,
        "held_at": EARLY,
        "recorded_at": EARLY,
    }
    mine = Ticket.objects.create(title="Quên mật khẩu", assignee=office.an, answered_on=date(2026, 10, 6), **common)
    Ticket.objects.create(title="Chưa xong", assignee=office.an, **common)
    Ticket.objects.create(title="Của người khác", assignee=office.head, answered_on=date(2026, 10, 6), **common)

    [offered] = proposals_for(office.sheet(office.an))
    deed: dict[str, Any] = {"by": office.an, "scope": office.scope(office.an), "at": LATER}
    sheet_id = office.sheet(office.an).pk
    taken = [lines.take_evidence(sheet_id=sheet_id, **deed) for _time in range(2)]

    assert [(one.words, one.address) for one in offered.evidence] == [
        ("Quên mật khẩu", reverse("helpdesk:ticket", args=[mine.pk]))
    ]
    assert taken == [1, 0]
    line.refresh_from_db()
    assert line.done == Decimal(1)
    assert Update.objects.get(line=line).evidence_id == str(mine.pk)


@pytest.mark.django_db
def test_a_class_taught_by_three_is_offered_by_shares_that_make_one():
    office = an_office(people_count=2)
    office.open()
    a_measured_line(office, "training.sessions_taught")
    course = Course.objects.create(
        place=office.commune,
        title="Chữ ký số",
        audience="official",
        organiser="commune",
        pass_percent=50,
        made_by=office.head,
        recorded_at=EARLY,
    )
    session = Session.objects.create(
        course=course,
        place=office.commune,
        day=date(2026, 10, 9),
        starts_at=time(8),
        ends_at=time(10),
        venue="Hội trường",
        state="held",
        token="x",
        held_at=EARLY,
        made_by=office.head,
        recorded_at=EARLY,
    )
    trainers = [*office.people, office.head]
    session.trainers.set(trainers)

    [offered] = proposals_for(office.sheet(office.an))

    place = sorted(one.pk for one in trainers).index(office.an.pk)
    assert offered.quantity == part_of(place, 3)


@pytest.mark.django_db
def test_agencies_are_compared_without_naming_anybody_and_few_people_show_no_extremes():
    province = a_place(name="Khánh Hoà", level=Level.PROVINCE)
    offices = []
    for number in range(4):
        commune = a_place(name=f"Xã {number}", level=Level.COMMUNE, parent=province)
        office = an_office(commune=commune)
        office.open()
        Sheet.objects.filter(month__agency=office.agency).update(total=Decimal(70 + number), level="HTTNV")
        offices.append(office)
    dung = a_person(name="Lê Mẫu Dung", role=Role.PROVINCE_OFFICER, place=province)
    own = offices[0]
    of_leader = own.scope(own.chairman)

    rows = compared(own.scope(dung), OCTOBER)
    others = elsewhere(of_leader, OCTOBER)

    assert [row["mean"] for row in rows] == [70, 71, 72, 73]
    assert {row["lowest"] for row in compared(of_leader, OCTOBER)} == {Decimal(70)}
    assert others == {"agencies": 3, "people": 15, "mean": Decimal(72), "excellent": 0, "failed": 0}
    Sheet.objects.filter(month__agency=own.agency, person__in=own.people).update(total=None)
    assert {row["lowest"] for row in compared(of_leader, OCTOBER)} == {None}
