"""Records of work taken in from a table: thousands of rows, once each, undone together."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.actions.intake import HAMLET_TITLES
from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold, format_number
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Kind, Planned, Reading, Setting, Standing, Taken
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import Procedure, TaskType
from toso.work.outreach import rules
from toso.work.outreach.actions.rows import insert_records
from toso.work.outreach.models import Batch, Record, Source
from toso.work.outreach.queries import checks
from toso.work.outreach.queries.reach import procedure_of, procedures_by_text
from toso.work.outreach.queries.records import all_tasks, standing_at
from toso.work.outreach.rules import Counts, Work

RECORDS = (
    Column("day", "Ngày", ("Ngày thực hiện", "Ngày tháng", "Thời gian", "Ngày làm việc"), is_needed=True, is_day=True),
    Column("place", "Thôn, tổ dân phố", (*HAMLET_TITLES, "Địa điểm", "Nơi thực hiện"), is_needed=True),
    Column("task", "Việc", ("Nhiệm vụ", "Nội dung", "Nội dung hướng dẫn", "Công việc", "Loại việc"), is_needed=True),
    Column("citizens", "Người dân", ("Số người", "Người", "Lượt người", "Số lượt người dân", "Số lượt")),
    Column("households", "Hộ gia đình", ("Số hộ", "Hộ")),
    Column("businesses", "Cơ sở kinh doanh", ("Cơ sở", "Hộ kinh doanh", "Doanh nghiệp")),
    Column("cooperatives", "Hợp tác xã", ("HTX",)),
    Column("elderly", "Người cao tuổi", ("Cao tuổi",)),
    Column("disabled", "Người khuyết tật", ("Khuyết tật",)),
    Column("poor", "Hộ nghèo", ()),
    Column("near_poor", "Hộ cận nghèo", ("Cận nghèo",)),
    Column("vulnerable", "Đối tượng yếu thế khác", ("Yếu thế",)),
    Column("commune", "Xã, phường, đặc khu", ("Xã", "Phường", "Đơn vị cấp xã", "Đơn vị hành chính cấp xã")),
    Column("result", "Kết quả", ()),
    Column("note", "Ghi chú", ()),
    Column("procedure", "Thủ tục", ("Thủ tục hành chính", "Mã thủ tục", "Tên thủ tục")),
    Column("code", "Mã dòng", ("Mã việc", "Mã bản ghi")),
)
LEAVE, KEEP = "leave", "keep"
DOUBLES = Setting(
    "doubles",
    gettext_lazy("Dòng có thể trùng với việc đã ghi"),
    Kind.CHOICE,
    is_needed=False,
    choices=(
        ("", gettext_lazy("Hỏi khi gặp")),
        (LEAVE, gettext_lazy("Bỏ qua các dòng ấy")),
        (KEEP, gettext_lazy("Nhập như việc mới")),
    ),
)
SPACE = UUID("5b0d6f0e-2c2f-5c43-9d77-6a5a3c7a9e10")  # our own name space: the same row, the same record
CHUNK = 5000
DAY = {"day": gettext_lazy("ghi ngày, ví dụ 16/11/2026; đang ghi “%(shown)s”.")}
COUNT = {
    "number": gettext_lazy("ghi số, ví dụ 12; đang ghi “%(shown)s”."),
    "whole": gettext_lazy("ghi số nguyên, ví dụ 12; đang ghi “%(shown)s”."),
}
LONGEST = {"result": 250, "note": 1000}


def plan_records(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    """Each row as a piece of work, new or already taken in; what is wrong with it. Writes nothing.

    A row is known again by its code within its commune, or else by all it says; of equal rows each counts once more.
    A code that came before with other words is a fault: nothing is counted twice, nothing is changed unseen.
    """
    names = Names.of_scope(occasion.scope)
    seen: Counter[str] = Counter()
    readings = tuple(Reading(line) for line in lines)
    tasks = _tasks(readings)
    procedures = procedures_by_text({_procedure_text(reading) for reading in readings})
    works: dict[int, Work] = {}
    for index, reading in enumerate(readings):
        if (work := _work(reading, names, tasks, procedures, seen, occasion.at)) is not None:
            works[index] = work
    for chunk in _chunks(list(works)):
        works |= _past_withdrawn({index: works[index] for index in chunk})
        _judge([readings[index] for index in chunk], [works[index] for index in chunk], occasion)
    chosen = str(occasion.settings.get(DOUBLES.code) or "")
    known = {work.uuid for work in works.values()}
    for chunk in _chunks([index for index in works if readings[index].standing is Standing.NEW]):
        _doubt({index: works[index] for index in chunk}, readings, known, is_left_out=chosen == LEAVE)
    new = [work for index, work in works.items() if readings[index].standing is Standing.NEW]
    doubtful = sum(bool(reading.doubt) for reading in readings)
    return Planned(readings, new, question=_question(doubtful) if doubtful and not chosen else "")


def _doubt(
    works: Mapping[int, Work], readings: Sequence[Reading], known: Collection[UUID], *, is_left_out: bool
) -> None:
    """New rows beside a record of the same place, day and task may be that record, corrected in the file."""
    cells_of = {index: (work.place_id, work.day, work.task_id) for index, work in works.items()}
    standing = standing_at(cells_of.values(), but=known) if cells_of else {}
    for index, cell in cells_of.items():
        record = standing.get(cell)
        if record is None or (record.note and works[index].note and fold(record.note) != fold(works[index].note)):
            continue
        readings[index].doubt = _("có thể là việc đã ghi ngày %(day)s ở %(place)s: %(kept)s; dòng này: %(row)s.") % {
            "day": f"{record.day:%d/%m/%Y}",
            "place": record.place,
            "kept": _amounts(record),
            "row": _amounts(works[index].counts),
        }
        if is_left_out:
            readings[index].standing = Standing.SAME


def _amounts(counts: Record | Counts) -> str:
    said = [
        f"{checks.count_label(name)} {format_number(amount)}"
        for name in rules.COUNT_NAMES
        if (amount := getattr(counts, name))
    ]
    return ", ".join(said) or _("không ghi số")


def _question(doubtful: int) -> str:
    return _(
        "%(count)s dòng có thể là việc đã ghi (cùng nơi, cùng ngày, cùng việc). Hãy chọn bỏ qua hay nhập các dòng ấy."
    ) % {"count": format_number(doubtful)}


def _tasks(readings: Sequence[Reading]) -> dict[str, TaskType | str]:
    """The task that each text of the column names, or the sentence that says what is wrong with it."""
    listed = list(reversed(all_tasks()))
    known = {fold(name): task for task in listed for name in (task.name, task.short_name, task.code)}
    return known | {
        asked: _unknown_task(text, known)
        for asked, text in {fold(text): text for text in map(_task_text, readings)}.items()
        if asked not in known
    }


def _task_text(reading: Reading) -> str:
    return reading.text("task")


def _unknown_task(text: str, known: Mapping[str, TaskType]) -> str:
    if not text:
        return _("ghi tên việc.")
    said = {"text": text[:60]}
    near = get_close_matches(fold(text), known, n=1)
    if not near:
        return _("không có việc “%(text)s” trong danh mục nhiệm vụ.") % said
    return _("không có việc “%(text)s” trong danh mục; gần nhất là “%(name)s”.") % {
        **said,
        "name": known[near[0]].name,
    }


def _chunks(indices: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(indices), CHUNK):
        yield indices[at : at + CHUNK]


def _procedure_text(reading: Reading) -> str:
    return cells.code(reading.line.cells.get("procedure"))


def _work(
    reading: Reading,
    names: Names,
    tasks: Mapping[str, TaskType | str],
    procedures: Mapping[str, tuple[Procedure | None, list[Procedure]]],
    seen: Counter[str],
    at: datetime,
) -> Work | None:
    day = reading.read("day", cells.day, DAY)
    if day is None:
        reading.fault("day", _("ghi ngày, ví dụ 16/11/2026."))
    place = _place(reading, names, day) if day else None
    task = tasks[fold(_task_text(reading))]
    if isinstance(task, str):
        reading.fault("task", task)
    found = {name: reading.read(name, cells.whole, COUNT) for name in rules.COUNT_NAMES}
    counts = {name: value or 0 for name, value in found.items()}
    words = {name: _short(reading, name, most) for name, most in LONGEST.items()}
    procedure, fault = procedure_of(_procedure_text(reading), procedures)
    if fault:
        reading.fault("procedure", fault)
    if reading.is_faulty or day is None or place is None or isinstance(task, str):
        return None
    said = {**words, **({"procedure": procedure.code} if procedure else {})}
    return Work(
        uuid=_uuid(reading, place, day, task, counts, said, seen),
        place_id=place.pk,
        day=day,
        task_id=task.pk,
        counts=Counts(**counts),
        captured_at=at,
        procedure_id=procedure.pk if procedure else None,
        result=words["result"],
        note=words["note"],
    )


def _place(reading: Reading, names: Names, day: date) -> Place | None:
    try:
        asked = reading.text("commune") or reading.line.section
        commune = names.commune(asked).place if asked and reading.text("commune") else None
        return names.on(reading.text("place"), day, commune=commune)
    except Refusal as refusal:
        reading.fault("place", str(refusal))
        return None


def _short(reading: Reading, name: str, most: int) -> str:
    text = cells.text(reading.line.cells.get(name))
    if len(text) > most:
        reading.fault(name, _("dài nhất %(most)s chữ.") % {"most": most})
    return text


def _uuid(
    reading: Reading,
    place: Place,
    day: date,
    task: TaskType,
    counts: Mapping[str, int],
    words: Mapping[str, str],
    seen: Counter[str],
) -> UUID:
    if code := reading.text("code"):
        known = f"{_commune_of(place)}|{code}"
        seen[known] += 1
        if seen[known] > 1:
            reading.fault("code", _("mã này có hai lần trong tệp."))
        return uuid5(SPACE, known)
    said = f"{place.pk}|{day}|{task.pk}|{tuple(counts.values())}|{tuple(words.values())}|"
    seen[said] += 1
    return uuid5(SPACE, f"{said}|{seen[said]}")


def _past_withdrawn(works: Mapping[int, Work]) -> dict[int, Work]:
    """A row whose record was withdrawn, or whose table was undone, may come again: as the record after that one."""
    found = dict(works)
    asked = {work.uuid: index for index, work in works.items()}
    while asked:
        gone = Record.objects.filter(uuid__in=asked, is_withdrawn=True).values_list("uuid", flat=True)
        asked = {uuid5(SPACE, f"after {uuid}"): asked[uuid] for uuid in set(gone)}
        for uuid, index in asked.items():
            found[index] = replace(found[index], uuid=uuid)
    return found


def _commune_of(place: Place) -> str:
    """Codes are one commune's own: two of them may both number their rows from 1."""
    return str(place.pk if place.level == Level.COMMUNE else place.parent_id)


def _judge(readings: Sequence[Reading], works: Sequence[Work], occasion: Occasion[Person]) -> None:
    taken = Record.objects.filter(uuid__in=[work.uuid for work in works]).order_by("uuid", "version")
    known = {record.uuid: record for record in taken}
    on = occasion.at.astimezone(rules.VIETNAM).date()
    fresh = [at for at, work in enumerate(works) if work.uuid not in known]
    for reading, work in zip(readings, works, strict=True):
        if work.uuid in known:
            reading.standing = Standing.SAME
            if not _says_the_same(known[work.uuid], work):
                reading.fault("code", _("mã này đã nhận với nội dung khác. Hãy sửa trên bản ghi, hoặc dùng mã mới."))
    asked = [works[at] for at in fresh]
    problems = checks.problems_of(asked, by=occasion.by, scope=occasion.scope, on=on, is_from_paper=True)
    for at, wrong in zip(fresh, problems, strict=True):
        for problem in wrong:
            readings[at].fault(problem.field, problem.sentence)


def _says_the_same(record: Record, work: Work) -> bool:
    """Whether a record still says what its row said when it came, or was corrected to what the row says now."""
    said = (record.place_id, record.day, record.task_id, *(getattr(record, name) for name in rules.COUNT_NAMES))
    return said == (work.place_id, work.day, work.task_id, *(getattr(work.counts, name) for name in rules.COUNT_NAMES))


@transaction.atomic
def take_records(planned: Planned, occasion: Occasion[Person]) -> Taken:
    """Save every new row of a plan without faults, or none; ``undo`` names the batch."""
    if planned.is_faulty or planned.question or not isinstance(planned.payload, list):
        raise Refusal(planned.question or _("Tệp còn lỗi; chưa ghi gì."))
    works: list[Work] = planned.payload
    by, at = occasion.by, occasion.at
    if not works:
        return Taken(0, 0)
    root = _root_of({work.place_id for work in works})
    batch = Batch.objects.create(place=root, made_by=by, made_at=at)
    for chunk in _chunks(range(len(works))):
        insert_records([works[i] for i in chunk], source=Source.IMPORT, batch=batch, by=[by] * len(chunk), at=at)
    mark_changed({(work.place_id, work.day) for work in works}, at=at)
    audit("outreach.batch.recorded", by=by, about=batch, at=at, path=root.path, detail={"records": len(works)})
    return Taken(len(works), 0, undo=str(batch.pk))


def _root_of(place_ids: set[int]) -> Place:
    """The lowest unit that holds all the places."""
    paths = list(Place.objects.filter(pk__in=place_ids).values_list("path", flat=True))
    common: list[str] = []
    for steps in zip(*(path.rstrip(".").split(".") for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return Place.objects.get(pk=int(common[-1]))


IMPORTERS = checks.REVIEWERS
