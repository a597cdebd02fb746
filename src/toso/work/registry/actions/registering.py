"""A household, business or cooperative enters the register, answers, moves, leaves; its contact is forgotten."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import claim_due, finish_due
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.privacy.actions import withdraw_consent
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.registry.actions.counting import mark_counts
from toso.work.registry.actions.rows import (
    ConsentWords,
    clean_fields,
    consent_for,
    lock_register,
    needs_consent,
    next_code,
    note_change,
    refuse_numbers,
    refuse_stranger,
    set_columns,
    write_fields,
)
from toso.work.registry.models import Answer, Change, Merge, Registrant, Residence, Source
from toso.work.registry.queries.catalogue import PERSONAL, groups_of
from toso.work.registry.queries.register import fields_of, visible
from toso.work.registry.rules.answers import Kind
from toso.work.registry.rules.groups import group_of

Span = TypeVar("Span", Residence, Answer)
FORGET = "registry.forget"
GONE = "(đã xoá)"


@transaction.atomic
def register(
    *,
    kind: Kind,
    place: Place,
    fields: Mapping[str, str],
    day: date,
    by: Person,
    scope: Scope,
    at: datetime,
    consent: ConsentWords | None = None,
    uuid: UUID | None = None,
    source: Source = Source.PAGE,
) -> Registrant:
    """Put a new row into a hamlet's register, with its first answers. A name is kept only with consent."""
    refuse_stranger(place, scope)
    _refuse_future(day, at)
    clean = clean_fields(kind, fields)
    refuse_numbers(clean)
    lock_register(place)
    clean["code"] = clean.get("code") or next_code(place, kind)
    _refuse_taken_code(place, kind, clean["code"])
    if kind != Kind.HOUSEHOLD and not clean.get("name"):
        raise Refusal(_("Ghi tên cơ sở, hợp tác xã."), field="name")
    if needs_consent(None, clean) and consent is None:
        raise Refusal(_("Chưa có sự đồng ý nên chưa ghi tên, số điện thoại. Hỏi và đánh dấu đồng ý."), field="consent")
    registrant = Registrant(
        uuid=uuid or uuid4(),
        kind=kind,
        province_code=place.province_code,
        place=place,
        consent=consent_for(place, clean, consent, by=by, scope=scope, at=at)
        if needs_consent(None, clean) and consent
        else None,
        listed_on=day,
        recorded_by=by,
        recorded_at=at,
        changed_at=at,
        is_sample=place.is_sample,
        group=group_of(groups_of(place), {}).code if kind == Kind.HOUSEHOLD else "",
    )
    set_columns(registrant, {"code": clean["code"]})
    registrant.save(force_insert=True)
    Residence.objects.create(registrant=registrant, kind=kind, place=place, starts_on=day, recorded_at=at)
    mark_counts([(place.pk, day)], at=at)
    registrant.code = ""
    pairs = write_fields(registrant, clean, day=day, source=source, by=by, at=at)
    registrant.save()
    note_change(registrant, pairs, day=day, source=source, by=by, at=at, is_creation=True)
    audit("registry.registrant.registered", by=by, about=registrant, at=at, path=place.path, detail={"kind": kind})
    return registrant


def _refuse_future(day: date, at: datetime) -> None:
    if day > localdate(at):
        raise Refusal(_("Ngày này chưa đến. Ghi từ hôm nay trở về trước."), field="day")


def _refuse_taken_code(place: Place, kind: str, code: str, *, besides: int | None = None) -> None:
    taken = Registrant.objects.standing().filter(place=place, kind=kind, code=code).exclude(pk=besides)
    if taken.exists():
        words = _("%(place)s đã có mã %(code)s. Ghi mã khác, hoặc mở dòng đang có.")
        raise Refusal(words % {"place": place, "code": code}, field="code")


def locked(registrant_id: int, scope: Scope) -> Registrant:
    """A row to be changed, with nobody else changing it meanwhile. Outside the scope there is none."""
    registrant: Registrant = (
        visible(scope).select_for_update(of=("self",)).select_related("place", "consent").get(pk=registrant_id)
    )
    return registrant


def standing(registrant_id: int, scope: Scope) -> Registrant:
    registrant = locked(registrant_id, scope)
    refuse_stranger(registrant.place, scope)
    if registrant.ended_on is not None:
        raise Refusal(_("Dòng này đã ra khỏi sổ, không ghi thêm được."))
    return registrant


@transaction.atomic
def update_registrant(
    *,
    registrant_id: int,
    fields: Mapping[str, str],
    day: date,
    by: Person,
    scope: Scope,
    at: datetime,
    consent: ConsentWords | None = None,
    version: int | None = None,
    source: Source = Source.PAGE,
) -> Registrant:
    """Write what changed: columns, answers of a day. ``version`` is the one on the screen; a later one is not lost."""
    registrant = standing(registrant_id, scope)
    _refuse_future(day, at)
    if day < registrant.listed_on:
        raise Refusal(
            _("Ngày hỏi trước ngày vào sổ (%(day)s).") % {"day": f"{registrant.listed_on:%d/%m/%Y}"}, field="day"
        )
    if version is not None and version != registrant.version:
        raise Refusal(_("Vừa có người sửa dòng này. Chữ đã gõ vẫn còn ở đây; xem bản mới rồi lưu lại."))
    clean = clean_fields(registrant.kind, fields)
    refuse_numbers({**fields_of(registrant), **clean})
    if "code" in clean:
        clean["code"] = clean["code"] or registrant.code
        _refuse_taken_code(registrant.place, registrant.kind, clean["code"], besides=registrant.pk)
    changed = {name: value for name, value in clean.items() if value != fields_of(registrant).get(name, "")}
    if needs_consent(registrant, changed):
        if consent is None:
            raise Refusal(
                _("Chưa có sự đồng ý nên chưa ghi tên, số điện thoại. Hỏi và đánh dấu đồng ý."), field="consent"
            )
        registrant.consent = consent_for(registrant.place, clean, consent, by=by, scope=scope, at=at)
    pairs = write_fields(registrant, clean, day=day, source=source, by=by, at=at)
    if not pairs:
        registrant.save(update_fields=["consent"])
        return registrant
    registrant.version += 1
    registrant.save()
    note_change(registrant, pairs, day=day, source=source, by=by, at=at)
    detail = {"fields": sorted(pairs), "version": registrant.version}
    audit("registry.registrant.changed", by=by, about=registrant, at=at, path=registrant.place.path, detail=detail)
    return registrant


@transaction.atomic
def move_registrant(*, registrant_id: int, to: Place, on: date, by: Person, scope: Scope, at: datetime) -> Registrant:
    """From a day on the household lives in another hamlet. What it answered before stays where it was then."""
    registrant = standing(registrant_id, scope)
    _refuse_future(on, at)
    refuse_stranger(to, scope)
    if to.pk == registrant.place_id or on <= registrant.listed_on:
        raise Refusal(_("Chọn thôn khác, và ngày chuyển sau ngày vào sổ."), field="place")
    lock_register(to)
    origin = registrant.place
    _end_counting(registrant, on=on, at=at)
    registrant.place, registrant.province_code = to, to.province_code
    if Registrant.objects.standing().filter(place=to, kind=registrant.kind, code=registrant.code).exists():
        set_columns(registrant, {"code": next_code(to, registrant.kind)})
    Residence.objects.create(registrant=registrant, kind=registrant.kind, place=to, starts_on=on, recorded_at=at)
    for code in sorted(registrant.answers):
        value = registrant.answers[code]
        Answer.objects.create(
            registrant=registrant,
            kind=registrant.kind,
            place=to,
            question=code,
            value=value,
            number=int(value) if value.isdecimal() else None,
            starts_on=on,
            source=Source.PAGE,
            recorded_by=by,
            recorded_at=at,
        )
    mark_counts([(origin.pk, on), (to.pk, on)], at=at)
    registrant.version += 1
    registrant.changed_at = at
    registrant.save()
    note_change(registrant, {"place": [str(origin), str(to)]}, day=on, source=Source.PAGE, by=by, at=at)
    audit("registry.registrant.moved", by=by, about=registrant, at=at, path=to.path, detail={"from": origin.pk})
    return registrant


def _end_counting(registrant: Registrant, *, on: date, at: datetime) -> None:
    """From a day on the row and its answers no longer count where they did. What began later never counted."""
    homes = list(_counting_on(registrant.residences.all(), on))
    given = list(_counting_on(registrant.given_answers.all(), on))
    Residence.objects.filter(pk__in=[row.pk for row in homes]).update(superseded_at=at)
    Answer.objects.filter(pk__in=[row.pk for row in given]).update(superseded_at=at)
    cells = cells_of(homes) | cells_of(given) | {(row.place_id, on) for row in homes}
    Residence.objects.bulk_create(_cut(homes, on, at))
    Answer.objects.bulk_create(_cut(given, on, at))
    mark_counts(cells, at=at)


def cells_of(spans: Iterable[Span]) -> set[tuple[int, date]]:
    """Where and when spans begin and end: the cells that count them."""
    return {(span.place_id, day) for span in spans for day in (span.starts_on, span.ends_on) if day}


def _cut(spans: Iterable[Span], on: date, at: datetime) -> list[Span]:
    """New versions of the spans that end on a day; one that began later never counted."""
    for span in spans:
        span.pk, span.ends_on, span.recorded_at = None, on, at
    return [span for span in spans if span.starts_on < on]


def _counting_on(spans: QuerySet[Span], on: date) -> QuerySet[Span]:
    """The spans that stand and reach to a day or beyond, kept from anybody else's hand."""
    still = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    return spans.filter(still, superseded_at__isnull=True).select_for_update()


@transaction.atomic
def end_registrant(*, registrant_id: int, on: date, reason: str, by: Person, scope: Scope, at: datetime) -> Registrant:
    """The household left, the business closed: from that day it counts no more. Its past stands."""
    registrant = standing(registrant_id, scope)
    _refuse_future(on, at)
    reason = " ".join(nfc(reason).split())
    if not reason:
        raise Refusal(_("Ghi lý do."), field="reason")
    if on < registrant.listed_on:
        raise Refusal(_("Ngày ra khỏi sổ trước ngày vào sổ."), field="on")
    _end_counting(registrant, on=on, at=at)
    registrant.ended_on, registrant.end_reason, registrant.changed_at = on, reason[:300], at
    registrant.version += 1
    registrant.save()
    pairs = {"ended_on": ["", f"{on:%d/%m/%Y}"]}
    note_change(registrant, pairs, day=on, source=Source.PAGE, by=by, at=at, why=reason[:300])
    audit("registry.registrant.ended", by=by, about=registrant, at=at, path=registrant.place.path, detail={})
    return registrant


@transaction.atomic
def forget_contact(*, registrant_id: int, by: Person, scope: Scope, at: datetime) -> Registrant:
    """Erase the name and number of a row, in its history too, and withdraw the consent. What it counts stands."""
    registrant = locked(registrant_id, scope)
    refuse_stranger(registrant.place, scope)
    if not (registrant.contact_name or registrant.phone or registrant.consent_id):
        raise Refusal(_("Dòng này không ghi tên, số điện thoại của ai."))
    held = registrant.consent
    if held is not None and held.withdrawn_on is None:
        withdraw_consent(consent_id=held.pk, on=localdate(at), by=by, scope=scope, at=at)
    forget([registrant], at=at)
    audit("registry.contact.forgotten", by=by, about=registrant, at=at, path=registrant.place.path, detail={})
    return registrant


def forget(registrants: list[Registrant], *, at: datetime) -> None:
    """Names and numbers leave these rows, their changes and their merges; what they count stands."""
    for registrant in registrants:
        set_columns(registrant, dict.fromkeys(PERSONAL, ""))
        registrant.consent, registrant.changed_at = None, at
        registrant.version += 1
    columns = [
        "contact_name",
        "phone",
        "consent",
        "search",
        "name_key",
        "phone_key",
        "code_key",
        "changed_at",
        "version",
    ]
    Registrant.objects.bulk_update(registrants, columns, batch_size=500)
    changes = list(Change.objects.filter(entity__in=[registrant.uuid for registrant in registrants]))
    for change in changes:
        change.fields = _without_names(change.fields)
        change.conflicts = _without_names(change.conflicts)
        change.sent = {name: GONE if name in PERSONAL else value for name, value in change.sent.items()}
    Change.objects.bulk_update(changes, ["fields", "conflicts", "sent"], batch_size=500)
    merges = list(Merge.objects.filter(Q(kept__in=registrants) | Q(dropped__in=registrants)))
    for merge in merges:
        merge.before = _without_names(merge.before)
    Merge.objects.bulk_update(merges, ["before"], batch_size=500)


def _without_names(pairs: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {
        name: [GONE if value else "" for value in pair] if name in PERSONAL else pair for name, pair in pairs.items()
    }


@transaction.atomic
def forget_withdrawn(*, at: datetime) -> int:
    """Names whose consent was withdrawn leave the register, once a day; returns how many."""
    today = localdate(at)
    if not claim_due(FORGET, today, at):
        return 0
    rows = list(
        Registrant.objects.filter(consent__withdrawn_on__isnull=False)
        .select_related("place")
        .select_for_update(of=("self",))
    )
    forget(rows, at=at)
    finish_due(FORGET, today, at)
    if rows:
        audit("registry.contacts.forgotten", by=None, about=rows[0], at=at, detail={"rows": len(rows)})
    return len(rows)
