"""How a row of the register is written: columns, dated answers, its version, its group, and the cells that count it.

Everything that changes a row goes through here, so that answers, versions and figures never part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.people.rules import name_key, phone_digits
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.privacy.actions import record_consent
from toso.ground.privacy.models import Consent
from toso.ground.privacy.rules import Way
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc
from toso.work.registry.actions.counting import mark_counts
from toso.work.registry.models import Answer, Change, ChangeState, Registrant, Source
from toso.work.registry.queries.catalogue import (
    COLUMNS,
    PERSONAL,
    RECORDERS,
    by_code,
    field_label,
    groups_of,
    questions,
)
from toso.work.registry.queries.register import fields_of
from toso.work.registry.rules import answers as answer_rules
from toso.work.registry.rules.answers import Kind, Unclear, Value
from toso.work.registry.rules.groups import Group, group_of
from toso.work.registry.rules.names import code_key, phone_key

PURPOSE = "Ghi tên và số điện thoại người đại diện trong sổ hộ số của thôn"
LONGEST = {"code": 30, "name": 160, "address": 160, "contact_name": 120, "phone": 15}
PREFIXES = {Kind.HOUSEHOLD: "", Kind.BUSINESS: "CS", Kind.COOPERATIVE: "HTX"}


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """How somebody agreed that the own name and number be kept."""

    way: Way
    proof: str
    given_on: date


def lock_register(place: Place) -> None:
    """Who adds to a hamlet's register waits for another who does: two rows never take one code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7206100, %s)", [place.pk % 2_000_000_000])


def next_code(place: Place, kind: str) -> str:
    """The number after the highest one of the hamlet's rows of a kind."""
    prefix = PREFIXES[Kind(kind)]
    used = Registrant.objects.filter(place=place, kind=kind).values_list("code", flat=True)
    numbers = [int(code.removeprefix(prefix)) for code in used if code.removeprefix(prefix).isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1}"


def refuse_stranger(place: Place, scope: Scope, *, roles: Iterable[str] = RECORDERS) -> None:
    if place.level != Level.HAMLET:
        raise Refusal(_("Sổ hộ lập theo thôn, tổ dân phố. Chọn một thôn."), field="place")
    if not scope.holds(*roles, at_place=place.path):
        raise Refusal(_("Tài khoản này chỉ được xem sổ hộ của %(place)s.") % {"place": place}, field="place")


def clean_fields(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Columns and answers as they are kept. Raises Refusal with the field and what to do; unknown fields are left."""
    clean: dict[str, str] = {}
    for name, said in fields.items():
        said = " ".join(nfc(said).split())
        if name in COLUMNS:
            clean[name] = _clean_column(name, said)
        elif (question := by_code().get(name)) is not None and kind in question.kinds and not question.all_of:
            try:
                clean[name] = answer_rules.read(question, said)
            except Unclear:
                words = _("%(question)s: chưa hiểu “%(said)s”. Chọn lại câu trả lời.")
                if question.is_number:
                    words = _("%(question)s: ghi số nguyên, đang ghi “%(said)s”.")
                raise Refusal(words % {"question": question.label, "said": said[:40]}, field=name) from None
    return clean


def _clean_column(name: str, said: str) -> str:
    if name == "is_head":
        return "no" if fold(said) in ("no", "khong", "0", "false") else "yes"
    if name == "phone" and said:
        digits = phone_digits(said)
        if digits is None:
            raise Refusal(_("Số điện thoại có 10 số, ví dụ 0905 123 456."), field="phone")
        return digits
    if len(said) > LONGEST[name]:
        words = _("%(field)s dài nhất %(most)s chữ.") % {"field": field_label(name), "most": LONGEST[name]}
        raise Refusal(words, field=name)
    return said


def refuse_numbers(fields: Mapping[str, str]) -> None:
    """A part cannot be more than its whole."""
    for part, whole in answer_rules.faults(questions(), fields).items():
        words = _("“%(part)s” không thể nhiều hơn “%(whole)s”.")
        raise Refusal(words % {"part": field_label(part), "whole": field_label(whole)}, field=part)


def consent_for(
    place: Place, fields: Mapping[str, str], words: ConsentWords, *, by: Person, scope: Scope, at: datetime
) -> Consent:
    return record_consent(
        place=place,
        subject_name=fields.get("contact_name") or _("Người đại diện chưa ghi tên"),
        contact=fields.get("phone", ""),
        purpose=PURPOSE,
        way=words.way,
        proof=words.proof,
        given_on=words.given_on,
        by=by,
        scope=scope,
        at=at,
    )


def needs_consent(registrant: Registrant | None, changed: Mapping[str, str]) -> bool:
    """Whether these fields name somebody who has not agreed: a new person, or one whose consent was withdrawn."""
    named = {name: changed[name] for name in PERSONAL if changed.get(name)}
    if not named:
        return False
    held = registrant.consent if registrant else None
    if held is None or held.withdrawn_on is not None:
        return True
    assert registrant is not None
    return "contact_name" in named and name_key(named["contact_name"]) != name_key(registrant.contact_name)


def derive_columns(registrant: Registrant) -> None:
    """What is reckoned from the columns: the keys to search and compare by."""
    registrant.code_key = code_key(registrant.code)
    words = (registrant.code, registrant.name, registrant.contact_name, registrant.address, registrant.phone)
    registrant.search = fold(" ".join(words))[:500]
    registrant.name_key = name_key(registrant.name or registrant.contact_name)[:160]
    registrant.phone_key = phone_key(registrant.phone)


def set_columns(registrant: Registrant, fields: Mapping[str, str]) -> None:
    for name in COLUMNS:
        if name in fields:
            setattr(registrant, name, fields[name] == "yes" if name == "is_head" else fields[name])
    derive_columns(registrant)


def place_in_group(registrant: Registrant, groups: Sequence[Group]) -> None:
    """Into the group of the criteria, unless a person put it elsewhere. Only households are grouped."""
    if registrant.kind == Kind.HOUSEHOLD and not registrant.is_adjusted:
        registrant.group = group_of(groups, registrant.answers).code


def write_fields(
    registrant: Registrant, changed: Mapping[str, str], *, day: date, source: Source, by: Person, at: datetime
) -> dict[str, list[str]]:
    """Write fields that differ into a saved row and count it anew; returns name → [from, to]. The version is the
    caller's: see ``note_change``."""
    before = fields_of(registrant)
    pairs: dict[str, list[str]] = {}
    for name, value in changed.items():
        old = before.get(name, "" if name in COLUMNS else Value.NOT_ASKED.value)
        if value != old:
            pairs[name] = [old, value]
    if not pairs:
        return {}
    set_columns(registrant, {name: pair[1] for name, pair in pairs.items()})
    said = {name: pair[1] for name, pair in pairs.items() if name not in COLUMNS}
    if said:
        _write_answers(registrant, said, day=day, source=source, by=by, at=at)
        place_in_group(registrant, groups_of(registrant.place))
    registrant.changed_at = at
    return pairs


def _write_answers(
    registrant: Registrant, said: Mapping[str, str], *, day: date, source: Source, by: Person, at: datetime
) -> None:
    held = dict(registrant.answers)
    now = answer_rules.with_derived(questions(), {**held, **said})
    changed = {code for code in {*held, *now} if held.get(code) != now.get(code)}
    open_rows = {
        row.question: row
        for row in registrant.given_answers.filter(
            question__in=changed, ends_on__isnull=True, superseded_at__isnull=True
        ).select_for_update()
    }
    new: list[Answer] = []
    days = {day}
    for code in sorted(changed):
        row = open_rows.get(code)
        since = max(day, row.starts_on) if row else day
        if row is not None:
            days.add(row.starts_on)
            if since > row.starts_on:
                new.append(
                    _answer(registrant, code, row.value, row.starts_on, since, row.source, row.recorded_by_id, at)
                )
        days.add(since)
        if code in now:
            new.append(_answer(registrant, code, now[code], since, None, source, by.pk, at))
    Answer.objects.filter(pk__in=[row.pk for row in open_rows.values()]).update(superseded_at=at)
    Answer.objects.bulk_create(new)
    registrant.answers = now
    registrant.answered_on = max(filter(None, (registrant.answered_on, day))) if now else None
    mark_counts([(registrant.place_id, each) for each in days], at=at)


def _answer(
    registrant: Registrant,
    code: str,
    value: str,
    starts_on: date,
    ends_on: date | None,
    source: str,
    by_id: int,
    at: datetime,
) -> Answer:
    return Answer(
        registrant=registrant,
        kind=registrant.kind,
        place_id=registrant.place_id,
        question=code,
        value=value,
        number=int(value) if value.isdecimal() else None,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        recorded_by_id=by_id,
        recorded_at=at,
    )


def fresh_answers(registrant: Registrant, *, day: date, source: Source, by: Person, at: datetime) -> list[Answer]:
    """The rows of answers of a registrant that has none yet, for bulk intake."""
    return [
        _answer(registrant, code, value, day, None, source, by.pk, at)
        for code, value in sorted(registrant.answers.items())
    ]


def note_change(
    registrant: Registrant,
    pairs: Mapping[str, Sequence[str]],
    *,
    day: date,
    source: Source,
    by: Person,
    at: datetime,
    is_creation: bool = False,
    why: str = "",
) -> Change:
    """Write down the version that a change made. The number of the row's version is its own from now on."""
    return Change.objects.create(
        registrant=registrant,
        entity=registrant.uuid,
        place_id=registrant.place_id,
        number=registrant.version,
        state=ChangeState.APPLIED,
        source=source,
        fields=dict(pairs),
        day=day,
        is_creation=is_creation,
        why=why,
        by=by,
        at=at,
    )
