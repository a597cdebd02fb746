"""Recording work: one piece, many that have nothing to do with each other, or a batch that can be undone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import Deed
from toso.ground.audit.actions import record as audit
from toso.ground.audit.actions import record_each as audit_each
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import LegalDocument, Platform, Procedure, TaskType
from toso.plan.teams.models import Team
from toso.work.outreach import rules
from toso.work.outreach.actions.rows import cleaned, insert_records
from toso.work.outreach.models import Batch, Record, Source
from toso.work.outreach.queries import checks
from toso.work.outreach.rules import Case, Counts, Work


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


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of work, and who tells of it."""

    work: Work
    by: Person
    scope: Scope


@transaction.atomic(savepoint=False)
def record_each(
    *,
    told: Sequence[Told],
    source: Source,
    at: datetime,
    tasks: Mapping[int, TaskType] | None = None,
    wrong_clocks: Collection[UUID] = (),
) -> list[Record]:
    """Save many pieces of work that have nothing to do with each other, of one person or of several, as
    ``record_work`` would one by one.

    All or none: with the first that may not be saved it raises as ``record_work`` does, and IntegrityError when one
    is there already; who asked takes them singly then. ``tasks``: theirs, when the caller has them.
    """
    told = [replace(each, work=cleaned(each.work)) for each in told]
    works = [each.work for each in told]
    on, is_from_paper = at.astimezone(rules.VIETNAM).date(), source in checks.FROM_PAPER
    if tasks is None:
        tasks = TaskType.objects.in_bulk({work.task_id for work in works})
    places = checks.places_named({work.place_id for work in works})
    for scope, by, own in _by_person(told):
        ground = checks.ground_of(
            own, by=by, scope=scope, on=on, is_from_paper=is_from_paper, tasks=tasks, places=places
        )
        refuse_first(checks.problems_in(own, ground))
    saved: dict[UUID, Record] = {}
    for some in _rounds(told):
        records = insert_records(
            [each.work for each in some],
            source=source,
            batch=None,
            by=[each.by for each in some],
            at=at,
            places=places,
            wrong_clocks=wrong_clocks,
        )
        saved |= {record.uuid: record for record in records}
    records = [saved[work.uuid] for work in works]
    deeds = [
        replace(_deed(record, places[record.place_id].path), by=each.by)
        for record, each in zip(records, told, strict=True)
    ]
    audit_each("outreach.record.recorded", deeds, by=None, at=at)
    mark_changed([(record.place_id, record.day) for record in records], at=at)
    return records


def _rounds(told: Iterable[Told]) -> list[list[Told]]:
    """What can be written at once: what two persons tell of one task at one place on one day may be the same work, so
    the second is written when the first can be seen. What one person tells twice from one source is never the same."""
    rounds: list[list[Told]] = []
    tellers: dict[tuple[int, date, int], list[int]] = {}
    for each in told:
        who = tellers.setdefault((each.work.place_id, each.work.day, each.work.task_id), [])
        if not who or who[-1] != each.by.pk:
            who.append(each.by.pk)
        if len(rounds) < len(who):
            rounds.append([])
        rounds[len(who) - 1].append(each)
    return rounds


def _by_person(told: Iterable[Told]) -> Iterable[tuple[Scope, Person, list[Work]]]:
    """What each person tells of, with the scope that it was told in."""
    found: dict[Scope, tuple[Scope, Person, list[Work]]] = {}
    for each in told:
        found.setdefault(each.scope, (each.scope, each.by, []))[2].append(each.work)
    return found.values()


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
                works,
                source=source,
                batch=batch,
                by=[by] * len(works),
                at=at,
                is_sample=is_sample,
                wrong_clocks=wrong_clocks,
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
