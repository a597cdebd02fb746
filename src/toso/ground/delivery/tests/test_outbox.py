"""Messages leave once, wait longer after each failure, and never vanish."""

from datetime import date, timedelta

import pytest
from django.core import mail

from tests.builders import moment
from toso.ground.delivery.actions import forget_old, forget_recipient, queue_message, send_pending, try_again
from toso.ground.delivery.models import Message
from toso.ground.delivery.queries import channel_states, unsent_csv
from toso.ground.delivery.rules import WAITS, Channel, next_try
from toso.ground.delivery.tests.builders import a_message

pytestmark = pytest.mark.django_db
AT = moment(date(2026, 11, 16))
BROKEN = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def connected(settings):
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = 9  # nothing listens there
    settings.EMAIL_TIMEOUT = 1


def queued(channel=Channel.EMAIL, *, subject="Tổ Số: 1 tin mới"):
    return queue_message(channel=channel, recipient="binh@mau.vn", subject=subject, body="Kính gửi", at=AT)


def test_a_message_leaves_once(connected):
    message = queued()

    assert send_pending(at=AT) == 1
    assert send_pending(at=AT + timedelta(days=1)) == 0

    message.refresh_from_db()
    assert message.sent_at == AT
    assert [sent.subject for sent in mail.outbox] == ["Tổ Số: 1 tin mới"]


def test_a_failure_waits_and_then_gives_up_without_losing_the_message(connected, settings):
    settings.EMAIL_BACKEND = BROKEN
    message = queued()
    at = AT
    for wait in WAITS:
        assert send_pending(at=at) == 0
        message.refresh_from_db()
        assert message.try_at == at + timedelta(minutes=wait)
        at = message.try_at

    send_pending(at=at)

    message.refresh_from_db()
    assert (message.attempts, message.try_at, message.sent_at) == (6, None, None)
    assert message.last_error
    assert message.body in unsent_csv()


def test_what_was_given_up_gets_another_chance(connected):
    message = queued()
    Message.objects.update(try_at=None, attempts=6)

    assert try_again(at=AT) == 1
    assert send_pending(at=AT) == 1

    message.refresh_from_db()
    assert message.sent_at == AT


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.ZALO])
def test_a_channel_without_a_sender_says_so_and_keeps_the_message(channel):
    message = queued(channel)

    assert send_pending(at=AT) == 0
    assert try_again(at=AT) == 0

    message.refresh_from_db()
    assert message.last_error == "Kênh này chưa kết nối."
    state = next(state for state in channel_states() if state.channel == channel)
    assert (state.is_connected, state.waiting, state.sent, state.given_up) == (False, 0, 0, 1)


def test_without_a_mail_server_e_mail_is_not_connected(settings):
    settings.EMAIL_HOST = ""
    queued()

    assert send_pending(at=AT) == 0
    assert not channel_states()[0].is_connected


def test_a_formula_in_a_message_is_no_formula_in_the_file():
    queued(Channel.SMS, subject="=1+1")

    assert "'=1+1" in unsent_csv()


def test_what_left_or_was_given_up_long_ago_forgets_whom_it_was_for_and_what_waits_stays(connected):
    days = timedelta(days=90)
    left = a_message(at=AT - days, sent_at=AT - days)
    lately = a_message(at=AT - days, sent_at=AT)
    given_up = a_message(at=AT - days)
    Message.objects.filter(pk=given_up.pk).update(try_at=None, last_error="550 binh@mau.vn")
    waits = a_message(at=AT - days)

    assert forget_old(before=AT - days + timedelta(minutes=1), at=AT) == 2
    assert forget_old(before=AT - days + timedelta(minutes=1), at=AT) == 0

    kept = dict(Message.objects.values_list("pk", "recipient"))
    assert kept == {left.pk: "", lately.pk: "binh@mau.vn", given_up.pk: "", waits.pk: "binh@mau.vn"}
    state = channel_states()[0]
    assert (state.waiting, state.sent, state.given_up) == (1, 2, 0)
    assert try_again(at=AT) == 0
    assert "550" not in unsent_csv()


def test_what_waits_for_somebody_who_is_erased_does_not_leave_and_what_left_forgets_the_address(connected):
    left = a_message(at=AT, recipient="Cu@mau.vn", sent_at=AT)
    to_old_address = a_message(at=AT, recipient="truoc@mau.vn", sent_at=AT, person_number=7)
    a_message(at=AT, recipient="cu@mau.vn")
    a_message(at=AT, recipient="truoc@mau.vn", person_number=7)
    other = a_message(at=AT, recipient="cu@mau.vn", person_number=8)  # two persons, one address

    assert forget_recipient(person_number=7, addresses={"cu@mau.vn"}, at=AT) == 4
    assert forget_recipient(person_number=7, addresses={"cu@mau.vn"}, at=AT) == 0

    assert send_pending(at=AT) == 1
    assert [sent.to for sent in mail.outbox] == [["cu@mau.vn"]]
    kept = Message.objects.order_by("pk").values_list("pk", "recipient", "body", "sent_at")
    assert list(kept) == [
        (left.pk, "", "", AT),
        (to_old_address.pk, "", "", AT),
        (other.pk, "cu@mau.vn", "Lời", AT),
    ]


def test_the_waits_grow_and_end():
    moments = [next_try(number, AT) for number in range(1, len(WAITS) + 2)]

    assert moments == [*(AT + timedelta(minutes=wait) for wait in WAITS), None]
    assert sorted(WAITS) == list(WAITS)
