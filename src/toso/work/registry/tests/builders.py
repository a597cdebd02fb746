"""Rows of the register for tests, saved through the room's own door."""

from collections.abc import Mapping
from datetime import date

from tests.builders import moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.ground.privacy.rules import Way
from toso.work.registry.actions.registering import register, update_registrant
from toso.work.registry.actions.rows import ConsentWords
from toso.work.registry.models import Registrant
from toso.work.registry.rules.answers import Kind

DAY = date(2026, 10, 20)


def agreed(day: date = DAY) -> ConsentWords:
    return ConsentWords(Way.SPOKEN, "Lê Mẫu Chứng làm chứng", day)


def a_registrant(
    *,
    place: Place,
    by: Person,
    kind: Kind = Kind.HOUSEHOLD,
    fields: Mapping[str, str] | None = None,
    name: str = "",
    phone: str = "",
    day: date = DAY,
) -> Registrant:
    said = dict(fields or {}) | {"contact_name": name, "phone": phone}
    if kind != Kind.HOUSEHOLD:
        said.setdefault("name", "Cửa hàng Mẫu")
    return register(
        kind=kind,
        place=place,
        fields=said,
        day=day,
        consent=agreed(day) if name or phone else None,
        by=by,
        scope=scope_of(by.pk, on=day),
        at=moment(day, 17),
    )


def answer(row: Registrant, by: Person, fields: Mapping[str, str], *, day: date, hour: int = 9) -> Registrant:
    return update_registrant(
        registrant_id=row.pk, fields=fields, day=day, by=by, scope=scope_of(by.pk, on=day), at=moment(day, hour)
    )
