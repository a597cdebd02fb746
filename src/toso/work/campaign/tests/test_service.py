"""At the commune: received, the day in one tap, the log as a view, reports, words of both sides, conduct."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from docx import Document

from tests.builders import a_person, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.models import Account
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.work.campaign.actions import conduct, papers, plans, service
from toso.work.campaign.actions.lists import Listed
from toso.work.campaign.models import ConductCase, DayNote, MissionReport, Wave
from toso.work.campaign.queries import board, figures
from toso.work.campaign.queries.papers import lines_of
from toso.work.campaign.rules import days
from toso.work.campaign.rules.service import Line, Outcome, ReportKind, Side, Standing
from toso.work.campaign.tests.builders import (
    DAY,
    FIRST,
    LAST,
    a_campaign,
    a_case,
    a_deployment,
    a_serving,
    a_whole_report,
    an_appraisal,
    an_ordinary_day,
)
from toso.work.helpdesk.tests.builders import a_ticket
from toso.work.outreach.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """Giang serves at the commune of Bình since the first day, in a campaign that Dung runs."""
    world = a_world()
    dung, binh = dung_of(world.province), binh_of(world.commune)
    campaign = a_campaign(place=world.province, by=dung)
    row = a_serving(campaign=campaign, place=world.commune, by=dung)
    Account.objects.create(username=f"giang{row.person_id}", person=row.person)
    return world, dung, binh, campaign, row


def test_one_tap_records_the_ordinary_day_as_outreach_rows_and_a_second_adds_nothing(sent):
    _world, _dung, _binh, _campaign, row = sent

    made = an_ordinary_day(deployment=row)
    with pytest.raises(Refusal, match="đã ghi rồi"):
        an_ordinary_day(deployment=row)

    rows = Record.objects.filter(shares__person=row.person).order_by("pk")
    row.refresh_from_db()
    assert made == 2
    assert sorted((one.task.code, one.citizens, one.things) for one in rows) == [
        ("equipment", 0, 3),
        ("online_services", 5, 0),
    ]
    assert {one.place for one in rows} == {row.place}
    assert row.ordinary == {"citizens": [5, 0], "network": [0, 3]}


def test_the_log_is_a_view_of_records_tickets_and_notes_and_keeps_nothing_of_its_own(sent):
    _world, _dung, _binh, _campaign, row = sent
    an_ordinary_day(deployment=row)
    a_ticket(place=row.place, by=row.person, title="Máy in bộ phận một cửa", at=moment(DAY, 9))
    service.write_note(
        deployment_id=row.pk,
        day=DAY + timedelta(days=1),
        text="Họp thôn",
        story="Bà cụ tự nộp được hồ sơ",
        by=row.person,
        scope=scope_of(row.person_id, on=DAY),
        at=moment(DAY + timedelta(days=1), 17),
    )

    log = figures.log_of(row, FIRST, LAST)

    assert [line.day for line in log] == [DAY, DAY]
    assert figures.days_logged([row])[row.pk] == {DAY, DAY + timedelta(days=1)}
    assert figures.value_of("things", figures.of_deployment(row)) == 3
    Record.objects.filter(shares__person=row.person).update(superseded_at=moment(DAY, 20))
    assert figures.log_of(row, FIRST, LAST) == []


@pytest.mark.parametrize(
    ("day", "today", "words"),
    [
        (FIRST - timedelta(days=1), DAY, "đến Xã An Hoà ngày 02/11/2026; ngày 01/11/2026 ở ngoài đợt hỗ trợ"),
        (LAST + timedelta(days=1), LAST + timedelta(days=3), "đến hết ngày 01/12/2026; ngày 02/12/2026 ở ngoài đợt"),
        (DAY + timedelta(days=1), DAY, "Ngày 17/11/2026 chưa đến"),
    ],
)
def test_a_log_for_a_day_outside_the_mission_is_refused_with_a_sentence(sent, day, today, words):
    _world, _dung, _binh, _campaign, row = sent
    scope = scope_of(row.person_id, on=DAY)

    with pytest.raises(Refusal, match=words):
        service.write_note(
            deployment_id=row.pk, day=day, text="x", story="", by=row.person, scope=scope, at=moment(today, 17)
        )
    with pytest.raises(Refusal, match=words):
        service.record_ordinary_day(
            deployment_id=row.pk, day=day, done={"citizens": (1, 0)}, by=row.person, scope=scope, at=moment(today, 17)
        )

    assert not DayNote.objects.exists()
    assert not Record.objects.exists()


def test_only_the_commune_receives_within_the_decided_days_and_the_role_ends_with_the_service():
    world = a_world()
    dung, binh, chau = dung_of(world.province), binh_of(world.commune), chau_of(world.elsewhere)
    row = a_deployment(campaign=a_campaign(place=world.province, by=dung), place=world.commune, by=dung)
    early = service.Reception(arrived_on=FIRST - timedelta(days=2), focal=binh)
    right = service.Reception(arrived_on=FIRST + timedelta(days=1), focal=binh)

    with pytest.raises(type(row).DoesNotExist):
        service.receive(deployment_id=row.pk, reception=right, by=chau, scope=scope_of(chau.pk, on=DAY), at=moment(DAY))
    scope = scope_of(binh.pk, on=DAY)
    with pytest.raises(Refusal, match="Ngày đến phải từ 02/11/2026"):
        service.receive(deployment_id=row.pk, reception=early, by=binh, scope=scope, at=moment(DAY))
    service.receive(deployment_id=row.pk, reception=right, by=binh, scope=scope, at=moment(DAY))
    service.finish(deployment_id=row.pk, left_on=DAY, handover="Sổ tay", by=binh, scope=scope, at=moment(DAY, 18))

    row.refresh_from_db()
    assert (row.first_day, row.arrived_on, row.left_on, row.last_day) == (FIRST, date(2026, 11, 3), DAY, LAST)
    assert scope_of(row.person_id, on=DAY).roles == {Role.TEAM_MEMBER}
    assert not scope_of(row.person_id, on=DAY + timedelta(days=1)).roles


def test_nobody_leaves_before_the_last_day_that_stands_in_the_log(sent):
    _world, _dung, binh, _campaign, row = sent
    an_ordinary_day(deployment=row)
    scope = scope_of(binh.pk, on=DAY)

    with pytest.raises(Refusal, match=f"Nhật ký đã có việc ngày {DAY:%d/%m/%Y}"):
        service.finish(
            deployment_id=row.pk, left_on=DAY - timedelta(days=1), handover="", by=binh, scope=scope, at=moment(DAY, 18)
        )

    row.refresh_from_db()
    assert (row.standing, row.left_on) == (Standing.SERVING, None)


def test_a_final_report_is_drafted_from_the_log_and_accepted_by_both_lines_of_command(sent):
    _world, dung, _binh, campaign, row = sent
    leader = a_person(name="Hồ Mẫu Trưởng", role=Role.TEAM_MEMBER, place=row.place)
    Wave.objects.filter(pk=row.wave_id).update(leader=leader)
    an_ordinary_day(deployment=row)
    own, at = scope_of(row.person_id, on=DAY), moment(DAY, 18)

    report = papers.draft_report(
        deployment_id=row.pk, kind=ReportKind.FINAL, first_day=None, by=row.person, scope=own, at=at
    )
    assert "Lượt người dân được hướng dẫn: 5 lượt người" in report.words["done"]
    report = papers.hand_in_report(report_id=report.pk, seen_version=0, by=row.person, scope=own, at=at)
    assert dict(report.figures)["things"] == "3"
    with pytest.raises(Refusal):
        papers.endorse_report(report_id=report.pk, words="", by=row.person, scope=own, at=at)
    papers.endorse_report(report_id=report.pk, words="Tốt", by=leader, scope=scope_of(leader.pk, on=DAY), at=at)
    report.refresh_from_db()
    assert report.state == "handed_in"
    assert lines_of(report, dung, scope_of(dung.pk, on=DAY)) == {Line.PROFESSION}
    papers.endorse_report(report_id=report.pk, words="", by=dung, scope=scope_of(dung.pk, on=DAY), at=at)

    report.refresh_from_db()
    assert report.state == "accepted"
    assert a_whole_report(campaign=campaign, by=dung).words["done"].startswith("- Việc đã ghi: 2 việc")


def test_two_edits_of_a_report_at_once_the_second_is_told_and_the_first_stands(sent):
    _world, _dung, _binh, _campaign, row = sent
    scope, at = scope_of(row.person_id, on=DAY), moment(DAY, 18)
    who = {"by": row.person, "scope": scope, "at": at}
    report = papers.draft_report(deployment_id=row.pk, kind=ReportKind.WEEKLY, first_day=None, **who)
    assert (report.first_day, report.last_day) == (DAY, DAY + timedelta(days=6))

    papers.write_report(report_id=report.pk, words={"done": "Một"}, seen_version=0, **who)
    with pytest.raises(Refusal, match="vừa được lưu ở nơi khác"):
        papers.write_report(report_id=report.pk, words={"done": "Hai"}, seen_version=0, **who)

    report.refresh_from_db()
    assert report.words["done"] == "Một"


def test_the_commune_certifies_whoever_worked_and_anybody_may_ask_whether_it_is_genuine(sent, client):
    _world, _dung, binh, _campaign, row = sent
    an_ordinary_day(deployment=row)

    appraisal = an_appraisal(deployment=row, by=binh, mark=4)
    with pytest.raises(Refusal, match="Đã nhận xét rồi"):
        an_appraisal(deployment=row, by=binh, mark=1)
    page = client.get(reverse("campaign:verify", args=[appraisal.token])).text

    assert appraisal.is_certified
    assert str(row.person) in page
    assert client.get(reverse("campaign:verify", args=["none"])).status_code == 404


def test_without_a_day_of_work_there_is_no_certificate(sent):
    _world, _dung, binh, _campaign, row = sent

    assert not an_appraisal(deployment=row, by=binh).is_certified


def test_nobody_is_judged_unheard_and_strangers_do_not_find_the_case(sent):
    world, dung, binh, _campaign, row = sent
    case = a_case(deployment=row, by=binh)
    other = a_person(name="Cao Mẫu Công", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    scope, at = scope_of(dung.pk, on=DAY), moment(DAY, 19)
    own = scope_of(row.person_id, on=DAY)

    assert not ConductCase.objects.visible_to(own).exists()
    assert not ConductCase.objects.visible_to(scope_of(other.pk, on=DAY)).exists()
    with pytest.raises(Refusal, match="đã nghe người này trình bày"):
        conduct.decide_case(case_id=case.pk, outcome=Outcome.WARNED, words="x", by=dung, scope=scope, at=at)
    conduct.call_to_hearing(case_id=case.pk, by=dung, scope=scope, at=at)
    conduct.hear(case_id=case.pk, words="Mẹ ốm", by=row.person, scope=own, at=at)
    conduct.decide_case(case_id=case.pk, outcome=Outcome.REMINDED, words="Có lý do", by=dung, scope=scope, at=at)

    case.refresh_from_db()
    assert (case.state, case.outcome, case.hearing) == ("decided", "reminded", "Mẹ ốm")


def test_the_regulation_is_read_by_each_member_and_a_new_version_anew(sent):
    _world, dung, _binh, campaign, row = sent
    own, scope = scope_of(row.person_id, on=DAY), scope_of(dung.pk, on=DAY)
    who = {"campaign_id": campaign.pk, "by": row.person, "scope": own, "at": moment(DAY)}

    first = plans.acknowledge(**who)
    assert plans.acknowledge(**who) == first
    new = {"sections": [("Một", "Lời")], "number": "3/QC", "effective_on": DAY, "by": dung, "scope": scope}
    plans.write_regulation(campaign_id=campaign.pk, seen_version=1, at=moment(DAY), **new)
    with pytest.raises(Refusal, match="vừa được người khác sửa"):
        plans.write_regulation(campaign_id=campaign.pk, seen_version=1, at=moment(DAY), **new)

    assert plans.acknowledge(**who).regulation.version == 2


def test_the_board_shows_who_is_silent_for_two_working_days_and_objectives_beside_the_pace(sent):
    _world, _dung, _binh, campaign, row = sent
    an_ordinary_day(deployment=row, people=500)
    on = DAY + timedelta(days=3)  # Thursday; Tuesday and Wednesday without a log

    (post,) = board.posts(campaign, on)
    goals = {goal.objective.figure: goal for goal in board.goals(campaign, days.progress(FIRST, 30, on))}

    assert (post.place, post.last_logged, post.silent, post.is_silent) == (row.place, DAY, 2, True)
    assert (goals["citizens"].value, goals["citizens"].tone) == (500, "wait")


def test_giang_writes_the_day_on_the_page_and_the_numbers_wait_for_the_next(sent, client, monkeypatch):
    _world, dung, _binh, _campaign, row = sent
    at = moment(DAY, 17)
    monkeypatch.setattr("toso.work.campaign.views.service.timezone.now", lambda: at)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    client.force_login(row.person.account)
    address = reverse("campaign:day", args=[row.pk])

    outside = client.post(address, {"kind": "day", "day": "2026-10-01", "people_citizens": "4"})
    client.post(address, {"kind": "day", "day": DAY.isoformat(), "people_citizens": "4", "things_network": "2"})
    page = client.get(address).text

    assert "ở ngoài đợt hỗ trợ" in outside.text
    assert 'value="4"' in outside.text
    assert Record.objects.count() == 2
    assert "Số điền sẵn là của ngày thường trước" in page
    client.force_login(dung.account)
    assert client.get(address).status_code == 404


def test_the_reports_and_the_certificate_leave_as_paper_and_numbers_open(sent, client):
    _world, dung, binh, campaign, row = sent
    an_ordinary_day(deployment=row)
    an_appraisal(deployment=row, by=binh)
    report = a_whole_report(campaign=campaign, by=dung)
    client.force_login(dung.account)

    word = client.get(reverse("campaign:paper", args=[report.pk, "docx"]))
    certificate = client.get(reverse("campaign:certificate", args=[row.pk, "pdf"]))
    opened = client.get(reverse("campaign:report_evidence", args=[report.pk, "things"])).text
    board_page = client.get(reverse("campaign:board", args=[campaign.pk])).text

    words = ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
    assert "Xã An Hoà" in words
    assert certificate.content.startswith(b"%PDF")
    assert "/outreach/" in opened
    assert row.person.name in board_page
    assert MissionReport.objects.get().kind == "campaign"


def test_the_board_costs_the_same_for_one_and_for_ten_people(sent, client):
    world, dung, _binh, campaign, _row = sent
    client.force_login(dung.account)

    def more():
        rows = [
            Listed(row=n, name=f"Lê Mẫu Số {n}", phone=f"08{n:08d}", kind="Sinh viên", discipline="CNTT")
            for n in range(1, 10)
        ]
        a_deployment(campaign=campaign, place=world.elsewhere, by=dung, rows=rows)

    assert_flat(lambda: client.get(reverse("campaign:board", args=[campaign.pk])), grow=more)


def test_the_member_says_how_the_commune_helped(sent):
    _world, _dung, _binh, _campaign, row = sent
    marks = {"reception": 5, "workplan": 4, "conditions": 3, "learning": 5}

    made = papers.appraise(
        deployment_id=row.pk,
        side=Side.MEMBER,
        marks=marks,
        words="Xã lo chỗ ở chu đáo",
        by=row.person,
        scope=scope_of(row.person_id, on=DAY),
        at=moment(DAY),
    )

    assert (made.marks, made.is_certified) == (marks, False)


def test_the_regulation_leaves_as_paper_in_the_version_in_force(client):
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    scope = scope_of(dung.pk, on=DAY)
    client.force_login(dung.account)

    def told() -> str:
        page = client.get(reverse("campaign:regulation_paper", args=[campaign.pk, "docx"]))
        paragraphs = Document(BytesIO(page.content)).paragraphs
        return "\n".join(paragraph.text for paragraph in paragraphs)

    draft = told()
    plans.write_regulation(
        campaign_id=campaign.pk,
        sections=[("Giờ giấc", "Theo giờ của xã.\nNghỉ thì báo tổ trưởng.")],
        number="12/QC-UBND",
        effective_on=DAY,
        seen_version=1,
        by=dung,
        scope=scope,
        at=moment(DAY),
    )
    issued = told()

    assert "Quyền của thành viên" in draft
    assert "Nghỉ thì báo tổ trưởng." in issued
    assert "Giờ giấc" in issued
    assert "Quyền của thành viên" not in issued
    assert client.get(reverse("campaign:regulation_paper", args=[campaign.pk, "pdf"])).content[:4] == b"%PDF"
    assert client.get(reverse("campaign:regulation_paper", args=[campaign.pk, "exe"])).status_code == 404
