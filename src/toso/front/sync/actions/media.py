"""Files that come in pieces: each piece kept in one transaction, the whole checked by its hash."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection, transaction

from toso.front.sync.models import Chunk, Upload
from toso.ground.people.models import Person

MOST_BYTES = 10_000_000
CHUNK_BYTES = 1_000_000
KEPT = timedelta(days=7)


class WrongOffset(Exception):
    """The piece does not begin where the last one ended."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


class TooLarge(Exception):
    pass


@transaction.atomic
def keep_chunk(*, person: Person, sha256: str, offset: int, size: int, content: bytes, at: datetime) -> Upload | None:
    """Keep the next bytes of a file. Sent again, or after the file is done, it changes nothing.

    None: all bytes are here and they are not the file that was promised; they were dropped, and it begins anew.
    """
    if not 0 < size <= MOST_BYTES or len(content) > CHUNK_BYTES:
        raise TooLarge
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [f"{person.pk} {sha256}"])
    upload = Upload.objects.filter(person=person, sha256=sha256).first()
    if upload is None:
        upload = Upload.objects.create(person=person, sha256=sha256, size=size, begun_at=at)
    if upload.done_at is not None or offset + len(content) <= upload.received:
        return upload
    if offset != upload.received or upload.size != size or offset + len(content) > size or not content:
        raise WrongOffset(upload.received)
    Chunk.objects.create(upload=upload, offset=offset, content=content)
    upload.received += len(content)
    if upload.received == size:
        if _hash_of(upload) != sha256:
            upload.delete()
            return None
        upload.done_at = at
    upload.save(update_fields=["received", "done_at"])
    return upload


def _hash_of(upload: Upload) -> str:
    total = hashlib.sha256()
    for content in Chunk.objects.filter(upload=upload).order_by("offset").values_list("content", flat=True):
        total.update(bytes(content))
    return total.hexdigest()


def sweep_media(*, at: datetime) -> int:
    """Drop files that came more than a week ago: what used them has its own copy. Returns how many."""
    return Upload.objects.filter(begun_at__lt=at - KEPT).delete()[1].get("sync.Upload", 0)
