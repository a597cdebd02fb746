"""The clocks of a request: when each is due, and why that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from toso.ground.shared.calendar import VIETNAM, WorkingCalendar
from toso.ground.shared.deadline_words import day_words, moment_words, remaining_words
from toso.ground.shared.rows import read_rows
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.helpdesk.models import CLOCKS, HOURS, Term, Ticket
from toso.work.helpdesk.rules import clocks
from toso.work.helpdesk.rules.clocks import AroundTheClock, Clock, Course, Pause
from toso.work.helpdesk.rules.priorities import Hours, Terms
from toso.work.helpdesk.rules.ways import LIVE

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class ClockWords:
    """One running clock in words: its name, when it is due, how long still, the rule, and day by day why."""

    label: str
    due_at: datetime
    due: str
    remaining: str
    rule: str
    days: tuple[str, ...]
    is_overdue: bool


def term_on(priority: int, on: date) -> Term | None:
    """How fast this priority is served on a day."""
    found = read_rows(Term, "priority = %s AND valid_from <= %s ORDER BY valid_from DESC LIMIT 1", priority, on)
    return found[0] if found else None


def calendar_of(hours: Hours) -> WorkingCalendar | None:
    """The calendar whose hours count; None day and night."""
    if hours is Hours.ALWAYS:
        return None
    return vietnam_calendar(clocks.LONG_DAY) if hours is Hours.LONG else vietnam_calendar()


def terms_of(term: Term) -> Terms:
    return Terms(
        Hours(term.hours), _minutes(term.answer_minutes), _minutes(term.update_minutes), _minutes(term.solution_minutes)
    )


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)


def course_of(ticket: Ticket) -> Course:
    return Course(
        asked_at=ticket.asked_at,
        held_at=ticket.held_at,
        first_answered_at=ticket.first_answered_at,
        last_told_at=ticket.last_told_at,
        is_live=ticket.state in LIVE,
        pauses=tuple(Pause(_moment(begins), _moment(until) if until else None) for begins, until in ticket.pauses),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def set_due(ticket: Ticket) -> None:
    """Write into the request when its clocks are due; a difficulty keeps its term of working days."""
    if ticket.term is None:
        return
    terms = terms_of(ticket.term)
    moments = clocks.moments_due(calendar_of(terms.hours) or AroundTheClock(), terms, course_of(ticket))
    ticket.answer_due_at = moments.get(Clock.ANSWER)
    ticket.update_due_at = moments.get(Clock.UPDATE)
    ticket.solution_due_at = moments.get(Clock.SOLUTION)
    ticket.due_at = min(moments.values(), default=None)


def explained(ticket: Ticket, at: datetime) -> list[ClockWords]:
    """Every running clock with its day-by-day account, the nearest first."""
    if ticket.term is None or ticket.state not in LIVE:
        return []
    terms, course = terms_of(ticket.term), course_of(ticket)
    calendar = calendar_of(terms.hours)
    found = []
    for clock, due_at in clocks.moments_due(calendar or AroundTheClock(), terms, course).items():
        amount = {Clock.ANSWER: terms.answer, Clock.UPDATE: terms.update, Clock.SOLUTION: terms.solution}[clock]
        start = clocks.start_of(clock, course)
        lines = clocks.ledger(calendar or AroundTheClock(), start, due_at, course.pauses, calendar)
        found.append(
            ClockWords(
                label=str(CLOCKS[clock]),
                due_at=due_at,
                due=moment_words(due_at, now=at),
                remaining=_remaining(calendar, due_at, at),
                rule=_("mức “%(priority)s” có %(amount)s, tính %(hours)s, từ %(start)s")
                % {
                    "priority": ticket.get_priority_display(),
                    "amount": amount_words(amount or timedelta(0)),
                    "hours": HOURS[terms.hours],
                    "start": moment_words(start, now=at),
                },
                days=_days(lines),
                is_overdue=due_at < at,
            )
        )
    return sorted(found, key=lambda one: one.due_at)


def due_sentence(ticket: Ticket, at: datetime) -> str:
    """ "còn 3 ngày làm việc", "còn 25 phút"; nothing when nobody is waited for."""
    if ticket.due_at is None or ticket.state not in LIVE:
        return ""
    return _remaining(calendar_of(Hours(ticket.term.hours)) if ticket.term else vietnam_calendar(), ticket.due_at, at)


def _remaining(calendar: WorkingCalendar | None, due_at: datetime, at: datetime) -> str:
    if calendar is not None:
        return remaining_words(calendar, due_at, at)
    words = amount_words(abs(due_at - at))
    return _("quá hạn %(time)s") % {"time": words} if due_at < at else _("còn %(time)s") % {"time": words}


def amount_words(amount: timedelta) -> str:
    """ "4 giờ", "30 phút", "2 giờ 30 phút"."""
    hours, minutes = divmod(max(amount // timedelta(minutes=1), 0), 60)
    if not hours:
        return _("%(minutes)s phút") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s giờ") % {"hours": hours}
    return _("%(hours)s giờ %(minutes)s phút") % {"hours": hours, "minutes": minutes}


def _days(lines: Sequence[clocks.Line]) -> tuple[str, ...]:
    words = [_day(line) for line in lines[:MOST_LINES]]
    return tuple(words if len(lines) <= MOST_LINES else [*words, "…"])


def _day(line: clocks.Line) -> str:
    on = day_words(line.on, now=line.on)
    if line.day is not None and not line.day.is_working:
        return _("%(day)s: nghỉ") % {"day": on} + (f" ({line.day.reason})" if line.day.reason else "")
    said = _("%(day)s: tính %(counted)s, cộng %(total)s") % {
        "day": on,
        "counted": amount_words(line.counted),
        "total": amount_words(line.total),
    }
    if line.paused:
        said += _("; tạm dừng %(paused)s vì chờ người hỏi") % {"paused": amount_words(line.paused)}
    return said


def local_day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()
