"""What every step of a request shares: the row locked, the next state, the clocks, the line, the notice."""

from datetime import datetime

from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.rows import write_rows
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.plan.programme.actions import mark_changed
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.answers import forget_address, write_back
from toso.work.helpdesk.models import TICKET_STATES, Step, Ticket
from toso.work.helpdesk.queries.clocks import local_day, set_due
from toso.work.helpdesk.rules import ways
from toso.work.helpdesk.rules.priorities import Priority
from toso.work.helpdesk.rules.ways import Channel, StepKind, TicketKind, TicketState

TELLS_REQUESTER = frozenset({StepKind.REPLIED, StepKind.ASKED, StepKind.ANSWERED, StepKind.REFUSED})
HANDS_ON = frozenset({StepKind.ESCALATED, StepKind.FORWARDED, StepKind.MOVED, StepKind.HANDED})
STARTS_ANEW = HANDS_ON | {StepKind.RAISED, StepKind.REOPENED}
TELLS_HOLDER = STARTS_ANEW | {StepKind.ADDED}
LEAVES_NOTICES = frozenset({StepKind.RAISED, StepKind.NOTED, StepKind.LINKED, StepKind.RATED, StepKind.CHANGED})


def locked(ticket_id: int, step: StepKind, *, scope: Scope, seen: int | None = None) -> Ticket:
    """The request, held until the end of the transaction, when it is in sight and this step is possible now.

    ``seen`` is the version the person had on the page: when somebody else was faster, nothing happens.
    """
    ticket: Ticket = queries.all_tickets(scope).select_for_update(of=("self",)).select_related(*PARTS).get(pk=ticket_id)
    refuse_impossible(ticket, step, seen=seen)
    return ticket


PARTS = ("place", "organisation", "raised_by", "assignee", "team", "term")


def refuse_impossible(ticket: Ticket, step: StepKind, *, seen: int | None = None) -> None:
    if seen is not None and seen != ticket.version:
        last = ticket.steps.select_related("by").order_by("-pk").first()
        who = last.by.name if last and last.by else _("Người yêu cầu hoặc hệ thống")
        raise Refusal(
            _("%(who)s vừa cập nhật yêu cầu này. Chữ đang gõ còn nguyên: xem bước mới rồi gửi lại.") % {"who": who}
        )
    if ways.state_after(TicketState(ticket.state), step) is None:
        state = TICKET_STATES[TicketState(ticket.state)]
        what = _("Vướng mắc này") if ticket.kind == TicketKind.DIFFICULTY else _("Yêu cầu này")
        raise Refusal(
            _("%(what)s đang ở trạng thái “%(state)s”. Tải lại trang để xem.") % {"what": what, "state": state}
        )


def refuse_other_holder(ticket: Ticket, scope: Scope) -> None:
    if not queries.may_answer(ticket, scope):
        level = str(ticket.get_holder_level_display()).lower()
        if ticket.kind == TicketKind.DIFFICULTY:
            raise Refusal(_("Vướng mắc này đang ở cấp %(level)s; cấp đó trả lời.") % {"level": level})
        raise Refusal(_("Yêu cầu này đang ở cấp %(level)s; cấp đó xử lý.") % {"level": level})


def needed(text: str, sentence: str, *, field: str = "text") -> str:
    text = nfc(text).strip()
    if not text:
        raise Refusal(sentence, field=field)
    return text


def due_in_working_days(at: datetime) -> datetime:
    """The term of a difficulty."""
    calendar = vietnam_calendar()
    on = calendar.add_working_days(local_day(at), ways.WORKING_DAYS_TO_ANSWER)
    return datetime.combine(on, calendar.bands[-1].closes, tzinfo=VIETNAM)


def note_step(ticket: Ticket, kind: StepKind, *, text: str, by: Person | None, at: datetime) -> Step:
    """Save the request in its next state with the step, the audit line and the notice to whoever is next."""
    _count(ticket, kind, at)
    ticket.state = ways.state_after(TicketState(ticket.state), kind) or ticket.state
    if ticket.kind == TicketKind.DIFFICULTY:
        if kind in STARTS_ANEW:
            ticket.due_at = due_in_working_days(at)
    else:
        set_due(ticket)
    ticket.version += 1
    if ticket._state.adding:
        write_rows(Ticket, [ticket])
    else:
        ticket.save()
    (step,) = write_rows(Step, [Step(ticket=ticket, kind=kind, text=text, by=by, at=at)])
    audit(
        f"helpdesk.{'difficulty' if ticket.kind == TicketKind.DIFFICULTY else 'ticket'}.{kind}",
        by=by,
        about=ticket,
        at=at,
        path=ticket.place.path,
        detail={"state": ticket.state, "holder": ticket.holder_level, "organisation": ticket.organisation_id},
    )
    if kind not in LEAVES_NOTICES:
        settle(key=key_of(ticket), at=at)
    _tell(ticket, step, at=at)
    _write(ticket, step, at=at)
    return step


def _write(ticket: Ticket, step: Step, *, at: datetime) -> None:
    """What the requester is told, by e-mail to who asked by e-mail; an answer also to whose request was merged."""
    if step.kind in TELLS_REQUESTER:
        write_back(ticket, step.text, at=at)
    if step.kind in (StepKind.ANSWERED, StepKind.REFUSED):
        for other in ticket.merged.filter(channel=Channel.EMAIL):
            write_back(other, step.text, at=at)
    if step.kind == StepKind.CLOSED:
        forget_address(ticket)


def _count(ticket: Ticket, kind: StepKind, at: datetime) -> None:
    """What the step means for the clocks."""
    if ticket.state == TicketState.WAITING and ways.state_after(TicketState.WAITING, kind) is not TicketState.WAITING:
        ticket.pauses = [*ticket.pauses[:-1], [ticket.pauses[-1][0], at.isoformat()]]
        ticket.last_told_at = at  # the next word is owed from here
    if kind in TELLS_REQUESTER:
        ticket.first_answered_at = ticket.first_answered_at or at
        ticket.last_told_at = at
    if kind is StepKind.ASKED:
        ticket.pauses = [*ticket.pauses, [at.isoformat(), None]]
    if kind in HANDS_ON:
        ticket.held_at = at
    if kind is StepKind.REOPENED:
        ticket.asked_at = ticket.held_at = at
        ticket.pauses = []
    if kind is StepKind.ANSWERED and ticket.answered_on is None:
        _count_solution(ticket, at)


def _count_solution(ticket: Ticket, at: datetime) -> None:
    """The first solution is what counts, on its day, and in time or not."""
    if ticket.term is not None:
        set_due(ticket)
        ticket.is_on_time = None if ticket.solution_due_at is None else at <= ticket.solution_due_at
    ticket.answered_on = local_day(at)
    mark_changed([(ticket.place_id, ticket.answered_on)], at=at)


def key_of(ticket: Ticket) -> str:
    return f"helpdesk.ticket.{ticket.pk}"


def _tell(ticket: Ticket, step: Step, *, at: datetime) -> None:
    kind = StepKind(step.kind)
    if kind in TELLS_HOLDER and ticket.state in ways.UNANSWERED:
        persons = [person for person in _next(ticket, kind, at) if person.pk != step.by_id]
        code, title = "helpdesk.to_answer", _("Chờ trả lời: %(title)s")
    elif kind is StepKind.ASSIGNED and ticket.assignee and ticket.assignee_id != step.by_id:
        persons = [ticket.assignee]
        code, title = "helpdesk.to_answer", _("Giao xử lý: %(title)s")
    elif kind in TELLS_REQUESTER and (asked := _who_asked(ticket, kind, step)):
        persons = asked
        code, title = "helpdesk.answered", _("Đã trả lời: %(title)s")
        if kind is StepKind.ASKED:
            title = _("Cần thêm thông tin: %(title)s")
        elif kind is StepKind.REFUSED:
            title = _("Không nhận, có lý do: %(title)s")
        elif kind is StepKind.REPLIED:
            title = _("Có tin mới: %(title)s")
    else:
        return
    if persons:
        tell(
            persons=persons,
            code=code,
            key=f"{key_of(ticket)}|{step.pk}",
            title=title % {"title": ticket.title},
            at=at,
            address=queries.address_of(ticket),
            place=ticket.place,
        )


def _who_asked(ticket: Ticket, kind: StepKind, step: Step) -> list[Person]:
    """Who raised it; of an answer or a refusal also whoever asked the same and was merged into it."""
    asked = {ticket.raised_by_id: ticket.raised_by} if ticket.raised_by else {}
    if kind in (StepKind.ANSWERED, StepKind.REFUSED):
        for other in ticket.merged.select_related("raised_by"):
            if other.raised_by:
                asked.setdefault(other.raised_by_id, other.raised_by)
    return [person for pk, person in asked.items() if pk != step.by_id]


def _next(ticket: Ticket, kind: StepKind, at: datetime) -> list[Person]:
    """Who hears that a request waits: its assignee, or whoever is on duty, or all who may answer.

    A new call that is not urgent stays in the queue and rings nobody.
    """
    if ticket.assignee:
        return [ticket.assignee]
    if duty := queries.on_duty(ticket.team_id, at):
        return duty
    if ticket.kind == TicketKind.DIFFICULTY or kind is not StepKind.RAISED or ticket.priority == Priority.URGENT:
        return list(queries.holders(ticket, on=local_day(at)))
    return []
