"""The pages, by HTTP: what each person sees and does there."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.builders import a_person
from tests.flat import assert_flat
from toso.ground.people.rules import Role
from toso.results.kpi.actions.year import prepare_year
from toso.results.kpi.models import Complaint, Line
from toso.results.kpi.rules.states import SheetState
from toso.results.kpi.tests.builders import LATER, Office, a_post, a_product, a_task, an_office, the_handbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october(monkeypatch):
    """The pages think it is the 22nd of October 2026."""
    for module in ("mine", "scoring", "why", "office", "catalogue", "common"):
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
    office = an_office(people_count=2, policy={"late_unit": "day"})
    office.open()
    return office


def as_person(client, person):
    client.force_login(person.account)
    return client


def test_my_month_shows_my_tasks_and_where_they_stand(client, office):
    office.assign(office.an, a_task("5", name="Soạn văn bản góp ý"))

    page = as_person(client, office.an).get(reverse("kpi:mine")).content.decode()

    assert "Soạn văn bản góp ý" in page
    assert "0 / 5" in page
    assert "Tự chấm tháng" in page


def test_nameless_work_is_noted_with_two_fields(client, office):
    client = as_person(client, office.an)

    answer = client.post(reverse("kpi:adhoc"), {"name": "Đỡ dân kê khai đất", "quantity": "2", "on": "2026-10-22"})

    assert answer.status_code == 302
    line = Line.objects.get(sheet=office.sheet(office.an))
    assert (line.name, line.done, line.coefficient, line.origin) == ("Đỡ dân kê khai đất", 2, 1, "adhoc")


def test_what_was_typed_wrongly_stays_with_a_sentence_beside_it(client, office):
    answer = as_person(client, office.an).post(
        reverse("kpi:adhoc"), {"name": "Đỡ dân kê khai", "quantity": "hai", "on": "2026-10-22"}
    )

    page = answer.content.decode()
    assert "Viết số như 12 hoặc 0,8." in page
    assert "Đỡ dân kê khai" in page
    assert not Line.objects.exists()


def test_why_i_got_76_7_points(client, office):
    the_handbook(office, office.an)
    office.self_score(office.an)
    office.confirm(office.an)

    page = as_person(client, office.an).get(reverse("kpi:why", args=[office.sheet(office.an).pk])).content.decode()

    assert "Vì sao tôi được 76,7 điểm?" in page
    for figure in ("89,6%", "68,8%", "41,7%", "46,7", "11,11", "25,31", "10,28", "7,25", "4,87", "11,18"):
        assert figure in page, figure
    assert "Nếu đếm chậm theo lần, điểm là 83,7." in page
    assert "Chậm được xác nhận do khách quan: Trả lời kiến nghị" in page
    assert "82,3" in page
    assert "Gửi kiến nghị" in page


def test_a_page_that_is_not_mine_is_not_found(client, office):
    sheet = office.sheet(office.people[1])

    assert as_person(client, office.an).get(reverse("kpi:why", args=[sheet.pk])).status_code == 404
    assert as_person(client, office.head).get(reverse("kpi:why", args=[sheet.pk])).status_code == 200


def test_the_chief_sees_only_what_deviates_and_approves_the_rest_at_once(client, office):
    plain = [office.assign(person, a_task("2", name="Việc thường"))[0] for person in office.people]
    for line in plain:
        office.do(line, "1")
    [late] = office.assign(office.an, a_task("1", name="Việc trễ", due_on=date(2026, 10, 10)))
    office.do(late, "1")
    client = as_person(client, office.head)

    page = client.get(reverse("kpi:day")).content.decode()
    assert "Duyệt 2 việc còn lại" in page
    assert page.count("Việc trễ") >= 1
    answer = client.post(reverse("kpi:accept_rest"), {"line": [line.pk for line in plain]})

    assert answer.status_code == 302
    assert set(Line.objects.filter(accepted__isnull=False).values_list("pk", flat=True)) == {one.pk for one in plain}


def test_a_month_is_confirmed_by_exception(client, office):
    for person in office.people:
        [line] = office.assign(person, a_task("4"))
        office.do(line, "3")
        office.self_score(person)
    client = as_person(client, office.head)

    page = client.get(reverse("kpi:confirm")).content.decode()
    assert "Xác nhận 2 người còn lại" in page
    sheets = [office.sheet(person) for person in office.people]
    client.post(
        reverse("kpi:confirm_many"),
        {"month": "2026-10", "sheet": [f"{sheet.pk}:{sheet.edition}" for sheet in sheets]},
    )

    assert {office.sheet(person).state for person in office.people} == {SheetState.CONFIRMED}
    assert office.sheet(office.an).total == Decimal("82.5")


def test_a_complaint_runs_on_seven_working_days(client, office):
    the_handbook(office, office.an)
    office.self_score(office.an)
    office.confirm(office.an)
    client = as_person(client, office.an)

    client.post(reverse("kpi:complain", args=[office.sheet(office.an).pk]), {"text": "Chậm vì mất điện cả xã"})

    complaint = Complaint.objects.get()
    assert f"{complaint.due_at:%d/%m/%Y}" == "02/11/2026"
    client = as_person(client, office.personnel)
    assert "Nguyễn Mẫu An" in client.get(reverse("kpi:complaints")).content.decode()
    client.post(
        reverse("kpi:complaint", args=[complaint.pk]),
        {"verdict": "upheld", "answer": "Đúng là mất điện, mở lại phiếu."},
    )
    assert office.sheet(office.an).state == SheetState.SELF_SCORED


def test_the_overview_names_who_is_missing_and_only_the_personnel_officer_opens_it(client, office):
    page = as_person(client, office.personnel).get(reverse("kpi:overview")).content.decode()

    assert "Nguyễn Mẫu An" in page
    assert "chờ tự chấm" in page
    assert as_person(client, office.an).get(reverse("kpi:overview")).status_code == 404


def test_a_task_is_given_to_many_from_the_catalogue(client, office):
    product = a_product(office.catalogue, points="8")
    sheets = [office.sheet(person).pk for person in office.people]

    answer = as_person(client, office.head).post(
        reverse("kpi:assign"), {"sheets": sheets, "product": product.pk, "quantity": "3", "due_on": "2026-10-30"}
    )

    assert answer.status_code == 302
    assert list(Line.objects.values_list("coefficient", "assigned")) == [(Decimal("1.6"), 3)] * 2


def test_the_catalogue_is_found_without_marks(client, office):
    a_product(office.catalogue, name="Thẩm định hồ sơ đất đai")
    a_product(office.catalogue, name="Soạn báo cáo tháng")

    page = as_person(client, office.an).get(reverse("kpi:catalogue"), {"q": "tham dinh dat"}).content.decode()

    assert "Thẩm định hồ sơ đất đai" in page
    assert "Soạn báo cáo tháng" not in page


def year_of_all(office):
    keeper = office.personnel
    prepare_year(agency=office.agency, year=2026, by=keeper, scope=office.scope(keeper), at=LATER)


KEPT = ("kpi:overview", "kpi:posts", "kpi:outside", "kpi:year")


@pytest.mark.parametrize("name", ["kpi:day", "kpi:confirm", "kpi:complaints", *KEPT])
def test_a_page_costs_the_same_for_3_people_and_for_30(client, name):
    office = an_office(people_count=3)
    office.open()

    def work(people):
        for person in people:
            [line] = office.assign(person, a_task("2", due_on=date(2026, 10, 10)))
            office.do(line, "1")
            office.self_score(person)

    work(office.people)
    client = as_person(client, office.personnel if name in KEPT else office.head)
    words = {"kpi:posts": [office.agency.pk], "kpi:outside": [office.open().pk], "kpi:year": [2026]}.get(name, [])
    year_of_all(office)

    def grow():
        fresh = []
        for number in range(6):
            person = a_person(name=f"Người Mẫu {number}", role=Role.COMMUNE_OFFICIAL, place=office.commune)
            a_post(office.agency, office.division, person)
            fresh.append(person)
        office.open()
        work(fresh)
        year_of_all(office)

    assert_flat(lambda: client.get(reverse(name, args=words)), grow=grow)
