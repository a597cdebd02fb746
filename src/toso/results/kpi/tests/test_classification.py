"""The year: units before heads, the quota that proposes, one decision, its replacement."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import moment
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import history, year
from toso.results.kpi.actions.history import PastLine, PastSheet
from toso.results.kpi.models import YearDecision, YearSheet
from toso.results.kpi.queries.criteria import criteria_of
from toso.results.kpi.queries.year import groups_of, sheets_of_year
from toso.results.kpi.rules.terms import Grade
from toso.results.kpi.tests.builders import Office, an_office

pytestmark = pytest.mark.django_db

DECEMBER = moment(date(2026, 12, 10))


def a_past_sheet(done: str) -> PastSheet:
    """A month with all general points and so many of ten products done: 30 + 70 × done ÷ 10."""
    line = PastLine(
        name="Soạn văn bản", coefficient=Decimal(1), assigned=Decimal(10), done=Decimal(done), done_on=date(2026, 1, 5)
    )
    points = {one.code: one.highest for one in criteria_of("ND335-2025")}
    return PastSheet(lines=[line], points=points, terms={"dd": Decimal(100), "e": Decimal(100)})


def a_year_of(office: Office, done: dict[int, str], months: int = 11) -> None:
    for number in range(1, months + 1):
        history.take_over_month(
            agency=office.agency,
            month=date(2026, number, 1),
            sheets={person: a_past_sheet(text) for person, text in done.items()},
            by=None,
            at=DECEMBER,
            is_closed=True,
        )


def deed(office: Office) -> dict[str, Any]:
    return {"by": office.chairman, "scope": office.scope(office.chairman, DECEMBER.date()), "at": DECEMBER}


def prepared(office: Office) -> dict[int, YearSheet]:
    return {sheet.person_id: sheet for sheet in year.prepare_year(agency=office.agency, year=2026, **deed(office))}


def test_the_year_is_the_mean_of_the_months_and_taking_over_twice_changes_nothing():
    office = an_office(people_count=2)
    first, second = office.people
    a_year_of(office, {first.pk: "10", second.pk: "6"})
    a_year_of(office, {first.pk: "0", second.pk: "0"})

    sheets = prepared(office)

    assert (sheets[first.pk].average, sheets[first.pk].proposed) == (100, Grade.EXCELLENT)
    assert (sheets[second.pk].average, sheets[second.pk].proposed) == (72, Grade.GOOD)
    assert sheets[first.pk].months == ["100"] * 11 + [None]


def test_less_than_six_months_is_not_rated():
    office = an_office(people_count=1)
    a_year_of(office, {office.an.pk: "10"}, months=5)

    assert prepared(office)[office.an.pk].is_rated is False


def test_the_quota_proposes_within_a_group_and_takes_nobody_down():
    office = an_office(people_count=5)
    a_year_of(office, {person.pk: "10" if number < 3 else "7" for number, person in enumerate(office.people)})
    prepared(office)

    sheets = sheets_of_year(office.agency, 2026)
    [group] = [one for one in groups_of(office.agency, 2026, sheets, is_outstanding=False) if one.name == "Chuyên môn"]

    assert (group.quota.allowed, group.quota.base) == (0, 5)
    assert [sheet.proposed for sheet in group.sheets].count(Grade.EXCELLENT) == 3


def test_a_head_waits_for_the_unit_and_stands_never_above_it():
    office = an_office(people_count=1)
    a_year_of(office, {office.head.pk: "10", office.an.pk: "10"})
    sheet = prepared(office)[office.head.pk]
    given = {"sheet_id": sheet.pk, "party_opinion": "Thống nhất", **deed(office)}

    with pytest.raises(Refusal, match="Xếp loại đơn vị trước"):
        year.settle_person(level=Grade.GOOD, reason="Theo đơn vị", **given)
    year.rate_body(
        body=office.division,
        agency=office.agency,
        year=2026,
        general=Decimal(25),
        results=Decimal(50),
        **deed(office),
    )
    with pytest.raises(Refusal, match="không xếp cao hơn"):
        year.settle_person(level=Grade.EXCELLENT, reason="Điểm cao", **given)

    settled = year.settle_person(level=Grade.GOOD, reason="Theo mức của đơn vị", **given)
    assert settled.level == Grade.GOOD


def test_a_leader_needs_the_opinion_of_the_party_committee_and_a_change_its_reason():
    office = an_office(people_count=1)
    a_year_of(office, {office.an.pk: "10", office.head.pk: "10"})
    sheets = prepared(office)

    with pytest.raises(Refusal, match="cấp uỷ"):
        year.settle_person(sheet_id=sheets[office.head.pk].pk, level=Grade.EXCELLENT, **deed(office))
    with pytest.raises(Refusal, match="cần lý do"):
        year.settle_person(sheet_id=sheets[office.an.pk].pk, level=Grade.GOOD, **deed(office))

    assert not YearSheet.objects.exclude(level="").exists()


def test_a_wrong_decision_is_replaced_by_a_new_one_and_both_stay():
    office = an_office(people_count=1)
    a_year_of(office, {office.an.pk: "10"})
    sheet = prepared(office)[office.an.pk]
    decree: dict[str, Any] = {
        "agency": office.agency,
        "year": 2026,
        "signed_on": DECEMBER.date(),
        "signer": "Trần Mẫu Bình",
    }

    with pytest.raises(Refusal, match="chưa được xếp loại"):
        year.issue_year_decision(number="01/QĐ-UBND", **decree, **deed(office))
    year.settle_person(sheet_id=sheet.pk, level=Grade.EXCELLENT, **deed(office))
    first = year.issue_year_decision(number="01/QĐ-UBND", **decree, **deed(office))
    with pytest.raises(Refusal, match="ban hành quyết định thay"):
        year.settle_person(sheet_id=sheet.pk, level=Grade.GOOD, reason="Nhầm", **deed(office))

    year.reopen_year(agency=office.agency, year=2026, reason="Tính sót một tháng", **deed(office))
    year.settle_person(sheet_id=sheet.pk, level=Grade.GOOD, reason="Tính lại tháng 3", **deed(office))
    second = year.issue_year_decision(number="02/QĐ-UBND", reason="Tính sót một tháng", **decree, **deed(office))

    assert second.replaces == first
    kept = {one.number: [row["level"] for row in one.levels if row["level"]] for one in YearDecision.objects.all()}
    assert kept == {"01/QĐ-UBND": ["HTXSNV"], "02/QĐ-UBND": ["HTTNV"]}
