"""Telling once, reminding in time, stopping at once, sleeping at night, catching up after days off."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.builders import a_person, binh_of, chau_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.delivery.models import Message
from toso.ground.notices.actions import claim_due, finish_due, mark_read, post_waiting, remind, settle, tell
from toso.ground.notices.models import DueRun, Notice
from toso.ground.notices.queries import days_to_run, jobs, unread_count
from toso.ground.people.queries import scope_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)
AT = moment(DAY)


def reminded(person, *, days_left, at=AT, key="report.7"):
    return remind(persons=[person], code="reporting.due", key=key, title="Báo cáo tháng 11", days_left=days_left, at=at)


def told(person, *, key="x.1", at=AT, title="Báo cáo bị trả lại"):
    return tell(persons=[person], code="x", key=key, title=title, at=at)


def test_the_same_matter_is_told_once():
    binh = a_person()

    assert told(binh) == 1
    assert told(binh) == 0
    assert unread_count(binh.pk) == 1


def test_each_reminder_comes_once_in_its_turn():
    binh = a_person()

    came = [reminded(binh, days_left=days) for days in (4, 3, 3, 2, 1, 1, 0, 0, -1)]

    assert came == [0, 1, 0, 0, 1, 0, 1, 0, 0]


def test_a_machine_that_was_off_gives_only_the_latest_reminder():
    binh = a_person()

    assert reminded(binh, days_left=0) == 1
    assert Notice.objects.count() == 1


def test_reminders_stop_at_once_when_the_matter_is_settled():
    binh = a_person()
    reminded(binh, days_left=3)

    settle(key="report.7", at=AT)

    assert reminded(binh, days_left=1) == 0
    assert unread_count(binh.pk) == 0


def test_settling_one_matter_leaves_one_with_a_longer_number_open():
    binh = a_person()
    reminded(binh, days_left=3, key="report.71")

    settle(key="report.7", at=AT)

    assert unread_count(binh.pk) == 1


def with_mail(person):
    person.email = "binh@mau.vn"
    person.save()
    return person


def test_all_that_is_new_goes_out_in_one_message():
    binh = with_mail(a_person(name="Trần Mẫu Bình"))
    told(binh, key="a", title="Báo cáo bị trả lại")
    told(binh, key="b", title="Có vướng mắc mới")

    assert post_waiting(at=AT) == 1
    assert post_waiting(at=AT) == 0

    message = Message.objects.get()
    assert message.recipient == "binh@mau.vn"
    assert message.subject == "Tổ Số: 2 tin mới"
    assert "- Báo cáo bị trả lại\n- Có vướng mắc mới" in message.body


@pytest.mark.parametrize(("hour", "sent"), [(6, 0), (7, 1), (20, 1), (21, 0), (23, 0)])
def test_nothing_leaves_at_night(hour, sent):
    told(with_mail(a_person()))

    assert post_waiting(at=moment(DAY, hour)) == sent
    assert Message.objects.count() == sent


def test_what_was_read_or_settled_in_time_does_not_leave():
    binh = with_mail(a_person())
    told(binh, key="a")
    told(binh, key="b")
    mark_read(person=binh, at=AT, notice_id=Notice.objects.get(key="a").pk)
    settle(key="b", at=AT)

    assert post_waiting(at=AT) == 0
    assert not Message.objects.exists()


def test_a_duty_is_given_to_one_asker():
    assert claim_due("drafts", DAY, AT)
    assert not claim_due("drafts", DAY, AT)
    assert claim_due("drafts", DAY + timedelta(1), AT)


def test_a_run_that_died_is_given_out_again_after_half_an_hour():
    claim_due("drafts", DAY, AT)

    assert not claim_due("drafts", DAY, AT + timedelta(minutes=29))
    assert claim_due("drafts", DAY, AT + timedelta(minutes=30))
    assert not claim_due("drafts", DAY, AT + timedelta(minutes=31))


def test_a_finished_duty_is_never_given_out_again():
    claim_due("drafts", DAY, AT)
    finish_due("drafts", DAY, AT)

    assert not claim_due("drafts", DAY, AT + timedelta(days=1))
    assert DueRun.objects.get().done_at == AT


def test_days_off_are_caught_up_with_from_the_oldest():
    for day in (DAY, DAY + timedelta(2)):
        claim_due("drafts", day, AT)
    finish_due("drafts", DAY, AT)

    assert days_to_run("drafts", first_day=DAY, last_day=DAY + timedelta(3)) == [
        DAY + timedelta(1),
        DAY + timedelta(2),
        DAY + timedelta(3),
    ]


def test_my_work_names_what_is_unread():
    binh = a_person()
    assert jobs(scope=scope_of(binh.pk, on=DAY), person_id=binh.pk, at=AT) == []
    told(binh)

    (job,) = jobs(scope=scope_of(binh.pk, on=DAY), person_id=binh.pk, at=AT)

    assert job.title == "1 tin chưa đọc"


def test_binh_reads_a_notice_and_is_taken_where_it_points(client):
    binh = binh_of(a_world().commune)
    tell(persons=[binh], code="x", key="a", title="Báo cáo bị trả lại", address="/people/me/", at=AT)
    client.force_login(binh.account)

    page = client.get(reverse("notices:list"))
    opened = client.post(reverse("notices:read", args=[Notice.objects.get().pk]))

    assert "Báo cáo bị trả lại" in page.content.decode()
    assert opened.url == "/people/me/"
    assert unread_count(binh.pk) == 0


def test_chau_cannot_read_binh_s_notice(client):
    world = a_world()
    binh = binh_of(world.commune)
    told(binh)
    client.force_login(chau_of(world.elsewhere).account)

    answer = client.post(reverse("notices:read", args=[Notice.objects.get().pk]))

    assert answer.status_code == 404
    assert unread_count(binh.pk) == 1


def test_an_address_outside_the_house_is_not_followed(client):
    binh = binh_of(a_world().commune)
    tell(persons=[binh], code="x", key="a", title="x", address="https://example.com/", at=AT)
    client.force_login(binh.account)

    assert client.post(reverse("notices:read", args=[Notice.objects.get().pk])).url == reverse("notices:list")


def test_the_list_costs_the_same_for_3_and_for_30_notices(client):
    world = a_world()
    binh = binh_of(world.commune)
    client.force_login(binh.account)

    def grow(start=3, end=30):
        for number in range(start, end):
            tell(persons=[binh], code="x", key=f"k{number}", title="x", place=world.commune, at=AT)

    grow(0, 3)
    assert_flat(lambda: client.get(reverse("notices:list")), grow=grow)
