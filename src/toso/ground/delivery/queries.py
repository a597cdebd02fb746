import csv
from collections.abc import Collection
from dataclasses import dataclass
from io import StringIO

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.functional import Promise

from toso.ground.delivery.models import CHANNELS, Message
from toso.ground.delivery.rules import Channel
from toso.ground.shared.text import safe_cell

COLUMNS = ("channel", "recipient", "subject", "body", "created_at", "attempts", "last_error")


@dataclass(frozen=True, slots=True)
class ChannelState:
    channel: Channel
    label: str | Promise
    is_connected: bool
    waiting: int
    sent: int
    given_up: int


def is_connected(channel: str) -> bool:
    """Whether this server can send on the channel. SMS and Zalo have no sender yet; e-mail needs a mail server."""
    return channel == Channel.EMAIL and bool(settings.EMAIL_HOST)


def given_up() -> QuerySet[Message]:
    """What did not leave and waits for a person."""
    return Message.objects.filter(sent_at__isnull=True, try_at__isnull=True, forgotten_at__isnull=True)


def messages_at(addresses: Collection[str]) -> QuerySet[Message]:
    """Everything that was written to one of these addresses, in whatever case they are typed."""
    named = sorted({address.lower() for address in addresses if address})
    return Message.objects.alias(address=Lower("recipient")).filter(address__in=named)


def with_subject(beginning: str) -> QuerySet[Message]:
    """Messages whose subject begins with these words."""
    return Message.objects.filter(subject__startswith=beginning)


def messages_to(person_number: int | None, addresses: Collection[str]) -> QuerySet[Message]:
    """Messages of one person: those that say so, and those of nobody known to an address that is the person's."""
    by_number = Message.objects.filter(person_number=person_number) if person_number else Message.objects.none()
    strangers = messages_at(addresses).filter(person_number__isnull=True)
    return Message.objects.filter(Q(pk__in=by_number.values("pk")) | Q(pk__in=strangers.values("pk")))


def channel_states() -> list[ChannelState]:
    """How each channel stands: connected or not, and what waits, went out or was given up."""
    unsent = Q(sent_at__isnull=True)
    counted = {
        row["channel"]: row
        for row in Message.objects.values("channel").annotate(
            waiting=Count("pk", filter=unsent & Q(try_at__isnull=False)),
            sent=Count("pk", filter=~unsent),
            given_up=Count("pk", filter=unsent & Q(try_at__isnull=True, forgotten_at__isnull=True)),
        )
    }
    states = []
    for channel, label in CHANNELS.items():
        row = counted.get(channel)
        waiting, sent, given_up = (row["waiting"], row["sent"], row["given_up"]) if row else (0, 0, 0)
        states.append(ChannelState(channel, label, is_connected(channel), waiting, sent, given_up))
    return states


def unsent_csv() -> str:
    """Everything that did not leave, as a file for whoever sends it by hand."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    unsent = Message.objects.filter(sent_at__isnull=True, forgotten_at__isnull=True)
    for row in unsent.order_by("pk").values_list(*COLUMNS):
        writer.writerow([safe_cell(str(cell)) for cell in row])
    return "\ufeff" + out.getvalue()
