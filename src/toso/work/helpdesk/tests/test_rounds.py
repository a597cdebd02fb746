"""The round through network and computers, the response team, whoever asked the same, and what is asked about most."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.plan.teams import facts as teams
from toso.plan.teams.actions.response import set_response_team
from toso.plan.teams.models import Membership, Team
from toso.plan.teams.rules import TeamKind
from toso.work.helpdesk import facts, queries
from toso.work.helpdesk.actions import tickets
from toso.work.helpdesk.actions.rounds import finish_round
from toso.work.helpdesk.models import Round, Ticket
from toso.work.helpdesk.queries import desk, rounds
from toso.work.helpdesk.rules.rounds import Finding, Found
from toso.work.helpdesk.rules.ways import StepKind
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_desk, a_round, a_ticket

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=30)


@pytest.fixture
def world():
    a_desk()
    return a_world()


@pytest.fixture
def binh(world):
    return binh_of(world.commune)


def who(person, at=MORNING):
    return {"by": person, "scope": scope_of(person.pk, on=at.date()), "at": at}


def found(**faults):
    return [
        Found(check.code, Finding.FAULT if check.code in faults else Finding.GOOD, faults.get(check.code, ""))
        for check in rounds.checks()
    ]


def test_each_fault_of_a_round_becomes_a_request_and_the_round_counts(world, binh):
    made = finish_round(
        place_id=world.commune.pk,
        found=found(lan="Dây mạng phòng văn hoá đứt", printers="Máy in một cửa kẹt giấy"),
        next_on=NEXT,
        **who(binh),
    )

    asked = Ticket.objects.order_by("pk").values_list("title", "category", "place")
    assert list(asked) == [
        ("Dây mạng phòng văn hoá đứt", "network", world.commune.pk),
        ("Máy in một cửa kẹt giấy", "printer", world.commune.pk),
    ]
    assert made.lines.filter(ticket__isnull=False).count() == 2
    assert facts.rounds_done.rows({}).get() == made
    assert (world.commune.pk, DAY) in set(Mark.objects.values_list("place_id", "day"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"found": []}, "Còn mục chưa chọn: 1, 2, 3"),
        ({"found": found(lan=" ")}, "Mục 3 có lỗi: ghi lỗi gì"),
        ({"next_on": DAY}, "Lần sau vào ngày từ mai"),
        ({"next_on": DAY + timedelta(days=121)}, "đến 120 ngày nữa"),
    ],
)
def test_a_round_with_a_fault_in_it_is_refused_and_nothing_is_kept(world, binh, change, words):
    given = {"found": found(), "next_on": NEXT} | change

    with pytest.raises(Refusal, match=words):
        finish_round(place_id=world.commune.pk, **given, **who(binh))

    assert not Round.objects.exists()
    assert not Ticket.objects.exists()


def test_a_round_is_written_once_a_day_and_by_the_commune_alone(world, binh):
    a_round(place=world.commune, by=binh)

    with pytest.raises(Refusal, match="Hôm nay đã ghi"):
        a_round(place=world.commune, by=binh)
    with pytest.raises(Refusal, match="Chỉ công chức"):
        a_round(place=world.commune, by=dung_of(world.province))

    assert Round.objects.count() == 1


def test_a_round_is_due_again_on_its_day_and_a_commune_without_team_is_not_pressed(world, binh):
    def keys(day):
        scope = scope_of(binh.pk, on=day)
        jobs = queries.jobs(scope=scope, person_id=binh.pk, at=moment(day))
        return [job.key for job in jobs if job.key.startswith("helpdesk.round")]

    before = keys(DAY)
    a_round(place=world.commune, by=binh)

    assert before == keys(DAY) == keys(NEXT - timedelta(days=3)) == []
    assert keys(NEXT - timedelta(days=2)) == [f"helpdesk.round.{world.commune.pk}.{NEXT}"]


def test_the_province_sees_which_commune_has_never_looked(world, binh):
    a_round(place=world.commune, by=binh)

    listed = rounds.standings(scope_of(dung_of(world.province).pk, on=DAY), today=DAY)

    assert [(one.place, one.last_on, one.is_due) for one in listed] == [
        (world.elsewhere, None, True),
        (world.commune, DAY, False),
    ]


def test_the_page_of_a_round_keeps_what_was_chosen_when_something_is_missing(client, world, binh):
    client.force_login(binh.account)
    code = rounds.checks()[0].code

    page = client.post(
        reverse("helpdesk:new_round", args=[world.commune.pk]),
        {f"{code}-finding": "fault", f"{code}-text": "Mất mạng từ 8 giờ", "next_on": "2099-01-01"},
    ).content.decode()

    assert "Còn mục chưa chọn: 2, 3, 4" in page
    assert 'value="Mất mạng từ 8 giờ"' in page
    assert not Round.objects.exists()


def found_team(world, by, members, *, leader, on=DAY, number="9/QĐ-UBND", at=MORNING):
    return set_response_team(
        place_id=world.commune.pk, members=members, leader=leader, number=number, effective_on=on, **who(by, at)
    )


def test_a_response_team_is_founded_and_changed_and_is_no_community_team(world, binh):
    leader = a_person(name="Lê Mẫu Chủ", role=Role.COMMUNE_LEADER, place=world.commune)
    team = found_team(world, binh, [binh], leader=leader)
    later = moment(DAY + timedelta(days=5))

    again = found_team(world, leader, [], leader=binh, on=DAY + timedelta(days=5), number="10/QĐ-UBND", at=later)

    assert (team.kind, team.place, again.pk) == (TeamKind.RESPONSE, world.commune, team.pk)
    standing = Membership.objects.active_on(DAY + timedelta(days=5)).filter(team=team)
    assert [(row.person, row.role) for row in standing] == [(binh, "leader")]
    assert Membership.objects.active_on(DAY).filter(team=team).count() == 2
    assert teams.members.rows({}).count() == teams.hamlets_with_team.rows({}).count() == 0
    assert queries.response_team(world.hamlet, MORNING) == team


def test_a_response_team_takes_nobody_from_elsewhere_and_no_decision_of_tomorrow(world, binh):
    chau = chau_of(world.elsewhere)

    for given, words in (
        ({"members": [chau], "leader": binh}, "không giữ việc nào ở Xã An Hoà"),
        ({"members": [], "leader": binh, "number": " "}, "Ghi số, ký hiệu"),
        ({"members": [], "leader": binh, "on": DAY + timedelta(days=1)}, "không sau hôm nay"),
    ):
        with pytest.raises(Refusal, match=words):
            found_team(world, binh, given.pop("members"), **given)
    with pytest.raises(Refusal, match="của xã lập tổ"):
        found_team(world, dung_of(world.province), [], leader=binh)

    assert not Team.objects.exists()


def test_the_page_founds_a_team_and_leads_to_its_roster(client, world, binh):
    client.force_login(binh.account)

    answer = client.post(
        reverse("helpdesk:response_team", args=[world.commune.pk]),
        {"number": "9/QĐ-UBND", "effective_on": "2026-01-05", "leader": binh.pk, "members": [binh.pk], "name": ""},
    )

    team = Team.objects.get(kind=TeamKind.RESPONSE)
    assert answer["Location"] == reverse("helpdesk:roster", args=[team.pk])
    assert team.name == "Tổ ứng cứu công nghệ và nghiệp vụ Xã An Hoà"


def test_whoever_asked_the_same_hears_the_answer_too(world, binh):
    first, second = an_of(world.hamlet), an_of(world.hamlet)
    main = a_ticket(place=world.hamlet, by=first)
    other = a_ticket(place=world.hamlet, by=second)
    tickets.merge_tickets(ticket_ids=[other.pk], into=main.pk, **who(binh))

    tickets.write_step(ticket_id=main.pk, kind=StepKind.ANSWERED, text="Đã thay dây", **who(binh))

    told = Notice.objects.filter(code="helpdesk.answered", title__startswith="Đã trả lời").values_list(
        "person", flat=True
    )
    assert set(told) == {first.pk, second.pk}


def test_what_is_asked_about_most_comes_first_and_confidential_matters_are_left_out(world, binh):
    an = an_of(world.hamlet)
    for category in ("printer", "printer", "login", "security"):
        a_ticket(place=world.hamlet, by=an, category=category, title=f"Về {category}")

    rows = desk.topics(scope_of(binh.pk, on=DAY), since=date(2026, 11, 1))

    assert [(row.code, row.count, row.examples) for row in rows] == [
        ("printer", 2, ("Về printer",)),
        ("login", 1, ("Về login",)),
    ]
    assert desk.topics(scope_of(chau_of(world.elsewhere).pk, on=DAY), since=date(2026, 11, 1)) == []
