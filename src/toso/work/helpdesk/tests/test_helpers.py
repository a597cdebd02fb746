"""Who solves a commune's calls beside its officials: people sent to it, members of its response team."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, moment
from tests.world import a_world
from toso.ground.people.models import Assignment
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.teams.actions.response import set_response_team
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions import answer_difficulty, tickets
from toso.work.helpdesk.models import Step, Ticket
from toso.work.helpdesk.queries import desk
from toso.work.helpdesk.queries.desk import Queue
from toso.work.helpdesk.rules.ways import StepKind, TicketState
from toso.work.helpdesk.tests.builders import (
    DAY,
    MORNING,
    a_difficulty,
    a_response_team,
    a_shift,
    a_ticket,
)

pytestmark = pytest.mark.django_db


def sent_to(commune, *, days=30):
    """Somebody who holds a role at the commune itself for the days of a stay."""
    giang = a_person(name="Võ Mẫu Giang", role=Role.TEAM_MEMBER, place=commune, starts_on=DAY)
    Assignment.objects.filter(person=giang).update(ends_on=DAY + timedelta(days=days))
    return giang


def solve(ticket, by, *, on=DAY):
    return tickets.write_step(
        ticket_id=ticket.pk,
        kind=StepKind.ANSWERED,
        text="Đã thay dây mạng",
        by=by,
        scope=scope_of(by.pk, on=on),
        at=moment(on, 10),
    )


def test_whoever_was_sent_to_the_commune_solves_its_calls_in_the_days_of_the_stay():
    world = a_world()
    giang, an = sent_to(world.commune), an_of(world.hamlet)
    first, second = (a_ticket(place=world.hamlet, by=an, title=title) for title in ("Mất mạng", "Máy in kẹt"))

    solve(first, giang)

    first.refresh_from_db()
    assert (first.state, first.assignee) == (TicketState.ANSWERED, giang)
    assert queries.may_work(second, giang, on=DAY)
    with pytest.raises(Ticket.DoesNotExist):
        solve(second, giang, on=DAY + timedelta(days=30))
    assert Step.objects.filter(ticket=second).count() == 1


def test_an_official_s_call_stays_at_the_commune_while_somebody_is_there_to_help():
    world = a_world()
    binh = binh_of(world.commune)
    sent_to(world.commune)

    ticket = a_ticket(place=world.commune, by=binh)
    later = MORNING + timedelta(days=30)
    after = tickets.open_ticket(
        place=world.commune, title="Máy chậm", by=binh, scope=scope_of(binh.pk, on=later.date()), at=later
    )

    assert (ticket.holder_level, after.holder_level) == ("commune", "province")


def test_a_helper_answers_no_difficulty_sees_nothing_confidential_and_nothing_elsewhere():
    world = a_world()
    giang, an = sent_to(world.commune), an_of(world.hamlet)
    scope = scope_of(giang.pk, on=DAY)
    difficulty = a_difficulty(place=world.hamlet, by=an)
    secret = a_ticket(place=world.hamlet, by=an, category="security")
    other = a_ticket(place=world.hamlet_elsewhere, by=an_of(world.hamlet_elsewhere))

    with pytest.raises(Refusal, match="đang ở cấp"):
        answer_difficulty(difficulty_id=difficulty.pk, text="Đã xong", by=giang, scope=scope, at=MORNING)

    assert not queries.all_tickets(scope).filter(pk__in=[secret.pk, other.pk]).exists()
    assert not queries.may_answer(secret, scope)
    assert Step.objects.filter(kind=StepKind.ANSWERED).count() == 0


def test_a_member_of_the_team_of_a_hamlet_does_not_work_on_the_calls_of_the_commune():
    world = a_world()
    member = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet))

    with pytest.raises(Refusal, match="cấp đó xử lý"):
        solve(ticket, member)

    assert desk.in_queue(Queue.UNASSIGNED, scope_of(member.pk, on=DAY), MORNING).count() == 0


def test_a_helper_takes_many_from_the_queue_of_the_commune(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    world = a_world()
    giang = sent_to(world.commune)
    ids = [a_ticket(place=world.hamlet, by=an_of(world.hamlet)).pk for _number in range(2)]
    client.force_login(giang.account)

    page = client.get(reverse("helpdesk:queue"), {"queue": "unassigned"}).text
    client.post(reverse("helpdesk:bulk"), {"act": "take", "ticket": ids, "queue": "unassigned"})

    assert "Với các yêu cầu đã chọn" in page
    assert list(Ticket.objects.values_list("assignee", flat=True)) == [giang.pk, giang.pk]


def test_what_is_given_to_somebody_is_seen_even_from_a_hamlet():
    world = a_world()
    leader, binh = an_of(world.hamlet), binh_of(world.commune)
    a_response_team(commune=world.commune, members=[leader])
    ticket = a_ticket(place=world.commune, by=binh)
    scope = scope_of(leader.pk, on=DAY)
    assert not queries.all_tickets(scope).filter(pk=ticket.pk).exists()

    who: dict[str, Any] = {"by": binh, "scope": scope_of(binh.pk, on=DAY), "at": MORNING}
    tickets.assign_tickets(ticket_ids=[ticket.pk], to=leader, **who)

    solve(ticket, leader)
    assert Ticket.objects.get().state == TicketState.ANSWERED


def test_the_decision_on_the_response_team_gives_the_right_to_work_and_takes_it_back():
    world = a_world()
    binh = binh_of(world.commune)
    youth = a_person(name="Hồ Mẫu Thanh", role=Role.YOUTH_UNION, place=world.commune)
    later = DAY + timedelta(days=9)
    first, second = (a_ticket(place=world.hamlet, by=an_of(world.hamlet)) for _number in range(2))

    def decide(members, on):
        who: dict[str, Any] = {"by": binh, "scope": scope_of(binh.pk, on=on), "at": moment(on)}
        set_response_team(
            place_id=world.commune.pk, members=members, leader=binh, number="9/QĐ-UBND", effective_on=on, **who
        )

    decide([youth], DAY)
    solve(first, youth)
    decide([], later)

    first.refresh_from_db()
    assert first.state == TicketState.ANSWERED
    with pytest.raises(Refusal, match="cấp đó xử lý"):
        solve(second, youth, on=later)
    held = Assignment.objects.filter(role=Role.TEAM_MEMBER, place=world.commune)
    assert list(held.values_list("person", "starts_on", "ends_on")) == [(youth.pk, DAY, later)]


def test_a_gap_in_the_roster_is_a_job_of_whoever_keeps_it():
    world = a_world()
    binh = binh_of(world.commune)
    team = a_response_team(commune=world.commune, members=[binh])
    scope = scope_of(binh.pk, on=DAY)

    def found(of):
        return [
            job for job in queries.jobs(scope=of, person_id=binh.pk, at=MORNING) if job.key.startswith("helpdesk.gap")
        ]

    assert found(scope) == []  # a team that keeps no roster is not pressed
    a_shift(team=team, person=binh, by=binh, begins_at=MORNING, ends_at=MORNING + timedelta(hours=12))

    assert [(job.title, job.detail, job.address) for job in found(scope)] == [
        (
            "Lịch trực còn khoảng không ai trực",
            f"{team.name}: 20:00 thứ Hai 16/11 – 00:00 thứ Hai 23/11",
            reverse("helpdesk:roster", args=[team.pk]),
        )
    ]
    assert found(scope_of(an_of(world.hamlet).pk, on=DAY)) == []
    for day in range(7):
        begins = MORNING + timedelta(days=day, hours=12)
        a_shift(team=team, person=binh, by=binh, begins_at=begins, ends_at=begins + timedelta(hours=12))
        if day:
            a_shift(
                team=team,
                person=binh,
                by=binh,
                begins_at=begins - timedelta(hours=12),
                ends_at=begins,
            )
    assert found(scope) == []
