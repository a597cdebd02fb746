"""What came to the province and belongs to a commune is given to it, with all that was said."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import locked, note_step, refuse_other_holder
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.rules import ways
from toso.work.helpdesk.rules.ways import StepKind, TicketKind


@transaction.atomic
def hand_ticket_down(*, ticket_id: int, commune: Place, text: str, by: Person, scope: Scope, at: datetime) -> Ticket:
    """Give a call for help that came without a commune, by e-mail above all, to the commune it is about.

    It becomes a request there, with its own code, files and steps, and time for the first word from now on. It counts
    for the commune from the day it came; what a report said before of the province stays explained.
    """
    ticket = locked(ticket_id, StepKind.HANDED, scope=scope)
    refuse_other_holder(ticket, scope)
    commune = Place.objects.current().visible_to(scope).get(pk=commune.pk, level=Level.COMMUNE)
    if not ways.may_be_handed_down(TicketKind(ticket.kind), Level(ticket.place.level)):
        raise Refusal(_("Yêu cầu này đã thuộc %(place)s.") % {"place": ticket.place}, field="commune")
    if not scope.holds(Role.PROVINCE_OFFICER, at_place=ticket.place.path):
        raise Refusal(_("Chỉ cán bộ tỉnh chuyển yêu cầu về xã."), field="commune")
    mark_changed([(place_id, day) for place_id in (ticket.place_id, commune.pk) for day in _days(ticket)], at=at)
    _keep_as_it_was(ticket, at=at)
    ticket.search = queries.search_words(ticket.search, commune.search)
    ticket.place, ticket.recorded_at = commune, at
    ticket.holder_level, ticket.organisation, ticket.assignee = Level.COMMUNE, None, None
    ticket.team = queries.response_team(commune, at)
    words = nfc(text).strip()
    note_step(ticket, StepKind.HANDED, text=f"{commune}: {words}" if words else str(commune), by=by, at=at)
    return ticket


def _days(ticket: Ticket) -> set[date]:
    return {day for day in (ticket.raised_on, ticket.answered_on) if day}


def _keep_as_it_was(ticket: Ticket, *, at: datetime) -> None:
    """The row as it counted until now, closed: a handed-in report can be read again."""
    former = Ticket.objects.get(pk=ticket.pk)
    former.pk, former.look_up_code, former.superseded_at = None, None, at
    former._state.adding = True
    former.save(force_insert=True)
