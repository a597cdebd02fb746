"""A team calls another body to take part; the answer has a clock, and may come by telephone or on paper."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from tests.builders import VIETNAM, a_person, an_of, binh_of, chau_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.notices.rules import Channel
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions import cooperation as actions
from toso.work.helpdesk.models import Cooperation
from toso.work.helpdesk.rules.cooperation import CooperationState
from toso.work.helpdesk.tests.builders import DAY, a_cooperation

pytestmark = pytest.mark.django_db


def do(act, row, *, by, **words):
    return act(cooperation_id=row.pk, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY, 10), **words)


def test_a_team_calls_a_body_that_answers_in_time_and_the_work_is_done_together():
    world = a_world()
    an = an_of(world.hamlet)
    partner = a_person(name="Đỗ Mẫu Giang", role=Role.PARTNER, organisation=world.department)
    asked = a_cooperation(place=world.hamlet, by=an, organisation=world.department)
    (job,) = queries.jobs(scope=scope_of(partner.pk, on=DAY), person_id=partner.pk, at=moment(DAY))

    agreed = do(actions.answer_cooperation, asked, by=partner, is_agreed=True, text="Cử hai người")
    done = do(actions.finish_cooperation, asked, by=an)

    assert asked.due_at == datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)
    assert (job.act, job.title) == ("Trả lời", "Cử người hướng dẫn chữ ký số")
    assert (agreed.channel, agreed.answered_by) == (Channel.HOUSE, partner)
    assert done.state == CooperationState.DONE
    assert Notice.objects.filter(person=an, code="helpdesk.cooperation").count() == 1
    assert not Notice.objects.filter(person=partner, done_at=None).exists()


def test_the_answer_of_a_body_without_an_account_is_written_down_with_its_way():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    asked = a_cooperation(place=world.hamlet, by=an, organisation=world.department)

    with pytest.raises(Refusal, match="bằng cách nào"):
        do(actions.answer_cooperation, asked, by=binh, is_agreed=False, text="Bận")
    with pytest.raises(Refusal, match="Ghi câu trả lời"):
        do(actions.answer_cooperation, asked, by=binh, is_agreed=False, text=" ", channel=Channel.PHONE)
    noted = do(actions.answer_cooperation, asked, by=binh, is_agreed=False, text="Bận", channel=Channel.PHONE)

    assert (noted.state, noted.channel) == (CooperationState.DECLINED, Channel.PHONE)
    with pytest.raises(Refusal, match="đang ở trạng thái “Không phối hợp được”"):
        do(actions.finish_cooperation, asked, by=binh)


def test_a_stranger_neither_finds_nor_answers_and_a_past_day_is_refused():
    world = a_world()
    asked = a_cooperation(place=world.hamlet, by=an_of(world.hamlet), organisation=world.department)
    chau = chau_of(world.elsewhere)

    with pytest.raises(Cooperation.DoesNotExist):
        do(actions.answer_cooperation, asked, by=chau, is_agreed=True, text="Được", channel=Channel.PHONE)
    with pytest.raises(Refusal, match="Ngày cần đã qua"):
        actions.ask_cooperation(
            place=world.elsewhere,
            organisation=world.department,
            title="Cử người",
            needed_on=date(2026, 1, 1),
            by=chau,
            scope=scope_of(chau.pk, on=DAY),
            at=moment(DAY),
        )

    assert list(Cooperation.objects.values_list("state", flat=True)) == [CooperationState.ASKED]


def test_an_calls_and_binh_writes_the_answer_down_on_the_page(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)
    words = {"organisation": world.department.pk, "place": world.hamlet.pk, "title": "", "text": "Sáng thứ Bảy"}
    wrong = client.post(reverse("helpdesk:ask_cooperation"), words)
    sent = client.post(reverse("helpdesk:ask_cooperation"), words | {"title": "Cử người hướng dẫn"})
    client.force_login(binh_of(world.commune).account)
    client.post(sent.url + "answer/", {"text": "Đồng ý", "channel": "paper", "agree": "1"})

    assert "Ghi đề nghị trong một câu." in wrong.text
    assert "Sáng thứ Bảy" in wrong.text
    assert Cooperation.objects.get().state == CooperationState.AGREED
    assert "bằng giấy" in client.get(sent.url).text


def test_a_body_that_nobody_stands_for_is_said_to_be_unreached_and_an_answer_without_words_is_refused(client):
    world = a_world()
    binh = binh_of(world.commune)
    asked = a_cooperation(place=world.hamlet, by=binh, organisation=world.department)
    client.force_login(binh.account)
    address = reverse("helpdesk:cooperation", args=[asked.pk])

    alone = client.get(address).text
    empty = client.post(address + "answer/", {"text": " ", "channel": "paper", "agree": "1"}).text
    a_person(name="Đỗ Mẫu Giang", role=Role.PARTNER, organisation=world.department)

    assert "chưa có ai dùng Tổ Số" in alone
    assert "Ghi câu trả lời." in empty
    assert "chưa có ai dùng Tổ Số" not in client.get(address).text
    asked.refresh_from_db()
    assert asked.state == CooperationState.ASKED


def test_the_list_costs_the_same_for_3_and_for_15(client):
    world = a_world()
    an = an_of(world.hamlet)
    client.force_login(an.account)

    def grow(count=12):
        for _number in range(count):
            a_cooperation(place=world.hamlet, by=an, organisation=world.department)

    grow(3)
    assert_flat(lambda: client.get(reverse("helpdesk:cooperations")), grow=grow)
