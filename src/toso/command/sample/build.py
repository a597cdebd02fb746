"""The sample month, step by step. Each step leaves alone what an earlier run finished."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection, transaction

from toso.command.sample import (
    desk,
    kpi,
    lasting,
    lessons,
    missions,
    month,
    oversight,
    partner,
    province,
    register,
    work,
    year,
)
from toso.command.sample.province import CAST, PARTNER, SENT, open_accounts
from toso.command.say import Progress, Trouble, step
from toso.ground.places.models import Place
from toso.results.reporting.actions.figures import rebuild_figures
from toso.results.reporting.models import Period
from toso.results.reporting.queries.periods import period_containing, periods_of_year
from toso.results.reporting.rules.periods import OFFICIAL

__all__ = ["CAST", "PARTNER", "SENT", "build", "open_accounts", "reported_period"]

BUSY = (6, 16)


def reported_period(on: date) -> Period:
    """The last official month that has closed."""
    current = period_containing(OFFICIAL, on)
    closed = current and period_containing(OFFICIAL, current.first_day - timedelta(days=1))
    if closed is None:
        raise Trouble(f"Chưa có kỳ báo cáo nào khép trước ngày {on:%d/%m/%Y}.")
    return closed


def build(home: Place, *, on: date, progress: Callable[[str], Progress], is_whole: bool = False) -> Period:
    """Build the sample as it stands on a day; the period that its reports are about.

    ``is_whole``: the mission of 162 people is played to its end, as the demonstration shows it."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # what a power cut takes, the next run makes again
    at = work.evening(province.BEGINNING, 8)
    province.make_hamlets(home, at=at)
    province.enrol_staff(home, at=at)
    province.open_branches(home, at=at)
    province.establish_teams(home, progress("Thành lập các tổ"), at=at)
    province.count_households(home, at=at)
    period = reported_period(on)
    province.assign_targets(home, progress("Giao chỉ tiêu"), year=period.year, at=at)
    earlier = [p for p in periods_of_year(OFFICIAL, period.year) if p.last_day < period.first_day]
    for past in earlier:
        work.record_market_days(
            home, first_day=past.first_day, last_day=past.last_day, progress=progress(f"Ghi việc {past.name}")
        )
    work.record_span(
        home,
        first_day=period.first_day,
        last_day=period.last_day,
        busy=BUSY,
        progress=progress(f"Ghi việc {period.name}"),
    )
    current_first = period.last_day + timedelta(days=1)
    if current_first < on:
        work.record_span(
            home,
            first_day=current_first,
            last_day=on - timedelta(days=1),
            busy=(1, 5),
            progress=progress("Ghi việc kỳ này"),
        )
    # Each step is whole or not at all, and leaves alone what it finds: a start that was cut off goes on.
    with transaction.atomic():
        lessons.hold_classes(on)
    with transaction.atomic():
        partner.work_with_partner(home, on=on)
    with transaction.atomic():
        desk.run_desk(home, on)
    with transaction.atomic():
        register.keep_register(on)
    with step("Đưa người về xã: chiến dịch 30 ngày, 45 ngày"), transaction.atomic():
        missions.play(home, on=on, is_whole=is_whole)
    with transaction.atomic():
        lasting.assess(home, on=on)
    rebuild_figures(at=work.evening(on, 6))
    month.report(home, period, progress=progress("Báo cáo của các tổ và các xã"))
    with transaction.atomic():
        oversight.oversee(home, at=work.evening(period.last_day + timedelta(days=2), 9))
    with transaction.atomic():
        year.plan_the_year(home, period, at=work.evening(period.last_day + timedelta(days=3), 9))
    with step("KPI của một xã mẫu"), transaction.atomic():
        kpi.build(on=on, at=work.evening(on, 6))
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO DEFAULT")
    return period
