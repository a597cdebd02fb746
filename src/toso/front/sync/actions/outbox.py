"""Items of a phone's outbox, each taken once, wholly or not at all; many at once where they are new and of one kind."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from toso.front.sync import queries
from toso.front.sync.actions.judging import item_of, lock, note_taken, sent_of, take_item, wake
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
from toso.front.sync.actions.together import keep_none_waiting
from toso.front.sync.kinds import TOGETHER
from toso.front.sync.models import Item, PhoneKey
from toso.front.sync.rules import body as reading
from toso.front.sync.rules.body import BadBody
from toso.front.sync.rules.gathering import Alone, Gathering
from toso.front.sync.rules.states import Code
from toso.ground.shared.rows import write_rows

INSTANCE = "instance:"  # what waits for a filled form waits for its own id
DEADLOCK = "40P01"
MOST_GATHERED = 20  # items of one sending that are taken together with those of other phones
MOST_SENDINGS = 50
log = logging.getLogger(__name__)


def take_items(*, items: Sequence[Any], sender: Sender, at: datetime) -> tuple[list[Receipt], list[Receipt]]:
    """Take items in their order: their receipts in the same order, and the receipts of items held before that were
    settled now. What became of each is what would have become of it had it come alone.

    Several transactions do not each wait for the disk; the last write here does, and the log is written in
    order: when the receipts leave, everything that they say is on the disk.
    """
    runs = list(_runs(items, sender, at=at))
    if len(runs) == 1 and isinstance(runs[0], list):
        return _take_only(runs[0], sender, at=at)
    is_unhurried = len(runs) != 1 or isinstance(runs[0], Receipt)
    receipts: list[Receipt] = []
    later: list[Receipt] = []
    for run in runs:
        if isinstance(run, Receipt):
            receipts.append(run)
            continue
        if isinstance(run, Draft):
            told, woken = _take_one(run, sender, at=at, is_unhurried=is_unhurried)
        else:
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


def _runs(items: Sequence[Any], sender: Sender, *, at: datetime) -> Iterator[Receipt | Draft | list[Draft]]:
    """The items in their order, as what is done at once: a receipt, one item, or a list of new ones of one kind that
    have nothing to do with each other. For what waits here for one of them, a run ends with that one."""
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
            told = before and known_before(before, reading.digest_of(each.kind, each.body), person)
            yield told_again(told, at) if told else each
    if run:
        yield list(run.values())


def _read(said: Any, *, at: datetime) -> Draft | Receipt:
    try:
        return Draft.read(said if isinstance(said, Mapping) else {})
    except BadBody as error:
        name = str(said.get("id", ""))[:36] if isinstance(said, Mapping) else ""
        return no(name, Code.BAD_BODY, at, words=unreadable(error.field), field=error.field)


@dataclass(frozen=True)
class _Asked:
    """New items of one kind that one phone sends, as they stand in the row."""

    run: Sequence[Draft]
    sender: Sender
    at: datetime


def _take_only(run: list[Draft], sender: Sender, *, at: datetime) -> tuple[list[Receipt], list[Receipt]]:
    """Take all that came in a sending; together with what other phones send meanwhile, where that may be."""
    if len(run) > MOST_GATHERED:
        return _take_run(run, sender, at=at, is_unhurried=False)
    try:
        receipts, names = _row().ask(_Asked(run, sender, at))
    except Alone:
        return _take_run(run, sender, at=at, is_unhurried=False, is_tried=len(run) == 1)
    return receipts, wake(names=names, sender=sender, at=at) if names else []


def _take_asked(asked: Sequence[_Asked]) -> list[tuple[list[Receipt], list[str]]]:
    """Take the items of several phones in one transaction, or raise and have done nothing: for each the receipts, and
    the names of what may go on now."""
    with transaction.atomic():
        keep_none_waiting(len(asked))
        found = _take_new(asked, at=max(each.at for each in asked), is_unhurried=False)
    have_held = queries.have_held([each.sender.key.person_id for each in asked])
    return [
        (receipts, names if each.sender.key.person_id in have_held else [])
        for each, (receipts, names) in zip(asked, found, strict=True)
    ]


class Twins(Exception):
    """One item stands in two sendings: the second is answered by what the first has left."""


ITEMS = Gathering(_take_asked, most=MOST_SENDINGS)


def _row() -> Gathering[_Asked, tuple[list[Receipt], list[str]]]:
    """What is done inside a transaction that somebody else will end is not told to others as done."""
    return Gathering(_take_asked, most=1) if connection.in_atomic_block else ITEMS


def _take_run(
    run: list[Draft], sender: Sender, *, at: datetime, is_unhurried: bool, is_tried: bool = False
) -> tuple[list[Receipt], list[Receipt]]:
    """Take many at once; when one of them is not to be taken so, each half by itself, down to the one. ``is_tried``:
    it is known that they are not."""
    if not is_tried:
        try:
            with transaction.atomic():
                ((receipts, names),) = _take_new([_Asked(run, sender, at)], at=at, is_unhurried=is_unhurried)
            return receipts, wake(names=names, sender=sender, at=at)
        except (OperationalError, InterfaceError) as error:
            if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                raise
        except Exception:  # whatever it is: nothing was done, and one by one it is told what
            log.debug("%s items of kind %s one by one", len(run), run[0].kind, exc_info=True)
    if len(run) == 1:
        return _take_one(run[0], sender, at=at, is_unhurried=is_unhurried)
    half = len(run) // 2
    receipts, later = _take_run(run[:half], sender, at=at, is_unhurried=True)
    others, still_later = _take_run(run[half:], sender, at=at, is_unhurried=True)
    if not is_unhurried:
        reach_disk(key=sender.key, at=at)
    return [*receipts, *others], [*later, *still_later]


def _take_one(draft: Draft, sender: Sender, *, at: datetime, is_unhurried: bool) -> tuple[list[Receipt], list[Receipt]]:
    receipt, later = take_item(draft, sender, at=at, is_unhurried=is_unhurried)
    return [receipt], later


def _take_new(asked: Sequence[_Asked], *, at: datetime, is_unhurried: bool) -> list[tuple[list[Receipt], list[str]]]:
    ids = [draft.id for each in asked for draft in each.run]
    if len(set(ids)) < len(ids):
        raise Twins
    lock(ids, is_unhurried=is_unhurried)
    items = {draft.id: item_of(draft, each.sender, at=at) for each in asked for draft in each.run}
    wakes: dict[UUID, list[str]] = {}
    for kind in dict.fromkeys(each.run[0].kind for each in asked):
        sents = [
            sent_of(items[draft.id], each.sender, at)
            for each in asked
            if each.run[0].kind == kind
            for draft in each.run
        ]
        for sent, taken in zip(sents, TOGETHER[kind](sents), strict=True):
            wakes[sent.id] = note_taken(items[sent.id], taken, at=at)
    write_rows(Item, list(items.values()))
    return [
        ([receipt_of(items[draft.id]) for draft in each.run], [name for draft in each.run for name in wakes[draft.id]])
        for each in asked
    ]
