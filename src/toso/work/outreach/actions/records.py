"""Recording work, correcting it by a new version, taking it back and bringing it back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import Deed
from toso.ground.audit.actions import record as audit
from toso.ground.audit.actions import record_each as audit_each
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import LegalDocument, Platform, Procedure, TaskType
from toso.plan.teams.models import Team
from toso.work.outreach import rules
from toso.work.outreach.actions.rows import cleaned, insert_records, save_parts, teams_of, values_of
from toso.work.outreach.models import Batch, Record, Source
from toso.work.outreach.queries import checks
from toso.work.outreach.queries.records import case_of, counts_of, same_work
from toso.work.outreach.rules import Case, Counts, Flag, Work


@transaction.atomic
def record_work(
    *,
    uuid: UUID,
    place: Place,
    day: date,
    task: TaskType,
    counts: Counts,
    people: Sequence[int],
    captured_at: datetime,
    source: Source,
    by: Person,
    scope: Scope,
    at: datetime,
    shares: Mapping[int, Decimal] | None = None,
    platform: Platform | None = None,
    team: Team | None = None,
    result: str = "",
    note: str = "",
    procedure: Procedure | None = None,
    document: LegalDocument | None = None,
    medium: str = "",
    reach: int = 0,
    things: int = 0,
    is_clock_wrong: bool = False,
    centre: Case | None = None,
) -> Record:
    """Save one piece of work. The same ``uuid`` again gives the record already saved, and changes nothing.

    ``people`` are the persons who took part; without ``shares`` the work is split evenly among them.
    ``centre`` says more of work at the public-service centre.
    Without ``team`` it belongs to the community team of the place on that day, if there is one.
    ``is_clock_wrong``: the device itself showed that its clock cannot be trusted; the record is flagged.
    """
    work = Work(
        uuid=uuid,
        place_id=place.pk,
        day=day,
        task_id=task.pk,
        counts=counts,
        captured_at=captured_at,
        people=tuple(people),
        shares=shares,
        platform_id=platform.pk if platform else None,
        team_id=team.pk if team else None,
        result=result,
        note=note,
        procedure_id=procedure.pk if procedure else None,
        document_id=document.pk if document else None,
        medium=medium,
        reach=reach,
        things=things,
        centre=centre,
    )
    saved, is_new = _save_new(
        [work],
        source=source,
        batch=None,
        by=by,
        scope=scope,
        at=at,
        is_sample=place.is_sample,
        wrong_clocks=[uuid] if is_clock_wrong else [],
    )
    if is_new:
        audit_each("outreach.record.recorded", [_deed(saved[0], place.path)], by=by, at=at)
    return saved[0]


def _deed(record: Record, path: str) -> Deed:
    flags = [flag["code"] for flag in record.flags]
    return Deed(record, path, detail={"uuid": str(record.uuid), "day": record.day.isoformat(), "flags": flags})


@transaction.atomic
def record_each(
    *,
    works: Sequence[Work],
    source: Source,
    by: Person,
    scope: Scope,
    at: datetime,
    tasks: Mapping[int, TaskType] | None = None,
    wrong_clocks: Collection[UUID] = (),
) -> list[Record]:
    """Save many pieces of work that have nothing to do with each other, as ``record_work`` would one by one.

    All or none: with the first that may not be saved it raises as ``record_work`` does, and IntegrityError when one
    is there already; who asked takes them singly then. They come from one person and one source, so none of them can
    look like the same work as another. ``tasks``: theirs, when the caller has them.
    """
    works = [cleaned(work) for work in works]
    on, is_from_paper = at.astimezone(rules.VIETNAM).date(), source in checks.FROM_PAPER
    ground = checks.ground_of(works, by=by, scope=scope, on=on, is_from_paper=is_from_paper, tasks=tasks)
    refuse_first(checks.problems_in(works, ground))
    records = insert_records(
        works, source=source, batch=None, by=by, at=at, places=ground.places, wrong_clocks=wrong_clocks
    )
    mark_changed([(record.place_id, record.day) for record in records], at=at)
    deeds = [_deed(record, ground.places[record.place_id].path) for record in records]
    audit_each("outreach.record.recorded", deeds, by=by, at=at)
    return records


@transaction.atomic
def record_batch(
    *, works: Sequence[Work], place: Place, source: Source, by: Person, scope: Scope, at: datetime
) -> Batch:
    """Save many pieces of work under one place together, or none of them; they can be undone together.

    Rows that were saved before (the same uuids, a second press of the button) give the first batch.
    """
    if not works:
        raise Refusal(_("Không có dòng nào đúng để lưu."))
    if known := Record.objects.filter(uuid__in=[work.uuid for work in works], batch__isnull=False).first():
        batch: Batch = known.batch
        return batch
    batch = Batch.objects.create(place=place, made_by=by, made_at=at)
    saved, _is_new = _save_new(works, source=source, batch=batch, by=by, scope=scope, at=at, is_sample=place.is_sample)
    audit("outreach.batch.recorded", by=by, about=batch, at=at, path=place.path, detail={"records": len(saved)})
    return batch


def _save_new(
    works: Sequence[Work],
    *,
    source: Source,
    batch: Batch | None,
    by: Person,
    scope: Scope,
    at: datetime,
    is_sample: bool,
    wrong_clocks: Collection[UUID] = (),
) -> tuple[list[Record], bool]:
    if known := _saved_before(works, scope=scope):
        return known, False
    works = [cleaned(work) for work in works]
    refuse_problems(works, source=source, by=by, scope=scope, at=at)
    try:
        with transaction.atomic():
            records = insert_records(
                works, source=source, batch=batch, by=by, at=at, is_sample=is_sample, wrong_clocks=wrong_clocks
            )
    except IntegrityError:  # the same work arrived in another request while this one was being checked
        if known := _saved_before(works, scope=scope):
            return known, False
        raise
    mark_changed([(record.place_id, record.day) for record in records], at=at)
    return records, True


def _saved_before(works: Sequence[Work], *, scope: Scope) -> list[Record]:
    rows = Record.objects.filter(uuid__in=[work.uuid for work in works]).order_by("version")
    known = {record.uuid: record for record in rows}
    if not known:
        return []
    own = Record.objects.visible_to(scope).filter(pk__in=[record.pk for record in known.values()])
    if own.count() < len(known) or len(known) < len(works):
        raise Refusal(_("Mã bản ghi này đã dùng cho một việc khác. Tải lại trang rồi ghi lại."))
    return [known[work.uuid] for work in works]


def refuse_problems(works: Sequence[Work], *, source: Source, by: Person, scope: Scope, at: datetime) -> None:
    """Raise the first thing that is wrong with any of the works, as a sentence for its field."""
    on = at.astimezone(rules.VIETNAM).date()
    refuse_first(checks.problems_of(works, by=by, scope=scope, on=on, is_from_paper=source in checks.FROM_PAPER))


def refuse_first(found: Iterable[Iterable[checks.Problem]]) -> None:
    for problems in found:
        for problem in problems:
            raise Refusal(problem.sentence, field=problem.field)


def _counting_for_change(record_id: int, *, by: Person, scope: Scope, at: datetime) -> Record:
    """The version to change, locked; refuses when it is not the newest or not the actor's to change."""
    record: Record = (
        Record.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place").get(pk=record_id)
    )
    if record.is_withdrawn:
        raise Refusal(_("Bản ghi này đã bỏ. Khôi phục trước khi sửa."))
    if record.superseded_at is not None:
        raise Refusal(
            _("%(person)s vừa sửa bản ghi này lúc %(time)s. Chữ đã gõ vẫn còn ở đây; xem bản mới rồi lưu lại.")
            % {
                "person": record.superseded_by,
                "time": f"{record.superseded_at.astimezone(rules.VIETNAM):%H:%M %d/%m/%Y}",
            }
        )
    refuse_outsider(record, by=by, scope=scope, at=at)
    return record


def refuse_outsider(record: Record, *, by: Person, scope: Scope, at: datetime) -> None:
    """Leaders and officials change what lies in their place; a member, own records for thirty days."""
    path = record.place.path
    if scope.holds(*checks.REVIEWERS, at_place=path):
        return
    if not scope.holds(Role.TEAM_MEMBER, at_place=path):
        raise Refusal(_("Tài khoản này chỉ được xem bản ghi này."))
    first = Record.objects.filter(uuid=record.uuid).order_by("version").select_related("recorded_by").first()
    if first is None or first.recorded_by_id != by.pk:
        raise Refusal(_("Bản ghi này của người khác. Nhờ tổ trưởng hoặc công chức xã sửa."))
    recorded_on, on = (moment.astimezone(rules.VIETNAM).date() for moment in (first.recorded_at, at))
    if not rules.member_may_correct(recorded_on=recorded_on, on=on):
        raise Refusal(_("Bản ghi đã quá 30 ngày. Nhờ tổ trưởng hoặc công chức xã sửa."))


def may_change(record: Record, *, by: Person, scope: Scope, at: datetime) -> bool:
    """Whether correcting, withdrawing and restoring are offered at all."""
    try:
        refuse_outsider(record, by=by, scope=scope, at=at)
    except Refusal:
        return False
    return True


def _needed(reason: str) -> str:
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do."), field="reason")
    if len(reason) > 300:
        raise Refusal(_("Lý do dài nhất 300 chữ."), field="reason")
    return reason


@transaction.atomic
def correct_record(*, record_id: int, work: Work, reason: str, by: Person, scope: Scope, at: datetime) -> Record:
    """Write a new version of a record and close the one with this id; the old one stays readable.

    ``record_id`` names the version that was on the screen: when somebody else corrected it in the
    meantime the correction is refused and neither is lost.
    """
    old = _counting_for_change(record_id, by=by, scope=scope, at=at)
    reason = _needed(reason)
    work = replace(work, centre=work.centre or case_of(old))  # a page that does not know of it keeps it
    work = cleaned(replace(work, uuid=old.uuid, captured_at=old.captured_at))
    refuse_problems([work], source=Source(old.source), by=by, scope=scope, at=at)
    if work.place_id == old.place_id and work.team_id is None:
        work = replace(work, team_id=old.team_id)
    new = _next_version(old, work=work, reason=reason, by=by, at=at)
    detail = {"uuid": str(new.uuid), "version": new.version, "changed": _changed(old, new)}
    audit("outreach.record.corrected", by=by, about=new, at=at, path=new.place.path, detail=detail)
    return new


def _next_version(old: Record, *, work: Work, reason: str, by: Person, at: datetime) -> Record:
    """Close ``old`` if it is open, save ``work`` as the version after it, mark the old and the new cell."""
    if old.superseded_at is None:
        old.superseded_at, old.superseded_by = at, by
        old.save(update_fields=["superseded_at", "superseded_by"])
    place = Place.objects.get(pk=work.place_id)
    new = Record(
        uuid=old.uuid,
        version=old.version + 1,
        province_code=place.province_code,
        source=old.source,
        batch_id=old.batch_id,
        captured_at=old.captured_at,
        recorded_at=at,
        recorded_by=by,
        reason=reason,
        is_sample=old.is_sample,
        **values_of(work, teams_of([work])),
    )
    new.flags = _kept_flags(old, new, is_case=work.centre is not None)
    new.save(force_insert=True)
    save_parts([(new, work)])
    mark_changed([(old.place_id, old.day), (new.place_id, new.day)], at=at)
    return new


def _kept_flags(old: Record, new: Record, *, is_case: bool) -> list[dict[str, Any]]:
    """A correction is not late work. What was said of the capture stays; the same work is looked for afresh."""
    kept = [flag for flag in old.flags if flag["code"] != Flag.SAME_WORK or flag["seen"]]
    known = {flag.get("record") for flag in kept}
    suspect = None if is_case else same_work([new]).get(0)
    if suspect is not None and str(suspect) not in known:
        kept.append({"code": Flag.SAME_WORK, "seen": False, "record": str(suspect), "is_linked": False})
    return kept


def _changed(old: Record, new: Record) -> list[str]:
    about = ("platform_id", "procedure_id", "document_id")
    names = ("place_id", "day", "task_id", *about, "result", "note", "medium", "reach", "things", *rules.COUNT_NAMES)
    changed = [name for name in names if getattr(old, name) != getattr(new, name)]
    return changed if case_of(old) == case_of(new) else [*changed, "centre"]


@transaction.atomic
def withdraw_record(*, record_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Record:
    """Stop counting a record. It lies in the bin for thirty days and stays readable after."""
    record = _counting_for_change(record_id, by=by, scope=scope, at=at)
    reason = _needed(reason)
    _withdraw([record], reason=reason, by=by, at=at)
    detail = {"uuid": str(record.uuid), "version": record.version, "reason": reason}
    audit("outreach.record.withdrawn", by=by, about=record, at=at, path=record.place.path, detail=detail)
    return record


def _withdraw(records: Sequence[Record], *, reason: str, by: Person, at: datetime) -> None:
    for record in records:
        record.superseded_at, record.superseded_by = at, by
        record.is_withdrawn, record.reason = True, reason
    Record.objects.bulk_update(records, ["superseded_at", "superseded_by", "is_withdrawn", "reason"], batch_size=500)
    mark_changed([(record.place_id, record.day) for record in records], at=at)


@transaction.atomic
def restore_record(*, record_id: int, by: Person, scope: Scope, at: datetime) -> Record:
    """Bring a withdrawn record back from the bin as a new version that says the same."""
    old: Record = (
        Record.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place").get(pk=record_id)
    )
    newest = Record.objects.filter(uuid=old.uuid).order_by("-version").first()
    if not old.is_withdrawn or old.superseded_at is None or newest != old:
        raise Refusal(_("Bản ghi này đang được tính, không cần khôi phục."))
    refuse_outsider(old, by=by, scope=scope, at=at)
    withdrawn_on, on = (moment.astimezone(rules.VIETNAM).date() for moment in (old.superseded_at, at))
    if not rules.may_restore(withdrawn_on=withdrawn_on, on=on):
        raise Refusal(_("Bản ghi đã bỏ quá 30 ngày, không khôi phục được. Ghi lại nếu cần."))
    new = _next_version(old, work=work_of(old), reason=_("Khôi phục bản đã bỏ"), by=by, at=at)
    detail = {"uuid": str(new.uuid), "version": new.version}
    audit("outreach.record.restored", by=by, about=new, at=at, path=new.place.path, detail=detail)
    return new


def work_of(record: Record) -> Work:
    """What a version says, as it could be written down again."""
    shares = {share.person_id: share.percent for share in record.shares.order_by("pk")}
    return Work(
        uuid=record.uuid,
        place_id=record.place_id,
        day=record.day,
        task_id=record.task_id,
        counts=counts_of(record),
        captured_at=record.captured_at,
        people=tuple(shares),
        shares=shares or None,
        platform_id=record.platform_id,
        team_id=record.team_id,
        result=record.result,
        note=record.note,
        procedure_id=record.procedure_id,
        document_id=record.document_id,
        medium=record.medium,
        reach=record.reach,
        things=record.things,
        centre=case_of(record),
    )


@transaction.atomic
def undo_batch(*, batch_id: int, by: Person, scope: Scope, at: datetime) -> int:
    """Take back every record of a batch, corrected ones too; returns how many. Each can be restored alone."""
    batch: Batch = (
        Batch.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place").get(pk=batch_id)
    )
    if batch.undone_at is not None:
        raise Refusal(_("Lần dán này đã hoàn tác rồi."))
    if batch.made_by_id != by.pk and not scope.holds(
        Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, at_place=batch.place.path
    ):
        raise Refusal(_("Lần dán này của người khác. Nhờ công chức xã hoàn tác."))
    records = list(Record.objects.counting().filter(batch=batch).select_for_update().order_by("pk"))
    _withdraw(records, reason=_("Hoàn tác cả lần dán"), by=by, at=at)
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    audit("outreach.batch.undone", by=by, about=batch, at=at, path=batch.place.path, detail={"records": len(records)})
    return len(records)
