"""One item judged: taken, refused, kept waiting or given up, in a transaction of its own; and what goes on then."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from toso.front.sync import queries
from toso.front.sync.actions.receipts import (
    Draft,
    Receipt,
    Sender,
    known_before,
    no,
    receipt_of,
    told_again,
    unreadable,
)
from toso.front.sync.kinds import KINDS
from toso.front.sync.kinds.handling import Differs, OtherContent, Sent, Taken, Wait
from toso.front.sync.models import Item
from toso.front.sync.rules import body as reading
from toso.front.sync.rules.body import BadBody, Body
from toso.front.sync.rules.states import Code, ItemState
from toso.ground.shared.refusal import Refusal

DROPPED = "outbox.dropped"
MOST_HELD = 1000
# Two sendings of one item at the same moment are taken one after the other; many are locked in one order.
LOCKED = "SELECT pg_advisory_xact_lock(hashtextextended(id, 1)) FROM unnest(%s::text[]) AS id"
UNHURRIED = "SELECT set_config('synchronous_commit', 'off', true)"
log = logging.getLogger(__name__)


def lock(ids: Sequence[UUID], *, is_unhurried: bool) -> None:
    with connection.cursor() as cursor:
        if is_unhurried:
            cursor.execute(UNHURRIED)
        cursor.execute(LOCKED, [sorted(str(each) for each in ids)])


def item_of(draft: Draft, sender: Sender, *, at: datetime, known: Item | None = None) -> Item:
    item = known or Item(pk=draft.id, person=sender.key.person, key=sender.key, arrived_at=at)
    item.kind, item.seq, item.body = draft.kind, draft.seq, dict(draft.body)
    item.digest = reading.digest_of(draft.kind, draft.body)
    item.made_at, item.is_clock_wrong = draft.made_at, sender.is_clock_wrong or draft.has_jumped
    return item


def sent_of(item: Item, sender: Sender, at: datetime) -> Sent:
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


def note_taken(item: Item, taken: Taken, *, at: datetime) -> list[str]:
    """The item as a taken one, not saved; what may go on now."""
    item.state, item.settled_at, item.waits_for, item.body = ItemState.TAKEN, at, [], {}
    item.code = item.field = ""
    item.words, item.result = taken.words, {**taken.result, "flags": list(taken.flags)}
    return [str(item.pk), *taken.wakes]


def take_item(draft: Draft, sender: Sender, *, at: datetime, is_unhurried: bool) -> tuple[Receipt, list[Receipt]]:
    """Take one item; the same again gives the receipt of the first time. Never raises for what an item says."""
    try:
        with transaction.atomic():
            receipt, wakes = _settle(draft, sender, at=at, is_unhurried=is_unhurried)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the whole request failed, and is sent again
    except Exception:  # one item that the server cannot digest must not keep back all that come after it
        log.exception("item %s of kind %s", draft.id, draft.kind)
        words = _("Máy chủ gặp lỗi khi nhận mục này. Mục vẫn còn trên máy; sẽ gửi lại sau.")
        return no(str(draft.id), Code.SERVER_FAULT, at, words=words), []
    return receipt, wake(names=wakes, sender=sender, at=at) if wakes else []


def _settle(draft: Draft, sender: Sender, *, at: datetime, is_unhurried: bool) -> tuple[Receipt, list[str]]:
    """The receipt of an item, and the names of what may go on now."""
    lock([draft.id], is_unhurried=is_unhurried)
    digest = reading.digest_of(draft.kind, draft.body)
    person = sender.key.person
    known = Item.objects.select_for_update().filter(pk=draft.id).first()
    if known is not None and (settled := known_before(known, digest, person)) is not None:
        return told_again(settled, at), []
    item = item_of(draft, sender, at=at, known=known)
    if draft.kind == DROPPED:
        return _drop(item, draft, at=at), []
    if draft.kind not in KINDS:
        words = _("Máy chủ này chưa nhận loại mục “%(kind)s”. Mục vẫn còn trên máy.") % {"kind": draft.kind}
        return no(str(draft.id), Code.UNKNOWN_KIND, at, words=words), []
    waits = queries.untaken(person, draft.after)
    if waits:
        return _hold(item, waits, is_new=known is None, at=at), []
    return _judge(item, sender, is_new=known is None, at=at)


def _judge(item: Item, sender: Sender, *, is_new: bool, at: datetime) -> tuple[Receipt, list[str]]:
    """Let the kind take the item; keep what became of it."""
    sent = sent_of(item, sender, at)
    conflicts: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            taken: Taken = KINDS[item.kind](sent)
    except Wait as wait:
        return _hold(item, list(wait.names), is_new=is_new, at=at), []
    except BadBody as error:
        _refuse(item, Code.BAD_BODY, unreadable(error.field), error.field, at=at)
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
        names = note_taken(item, taken, at=at)
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
        return no(str(item.pk), Code.TOO_MANY_HELD, at, words=words)
    item.state, item.waits_for, item.settled_at = ItemState.HELD, waits, None
    item.code = item.field = item.words = ""
    item.save(force_insert=is_new)
    return receipt_of(item)


def _drop(item: Item, draft: Draft, *, at: datetime) -> Receipt:
    """The person gave an item up on the phone: it is never taken afterwards, if it was not taken already."""
    try:
        target_id = Body(draft.body).uuid("item")
    except BadBody as error:
        return no(str(draft.id), Code.BAD_BODY, at, words=unreadable(error.field), field=error.field)
    target = Item.objects.select_for_update().filter(pk=target_id).first()
    if target is not None and (target.person_id != item.person_id or target.state == ItemState.TAKEN):
        words = _("Mục này đã nhận rồi nên không bỏ được; hãy gửi yêu cầu bỏ bản ghi.")
        return no(str(draft.id), Code.REFUSED, at, words=words, field="item")
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
    if not queries.have_held([sender.key.person_id]):
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
