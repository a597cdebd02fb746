"""What a phone takes along of the register, and what a filled form does to it."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import get_language

from toso.ground.people.models import Person
from toso.ground.shared.scope import Scope
from toso.plan.forms.actions.submissions import Arrived, Sending, receive, receive_each
from toso.plan.forms.models import Submission
from toso.plan.forms.rules.entities import changes_of, saved_to
from toso.work.registry.actions.entities import LISTS, Said, apply_said
from toso.work.registry.models import KINDS, Change
from toso.work.registry.queries.catalogue import asked_of
from toso.work.registry.queries.register import entity_rows, entity_version

LIST_KEPT = 86_400  # seconds
BUSINESS_NAME = "business_name"  # a list's own column `name` is the row's id


def receive_form(
    *,
    xml: bytes,
    files: Mapping[str, bytes],
    device: str,
    by: Person,
    scope: Scope,
    at: datetime,
    is_clock_wrong: bool = False,
) -> Arrived:
    """Keep a filled form as ``forms`` does, and do to the register what it says: both, or neither. Raises as it."""
    return receive(
        xml=xml,
        files=files,
        device=device,
        by=by,
        scope=scope,
        at=at,
        is_clock_wrong=is_clock_wrong,
        then=partial(_hand_over_new, by=by, scope=scope, at=at),
    )


@transaction.atomic(savepoint=False)
def receive_forms(*, sendings: Sequence[Sending], at: datetime) -> list[Arrived]:
    """Keep new filled forms together as ``forms`` does, and do to the register what each says, in their order.

    All or none; raises as ``forms.receive_each``.
    """
    found = receive_each(sendings=sendings, at=at)
    for arrived, sending in zip(found, sendings, strict=True):
        _hand_over_new(arrived, by=sending.by, scope=sending.scope, at=at)
    return found


def _hand_over_new(arrived: Arrived, *, by: Person, scope: Scope, at: datetime) -> None:
    """Most forms say nothing of the register; for them nothing more is asked."""
    if saved_to(arrived.xform):
        hand_over(submission=arrived.submission, by=by, scope=scope, at=at)


def lists_in(xform: str) -> list[str]:
    """The registers that a form reads, by the names of their files without ".csv"."""
    return [name for name in LISTS if f"{name}.csv" in xform]


@dataclass(frozen=True)
class EntityFile:
    """What a client asks of a list before it fetches it, of exactly the bytes that ``entity_csv`` would give."""

    size: int
    md5: str
    sha256: str


def entity_file(name: str, scope: Scope) -> EntityFile:
    """The measures of a list. As long as its rows stay the same they are read from the cache, and no list is built."""
    asked = ",".join(question.code for question in asked_of(LISTS[name]))
    words = f"{name} {get_language()} {asked} {entity_version(scope, LISTS[name])}"
    key = f"registry.list.{hashlib.sha256(words.encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        content = entity_csv(name, scope)
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        kept = (len(content), md5, hashlib.sha256(content).hexdigest())
        cache.set(key, kept, LIST_KEPT)
    return EntityFile(*kept)


def entity_csv(name: str, scope: Scope) -> bytes:
    """One register as the entity list of a form: only rows of this person's hamlets, each with its version."""
    kind = LISTS[name]
    asked = [question.code for question in asked_of(kind)]
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    columns = ["code", "address", BUSINESS_NAME, "contact_name", "is_head", "phone"]
    rows.writerow(["name", "label", "__version", "hamlet", *columns, *asked])
    for row in entity_rows(scope, kind):
        may_name = row["consent__withdrawn_on"] is None
        who = row["name"] or (row["contact_name"] if may_name else "")
        label = f"{KINDS[kind]} {row['code']}" + (f", {who}" if who else "")
        rows.writerow(
            [
                row["uuid"],
                label,
                row["version"],
                row["place__code"],
                row["code"],
                row["address"],
                row["name"],
                row["contact_name"] if may_name else "",
                "yes" if row["is_head"] else "no",
                row["phone"] if may_name else "",
                *(row["answers"].get(code, "") for code in asked),
            ]
        )
    return written.getvalue().encode()


def hand_over(*, submission: Submission, by: Person, scope: Scope, at: datetime) -> list[Change]:
    """Do to the register what the last content of a submission says. Again it does nothing.

    Called in the transaction in which the submission is kept, so that both are there or neither.
    """
    contents = list(submission.contents.order_by("-number")[:2])
    done = []
    for each in changes_of(contents[0].xml.encode(), submission.version.xform):
        values = {("name" if name == BUSINESS_NAME else name): value for name, value in each.values.items()}
        said = Said(
            sending=contents[0].instance_id,
            entity=each.id,
            list_name=each.list_name,
            place=submission.place,
            day=submission.day,
            is_creation=each.is_creation,
            is_update=each.is_update,
            base=each.base,
            trunk=each.trunk,
            branch=each.branch,
            values=values,
            edits=contents[1].instance_id if len(contents) > 1 else "",
        )
        change = apply_said(said=said, by=by, scope=scope, at=at)
        if change is not None:
            done.append(change)
    return done
