"""The outbox. The caller's act leaves the audit line; these rows are only how its words travel."""

from collections.abc import Collection
from datetime import datetime
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet

from toso.ground.delivery import queries, rules
from toso.ground.delivery.models import Message
from toso.ground.delivery.rules import Channel

NOT_CONNECTED = "Kênh này chưa kết nối."


def queue_message(
    *, channel: Channel, recipient: str, subject: str, body: str, at: datetime, person_number: int | None = None
) -> Message:
    """Put a message into the outbox in the caller's transaction: it leaves if and only if that commits.

    On a channel without a sender it stays, to be taken out as a file. ``person_number``: whose it is, where that is
    known, so that it is found again though the address has changed.
    """
    is_connected = queries.is_connected(channel)
    return Message.objects.create(
        channel=channel,
        recipient=recipient,
        person_number=person_number,
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
    return queries.given_up().filter(channel__in=channels).update(try_at=at, attempts=0)


@transaction.atomic
def forget_recipient(*, person_number: int | None, addresses: Collection[str], at: datetime) -> int:
    """Somebody's data are erased: what waits for the person does not leave any more; of what left, address and words
    go. Returns how many messages that reached. The caller's act leaves the audit line."""
    return forget_messages(messages=queries.messages_to(person_number, addresses), at=at)


@transaction.atomic
def forget_messages(*, messages: QuerySet[Message], at: datetime) -> int:
    """Of these, what waits does not leave any more, and what left keeps neither address nor words. Returns how many."""
    theirs = messages.filter(forgotten_at__isnull=True)
    dropped, _of_each = theirs.filter(sent_at__isnull=True).delete()  # waits for one that is just leaving
    return dropped + _forget(theirs, at)


@transaction.atomic
def forget_old(*, before: datetime, at: datetime) -> int:
    """Messages that left, or that nobody sent, before a moment lose address and words. Returns how many."""
    done = Message.objects.filter(sent_at__lt=before) | queries.given_up().filter(created_at__lt=before)
    return _forget(done.filter(created_at__lt=before, forgotten_at__isnull=True), at)


def _forget(messages: QuerySet[Message], at: datetime) -> int:
    return messages.update(recipient="", person_number=None, subject="", body="", last_error="", forgotten_at=at)
