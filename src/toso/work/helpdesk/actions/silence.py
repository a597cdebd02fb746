"""Who is silent past the term loses the request: it moves on by itself, and nothing of it is lost."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from toso.ground.places.rules import Level
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import PARTS, note_step
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.rules import ways
from toso.work.helpdesk.rules.ways import NextOwner, StepKind, TicketKind

AT_ONCE = 500


def move_silent(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Move every call for help whose first answer is overdue, one transaction each. Returns how many moved.

    Idempotent: what moved has a new term. What nobody stands above stays where it is, told when it came there, and
    holds up nothing that can still move, however much of it there is.
    """
    at_the_end = Q(organisation__isnull=False) | Q(
        holder_level=Level.PROVINCE, team__isnull=True, platform__owner__isnull=True
    )
    due = (
        Ticket.objects.current()
        .unanswered()
        .filter(kind=TicketKind.SUPPORT, first_answered_at__isnull=True, answer_due_at__lte=at)
        .exclude(at_the_end, assignee__isnull=True)
    )
    return sum(_move(pk, at) for pk in due.order_by("answer_due_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def _move(ticket_id: int, at: datetime) -> bool:
    rows = Ticket.objects.select_for_update(of=("self",), skip_locked=True).select_related(*PARTS, "platform__owner")
    ticket = rows.filter(pk=ticket_id, state__in=sorted(ways.UNANSWERED), answer_due_at__lte=at).first()
    if ticket is None or ticket.first_answered_at is not None:
        return False
    owner = ticket.platform.owner if ticket.platform else None
    duty = [person for person in queries.on_duty(ticket.team_id, at) if person.pk != ticket.assignee_id]
    heard = ticket.steps.filter(kind=StepKind.MOVED, at__gte=ticket.asked_at).exists()
    following = ways.owner_after_silence(
        Level(ticket.holder_level),
        is_duty_free=bool(duty) and not heard,
        is_at_owner=ticket.organisation_id is not None,
        has_owner=owner is not None,
    )
    former = ticket.assignee.name if ticket.assignee else ticket.get_holder_level_display()
    if following is NextOwner.NOBODY:
        if ticket.assignee is None:
            return False
        ticket.assignee, words = None, _("%(former)s chưa trả lời trong hạn; trả về hàng chờ") % {"former": former}
    elif following is NextOwner.DUTY:
        ticket.assignee = duty[0]
        words = _("%(former)s chưa trả lời trong hạn; giao %(name)s đang trực") % {
            "former": former,
            "name": duty[0].name,
        }
    elif following is NextOwner.ABOVE:
        ticket.holder_level = ways.level_above(Level(ticket.holder_level)) or ticket.holder_level
        ticket.team = ticket.assignee = None
        words = _("%(former)s chưa trả lời trong hạn; chuyển cấp trên") % {"former": former}
    else:
        ticket.organisation, ticket.team, ticket.assignee = owner, None, None
        words = _("%(former)s chưa trả lời trong hạn; chuyển %(owner)s") % {"former": former, "owner": owner}
    note_step(ticket, StepKind.MOVED, text=words, by=None, at=at)
    return True
