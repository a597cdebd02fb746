"""The register as it is read: the list of a hamlet, one row with its history, counts without names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, CharField, Func, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold, row_number
from toso.work.registry.models import (
    WORDS,
    Answer,
    Change,
    ChangeState,
    Registrant,
    RegistrantQuerySet,
)
from toso.work.registry.queries.catalogue import (
    PERSONAL,
    RECORDERS,
    answer_words,
    by_code,
    field_label,
    needing,
    questions,
)
from toso.work.registry.rules.answers import Kind, Question
from toso.work.registry.rules.answers import Value as Said
from toso.work.registry.rules.names import phone_key

PAGE = 25
SHOWN_AT_ONCE = 200
MOST_WORDS = 6


def visible(scope: Scope) -> RegistrantQuerySet:
    """The rows that somebody may open: inside the scope, and where they work with citizens."""
    rows: RegistrantQuerySet = Registrant.objects.visible_to(needing(scope))
    return rows


def hamlets_of(scope: Scope, *roles: str) -> PlaceQuerySet:
    """The hamlets of today inside a scope; with roles, only where one of them is held."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and (not roles or grant.role in roles))
    rows: PlaceQuerySet = Place.objects.current().filter(inside(roots, "path"), level=Level.HAMLET)
    return rows.order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Filters:
    text: str = ""
    kind: str = Kind.HOUSEHOLD
    place: Place | None = None
    group: str = ""
    question: str = ""
    value: str = ""
    is_ended: bool = False


def find(scope: Scope, filters: Filters) -> RegistrantQuerySet:
    """The rows of one kind that match, in the order of the register: hamlet by hamlet, by code."""
    places = Place.objects.filter(inside(needing(scope).place_roots, "path"), level=Level.HAMLET)
    if filters.place is not None:
        places = places.filter(path__startswith=filters.place.path)
    ids = list(places.order_by("pk").values_list("pk", flat=True))
    rows: RegistrantQuerySet = Registrant.objects.filter(kind=filters.kind, place__in=ids)
    rows = rows.filter(ended_on__isnull=not filters.is_ended)
    if filters.group:
        rows = rows.filter(group=filters.group)
    if filters.question:
        unasked = Q(**{f"answers__{filters.question}__isnull": True})
        wanted = Q(answers__contains={filters.question: filters.value})
        rows = rows.filter(unasked if filters.value == Said.NOT_ASKED else wanted)
    rows = matching(rows, filters.text)
    return rows.select_related("place", "consent").order_by("place_id", "code_key", "id")


def matching(rows: RegistrantQuerySet, text: str) -> RegistrantQuerySet:
    """Rows with words that begin with the words asked for, in any order, or with a telephone number."""
    if phone_key(text) and not any(character.isalpha() for character in text):
        return rows.filter(phone_key=phone_key(text))
    words = [word for word in fold(text).replace("'", " ").replace("\\", " ").split() if word][:MOST_WORDS]
    if not words:
        return rows
    asked = " & ".join(f"'{word}':*" for word in words)
    query = Func(Value(asked), template="(%(expressions)s)::tsquery", output_field=CharField())
    return rows.filter(Func(WORDS, query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField()))


def page_of(rows: RegistrantQuerySet, after: str) -> tuple[list[Registrant], str]:
    """One page and the number of its last row, from which the next one goes on; paging never counts."""
    last = Registrant.objects.filter(pk=row_number(after)).values_list("place_id", "code_key", "pk").first()
    if last is not None:
        place, code, pk = last
        further = Q(place_id=place, code_key__gt=code) | Q(place_id=place, code_key=code, pk__gt=pk)
        rows = rows.filter(place_id__gte=place).filter(Q(place_id__gt=place) | further)
    shown = list(rows[: PAGE + 1])
    return (shown[:PAGE], str(shown[PAGE - 1].pk)) if len(shown) > PAGE else (shown, "")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question as it stands for one row: in words, since when, and what was said before."""

    question: Question
    value: str
    words: str
    since: date | None
    before: list[str] = field(default_factory=list)


def answer_lines(registrant: Registrant) -> list[AnswerLine]:
    """Every question of the row's kind with its answer today and those before it, newest first."""
    rows = registrant.given_answers.filter(superseded_at__isnull=True).order_by("-starts_on", "-pk")
    held: dict[str, list[Answer]] = {}
    for row in rows:
        held.setdefault(row.question, []).append(row)
    return [
        _line(question, held.get(question.code, [])) for question in questions() if registrant.kind in question.kinds
    ]


def _line(question: Question, rows: Sequence[Answer]) -> AnswerLine:
    today = next((row for row in rows if row.ends_on is None), None)
    value = today.value if today else Said.NOT_ASKED.value
    before = [
        f"{row.starts_on:%d/%m/%Y}: {answer_words(question, row.value)}" for row in rows if row.ends_on is not None
    ]
    return AnswerLine(question, value, answer_words(question, value), today.starts_on if today else None, before)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    change: Change
    parts: list[str]


def changes_of(registrant: Registrant) -> list[ChangeLine]:
    """What was changed in a row, when and by whom, newest first."""
    rows = registrant.changes.select_related("by", "settled_by").order_by("-pk")[:SHOWN_AT_ONCE]
    return [ChangeLine(row, [_part(name, pair) for name, pair in row.fields.items()]) for row in rows]


def _part(name: str, pair: Sequence[str]) -> str:
    before, after = (value_words(name, value) for value in pair)
    return f"{field_label(name)}: {before} → {after}"


def value_words(name: str, value: str) -> str:
    """A field's value in words; of nobody's name more than that there was one."""
    question = by_code().get(name)
    if question is not None:
        return answer_words(question, value or Said.NOT_ASKED)
    if name == "is_head":
        return _("có") if value == "yes" else _("không")
    return value or "–"


def waiting(scope: Scope) -> QuerySet[Change]:
    """Changes on which a person must decide: two words for one field, held ones, and what could not be written."""
    rows: QuerySet[Change] = Change.objects.visible_to(needing(scope))
    return (
        rows.exclude(state__in=[ChangeState.APPLIED, ChangeState.SETTLED])
        .select_related("registrant", "place", "by")
        .order_by("-pk")
    )


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One field of a conflict: both values shown."""

    name: str
    label: str
    standing: str
    sent: str


def sent_words(change: Change) -> list[str]:
    """What a form said of a row, field by field in words; of a register the name and number stay with who may read."""
    return [f"{field_label(name)}: {value_words(name, value)}" for name, value in change.sent.items()]


def conflict_lines(change: Change) -> list[ConflictLine]:
    return [
        ConflictLine(name, field_label(name), value_words(name, stands), value_words(name, sent))
        for name, (stands, sent) in change.conflicts.items()
    ]


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:  # noqa: ARG001 the shape of every room's answer
    """For "Việc của tôi": edits that meet and wait for a choice."""
    if not scope.holds(*RECORDERS):
        return []
    count = waiting(scope).filter(state=ChangeState.CONFLICT).count()
    if not count:
        return []
    title = ngettext("%(n)s chỗ hai người ghi khác nhau", "%(n)s chỗ hai người ghi khác nhau", count) % {"n": count}
    return [
        Job(
            key="registry.conflicts",
            title=title,
            detail=_("Sổ hộ: xem cả hai giá trị và chọn"),
            address=reverse("registry:waiting"),
            act=_("Chọn"),
            icon="equal",
        )
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Rows of the register for the global search; nothing where names are not needed."""
    if len(fold(text).replace(" ", "")) < 2 or not needing(scope).grants:
        return []
    rows = matching(visible(scope).standing(), text).select_related("place", "consent")[:limit]
    return [
        Found(
            kind="registry",
            label=row.label(),
            address=reverse("registry:registrant", args=[row.pk]),
            detail=row.place.full_name,
        )
        for row in rows
    ]


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change."""
    return {"registrants": Registrant.objects.standing().filter(place__in=places).count()}


def fields_of(registrant: Registrant) -> dict[str, str]:
    """The row as fields: columns and answers, all as text. Derived answers are no fields."""
    columns = {
        "code": registrant.code,
        "name": registrant.name,
        "address": registrant.address,
        "contact_name": registrant.contact_name,
        "is_head": "yes" if registrant.is_head else "no",
        "phone": registrant.phone,
    }
    given = {code: value for code, value in registrant.answers.items() if not by_code()[code].all_of}
    return columns | given


def entity_rows(scope: Scope, kind: str) -> QuerySet[Registrant, dict[str, Any]]:
    """The standing rows that a phone takes along: only where its person works with citizens."""
    rows = visible(scope).standing().filter(kind=kind).order_by("place_id", "code_key", "id")
    return rows.values(
        "uuid",
        "version",
        "code",
        "name",
        "address",
        "answers",
        "place__code",
        "consent__withdrawn_on",
        *PERSONAL,
        "is_head",
    )


def entity_version(scope: Scope, kind: str) -> str:
    """What changes when, and only when, something in those rows does; reckoned where they lie."""
    try:
        rows, given = entity_rows(scope, kind).query.sql_with_params()
    except EmptyResultSet:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(r::text, E'\\n')) FROM ({rows}) AS r", given)
        return cursor.fetchone()[0] or ""
