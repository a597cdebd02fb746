"""From the need of a commune to the decision that sends people."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.builders import a_person, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.work.campaign.actions import naming, needs, plans
from toso.work.campaign.models import Candidate, Deployment, Need, SendingList
from toso.work.campaign.queries import chain as queries
from toso.work.campaign.queries.plans import campaigns
from toso.work.campaign.rules.matching import Fit, Match
from toso.work.campaign.rules.needs import Remoteness
from toso.work.campaign.tests.builders import (
    ASKED,
    FIRST,
    LAST,
    a_campaign,
    a_deployment,
    a_list,
    a_need,
    a_plan,
    a_school,
    a_want,
    a_wave,
    decided,
    listed,
    named,
)

pytestmark = pytest.mark.django_db


def test_a_campaign_copies_its_template_and_counts_from_the_effective_date():
    world = a_world()
    dung = dung_of(world.province)

    campaign = a_campaign(place=world.province, by=dung)

    assert (campaign.first_day, campaign.last_day, campaign.days) == (FIRST, LAST, 30)
    assert [group.code for group in campaign.groups.order_by("order")] == [
        "network",
        "eoffice",
        "feedback",
        "kpi",
        "digitise",
        "citizens",
        "security",
    ]
    assert campaign.groups.get(is_key=True).code == "citizens"
    assert campaign.responsibilities.count() == 5
    assert campaign.regulations.get().version == 1
    assert Entry.objects.filter(code="campaign.campaign.drafted").count() == 1


def test_the_phases_follow_another_number_of_days():
    world = a_world()
    campaign = a_campaign(
        place=world.commune, by=binh_of(world.commune), plan=a_plan(template="commune_45_days", days=20)
    )

    assert [(one.first, one.last) for one in campaign.parts] == [(1, 4), (5, 17), (18, 20)]
    assert campaign.counts_whole_place


def test_the_commune_opens_no_campaign_of_the_province_and_a_template_has_its_level():
    world = a_world()
    binh = binh_of(world.commune)

    with pytest.raises(Refusal):
        plans.draft_campaign(
            place=world.commune, plan=a_plan(), by=binh, scope=scope_of(binh.pk, on=ASKED), at=moment(ASKED)
        )

    assert not campaigns(scope_of(binh.pk, on=ASKED)).exists()


def test_needs_are_ranked_with_their_reasons_and_the_later_word_of_a_commune_stands():
    world = a_world()
    dung, binh, chau = dung_of(world.province), binh_of(world.commune), chau_of(world.elsewhere)
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung)
    a_need(wave=wave, place=world.commune, by=binh, want=a_want(it_staff=1))
    a_need(wave=wave, place=world.elsewhere, by=chau, want=a_want(remoteness=Remoteness.MOUNTAIN, wanted=1))
    a_need(wave=wave, place=world.commune, by=binh, want=a_want(it_staff=0, wanted=3))

    lines = queries.need_lines(wave)

    assert [(line.need.place, line.rank, line.need.wanted) for line in lines] == [
        (world.elsewhere, 1, 1),
        (world.commune, 2, 3),
    ]
    assert [str(word) for word in lines[1].why] == ["chưa có công chức công nghệ thông tin", "chưa đợt nào được hỗ trợ"]
    assert lines[1].short == 3


def test_a_commune_asks_for_itself_alone_and_within_the_term():
    world = a_world()
    dung, binh = dung_of(world.province), binh_of(world.commune)
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung)
    scope = scope_of(binh.pk, on=ASKED)

    with pytest.raises(Refusal, match="Hạn đăng ký là hết ngày 12/10/2026"):
        needs.register_need(
            wave_id=wave.pk, place=world.commune, want=a_want(), by=binh, scope=scope, at=moment(date(2026, 10, 13))
        )
    with pytest.raises(type(world.commune).DoesNotExist):
        needs.register_need(
            wave_id=wave.pk, place=world.elsewhere, want=a_want(), by=binh, scope=scope, at=moment(ASKED)
        )

    assert not Need.objects.exists()


def test_a_list_with_a_gap_is_refused_whole_and_names_the_line():
    world = a_world()
    dung, school = dung_of(world.province), a_school()
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung, senders=[school])
    good, gap = listed(), listed(discipline=" ")
    before = Person.objects.count()

    with pytest.raises(Refusal, match=f"Dòng {gap.row}: ghi chuyên ngành."):
        a_list(wave=wave, organisation=school, rows=[good, gap], by=dung)

    assert not SendingList.objects.exists()
    assert Person.objects.count() == before


def test_a_partner_sends_the_list_of_the_own_school_alone():
    world = a_world()
    dung, own, other = dung_of(world.province), a_school(), a_school(name="Trường Cao đẳng Mẫu 2")
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung, senders=[own, other])
    partner = a_person(name="Cô Mẫu Liên Hệ", role=Role.PARTNER, organisation=own)

    a_list(wave=wave, organisation=own, rows=[listed(), listed()], by=partner)
    with pytest.raises(Refusal):
        a_list(wave=wave, organisation=other, rows=[listed()], by=partner)

    scope = scope_of(partner.pk, on=ASKED)
    assert Candidate.objects.visible_to(scope).count() == 2
    assert SendingList.objects.get().organisation == own
    assert campaigns(scope).count() == 1


def test_a_list_sent_again_replaces_the_unnamed_and_knows_a_person_of_an_earlier_wave():
    world = a_world()
    dung, school = dung_of(world.province), a_school()
    campaign = a_campaign(place=world.province, by=dung)
    first = a_wave(campaign=campaign, by=dung, senders=[school])
    giang, hoa = listed(name="Võ Mẫu Giang", phone="0905111222"), listed()
    a_list(wave=first, organisation=school, rows=[giang, hoa], by=dung)

    a_list(wave=first, organisation=school, rows=[giang], by=dung)
    second = a_wave(campaign=campaign, by=dung, senders=[school])
    a_list(wave=second, organisation=school, rows=[listed(name="Võ Mẫu Giang", phone="0905 111 222")], by=dung)

    assert first.candidates.filter(withdrawn_at__isnull=True).count() == 1
    assert Person.objects.filter(name="Võ Mẫu Giang").count() == 1


def test_the_proposal_fills_the_ranking_and_the_coordinator_decides():
    world = a_world()
    dung, school = dung_of(world.province), a_school()
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung, senders=[school])
    a_need(wave=wave, place=world.commune, by=dung, want=a_want(wanted=2))
    a_need(wave=wave, place=world.elsewhere, by=dung, want=a_want(wanted=2, remoteness=Remoteness.ISLAND))
    rows = [listed(home=world.commune), listed(), listed()]
    a_list(wave=wave, organisation=school, rows=rows, by=dung)

    proposal = queries.proposal(wave)

    by_place: dict[int, list[tuple[Fit, ...]]] = {place.pk: [] for place in (world.commune, world.elsewhere)}
    for match in proposal.matches:
        by_place[match.place].append(match.why)
    assert by_place[world.commune.pk] == [(Fit.DISCIPLINE, Fit.HOME)]
    assert len(by_place[world.elsewhere.pk]) == 2
    assert queries.need_lines(wave)[1].short == 2
    assert not Deployment.objects.exists()


def test_overlapping_deployments_are_refused_in_words_and_by_the_database():
    world = a_world()
    dung, school = dung_of(world.province), a_school()
    campaign = a_campaign(place=world.province, by=dung)
    giang = listed(name="Võ Mẫu Giang", phone="0905111222")
    a_deployment(campaign=campaign, place=world.commune, by=dung, rows=[giang])
    wave = a_wave(campaign=campaign, by=dung, senders=[school])
    a_list(wave=wave, organisation=school, rows=[giang], by=dung)

    with pytest.raises(Refusal, match="đã được cử đến Xã An Hoà từ 02/11/2026 đến 01/12/2026"):
        named(wave=wave, place=world.elsewhere, by=dung)
    candidate = wave.candidates.get()
    with pytest.raises(IntegrityError, match="nobody_is_sent_to_two_places_at_once"), transaction.atomic():
        Deployment.objects.create(
            wave=wave,
            candidate=candidate,
            person=candidate.person,
            place=world.elsewhere,
            first_day=LAST,
            last_day=LAST,
            recorded_at=moment(ASKED),
        )

    assert Deployment.objects.count() == 1
    assert queries.proposal(wave).left


def test_two_coordinators_at_once_the_second_is_told_and_nothing_is_lost():
    world = a_world()
    dung, school = dung_of(world.province), a_school()
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung, senders=[school])
    a_list(wave=wave, organisation=school, rows=[listed(), listed()], by=dung)
    wave.refresh_from_db()
    seen = wave.version
    one, other = wave.candidates.order_by("pk")
    scope = scope_of(dung.pk, on=ASKED)

    def name(candidate, place):
        return naming.name_people(
            wave_id=wave.pk,
            chosen=[Match(candidate.pk, place.pk, 0, (Fit.CHOSEN,))],
            seen_version=seen,
            by=dung,
            scope=scope,
            at=moment(ASKED),
        )

    name(one, world.commune)
    with pytest.raises(Refusal, match="vừa được người khác thay đổi"):
        name(other, world.elsewhere)

    assert [row.person for row in Deployment.objects.all()] == [one.person]


def test_the_decision_gives_each_a_role_at_the_commune_for_the_days_alone():
    world = a_world()
    dung = dung_of(world.province)

    deployment = a_deployment(campaign=a_campaign(place=world.province, by=dung), place=world.commune, by=dung)

    held = Assignment.objects.get(person=deployment.person)
    assert (held.role, held.place, held.starts_on, held.ends_on) == (
        Role.TEAM_MEMBER,
        world.commune,
        FIRST,
        date(2026, 12, 2),
    )
    assert not scope_of(deployment.person_id, on=date(2026, 11, 1)).grants
    assert scope_of(deployment.person_id, on=LAST).holds(Role.TEAM_MEMBER, at_place=world.commune.path)


def test_nobody_is_sent_by_a_decision_over_an_empty_list():
    world = a_world()
    dung = dung_of(world.province)
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung)

    with pytest.raises(Refusal, match="Chưa có ai được phân công"):
        decided(wave=wave, by=dung)

    wave.refresh_from_db()
    assert wave.decision_number == ""


def test_somebody_decided_is_withdrawn_with_a_reason_and_the_role_ends():
    world = a_world()
    dung = dung_of(world.province)
    deployment = a_deployment(campaign=a_campaign(place=world.province, by=dung), place=world.commune, by=dung)
    scope = scope_of(dung.pk, on=ASKED)

    with pytest.raises(Refusal, match="Ghi lý do"):
        naming.withdraw_deployment(deployment_id=deployment.pk, reason=" ", by=dung, scope=scope, at=moment(ASKED))
    naming.withdraw_deployment(deployment_id=deployment.pk, reason="Ốm", by=dung, scope=scope, at=moment(ASKED))

    deployment.refresh_from_db()
    assert (deployment.standing, deployment.reason) == ("withdrawn", "Ốm")
    assert not scope_of(deployment.person_id, on=date(2026, 11, 10)).grants


def test_the_template_of_a_working_group_names_the_aims_of_the_waves_to_communes():
    world = a_world()
    dung = dung_of(world.province)

    campaign = a_campaign(place=world.province, by=dung, plan=a_plan(template="working_group", days=10))

    assert "tháo gỡ khó khăn của mô hình hai cấp" in campaign.purpose
    assert "chuyển biến rõ và bền" in campaign.purpose
    groups = {
        group.code: (group.task and group.task.code, group.is_key) for group in campaign.groups.select_related("task")
    }
    assert groups == {
        "practice": ("officials", False),
        "assessment": ("officials", False),
        "repair": ("equipment", False),
        "software": ("software", False),
        "core": ("officials", True),
        "citizens": ("online_services", False),
    }
    assert [(one.figure, one.target) for one in campaign.objectives.order_by("order")] == [
        ("tickets", 100),
        ("things", 200),
        ("trained", 140),
    ]
    assert [(part.first, part.last) for part in campaign.parts] == [(1, 2), (3, 9), (10, 10)]
