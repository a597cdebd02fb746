"""A filled form arrives exactly once, is reviewed, and feeds its indicators."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
from toso.ground.shared.rows import read_rows, write_rows
from toso.ground.shared.scope import Scope
from toso.plan.forms import queries
from toso.plan.forms.models import Answer, Attachment, Content, Review, Submission
from toso.plan.forms.queries import REVIEWERS, Wording
from toso.plan.forms.rules import answers
from toso.plan.forms.rules.answers import Filled
from toso.plan.forms.rules.states import AFTER_REVIEW, MAY_REVIEW, ReviewKind, SubmissionState, counts
from toso.plan.programme.actions import mark_changed

LATE_AFTER = timedelta(days=3)
CLOCK_MAY_RUN_AHEAD = timedelta(minutes=10)
HAMLETS = "code = ANY(%s) AND level = %s ORDER BY valid_from, id DESC"


class Conflict(Exception):
    """Another content has this instance id already: nothing was kept, and the phone must keep its own."""


@dataclass(frozen=True)
class Arrived:
    """What became of a sending: the submission, and whether it is new here."""

    submission: Submission
    content: Content  # the one that was sent
    is_new: bool
    xform: str = ""  # the form that a new content was filled in on
    missing: tuple[str, ...] = ()  # the files that a new content names and that did not come with it


Then = Callable[[Arrived], object]


@dataclass(frozen=True)
class Sending:
    """A filled form as the phone of a person hands it over. ``is_clock_wrong``: the device itself showed that its
    clock cannot be trusted; the submission is flagged."""

    xml: bytes
    device: str
    by: Person
    scope: Scope
    is_clock_wrong: bool = False


@dataclass(frozen=True)
class _Said:
    """A sending that was read, of a version that is here."""

    filled: Filled
    version: Wording
    sending: Sending


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
    (said,) = _read([Sending(xml, device, by, scope, is_clock_wrong)], [filled])
    if filled.deprecated_id:
        content = _edited(said, at=at)
    else:
        (content,) = _new([said], at=at)
    named = _files_of(said)
    if named and files:
        _keep_files(content, files, at=at)
    missing = tuple(name for name in named if name not in files)
    arrived = Arrived(content.submission, content, is_new=True, xform=said.version.xform, missing=missing)
    if then is not None:
        then(arrived)
    return arrived


@transaction.atomic(savepoint=False)
def receive_each(*, sendings: Sequence[Sending], at: datetime) -> list[Arrived]:
    """Keep new filled forms without files, of one person or of several, in few statements, as ``receive`` would one by
    one.

    All or none: raises as ``receive``, Conflict when one of them edits another or is here already, and IntegrityError
    when it came at this moment; who asked takes them singly then.
    """
    filled = [answers.read(each.xml) for each in sendings]
    names = [each.instance_id for each in filled]
    if any(each.deprecated_id for each in filled) or len(set(names)) < len(names) or queries.is_any_here(names):
        raise Conflict
    said = _read(sendings, filled)
    contents = _new(said, at=at)
    return [
        Arrived(content.submission, content, is_new=True, xform=one.version.xform, missing=tuple(_files_of(one)))
        for one, content in zip(said, contents, strict=True)
    ]


def _read(sendings: Sequence[Sending], filled: Sequence[Filled]) -> list[_Said]:
    """The sendings with the versions in which they were filled in."""
    roots = {root for each in sendings for root in each.scope.place_roots}
    found = queries.wordings({(each.form_id, each.version) for each in filled}, roots)
    for each in filled:
        if (each.form_id, each.version) not in found:
            raise Refusal(
                _("Không có biểu mẫu “%(form)s” phiên bản “%(version)s”.")
                % {"form": each.form_id, "version": each.version}
            )
    return [_Said(each, found[each.form_id, each.version], one) for one, each in zip(sendings, filled, strict=True)]


def _digest(xml: bytes) -> str:
    return hashlib.sha256(xml).hexdigest()


def _files_of(said: _Said) -> list[str]:
    return list(dict.fromkeys(answers.files_named(said.version.questions, said.filled.answers)))


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


def _new(said: Sequence[_Said], *, at: datetime) -> list[Content]:
    where = _Where.of(said, at=at)
    rows = []
    for one in said:
        _refuse_elsewhere(one)
        rows.append(_row_of(one, where.place_of(one), at=at))
    write_rows(Submission, rows)
    contents, cells = _keep([(row, one, 1) for row, one in zip(rows, said, strict=True)], at=at)
    deeds = [
        Deed(row, row.place.path, detail={"digest": content.digest}, by=one.sending.by)
        for row, content, one in zip(rows, contents, said, strict=True)
    ]
    audit_each("forms.submission.received", deeds, by=None, at=at)
    mark_changed(cells, at=at)
    return contents


def _refuse_elsewhere(said: _Said) -> None:
    """Also of an edit: who has left the office changes nothing by a phone that was kept."""
    if said.version.open_under.isdisjoint(said.sending.scope.place_roots):
        raise Refusal(_("Biểu mẫu “%(form)s” không mở cho nơi anh chị làm việc.") % {"form": said.version.title})


def _row_of(said: _Said, where: tuple[Place, bool], *, at: datetime) -> Submission:
    filled, sending, (place, is_said) = said.filled, said.sending, where
    captured = answers.moment_of(filled.ended_at) or answers.moment_of(filled.began_at) or at
    return Submission(
        instance_id=filled.instance_id,
        form_id=said.version.form_pk,
        version_id=said.version.pk,
        province_code=place.province_code,
        place=place,
        day=_day_of(said, captured, at),
        sent_by=sending.by,
        device=sending.device[:100],
        captured_at=captured,
        received_at=at,
        state=SubmissionState.RECEIVED,
        flags=_flags(captured, at, is_said=is_said, is_clock_wrong=sending.is_clock_wrong),
        is_sample=said.version.is_sample,
    )


def _edited(said: _Said, *, at: datetime) -> Content:
    _refuse_elsewhere(said)
    by = said.sending.by
    before = Content.objects.select_related("submission").filter(instance_id=said.filled.deprecated_id).first()
    if before is None:
        raise Refusal(_("Phiếu được sửa không có ở đây."))
    submission = Submission.objects.select_for_update().select_related("place", "form").get(pk=before.submission_id)
    if submission.sent_by_id != by.pk or submission.form_id != said.version.form_pk:
        raise Refusal(_("Chỉ người đã gửi mới sửa được phiếu này."))
    last = submission.contents.order_by("-number").first()
    assert last is not None
    if last.pk != before.pk:
        raise Conflict  # an edit of words that have changed since; the phone is shown the later ones
    _stop_feeding(submission, at=at)
    (content,), cells = _keep([(submission, said, last.number + 1)], at=at)
    submission.state, submission.version_id = SubmissionState.EDITED, said.version.pk
    submission.save(update_fields=["state", "version"])
    path = submission.place.path
    audit("forms.submission.edited", by=by, about=submission, at=at, path=path, detail={"digest": content.digest})
    mark_changed(cells, at=at)
    return content


def _keep(
    rows: Sequence[tuple[Submission, _Said, int]], *, at: datetime
) -> tuple[list[Content], list[tuple[int, date]]]:
    """Keep contents, each with the number that it has within its submission, the names of their files, and what they
    add to indicators; and the cells that changed by it, which who calls marks."""
    contents = write_rows(
        Content,
        [
            Content(
                submission=submission,
                instance_id=said.filled.instance_id,
                number=number,
                xml=said.sending.xml.decode(),
                digest=_digest(said.sending.xml),
                answers=said.filled.answers,
                sent_by=said.sending.by,
                received_at=at,
            )
            for submission, said, number in rows
        ],
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
    write_rows(Answer, fed)
    return contents, [(answer.place_id, answer.day) for answer in fed]


def _stop_feeding(submission: Submission, *, at: datetime) -> None:
    if submission.fed_answers.filter(superseded_at__isnull=True).update(superseded_at=at):
        mark_changed([(submission.place_id, submission.day)], at=at)


@dataclass
class _Where:
    """Where the work of filled forms was done: as each form says, else where its person works."""

    hamlets: Mapping[str, Place]
    own: dict[int, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Sequence[_Said], *, at: datetime) -> "_Where":
        codes = {_place_said(one) for one in said} - {""}
        rows = read_rows(Place, HAMLETS, list(codes), Level.HAMLET) if codes else ()
        found = cls({hamlet.code: hamlet for hamlet in rows})
        found._find_workplaces({one.sending.by.pk for one in said if found._said_well(one) is None}, at=at)
        return found

    def place_of(self, said: _Said) -> tuple[Place, bool]:
        """The place, and whether the form said it well."""
        hamlet = self._said_well(said)
        if hamlet is not None:
            return hamlet, True
        if said.sending.by.pk not in self.own:
            raise Refusal(_("Anh chị chưa có nơi làm việc nên chưa gửi được phiếu."))
        return self.own[said.sending.by.pk], not _place_said(said)

    def _said_well(self, said: _Said) -> Place | None:
        hamlet, roots = self.hamlets.get(_place_said(said)), said.sending.scope.place_roots
        return hamlet if hamlet is not None and hamlet.path.startswith(roots) else None

    def _find_workplaces(self, persons: Collection[int], *, at: datetime) -> None:
        """The deepest place where each of them works today."""
        if not persons:
            return
        held = Assignment.objects.filter(
            held_on(at.astimezone(VIETNAM).date()), person__in=persons, place__isnull=False
        ).select_related("place")
        for each in sorted(held, key=lambda each: each.place.path.count("."), reverse=True):
            self.own.setdefault(each.person_id, each.place)


def _place_said(said: _Said) -> str:
    return answers.part(said.version.questions, said.filled.answers, answers.PLACE)


def _day_of(said: _Said, captured: datetime, at: datetime) -> date:
    """The day of the work: as the form says, else of its capture; never a day that has not come."""
    day = answers.day_of(answers.part(said.version.questions, said.filled.answers, answers.DAY))
    return min(day or captured.astimezone(VIETNAM).date(), at.astimezone(VIETNAM).date())


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
