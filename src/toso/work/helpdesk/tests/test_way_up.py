from datetime import date, datetime

import pytest
from django.urls import reverse

from tests.builders import VIETNAM, a_person, an_of, an_organisation, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.models import Organisation
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.work.helpdesk import actions, facts, queries
from toso.work.helpdesk.models import Step, Ticket
from toso.work.helpdesk.rules.ways import TicketState
from toso.work.helpdesk.tests.builders import DAY, a_difficulty

pytestmark = pytest.mark.django_db
NEXT = date(2026, 11, 17)


def do(act, difficulty, *, by, text="Đã xem", at=None, **given):
    at = at or moment(NEXT)
    return act(difficulty_id=difficulty.pk, text=text, by=by, scope=scope_of(by.pk, on=NEXT), at=at, **given)


def told(person, code) -> int:
    return Notice.objects.filter(person=person, code=code, done_at__isnull=True).count()


def test_a_team_asks_its_commune_and_an_answer_is_due_in_five_working_days():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)

    difficulty = a_difficulty(place=world.hamlet, by=an)

    assert (difficulty.state, difficulty.holder_level) == (TicketState.NEW, Level.COMMUNE)
    assert difficulty.due_at == datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)
    assert told(binh, "helpdesk.to_answer") == 1
    assert list(Mark.objects.values_list("place_id", "day")) == [(world.hamlet.pk, DAY)]


def test_a_holiday_moves_the_term():
    world = a_world()

    difficulty = a_difficulty(place=world.hamlet, by=an_of(world.hamlet), day=date(2026, 8, 31))

    assert difficulty.due_at == datetime(2026, 9, 9, 17, 0, tzinfo=VIETNAM)


def test_a_commune_asks_the_province():
    world = a_world()
    dung = dung_of(world.province)

    difficulty = a_difficulty(place=world.commune, by=binh_of(world.commune))

    assert difficulty.holder_level == Level.PROVINCE
    assert told(dung, "helpdesk.to_answer") == 1


def test_an_answer_is_told_to_who_raised_it_and_nobody_is_reminded_any_more():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    difficulty = a_difficulty(place=world.hamlet, by=an)

    answered = do(actions.answer_difficulty, difficulty, by=binh, text="Bật lại tin nhắn")

    assert (answered.state, answered.answered_on) == (TicketState.ANSWERED, NEXT)
    assert (told(binh, "helpdesk.to_answer"), told(an, "helpdesk.answered")) == (0, 1)
    assert Mark.objects.filter(place=world.hamlet, day=NEXT).exists()
    assert list(Entry.objects.order_by("pk").values_list("code", flat=True)) == [
        "helpdesk.difficulty.raised",
        "helpdesk.difficulty.answered",
    ]


def test_a_difficulty_goes_up_to_the_province_with_a_new_term():
    world = a_world()
    an, binh, dung = an_of(world.hamlet), binh_of(world.commune), dung_of(world.province)
    difficulty = a_difficulty(place=world.hamlet, by=an)

    escalated = do(actions.escalate_difficulty, difficulty, by=binh, text="Ngoài khả năng của xã")

    assert (escalated.state, escalated.holder_level) == (TicketState.ESCALATED, Level.PROVINCE)
    assert escalated.due_at == datetime(2026, 11, 25, 17, 0, tzinfo=VIETNAM)
    assert (told(binh, "helpdesk.to_answer"), told(dung, "helpdesk.to_answer")) == (0, 1)
    assert queries.to_answer(scope_of(dung.pk, on=NEXT)).get() == difficulty
    assert not queries.to_answer(scope_of(binh.pk, on=NEXT)).exists()


def test_the_owner_of_the_platform_sees_and_answers_what_was_forwarded_to_it():
    world = a_world()
    owner = an_organisation(name="Đơn vị chủ quản nền tảng")
    partner = a_person(name="Đỗ Mẫu Giang", role=Role.PARTNER, organisation=owner)
    difficulty = a_difficulty(place=world.hamlet, by=an_of(world.hamlet))
    scope = scope_of(partner.pk, on=NEXT)
    before = queries.all_difficulties(scope).count()

    do(actions.forward_difficulty, difficulty, by=binh_of(world.commune), organisation=owner)
    seen = queries.to_answer(scope).count()
    answered = do(actions.answer_difficulty, difficulty, by=partner)

    assert (before, seen) == (0, 1)
    assert told(partner, "helpdesk.to_answer") == 0
    assert answered.state == TicketState.ANSWERED


def test_asked_again_it_waits_at_the_same_holder_and_counts_as_answered_once():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    difficulty = a_difficulty(place=world.hamlet, by=an)
    do(actions.answer_difficulty, difficulty, by=binh)

    reopened = do(actions.reopen_difficulty, difficulty, by=an, text="Vẫn chưa được")
    do(actions.answer_difficulty, difficulty, by=binh, at=moment(date(2026, 11, 18)))

    assert (reopened.state, reopened.holder_level) == (TicketState.OPEN, Level.COMMUNE)
    assert list(facts.difficulties_answered.rows({}).values_list("answered_on", flat=True)) == [NEXT]
    assert facts.difficulties_raised.rows({}).count() == 1


def test_who_raised_it_closes_it():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    difficulty = a_difficulty(place=world.hamlet, by=an)
    do(actions.answer_difficulty, difficulty, by=binh)

    with pytest.raises(Refusal, match="Chỉ người nêu"):
        do(actions.close_difficulty, difficulty, by=binh)
    closed = do(actions.close_difficulty, difficulty, by=an, text="")

    assert closed.state == TicketState.CLOSED
    assert Step.objects.filter(kind="closed").count() == 1


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (actions.answer_difficulty, "Ghi câu trả lời"),
        (actions.escalate_difficulty, "Ghi vì sao chuyển cấp trên"),
    ],
)
def test_a_step_without_words_is_refused(act, sentence):
    world = a_world()
    difficulty = a_difficulty(place=world.hamlet, by=an_of(world.hamlet))

    with pytest.raises(Refusal, match=sentence):
        do(act, difficulty, by=binh_of(world.commune), text=" ")

    assert Ticket.objects.get().state == TicketState.NEW
    assert Step.objects.count() == 1


def test_above_the_province_there_is_nobody():
    world = a_world()
    difficulty = a_difficulty(place=world.commune, by=binh_of(world.commune))

    with pytest.raises(Refusal, match="Không còn cấp nào trên tỉnh"):
        do(actions.escalate_difficulty, difficulty, by=dung_of(world.province))

    assert Ticket.objects.get().holder_level == Level.PROVINCE


def test_the_province_does_not_answer_for_the_commune():
    world = a_world()
    difficulty = a_difficulty(place=world.hamlet, by=an_of(world.hamlet))

    with pytest.raises(Refusal, match="cấp đó trả lời"):
        do(actions.answer_difficulty, difficulty, by=dung_of(world.province))

    assert Ticket.objects.get().state == TicketState.NEW


def test_what_is_answered_is_not_answered_twice():
    world = a_world()
    binh = binh_of(world.commune)
    difficulty = a_difficulty(place=world.hamlet, by=an_of(world.hamlet))
    do(actions.answer_difficulty, difficulty, by=binh)

    with pytest.raises(Refusal, match="đang ở trạng thái “Đã trả lời”"):
        do(actions.answer_difficulty, difficulty, by=binh)

    assert Step.objects.filter(kind="answered").count() == 1


def test_a_stranger_does_not_find_it():
    world = a_world()
    difficulty = a_difficulty(place=world.hamlet, by=an_of(world.hamlet))

    with pytest.raises(Ticket.DoesNotExist):
        do(actions.answer_difficulty, difficulty, by=chau_of(world.elsewhere))

    assert Ticket.objects.get().state == TicketState.NEW


def test_nothing_is_raised_without_words_outside_the_scope_or_by_a_viewer():
    world = a_world()
    an = an_of(world.hamlet)

    with pytest.raises(Refusal, match="Ghi vướng mắc trong một câu"):
        a_difficulty(place=world.hamlet, by=an, title="  ")
    with pytest.raises(Place.DoesNotExist):
        a_difficulty(place=world.hamlet_elsewhere, by=an)
    with pytest.raises(Refusal, match="Tài khoản này chỉ được xem"):
        a_difficulty(place=world.hamlet, by=dung_of(world.province))

    assert not Ticket.objects.exists()
    assert not Mark.objects.exists()


def test_open_difficulties_are_those_without_an_answer_at_the_end_of_the_day():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    answered_later = a_difficulty(place=world.hamlet, by=an)
    do(actions.answer_difficulty, answered_later, by=binh)
    still_open = a_difficulty(place=world.hamlet, by=an)
    a_difficulty(place=world.hamlet_elsewhere, by=chau_of(world.elsewhere))

    assert list(queries.open_difficulties(world.commune.path, DAY)) == [answered_later, still_open]
    assert list(queries.open_difficulties(world.commune.path, NEXT)) == [still_open]


def test_jobs_name_what_to_answer_and_what_was_answered():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    difficulty = a_difficulty(place=world.hamlet, by=an)

    to_answer = queries.jobs(scope=scope_of(binh.pk, on=NEXT), person_id=binh.pk, at=moment(NEXT))
    do(actions.answer_difficulty, difficulty, by=binh)
    to_read = queries.jobs(scope=scope_of(an.pk, on=NEXT), person_id=an.pk, at=moment(NEXT))

    assert [(job.title, job.act, job.due_words) for job in to_answer] == [
        ("Cổng không gửi mã xác nhận", "Trả lời", "còn 4 ngày làm việc")
    ]
    assert [(job.act, job.detail) for job in to_read] == [("Xem trả lời", "Đã có trả lời ngày 17/11/2026")]


def test_a_department_asks_the_standing_agency_in_its_own_name():
    world = a_world()
    head = a_person(name="Đỗ Mẫu Giang", role=Role.PARTNER, organisation=world.department)
    stranger = a_person(name="Lý Mẫu Hà", role=Role.PARTNER, organisation=an_organisation(name="Sở Khác"))
    dung = dung_of(world.province)

    difficulty = actions.raise_difficulty_of_agency(
        agency=world.department,
        title="Thiếu người vận hành nền tảng",
        by=head,
        scope=scope_of(head.pk, on=DAY),
        at=moment(DAY),
    )

    assert (difficulty.place, difficulty.agency, difficulty.holder_level) == (
        world.province,
        world.department,
        Level.PROVINCE,
    )
    assert list(queries.to_answer(scope_of(dung.pk, on=DAY))) == [difficulty]
    assert list(queries.all_tickets(scope_of(head.pk, on=DAY))) == [difficulty]
    assert not queries.all_tickets(scope_of(stranger.pk, on=DAY)).exists()
    assert not queries.all_tickets(scope_of(binh_of(world.commune).pk, on=DAY)).exists()
    with pytest.raises(Organisation.DoesNotExist):
        actions.raise_difficulty_of_agency(
            agency=world.department,
            title="X",
            by=stranger,
            scope=scope_of(stranger.pk, on=DAY),
            at=moment(DAY),
        )


def test_the_head_of_a_department_raises_reads_the_answer_and_asks_again_on_the_pages(client):
    world = a_world()
    head = a_person(name="Đỗ Mẫu Giang", role=Role.PARTNER, organisation=world.department)
    client.force_login(head.account)

    page = client.get(reverse("helpdesk:new"))
    sent = client.post(reverse("helpdesk:new"), {"agency": world.department.pk, "title": "Thiếu đường truyền"})
    difficulty = Ticket.objects.get()
    client.force_login(dung_of(world.province).account)
    client.post(reverse("helpdesk:answer", args=[difficulty.pk]), {"text": "Đã báo cáo UBND tỉnh."})
    client.force_login(head.account)
    read = client.get(sent.url)
    client.post(reverse("helpdesk:reopen", args=[difficulty.pk]), {"text": "Chưa có."})

    assert "Cơ quan, đơn vị nêu" in page.text
    assert "Nơi gặp vướng mắc" not in page.text
    assert "Đã báo cáo UBND tỉnh." in read.text
    difficulty.refresh_from_db()
    assert difficulty.state == TicketState.OPEN
