"""The year: units before heads, the quota that proposes, one decision, its replacement."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from docx import Document

from tests.builders import moment
from toso.ground.documents.queries.wording import printed_words
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import findings, history, people, year
from toso.results.kpi.actions.history import PastLine, PastSheet
from toso.results.kpi.exports.decisions import minutes
from toso.results.kpi.models import Finding, Post, Sheet, YearDecision, YearSheet
from toso.results.kpi.queries.criteria import criteria_of
from toso.results.kpi.queries.year import groups_of, sheets_of_year
from toso.results.kpi.queries.year_papers import minutes_of
from toso.results.kpi.rules.states import DisciplineForm, FindingKind, LeaveKind
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
    findings.rate_body(
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


def note(office: Office, sheet: YearSheet, **more: Any) -> Any:
    given: dict[str, Any] = {"kind": FindingKind.DISCIPLINE, "form": DisciplineForm.REPRIMAND, "number": "12/QĐ-KL"}
    return findings.note_finding(sheet_id=sheet.pk, **(given | more), **deed(office))


@pytest.mark.parametrize(
    ("more", "proposed"),
    [
        ({}, Grade.FAILED),
        ({"is_public_duty": False}, Grade.EXCELLENT),
        ({"is_used_before": True}, Grade.EXCELLENT),
        ({"form": DisciplineForm.CRITICISM}, Grade.EXCELLENT),
        ({"kind": FindingKind.DEGRADATION, "form": None}, Grade.FAILED),
    ],
)
def test_a_noted_discipline_reaches_the_rules_and_its_withdrawal_too(more, proposed):
    office = an_office(people_count=1)
    a_year_of(office, {office.an.pk: "10"})
    sheet = prepared(office)[office.an.pk]

    found = note(office, sheet, **more)

    sheet.refresh_from_db()
    assert sheet.proposed == proposed
    findings.withdraw_finding(finding_id=found.pk, **deed(office))
    sheet.refresh_from_db()
    assert sheet.proposed == Grade.EXCELLENT


def test_a_finding_needs_its_paper_and_is_noted_once():
    office = an_office(people_count=1)
    a_year_of(office, {office.an.pk: "10"})
    sheet = prepared(office)[office.an.pk]
    note(office, sheet)

    for more, words in (({"number": " "}, "Ghi số"), ({}, "đã được ghi"), ({"form": None, "number": "2"}, "hình thức")):
        with pytest.raises(Refusal, match=words):
            note(office, sheet, **more)
    with pytest.raises(Refusal, match="người đứng đầu"):
        note(office, sheet, kind=FindingKind.CORRUPTION, number="9/KL")

    assert Finding.objects.count() == 1


def test_months_of_sick_leave_count_the_time_worked_and_a_single_day_excuses_nothing():
    office = an_office(people_count=2)
    first, second = office.people
    for person, until in ((first, date(2026, 12, 1)), (second, date(2026, 6, 2))):
        people.note_leave(
            agency=office.agency,
            person=person,
            kind=LeaveKind.SICK,
            starts_on=date(2026, 6, 1),
            ends_on=until,
            **deed(office),
        )
    a_year_of(office, {first.pk: "10", second.pk: "10"}, months=5)

    sheets = prepared(office)

    assert (sheets[first.pk].is_rated, sheets[first.pk].answer["leave"]) == (True, "sick")
    assert (sheets[second.pk].is_rated, sheets[second.pk].answer["leave"]) == (False, None)


def rate(office: Office, body: Any, **more: Any) -> Any:
    given = {"general": Decimal(28), "results": Decimal(65), "above_pct": Decimal(30)}
    return findings.rate_body(body=body, agency=office.agency, year=2026, **(given | more), **deed(office))


def test_an_organisation_is_excellent_only_with_thirty_per_cent_above_requirement_stated():
    office = an_office(people_count=1)
    office.open(month=date(2026, 12, 1), at=moment(date(2026, 12, 1)))

    assert rate(office, office.division).level == Grade.EXCELLENT
    assert rate(office, office.division, above_pct=Decimal(0)).level == Grade.GOOD
    assert rate(office, office.division, late_pct=Decimal(10)).level == Grade.COMPLETED
    assert rate(office, office.division, has_wrongdoing=True).level == Grade.FAILED
    assert rate(office, office.division, done_pct=Decimal(60)).level == Grade.FAILED


def test_units_are_rated_before_the_agency_which_a_failed_unit_keeps_from_excellence():
    office = an_office(people_count=1)

    with pytest.raises(Refusal, match="Còn 1 đơn vị"):
        rate(office, office.agency)
    rate(office, office.division, has_wrongdoing=True)

    row = rate(office, office.agency)
    assert row.level == Grade.GOOD
    assert [code for code, _values in row.reasons] == ["body_points", "body_unit_failed"]


def test_the_papers_of_a_year_come_out_by_click_with_what_was_decided(client):
    office = an_office(people_count=1)
    a_year_of(office, {office.an.pk: "10"})
    sheet = prepared(office)[office.an.pk]
    findings.note_meeting(
        agency=office.agency,
        year=2026,
        held_at=DECEMBER,
        ended_at=moment(date(2026, 12, 10), 11),
        venue="Hội trường xã",
        chair=office.chairman,
        secretary=office.personnel,
        absent=["Đỗ Mẫu Lan"],
        opinions="Nhất trí với đề xuất",
        **deed(office),
    )
    year.settle_person(sheet_id=sheet.pk, level=Grade.EXCELLENT, **deed(office))
    decided = year.issue_year_decision(
        agency=office.agency,
        year=2026,
        number="15/QĐ-UBND",
        signed_on=DECEMBER.date(),
        signer="Trần Mẫu Bình",
        **deed(office),
    )
    client.force_login(office.personnel.account)
    papers = {
        reverse("kpi:year_form", args=[sheet.pk, "docx"]): ("Mẫu số 02", "■  Hoàn thành xuất sắc"),
        reverse("kpi:year_minutes", args=[office.agency.pk, 2026, "docx"]): ("Hội trường xã", "Vắng mặt: 1 người"),
        reverse("kpi:year_decision", args=[decided.pk, "decision", "docx"]): ("/QĐ-UBND", "Nguyễn Mẫu An"),
        reverse("kpi:year_decision", args=[decided.pk, "notice", "docx"]): ("Quyết định số 15/QĐ-UBND", "07 ngày"),
    }

    for address, wanted in papers.items():
        words = text_of(client.get(address).content)
        assert all(one in words for one in wanted), (address, words[:2000])
    assert client.get(reverse("kpi:year_list", args=[office.agency.pk, 2026])).content[:2] == b"PK"
    client.force_login(office.an.account)
    shown = client.get(reverse("kpi:published", args=[2026])).content.decode()
    assert "15/QĐ-UBND" in shown
    assert "Hoàn thành xuất sắc nhiệm vụ" in shown


def test_no_form_is_printed_for_the_year_of_a_group_whose_form_is_not_public(client):
    office = an_office(people_count=1)
    a_year_of(office, {office.an.pk: "10"})
    sheet = prepared(office)[office.an.pk]
    Sheet.objects.filter(person=office.an).update(rule_set="SUPPORT")
    client.force_login(office.personnel.account)

    form = reverse("kpi:year_form", args=[sheet.pk, "pdf"])
    page = client.get(reverse("kpi:year_person", args=[sheet.pk])).content.decode()
    answer = client.get(form, follow=True)

    assert form not in page
    assert "Nhóm này chưa có mẫu phiếu chính thức" in answer.content.decode()


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    heads = [paragraph.text for section in document.sections for paragraph in section.header.paragraphs]
    return "\n".join([*heads, *(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_year_page_takes_a_body_a_meeting_and_a_finding(client):
    office = an_office(people_count=1)
    a_year_of(office, {office.an.pk: "10"})
    sheet = prepared(office)[office.an.pk]
    client.force_login(office.personnel.account)

    body = client.post(
        reverse("kpi:rate_body", args=[office.agency.pk, 2026, office.division.pk]),
        {"general": "28", "results": "65", "done_pct": "100", "late_pct": "0", "above_pct": "30", "has_quality": "on"},
        follow=True,
    )
    met = client.post(
        reverse("kpi:year_meeting", args=[office.agency.pk, 2026]),
        {
            "held_at": "2026-12-05T14:00",
            "venue": "Hội trường",
            "chair": office.chairman.pk,
            "secretary": office.personnel.pk,
        },
        follow=True,
    )
    noted = client.post(
        reverse("kpi:finding", args=[sheet.pk]),
        {"kind": "discipline", "form": "reprimand", "number": "12/QĐ", "is_public_duty": "on"},
        follow=True,
    )

    assert "Theo tổng điểm: 93." in body.content.decode()
    assert "Chủ trì: Trần Mẫu Bình" in met.content.decode()
    assert "Khiển trách" in noted.content.decode()
    assert "Không hoàn thành nhiệm vụ" in noted.content.decode()


def test_the_rest_is_settled_in_one_act_and_leaders_and_the_border_are_left():
    office = an_office(people_count=5)
    shares = {person.pk: "10" if number < 2 else "7" for number, person in enumerate(office.people)}
    a_year_of(office, shares | {office.head.pk: "7"})
    prepared(office)

    count = year.settle_rest(agency=office.agency, year=2026, **deed(office))

    levels = {sheet.person_id: sheet.level for sheet in YearSheet.objects.all()}
    assert count == 3
    assert [levels[person.pk] for person in office.people] == ["", "", Grade.GOOD, Grade.GOOD, Grade.GOOD]
    assert levels[office.head.pk] == ""
    with pytest.raises(Refusal, match="cần xem riêng"):
        year.settle_rest(agency=office.agency, year=2026, **deed(office))


def test_support_workers_have_a_quota_and_a_list_of_their_own():
    office = an_office(people_count=2)
    official, driver = office.people
    Post.objects.filter(person=driver).update(rule_set="SUPPORT", group="Chuyên môn")  # in one group by mistake
    a_year_of(office, {official.pk: "10", driver.pk: "10"})
    prepared(office)

    sheets = sheets_of_year(office.agency, 2026)
    groups = groups_of(office.agency, 2026, sheets, is_outstanding=False)

    assert {sheet.person_id for group in groups if group.is_support for sheet in group.sheets} == {driver.pk}
    held: dict[str, Any] = {
        "held_at": DECEMBER,
        "venue": "Hội trường xã",
        "chair": office.chairman,
        "secretary": office.personnel,
    }
    paper = minutes(minutes_of(findings.note_meeting(agency=office.agency, year=2026, **held, **deed(office))))
    said = "\n".join(printed_words(paper))
    _before, listed = said.split("a) Công chức:")
    officials, support = listed.split("b) Người lao động làm công việc hỗ trợ, phục vụ:")
    assert official.name in officials
    assert driver.name not in officials
    assert driver.name in support


def test_months_become_quarters_halves_and_the_year_on_one_page(client):
    office = an_office(people_count=2)
    first, second = office.people
    a_year_of(office, {first.pk: "10", second.pk: "6"}, months=4)
    client.force_login(first.account)

    own = client.get(reverse("kpi:periods", args=[2026])).content.decode()
    client.force_login(office.chairman.account)
    of_all = client.get(reverse("kpi:periods", args=[2026])).content.decode()

    assert own.count("<strong>100,00</strong>") == 4  # two quarters, the first half, the year so far
    assert "1/3 tháng" in own
    assert second.name not in own
    assert first.name in of_all
    assert second.name in of_all
    assert client.get(reverse("kpi:periods", args=[9999])).status_code == 404


def test_an_agency_that_rates_by_the_quarter_is_told_so(client):
    office = an_office(people_count=1, policy={"period": "quarter"})
    a_year_of(office, {office.an.pk: "10"}, months=3)
    client.force_login(office.an.account)

    page = client.get(reverse("kpi:periods", args=[2026])).content.decode()

    assert "Cơ quan đánh giá theo quý" in page
