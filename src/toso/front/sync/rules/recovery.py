"""The construction by which a phone's data key is closed to the commune, and opened again: docs/sync.md, section 9.

ECDH on P-256, HKDF-SHA-256, AES-256-GCM: all three are in every browser's WebCrypto.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ALGORITHM = "ECDH-P256+HKDF-SHA256+A256GCM"
INFO = b"toso-recovery-1"
POINT_BYTES, IV_BYTES, KEY_BYTES, TAG_BYTES = 65, 12, 32, 16


class Unreadable(Exception):
    """It is no envelope of ours, or not for this key."""


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def unb64(text: Any, length: int) -> bytes:
    try:
        content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (TypeError, ValueError) as error:
        raise Unreadable from error
    if len(content) != length:
        raise Unreadable
    return content


def point_of(text: Any) -> ec.EllipticCurvePublicKey:
    """A public key from its 65 bytes."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(text, POINT_BYTES))
    except ValueError as error:
        raise Unreadable from error


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass(frozen=True)
class Envelope:
    kid: str
    epk: str
    iv: str
    ct: str

    @classmethod
    def read(cls, said: Any) -> "Envelope":
        """An envelope whose members have the right lengths; else Unreadable."""
        if not isinstance(said, Mapping) or said.get("alg") != ALGORITHM or not isinstance(said.get("kid"), str):
            raise Unreadable
        found = cls(said["kid"][:16], said.get("epk", ""), said.get("iv", ""), said.get("ct", ""))
        point_of(found.epk)
        unb64(found.iv, IV_BYTES)
        unb64(found.ct, KEY_BYTES + TAG_BYTES)
        return found

    def said(self) -> dict[str, str]:
        return {"alg": ALGORITHM, "kid": self.kid, "epk": self.epk, "iv": self.iv, "ct": self.ct}


def _box(shared: bytes, epk: bytes, public: bytes) -> AESGCM:
    derived = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=epk + public, info=INFO).derive(shared)
    return AESGCM(derived)


def close(
    content: bytes,
    *,
    to: ec.EllipticCurvePublicKey,
    about: bytes,
    kid: str,
    passing: ec.EllipticCurvePrivateKey,
    iv: bytes,
) -> Envelope:
    """Close a key to a public key. ``passing`` and ``iv`` are fresh for every envelope."""
    epk = public_bytes(passing.public_key())
    box = _box(passing.exchange(ec.ECDH(), to), epk, public_bytes(to))
    return Envelope(kid, b64(epk), b64(iv), b64(box.encrypt(iv, content, about)))


def open_(envelope: Envelope, *, private: ec.EllipticCurvePrivateKey, about: bytes) -> bytes:
    """The key inside; Unreadable when it was closed to another key or for another phone."""
    epk = point_of(envelope.epk)
    box = _box(private.exchange(ec.ECDH(), epk), public_bytes(epk), public_bytes(private.public_key()))
    try:
        return box.decrypt(unb64(envelope.iv, IV_BYTES), unb64(envelope.ct, KEY_BYTES + TAG_BYTES), about)
    except InvalidTag as error:
        raise Unreadable from error
