"""Messages leave once, wait longer after each failure, and never vanish."""

from datetime import date, timedelta

import pytest
from django.core import mail

from tests.builders import moment
from toso.ground.delivery.actions import queue_message, send_pending, try_again
from toso.ground.delivery.models import Message
from toso.ground.delivery.queries import channel_states, unsent_csv
from toso.ground.delivery.rules import WAITS, Channel, next_try

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


def test_the_waits_grow_and_end():
    moments = [next_try(number, AT) for number in range(1, len(WAITS) + 2)]

    assert moments == [*(AT + timedelta(minutes=wait) for wait in WAITS), None]
    assert sorted(WAITS) == list(WAITS)
