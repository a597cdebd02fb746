"""A filled form arrives exactly once, is reviewed, and feeds its indicators."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import Deed
from toso.ground.audit.actions import record as audit
from toso.ground.audit.actions import record_each as audit_each
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
    content: Content  # the one that was sent
    is_new: bool
    missing: tuple[str, ...] = ()  # the files that a new content names and that did not come with it


Then = Callable[[Arrived], object]


@dataclass(frozen=True)
class Sending:
    """A filled form as a phone hands it over. ``is_clock_wrong``: the device itself showed that its clock cannot be
    trusted; the submission is flagged."""

    xml: bytes
    device: str
    is_clock_wrong: bool = False


@dataclass(frozen=True)
class _Said:
    """A sending that was read, of a version that is here."""

    filled: Filled
    version: Version
    xml: bytes
    device: str = ""
    is_clock_wrong: bool = False


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
    then: Then | None = None,
) -> Arrived:
    """Keep a filled form and the files that came with it; the same sending again changes nothing. ``then`` is done
    with what is new here, in the same transaction: both, or neither.

    Files may come in several sendings of the same form, as OpenRosa allows. Raises Refused (what was sent is no
    filled form of ours), Refusal (this person may not fill it) and Conflict (the id is taken by other words).
    ``is_clock_wrong``: the device itself showed that its clock cannot be trusted; the submission is flagged.
    """
    filled = answers.read(xml)
    _wait_for_twin(filled.instance_id)
    known = Content.objects.filter(instance_id=filled.instance_id).order_by().first()
    if known is not None:
        if known.digest != _digest(xml):
            raise Conflict
        if known.sent_by_id != by.pk:
            raise Refusal(_("Phiếu này do người khác gửi."))
        _keep_files(known, files, at=at)
        return Arrived(known.submission, known, is_new=False)
    said = _Said(filled, _version_of(filled), xml, device, is_clock_wrong)
    if filled.deprecated_id:
        content = _edited(said, by=by, at=at)
    else:
        (content,) = _new([said], by=by, scope=scope, at=at)
    named = _files_of(said)
    if named and files:
        _keep_files(content, files, at=at)
    missing = tuple(name for name in named if name not in files)
    arrived = Arrived(content.submission, content, is_new=True, missing=missing)
    if then is not None:
        then(arrived)
    return arrived


@transaction.atomic
def receive_each(
    *, sendings: Sequence[Sending], by: Person, scope: Scope, at: datetime, then: Then | None = None
) -> list[Arrived]:
    """Keep new filled forms without files in few statements, as ``receive`` would one by one; ``then`` as there.

    All or none: raises as ``receive``, Conflict when one of them edits another, and IntegrityError when one of them
    is here already; who asked takes them singly then.
    """
    said = []
    versions: dict[tuple[str, str], Version] = {}
    for each in sendings:
        filled = answers.read(each.xml)
        if filled.deprecated_id:
            raise Conflict
        named = (filled.form_id, filled.version)
        versions[named] = versions.get(named) or _version_of(filled)
        said.append(_Said(filled, versions[named], each.xml, each.device, each.is_clock_wrong))
    contents = _new(said, by=by, scope=scope, at=at)
    found = [
        Arrived(content.submission, content, is_new=True, missing=tuple(_files_of(one)))
        for one, content in zip(said, contents, strict=True)
    ]
    if then is not None:
        for arrived in found:
            then(arrived)
    return found


def _digest(xml: bytes) -> str:
    return hashlib.sha256(xml).hexdigest()


def _files_of(said: _Said) -> list[str]:
    return list(dict.fromkeys(answers.files_named(said.version.questions, said.filled.answers)))


def _version_of(filled: Filled) -> Version:
    version = queries.version_named(filled.form_id, filled.version)
    if version is None:
        raise Refusal(
            _("Không có biểu mẫu “%(form)s” phiên bản “%(version)s”.")
            % {"form": filled.form_id, "version": filled.version}
        )
    return version


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


def _new(said: Sequence[_Said], *, by: Person, scope: Scope, at: datetime) -> list[Content]:
    opened = queries.open_among({one.version.form_id for one in said}, scope)
    where = _Where.of(said, by=by, scope=scope, at=at)
    rows = []
    for one in said:
        if one.version.form_id not in opened:
            raise Refusal(
                _("Biểu mẫu “%(form)s” không mở cho nơi anh chị làm việc.") % {"form": one.version.form.title}
            )
        rows.append(_row_of(one, where.place_of(one), by=by, at=at))
    Submission.objects.bulk_create(rows)
    contents = _keep([(row, one, 1) for row, one in zip(rows, said, strict=True)], by=by, at=at)
    deeds = [
        Deed(content.submission, content.submission.place.path, detail={"digest": content.digest})
        for content in contents
    ]
    audit_each("forms.submission.received", deeds, by=by, at=at)
    return contents


def _row_of(said: _Said, where: tuple[Place, bool], *, by: Person, at: datetime) -> Submission:
    filled, (place, is_said) = said.filled, where
    captured = answers.moment_of(filled.ended_at) or answers.moment_of(filled.began_at) or at
    return Submission(
        instance_id=filled.instance_id,
        form=said.version.form,
        version=said.version,
        province_code=place.province_code,
        place=place,
        day=_day_of(filled, said.version, captured, at),
        sent_by=by,
        device=said.device[:100],
        captured_at=captured,
        received_at=at,
        state=SubmissionState.RECEIVED,
        flags=_flags(captured, at, is_said=is_said, is_clock_wrong=said.is_clock_wrong),
        is_sample=said.version.form.is_sample,
    )


def _edited(said: _Said, *, by: Person, at: datetime) -> Content:
    before = Content.objects.select_related("submission").filter(instance_id=said.filled.deprecated_id).first()
    if before is None:
        raise Refusal(_("Phiếu được sửa không có ở đây."))
    submission = Submission.objects.select_for_update().select_related("place", "form").get(pk=before.submission_id)
    if submission.sent_by_id != by.pk or submission.form_id != said.version.form_id:
        raise Refusal(_("Chỉ người đã gửi mới sửa được phiếu này."))
    last = submission.contents.order_by("-number").first()
    assert last is not None
    if last.pk != before.pk:
        raise Conflict  # an edit of words that have changed since; the phone is shown the later ones
    _stop_feeding(submission, at=at)
    (content,) = _keep([(submission, said, last.number + 1)], by=by, at=at)
    submission.state, submission.version = SubmissionState.EDITED, said.version
    submission.save(update_fields=["state", "version"])
    path = submission.place.path
    audit("forms.submission.edited", by=by, about=submission, at=at, path=path, detail={"digest": content.digest})
    return content


def _keep(rows: Sequence[tuple[Submission, _Said, int]], *, by: Person, at: datetime) -> list[Content]:
    """Keep contents, each with the number that it has within its submission, the names of their files, and what they
    add to indicators."""
    contents = Content.objects.bulk_create(
        Content(
            submission=submission,
            instance_id=said.filled.instance_id,
            number=number,
            xml=said.xml.decode(),
            digest=_digest(said.xml),
            answers=said.filled.answers,
            sent_by=by,
            received_at=at,
        )
        for submission, said, number in rows
    )
    Attachment.objects.bulk_create(
        Attachment(content=content, name=name)
        for content, (_submission, said, _number) in zip(contents, rows, strict=True)
        for name in _files_of(said)
    )
    fed = [
        Answer(
            submission=submission,
            feeds=code,
            place_id=submission.place_id,
            day=submission.day,
            value=value,
            recorded_at=at,
        )
        for submission, said, _number in rows
        for code, value in sorted(answers.fed(said.version.questions, said.filled.answers).items())
    ]
    Answer.objects.bulk_create(fed)
    mark_changed([(answer.place_id, answer.day) for answer in fed], at=at)
    return contents


def _stop_feeding(submission: Submission, *, at: datetime) -> None:
    if submission.fed_answers.filter(superseded_at__isnull=True).update(superseded_at=at):
        mark_changed([(submission.place_id, submission.day)], at=at)


@dataclass
class _Where:
    """Where the work of filled forms was done: as each form says, else where the person works."""

    hamlets: Mapping[str, Place]
    by: Person
    scope: Scope
    at: datetime
    own: Place | None = None

    @classmethod
    def of(cls, said: Sequence[_Said], *, by: Person, scope: Scope, at: datetime) -> "_Where":
        codes = {_place_said(one) for one in said} - {""}
        rows = Place.objects.filter(code__in=codes, level=Level.HAMLET).order_by("valid_from", "-pk") if codes else ()
        return cls({hamlet.code: hamlet for hamlet in rows}, by, scope, at)

    def place_of(self, said: _Said) -> tuple[Place, bool]:
        """The place, and whether the form said it well."""
        named = _place_said(said)
        hamlet = self.hamlets.get(named)
        if hamlet is not None and any(hamlet.path.startswith(root) for root in self.scope.place_roots):
            return hamlet, True
        if self.own is None:
            self.own = self._workplace()
        return self.own, not named

    def _workplace(self) -> Place:
        today = self.at.astimezone(VIETNAM).date()
        held = Assignment.objects.filter(held_on(today), person=self.by, place__isnull=False).select_related("place")
        deepest = max(held, key=lambda each: each.place.path.count("."), default=None)
        if deepest is None or deepest.place is None:
            raise Refusal(_("Anh chị chưa có nơi làm việc nên chưa gửi được phiếu."))
        place: Place = deepest.place
        return place


def _place_said(said: _Said) -> str:
    return answers.part(said.version.questions, said.filled.answers, answers.PLACE)


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
