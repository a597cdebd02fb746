"""An item as it comes, and what the phone is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from toso.front.sync.models import Item, PhoneKey
from toso.front.sync.rules import body as reading
from toso.front.sync.rules.body import BadBody, Body
from toso.front.sync.rules.states import Code, ItemState
from toso.ground.people.models import Person
from toso.ground.shared.scope import Scope

MOST_WAITED_FOR = 50


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


def receipt_of(item: Item, *, again: bool = False) -> Receipt:
    """What is told of an item; ``again``: it was taken before."""
    result = dict(item.result)
    flags = result.pop("flags", [])
    state = item.state
    if state == ItemState.TAKEN and again:
        state = "had"
    if state == ItemState.DROPPED:
        return no(str(item.pk), Code.GIVEN_UP, item.settled_at or item.arrived_at, words="")
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


def told_again(receipt: Receipt, at: datetime) -> Receipt:
    return replace(receipt, at=at) if receipt.code else receipt


def unreadable(field: str) -> str:
    return _("Mục này thiếu hoặc sai phần “%(field)s”. Hãy cập nhật ứng dụng rồi gửi lại.") % {"field": field}


def no(name: str, code: Code, at: datetime, *, words: str, field: str = "") -> Receipt:
    return Receipt(name, ItemState.REFUSED, at, words=words, code=code, field=field)


def known_before(known: Item, digest: str, person: Person) -> Receipt | None:
    """The receipt of an item that is not to be judged again; None for one that waits or was refused."""
    name, at = str(known.pk), known.arrived_at
    if known.person_id != person.pk:
        return no(name, Code.NOT_YOURS, at, words=_("Mã mục này đã dùng cho việc khác."))
    if known.state == ItemState.DROPPED:
        return no(name, Code.GIVEN_UP, at, words=_("Mục này đã được bỏ trên điện thoại."))
    if known.digest != digest and known.state != ItemState.REFUSED:
        words = _("Mục này đã nhận với nội dung khác; bản đã nhận được giữ nguyên.")
        return no(name, Code.OTHER_CONTENT, at, words=words)
    return receipt_of(known, again=True) if known.state == ItemState.TAKEN else None
