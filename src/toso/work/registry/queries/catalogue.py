"""What is asked, into which groups households fall, what makes an electronic area: data that ships with the product."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from toso.ground.people.queries import steps_to
from toso.ground.people.rules import NEEDS_CITIZEN_NAMES, Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.registry.models import VALUES, Grouping
from toso.work.registry.rules.answers import Question, Value
from toso.work.registry.rules.areas import Criterion
from toso.work.registry.rules.groups import Condition, Group

DATA = Path(__file__).parents[1] / "data"
RECORDERS = (Role.TEAM_LEADER, Role.TEAM_MEMBER, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
REVIEWERS = (Role.TEAM_LEADER, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
RECOGNISERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
READERS = tuple(role for role in Role if role != Role.ADMINISTRATOR)  # an administrator sees no citizen
COLUMNS = ("code", "name", "address", "contact_name", "is_head", "phone")
PERSONAL = ("contact_name", "phone")
COLUMN_LABELS = {
    "code": _("Mã số"),
    "name": _("Tên cơ sở"),
    "address": _("Số nhà, xóm"),
    "contact_name": _("Người đại diện"),
    "is_head": _("Là chủ hộ"),
    "phone": _("Điện thoại"),
    "place": _("Thôn, tổ dân phố"),
}


def needing(scope: Scope) -> Scope:
    """The part of a scope in which somebody works with citizens and so needs their names."""
    return Scope(scope.person_id, tuple(grant for grant in scope.grants if grant.role in NEEDS_CITIZEN_NAMES))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(nfc((DATA / name).read_text(encoding="utf-8")))


@cache
def questions() -> tuple[Question, ...]:
    """Every question, those derived from others too, in the order of the page."""
    lists = ("kinds", "all_of")
    rows = _toml("questions.toml")["question"]
    fields: list[dict[str, Any]] = [{k: tuple(v) if k in lists else v for k, v in row.items()} for row in rows]
    return tuple(Question(**row) for row in fields)


@cache
def sections() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _toml("questions.toml")["section"]}


@cache
def by_code() -> dict[str, Question]:
    return {question.code: question for question in questions()}


def asked_of(kind: str) -> list[Question]:
    """What a registrant of a kind is asked; nothing that is derived."""
    return [question for question in questions() if kind in question.kinds and not question.all_of]


def answer_words(question: Question, value: str) -> str:
    """An answer in words: "Có", "Chưa hỏi", or the number."""
    if question.is_number and value.isdecimal():
        return value
    return str(VALUES[Value(value)]) if value in set(Value) else value


def field_label(name: str) -> str:
    """The name of a column or of a question."""
    from_questions = by_code().get(name)
    return from_questions.label if from_questions else str(COLUMN_LABELS.get(name, name))


def read_groups(rows: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    """Groups as they are kept: conditions as [question, "yes|no"]."""

    def conditions(pairs: Sequence[Sequence[str]]) -> tuple[Condition, ...]:
        return tuple(Condition(code, tuple(values.split("|"))) for code, values in pairs)

    return tuple(
        Group(
            row["code"],
            row["name"],
            row["about"],
            Decimal(str(row["weight"])),
            conditions(row.get("all_of", ())),
            conditions(row.get("any_of", ())),
        )
        for row in rows
    )


@cache
def shipped_groups() -> tuple[Group, ...]:
    return read_groups(_toml("groups.toml")["group"])


def shipped_group_rows() -> list[dict[str, Any]]:
    return list(_toml("groups.toml")["group"])


def grouping_of(place: Place) -> Grouping | None:
    """The criteria set for a place, else for the nearest place above it; None where only ours hold."""
    above = Grouping.objects.filter(place__path__in=steps_to(place.path), valid_until__isnull=True)
    return max(above.select_related("place", "set_by"), key=lambda row: len(row.place.path), default=None)


def groups_of(place: Place) -> tuple[Group, ...]:
    found = grouping_of(place)
    return read_groups(found.groups) if found else shipped_groups()


@dataclass(frozen=True, slots=True)
class AreaRules:
    criteria: tuple[Criterion, ...]
    basis: str
    article: str
    is_proposal: bool


@cache
def area_rules() -> AreaRules:
    """What makes a hamlet an electronic residential area, and on what document."""
    rows = _toml("areas.toml")
    criteria = tuple(
        Criterion(row["code"], row["name"], row["question"], Decimal(row["share"])) for row in rows["criterion"]
    )
    return AreaRules(criteria, rows["basis"], rows["article"], rows["is_proposal"])
