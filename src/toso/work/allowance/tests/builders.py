"""Payment lists for tests, made through the room's own doors."""

from collections.abc import Sequence
from datetime import date, timedelta

from tests.builders import moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.work.allowance.actions import draw_up_list, load_rates
from toso.work.allowance.models import PaymentList
from toso.work.allowance.rules import DayKind, Method, WorkedDay

FIRST = date(2026, 10, 1)
AFTER = date(2026, 11, 5)


def worked(
    person: Person, place: Place, *, days: int, kind: DayKind = DayKind.STAY, lodged: bool = False
) -> list[WorkedDay]:
    """The first days of October, one after the other."""
    return [WorkedDay(person.pk, FIRST + timedelta(days=number), place.pk, kind, lodged) for number in range(days)]


def a_list(
    *,
    place: Place,
    by: Person,
    days: Sequence[WorkedDay],
    label: str = "Tổ hỗ trợ tháng 10",
    method: Method = Method.DAYS,
) -> PaymentList:
    load_rates()
    return draw_up_list(
        place=place,
        label=label,
        decision_number="1441/QĐ-UBND",
        decided_on=FIRST,
        method=method,
        days=days,
        by_hand="Chưa dùng nhật ký (mẫu)",
        by=by,
        scope=scope_of(by.pk, on=AFTER),
        at=moment(AFTER),
    )
