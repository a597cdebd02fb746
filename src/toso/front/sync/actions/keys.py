"""Keys: made on the desk, paired with a phone, revoked; and what a phone tells of itself."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.front.sync import queries
from toso.front.sync.models import Pairing, PhoneKey
from toso.front.sync.rules.keys import CODE_LENGTH, LETTERS, digest_of, plain_code
from toso.front.sync.rules.recovery import Envelope
from toso.front.sync.rules.states import KeyKind
from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope

SECRET_BYTES = 32
MOST_KEYS = 10
NOTICED_EVERY = timedelta(minutes=5)
PAIRING_LASTS = timedelta(minutes=10)
MOST_UNSENT = 1_000_000


@transaction.atomic
def issue_key(*, label: str, by: Person, at: datetime) -> tuple[PhoneKey, str]:
    """A key for ODK Collect on one's own phone, and its secret, which is shown once and kept nowhere."""
    label = " ".join(label.split())[:80]
    if not label:
        raise Refusal(_("Hãy đặt tên cho điện thoại, thí dụ “Máy của tổ”."))
    _refuse_too_many(by)
    key, secret = _new_key(KeyKind.COLLECT, label, by=by, at=at)
    audit("sync.key.issued", by=by, about=key, at=at)
    return key, secret


def _refuse_too_many(person: Person) -> None:
    if PhoneKey.objects.filter(person=person, revoked_at__isnull=True).count() >= MOST_KEYS:
        raise Refusal(_("Anh chị đã có %(count)s khoá đang dùng. Hãy thu hồi khoá của máy cũ.") % {"count": MOST_KEYS})


def _new_key(
    kind: KeyKind, label: str, *, by: Person, at: datetime, device: UUID | None = None, app: str = ""
) -> tuple[PhoneKey, str]:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    key = PhoneKey.objects.create(
        person=by,
        kind=kind,
        label=label,
        digest=digest_of(secret),
        issued_by=by,
        issued_at=at,
        device=device,
        app=app,
    )
    return key, secret


@transaction.atomic
def offer_pairing(*, by: Person, at: datetime) -> tuple[Pairing, str]:
    """A code that one phone may turn into a key within ten minutes. An earlier one that waits is worth nothing more."""
    _refuse_too_many(by)
    Pairing.objects.filter(person=by, used_at__isnull=True).delete()
    code = "".join(secrets.choice(LETTERS) for _number in range(CODE_LENGTH))
    pairing = Pairing.objects.create(person=by, digest=digest_of(code), made_at=at, until=at + PAIRING_LASTS)
    audit("sync.pairing.offered", by=by, about=pairing, at=at)
    return pairing, code


@dataclass(frozen=True)
class Paired:
    key: PhoneKey
    secret: str


@transaction.atomic
def pair(*, code: str, device: UUID, label: str, app: str, at: datetime) -> Paired:
    """Turn a code into the key of a phone. An older key of the same phone and person ends; its work goes on."""
    pairing = Pairing.objects.select_for_update().filter(digest=digest_of(plain_code(code))).first()
    if pairing is None or pairing.used_at is not None or pairing.until <= at:
        raise Refusal(_("Mã ghép không đúng hoặc đã hết hạn. Mở “Điện thoại của tôi” trên máy tính, tạo mã mới."))
    person = pairing.person
    if not person.account.is_active:
        raise Refusal(_("Tài khoản này đã ngừng. Hỏi công chức xã."))
    older = PhoneKey.objects.select_for_update().filter(device=device, person=person, revoked_at__isnull=True).first()
    if older is not None:
        older.revoked_at, older.revoked_by = at, person
        older.save(update_fields=["revoked_at", "revoked_by"])
        audit("sync.key.revoked", by=person, about=older, at=at)
    label = " ".join(label.split())[:80] or _("Điện thoại")
    key, secret = _new_key(KeyKind.FIELD, label, by=person, at=at, device=device, app=app[:20])
    if older is not None:
        key.unsent, key.oldest_unsent_at, key.envelope = older.unsent, older.oldest_unsent_at, older.envelope
        key.save(update_fields=["unsent", "oldest_unsent_at", "envelope"])
        PhoneKey.objects.filter(pk=older.pk).update(unsent=0)
    pairing.used_at, pairing.key = at, key
    pairing.save(update_fields=["used_at", "key"])
    audit("sync.key.paired", by=person, about=key, at=at)
    return Paired(key, secret)


@transaction.atomic
def revoke_key(*, key_id: int, by: Person, scope: Scope | None = None, at: datetime) -> PhoneKey:
    """Shut a lost or old phone out, from now on: one's own, or one of those whom one leads (``scope``).

    When it had told of unsent work, those who lead are told.
    """
    key = PhoneKey.objects.select_for_update().select_related("person").get(pk=key_id)
    if key.person_id != by.pk and (scope is None or not queries.may_manage(key, scope, at=at)):
        raise PhoneKey.DoesNotExist
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = at, by
        key.save(update_fields=["revoked_at", "revoked_by"])
        audit("sync.key.revoked", by=by, about=key, at=at, detail={"person": key.person_id, "count": key.unsent})
        _tell_of_unsent(key, at=at)
    return key


def _tell_of_unsent(key: PhoneKey, *, at: datetime) -> None:
    """Those who lead hear once what lies on a phone that is shut out."""
    if not key.unsent:
        return
    since = key.oldest_unsent_at or key.told_at or at
    words = _("Máy “%(phone)s” của %(person)s đã bị thu hồi khi còn %(count)s mục chưa gửi, từ %(day)s.") % {
        "phone": key.label,
        "person": key.person.name,
        "count": key.unsent,
        "day": f"{since.astimezone(VIETNAM):%d/%m/%Y}",
    }
    work = queries.work_place_of(key.person, at=at)
    tell(
        persons=queries.told_of(key.person, at=at),
        code="sync.unsent",
        key=f"sync.unsent.{key.pk}",
        title=words,
        address=reverse("sync:team_phones"),
        place=work.place if work else None,
        at=at,
    )


def notice_use(*, key: PhoneKey, at: datetime) -> None:
    """Remember when a phone was last here, no oftener than every few minutes."""
    if key.last_used_at is None or at - key.last_used_at > NOTICED_EVERY:
        PhoneKey.objects.filter(pk=key.pk).update(last_used_at=at)


@transaction.atomic
def note_unsent(
    *, key: PhoneKey, count: int, oldest_at: datetime | None, storage: Mapping[str, Any], app: str, at: datetime
) -> None:
    """What lies on a phone, as it tells. A phone that is shut out tells as well, and those who lead hear of it."""
    key.unsent, key.told_at = min(max(count, 0), MOST_UNSENT), at
    key.oldest_unsent_at = oldest_at if key.unsent else None
    kept = {name: storage[name] for name in ("used", "quota", "persisted") if isinstance(storage.get(name), int)}
    key.storage, key.app = kept, app[:20] or key.app
    key.save(update_fields=["unsent", "told_at", "oldest_unsent_at", "storage", "app"])
    if key.revoked_at is not None:
        _tell_of_unsent(key, at=at)


def subtract_unsent(*, key: PhoneKey, count: int) -> None:
    """So many of what the phone told of have arrived since."""
    key.unsent = max(key.unsent - count, 0)
    if not key.unsent:
        key.oldest_unsent_at = None
    key.save(update_fields=["unsent", "oldest_unsent_at"])


@transaction.atomic
def keep_envelope(*, key: PhoneKey, envelope: Envelope, at: datetime) -> None:
    """Keep the data key of a phone, closed to its commune."""
    PhoneKey.objects.filter(pk=key.pk).update(envelope=envelope.said())
    audit("sync.envelope.kept", by=key.person, about=key, at=at)


@transaction.atomic
def leave(*, key: PhoneKey, at: datetime) -> None:
    """The phone gives its key up."""
    revoke_key(key_id=key.pk, by=key.person, at=at)
