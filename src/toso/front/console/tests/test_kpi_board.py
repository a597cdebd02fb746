"""How KPI is taken up in the communes: exact counts, the neediest first, nobody named, others only in one sum."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_person, a_place, dung_of, moment
from tests.flat import assert_flat
from toso.ground.people.models import Account
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.results.kpi.models import Catalogue
from toso.results.kpi.queries.rollout import board
from toso.results.kpi.rules.rollout import Lack, Steps, lacks, need
from toso.results.kpi.tests.builders import LATER, OCTOBER, a_task, an_office

TODAY = date(2026, 11, 16)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(TODAY, 9))


@pytest.fixture
def province(db: None) -> Place:
    return a_place(name="Mẫu", level=Level.PROVINCE)


def a_commune(province: Place, name: str = "An Hoà") -> Place:
    return a_place(name=name, level=Level.COMMUNE, parent=province)


def seen(province: Place, month: date = OCTOBER):
    dung = dung_of(province)
    return board(scope_of(dung.pk, on=TODAY), month=month, on=TODAY)


def test_the_commune_that_needs_most_help_stands_first_with_exact_counts(client, province):
    office, empty = an_office(commune=a_commune(province)), a_commune(province, "Bình Minh")
    office.open()
    for person in (office.an, office.people[1], office.head, office.personnel, office.chairman):
        Account.objects.get_or_create(person=person, defaults={"username": f"an{person.pk}"})
    office.assign(office.an, a_task())
    dung = dung_of(province)
    client.force_login(dung.account)

    found = board(scope_of(dung.pk, on=TODAY), month=OCTOBER, on=TODAY)
    page = client.get(reverse("console:kpi_board"), {"month": "2026-10"}).text

    first, second = found.lines
    assert (first.place, first.lacks) == (empty, (Lack.ACCOUNTS, Lack.CATALOGUE, Lack.MONTH))
    assert second.steps == Steps(
        officials=5, accounts=5, agencies=1, catalogues=1, sheets=5, assigned=1, due=5, on_time=0
    )
    assert second.lacks == (Lack.MONTH, Lack.SELF_SCORE)
    assert (found.in_need, found.others, found.elsewhere) == (2, 0, None)
    assert page.index("Xã Bình Minh") < page.index("Xã An Hoà")
    assert "5/5" in page
    assert "chưa giao việc tháng, tự chấm chậm" in page
    assert office.an.name not in page


def test_an_own_score_after_its_day_is_late(province):
    office = an_office(commune=a_commune(province))
    office.open()
    office.self_score(office.an, at=moment(date(2026, 10, 20), 9))
    office.self_score(office.people[1], at=LATER)

    [line] = seen(province).lines

    assert office.sheet(office.an).month.self_score_by == date(2026, 10, 20)
    assert (line.steps.due, line.steps.on_time) == (5, 1)


def test_a_score_whose_day_has_not_come_is_not_late_and_a_draft_catalogue_is_not_approved(province):
    office = an_office(commune=a_commune(province))
    office.open(NOVEMBER, moment(date(2026, 11, 2)))
    Catalogue.objects.update(approved_at=None)

    [line] = seen(province, NOVEMBER).lines

    assert (line.steps.sheets, line.steps.due, line.steps.catalogues) == (5, 0, 0)
    assert Lack.SELF_SCORE not in line.lacks
    assert Lack.CATALOGUE in line.lacks


def test_a_commune_sees_its_own_line_and_the_others_in_one_sum(client, province):
    office = an_office(commune=a_commune(province))
    for name in ("Bình Minh", "Châu Thành", "Đông Hải"):
        a_person(role=Role.COMMUNE_OFFICIAL, place=a_commune(province, name))
    client.force_login(Account.objects.get_or_create(person=office.chairman, defaults={"username": "binh"})[0])

    found = board(office.scope(office.chairman, on=TODAY), month=OCTOBER, on=TODAY)
    page = client.get(reverse("console:kpi_board")).text

    assert [line.place for line in found.lines] == [office.commune]
    assert found.others == 3
    assert found.elsewhere is not None
    assert found.elsewhere.officials == 3
    assert "3 xã khác của tỉnh" in page
    assert "Đông Hải" not in page


def test_a_month_that_is_none_or_to_come_shows_the_running_one(client, province):
    client.force_login(dung_of(province).account)

    for said in ("2027-01", "x", "1999-01", "2026-13"):
        assert "11/2026" in client.get(reverse("console:kpi_board"), {"month": said}).text


def test_the_board_asks_no_more_for_many_communes(province):
    dung = dung_of(province)
    scope = scope_of(dung.pk, on=TODAY)
    an_office(commune=a_commune(province)).open()

    assert_flat(
        lambda: board(scope, month=OCTOBER, on=TODAY),
        grow=lambda: an_office(commune=a_commune(province, "Bình Minh")).open(),
    )


counts = st.integers(0, 30)


@given(counts, counts, counts, counts)
def test_whoever_has_done_every_step_comes_after_whoever_lacks_one(officials, sheets, missing, due):
    whole = Steps(officials + 1, officials + 1, 1, 1, sheets + 1, sheets + 1, due, due)
    short = Steps(officials + missing + 1, officials, 1, 1, sheets + 1, sheets + 1, due, due)

    assert lacks(whole) == ()
    assert lacks(short) == (Lack.ACCOUNTS,)
    assert need(short) < need(whole)
    assert whole + Steps() == whole
