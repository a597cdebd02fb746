"""The calls for help of the commune that somebody was sent to: solved from the page of the day."""

from datetime import datetime

from django.db.models import F, Q

from toso.ground.shared.scope import Scope
from toso.work.campaign.models import Deployment
from toso.work.campaign.rules.service import Standing
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.queries import all_tickets, may_answer
from toso.work.helpdesk.queries.clocks import due_sentence
from toso.work.helpdesk.rules.ways import TicketKind

MOST_CALLS = 6


def waiting_calls(deployment: Deployment, scope: Scope, at: datetime) -> list[tuple[Ticket, str]]:
    """What waits at the commune for this member or for nobody yet, the most pressing first, each with its term.

    Only while the service runs: the right to solve comes and goes with the role at the commune.
    """
    if deployment.standing != Standing.SERVING:
        return []
    mine = Q(assignee=deployment.person_id) | Q(assignee__isnull=True)
    rows = (
        all_tickets(scope).live().filter(mine, kind=TicketKind.SUPPORT, place__path__startswith=deployment.place.path)
    )
    pressing = rows.order_by("priority", F("due_at").asc(nulls_last=True), "pk").select_related("place", "term")
    found = [row for row in pressing[: 3 * MOST_CALLS] if may_answer(row, scope)]
    return [(row, due_sentence(row, at)) for row in found[:MOST_CALLS]]
