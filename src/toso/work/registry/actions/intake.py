"""Lists of households, businesses and cooperatives from offices: taken in whole or not at all.

A name is kept only where the row says that the person agreed and the file says where the proof lies; of other rows the
names are left out, and that is said. Nothing that stands in the register is emptied by an empty cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toso.ground.audit.actions import record as audit
from toso.ground.people.actions.intake import NAME
from toso.ground.people.models import Person
from toso.ground.people.rules import name_key
from toso.ground.places.actions.intake import HAMLET_TITLES
from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names
from toso.ground.places.rules import Level
from toso.ground.privacy.actions import record_consents
from toso.ground.privacy.rules import Way
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Kind as SettingKind
from toso.ground.tables.rules.intake import Planned, Reading, Setting, Standing, Taken
from toso.work.registry.actions.counting import mark_counts
from toso.work.registry.actions.registering import update_registrant
from toso.work.registry.actions.rows import (
    PREFIXES,
    PURPOSE,
    ConsentWords,
    clean_fields,
    fresh_answers,
    lock_register,
    place_in_group,
    set_columns,
)
from toso.work.registry.actions.undoing import key_of
from toso.work.registry.models import Answer, Change, ChangeState, Registrant, Residence, Source
from toso.work.registry.queries.catalogue import COLUMNS, PERSONAL, RECORDERS, REVIEWERS, asked_of, groups_of, questions
from toso.work.registry.queries.register import fields_of
from toso.work.registry.rules.answers import Kind, Value, faults, with_derived

IMPORTERS = REVIEWERS
CHUNK = 2000
AGREED = ("x", "v", "co", "1", "dong y")
TURNED = {"turned": gettext_lazy("bảng tính đã đổi thành ngày %(shown)s. Định dạng ô là Văn bản rồi gõ lại.")}
PHONE = {"phone": gettext_lazy("chưa hiểu số “%(shown)s”.")}
SETTINGS = (
    Setting("day", gettext_lazy("Ngày của danh sách"), SettingKind.DAY),
    Setting(
        "proof",
        gettext_lazy("Chứng cứ sự đồng ý ghi tên"),
        is_needed=False,
        hint=gettext_lazy("Số phiếu, nơi giữ giấy. Bỏ trống thì không ghi tên ai."),
    ),
)
TITLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "code": ("Mã số", ("Mã hộ", "Số hộ", "Mã cơ sở", "Mã số hộ", "Mã HTX")),
    "name": ("Tên cơ sở", ("Tên hợp tác xã", "Tên HTX", "Tên hộ kinh doanh", "Tên doanh nghiệp")),
    "address": ("Số nhà, xóm", ("Địa chỉ", "Số nhà", "Xóm")),
    "contact_name": ("Người đại diện", ("Chủ hộ", "Họ và tên chủ hộ", "Họ tên chủ hộ", "Tên chủ hộ", "Họ và tên")),
    "phone": ("Điện thoại", ("Số điện thoại", "SĐT", "ĐT")),
}
ALSO: Mapping[str, tuple[str, ...]] = {
    "poor": ("Nghèo",),
    "near_poor": ("Cận nghèo",),
    "internet": ("Internet", "Có Internet"),
    "smartphone": ("Điện thoại thông minh",),
    "computer": ("Máy tính",),
    "vneid2": ("VNeID mức 2", "VNeID"),
    "service_account": ("Tài khoản dịch vụ công", "Tài khoản DVC"),
    "e_payment": ("Thanh toán điện tử", "Tài khoản thanh toán"),
    "e_commerce": ("Thương mại điện tử", "TMĐT"),
    "digital_signature": ("Chữ ký số",),
    "adults": ("Số người lớn",),
    "elderly": ("Người cao tuổi",),
    "disabled": ("Người khuyết tật",),
    "vulnerable": ("Người yếu thế",),
}


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """The columns that a list of one kind may have: where, who, and every question by its label."""
    own = [
        Column(name, title, also) for name, (title, also) in TITLES.items() if name != "name" or kind != Kind.HOUSEHOLD
    ]
    asked = [Column(question.code, question.label, ALSO.get(question.code, ())) for question in asked_of(kind)]
    place = Column("place", "Thôn, tổ dân phố", HAMLET_TITLES, is_needed=True)
    consent = Column("consent", "Đồng ý ghi tên", ("Đồng ý", "Có đồng ý"))
    return (place, Column("commune", "Xã, phường, đặc khu", ("Xã", "Phường")), *own, consent, *asked)


@dataclass(slots=True)
class Row:
    """What one line would do: the row it is about, if it is here, and the fields it says."""

    place: Place
    fields: dict[str, str]
    has_agreed: bool
    known: Registrant | None = None


@dataclass(slots=True)
class Payload:
    kind: Kind
    day: date
    proof: str
    rows: list[Row] = field(default_factory=list)


def plan_registrants(kind: Kind, lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    """Each line as a row of the register: new, changed or the same, and what is wrong with it. Writes nothing."""
    names = Names.of_scope(occasion.scope)
    day = occasion.settings.get("day")
    payload = Payload(
        kind, day if isinstance(day, date) else localdate(occasion.at), str(occasion.settings.get("proof") or "")
    )
    readings = tuple(Reading(line) for line in lines)
    seen: dict[tuple[int, str], str] = {}
    nameless = 0
    for reading in readings:
        row = _row(reading, kind, names, occasion.scope)
        if row is None:
            continue
        key = (row.place.pk, row.fields.get("code", ""))
        if key[1] and key in seen:
            reading.fault("code", _("mã này đã có ở dòng %(row)s.") % {"row": seen[key]})
            continue
        seen[key] = reading.number
        if not (row.has_agreed and payload.proof):
            nameless += any(row.fields.pop(name, "") for name in PERSONAL)
            for name in PERSONAL:
                row.fields.pop(name, None)
        payload.rows.append(row)
        reading.standing = Standing.NEW
    _match(readings, payload)
    if payload.day > localdate(occasion.at):
        for reading in readings:
            reading.fault("", _("Ngày của danh sách chưa đến."))
    words = ngettext(
        "Bỏ tên của %(n)s dòng: chưa có sự đồng ý kèm chứng cứ.",
        "Bỏ tên của %(n)s dòng: chưa có sự đồng ý kèm chứng cứ.",
        nameless,
    )
    return Planned(readings, payload, (words % {"n": nameless},) if nameless else ())


def _row(reading: Reading, kind: Kind, names: Names, scope: Scope) -> Row | None:
    place = _place(reading, names, scope)
    fields: dict[str, str] = {}
    for name, value in _said(reading, kind).items():
        try:
            fields |= clean_fields(kind, {name: value})
        except Refusal as refusal:
            reading.fault(name, str(refusal))
    for part in faults(questions(), fields):
        reading.fault(part, _("nhiều hơn cả số người."))
    if kind != Kind.HOUSEHOLD and not fields.get("name"):
        reading.fault("name", _("ghi tên cơ sở, hợp tác xã."))
    if place is None or reading.is_faulty:
        return None
    return Row(place, fields, fold(reading.text("consent")) in AGREED)


def _said(reading: Reading, kind: Kind) -> dict[str, str]:
    """What the line says of each field; an empty cell says nothing."""
    said = {column.code: cells.text(reading.line.cells.get(column.code)) for column in columns_of(kind)}
    said["code"] = cells.code(reading.line.cells.get("code"))
    said["address"] = reading.read("address", cells.words, TURNED) or ""
    said["contact_name"] = reading.read("contact_name", cells.name, NAME) or ""
    said["phone"] = reading.read("phone", cells.phone, PHONE) or ""
    for question in asked_of(kind):
        if question.is_number:
            said[question.code] = cells.code(reading.line.cells.get(question.code))
    return {name: value for name, value in said.items() if value and name not in ("place", "commune", "consent")}


def _place(reading: Reading, names: Names, scope: Scope) -> Place | None:
    try:
        asked = reading.text("commune")
        section = reading.line.section
        commune = names.commune(asked).place if asked else names.commune_of_section(section)
        place = names.hamlet(reading.text("place") or section, commune=commune).place
    except Refusal as refusal:
        reading.fault("place", str(refusal))
        return None
    if place.level != Level.HAMLET or not scope.holds(*RECORDERS, at_place=place.path):
        reading.fault("place", _("thôn này ngoài phạm vi được ghi."))
        return None
    return place


def _match(readings: Sequence[Reading], payload: Payload) -> None:
    """Find the rows that are here already: by code within the hamlet, else by the representative's name there."""
    hamlets = {row.place.pk for row in payload.rows}
    here = Registrant.objects.standing().filter(place__in=hamlets, kind=payload.kind).select_related("place", "consent")
    by_code: dict[tuple[int, str], Registrant] = {}
    by_name: dict[tuple[int, str], list[Registrant]] = {}
    for found in here:
        by_code[found.place_id, found.code] = found
        if found.name_key:
            by_name.setdefault((found.place_id, found.name_key), []).append(found)
    right = iter(payload.rows)
    for reading in readings:
        if reading.is_faulty:
            continue
        row = next(right)
        code = row.fields.get("code", "")
        name = name_key(row.fields.get("name") or row.fields.get("contact_name", ""))
        alike = by_name.get((row.place.pk, name), []) if name and not code else []
        row.known = by_code.get((row.place.pk, code)) if code else (alike[0] if len(alike) == 1 else None)
        if row.known is None:
            reading.words = _("giống tên một dòng đang có") if by_name.get((row.place.pk, name)) else ""
            continue
        now = fields_of(row.known)
        changed = any(now.get(column, "") != value for column, value in row.fields.items())
        reading.standing = Standing.CHANGED if changed else Standing.SAME


def plan_households(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    return plan_registrants(Kind.HOUSEHOLD, lines, occasion)


def plan_businesses(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    return plan_registrants(Kind.BUSINESS, lines, occasion)


def plan_cooperatives(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    return plan_registrants(Kind.COOPERATIVE, lines, occasion)


@transaction.atomic
def take_registrants(planned: Planned, occasion: Occasion[Person]) -> Taken:
    """Write every new row and every changed one of a plan without faults, or nothing."""
    payload = planned.payload
    if planned.is_faulty or not isinstance(payload, Payload):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    new = [row for row in payload.rows if row.known is None]
    for at in range(0, len(new), CHUNK):
        insert_rows(new[at : at + CHUNK], payload, by=occasion.by, at=occasion.at)
    changed = 0
    words = ConsentWords(Way.PAPER, payload.proof, payload.day)
    for row in payload.rows:
        if row.known is not None:
            before = row.known.version
            after = update_registrant(
                registrant_id=row.known.pk,
                fields=row.fields,
                day=max(payload.day, row.known.listed_on),
                by=occasion.by,
                scope=occasion.scope,
                at=occasion.at,
                consent=words if payload.proof else None,
                source=Source.IMPORT,
            )
            changed += after.version != before
    if new:
        first = new[0].place
        detail = {"rows": len(new)}
        audit("registry.rows.imported", by=occasion.by, about=first, at=occasion.at, path=first.path, detail=detail)
    return Taken(len(new), changed, key_of(occasion.at) if new or changed else "")


def insert_rows(
    rows: Sequence[Row], payload: Payload, *, by: Person, at: datetime, is_sample: bool = False
) -> list[Registrant]:
    """Many new rows at once: the same rows that ``register`` makes one by one, in a few statements."""
    _numbered(rows, payload.kind)
    grouped = {place.pk: groups_of(place) for place in {row.place.pk: row.place for row in rows}.values()}
    consents = iter(
        record_consents(
            [
                (row.place, row.fields.get("contact_name") or _("Người đại diện"), row.fields.get("phone", ""))
                for row in rows
                if _names(row)
            ],
            purpose=PURPOSE,
            way=Way.PAPER,
            proof=payload.proof,
            given_on=payload.day,
            by=by,
            at=at,
        )
    )
    made = []
    for row in rows:
        registrant = Registrant(
            uuid=uuid4(),
            kind=payload.kind,
            province_code=row.place.province_code,
            place=row.place,
            consent=next(consents) if _names(row) else None,
            listed_on=payload.day,
            recorded_by=by,
            recorded_at=at,
            changed_at=at,
            is_sample=is_sample or row.place.is_sample,
        )
        set_columns(registrant, row.fields)
        said = {name: value for name, value in row.fields.items() if name not in COLUMNS}
        registrant.answers = with_derived(questions(), said)
        registrant.answered_on = payload.day if registrant.answers else None
        place_in_group(registrant, grouped[row.place.pk])
        made.append(registrant)
    Registrant.objects.bulk_create(made, batch_size=CHUNK)
    Residence.objects.bulk_create(
        [
            Residence(registrant=each, kind=each.kind, place=each.place, starts_on=payload.day, recorded_at=at)
            for each in made
        ],
        batch_size=CHUNK,
    )
    Answer.objects.bulk_create(
        [
            answer
            for each in made
            for answer in fresh_answers(each, day=payload.day, source=Source.IMPORT, by=by, at=at)
        ],
        batch_size=CHUNK,
    )
    Change.objects.bulk_create(
        [_first_change(each, row, payload.day, by=by, at=at) for each, row in zip(made, rows, strict=True)],
        batch_size=CHUNK,
    )
    mark_counts({(row.place.pk, payload.day) for row in rows}, at=at)
    return made


def _names(row: Row) -> bool:
    return any(row.fields.get(name) for name in PERSONAL)


def _numbered(rows: Sequence[Row], kind: Kind) -> None:
    """Give a code to the rows without one: after the highest of the hamlet, in the register and in the list."""
    prefix = PREFIXES[kind]
    places = {row.place.pk: row.place for row in rows}
    for place in (places[pk] for pk in sorted(places)):
        lock_register(place)
    used = list(Registrant.objects.filter(place__in=places, kind=kind).values_list("place_id", "code"))
    used += [(row.place.pk, row.fields.get("code", "")) for row in rows]
    highest = dict.fromkeys(places, 0)
    for pk, code in used:
        if code.removeprefix(prefix).isdecimal():
            highest[pk] = max(highest[pk], int(code.removeprefix(prefix)))
    for row in rows:
        if not row.fields.get("code"):
            highest[row.place.pk] += 1
            row.fields["code"] = f"{prefix}{highest[row.place.pk]}"


def _first_change(registrant: Registrant, row: Row, day: date, *, by: Person, at: datetime) -> Change:
    return Change(
        registrant=registrant,
        entity=registrant.uuid,
        place=row.place,
        number=1,
        state=ChangeState.APPLIED,
        source=Source.IMPORT,
        fields={
            name: ["" if name in COLUMNS else Value.NOT_ASKED.value, value]
            for name, value in row.fields.items()
            if value
        },
        day=day,
        is_creation=True,
        by=by,
        at=at,
    )
