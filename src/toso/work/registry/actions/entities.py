"""What filled forms do to the register (ODK Entities): made, changed field by field, held, or put before a person.

A form's words are never lost: what cannot be written stands as a change with the reason, for somebody to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.privacy.rules import Way
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.registry.actions.merging import likeness_key
from toso.work.registry.actions.registering import register
from toso.work.registry.actions.rows import (
    ConsentWords,
    clean_fields,
    consent_for,
    needs_consent,
    refuse_numbers,
    refuse_stranger,
    write_fields,
)
from toso.work.registry.models import Change, ChangeState, Registrant, Source
from toso.work.registry.queries.catalogue import COLUMNS, PERSONAL
from toso.work.registry.queries.duplicates import alike
from toso.work.registry.queries.register import fields_of, visible, waiting
from toso.work.registry.rules.answers import Kind, Value
from toso.work.registry.rules.edits import Edit, in_order, merge, ready, state_at

LISTS = {"households": Kind.HOUSEHOLD, "businesses": Kind.BUSINESS, "cooperatives": Kind.COOPERATIVE}
HOLD_FOR = timedelta(days=5)  # as ODK Central: an edit whose forerunner never came is looked at by itself
CONSENT, HAMLET = "consent", "hamlet"


@dataclass(frozen=True, slots=True)
class Said:
    """One row as a filled form speaks of it. ``sending`` is the form's own id, ``edits`` that of the one it mends."""

    sending: str
    entity: str
    list_name: str
    place: Place
    day: date
    is_creation: bool = False
    is_update: bool = False
    base: int = 0
    trunk: int = 0
    branch: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    edits: str = ""


@transaction.atomic
def apply_said(*, said: Said, by: Person, scope: Scope, at: datetime) -> Change | None:
    """Do what a filled form says of one row. The same form again does nothing; other lists are none of ours."""
    if said.list_name not in LISTS:
        return None
    try:
        entity = UUID(said.entity)
    except ValueError:
        return None
    known = Change.objects.filter(sending=said.sending, entity=entity).first()
    if known is not None:
        return known
    change = _change(said, entity, by=by, at=at)
    registrant = Registrant.objects.select_for_update().filter(uuid=entity).first()
    if registrant is None and said.is_creation:
        change = _made(said, change, by=by, scope=scope, at=at)
    else:
        change.save(force_insert=True)
        _try(change, registrant, said.edits, scope=scope, at=at)
    _try_held(entity, at=at)
    _tell(change, by=by, at=at)
    return change


def _tell(change: Change, *, by: Person, at: datetime) -> None:
    detail = {"state": change.state, "fields": sorted(change.fields)}
    audit("registry.form.applied", by=by, about=change, at=at, path=change.place.path, detail=detail)


def _change(said: Said, entity: UUID, *, by: Person, at: datetime) -> Change:
    return Change(
        entity=entity,
        place=said.place,
        state=ChangeState.HELD,
        source=Source.FORM,
        sent=dict(said.values),
        day=said.day,
        base=said.base,
        trunk=said.trunk,
        branch=said.branch,
        is_creation=said.is_creation,
        sending=said.sending,
        by=by,
        at=at,
    )


def _made(said: Said, change: Change, *, by: Person, scope: Scope, at: datetime) -> Change:
    kind = LISTS[said.list_name]
    fields = _without_unasked_names(said.values)
    try:
        with transaction.atomic():
            registrant = register(
                kind=kind,
                place=_hamlet(said, scope),
                fields=fields,
                day=said.day,
                consent=_consent(said.values, said.sending, said.day),
                uuid=change.entity,
                source=Source.FORM,
                by=by,
                scope=scope,
                at=at,
            )
    except Refusal as refusal:
        change.state, change.why = ChangeState.REFUSED, str(refusal)[:300]
        change.save(force_insert=True)
        return change
    made: Change = registrant.changes.get(number=1)
    made.sending, made.sent, made.branch, made.trunk = said.sending, dict(said.values), said.branch, said.trunk
    made.save(update_fields=["sending", "sent", "branch", "trunk"])
    _tell_of_likeness(registrant, by=by, scope=scope, at=at)
    return made


def _tell_of_likeness(registrant: Registrant, *, by: Person, scope: Scope, at: datetime) -> None:
    """A form has not the register at hand and warns of no double: who sent it is told afterwards."""
    if alike(registrant, scope):
        words = _("%(row)s ở %(place)s có thể đã có trong sổ. Mở ra xem; cùng một hộ thì báo xã gộp lại.")
        tell(
            persons=[by],
            code="registry.registrant.alike",
            key=likeness_key(registrant),
            title=words % {"row": registrant.label(with_names=False), "place": registrant.place},
            address=reverse("registry:registrant", args=[registrant.pk]),
            place=registrant.place,
            at=at,
        )


def _hamlet(said: Said, scope: Scope) -> Place:
    code = said.values.get(HAMLET, "")
    if not code:
        return said.place
    found = Place.objects.visible_to(scope).current().filter(level=Level.HAMLET, code=code).first()
    if found is None:
        raise Refusal(_("Không có thôn mã %(code)s trong phạm vi.") % {"code": code[:20]})
    return found


def _consent(values: Mapping[str, str], sending: str, day: date) -> ConsentWords | None:
    if values.get(CONSENT) != Value.YES:
        return None
    return ConsentWords(Way.SPOKEN, _("Ghi trong phiếu %(form)s") % {"form": sending}, day)


def _without_unasked_names(values: Mapping[str, str]) -> dict[str, str]:
    """What a form says, without a name that nobody agreed to give."""
    may_name = values.get(CONSENT) == Value.YES
    return {name: value for name, value in values.items() if may_name or name not in PERSONAL}


def _try(change: Change, registrant: Registrant | None, edits: str, *, scope: Scope, at: datetime) -> None:
    """Apply an edit if its turn has come; hold it, or say why it cannot be."""
    registrant = _kept(registrant)
    earlier = list(Change.objects.filter(entity=change.entity).exclude(pk=change.pk))
    done = [_edit(each) for each in earlier if each.state != ChangeState.HELD and not each.is_creation]
    is_old = at - change.at >= HOLD_FOR
    if not is_old and not ready(_edit(change), done, exists=registrant is not None):
        return
    try:
        if registrant is None:
            raise Refusal(_("Sau 5 ngày vẫn chưa có dòng này trong sổ."))
        if change.is_creation and not edits:
            raise Refusal(_("Dòng này đã có trong sổ; phiếu tạo lại nó."))
        _apply(change, registrant, _base_of(change, edits), scope=scope, at=at)
    except Refusal as refusal:
        change.state, change.why, change.registrant = ChangeState.REFUSED, str(refusal)[:300], registrant
    change.save()


def _kept(registrant: Registrant | None) -> Registrant | None:
    """The row itself, or the one it was merged into."""
    while registrant is not None and registrant.merged_into_id is not None:
        registrant = Registrant.objects.select_for_update().get(pk=registrant.merged_into_id)
    return registrant


def _edit(change: Change) -> Edit:
    return Edit(str(change.pk), base=change.base, branch=change.branch, trunk=change.trunk)


def _base_of(change: Change, edits: str) -> dict[str, str]:
    """What the phone had before it when the edit was made: a version of the server, and its own edits since."""
    rows = Change.objects.filter(entity=change.entity).order_by("number", "pk")
    versions = [
        (row.number, {name: _blank(pair[1]) for name, pair in row.fields.items()}) for row in rows if row.number
    ]
    if edits:
        mended = next((row for row in rows if row.sending == edits), None)
        return state_at(versions, mended.number or 0 if mended else 0) | (_said(mended.sent) if mended else {})
    if not change.branch:
        return state_at(versions, change.base)
    state = state_at(versions, change.trunk or 1)
    mine = [row for row in rows if row.branch == change.branch and row.pk != change.pk and not row.is_creation]
    for row in sorted(mine, key=lambda each: _edit(each).step):
        if _edit(row).step < _edit(change).step:
            state |= _said(row.sent)
    return state


def _blank(value: str) -> str:
    return "" if value == Value.NOT_ASKED else value


def _said(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _blank(value) for name, value in values.items()}


def _apply(change: Change, registrant: Registrant, base: Mapping[str, str], *, scope: Scope, at: datetime) -> None:
    by = change.by
    refuse_stranger(registrant.place, scope)
    if registrant.ended_on is not None:
        raise Refusal(_("Dòng này đã ra khỏi sổ, không ghi thêm được."))
    clean = clean_fields(registrant.kind, _without_unasked_names(change.sent))
    merged = merge(base=base, now=fields_of(registrant), sent=_said(clean))
    changed = {name: value or _nothing(name) for name, value in merged.changed.items()}
    refuse_numbers({**fields_of(registrant), **changed})
    if needs_consent(registrant, changed):
        words = _consent(change.sent, change.sending, change.day)
        if words is None:
            changed = {name: value for name, value in changed.items() if name not in PERSONAL}
        else:
            registrant.consent = consent_for(registrant.place, changed, words, by=by, scope=scope, at=at)
    _refuse_taken_code(registrant, changed.get("code", ""))
    change.fields = write_fields(registrant, changed, day=change.day, source=Source.FORM, by=by, at=at)
    if change.fields:
        registrant.version += 1
        change.number = registrant.version
        registrant.save()
    change.registrant, change.place, change.why = registrant, registrant.place, ""
    change.conflicts = {name: list(pair) for name, pair in merged.conflicts.items()}
    change.state = ChangeState.CONFLICT if merged.conflicts else ChangeState.APPLIED


def _nothing(name: str) -> str:
    return "" if name in COLUMNS else Value.NOT_ASKED.value


def _refuse_taken_code(registrant: Registrant, code: str) -> None:
    same = Registrant.objects.standing().filter(place=registrant.place, kind=registrant.kind, code=code)
    if code and same.exclude(pk=registrant.pk).exists():
        raise Refusal(_("%(place)s đã có mã %(code)s.") % {"place": registrant.place, "code": code})


def _try_held(entity: UUID, *, at: datetime) -> None:
    """Held edits of a row whose turn has come, one after the other, each with what its own sender may do."""
    while True:
        held = {
            str(row.pk): row
            for row in Change.objects.filter(entity=entity, state=ChangeState.HELD).select_related("place", "by")
        }
        before = len(held)
        for edit in in_order([_edit(row) for row in held.values()]):
            row = held[edit.key]
            registrant = Registrant.objects.select_for_update().filter(uuid=entity).first()
            _try(row, registrant, "", scope=scope_of(row.by_id, on=localdate(at)), at=at)
            if row.state != ChangeState.HELD:
                break
        if Change.objects.filter(entity=entity, state=ChangeState.HELD).count() == before:
            return


@transaction.atomic
def settle_conflict(
    *, change_id: int, take: frozenset[str], why: str, by: Person, scope: Scope, at: datetime
) -> Change:
    """Somebody saw both values: of the fields in ``take`` what was sent is written, the others stay as they are."""
    change: Change = waiting(scope).select_for_update(of=("self",)).get(pk=change_id)
    if change.state == ChangeState.HELD:
        raise Refusal(_("Thay đổi này đang chờ bản trước của cùng một máy."))
    refuse_stranger(change.place, scope)
    detail = {"fields": sorted(change.conflicts), "taken": sorted(take & change.conflicts.keys())}
    if change.registrant_id is not None and change.state == ChangeState.CONFLICT:
        rows = visible(scope).select_for_update(of=("self",)).select_related("place", "consent")
        registrant: Registrant = rows.get(pk=change.registrant_id)
        chosen = {name: pair[1] or _nothing(name) for name, pair in change.conflicts.items() if name in take}
        refuse_numbers({**fields_of(registrant), **chosen})
        _refuse_taken_code(registrant, chosen.get("code", ""))
        pairs = write_fields(registrant, chosen, day=change.day, source=Source.FORM, by=by, at=at)
        if pairs:
            registrant.version += 1
            registrant.save()
            _note_choice(registrant, pairs, change, why=why, by=by, at=at)
    change.state, change.settled_by, change.settled_at = ChangeState.SETTLED, by, at
    change.why = " ".join(nfc(why).split())[:300] or change.why
    change.save(update_fields=["state", "settled_by", "settled_at", "why"])
    audit("registry.conflict.settled", by=by, about=change, at=at, path=change.place.path, detail=detail)
    return change


def _note_choice(
    registrant: Registrant, pairs: Mapping[str, list[str]], change: Change, *, why: str, by: Person, at: datetime
) -> None:
    Change.objects.create(
        registrant=registrant,
        entity=registrant.uuid,
        place=registrant.place,
        number=registrant.version,
        state=ChangeState.APPLIED,
        source=Source.FORM,
        fields=dict(pairs),
        day=change.day,
        why=why[:300],
        by=by,
        at=at,
    )


@transaction.atomic
def release_held(*, at: datetime) -> int:
    """Edits held for five days are looked at by themselves: applied, or put before a person. Returns how many."""
    rows = list(
        Change.objects.filter(state=ChangeState.HELD, at__lte=at - HOLD_FOR)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("place", "by")
        .order_by("entity", "branch", "base", "pk")
    )
    for row in rows:
        registrant = Registrant.objects.select_for_update().filter(uuid=row.entity).first()
        _try(row, registrant, "", scope=scope_of(row.by_id, on=localdate(at)), at=at)
    if rows:
        audit("registry.held.released", by=None, about=rows[0], at=at, detail={"rows": len(rows)})
    return len(rows)
