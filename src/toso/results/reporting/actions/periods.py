"""Makes the calendars and periods of a year. Running it again changes nothing."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from toso.plan.programme.models import LegalDocument
from toso.results.reporting.models import Calendar, Period, PeriodKind
from toso.results.reporting.rules import periods as rules

LAW = "09/2019/NĐ-CP"


@transaction.atomic
def ensure_calendars() -> None:
    """The official reporting calendar (the default for reports) and that of the wall (for KPI)."""
    basis = LegalDocument.objects.filter(number=LAW).first()
    official, _ = Calendar.objects.get_or_create(
        code=rules.OFFICIAL,
        defaults={
            "name": gettext("Kỳ báo cáo hành chính (ngày 15 tháng trước – ngày 14)"),
            "first_day_of_month": 15,
            "article": "Điều 12",
            "valid_from": date(2019, 3, 12),
        },
    )
    if basis and official.basis_id is None:
        official.basis = basis
        official.save(update_fields=["basis"])
    Calendar.objects.get_or_create(
        code=rules.CALENDAR,
        defaults={
            "name": gettext("Tháng dương lịch"),
            "first_day_of_month": 1,
            "valid_from": date(2000, 1, 1),
        },
    )


@transaction.atomic
def ensure_periods(*, year: int) -> list[Period]:
    """The twelve months, two halves and the year of every calendar, by Decree 09/2019/NĐ-CP, Article 12:
    the official year runs from 15 December to 14 December, its first half to 14 June."""
    ensure_calendars()
    periods = [period for calendar in Calendar.objects.order_by("pk") for period in _periods(calendar, year)]
    Period.objects.bulk_create(periods, ignore_conflicts=True)
    return list(Period.objects.filter(year=year).order_by("calendar", "first_day", "-last_day"))


def _periods(calendar: Calendar, year: int) -> list[Period]:
    def period(kind: PeriodKind, code: str, name: str, month: int, count: int) -> Period:
        span = rules.months(year, month, count=count, first_day_of_month=calendar.first_day_of_month)
        return Period(
            calendar=calendar,
            kind=kind,
            code=code,
            name=name,
            year=year,
            first_day=span.first_day,
            last_day=span.last_day,
        )

    return [
        *(
            period(
                PeriodKind.MONTH,
                f"{year}-{m:02}",
                gettext("Tháng %(month)s/%(year)s") % {"month": m, "year": year},
                m,
                1,
            )
            for m in range(1, 13)
        ),
        period(PeriodKind.HALF, f"{year}-H1", gettext("6 tháng đầu năm %(year)s") % {"year": year}, 1, 6),
        period(PeriodKind.HALF, f"{year}-H2", gettext("6 tháng cuối năm %(year)s") % {"year": year}, 7, 6),
        period(PeriodKind.YEAR, f"{year}", gettext("Năm %(year)s") % {"year": year}, 1, 12),
    ]
