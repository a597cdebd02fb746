"""Settings, seats, transfers, a unit's own criteria, who scores the head of the agency: by the pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.builders import a_person, a_place, moment
from toso.ground.people.queries import PEOPLES_COMMITTEE, scope_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import own, people, scoring
from toso.results.kpi.actions.own import OwnCriterion
from toso.results.kpi.models import Month, OwnRules, Post, Setting, Sheet
from toso.results.kpi.queries.access import agencies_to_set_up, standing_of
from toso.results.kpi.queries.months import own_rules_on, setting_on
from toso.results.kpi.queries.why import why
from toso.results.kpi.rules.states import SheetState
from toso.results.kpi.tests.builders import EARLY, LATER, OCTOBER, a_task, an_office

pytestmark = pytest.mark.django_db
CRITERIA = [
    OwnCriterion("C1", "Phẩm chất", Decimal(9), "Chung"),
    OwnCriterion("C2", "Năng lực", Decimal(9), "Chung"),
    OwnCriterion("C3", "Đổi mới", Decimal(12), "Chung"),
    OwnCriterion("K1", "Số lượng", Decimal(20)),
    OwnCriterion("K2", "Chất lượng", Decimal(32)),
    OwnCriterion("K3", "Tiến độ", Decimal(18)),
]


@pytest.fixture
def office():
    return an_office()


def typed(**more) -> dict[str, str]:
    return {
        "month": "2027-01",
        "mode": "feed",
        "rule_set": "ND335-2025",
        "first_day_of_month": "1",
        "self_score_day": "20",
        "confirm_day": "22",
        "report_day": "24",
        "late_unit": "day",
        "penalty_scope": "line",
        "over_100": "each",
        "empty": "exclude",
        "leader_lines": "own_and_led",
        "quota_base": "good",
        "period": "quarter",
        "basis": "Quyết định 5/QĐ-UBND",
    } | more


def test_the_personnel_officer_settles_the_open_points_from_a_month_to_come(client, office):
    office.open()
    client.force_login(office.personnel.account)

    answer = client.post(reverse("kpi:setup", args=[office.agency.pk]), typed())

    assert answer.status_code == 302, answer.context["form"].errors
    made = Setting.objects.get(agency=office.agency, valid_from=date(2027, 1, 1))
    assert (made.mode, made.policy) == ("feed", {"late_unit": "day", "period": "quarter"})
    before = setting_on(office.agency, OCTOBER)
    assert before is not None
    assert before.mode == "score"
    assert Month.objects.get(agency=office.agency, month=OCTOBER).policy == {}


def test_a_month_already_opened_keeps_its_rules(client, office):
    office.open()
    client.force_login(office.personnel.account)

    answer = client.post(reverse("kpi:setup", args=[office.agency.pk]), typed(month="2026-10"))

    assert answer.status_code == 200
    assert "month" in answer.context["form"].errors
    assert Setting.objects.filter(agency=office.agency).count() == 1


def test_days_that_cannot_follow_each_other_are_named_beside_the_field(client, office):
    client.force_login(office.personnel.account)

    answer = client.post(reverse("kpi:setup", args=[office.agency.pk]), typed(self_score_day="25"))

    assert "Xác nhận không thể trước ngày tự chấm." in answer.content.decode()
    assert "Quyết định 5/QĐ-UBND" in answer.content.decode()


def test_a_leader_sets_up_a_committee_that_has_no_kpi_yet(office):
    Setting.objects.all().delete()
    office.agency.kind = PEOPLES_COMMITTEE[Level.COMMUNE]
    office.agency.save()
    leader = standing_of(office.scope(office.chairman), date(2026, 10, 1))

    assert agencies_to_set_up(leader) == [office.agency]


def test_a_seat_is_given_on_the_page_and_a_second_main_one_is_refused_there(client, office):
    new = a_person(name="Lý Mẫu Oanh", role=Role.COMMUNE_OFFICIAL, place=office.commune)
    client.force_login(office.personnel.account)
    page = reverse("kpi:posts", args=[office.agency.pk])
    seat = {
        "person": new.pk,
        "body": office.division.pk,
        "title": "Nhân viên lái xe",
        "rank": "official",
        "starts_on": "2026-10-01",
        "rule_set": "SUPPORT",
    }

    first = client.post(page, seat)
    second = client.post(f"{page}?q=Oanh", seat)

    assert first.status_code == 302, first.context["form"].errors
    assert "đã có vị trí chính lúc này" in second.content.decode()
    assert Post.objects.get(person=new).rule_set == "SUPPORT"


def test_a_transfer_on_the_page_ends_one_seat_and_begins_the_next(client, office):
    client.force_login(office.personnel.account)
    old = Post.objects.get(person=office.an)

    answer = client.post(
        reverse("kpi:move_post", args=[old.pk]),
        {"body": office.agency.pk, "title": "Chuyên viên văn phòng", "rank": "official", "on": "2026-10-15"},
    )

    assert answer.status_code == 302
    days = list(Post.objects.filter(person=office.an).order_by("starts_on").values_list("starts_on", "ends_on"))
    assert days == [(date(2025, 1, 1), date(2026, 10, 15)), (date(2026, 10, 15), None)]


def test_a_seat_ends_and_a_day_before_it_began_is_refused(client, office):
    client.force_login(office.personnel.account)
    old = Post.objects.get(person=office.an)

    refused = client.post(reverse("kpi:end_post", args=[old.pk]), {"on": "2024-12-31"})
    taken = client.post(reverse("kpi:end_post", args=[old.pk]), {"on": "2026-11-01"})

    assert "Ngày thôi phải sau ngày bắt đầu." in refused.content.decode()
    assert taken.status_code == 302
    old.refresh_from_db()
    assert old.ends_on == date(2026, 11, 1)


def test_an_official_finds_no_page_of_settings(client, office):
    client.force_login(office.an.account)

    for name, key in (
        ("setup", office.agency.pk),
        ("posts", office.agency.pk),
        ("post", Post.objects.get(person=office.an).pk),
    ):
        assert client.get(reverse(f"kpi:{name}", args=[key])).status_code == 404


def enter(office, criteria=CRITERIA, **more):
    given = {
        "agency": office.agency,
        "rule_set": "ND233-2026",
        "valid_from": date(2026, 10, 1),
        "basis": "Quy chế số 3/QC-TTHCC",
        "criteria": criteria,
    }
    return own.enter_own_rules(
        **(given | more), by=office.personnel, scope=office.scope(office.personnel), at=moment(date(2026, 10, 1))
    )


def test_criteria_that_do_not_come_to_thirty_and_seventy_are_refused(office):
    with pytest.raises(Refusal, match="đúng 30 điểm"):
        enter(office, CRITERIA[1:])
    with pytest.raises(Refusal, match="đúng 70 điểm"):
        enter(office, CRITERIA[:-1])

    assert not OwnRules.objects.exists()


def test_a_units_own_criteria_are_pasted_and_a_wrong_row_is_named(client, office):
    client.force_login(office.personnel.account)
    page = reverse("kpi:own_rules", args=[office.agency.pk, "ND233-2026"])
    rows = "\n".join(f"{one.label}; {one.points}; {one.group}" for one in CRITERIA)

    wrong = client.post(page, {"month": "2026-11", "basis": "Quy chế 3", "text": rows + "\nThiếu điểm; x; Chung"})
    right = client.post(
        page,
        {"month": client.get(page).context["form"].fields["month"].choices[0][0], "basis": "Quy chế 3", "text": rows},
    )

    assert "Dòng 7: cột điểm ghi “x”, cần một số." in wrong.content.decode()
    assert right.status_code == 302, right.context["form"].errors
    assert len(OwnRules.objects.get().results) == 3


def test_a_public_employee_is_scored_by_the_units_own_criteria(client, office):
    Post.objects.filter(person=office.an).update(rule_set="ND233-2026")
    enter(office)
    office.open()
    sheet = office.sheet(office.an)
    assert sheet.own_rules == own_rules_on(office.agency.pk, OCTOBER)["ND233-2026"]
    scoring.self_score(
        sheet_id=sheet.pk,
        points={"C1": Decimal(9), "C2": Decimal(8), "C3": Decimal(10)},
        results={"K1": Decimal(18), "K2": Decimal(30), "K3": Decimal("15.5")},
        by=office.an,
        scope=office.scope(office.an),
        at=LATER,
    )
    office.confirm(office.an)

    sheet = office.sheet(office.an)
    assert (sheet.total, sheet.task_score, sheet.level) == (Decimal("90.5"), Decimal("63.5"), "HTXSNV")
    shown = why(sheet)
    assert [name for name, *_rest in shown.results] == ["Số lượng", "Chất lượng", "Tiến độ"]
    assert sum(Decimal(band.points.replace(",", ".")) for band in shown.bands) == 100
    client.force_login(office.an.account)
    page = client.get(reverse("kpi:why", args=[sheet.pk])).content.decode()
    assert "Chưa có văn bản gốc" in page
    assert "Mẫu số 01" not in page
    refused = client.get(reverse("kpi:form", args=[sheet.pk, "pdf"]), follow=True)
    assert "chưa có mẫu phiếu chính thức" in refused.content.decode()


def test_a_support_worker_is_scored_by_three_per_cents_and_a_change_needs_a_reason(office):
    Post.objects.filter(person=office.an).update(rule_set="SUPPORT")
    office.open()
    sheet = office.sheet(office.an)
    given = {"quality": Decimal(90), "compliance": Decimal(80), "efficiency": Decimal(100)}
    scoring.self_score(
        sheet_id=sheet.pk,
        points={"I": Decimal(27)},
        results=given,
        by=office.an,
        scope=office.scope(office.an),
        at=LATER,
    )
    with pytest.raises(Refusal, match="cần lý do"):
        scoring.change_sheet(
            sheet_id=sheet.pk,
            results=given | {"quality": Decimal(60)},
            reason="",
            by=office.head,
            scope=office.scope(office.head),
            at=LATER,
        )
    office.confirm(office.an)

    assert office.sheet(office.an).total == Decimal(90)


def test_the_self_score_of_a_support_worker_asks_for_the_three_per_cents(client, office):
    Post.objects.filter(person=office.an).update(rule_set="SUPPORT")
    office.open()
    client.force_login(office.an.account)
    sheet = office.sheet(office.an)

    page = client.get(reverse("kpi:self_score", args=[sheet.pk]))
    sent = client.post(
        page.request["PATH_INFO"],
        {"I": "27", "result-quality": "90", "result-compliance": "80", "result-efficiency": "100"},
    )

    assert "Chất lượng công việc" in page.content.decode()
    assert sent.status_code == 302, sent.context["form"].errors
    assert Sheet.objects.get(pk=sheet.pk).results_self == {"quality": "90", "compliance": "80", "efficiency": "100"}


def test_a_group_without_criteria_cannot_be_scored_and_says_what_to_do(office):
    Post.objects.filter(person=office.an).update(rule_set="QD366-2025")
    office.open()

    with pytest.raises(Refusal, match="chưa nhập bộ tiêu chí"):
        office_self_score(office)

    assert office.sheet(office.an).state == SheetState.OPEN


def office_self_score(office):
    return scoring.self_score(
        sheet_id=office.sheet(office.an).pk,
        points={},
        by=office.an,
        scope=office.scope(office.an),
        at=LATER,
    )


def test_the_head_of_the_agency_is_scored_by_somebody_above_who_was_named(client):
    province = a_place(name="Khánh Hoà", level=Level.PROVINCE)
    office = an_office(commune=a_place(name="An Hoà", level=Level.COMMUNE, parent=province))
    dung = a_person(name="Lê Mẫu Dung", role=Role.PROVINCE_OFFICER, place=province)
    office.open()
    office.assign(office.an, a_task())
    office.self_score(office.chairman)
    client.force_login(dung.account)
    hidden = client.get(reverse("kpi:sheet", args=[office.sheet(office.chairman).pk]))
    people.name_substitute(
        person=office.chairman,
        scorer=dung,
        agency=office.agency,
        starts_on=date(2026, 10, 1),
        ends_on=None,
        reason="Cấp trên của cơ quan chấm người đứng đầu",
        by=office.personnel,
        scope=office.scope(office.personnel),
        at=EARLY,
    )

    shown = client.get(reverse("kpi:sheet", args=[office.sheet(office.chairman).pk]))
    listed = client.get(reverse("kpi:confirm") + "?month=2026-10")

    assert (hidden.status_code, shown.status_code) == (404, 200)
    assert "Trần Mẫu Bình" in listed.content.decode()
    assert office.an.name not in listed.content.decode()
    assert scope_of(dung.pk, on=date(2026, 10, 22)).place_roots


def test_the_substitutes_of_a_body_are_listed_and_ended(client, office):
    office.open()
    found = people.name_substitute(
        person=office.an,
        scorer=office.personnel,
        agency=office.agency,
        starts_on=date(2026, 10, 1),
        ends_on=None,
        reason="Trưởng phòng đi học",
        by=office.personnel,
        scope=office.scope(office.personnel),
        at=EARLY,
    )
    client.force_login(office.personnel.account)

    listed = client.get(reverse("kpi:overview") + "?month=2026-10")
    ended = client.post(reverse("kpi:end_substitute", args=[found.pk]))

    assert "Hà Mẫu Nga chấm Nguyễn Mẫu An" in listed.content.decode()
    assert ended.status_code == 302
    found.refresh_from_db()
    assert found.ends_on is not None
