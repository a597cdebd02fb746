"""Pictures of the work: kept by their digest, taken away without a trace in the record."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.shared.scope import Scope
from toso.work.outreach.actions.records import refuse_outsider
from toso.work.outreach.models import Photo, Record


@transaction.atomic
def add_photo(
    *, record_id: int, content: bytes, digest: str, width: int, height: int, by: Person, scope: Scope, at: datetime
) -> Photo:
    """Keep a clean picture beside a record; the same picture again is not kept twice."""
    record = Record.objects.visible_to(scope).select_related("place").get(pk=record_id)
    refuse_outsider(record, by=by, scope=scope, at=at)
    known = Photo.objects.filter(record_uuid=record.uuid, digest=digest, removed_at__isnull=True).first()
    if known is not None:
        return known
    name = f"outreach/{at:%Y/%m}/{digest}.jpg"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(content))
    photo = Photo.objects.create(
        record_uuid=record.uuid,
        place=record.place,
        file=name,
        digest=digest,
        width=width,
        height=height,
        added_by=by,
        added_at=at,
    )
    detail = {"uuid": str(record.uuid), "digest": digest}
    audit("outreach.photo.added", by=by, about=photo, at=at, path=record.place.path, detail=detail)
    return photo


@transaction.atomic
def remove_photo(*, photo_id: int, by: Person, scope: Scope, at: datetime) -> Photo:
    """Take a picture away from its record; the file stays until it is swept."""
    photo = Photo.objects.visible_to(scope).select_related("place").get(pk=photo_id, removed_at__isnull=True)
    record = Record.objects.visible_to(scope).filter(uuid=photo.record_uuid).select_related("place").latest("version")
    refuse_outsider(record, by=by, scope=scope, at=at)
    photo.removed_at = at
    photo.save(update_fields=["removed_at"])
    audit("outreach.photo.removed", by=by, about=photo, at=at, path=photo.place.path, detail={"digest": photo.digest})
    return photo
