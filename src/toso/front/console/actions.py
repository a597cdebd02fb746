"""Forms that were answered, kept for a week, and tables that are taken in. A form's actions are called inside
the transaction of what the form does."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.front.console.imports import IMPORTS
from toso.front.console.models import AnsweredForm, Upload, UploadState
from toso.front.console.queries.taking import look_through, settings_of
from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.intake import Taken
from toso.work.helpdesk.queries.desk import Topic
from toso.work.training.actions.courses import Syllabus, offer_course
from toso.work.training.models import Course
from toso.work.training.queries import sessions as training
from toso.work.training.rules import Audience, Mode, Organiser

KEPT, WAITING = timedelta(days=7), timedelta(days=30)


def claim_form(*, key: str, by: Person, at: datetime) -> tuple[AnsweredForm, bool]:
    """Take a sending: True for exactly one of those that send it. The second waits until the first is done."""
    return AnsweredForm.objects.get_or_create(key=key, defaults={"person": by, "at": at})


def keep_answer(*, form: AnsweredForm, location: str) -> None:
    """The form did something: whoever sends it again is led where this one was led."""
    form.location = location
    form.save(update_fields=["location"])


def release_form(*, form: AnsweredForm) -> None:
    """The form did nothing: it may be sent again."""
    form.delete()


def forget_forms(*, at: datetime) -> int:
    """Drop what is older than a week; how many."""
    return AnsweredForm.objects.filter(at__lt=at - KEPT).delete()[0]


@transaction.atomic
def keep_upload(
    *,
    kind: str,
    name: str,
    content: bytes,
    wish: Mapping[str, Any],
    result: Mapping[str, Any],
    by: Person,
    at: datetime,
) -> Upload:
    """Keep a table that was looked through, until its person takes it in or gives it up."""
    upload = Upload(
        kind=kind,
        name=nfc(name)[:200],
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        person=by,
        at=at,
        wish=dict(wish),
        result=dict(result),
    )
    upload.file.save(f"{uuid4()}.bin", ContentFile(content), save=False)
    upload.save()
    record("console.upload.looked", by=by, about=upload, at=at, detail={"kind": kind, "rows": result.get("rows", 0)})
    return upload


def keep_look(*, upload_id: int, wish: Mapping[str, Any], result: Mapping[str, Any], by: Person) -> None:
    """What a further look found, after the person corrected the columns or what stands beside the file."""
    Upload.objects.filter(pk=upload_id, person=by, state=UploadState.CHECKED).update(
        wish=dict(wish), result=dict(result)
    )


@transaction.atomic
def take_upload(*, upload_id: int, by: Person, scope: Scope, at: datetime) -> Taken:
    """Look once more and do what the table says, wholly or not at all. The file itself is then deleted."""
    upload = _waiting(upload_id, by)
    kind = IMPORTS[upload.kind]
    if not scope.holds(*kind.roles):
        raise Refusal(_("Tài khoản này không nhập được loại tệp này."))
    settings, faults = settings_of(kind, upload.wish.get("settings", {}))
    if faults:
        raise Refusal(next(iter(faults.values())))
    occasion = Occasion(by, scope, at, settings)
    content = upload.file.open().read()
    upload.file.close()
    looked = look_through(content, kind, occasion, wish=upload.wish)
    if looked.planned is None or looked.planned.is_faulty or looked.trouble:
        raise Refusal(looked.trouble or _("Tệp còn lỗi; chưa ghi gì. Hãy tải tệp đã tô màu, sửa rồi nhập lại."))
    taken: Taken = kind.take(looked.planned, occasion)
    upload.state, upload.taken_at, upload.undo = UploadState.TAKEN, at, taken.undo
    upload.result = {**upload.result, "shown": [], "faults": [], "doubts": []}
    _forget_file(upload)
    detail = {"kind": upload.kind, "new": taken.new, "changed": taken.changed, "digest": upload.digest}
    record("console.upload.taken", by=by, about=upload, at=at, detail=detail)
    return taken


@transaction.atomic
def undo_upload(*, upload_id: int, by: Person, scope: Scope, at: datetime) -> None:
    """Take back what a table did, where its room can do so in one step."""
    upload = Upload.objects.select_for_update().get(pk=upload_id, person=by)
    undo = IMPORTS[upload.kind].undo
    if upload.state != UploadState.TAKEN or not upload.undo or undo is None:
        raise Refusal(_("Lần nhập này không hoàn tác được bằng một nút."))
    undo(upload.undo, by=by, scope=scope, at=at)
    upload.state = UploadState.UNDONE
    upload.save(update_fields=["state"])
    record("console.upload.undone", by=by, about=upload, at=at, detail={"kind": upload.kind})


@transaction.atomic
def drop_upload(*, upload_id: int, by: Person, at: datetime) -> None:
    """Give a table up: nothing was taken in, and its file is deleted."""
    upload = _waiting(upload_id, by)
    upload.state = UploadState.DROPPED
    upload.result = {**upload.result, "shown": [], "faults": [], "doubts": []}
    _forget_file(upload)
    record("console.upload.dropped", by=by, about=upload, at=at, detail={"kind": upload.kind})


def forget_uploads(*, at: datetime) -> int:
    """Delete the files that nobody took in within thirty days; how many."""
    stale = list(Upload.objects.filter(state=UploadState.CHECKED, at__lt=at - WAITING))
    for upload in stale:
        drop_upload(upload_id=upload.pk, by=upload.person, at=at)
    return len(stale)


def _waiting(upload_id: int, by: Person) -> Upload:
    upload: Upload = Upload.objects.select_for_update().get(pk=upload_id, person=by)
    if upload.state != UploadState.CHECKED:
        raise Refusal(_("Tệp này không còn chờ nhập. Hãy tải tệp lên lại."))
    return upload


def _forget_file(upload: Upload) -> None:
    """The name goes with the row, the bytes when the row is safe."""
    storage, name = upload.file.storage, upload.file.name
    upload.file = ""
    upload.save()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


# Which shipped contents answer a category of the help desk; any other is taught by hand with the office's systems.
TEACHES = {
    "login": "first-steps",
    "account": "first-steps",
    "training": "first-steps",
    "form_error": "public-service",
    "payment": "public-service",
    "citizen_guidance": "public-service",
    "network": "infrastructure",
    "computer": "infrastructure",
    "printer": "infrastructure",
    "scanner": "infrastructure",
    "queue_machine": "infrastructure",
    "security": "safety",
}
OTHERWISE = "office-systems"


@transaction.atomic
def teach_topic(*, topic: Topic, by: Person, scope: Scope, at: datetime) -> Course:
    """The course that answers what is asked about most: the open one of the own place, or a new one from shipped
    contents. Its classes are planned by hand."""
    own = training.bodies_of(scope).first()
    if own is None:
        raise Refusal(_("Tài khoản này không mở khoá tập huấn."))
    code = TEACHES.get(topic.code, OTHERWISE)
    outline = next((row for row in training.outlines_on(localdate(at)) if row.code == code), None)
    if outline is None:
        raise Refusal(_("Chưa có nội dung mẫu cho chủ đề này; hãy tự mở khoá."))
    standing = training.courses(scope).filter(place=own, outline__code=code, closed_at__isnull=True)
    course = standing.order_by("-pk").first()
    if course is not None:
        return course
    return offer_course(
        place=own,
        outline=outline,
        syllabus=Syllabus(
            title=outline.title,
            audience=Audience(outline.audiences[0]),
            mode=Mode.HANDS_ON,
            organiser=Organiser.STANDING_AGENCY if own.level == Level.PROVINCE else Organiser.COMMUNE,
            basis=outline.basis,
            parts=outline.parts,
            practice=outline.practice,
            validity_months=outline.validity_months,
        ),
        by=by,
        scope=scope,
        at=at,
    )
