"""What the desk says of one person who asked, for that person's own eyes: found by name, telephone number, address."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from toso.ground.delivery import queries as delivery
from toso.ground.delivery.models import Message
from toso.ground.people.models import Person
from toso.ground.people.queries import addresses_of
from toso.ground.people.rules import name_key, phone_digits
from toso.ground.shared.codes import shown_code
from toso.ground.shared.scope import Scope
from toso.work.helpdesk.models import STEP_KINDS, Letter, Step, Ticket
from toso.work.helpdesk.models.tickets import TicketQuerySet
from toso.work.helpdesk.rules.mail import code_in
from toso.work.helpdesk.rules.ways import TOLD_TO_REQUESTER, WORDS_KEPT_INSIDE, StepKind

MOST = 50

Said = list[tuple[str, str]]


def reached_by(tickets: TicketQuerySet, *, phones: Collection[str], addresses: Collection[str]) -> TicketQuerySet:
    """Those in which somebody is called back at one of these numbers, or wrote or was written to at an address."""
    named = [address.lower() for address in addresses]
    wrote = Letter.objects.alias(address=Lower("sender")).filter(address__in=named)
    told = delivery.messages_at(addresses).values_list("subject", flat=True)
    codes = {code for subject in told if (code := code_in(subject))}
    return tickets.filter(
        Q(requester_phone__in=[phone for phone in phones if phone])
        | Q(pk__in=wrote.values("ticket"))
        | Q(look_up_code__in=codes)
    )


def tickets_naming(scope: Scope, *, name: str, phones: Collection[str], addresses: Collection[str]) -> list[Ticket]:
    """Requests in sight of somebody with that name in any order, that number or that address, the newest first; those
    of a list that was taken back too, they are still kept. Two persons may share a name: whoever answers looks."""
    seen, key = Ticket.objects.visible_to(scope), name_key(name)
    rows = seen.exclude(requester_name="").values_list("pk", "requester_name")
    alike = [pk for pk, said in rows.iterator() if key and name_key(said) == key]
    reached = reached_by(seen, phones=phones, addresses=addresses)
    found = seen.filter(Q(pk__in=alike) | Q(pk__in=reached.values("pk"))).select_related("place")
    return list(found.order_by("-pk")[:MOST])


def tickets_about(person: Person) -> TicketQuerySet:
    """Requests of somebody of the programme that were taken down by telephone or came by mail: by the number and the
    addresses that are this person's and nobody else's."""
    phone = phone_digits(person.phone) or ""
    is_shared = Person.objects.filter(phone=person.phone).exclude(pk=person.pk).exists()
    phones = () if is_shared else (phone,)
    rows: TicketQuerySet = reached_by(Ticket.objects.all(), phones=phones, addresses=addresses_of(person))
    return rows.select_related("place").order_by("-pk")


def messages_of(ticket: Ticket) -> QuerySet[Message]:
    """What was sent about a request: its code stands in front of every subject."""
    if not ticket.look_up_code:
        return Message.objects.none()
    return delivery.with_subject(f"[{shown_code(ticket.look_up_code)}]")


def about_ticket(ticket: Ticket) -> list[tuple[str, list[Said]]]:
    """Everything that is kept of a request and may be told to whoever asked, in words."""
    stands: Said = [
        (_("Số"), str(ticket.pk)),
        (_("Nơi"), ticket.place.full_name),
        (_("Ngày nêu"), f"{ticket.raised_on:%d/%m/%Y}"),
        (_("Kênh"), str(ticket.get_channel_display())),
        (_("Người yêu cầu"), ticket.requester_name),
        (_("Số điện thoại"), ticket.requester_phone),
        (_("Yêu cầu"), ticket.title),
        (_("Mô tả"), ticket.text),
        (_("Trạng thái"), str(ticket.get_state_display())),
    ]
    letters: list[Said] = [
        [(_("Địa chỉ gửi"), letter.sender or "–"), (_("Lúc gửi"), _moment(letter.at))]
        for letter in ticket.letters.order_by("pk")
    ]
    steps: list[Said] = [_step(step) for step in ticket.steps.filter(kind__in=TOLD_TO_REQUESTER).order_by("pk")]
    files: list[Said] = [[(_("Tệp"), file.name)] for file in ticket.attachments.order_by("pk")]
    sent: list[Said] = [
        [(_("Người nhận"), one.recipient), (_("Nội dung"), one.body), (_("Lúc viết"), _moment(one.created_at))]
        for one in messages_of(ticket).filter(forgotten_at__isnull=True).order_by("pk")
    ]
    parts = [
        (_("Yêu cầu"), [[(label, value) for label, value in stands if value]]),
        (_("Thư đã gửi đến"), letters),
        (_("Diễn biến"), steps),
        (_("Tệp đã kèm"), files),
        (_("Thư đã viết cho người này"), sent),
    ]
    return [(label, said) for label, said in parts if said]


def _step(step: Step) -> Said:
    words = "" if step.kind in WORDS_KEPT_INSIDE else step.text
    said = [(_("Lúc"), _moment(step.at)), (_("Bước"), str(STEP_KINDS[StepKind(step.kind)])), (_("Nội dung"), words)]
    return [(label, value) for label, value in said if value]


def _moment(at: datetime) -> str:
    return f"{localtime(at):%H:%M %d/%m/%Y}"
