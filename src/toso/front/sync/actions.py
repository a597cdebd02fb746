import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from toso.front.sync.models import PhoneKey
from toso.front.sync.rules.keys import digest_of
from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal

SECRET_BYTES = 32
MOST_KEYS = 10
NOTICED_EVERY = timedelta(minutes=5)


@transaction.atomic
def issue_key(*, label: str, by: Person, at: datetime) -> tuple[PhoneKey, str]:
    """A key for one's own phone, and its secret, which is shown once and kept nowhere."""
    label = " ".join(label.split())[:80]
    if not label:
        raise Refusal(_("Hãy đặt tên cho điện thoại, thí dụ “Máy của tổ”."))
    if PhoneKey.objects.filter(person=by, revoked_at__isnull=True).count() >= MOST_KEYS:
        raise Refusal(_("Anh chị đã có %(count)s khoá đang dùng. Hãy thu hồi khoá của máy cũ.") % {"count": MOST_KEYS})
    secret = secrets.token_urlsafe(SECRET_BYTES)
    key = PhoneKey.objects.create(person=by, label=label, digest=digest_of(secret), issued_by=by, issued_at=at)
    audit("sync.key.issued", by=by, about=key, at=at)
    return key, secret


@transaction.atomic
def revoke_key(*, key_id: int, by: Person, at: datetime) -> PhoneKey:
    """Shut a lost or old phone out, from now on. Only one's own keys."""
    key = PhoneKey.objects.select_for_update().get(pk=key_id, person=by)
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = at, by
        key.save(update_fields=["revoked_at", "revoked_by"])
        audit("sync.key.revoked", by=by, about=key, at=at)
    return key


def notice_use(*, key: PhoneKey, at: datetime) -> None:
    """Remember when a phone was last here, no oftener than every few minutes."""
    if key.last_used_at is None or at - key.last_used_at > NOTICED_EVERY:
        PhoneKey.objects.filter(pk=key.pk).update(last_used_at=at)
