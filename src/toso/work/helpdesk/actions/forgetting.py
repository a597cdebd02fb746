"""Whoever asked the desk and wants to be forgotten: name, number, address and files go, what was asked stands."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.delivery.actions import forget_messages
from toso.ground.people.models import Person
from toso.ground.people.queries import addresses_of
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.work.helpdesk.models import Letter, Step, Ticket
from toso.work.helpdesk.queries import about

HIDDEN = "•••"


@transaction.atomic
def forget_requester(
    *, ticket_ids: Collection[int], names: Collection[str], by: Person, scope: Scope, at: datetime
) -> int:
    """Take whoever asked out of these requests in sight; returns how many. ``names``: what else the person is called
    or reached by, which goes out of the words too. What waits to be sent about them does not leave."""
    tickets = list(
        Ticket.objects.visible_to(scope)
        .filter(pk__in=ticket_ids)
        .select_for_update(of=("self",))
        .select_related("place")
    )
    if not tickets or len(tickets) != len(set(ticket_ids)):
        raise Refusal(_("Chọn yêu cầu trong danh sách."))
    for ticket in tickets:
        messages = about.messages_of(ticket)
        reached = [*messages.values_list("recipient", flat=True), *ticket.letters.values_list("sender", flat=True)]
        forget_messages(messages=messages, at=at)
        _take_out(ticket, {*names, *reached})
        _drop_files(ticket)
        audit("helpdesk.ticket.forgotten", by=by, about=ticket, at=at, path=ticket.place.path)
    return len(tickets)


def _take_out(ticket: Ticket, names: Iterable[str]) -> None:
    said = [name for name in (ticket.requester_name, ticket.requester_phone, *names) if len(name.strip()) > 3]
    for step in ticket.steps.all():
        if (text := _without(step.text, said)) != step.text:
            Step.objects.filter(pk=step.pk).update(text=text)
    ticket.title, ticket.text = _without(ticket.title, said)[:200], _without(ticket.text, said)
    ticket.search = _without(ticket.search, said)
    ticket.requester_name = ticket.requester_phone = ""
    ticket.save(update_fields=["title", "text", "search", "requester_name", "requester_phone"])
    ticket.letters.update(sender="")


def _drop_files(ticket: Ticket) -> None:
    """What whoever asked sent in; pictures of a screen or a paper name people in ways that nobody can search."""
    for attachment in ticket.attachments.filter(added_by=None):
        transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))
        attachment.delete()


def _without(text: str, names: Iterable[str]) -> str:
    """The text without these names and numbers, however they are spaced and in whatever case."""
    for name in names:
        loose = r"[\s.]*".join(map(re.escape, name)) if name.isdigit() else r"\s+".join(map(re.escape, name.split()))
        text = re.sub(loose, HIDDEN, text, flags=re.IGNORECASE)
    return text


def forget_requests_of(person: Person) -> None:
    """Take the number and the addresses of somebody who is erased out of requests and messages; requests stand."""
    for ticket in about.tickets_about(person).exclude(requester_name="", requester_phone=""):
        _take_out(ticket, ())
    Letter.objects.filter(writer=person).update(sender="")
    for address in addresses_of(person):
        Letter.objects.filter(sender__iexact=address).update(sender="")
