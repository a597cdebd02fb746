"""Which period a day stands in, and which periods a year holds."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

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


REVIEW_DAYS = 60  # a machine that was off longer is told to draft the review by hand


def recently_ended_reviews(*, on: date) -> list[Period]:
    """The first half year and the year that have ended lately: what is reviewed (Plan 6863, IV.2, V.5).

    The second half is reviewed with the year.
    """
    kinds = Q(kind=PeriodKind.YEAR) | Q(kind=PeriodKind.HALF, code__endswith="-H1")
    ended = Period.objects.filter(
        kinds, calendar__code=OFFICIAL, last_day__lt=on, last_day__gte=on - timedelta(days=REVIEW_DAYS)
    )
    return list(ended.order_by("last_day"))


def months_within(period: Period) -> QuerySet[Period]:
    """The months of the period's calendar that lie in it."""
    return Period.objects.filter(
        calendar_id=period.calendar_id,
        kind=PeriodKind.MONTH,
        first_day__gte=period.first_day,
        last_day__lte=period.last_day,
    ).order_by("first_day")


def reviews_of_year(year: int) -> QuerySet[Period]:
    """The half year and the year of the official calendar that are reviewed."""
    kinds = Q(kind=PeriodKind.YEAR) | Q(kind=PeriodKind.HALF, code__endswith="-H1")
    return Period.objects.filter(kinds, calendar__code=OFFICIAL, year=year).order_by("last_day")


def recently_ended_periods(*, on: date, most: int = 2) -> list[Period]:
    """The last official months that have ended, the older first: what a late machine has to catch up with."""
    ended = Period.objects.filter(calendar__code=OFFICIAL, kind=PeriodKind.MONTH, last_day__lt=on)
    return list(ended.order_by("-last_day")[:most])[::-1]
