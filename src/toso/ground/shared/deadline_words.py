"""Sentences about deadlines: when, how long still, and why that very moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toso.ground.shared.calendar import VIETNAM, Day, DayKind, WorkingCalendar

WEEKDAYS = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)
SHORT_WEEKDAYS = (
    gettext_lazy("T2"),
    gettext_lazy("T3"),
    gettext_lazy("T4"),
    gettext_lazy("T5"),
    gettext_lazy("T6"),
    gettext_lazy("T7"),
    gettext_lazy("CN"),
)
MANY_DAYS = 12  # a list of days longer than this is cut short


def day_words(on: date, *, now: date | None = None) -> str:
    """ "thứ Năm 19/11"; with the year when it is not the year of ``now``."""
    return f"{WEEKDAYS[on.weekday()]} {_figures(on, now)}"


def moment_words(at: datetime, *, now: datetime | None = None) -> str:
    """ "17:00 thứ Năm 19/11", in Vietnamese time."""
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M} {day_words(local.date(), now=now.astimezone(VIETNAM).date() if now else None)}"


def remaining_words(calendar: WorkingCalendar, due_at: datetime, now: datetime) -> str:
    """ "còn 3 ngày làm việc", "còn 2 giờ làm việc", "quá hạn 1 ngày làm việc"."""
    if now > due_at:
        return _overdue_words(calendar, due_at, now)
    days = calendar.working_days_between(_day(now), _day(due_at))
    if days:
        return ngettext("còn %(count)s ngày làm việc", "còn %(count)s ngày làm việc", days) % {"count": days}
    left = calendar.working_time_between(now, due_at)
    if not left:
        return _("không còn giờ làm việc nào")
    return _("còn %(time)s") % {"time": _time_words(left)}


def due_words(calendar: WorkingCalendar, due_at: datetime, now: datetime) -> str:
    """ "Hạn 17:00 thứ Năm 19/11, còn 3 ngày làm việc"."""
    return _("Hạn %(moment)s, %(remaining)s") % {
        "moment": moment_words(due_at, now=now),
        "remaining": remaining_words(calendar, due_at, now),
    }


def explain_deadline(calendar: WorkingCalendar, due_at: datetime, *, rule: str, nominal: date) -> str:
    """Why this moment: the rule in words, and the step back from ``nominal`` when that day is off.

    "hạn 17:00 thứ Sáu 18/12 vì phải nộp trước ngày 20 hằng tháng; thứ Bảy 19/12 là ngày nghỉ
    nên tính ngày làm việc liền trước".
    """
    due_on = _day(due_at)
    moment = moment_words(due_at, now=due_at)
    sentence = _("hạn %(moment)s vì %(rule)s") % {"moment": moment, "rule": rule}
    if due_on == nominal:
        return sentence
    between = calendar.days(due_on + timedelta(days=1), nominal) if due_on < nominal else calendar.days(nominal, due_on)
    off = days_off_words(day for day in between if not day.is_working)
    if due_on < nominal:
        return _("%(sentence)s; nghỉ %(days)s nên tính ngày làm việc liền trước") % {"sentence": sentence, "days": off}
    return _("%(sentence)s; nghỉ %(days)s nên tính ngày làm việc kế tiếp") % {"sentence": sentence, "days": off}


def explain_working_days(calendar: WorkingCalendar, start: date, count: int) -> str:
    """ "3 ngày làm việc sau thứ Sáu 20/11 là thứ Năm 26/11; nghỉ thứ Bảy 21/11, Chủ nhật 22/11, …"."""
    end = calendar.add_working_days(start, count)
    sentence = _("%(count)s ngày làm việc sau %(start)s là %(end)s") % {
        "count": count,
        "start": day_words(start, now=end),
        "end": day_words(end, now=end),
    }
    off = days_off_words(day for day in calendar.days(start + timedelta(days=1), end) if not day.is_working)
    return _("%(sentence)s; nghỉ %(days)s") % {"sentence": sentence, "days": off} if off else sentence


def days_off_words(days: Iterable[Day]) -> str:
    """ "thứ Bảy 21/11, Chủ nhật 22/11, thứ Ba 24/11 (Ngày Văn hóa Việt Nam)"."""
    listed = list(days)
    words = [
        f"{day_words(day.on, now=day.on)} ({day.reason})" if day.reason else day_words(day.on, now=day.on)
        for day in listed[:MANY_DAYS]
    ]
    if len(listed) > MANY_DAYS:
        words.append(_("và %(count)s ngày nữa") % {"count": len(listed) - MANY_DAYS})
    return ", ".join(words)


@dataclass(frozen=True, slots=True)
class StripDay:
    """One box of the day strip: "T5", 19, its look (now, off, end or nothing) and the words for a reader."""

    on: date
    weekday: str
    look: str
    words: str


def strip(calendar: WorkingCalendar, first: date, last: date, *, today: date, end: date) -> list[StripDay]:
    """The days from first to last for the strip of a page."""
    return [_strip_day(day, today=today, end=end) for day in calendar.days(first, last)]


def _strip_day(day: Day, *, today: date, end: date) -> StripDay:
    if day.on == end:
        look, words = "end", _("hạn")
    elif day.on == today:
        look, words = "now", _("hôm nay")
    elif not day.is_working:
        look, words = "off", _("nghỉ, %(reason)s") % {"reason": day.reason} if day.reason else _("nghỉ")
    else:
        look, words = "", _("làm bù") if day.kind is DayKind.SWAPPED_ON else _("ngày làm việc")
    return StripDay(day.on, str(SHORT_WEEKDAYS[day.on.weekday()]), look, words)


def _overdue_words(calendar: WorkingCalendar, due_at: datetime, now: datetime) -> str:
    late = calendar.working_time_between(due_at, now)
    if days := late // calendar.working_day_length:
        return ngettext("quá hạn %(count)s ngày làm việc", "quá hạn %(count)s ngày làm việc", days) % {"count": days}
    return _("quá hạn %(time)s") % {"time": _time_words(late)} if late else _("vừa quá hạn")


def _time_words(amount: timedelta) -> str:
    minutes = max(1, amount // timedelta(minutes=1))
    if minutes < 60:
        return ngettext("%(count)s phút làm việc", "%(count)s phút làm việc", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)s giờ làm việc", "%(count)s giờ làm việc", hours) % {"count": hours}


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _figures(on: date, now: date | None) -> str:
    return f"{on:%d/%m}" if now is not None and on.year == now.year else f"{on:%d/%m/%Y}"
