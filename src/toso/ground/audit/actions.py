import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from toso.ground.audit import rules
from toso.ground.audit.models import Entry, Seal
from toso.ground.shared.access import Actor
from toso.ground.shared.rows import write_rows

SEAL_LOCK = 7_206_001  # one sealer at a time; any number that nothing else locks
SEAL_LINES = 5000
SALT_BYTES = 8


def record(
    code: str,
    *,
    by: Actor | None,
    about: models.Model,
    at: datetime,
    path: str = "",
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Write one audit line in the caller's transaction. ``by`` is None when the system itself acts.

    ``path`` is the place path the line is visible under; ``detail`` holds plain JSON, and of
    persons only ids and digests.
    """
    (entry,) = write_rows(Entry, [_line(code, Deed(about, path, detail or {}), by=by, at=at)])
    return entry


@dataclass(frozen=True, slots=True)
class Deed:
    """What one of several lines is about; its members as ``record`` takes them. ``by``: who did it, when the several
    were done by several."""

    about: models.Model
    path: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    by: Actor | None = None


def record_each(code: str, deeds: Sequence[Deed], *, by: Actor | None, at: datetime) -> None:
    """Write one line for each of several things done together, in one statement."""
    write_rows(Entry, [_line(code, deed, by=deed.by or by, at=at) for deed in deeds])


def _line(code: str, deed: Deed, *, by: Actor | None, at: datetime) -> Entry:
    name = str(by.name) if by else ""
    salt = secrets.token_hex(SALT_BYTES) if by else ""
    return Entry(
        at=at,
        code=code,
        actor_id=by.pk if by else None,
        actor_name=name,
        actor_salt=salt,
        actor_digest=rules.digest_of(name, salt) if by else "",
        about_kind=deed.about._meta.label,
        about_id=str(deed.about.pk),
        path=deed.path,
        detail=dict(deed.detail),
    )


def digest_of(value: str) -> str:
    """A personal value for ``detail``: a fresh salt and the digest, which keep the value secret."""
    salt = secrets.token_hex(SALT_BYTES)
    return f"{salt}${rules.digest_of(value, salt)}"


@transaction.atomic
def seal_committed(at: datetime) -> int:
    """Close the committed lines that are still open, in order, by one seal. Returns how many.

    Runs every few seconds; a second sealer finds the lock taken and does nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    entries = list(Entry.objects.filter(seal__isnull=True).order_by("pk")[:SEAL_LINES])
    if not entries:
        return 0
    last = Seal.objects.order_by("-pk").first()
    previous = last.digest if last else rules.START
    seal = Seal.objects.create(
        sealed_at=at,
        count=len(entries),
        previous_digest=previous,
        digest=rules.seal_digest(previous, (entry.sealed_line() for entry in entries)),
    )
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(seal=seal)
    return len(entries)


def forget_actor(person_id: int) -> int:
    """Take a person's name out of the trail. The ids and the chain stay; the salt goes too, so that no
    guess can be tried. Called in the transaction that erases the person and leaves its line."""
    return Entry.objects.filter(actor_id=person_id).update(actor_name="", actor_salt="")
