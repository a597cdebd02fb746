"""Items of a phone's outbox, each taken once, wholly or not at all."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from toso.front.sync import queries
from toso.front.sync.kinds import KINDS, TOGETHER
from toso.front.sync.kinds.handling import Differs, OtherContent, Sent, Taken, Wait
from toso.front.sync.models import Item, PhoneKey
from toso.front.sync.rules import body as reading
from toso.front.sync.rules.body import BadBody, Body
from toso.front.sync.rules.states import Code, ItemState
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope

DROPPED = "outbox.dropped"
INSTANCE = "instance:"  # what waits for a filled form waits for its own id
MOST_HELD = 1000
MOST_WAITED_FOR = 50
# Two sendings of one item at the same moment are taken one after the other; many are locked in one order.
LOCKED = "SELECT pg_advisory_xact_lock(hashtextextended(id, 1)) FROM unnest(%s::text[]) AS id"
UNHURRIED = "SELECT set_config('synchronous_commit', 'off', true)"
DEADLOCK = "40P01"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receipt:
    """What became of an item, as the phone is told."""

    id: str
    state: str
    at: datetime
    words: str = ""
    code: str = ""
    field: str = ""
    flags: Sequence[str] = ()
    waits_for: Sequence[str] = ()
    result: Mapping[str, Any] | None = None
    conflicts: Sequence[Mapping[str, Any]] = ()

    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = {"id": self.id, "state": self.state, "at": self.at.isoformat()}
        found |= {"words": self.words, "result": dict(self.result or {})}
        for name in ("code", "field", "flags", "waits_for", "conflicts"):
            if value := getattr(self, name):
                found[name] = list(value) if not isinstance(value, str) else value
        return found


@dataclass(frozen=True)
class Sender:
    """The phone that sends, and what is known of its clock."""

    key: PhoneKey
    scope: Scope
    is_clock_wrong: bool = False


@dataclass(frozen=True)
class Draft:
    """An item whose frame was read; its body is read by its kind."""

    id: UUID
    kind: str
    seq: int
    made_at: datetime
    has_jumped: bool
    after: tuple[UUID, ...]
    body: Mapping[str, Any]

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Draft":
        frame = Body(said)
        after = said.get("after") or []
        if not isinstance(after, list) or len(after) > MOST_WAITED_FOR:
            raise BadBody("after")
        inner = frame.members("body").said
        if reading.has_nul(inner):
            raise BadBody("body")
        return cls(
            id=frame.uuid("id"),
            kind=frame.text("kind", most=40, is_needed=True),
            seq=frame.whole("seq", default=0),
            made_at=reading.moment(said.get("made_at"), "made_at"),
            has_jumped=said.get("clock_jumped") is True,
            after=tuple(reading.uuid(each, "after") for each in after),
            body=inner,
        )


def take_items(*, items: Sequence[Any], sender: Sender, at: datetime) -> tuple[list[Receipt], list[Receipt]]:
    """Take items in their order: their receipts in the same order, and the receipts of items held before that were
    settled now. What became of each is what would have become of it had it come alone.

    Several transactions do not each wait for the disk; the last write here does, and the log is written in
    order: when the receipts leave, everything that they say is on the disk.
    """
    receipts: list[Receipt] = []
    later: list[Receipt] = []
    runs = list(_runs(items, sender, at=at))
    is_unhurried = len(runs) != 1 or isinstance(runs[0], Receipt)
    for run in runs:
        if isinstance(run, Receipt):
            receipts.append(run)
            continue
        told, woken = _take_run(run, sender, at=at, is_unhurried=is_unhurried)
        receipts += told
        later += woken
    if is_unhurried:
        reach_disk(key=sender.key, at=at)
    return receipts, later


def reach_disk(*, key: PhoneKey, at: datetime) -> None:
    """Everything committed so far is on the disk when this returns: a commit that waits for it, after those that
    did not."""
    PhoneKey.objects.filter(pk=key.pk).update(last_used_at=at)


def _runs(items: Sequence[Any], sender: Sender, *, at: datetime) -> Iterator[Receipt | list[Draft]]:
    """The items in their order, as what is done at once: a receipt, one item, or many new ones of one kind that have
    nothing to do with each other. For what waits here for one of them, a run ends with that one."""
    read = [_read(said, at=at) for said in items]
    person = sender.key.person
    known, waited = queries.known_items(person, [each.id for each in read if isinstance(each, Draft)])
    run: dict[UUID, Draft] = {}
    for each in read:
        before = known.get(each.id) if isinstance(each, Draft) else None
        is_new = isinstance(each, Draft) and before is None and each.kind in TOGETHER and not each.after
        kinds = {draft.kind for draft in run.values()}
        if run and not (is_new and each.id not in run and {each.kind} == kinds):  # type: ignore[union-attr]  # is_new says that it is a draft
            yield list(run.values())
            run = {}
        if isinstance(each, Receipt):
            yield each
        elif is_new:
            run[each.id] = each
            if str(each.id) in waited or any(name.startswith(INSTANCE) for name in waited):
                yield list(run.values())
                run = {}
        else:
            told = before and _known_before(before, reading.digest_of(each.kind, each.body), person)
            yield _told_again(told, at) if told else [each]
    if run:
        yield list(run.values())


def _read(said: Any, *, at: datetime) -> Draft | Receipt:
    try:
        return Draft.read(said if isinstance(said, Mapping) else {})
    except BadBody as error:
        name = str(said.get("id", ""))[:36] if isinstance(said, Mapping) else ""
        return _no(name, Code.BAD_BODY, at, words=_unreadable(error.field), field=error.field)


def _told_again(receipt: Receipt, at: datetime) -> Receipt:
    return replace(receipt, at=at) if receipt.code else receipt


def _take_run(
    run: list[Draft], sender: Sender, *, at: datetime, is_unhurried: bool
) -> tuple[list[Receipt], list[Receipt]]:
    """Take many at once; when one of them is not to be taken so, each half by itself, down to the one."""
    if run[0].kind in TOGETHER and not run[0].after:
        try:
            return _take_together(run, sender, at=at, is_unhurried=is_unhurried)
        except (OperationalError, InterfaceError) as error:
            if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                raise
        except Exception:  # whatever it is: nothing was done, and one by one it is told what
            log.debug("%s items of kind %s one by one", len(run), run[0].kind, exc_info=True)
    if len(run) == 1:
        receipt, later = _take_item(run[0], sender, at=at, is_unhurried=is_unhurried)
        return [receipt], later
    half = len(run) // 2
    receipts, later = _take_run(run[:half], sender, at=at, is_unhurried=True)
    others, still_later = _take_run(run[half:], sender, at=at, is_unhurried=True)
    if not is_unhurried:
        reach_disk(key=sender.key, at=at)
    return [*receipts, *others], [*later, *still_later]


def _take_together(
    run: Sequence[Draft], sender: Sender, *, at: datetime, is_unhurried: bool
) -> tuple[list[Receipt], list[Receipt]]:
    """Take new items of one kind in one transaction, or raise and have done nothing."""
    with transaction.atomic():
        _lock([draft.id for draft in run], is_unhurried=is_unhurried)
        items = [_item_of(draft, sender, at=at) for draft in run]
        names: list[str] = []
        for item, taken in zip(items, TOGETHER[run[0].kind]([_sent(each, sender, at) for each in items]), strict=True):
            names += _note_taken(item, taken, at=at)
        Item.objects.bulk_create(items)
    return [receipt_of(item) for item in items], wake(names=names, sender=sender, at=at)


def _lock(ids: Sequence[UUID], *, is_unhurried: bool) -> None:
    with connection.cursor() as cursor:
        if is_unhurried:
            cursor.execute(UNHURRIED)
        cursor.execute(LOCKED, [sorted(str(each) for each in ids)])


def _item_of(draft: Draft, sender: Sender, *, at: datetime, known: Item | None = None) -> Item:
    item = known or Item(pk=draft.id, person=sender.key.person, key=sender.key, arrived_at=at)
    item.kind, item.seq, item.body = draft.kind, draft.seq, dict(draft.body)
    item.digest = reading.digest_of(draft.kind, draft.body)
    item.made_at, item.is_clock_wrong = draft.made_at, sender.is_clock_wrong or draft.has_jumped
    return item


def _sent(item: Item, sender: Sender, at: datetime) -> Sent:
    return Sent(
        id=item.pk,
        body=Body(item.body),
        made_at=item.made_at,
        is_clock_wrong=item.is_clock_wrong,
        device=str(sender.key.device or ""),
        by=sender.key.person,
        scope=sender.scope,
        at=at,
    )


def _note_taken(item: Item, taken: Taken, *, at: datetime) -> list[str]:
    """The item as a taken one, not saved; what may go on now."""
    item.state, item.settled_at, item.waits_for, item.body = ItemState.TAKEN, at, [], {}
    item.code = item.field = ""
    item.words, item.result = taken.words, {**taken.result, "flags": list(taken.flags)}
    return [str(item.pk), *taken.wakes]


def _take_item(draft: Draft, sender: Sender, *, at: datetime, is_unhurried: bool) -> tuple[Receipt, list[Receipt]]:
    """Take one item; the same again gives the receipt of the first time. Never raises for what an item says."""
    try:
        with transaction.atomic():
            receipt, wakes = _settle(draft, sender, at=at, is_unhurried=is_unhurried)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the whole request failed, and is sent again
    except Exception:  # one item that the server cannot digest must not keep back all that come after it
        log.exception("item %s of kind %s", draft.id, draft.kind)
        words = _("Máy chủ gặp lỗi khi nhận mục này. Mục vẫn còn trên máy; sẽ gửi lại sau.")
        return _no(str(draft.id), Code.SERVER_FAULT, at, words=words), []
    return receipt, wake(names=wakes, sender=sender, at=at) if wakes else []


def _unreadable(field: str) -> str:
    return _("Mục này thiếu hoặc sai phần “%(field)s”. Hãy cập nhật ứng dụng rồi gửi lại.") % {"field": field}


def _no(name: str, code: Code, at: datetime, *, words: str, field: str = "") -> Receipt:
    return Receipt(name, ItemState.REFUSED, at, words=words, code=code, field=field)


def _settle(draft: Draft, sender: Sender, *, at: datetime, is_unhurried: bool) -> tuple[Receipt, list[str]]:
    """The receipt of an item, and the names of what may go on now."""
    _lock([draft.id], is_unhurried=is_unhurried)
    digest = reading.digest_of(draft.kind, draft.body)
    person = sender.key.person
    known = Item.objects.select_for_update().filter(pk=draft.id).first()
    if known is not None and (settled := _known_before(known, digest, person)) is not None:
        return _told_again(settled, at), []
    item = _item_of(draft, sender, at=at, known=known)
    if draft.kind == DROPPED:
        return _drop(item, draft, at=at), []
    if draft.kind not in KINDS:
        words = _("Máy chủ này chưa nhận loại mục “%(kind)s”. Mục vẫn còn trên máy.") % {"kind": draft.kind}
        return _no(str(draft.id), Code.UNKNOWN_KIND, at, words=words), []
    waits = queries.untaken(person, draft.after)
    if waits:
        return _hold(item, waits, is_new=known is None, at=at), []
    return _judge(item, sender, is_new=known is None, at=at)


def _known_before(known: Item, digest: str, person: Person) -> Receipt | None:
    """The receipt of an item that is not to be judged again; None for one that waits or was refused."""
    name, at = str(known.pk), known.arrived_at
    if known.person_id != person.pk:
        return _no(name, Code.NOT_YOURS, at, words=_("Mã mục này đã dùng cho việc khác."))
    if known.state == ItemState.DROPPED:
        return _no(name, Code.GIVEN_UP, at, words=_("Mục này đã được bỏ trên điện thoại."))
    if known.digest != digest and known.state != ItemState.REFUSED:
        words = _("Mục này đã nhận với nội dung khác; bản đã nhận được giữ nguyên.")
        return _no(name, Code.OTHER_CONTENT, at, words=words)
    return receipt_of(known, again=True) if known.state == ItemState.TAKEN else None


def _judge(item: Item, sender: Sender, *, is_new: bool, at: datetime) -> tuple[Receipt, list[str]]:
    """Let the kind take the item; keep what became of it."""
    sent = _sent(item, sender, at)
    conflicts: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            taken: Taken = KINDS[item.kind](sent)
    except Wait as wait:
        return _hold(item, list(wait.names), is_new=is_new, at=at), []
    except BadBody as error:
        _refuse(item, Code.BAD_BODY, _unreadable(error.field), error.field, at=at)
    except OtherContent:
        words = _("Mã phiếu này đã có với nội dung khác; bản đã nhận được giữ nguyên.")
        _refuse(item, Code.OTHER_CONTENT, words, at=at)
    except ObjectDoesNotExist:
        words = _("Không tìm thấy nơi hoặc mục được nêu, hoặc không còn trong phạm vi của anh chị.")
        _refuse(item, Code.NOT_FOUND, words, at=at)
    except Differs as error:
        conflicts = [
            {
                "field": each.field,
                "base": each.base,
                "yours": each.yours,
                "theirs": each.theirs,
                "by": error.by,
                "at": error.at.isoformat(),
            }
            for each in error.differences
        ]
        words = _("%(person)s đã sửa cùng chỗ này. Xem hai bản rồi chọn.") % {"person": error.by}
        _refuse(item, Code.CONFLICT, words, error.differences[0].field, at=at, result=error.result)
    except Refusal as refusal:
        _refuse(item, Code.REFUSED, str(refusal), refusal.field, at=at)
    else:
        names = _note_taken(item, taken, at=at)
        item.save(force_insert=is_new)
        return receipt_of(item), names
    item.save(force_insert=is_new)
    receipt = receipt_of(item)
    return (replace(receipt, conflicts=conflicts) if conflicts else receipt), []


def _refuse(
    item: Item, code: Code, words: str, field: str = "", *, at: datetime, result: Mapping[str, Any] | None = None
) -> None:
    item.state, item.code, item.words, item.field = ItemState.REFUSED, code, words, field[:60]
    item.settled_at, item.waits_for, item.result = at, [], dict(result or {})


def _hold(item: Item, waits: list[str], *, is_new: bool, at: datetime) -> Receipt:
    if is_new and queries.held_items(item.person).count() >= MOST_HELD:
        words = _("Quá nhiều mục đang chờ trên máy chủ. Gửi các mục mà chúng chờ trước.")
        return _no(str(item.pk), Code.TOO_MANY_HELD, at, words=words)
    item.state, item.waits_for, item.settled_at = ItemState.HELD, waits, None
    item.code = item.field = item.words = ""
    item.save(force_insert=is_new)
    return receipt_of(item)


def _drop(item: Item, draft: Draft, *, at: datetime) -> Receipt:
    """The person gave an item up on the phone: it is never taken afterwards, if it was not taken already."""
    try:
        target_id = Body(draft.body).uuid("item")
    except BadBody as error:
        return _no(str(draft.id), Code.BAD_BODY, at, words=_unreadable(error.field), field=error.field)
    target = Item.objects.select_for_update().filter(pk=target_id).first()
    if target is not None and (target.person_id != item.person_id or target.state == ItemState.TAKEN):
        words = _("Mục này đã nhận rồi nên không bỏ được; hãy gửi yêu cầu bỏ bản ghi.")
        return _no(str(draft.id), Code.REFUSED, at, words=words, field="item")
    if target is None:
        target = Item(pk=target_id, person=item.person, key=item.key, kind="", digest="", made_at=item.made_at)
        target.arrived_at = at
    target.state, target.settled_at, target.waits_for, target.body = ItemState.DROPPED, at, [], {}
    target.save()
    item.state, item.settled_at, item.body, item.result = ItemState.TAKEN, at, {}, {"item": str(target_id)}
    item.save()
    return receipt_of(item)


def wake(*, names: Sequence[str], sender: Sender, at: datetime) -> list[Receipt]:
    """Go on with the items that waited for these names, and with those that waited for them."""
    if not queries.has_held(sender.key.person):
        return []
    receipts: list[Receipt] = []
    waking = list(names)
    while waking:
        name = waking.pop(0)
        waiting = queries.held_items(sender.key.person).filter(waits_for__contains=[name])
        for pk in list(waiting.values_list("pk", flat=True)):
            receipt, further = _go_on(pk, name, sender, at=at)
            waking += further
            if receipt is not None:
                receipts.append(receipt)
    return receipts


def _go_on(pk: UUID, name: str, sender: Sender, *, at: datetime) -> tuple[Receipt | None, list[str]]:
    try:
        with transaction.atomic():
            item = Item.objects.select_for_update().get(pk=pk)
            if item.state != ItemState.HELD:
                return None, []
            rest = [each for each in item.waits_for if each != name]
            if rest:
                item.waits_for = rest
                item.save(update_fields=["waits_for"])
                return None, []
            receipt, names = _judge(item, sender, is_new=False, at=at)
            return (receipt if receipt.state != ItemState.HELD else None), names
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("held item %s", pk)
        return None, []


def receipt_of(item: Item, *, again: bool = False) -> Receipt:
    """What is told of an item; ``again``: it was taken before."""
    result = dict(item.result)
    flags = result.pop("flags", [])
    state = item.state
    if state == ItemState.TAKEN and again:
        state = "had"
    if state == ItemState.DROPPED:
        return _no(str(item.pk), Code.GIVEN_UP, item.settled_at or item.arrived_at, words="")
    return Receipt(
        id=str(item.pk),
        state=state,
        at=item.settled_at or item.arrived_at,
        words=item.words,
        code=item.code,
        field=item.field,
        flags=flags,
        waits_for=item.waits_for,
        result=result,
    )
