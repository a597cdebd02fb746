"""Which period a day stands in, and which periods a year holds."""

from datetime import date

from django.db.models import QuerySet

from toso.results.reporting.models import Period, PeriodKind
from toso.results.reporting.rules.periods import OFFICIAL


def period_containing(calendar_code: str, day: date, *, kind: PeriodKind = PeriodKind.MONTH) -> Period | None:
    """The period of that kind that holds the day; None when the year has not been made yet."""
    return periods_between(calendar_code, day, day, kind=kind).first()


def previous_period(period: Period) -> Period | None:
    """The period of the same kind that ends the day before this one begins."""
    before = Period.objects.filter(calendar_id=period.calendar_id, kind=period.kind, last_day__lt=period.first_day)
    return before.order_by("-last_day").first()


def periods_of_year(calendar_code: str, year: int, *, kind: PeriodKind = PeriodKind.MONTH) -> QuerySet[Period]:
    return Period.objects.filter(calendar__code=calendar_code, year=year, kind=kind).order_by("first_day")


def periods_between(
    calendar_code: str, first_day: date, last_day: date, *, kind: PeriodKind = PeriodKind.MONTH
) -> QuerySet[Period]:
    """The periods that touch the days, in order."""
    return Period.objects.filter(
        calendar__code=calendar_code, kind=kind, first_day__lte=last_day, last_day__gte=first_day
    ).order_by("first_day")


def year_to_date(period: Period) -> tuple[date, date]:
    """From the first day of the reporting year the period belongs to, to its last day."""
    year = Period.objects.get(calendar_id=period.calendar_id, kind=PeriodKind.YEAR, year=period.year)
    return year.first_day, period.last_day


def recently_ended_periods(*, on: date, most: int = 2) -> list[Period]:
    """The last official months that have ended, the older first: what a late machine has to catch up with."""
    ended = Period.objects.filter(calendar__code=OFFICIAL, kind=PeriodKind.MONTH, last_day__lt=on)
    return list(ended.order_by("-last_day")[:most])[::-1]
