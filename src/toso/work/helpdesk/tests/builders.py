"""Difficulties for tests, raised through the room's own door."""

from datetime import date

from tests.builders import moment
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.work.helpdesk.actions import ask_cooperation, raise_difficulty
from toso.work.helpdesk.models import Cooperation, Difficulty

DAY = date(2026, 11, 16)  # a Monday


def a_difficulty(*, place: Place, by: Person, title: str = "Cổng không gửi mã xác nhận", day: date = DAY) -> Difficulty:
    return raise_difficulty(place=place, title=title, by=by, scope=scope_of(by.pk, on=day), at=moment(day))


def a_cooperation(
    *, place: Place, by: Person, organisation: Organisation, title: str = "Cử người hướng dẫn chữ ký số"
) -> Cooperation:
    return ask_cooperation(
        place=place, organisation=organisation, title=title, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY)
    )
