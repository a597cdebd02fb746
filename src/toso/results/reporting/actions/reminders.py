"""What the calendar asks of the reports: drafts after the cut-off, reminders before the deadline."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.notices.actions import claim_due, finish_due
from toso.ground.notices.queries import days_missed
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.deadline_words import due_words
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.reporting.actions.periods import ensure_periods
from toso.results.reporting.actions.reports import draft_reports, refresh_drafts
from toso.results.reporting.actions.telling import remind_writers
from toso.results.reporting.models import Period, Report
from toso.results.reporting.queries.periods import (
    months_within,
    recently_ended_periods,
    recently_ended_reviews,
)
from toso.results.reporting.rules.reports import OPEN, ReportState, reminder_days

DUTY = "reporting.day"  # drafting and reminding, once a day
MOST_DAYS = 14  # farther back there is nothing left to remind of


@transaction.atomic
def remind_late(*, period: Period, on: date, at: datetime, by: Person | None = None, under: Place | None = None) -> int:
    """Remind those whose report is still to be handed in. Each person hears of a report once a day at most."""
    rows = (
        Report.objects.current()
        .filter(period=period, state__in=[ReportState.DRAFT, ReportState.RETURNED])
        .select_related("place", "period")
    )
    if under is not None:
        rows = rows.filter(place__path__startswith=under.path).exclude(place=under)
    told = 0
    for report in rows:
        title = _("Báo cáo %(period)s của %(place)s chưa gửi") % {"period": period.name, "place": report.place}
        told += remind_writers(report, stage=f"{on:%Y%m%d}", title=title, at=at)
    if by is not None and under is not None:
        record("reporting.late.reminded", by=by, about=period, at=at, path=under.path, detail={"told": told})
    return told


def catch_up(*, at: datetime) -> None:
    """All that is due by now: drafts of months that have ended, fresh figures in them, reminders of the day.

    Drafting and reminding are a duty of each day, claimed and finished on the due-list: a day on which no
    machine ran is made up for, and its run says when. Figures in drafts are made fresh every time.
    """
    today = at.astimezone(VIETNAM).date()
    ensure_periods(year=today.year)
    ensure_periods(year=(today + timedelta(days=30)).year)
    periods, reviews = recently_ended_periods(on=today), recently_ended_reviews(on=today)
    days = [day for day in days_missed(DUTY, today=today, most=MOST_DAYS) if claim_due(DUTY, day, at)]
    if days:
        for period in periods:
            if period == periods[-1] or _was_reported(period):
                draft_reports(period=period, at=at)
            remind_due(period=period, since=days[0], on=today, at=at)
        for review in reviews:
            if Report.objects.filter(period__in=months_within(review)).exists():
                draft_reports(period=review, at=at)
            remind_due(period=review, since=days[0], on=today, at=at)
        for day in days:
            finish_due(DUTY, day, at)
    for period in [*periods, *reviews]:
        refresh_drafts(period=period)


def _was_reported(period: Period) -> bool:
    """Whether anybody reported on that month or an earlier one: who began later owes nothing for it."""
    return Report.objects.filter(period__calendar=period.calendar_id, period__first_day__lte=period.first_day).exists()


@transaction.atomic
def remind_due(*, period: Period, since: date, on: date, at: datetime) -> int:
    """Three working days before the deadline, one before, and on the day: a word to those still to hand in.

    Of the reminders due from ``since`` to ``on`` each report gets the latest only.
    """
    told = 0
    is_working = vietnam_calendar().is_working_day
    rows = (
        Report.objects.current()
        .filter(period=period, state__in=OPEN, due_at__gte=at - timedelta(days=1))
        .select_related("place", "period")
    )
    for report in rows:
        due = report.due_at.astimezone(VIETNAM).date()
        stages = reminder_days(due=due, is_working=is_working)
        reached = [(day, stage) for stage, day in stages.items() if since <= day <= on]
        if reached:
            _day, stage = max(reached)
            title = _("Báo cáo %(period)s của %(place)s: %(due)s") % {
                "period": report.period.name,
                "place": report.place,
                "due": due_words(vietnam_calendar(), report.due_at, at),
            }
            told += remind_writers(report, stage=stage, title=title, at=at)
    return told
