"""Correcting recorded work by a new version, taking it back and bringing it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.outreach import rules
from toso.work.outreach.actions.recording import refuse_problems
from toso.work.outreach.actions.rows import cleaned, save_parts, teams_of, values_of
from toso.work.outreach.models import Batch, Record, Source
from toso.work.outreach.queries import checks
from toso.work.outreach.queries.records import case_of, counts_of, same_work
from toso.work.outreach.rules import Flag, Work


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
