"""Guidance work from the phone: recorded, corrected field by field, taken back, with its photos."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from toso.front.sync.kinds.handling import Difference, Differs, Sent, Taken, Wait, file_of
from toso.front.sync.rules.body import BadBody, Body
from toso.front.sync.sources.sent import fields_of
from toso.ground.places.models import Place
from toso.ground.places.queries import today_of
from toso.ground.shared.pictures import CleanPhoto, read_photo
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.rows import read_rows
from toso.plan.programme.models import Platform, Procedure, TaskType
from toso.work.outreach.actions import photos, recording, records
from toso.work.outreach.models import Record, Source
from toso.work.outreach.queries.records import counts_of, newest
from toso.work.outreach.rules import COUNT_NAMES, MOST_PEOPLE, Counts, Work

WORDS = {"result": 250, "note": 1000, "medium": 20}


def _counts(said: Body) -> Counts:
    unknown = set(said.said) - set(COUNT_NAMES)
    if unknown:
        raise BadBody(f"counts.{min(unknown)}"[:60])
    return Counts(**{name: said.whole(name, default=0) for name in COUNT_NAMES})


def _task(code: str) -> TaskType:
    found = TaskType.objects.filter(code=code).first()
    if found is None:
        raise Refusal(_("Máy chủ không có việc này trong danh mục. Tải lại danh mục rồi chọn lại."), field="task")
    return found


def _platform(code: str) -> Platform | None:
    found = Platform.objects.filter(code=code).first()
    if code and found is None:
        raise Refusal(
            _("Máy chủ không có nền tảng này trong danh mục. Tải lại danh mục rồi chọn lại."), field="platform"
        )
    return found


def _procedure(code: str) -> Procedure | None:
    found = Procedure.objects.filter(code=code).first()
    if code and found is None:
        raise Refusal(_("Máy chủ không có thủ tục này trong danh mục. Chọn lại."), field="procedure")
    return found


def place_of(sent: Sent, place_id: int, day: date) -> tuple[Place, str]:
    """The place a phone names, or the one unit that took it over before that day; and a sentence when it did."""
    place: Place = Place.objects.visible_to(sent.scope).get(pk=place_id)
    if place.valid_until is None or day < place.valid_until:
        return place, ""
    heirs = [heir for heir in today_of([place.pk])[place.pk] if heir.pk != place.pk]
    if len(heirs) != 1 or not Place.objects.visible_to(sent.scope).filter(pk=heirs[0].pk).exists():
        return place, ""
    words = _("%(old)s đã nhập vào %(new)s; việc này ghi cho %(new)s.") % {"old": place, "new": heirs[0]}
    return heirs[0], words


@dataclass(frozen=True)
class SaidWork:
    """What a phone says of a piece of work, with the catalogues by their codes."""

    place: int
    day: date
    task: str
    platform: str
    procedure: str
    members: Mapping[str, Any]  # as ``Work`` names them

    @classmethod
    def read(cls, sent: Sent) -> "SaidWork":
        body = sent.body
        return cls(
            day=body.day("day"),
            place=body.whole("place"),
            task=body.text("task", most=30, is_needed=True),
            platform=body.text("platform", most=40),
            procedure=body.text("procedure", most=40),
            members={
                "counts": _counts(body.members("counts") if body.has("counts") else Body({})),
                "people": tuple(body.wholes("people", most=MOST_PEOPLE) or [sent.by.pk]),
                "captured_at": sent.made_at,
                "result": body.text("result", most=WORDS["result"]),
                "note": body.text("note", most=WORDS["note"]),
                "medium": body.text("medium", most=WORDS["medium"]),
                "reach": body.whole("reach", default=0),
                "things": body.whole("things", default=0),
            },
        )


def record(sent: Sent) -> Taken:
    said = SaidWork.read(sent)
    place, words = place_of(sent, said.place, said.day)
    saved = recording.record_work(
        uuid=sent.id,
        place=place,
        day=said.day,
        task=_task(said.task),
        platform=_platform(said.platform),
        procedure=_procedure(said.procedure),
        source=Source.PHONE,
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
        is_clock_wrong=sent.is_clock_wrong,
        **said.members,
    )
    return _recorded(saved, words)


def _recorded(saved: Record, words: str = "") -> Taken:
    return Taken(_named(saved), words, [str(flag["code"]) for flag in saved.flags])


def records_together(sents: Sequence[Sent]) -> list[Taken]:
    """Pieces of work of one sending in a few statements. A place that has ended raises: its heir is looked for by
    ``record``."""
    said = [SaidWork.read(sent) for sent in sents]
    tasks = {task.code: task for task in read_rows(TaskType, "code = ANY(%s)", list({each.task for each in said}))}
    platforms = _by_code(Platform.objects.all(), {each.platform for each in said})
    procedures = _by_code(Procedure.objects.all(), {each.procedure for each in said})
    works = [
        Work(
            uuid=sent.id,
            place_id=each.place,
            day=each.day,
            task_id=tasks[each.task].pk,
            platform_id=platforms[each.platform] if each.platform else None,
            procedure_id=procedures[each.procedure] if each.procedure else None,
            **each.members,
        )
        for sent, each in zip(sents, said, strict=True)
    ]
    saved = recording.record_each(
        told=[recording.Told(work, sent.by, sent.scope) for work, sent in zip(works, sents, strict=True)],
        source=Source.PHONE,
        tasks={task.pk: task for task in tasks.values()},
        wrong_clocks=[sent.id for sent in sents if sent.is_clock_wrong],
        at=sents[0].at,
    )
    return [_recorded(each) for each in saved]


def _by_code(rows: QuerySet[Any], codes: Set[str]) -> dict[str, int]:
    """The rows of a catalogue by their codes; KeyError later of one that is not there."""
    wanted = codes - {""}
    return dict(rows.filter(code__in=wanted).values_list("code", "pk")) if wanted else {}


def _named(record: Record) -> dict[str, Any]:
    return {"record": str(record.uuid), "version": record.version}


def _standing(sent: Sent, uuid: UUID) -> Record:
    """The version that was written last; waits for a record that is not here yet, finds nothing outside the scope."""
    found = newest(uuid)
    if found is None:
        raise Wait(str(uuid))
    if not Record.objects.visible_to(sent.scope).filter(pk=found.pk).exists():
        raise Record.DoesNotExist
    return found


def _plain(value: Any, name: str) -> Any:
    """Two ways of saying the same: nothing and the empty word, persons in any order."""
    if name == "people" and isinstance(value, list):
        return sorted(value, key=str)
    return "" if value is None else value


def correction(sent: Sent) -> Taken:
    """Change the fields that nobody else has changed; any other is a conflict, and nothing is changed."""
    standing = _standing(sent, sent.body.uuid("record"))
    base, changes = sent.body.members("base").said, sent.body.members("changes").said
    now = fields_of(standing)
    for name in [*base, *changes]:
        if name not in now or name not in base or name not in changes:
            raise BadBody(f"changes.{name}"[:60])
    differences = [
        Difference(name, base[name], changes[name], now[name])
        for name in changes
        if _plain(now[name], name) not in (_plain(base[name], name), _plain(changes[name], name))
    ]
    if differences:
        by = standing.recorded_by.name
        raise Differs(differences, by=by, at=standing.recorded_at, result=_named(standing))
    if all(_plain(now[name], name) == _plain(changes[name], name) for name in changes) and not standing.is_withdrawn:
        return Taken(_named(standing))
    saved = records.correct_record(
        record_id=standing.pk,
        work=_corrected(sent, standing, changes),
        reason=sent.body.text("reason", most=300),
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
    )
    return Taken(_named(saved), flags=[str(flag["code"]) for flag in saved.flags])


def _corrected(sent: Sent, standing: Record, changes: Mapping[str, Any]) -> Work:
    body, work = Body(changes), records.work_of(standing)
    counts = replace(counts_of(standing), **{name: body.whole(name) for name in COUNT_NAMES if name in changes})
    work = replace(work, counts=counts)
    day = body.day("day") if "day" in changes else work.day
    if "place" in changes or "day" in changes:
        place, _words = place_of(sent, body.whole("place") if "place" in changes else work.place_id, day)
        work = replace(work, place_id=place.pk, day=day)
    if "task" in changes:
        work = replace(work, task_id=_task(body.text("task", most=30)).pk)
    if "platform" in changes:
        platform = _platform(body.text("platform", most=40))
        work = replace(work, platform_id=platform.pk if platform else None)
    if "procedure" in changes:
        procedure = _procedure(body.text("procedure", most=40))
        work = replace(work, procedure_id=procedure.pk if procedure else None)
    if "people" in changes:
        work = replace(work, people=tuple(body.wholes("people", most=MOST_PEOPLE)), shares=None)
    if "reach" in changes:
        work = replace(work, reach=body.whole("reach"))
    if "things" in changes:
        work = replace(work, things=body.whole("things"))
    words = {
        name: body.text(name, most=most) if name in changes else getattr(work, name) for name, most in WORDS.items()
    }
    return replace(work, result=words["result"], note=words["note"], medium=words["medium"])


def withdrawal(sent: Sent) -> Taken:
    standing = _standing(sent, sent.body.uuid("record"))
    if not standing.is_withdrawn:
        records.withdraw_record(
            record_id=standing.pk,
            reason=sent.body.text("reason", most=300),
            by=sent.by,
            scope=sent.scope,
            at=sent.at,
        )
    return Taken({"record": str(standing.uuid)})


def photo(sent: Sent) -> Taken:
    uuid = sent.body.uuid("record")
    standing = _standing(sent, uuid)
    picture = clean_picture(file_of(sent).content)
    kept = photos.add_photo(
        record_id=standing.pk,
        content=picture.content,
        digest=picture.digest,
        width=picture.width,
        height=picture.height,
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
    )
    return Taken({"photo": kept.pk, "record": str(uuid)})


def clean_picture(content: bytes) -> CleanPhoto:
    try:
        return read_photo(as_upload(content, "photo.jpg"))
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="sha256") from error


def as_upload(content: bytes, name: str) -> InMemoryUploadedFile:
    return InMemoryUploadedFile(BytesIO(content), None, name, None, len(content), None)
