"""The payment lists of the sample mission, drawn from logged days: one settled, one still with the accountant."""

from datetime import date
from decimal import Decimal
from typing import Any

from toso.command.sample.month import hand
from toso.command.sample.work import evening
from toso.ground.people import actions as people
from toso.ground.people.actions import Newcomer
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.work.allowance.actions import check_line, close_list, draw_up_list, load_rates
from toso.work.allowance.models import PaymentList
from toso.work.campaign.models import Wave
from toso.work.campaign.queries.pay import months as months_of
from toso.work.campaign.queries.pay import worked_days

ACCOUNTANT, TITLE = "Hồ Mẫu Vân", "Kế toán"


def pay(home: Place, wave: Wave, *, on: date, is_over: bool) -> None:
    """A list for each month served, by the coordinator; the accountant has checked the oldest, the newest in part."""
    load_rates()
    accountant = _accountant(home, wave.first_day)
    officer = hand(Role.PROVINCE_OFFICER, home, on)
    months = sorted(months_of(wave, on))
    for number, month in enumerate(months):
        days = worked_days(wave, month=month, place=None, is_lodged=False, today=on)
        if not days:
            continue
        made = draw_up_list(
            place=home,
            label=f"Cả đợt, tháng {month:%m/%Y}, {wave}, {wave.campaign}",
            decision_number=wave.decision_number,
            decided_on=wave.decided_on or on,
            days=days,
            by=officer.person,
            scope=officer.scope,
            at=evening(on, 9),
            is_sample=True,
        )
        _check(made, accountant, on, is_whole=is_over and number < len(months) - 1)


def _accountant(home: Place, since: date) -> Person:
    found = Assignment.objects.filter(place=home, title=TITLE, person__is_sample=True).select_related("person").first()
    if found is not None:
        return found.person
    newcomer = Newcomer(ACCOUNTANT, Role.PROVINCE_OFFICER, home, salutation="bà", title=TITLE)
    return people.enrol([newcomer], starts_on=since, by=None, at=evening(since, 7), is_sample=True)[0]


def _check(made: PaymentList, accountant: Person, on: date, *, is_whole: bool) -> None:
    """Line by line; what the table does not tell is set by the accountant with its ground."""
    who: dict[str, Any] = {"by": accountant, "scope": scope_of(accountant.pk, on=on), "at": evening(on, 10)}
    lines = list(made.lines.order_by("pk"))
    for line in lines if is_whole else lines[: len(lines) // 2]:
        if line.computed is None:
            check_line(line_id=line.pk, amount=Decimal(300_000), reason="Quy chế chi tiêu nội bộ (mẫu)", **who)
        else:
            check_line(line_id=line.pk, **who)
    if is_whole:
        close_list(list_id=made.pk, **who)
