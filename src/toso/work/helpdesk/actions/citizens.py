"""A citizen asks without an account and comes back with a code. Never more is kept than was agreed to."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.codes import new_code, plain_code
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import nfc
from toso.ground.shared.uploads import CleanFile
from toso.plan.programme.actions import mark_changed
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import PARTS, needed, note_step, refuse_impossible
from toso.work.helpdesk.actions.tickets import attach, new_ticket, rate
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.rules.ways import RequesterKind, StepKind


@transaction.atomic
def ask_as_citizen(
    *,
    place: Place,
    title: str,
    at: datetime,
    text: str = "",
    name: str = "",
    phone: str = "",
    has_consent: bool = False,
    is_feedback: bool = False,
) -> Ticket:
    """Take in a citizen's question for a commune, or what he says of the help he had (Plan 6863, II.1).

    The look-up code in it is said to nobody else.
    """
    category = "feedback" if is_feedback else "citizen_guidance"
    ticket = new_ticket(
        place=place,
        title=title,
        text=text,
        category=category if queries.is_category(category) else "",
        requester_kind=RequesterKind.CITIZEN,
        requester_name=name,
        requester_phone=phone,
        has_consent=has_consent,
        holder_level=Level.COMMUNE,
        team=queries.response_team(place, at),
        at=at,
    )
    ticket.look_up_code = new_code()
    mark_changed([(place.pk, ticket.raised_on)], at=at)
    note_step(ticket, StepKind.RAISED, text="", by=None, at=at)
    return ticket


@transaction.atomic
def say_by_code(*, code: str, kind: StepKind, text: str, at: datetime, files: Sequence[CleanFile] = ()) -> Ticket:
    """The citizen adds something, with a file, asks again or says that it is done.

    A code that opens nothing raises DoesNotExist.
    """
    ticket = _opened(code)
    refuse_impossible(ticket, kind)
    text = nfc(text).strip() if kind is StepKind.CLOSED else needed(text, _("Ghi điều cần nói thêm."))
    if len(text) > 2000:
        raise Refusal(_("Viết ngắn hơn 2.000 chữ."), field="text")
    note_step(ticket, kind, text=text, by=None, at=at)
    attach(ticket, files, by=None, at=at)
    return ticket


@transaction.atomic
def rate_by_code(*, code: str, satisfaction: int, text: str, at: datetime) -> Ticket:
    """The citizen says once how content he is."""
    ticket = _opened(code)
    refuse_impossible(ticket, StepKind.RATED)
    rate(ticket, satisfaction=satisfaction, text=text)
    note_step(ticket, StepKind.RATED, text=str(satisfaction), by=None, at=at)
    return ticket


def _opened(code: str) -> Ticket:
    rows = Ticket.objects.current().select_for_update(of=("self",)).select_related(*PARTS)
    ticket: Ticket = rows.get(look_up_code=plain_code(code) or "-")
    return ticket
