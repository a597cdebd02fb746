"""When a report is due, and the sentence that explains it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from toso.ground.people.models import Duty
from toso.ground.people.queries import PEOPLES_COMMITTEE, duties_until, name_on, organisation_on_duty
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.deadline_words import StripDay, explain_deadline, strip
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.reporting.models import DeadlineRule, Period
from toso.results.reporting.rules.reports import due_day

STRIP_LENGTH = 7


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline, the rule it comes from, the day the rule names, and the sentence that explains it."""

    at: datetime
    rule: DeadlineRule
    nominal: date
    reason: str


def deadline_rule(level: str, *, on: date) -> DeadlineRule | None:
    """The rule in force for the level on a day, with its document."""
    return (
        DeadlineRule.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=on), level=level, valid_from__lte=on
        )
        .select_related("basis")
        .order_by("-valid_from")
        .first()
    )


def rule_words(rule: DeadlineRule) -> str:
    if rule.basis is None:
        return _("mặc định là ngày %(day)s") % {"day": rule.day}
    words = _("phải đến trước ngày %(day)s hằng tháng") % {"day": rule.day + 1}
    return _("%(words)s (%(document)s, %(article)s)") % {
        "words": words,
        "document": str(rule.basis),
        "article": rule.article,
    }


def deadline_of(period: Period, level: str) -> Deadline | None:
    """When the level must hand in its report on the period; None when no rule was in force."""
    rule = deadline_rule(level, on=period.last_day)
    if rule is None:
        return None
    calendar = vietnam_calendar()
    found = due_day(
        last_day=period.last_day, day=rule.day, month_offset=rule.month_offset, is_working=calendar.is_working_day
    )
    due_at = datetime.combine(found.day, rule.time, VIETNAM)
    reason = explain_deadline(calendar, due_at, rule=rule_words(rule), nominal=found.nominal)
    return Deadline(at=due_at, rule=rule, nominal=found.nominal, reason=reason[0].upper() + reason[1:])


def deadlines_of(period: Period, levels: Iterable[str]) -> list[tuple[str, Deadline]]:
    """The deadlines of the period, one a level that has a rule."""
    found = ((level, deadline_of(period, level)) for level in levels)
    return [(level, deadline) for level, deadline in found if deadline is not None]


def deadline_strip(due_at: datetime, at: datetime) -> list[StripDay]:
    """The days from today to the deadline, days off marked; empty when it has passed or is far."""
    today, due = at.astimezone(VIETNAM).date(), due_at.astimezone(VIETNAM).date()
    if not 0 <= (due - today).days < STRIP_LENGTH:
        return []
    return strip(vietnam_calendar(), today, due, today=today, end=due)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who carries the duty behind a deadline on a day, by which document since when, and who did before."""

    words: str
    basis: str
    since: date
    before: str = ""
    before_basis: str = ""


def carrier_of(rule: DeadlineRule, *, on: date, place: Place | None = None) -> Carrier | None:
    """The body that the rule's standing duty is routed to on a day; None when the rule names no duty.

    A duty carried by every body of a level is answered for ``place`` with the body of that place.
    """
    known = duties_until(rule.duty, on) if rule.duty else []
    if not known or (known[0].valid_until is not None and known[0].valid_until <= on):
        return None
    duty, *earlier = known
    body = organisation_on_duty(duty.code, on, place=place)
    return Carrier(
        words=name_on(body, on) if body else _body_words(duty, on),
        basis=duty.basis,
        since=duty.valid_from,
        before=_body_words(earlier[0], earlier[0].valid_from) if earlier else "",
        before_basis=earlier[0].basis if earlier else "",
    )


def _body_words(duty: Duty, on: date) -> str:
    return name_on(duty.organisation, on) if duty.organisation else PEOPLES_COMMITTEE[Level(duty.level)]
