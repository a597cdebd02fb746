"""When a report is due, and the sentence that explains it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from toso.results.reporting.models import DeadlineRule, Period
from toso.results.reporting.rules.reports import DueDay, due_day, working_days_left

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline, the rule it comes from, and the days that moved it."""

    at: datetime
    rule: DeadlineRule
    found: DueDay


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the strip that shows how long is left."""

    day: date
    is_now: bool
    is_end: bool
    is_off: bool


def is_working_day(day: date) -> bool:
    return day.weekday() < 5


def weekday_name(day: date) -> str:
    return (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )[day.weekday()]


def deadline_rule(level: str, *, on: date) -> DeadlineRule | None:
    """The rule in force for the level on a day, with its document."""
    return (
        DeadlineRule.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), level=level, valid_from__lte=on)
        .select_related("basis")
        .order_by("-valid_from")
        .first()
    )


def deadline_of(period: Period, level: str) -> Deadline | None:
    """When the level must hand in its report on the period; None when no rule was in force."""
    rule = deadline_rule(level, on=period.last_day)
    if rule is None:
        return None
    found = due_day(
        last_day=period.last_day, day=rule.day, month_offset=rule.month_offset, is_working=is_working_day
    )
    return Deadline(at=datetime.combine(found.day, rule.time, VIETNAM), rule=rule, found=found)


def deadline_reason(deadline: Deadline) -> str:
    """Why the deadline falls on that moment, in one sentence."""
    found, rule = deadline.found, deadline.rule
    parts = [
        _("Hạn %(time)s %(weekday)s %(day)s vì quy định là ngày %(nominal)s.")
        % {
            "time": f"{deadline.at:%H:%M}",
            "weekday": weekday_name(found.day),
            "day": f"{found.day.day}/{found.day.month}",
            "nominal": f"{found.nominal.day}/{found.nominal.month}",
        }
    ]
    if found.skipped:
        days = ", ".join(f"{weekday_name(day)} {day.day}/{day.month}" for day in sorted(found.skipped))
        sentence = (
            _("Lùi sang ngày làm việc kế tiếp vì %(days)s là ngày nghỉ (Bộ luật Dân sự 2015, Điều 148.5).")
            if found.is_moved_forward
            else _("Tính ngược về ngày làm việc gần nhất vì %(days)s là ngày nghỉ.")
        )
        parts.append(sentence % {"days": days})
    if rule.note:
        parts.append(rule.note)
    return " ".join(parts)


def deadline_strip(due_at: datetime, at: datetime, *, most: int = 7) -> list[StripDay]:
    """The days from today to the deadline, days off marked; empty when the deadline has passed or is far."""
    today, due = at.astimezone(VIETNAM).date(), due_at.astimezone(VIETNAM).date()
    if due < today or (due - today).days >= most:
        return []
    days = [today + timedelta(days=n) for n in range((due - today).days + 1)]
    return [
        StripDay(day=day, is_now=day == today, is_end=day == due, is_off=not is_working_day(day)) for day in days
    ]


def days_left(due_at: datetime, at: datetime) -> int:
    """Working days that are left after today; negative when the deadline has passed."""
    return working_days_left(
        on=at.astimezone(VIETNAM).date(), due=due_at.astimezone(VIETNAM).date(), is_working=is_working_day
    )


def deadlines_of(period: Period, levels: Iterable[str]) -> list[Deadline]:
    """The deadlines of the period, one a level that has a rule."""
    return [deadline for level in levels if (deadline := deadline_of(period, level))]
