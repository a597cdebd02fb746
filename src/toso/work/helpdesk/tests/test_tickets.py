from datetime import datetime, timedelta

import pytest

from tests.builders import VIETNAM, a_person, an_of, binh_of, chau_of, dung_of
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.ground.shared.codes import shown_code
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.work.helpdesk import facts, queries
from toso.work.helpdesk.actions import citizens, tickets
from toso.work.helpdesk.actions.silence import move_silent
from toso.work.helpdesk.models import Step, Ticket
from toso.work.helpdesk.queries import desk
from toso.work.helpdesk.queries.clocks import explained
from toso.work.helpdesk.queries.desk import Queue
from toso.work.helpdesk.rules.priorities import Impact, Priority, Urgency
from toso.work.helpdesk.rules.ways import Channel, RequesterKind, StepKind, TicketState
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_question, a_response_team, a_shift, a_ticket

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def scope(person):
    return scope_of(person.pk, on=DAY)


def say(ticket, kind, *, by, text="Đã xem, sẽ làm ngay sáng nay", at=MORNING + HOUR, **given):
    return tickets.write_step(ticket_id=ticket.pk, kind=kind, text=text, by=by, scope=scope(by), at=at, **given)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_a_call_of_a_team_waits_at_its_commune_with_two_clocks():
    world = a_world()

    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet), impact=Impact.SOME)

    assert (ticket.state, ticket.holder_level, ticket.priority) == (TicketState.NEW, Level.COMMUNE, Priority.NORMAL)
    assert ticket.answer_due_at == local("2026-11-16T13:30")
    assert (ticket.update_due_at, ticket.solution_due_at) == (None, local("2026-11-23T08:00"))
    assert ticket.due_at == ticket.answer_due_at
    assert list(Mark.objects.values_list("place_id", "day")) == [(world.hamlet.pk, DAY)]
    assert list(Entry.objects.values_list("code", flat=True)) == ["helpdesk.ticket.raised"]


def test_an_official_asks_the_response_team_of_the_commune_or_else_the_province():
    world = a_world()
    binh = binh_of(world.commune)

    without = a_ticket(place=world.commune, by=binh)
    team = a_response_team(commune=world.commune, members=[a_person(name="Đỗ Mẫu Hà")])
    with_team = a_ticket(place=world.commune, by=binh)

    assert (without.holder_level, without.team) == (Level.PROVINCE, None)
    assert (with_team.holder_level, with_team.team) == (Level.COMMUNE, team)


def test_a_question_of_policy_has_no_clock():
    world = a_world()
    a_ticket(place=world.hamlet, by=an_of(world.hamlet))

    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet), category="policy")

    assert (ticket.term, ticket.due_at) == (None, None)
    assert explained(ticket, MORNING) == []


def test_the_first_word_stops_the_first_clock_and_a_question_back_stops_all():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    ticket = a_ticket(place=world.hamlet, by=an, impact=Impact.SOME)

    told = say(ticket, StepKind.REPLIED, by=binh)
    asked = say(ticket, StepKind.ASKED, by=binh, text="Máy in hiệu gì?", at=MORNING + 2 * HOUR)
    back = tickets.requester_says(
        ticket_id=ticket.pk, kind=StepKind.ADDED, text="Canon", by=an, scope=scope(an), at=MORNING + 25 * HOUR
    )

    assert (told.answer_due_at, told.update_due_at) == (None, local("2026-11-18T09:00"))
    assert told.assignee == binh
    assert (asked.state, asked.due_at) == (TicketState.WAITING, None)
    assert back.state == TicketState.OPEN
    assert back.solution_due_at == local("2026-11-23T16:30")


def test_the_account_of_a_clock_names_the_rule_and_every_day():
    world = a_world()
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet), impact=Impact.SOME)

    answer, solution = explained(ticket, MORNING)

    assert answer.rule == "mức “Thường” có 4 giờ, tính giờ hành chính, từ 08:00 thứ Hai 16/11"
    assert answer.days == ("thứ Hai 16/11: tính 4 giờ, cộng 4 giờ",)
    assert solution.days[5:] == (
        "thứ Bảy 21/11: nghỉ",
        "Chủ nhật 22/11: nghỉ",
        "thứ Hai 23/11: tính 30 phút, cộng 40 giờ",
    )


def test_a_solution_in_time_is_counted_once():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    ticket = a_ticket(place=world.hamlet, by=an, impact=Impact.SOME)

    say(ticket, StepKind.ANSWERED, by=binh)
    tickets.requester_says(
        ticket_id=ticket.pk, kind=StepKind.REOPENED, text="Lại kẹt", by=an, scope=scope(an), at=MORNING + 2 * HOUR
    )
    say(ticket, StepKind.ANSWERED, by=binh, at=MORNING + 24 * 30 * HOUR)

    assert [fact.rows({}).count() for fact in (facts.tickets_received, facts.tickets_solved)] == [1, 1]
    assert facts.tickets_solved_on_time.rows({}).get().answered_on == DAY
    assert facts.difficulties_raised.rows({}).count() == 0
    assert Notice.objects.filter(person=an, code="helpdesk.answered", done_at__isnull=True).count() == 1


def test_two_people_on_one_request_the_slower_is_told_and_loses_nothing():
    world = a_world()
    binh, other = binh_of(world.commune), binh_of(world.commune)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet))
    say(ticket, StepKind.REPLIED, by=binh, seen=1)

    with pytest.raises(Refusal, match="Trần Mẫu Bình vừa cập nhật"):
        say(ticket, StepKind.ANSWERED, by=other, seen=1)

    assert Ticket.objects.get().state == TicketState.OPEN
    assert Step.objects.filter(kind=StepKind.ANSWERED).count() == 0


def test_a_refusal_says_why_and_what_to_add():
    world = a_world()
    binh = binh_of(world.commune)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet))

    with pytest.raises(Refusal, match="cần bổ sung gì"):
        say(ticket, StepKind.REFUSED, by=binh, text="Không làm")
    refused = say(ticket, StepKind.REFUSED, by=binh, text="Thiếu tên máy; xin ghi số máy rồi gửi lại")

    assert refused.state == TicketState.REFUSED


def test_a_request_goes_up_with_all_that_was_said():
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet))
    say(ticket, StepKind.NOTED, by=binh, text="Đã thử cáp khác")

    up = tickets.pass_ticket_up(
        ticket_id=ticket.pk, text="Cần quyền của tỉnh", by=binh, scope=scope(binh), at=MORNING + HOUR
    )

    assert (up.holder_level, up.assignee, up.team) == (Level.PROVINCE, None, None)
    assert queries.may_answer(up, scope(dung))
    assert not queries.may_answer(up, scope(binh))
    assert list(up.steps.order_by("pk").values_list("kind", flat=True)) == ["raised", "noted", "escalated"]


def test_silence_gives_a_request_to_who_is_on_duty_and_then_to_the_province_once_each():
    world = a_world()
    binh, ha = binh_of(world.commune), a_person(name="Đỗ Mẫu Hà", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    dung = dung_of(world.province)
    team = a_response_team(commune=world.commune, members=[binh, ha])
    a_shift(team=team, person=ha, by=binh, begins_at=MORNING, ends_at=MORNING + 24 * HOUR)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet), impact=Impact.SOME)
    tickets.take_ticket(ticket_id=ticket.pk, by=binh, scope=scope(binh), at=MORNING)

    early, first = move_silent(at=MORNING + HOUR), move_silent(at=MORNING + 6 * HOUR)
    at_duty = Ticket.objects.get()
    again, second = move_silent(at=MORNING + 6 * HOUR), move_silent(at=MORNING + 30 * HOUR)
    above = Ticket.objects.get()
    last = move_silent(at=MORNING + 60 * HOUR)

    assert (early, first, again, second, last) == (0, 1, 0, 1, 0)
    assert (at_duty.assignee, at_duty.state) == (ha, TicketState.ESCALATED)
    assert (above.holder_level, above.assignee) == (Level.PROVINCE, None)
    assert Notice.objects.filter(person=dung, code="helpdesk.to_answer", done_at__isnull=True).count() == 1
    assert Step.objects.filter(kind=StepKind.MOVED, by__isnull=True).count() == 2


def test_requests_that_nobody_stands_above_hold_up_none_that_can_still_move():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    for _number in range(3):  # nobody to ask above the province, and no owner of a platform
        a_ticket(place=world.commune, by=binh)
    a_ticket(place=world.hamlet, by=an, at=MORNING + HOUR)

    moved = move_silent(at=MORNING + 60 * HOUR, limit=2)

    assert moved == 1
    assert set(Ticket.objects.values_list("holder_level", flat=True)) == {Level.PROVINCE}


def test_merged_requests_end_in_one_and_both_stay_received():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    main, same = a_ticket(place=world.hamlet, by=an), a_ticket(place=world.hamlet, by=an)

    alike = list(desk.alike(main, scope(binh)))
    tickets.merge_tickets(ticket_ids=[same.pk], into=main.pk, by=binh, scope=scope(binh), at=MORNING)

    same.refresh_from_db()
    assert alike == [same]
    assert (same.state, same.merged_into) == (TicketState.CLOSED, main)
    assert facts.tickets_received.rows({}).count() == 2
    with pytest.raises(Refusal, match="Chọn một yêu cầu chưa xong"):
        tickets.merge_tickets(ticket_ids=[main.pk], into=same.pk, by=binh, scope=scope(binh), at=MORNING)


def test_many_are_given_out_at_once_or_none():
    world = a_world()
    binh, chau = binh_of(world.commune), chau_of(world.elsewhere)
    rows = [a_ticket(place=world.hamlet, by=an_of(world.hamlet)) for _number in range(3)]
    ids = [row.pk for row in rows]

    with pytest.raises(Refusal, match="không thuộc nơi đang giữ"):
        tickets.assign_tickets(ticket_ids=ids, to=chau, by=binh, scope=scope(binh), at=MORNING)
    with pytest.raises(Ticket.DoesNotExist):
        tickets.take_tickets(ticket_ids=ids, by=chau, scope=scope(chau), at=MORNING)
    before = Ticket.objects.filter(assignee__isnull=False).count()
    count = tickets.take_tickets(ticket_ids=ids, by=binh, scope=scope(binh), at=MORNING)

    assert (before, count) == (0, 3)
    assert desk.in_queue(Queue.MINE, scope(binh), MORNING).count() == 3
    assert desk.in_queue(Queue.UNASSIGNED, scope(binh), MORNING).count() == 0
    assert desk.in_queue(Queue.OVERDUE, scope(binh), MORNING + 25 * HOUR).count() == 3


def test_an_incident_of_security_is_seen_by_its_asker_and_who_must_answer():
    world = a_world()
    an, binh, viewer = (
        an_of(world.hamlet),
        binh_of(world.commune),
        a_person(name="Vũ Mẫu Khoa", role=Role.PROVINCE_VIEWER, place=world.province),
    )
    a_ticket(place=world.hamlet, by=an)

    ticket = a_ticket(place=world.hamlet, by=an, category="security", title="Máy bị mã hoá tệp")

    seen = [queries.all_tickets(scope(person)).filter(pk=ticket.pk).exists() for person in (an, binh, viewer)]
    assert seen == [True, True, False]


def test_satisfaction_is_said_once_by_who_asked():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    ticket = a_ticket(place=world.hamlet, by=an)

    def rate(person, mark=5):
        tickets.rate_ticket(
            ticket_id=ticket.pk, satisfaction=mark, text="", by=person, scope=scope(person), at=MORNING + 2 * HOUR
        )

    say(ticket, StepKind.ANSWERED, by=binh)

    with pytest.raises(Refusal, match="Chỉ người gửi"):
        rate(binh)
    rate(an)
    with pytest.raises(Refusal, match="đã được đánh giá"):
        rate(an, 1)

    assert Ticket.objects.get().satisfaction == 5


def test_a_citizen_asks_without_an_account_and_comes_back_with_a_code():
    world = a_world()
    binh = binh_of(world.commune)
    ticket = a_question(commune=world.commune)
    say(ticket, StepKind.ASKED, by=binh, text="Máy báo lỗi gì?")

    added = citizens.say_by_code(
        code=shown_code(ticket.look_up_code or "").lower(),
        kind=StepKind.ADDED,
        text="Sai mật khẩu",
        at=MORNING + 2 * HOUR,
    )

    assert (added.raised_by, added.state) == (None, TicketState.OPEN)
    assert len(added.look_up_code or "") == 10
    with pytest.raises(Ticket.DoesNotExist):
        citizens.say_by_code(code="K7M2P9QXPA", kind=StepKind.ADDED, text="Thử", at=MORNING)


def test_a_citizens_name_is_kept_only_when_he_agrees():
    world = a_world()

    with pytest.raises(Refusal, match="khi người đó đồng ý"):
        a_question(commune=world.commune, name="Lý Mẫu Hạnh", phone="0900 000 000")
    count = Ticket.objects.count()
    kept = a_question(commune=world.commune, name="Lý Mẫu Hạnh", phone="0900 000 000", has_consent=True)

    assert count == 0
    assert (kept.requester_name, kept.requester_phone, kept.consented_at) == ("Lý Mẫu Hạnh", "0900000000", MORNING)


def test_a_call_taken_down_by_telephone_names_its_device_and_channel():
    world = a_world()
    binh = binh_of(world.commune)

    ticket = a_ticket(
        place=world.hamlet,
        by=binh,
        channel=Channel.PHONE,
        requester_kind=RequesterKind.CITIZEN,
        urgency=Urgency.CAN_WAIT,
        device_label="Máy in Canon",
        device_serial="SN-77",
    )
    found = queries.search(queries.all_tickets(scope(binh)), "may canon sn")

    assert (ticket.channel, ticket.priority, ticket.solution_due_at) == (Channel.PHONE, Priority.LOW, None)
    assert found.get() == ticket


def test_a_stranger_and_a_viewer_change_nothing():
    world = a_world()
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet))
    chau, dung = chau_of(world.elsewhere), dung_of(world.province)

    with pytest.raises(Ticket.DoesNotExist):
        say(ticket, StepKind.ANSWERED, by=chau)
    with pytest.raises(Refusal, match="cấp đó xử lý"):
        say(ticket, StepKind.ANSWERED, by=dung)

    assert Ticket.objects.get().state == TicketState.NEW
