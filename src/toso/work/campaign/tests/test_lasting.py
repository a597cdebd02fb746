"""What a mission leaves behind and what its days are paid: gathered from the rooms below."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import a_person, a_place, binh_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.work.allowance.actions import load_rates
from toso.work.allowance.models import PaidDay, PaymentList
from toso.work.allowance.rules import DayKind, DaySource
from toso.work.assessment.actions.cores import check_core, hand_over, note_training
from toso.work.assessment.actions.criteria import load_criteria
from toso.work.assessment.actions.studies import Seen
from toso.work.assessment.models import Core, Study
from toso.work.assessment.rules import Round
from toso.work.assessment.tests import builders as lasting
from toso.work.campaign.actions import papers
from toso.work.campaign.actions.papers import draft_whole_report
from toso.work.campaign.queries import change
from toso.work.campaign.rules.needs import Remoteness
from toso.work.campaign.tests.builders import (
    DAY,
    FIRST,
    LAST,
    a_campaign,
    a_need,
    a_serving,
    a_want,
    a_wave,
    a_whole_report,
    an_ordinary_day,
)

pytestmark = pytest.mark.django_db
LATER = LAST + timedelta(days=95)


@pytest.fixture
def sent(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(DAY, 18))
    load_rates()
    load_criteria(at=moment(FIRST))
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    return world, dung, campaign, a_serving(campaign=campaign, place=world.commune, by=dung)


def asked(row, **more):
    return {"month": "2026-11-01", "place": row.place_id, "method": "days"} | more


def test_the_logged_days_of_a_month_become_a_payment_list(client, sent):
    _world, dung, _campaign, row = sent
    for day in (FIRST, DAY):
        an_ordinary_day(deployment=row, day=day)
    client.force_login(dung.account)

    answer = client.post(reverse("campaign:pay", args=[row.wave_id]), asked(row))

    made = PaymentList.objects.get()
    assert answer.url == reverse("allowance:list", args=[made.pk])
    assert made.decision_number == "99/QĐ-UBND"
    assert [(one.person, one.day, one.kind) for one in PaidDay.objects.order_by("day")] == [
        (row.person, FIRST, DayKind.STAY),
        (row.person, DAY, DayKind.STAY),
    ]
    assert made.lines.get().amount == Decimal(600_000)
    assert answer.url in client.get(reverse("campaign:wave", args=[row.wave_id])).text


def test_the_days_of_the_way_are_taken_from_the_log_and_shown_with_their_evidence(client, sent):
    _world, dung, _campaign, row = sent
    an_ordinary_day(deployment=row, day=FIRST + timedelta(days=1))
    row.arrived_on, row.left_on = FIRST, DAY
    row.save()
    client.force_login(dung.account)

    answer = client.post(reverse("campaign:pay", args=[row.wave_id]), asked(row))

    assert list(PaidDay.objects.order_by("day").values_list("day", "source")) == [
        (FIRST, DaySource.ARRIVAL),
        (FIRST + timedelta(days=1), DaySource.LOG),
        (DAY, DaySource.RETURN),
    ]
    page = client.get(answer.url).text
    evidence = reverse("campaign:deployment", args=[row.pk])
    assert f'<a href="{evidence}">Ngày đi đường đến, xã đã tiếp nhận</a>' in page


def test_a_day_already_paid_is_refused_with_the_sentence_of_allowances(client, sent):
    _world, dung, _campaign, row = sent
    an_ordinary_day(deployment=row)
    client.force_login(dung.account)
    address = reverse("campaign:pay", args=[row.wave_id])
    client.post(address, asked(row))

    again = client.post(address, asked(row, place=""))
    nothing = client.post(address, asked(row, month="2026-01-01"))

    assert f"2 ngày đã có trong danh sách khác: {row.person.name} {row.arrived_on:%d/%m/%Y}" in again.text
    assert nothing.status_code == 200
    assert PaymentList.objects.count() == 1


def test_a_day_of_repairs_alone_is_a_logged_day_and_is_paid(client, sent):
    _world, dung, _campaign, row = sent
    an_ordinary_day(deployment=row, people=0, things=2)
    client.force_login(dung.account)

    client.post(reverse("campaign:pay", args=[row.wave_id]), asked(row))

    assert PaidDay.objects.get(source=DaySource.LOG).day == DAY


def test_an_island_is_paid_as_an_island_and_a_month_without_a_log_is_refused(client, sent):
    world, dung, _campaign, row = sent
    a_need(wave=row.wave, place=world.commune, by=dung, want=a_want(remoteness=Remoteness.ISLAND))
    client.force_login(dung.account)
    address = reverse("campaign:pay", args=[row.wave_id])

    silent = client.post(address, asked(row))
    assert "Chưa có ngày công nào để chi." in silent.text
    assert not PaymentList.objects.exists()

    an_ordinary_day(deployment=row)
    client.post(address, asked(row))
    assert set(PaidDay.objects.values_list("kind", flat=True)) == {DayKind.ISLAND}


def test_a_study_opens_with_the_first_reception_and_once_for_each_commune(sent):
    world, dung, campaign, row = sent

    study = Study.objects.get()
    assert (study.place, study.first_day, study.last_day) == (world.commune, FIRST, LAST)
    assert study.label == "Đợt 1, 45/QĐ-UBND, Tổ hỗ trợ về xã"
    a_serving(campaign=campaign, place=world.commune, by=dung)
    assert Study.objects.count() == 1
    assert row.standing == "serving"


def test_without_criteria_the_reception_goes_on_and_no_study_is_opened():
    world = a_world()
    dung = dung_of(world.province)

    row = a_serving(campaign=a_campaign(place=world.province, by=dung), place=world.commune, by=dung)

    assert row.standing == "serving"
    assert not Study.objects.exists()


def _left_behind(world, dung, row):
    binh = binh_of(world.commune)
    study = Study.objects.get()
    for when, level in ((Round.BEFORE, 1), (Round.AFTER, 3)):
        lasting.an_answer(study=study, by=binh, when=when, area="skills", seen=Seen(level, "Đã thử tại chỗ"))
    lasting.an_answer(study=study, by=binh, when=Round.BEFORE, area="data", seen=Seen(2, "Đã thử tại chỗ"))
    hoa = a_person(name="Lê Mẫu Hoà", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    core = lasting.a_core(place=world.commune, person=hoa, by=binh, on=FIRST)
    given: dict[str, Any] = {"by": binh, "scope": scope_of(binh.pk, on=LAST), "at": moment(LAST)}
    note_training(core_id=core.pk, on=DAY, what="Quản trị mạng cơ bản", **given)
    hand_over(core_id=core.pk, on=LAST, what="Sơ đồ mạng", **given)
    check_core(
        core_id=core.pk,
        milestone=90,
        on=LAST + timedelta(days=90),
        is_active=True,
        note="Sửa mạng cho các phòng",
        by=binh,
        scope=scope_of(binh.pk, on=LATER),
        at=moment(LATER),
    )
    return study, core, lasting.a_post(place=world.commune, by=binh, on=FIRST)


def test_the_report_of_the_campaign_shows_what_was_measured_and_opens_it(client, sent):
    world, dung, campaign, row = sent
    study, core, post = _left_behind(world, dung, row)
    report = a_whole_report(campaign=campaign, by=dung)

    found = change.of_report(report, scope_of(dung.pk, on=DAY))
    client.force_login(dung.account)
    page = client.get(reverse("campaign:report", args=[report.pk])).text
    behind = client.get(reverse("campaign:change", args=[report.pk])).text

    assert found is not None
    after, days_30, days_90 = found.rounds
    assert (after.communes, after.before, after.later, after.gain, after.raised) == (1, 1, 3, 2, 1)
    assert (days_30.communes, days_30.before, days_30.gain) == (0, None, None)
    assert days_90.communes == 0
    assert (found.watched, found.named, found.active, found.unfilled) == (1, 1, 1, 1)
    assert "1,0 → 3,0" in page
    assert "1/1 xã có đợt đánh giá" in page
    assert f"{reverse('campaign:change', args=[report.pk])}#cores" in page
    for address in (
        reverse("assessment:study", args=[study.pk]),
        reverse("core_person", args=[core.pk]),
        reverse("assessment:post", args=[post.pk]),
    ):
        assert address in behind
    assert client.get(reverse("campaign:paper", args=[report.pk, "docx"])).status_code == 200


def test_a_report_handed_in_keeps_the_change_it_told_though_the_communes_move_on(client, sent):
    world, dung, campaign, row = sent
    _study, core, _post = _left_behind(world, dung, row)
    report = a_whole_report(campaign=campaign, by=dung)
    who = {"by": dung, "scope": scope_of(dung.pk, on=DAY), "at": moment(DAY, 18)}
    papers.write_report(report_id=report.pk, words={"done": "Đã làm"}, seen_version=report.version, **who)
    report = papers.hand_in_report(report_id=report.pk, seen_version=report.version + 1, **who)

    Core.objects.filter(pk=core.pk).update(superseded_at=moment(DAY, 19))

    live = change.of_report(report)
    assert live is not None
    told = change.told(report, live)
    assert told is not None
    client.force_login(dung.account)
    page = client.get(reverse("campaign:report", args=[report.pk])).text
    assert (live.named, told.named, told.active, told.unfilled) == (0, 1, 1, 1)
    assert told.rounds[0] == ("after", 1, Decimal("1.0"), Decimal("3.0"))
    assert "1,0 → 3,0 (1 xã); 1 hạt nhân, 1 còn hoạt động sau 90 ngày, 1 vị trí trống." in " ".join(page.split())


def test_whoever_leads_the_wave_from_outside_sees_the_counts_and_no_name(client, sent):
    world, dung, campaign, row = sent
    _study, core, _post = _left_behind(world, dung, row)
    row.wave.leader = a_person(role=Role.PARTNER, place=a_place(level=Level.PROVINCE))
    row.wave.save()
    report = draft_whole_report(
        campaign_id=campaign.pk, wave_id=row.wave_id, by=dung, scope=scope_of(dung.pk, on=DAY), at=moment(DAY)
    )
    client.force_login(row.wave.leader.account)

    page = client.get(reverse("campaign:change", args=[report.pk])).text

    assert core.person.name not in page
    assert "Một người" in page
    assert reverse("core_person", args=[core.pk]) not in page


def test_a_wave_that_met_nobody_says_so(client, sent):
    _world, dung, campaign, _row = sent
    wave = a_wave(campaign=campaign, by=dung)
    report = draft_whole_report(
        campaign_id=campaign.pk, wave_id=wave.pk, by=dung, scope=scope_of(dung.pk, on=DAY), at=moment(DAY)
    )
    client.force_login(dung.account)

    assert "Chưa có ai được cử đi." in client.get(reverse("campaign:change", args=[report.pk])).text


def test_the_measured_change_asks_no_more_for_many_communes(sent):
    world, dung, campaign, _row = sent
    report = a_whole_report(campaign=campaign, by=dung)

    def more():
        place = a_place(level=Level.COMMUNE, parent=world.province)
        study = Study.objects.get(place=a_serving(campaign=campaign, place=place, by=dung).place)
        lasting.an_answer(study=study, by=dung, seen=Seen(1, "Đã thử tại chỗ"))

    more()
    assert_flat(lambda: change.of_report(report), grow=more)
