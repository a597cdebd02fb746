"""The outbox. The caller's act leaves the audit line; these rows are only how its words travel."""

from datetime import datetime
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction

from toso.ground.delivery import queries, rules
from toso.ground.delivery.models import Message
from toso.ground.delivery.rules import Channel

NOT_CONNECTED = "Kênh này chưa kết nối."


def queue_message(*, channel: Channel, recipient: str, subject: str, body: str, at: datetime) -> Message:
    """Put a message into the outbox in the caller's transaction: it leaves if and only if that commits.

    On a channel without a sender it stays, to be taken out as a file.
    """
    is_connected = queries.is_connected(channel)
    return Message.objects.create(
        channel=channel,
        recipient=recipient,
        subject=subject[:250],
        body=body,
        created_at=at,
        try_at=at if is_connected else None,
        last_error="" if is_connected else NOT_CONNECTED,
    )


def send_pending(*, at: datetime, limit: int = 100) -> int:
    """Send what is due, one message a transaction. Returns how many left; a failure waits longer each time."""
    sent = 0
    for _turn in range(limit):
        outcome = _send_next(at)
        if outcome is None:
            break
        sent += outcome
    return sent


@transaction.atomic
def _send_next(at: datetime) -> bool | None:
    due = Message.objects.filter(try_at__lte=at).order_by("try_at", "pk")
    message = due.select_for_update(skip_locked=True).first()
    if message is None:
        return None
    message.attempts += 1
    try:
        send_mail(message.subject, message.body, None, [message.recipient])
    except (SMTPException, OSError) as error:
        message.last_error = str(error)[:250]
        message.try_at = rules.next_try(message.attempts, at)
    else:
        message.sent_at, message.try_at, message.last_error = at, None, ""
    message.save()
    return message.sent_at is not None


@transaction.atomic
def try_again(*, at: datetime) -> int:
    """Give what was given up another chance, once the fault outside is mended."""
    channels = [channel for channel in Channel if queries.is_connected(channel)]
    given_up = Message.objects.filter(sent_at__isnull=True, try_at__isnull=True, channel__in=channels)
    return given_up.update(try_at=at, attempts=0)
