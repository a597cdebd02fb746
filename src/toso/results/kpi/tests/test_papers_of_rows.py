"""What stands in the tables is what the papers print."""

import json

import pytest
from django.urls import reverse

from tests.builders import a_place
from toso.ground.documents.queries import wording
from toso.ground.places.rules import Level
from toso.results.kpi.actions import months
from toso.results.kpi.exports.forms import period_form
from toso.results.kpi.models import Sheet
from toso.results.kpi.queries.papers import catalogue_paper_of, month_book_of, office_of, period_form_of
from toso.results.kpi.rules.exact import exact
from toso.results.kpi.tests.builders import LATER, Office, a_product, a_task, an_office

pytestmark = pytest.mark.django_db


def a_confirmed_office() -> Office:
    """An has done three of four pieces of work and is confirmed."""
    office = an_office()
    office.open()
    [line] = office.assign(office.an, a_task("4", name="Góp ý văn bản"))
    office.do(line, "3")
    office.self_score(office.an)
    office.confirm(office.an)
    return office


def words(sheet: Sheet) -> str:
    return "\n".join(wording.printed_words(period_form(period_form_of(sheet)))).replace(wording.NO_BREAK, " ")


def test_the_form_of_a_confirmed_month_prints_what_was_scored():
    office = a_confirmed_office()

    form = period_form_of(office.sheet(office.an))

    assert (form.general, form.task_score, form.total) == (exact(30), exact("52.5"), exact("82.5"))
    assert [(task.name, task.assigned, task.done) for task in form.tasks] == [("Góp ý văn bản", 4, 3)]
    assert form.authority_name == office.head.name
    assert "3. Tổng điểm theo dõi, đánh giá: 82,5 / 100 điểm" in words(office.sheet(office.an))


def test_the_form_of_an_open_month_is_a_draft():
    office = an_office()
    office.open()

    form = period_form_of(office.sheet(office.an))

    assert (form.mark, form.total, form.tasks) == ("DỰ THẢO", None, ())


def test_the_book_of_a_month_holds_everybody_and_the_frozen_scores():
    office = a_confirmed_office()
    month = office.open()
    months.close_month(month_id=month.pk, by=None, at=LATER)

    book = month_book_of(month)

    rows = {row.official.name: row for row in book.rows}
    assert len(rows) == Sheet.objects.filter(month=month).count()
    assert (rows[office.an.name].total, rows[office.an.name].grade) == (exact("82.5"), "HTTNV")
    assert [task.name for task in rows[office.an.name].tasks] == ["Góp ý văn bản"]
    assert rows[office.people[1].name].total is None


def test_the_book_of_a_month_asks_as_often_for_thirty_people_as_for_three(django_assert_num_queries):
    few, many = (
        an_office(people_count=3),
        an_office(people_count=30, commune=a_place(name="Bình Minh", level=Level.COMMUNE)),
    )

    for office in (few, many):
        month = office.open()
        for person in office.people:
            office.assign(person, a_task())
        with django_assert_num_queries(4):
            month_book_of(month)


def test_the_annexes_hold_every_product_of_the_version():
    office = an_office()
    a_product(office.catalogue, name="Tham mưu kế hoạch", points="30", group=2)

    paper = catalogue_paper_of(office.catalogue)

    assert [(row.task, row.points, row.coefficient) for row in paper.rows if row.group == 2] == [
        ("Tham mưu kế hoạch", 30, 6)
    ]
    assert paper.mark == ""


def test_a_commune_stands_under_its_committee_in_the_head():
    office = an_office()

    assert office_of(office.agency).issuer.split("\n")[0].startswith(("ỦY BAN NHÂN DÂN", "UBND"))


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_an_official_fetches_the_form_of_his_own_month(client, kind, begins):
    office = a_confirmed_office()
    client.force_login(office.an.account)

    answer = client.get(reverse("kpi:form", args=[office.sheet(office.an).pk, kind]))

    assert answer.content.startswith(begins)
    assert f'.{kind}"' in answer["Content-Disposition"]


def test_a_kind_of_paper_that_does_not_exist_is_not_found(client):
    office = a_confirmed_office()
    client.force_login(office.an.account)

    assert client.get(reverse("kpi:form", args=[office.sheet(office.an).pk, "xlsx"])).status_code == 404


def test_who_keeps_the_month_fetches_its_results_and_others_do_not(client):
    office = a_confirmed_office()
    address = reverse("kpi:results", args=[office.open().pk, "json"])

    client.force_login(office.an.account)
    assert client.get(address).status_code == 404
    client.force_login(office.personnel.account)
    found = json.loads(client.get(address).content)

    assert found["month"] == "2026-10"
    assert "82.5000" in [row["total"] for row in found["results"]]
