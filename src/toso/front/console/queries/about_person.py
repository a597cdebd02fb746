"""Everything that names one person, from every room: for that person's own eyes, and for whoever answers a request."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from toso.front.console.sources import NAMES_A_PERSON
from toso.ground.delivery.queries import messages_to
from toso.ground.people.models import Person
from toso.ground.people.queries import addresses_of
from toso.work.helpdesk.queries.about import about_ticket, tickets_about

SECRETS = {"password", "digest", "secret", "search", "sort_key", "path", "salt", "key"}
NEVER_SHOWN = frozenset(SECRETS | {"person_number", "try_at", "attempts", "last_error"})
MOST = 2000  # rows of one kind; a person's whole working life fits
ON_DESK = 200  # requests, which are read one by one


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of one kind that name the person. Each is a list of (what, value) in words."""

    label: str
    total: int
    rows: list[list[tuple[str, str]]]


def columns_to_persons() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of every table that points to a person."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.OneToOneField) and field.related_model is Person:
                yield model, field.name


def about_person(person: Person) -> list[Kept]:
    """The person's own row, then each table of the dictionary that holds rows with the person in them."""
    found = [Kept(_("Họ tên và liên hệ"), 1, [_words(person, person)])]
    by_model: dict[type[models.Model], list[str]] = {}
    for model, column in columns_to_persons():
        by_model.setdefault(model, []).append(column)
    for model, columns in by_model.items():
        naming = NAMES_A_PERSON.get(model._meta.label)
        if naming is None:
            continue
        condition = models.Q(pk__in=[])
        for column in columns:
            condition |= models.Q(**{column: person.pk})
        rows = model._default_manager.filter(condition).order_by("-pk")
        if total := rows.count():
            shown = _words if naming.is_about else _place_and_day
            found.append(Kept(str(naming.label), total, [shown(row, person) for row in rows[:MOST]]))
    called = tickets_about(person)  # taken down by telephone or by mail, without a person behind the name
    if total := called.count():
        asked = [said for ticket in called[:ON_DESK] for _label, parts in about_ticket(ticket)[:1] for said in parts]
        found.append(Kept(_("Yêu cầu ghi theo số điện thoại, địa chỉ thư của người này"), total, asked))
    sent = messages_to(person.pk, addresses_of(person)).order_by("-pk")  # these rows know a person by a plain number
    if total := sent.count():
        told = [_words(row, person) for row in sent[:MOST]]
        found.append(Kept(_("Thư, tin nhắn đã viết cho người này"), total, told))
    return found


def _words(row: models.Model, person: Person) -> list[tuple[str, str]]:
    """The columns of a row in words: no secrets, no keys of machines, and of other persons nothing."""
    said = []
    for field in row._meta.concrete_fields:
        if field.name in NEVER_SHOWN or field.primary_key or isinstance(field, models.BinaryField):
            continue
        if isinstance(field, models.ForeignKey):
            if field.related_model is Person and getattr(row, field.attname) != person.pk:
                continue
            value = getattr(row, field.name)
        elif field.choices:
            value = getattr(row, f"get_{field.name}_display")()
        else:
            value = getattr(row, field.name)
        if value not in (None, "", [], {}):
            said.append((str(field.verbose_name), _plain(value)))
    return said


def _place_and_day(row: models.Model, _person: Person) -> list[tuple[str, str]]:
    """Which row it is and when: what else stands in it may be about somebody else."""
    said = [(_("Số"), str(row.pk))]
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name) if field.name == "place" else getattr(row, field.attname)
        is_when = isinstance(field, models.DateField) and value is not None
        if is_when or (field.name == "place" and value is not None):
            said.append((str(field.verbose_name), _plain(value)))
    return said


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str(value)
