"""A request put where it belongs: what it is about decides who may read it and whether it has clocks."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import locked, note_step, refuse_other_holder
from toso.work.helpdesk.models import Category, Ticket
from toso.work.helpdesk.queries.clocks import local_day, term_on
from toso.work.helpdesk.rules.ways import StepKind, TicketKind


@transaction.atomic
def set_category(*, ticket_id: int, category: str, by: Person, scope: Scope, at: datetime) -> Ticket:
    """Say what a request is about, when it came under another heading or under none.

    From then on it is as confidential as its category; a category without clocks stops them, one with clocks
    starts them by the term of today. A difficulty keeps its readers and its term of working days.
    """
    ticket = locked(ticket_id, StepKind.CHANGED, scope=scope)
    refuse_other_holder(ticket, scope)
    found = queries.category_of(category)
    if found is None or not queries.is_category(category):
        raise Refusal(_("Chọn nhóm trong danh sách."), field="category")
    if ticket.category == category:
        raise Refusal(_("Yêu cầu đang ở nhóm “%(name)s” rồi.") % {"name": found}, field="category")
    before = queries.category_of(ticket.category)
    ticket.category = category
    if ticket.kind == TicketKind.SUPPORT:
        ticket.is_confidential = found.is_confidential
        _start_or_stop(ticket, found, at)
    words = _("%(before)s → %(after)s") % {"before": before or _("Chưa rõ"), "after": found}
    note_step(ticket, StepKind.CHANGED, text=words, by=by, at=at)
    return ticket


def _start_or_stop(ticket: Ticket, category: Category, at: datetime) -> None:
    if not category.has_clocks:
        ticket.term = ticket.due_at = None
        ticket.answer_due_at = ticket.update_due_at = ticket.solution_due_at = None
    elif ticket.term is None:
        ticket.term = term_on(ticket.priority, local_day(at))
