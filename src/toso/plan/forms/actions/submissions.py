"""A filled form arrives exactly once, is reviewed, and feeds its indicators."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import held_on
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.forms import queries
from toso.plan.forms.models import Answer, Attachment, Content, Review, Submission, Version
from toso.plan.forms.queries import REVIEWERS
from toso.plan.forms.rules import answers
from toso.plan.forms.rules.answers import Filled
from toso.plan.forms.rules.states import AFTER_REVIEW, MAY_REVIEW, ReviewKind, SubmissionState, counts
from toso.plan.programme.actions import mark_changed

LATE_AFTER = timedelta(days=3)
CLOCK_MAY_RUN_AHEAD = timedelta(minutes=10)


class Conflict(Exception):
    """Another content has this instance id already: nothing was kept, and the phone must keep its own."""


@dataclass(frozen=True)
class Arrived:
    """What became of a sending: the submission, and whether it is new here."""

    submission: Submission
    is_new: bool


@transaction.atomic
def receive(
    *,
    xml: bytes,
    files: Mapping[str, bytes],
    device: str,
    by: Person,
    scope: Scope,
    at: datetime,
    is_clock_wrong: bool = False,
) -> Arrived:
    """Keep a filled form and the files that came with it; the same sending again changes nothing.

    Files may come in several sendings of the same form, as OpenRosa allows. Raises Refused (what was sent is no
    filled form of ours), Refusal (this person may not fill it) and Conflict (the id is taken by other words).
    ``is_clock_wrong``: the device itself showed that its clock cannot be trusted; the submission is flagged.
    """
    filled = answers.read(xml)
    digest = hashlib.sha256(xml).hexdigest()
    _wait_for_twin(filled.instance_id)
    known = Content.objects.select_related("submission__place").filter(instance_id=filled.instance_id).first()
    if known is not None:
        if known.digest != digest:
            raise Conflict
        if known.sent_by_id != by.pk:
            raise Refusal(_("Phiếu này do người khác gửi."))
        _keep_files(known, files, at=at)
        return Arrived(known.submission, is_new=False)
    version = queries.version_named(filled.form_id, filled.version)
    if version is None:
        raise Refusal(
            _("Không có biểu mẫu “%(form)s” phiên bản “%(version)s”.")
            % {"form": filled.form_id, "version": filled.version}
        )
    if filled.deprecated_id:
        content = _edited(filled, version, xml, digest, by=by, at=at)
    else:
        content = _new(filled, version, xml, digest, device, by=by, scope=scope, at=at, is_clock_wrong=is_clock_wrong)
    _keep_files(content, files, at=at)
    return Arrived(content.submission, is_new=True)


@transaction.atomic
def receive_file(*, instance_id: str, name: str, content: bytes, by: Person, at: datetime) -> Content:
    """Keep a file that one's own submission names; the same again changes nothing.

    Raises ``Content.DoesNotExist`` when the submission is not here, or another person's.
    """
    held = Content.objects.select_for_update().get(instance_id=instance_id, sent_by=by)
    if not held.attachments.filter(name=name).exists():
        raise Refusal(_("Phiếu không nêu tệp “%(name)s”.") % {"name": name[:80]}, field="name")
    _keep_files(held, {name: content}, at=at)
    return held


def _wait_for_twin(instance_id: str) -> None:
    """Two sendings of one form at the same moment are taken one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [instance_id])


def _new(
    filled: Filled,
    version: Version,
    xml: bytes,
    digest: str,
    device: str,
    *,
    by: Person,
    scope: Scope,
    at: datetime,
    is_clock_wrong: bool,
) -> Content:
    if not queries.forms_open_to(scope).filter(pk=version.form_id).exists():
        raise Refusal(_("Biểu mẫu “%(form)s” không mở cho nơi anh chị làm việc.") % {"form": version.form.title})
    place, is_said = _place_of(filled, version, by=by, scope=scope, at=at)
    captured = answers.moment_of(filled.ended_at) or answers.moment_of(filled.began_at) or at
    submission = Submission.objects.create(
        instance_id=filled.instance_id,
        form=version.form,
        version=version,
        province_code=place.province_code,
        place=place,
        day=_day_of(filled, version, captured, at),
        sent_by=by,
        device=device[:100],
        captured_at=captured,
        received_at=at,
        state=SubmissionState.RECEIVED,
        flags=_flags(captured, at, is_said=is_said, is_clock_wrong=is_clock_wrong),
        is_sample=version.form.is_sample,
    )
    content = _keep(submission, filled, version, xml, digest, 1, by=by, at=at)
    audit("forms.submission.received", by=by, about=submission, at=at, path=place.path, detail={"digest": digest})
    return content


def _edited(filled: Filled, version: Version, xml: bytes, digest: str, *, by: Person, at: datetime) -> Content:
    before = Content.objects.select_related("submission").filter(instance_id=filled.deprecated_id).first()
    if before is None:
        raise Refusal(_("Phiếu được sửa không có ở đây."))
    submission = Submission.objects.select_for_update().select_related("place", "form").get(pk=before.submission_id)
    if submission.sent_by_id != by.pk or submission.form_id != version.form_id:
        raise Refusal(_("Chỉ người đã gửi mới sửa được phiếu này."))
    last = submission.contents.order_by("-number").first()
    assert last is not None
    if last.pk != before.pk:
        raise Conflict  # an edit of words that have changed since; the phone is shown the later ones
    content = _keep(submission, filled, version, xml, digest, last.number + 1, by=by, at=at)
    submission.state, submission.version = SubmissionState.EDITED, version
    submission.save(update_fields=["state", "version"])
    audit(
        "forms.submission.edited", by=by, about=submission, at=at, path=submission.place.path, detail={"digest": digest}
    )
    return content


def _keep(
    submission: Submission,
    filled: Filled,
    version: Version,
    xml: bytes,
    digest: str,
    number: int,
    *,
    by: Person,
    at: datetime,
) -> Content:
    content = Content.objects.create(
        submission=submission,
        instance_id=filled.instance_id,
        number=number,
        xml=xml.decode(),
        digest=digest,
        answers=filled.answers,
        sent_by=by,
        received_at=at,
    )
    Attachment.objects.bulk_create(
        Attachment(content=content, name=name)
        for name in dict.fromkeys(answers.files_named(version.questions, filled.answers))
    )
    _feed(submission, content, version, at=at)
    return content


def _feed(submission: Submission, content: Content, version: Version, *, at: datetime) -> None:
    """Put what the content adds to indicators in the place of what the submission added before."""
    _stop_feeding(submission, at=at)
    fed = answers.fed(version.questions, content.answers)
    Answer.objects.bulk_create(
        Answer(
            submission=submission,
            feeds=code,
            place_id=submission.place_id,
            day=submission.day,
            value=value,
            recorded_at=at,
        )
        for code, value in sorted(fed.items())
    )
    if fed:
        mark_changed([(submission.place_id, submission.day)], at=at)


def _stop_feeding(submission: Submission, *, at: datetime) -> None:
    if submission.fed_answers.filter(superseded_at__isnull=True).update(superseded_at=at):
        mark_changed([(submission.place_id, submission.day)], at=at)


def _place_of(filled: Filled, version: Version, *, by: Person, scope: Scope, at: datetime) -> tuple[Place, bool]:
    """Where the work was done: as the form says, else where the person works; and whether the form said it well."""
    said = answers.part(version.questions, filled.answers, answers.PLACE)
    if said:
        hamlet = Place.objects.filter(code=said, level=Level.HAMLET).order_by("-valid_from").first()
        if hamlet is not None and any(hamlet.path.startswith(root) for root in scope.place_roots):
            return hamlet, True
    today = at.astimezone(VIETNAM).date()
    held = Assignment.objects.filter(held_on(today), person=by, place__isnull=False).select_related("place")
    deepest = max(held, key=lambda each: each.place.path.count("."), default=None)
    if deepest is None or deepest.place is None:
        raise Refusal(_("Anh chị chưa có nơi làm việc nên chưa gửi được phiếu."))
    return deepest.place, not said


def _day_of(filled: Filled, version: Version, captured: datetime, at: datetime) -> date:
    """The day of the work: as the form says, else of its capture; never a day that has not come."""
    said = answers.day_of(answers.part(version.questions, filled.answers, answers.DAY))
    return min(said or captured.astimezone(VIETNAM).date(), at.astimezone(VIETNAM).date())


def _flags(captured: datetime, at: datetime, *, is_said: bool, is_clock_wrong: bool) -> list[str]:
    flags = []
    if at - captured > LATE_AFTER:
        flags.append("late_capture")
    if is_clock_wrong or captured - at > CLOCK_MAY_RUN_AHEAD:
        flags.append("clock_jump")
    if not is_said:
        flags.append("place_unknown")
    return flags


def _keep_files(content: Content, files: Mapping[str, bytes], *, at: datetime) -> None:
    """Keep the files that the content names; others are left, a file that is here already is not kept twice."""
    for attachment in content.attachments.filter(name__in=list(files), received_at__isnull=True):
        held = files[attachment.name]
        attachment.digest, attachment.size, attachment.received_at = hashlib.sha256(held).hexdigest(), len(held), at
        attachment.file.name = default_storage.save(
            f"forms/{at:%Y/%m}/{attachment.digest}-{content.pk}", ContentFile(held)
        )
        attachment.save()


@transaction.atomic
def review(*, submission_id: int, kind: ReviewKind, text: str, by: Person, scope: Scope, at: datetime) -> Submission:
    """Approve, give back with a reason, take an approval back, or note something. Raises Refusal."""
    submission = (
        Submission.objects.visible_to(scope)
        .select_for_update(of=("self",))
        .select_related("place", "version")
        .get(pk=submission_id)
    )
    text = " ".join(text.split())
    if not scope.holds(*REVIEWERS, at_place=submission.place.path):
        raise Refusal(_("Chỉ công chức xã hoặc cơ quan thường trực cấp tỉnh duyệt phiếu."))
    if submission.sent_by_id == by.pk:
        raise Refusal(_("Người gửi không tự duyệt phiếu của mình."))
    if SubmissionState(submission.state) not in MAY_REVIEW[kind]:
        raise Refusal(
            _("Phiếu đang ở trạng thái “%(state)s” nên chưa làm được việc này.")
            % {"state": submission.get_state_display()}
        )
    if kind in {ReviewKind.RETURNED, ReviewKind.NOTE} and not text:
        raise Refusal(_("Hãy ghi rõ điều cần sửa để người gửi biết."))
    Review.objects.create(submission=submission, kind=kind, text=text, by=by, at=at)
    after = AFTER_REVIEW.get(kind)
    if after is not None:
        was_counting = counts(SubmissionState(submission.state))
        submission.state = after
        submission.save(update_fields=["state"])
        if was_counting and not counts(after):
            _stop_feeding(submission, at=at)
    audit(f"forms.submission.{kind}", by=by, about=submission, at=at, path=submission.place.path, detail={})
    return submission
