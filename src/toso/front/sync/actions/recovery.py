"""The commune's recovery key, and the rescue of a phone whose PIN was forgotten: docs/sync.md, section 9."""

import os
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from toso.front.sync import queries
from toso.front.sync.models import CommuneKey, PhoneKey, Rescue
from toso.front.sync.rules.recovery import (
    IV_BYTES,
    Envelope,
    Unreadable,
    b64,
    close,
    open_,
    point_of,
    public_bytes,
)
from toso.front.sync.rules.states import RescueState
from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc

RESCUE_LASTS = timedelta(minutes=30)
MOST_RESCUES = 5  # of one phone in a day


@transaction.atomic
def commune_key(*, commune: Place, at: datetime) -> CommuneKey:
    """The recovery key of a commune, made when the first phone asks for it."""
    found: CommuneKey | None = CommuneKey.objects.filter(place=commune).first()
    if found is not None:
        return found
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    key, is_new = CommuneKey.objects.get_or_create(
        place=commune,
        defaults={
            "kid": secrets.token_hex(4),
            "public": b64(public_bytes(private.public_key())),
            "sealed": _box().encrypt(der).decode(),
            "made_at": at,
        },
    )
    if is_new:
        audit("sync.commune_key.made", by=None, about=key, at=at, path=commune.path)
    made: CommuneKey = key
    return made


def _box() -> MultiFernet:
    """Seals with a key of its own, derived from the instance's secret; opens what older secrets sealed too."""
    given = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(secret))) for secret in given])


def _derived(secret: str | bytes) -> bytes:
    content = secret.encode() if isinstance(secret, str) else secret
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"toso commune recovery").derive(content)


@transaction.atomic
def ask_rescue(*, device: UUID, envelope: Envelope, public: str, at: datetime) -> Rescue:
    """A phone asks for its data key. It must be known, and the envelope the one that it had sent before."""
    try:
        point_of(public)
    except Unreadable as error:
        raise Refusal(_("Yêu cầu cứu dữ liệu không đọc được. Hãy cập nhật ứng dụng.")) from error
    living = PhoneKey.objects.select_for_update(of=("self",)).filter(device=device, revoked_at__isnull=True)
    key = living.filter(envelope=envelope.said()).first()  # one phone may have been two persons' in turn
    if key is None:
        raise Refusal(_("Máy chủ không nhận ra điện thoại này, hoặc khoá của nó đã bị thu hồi. Hỏi công chức xã."))
    if Rescue.objects.filter(key=key, asked_at__gt=at - timedelta(days=1)).count() >= MOST_RESCUES:
        raise Refusal(_("Hôm nay điện thoại này đã xin cứu %(count)s lần. Mai thử lại.") % {"count": MOST_RESCUES})
    digits = f"{secrets.randbelow(1_000_000):06d}"
    rescue = Rescue.objects.create(
        id=uuid4(),
        key=key,
        number=f"{digits[:3]} {digits[3:]}",
        public=public,
        asked_at=at,
        until=at + RESCUE_LASTS,
    )
    audit("sync.rescue.asked", by=key.person, about=rescue, at=at)
    return rescue


@transaction.atomic
def approve_rescue(*, rescue_id: UUID, number: str, reason: str, by: Person, scope: Scope, at: datetime) -> Rescue:
    """Open the envelope with the commune's key and close its content to the phone alone. The data key is kept nowhere.

    ``number`` is what the phone shows: typed, so that it was looked at.
    """
    rescue = _own_rescue(rescue_id, scope, at=at)
    reason = _needed(reason)
    if "".join(number.split()) != rescue.number.replace(" ", ""):
        raise Refusal(
            _("Số trên điện thoại không khớp. Nhìn lại màn hình điện thoại rồi gõ đúng sáu số."), field="number"
        )
    envelope = Envelope.read(rescue.key.envelope)
    device = str(rescue.key.device)
    kept = CommuneKey.objects.filter(kid=envelope.kid).first()
    if kept is None:
        raise Refusal(_("Không còn khoá của xã đã đóng dữ liệu này."))
    try:
        private = load_der_private_key(_box().decrypt(kept.sealed.encode()), password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise Unreadable
        content = open_(envelope, private=private, about=f"toso-recovery-1:{device}".encode())
    except (Unreadable, InvalidToken) as error:
        raise Refusal(_("Không mở được dữ liệu của điện thoại này bằng khoá của xã.")) from error
    answer = close(
        content,
        to=point_of(rescue.public),
        about=f"toso-rescue-1:{device}".encode(),
        kid=kept.kid,
        passing=ec.generate_private_key(ec.SECP256R1()),
        iv=os.urandom(IV_BYTES),
    )
    rescue.envelope = answer.said()
    _decide(rescue, RescueState.APPROVED, reason, by=by, at=at)
    tell(
        persons=[rescue.key.person],
        code="sync.rescued",
        key=f"sync.rescued.{rescue.pk}",
        title=_("%(official)s đã duyệt đặt lại mã PIN cho máy “%(phone)s”.")
        % {"official": by.name, "phone": rescue.key.label},
        at=at,
    )
    return rescue


@transaction.atomic
def refuse_rescue(*, rescue_id: UUID, reason: str, by: Person, scope: Scope, at: datetime) -> Rescue:
    rescue = _own_rescue(rescue_id, scope, at=at)
    _decide(rescue, RescueState.REFUSED, _needed(reason), by=by, at=at)
    return rescue


def _own_rescue(rescue_id: UUID, scope: Scope, *, at: datetime) -> Rescue:
    rows = queries.waiting_rescues(scope, at=at).select_for_update(of=("self",))
    found: Rescue = rows.get(pk=rescue_id)
    return found


def _needed(reason: str) -> str:
    reason = nfc(reason).strip()[:300]
    if not reason:
        raise Refusal(_("Ghi lý do, thí dụ: gặp trực tiếp, quên mã PIN."), field="reason")
    return reason


def _decide(rescue: Rescue, state: RescueState, reason: str, *, by: Person, at: datetime) -> None:
    rescue.state, rescue.reason, rescue.decided_by, rescue.decided_at = state, reason, by, at
    rescue.save()
    work = queries.work_place_of(rescue.key.person, at=at)
    path = work.place.path if work and work.place else ""
    detail = {"person": rescue.key.person_id, "reason": reason}
    audit(f"sync.rescue.{state}", by=by, about=rescue, at=at, path=path, detail=detail)


@transaction.atomic
def fetch_rescue(*, rescue_id: UUID, at: datetime) -> Rescue:
    """What became of a rescue. The envelope is given once, and forgotten here."""
    rescue = Rescue.objects.select_for_update().get(pk=rescue_id)
    if rescue.state == RescueState.APPROVED and rescue.fetched_at is None:
        given = rescue.envelope
        rescue.envelope, rescue.fetched_at = None, at
        rescue.save(update_fields=["envelope", "fetched_at"])
        audit("sync.rescue.fetched", by=rescue.key.person, about=rescue, at=at)
        rescue.envelope = given
    return rescue
