"""Completions of self-study taken in from the list of an open platform: we do not rebuild the platform."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import held_on, persons_visible
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Planned, Reading, Setting, Standing, Taken
from toso.plan.programme.actions import mark_changed
from toso.work.training.actions.coverage import refresh_trained
from toso.work.training.models import Completion, Course
from toso.work.training.queries import sessions as queries
from toso.work.training.queries.sessions import RUNNERS, Roll

COMPLETIONS = (
    Column("name", "Họ và tên", ("Họ tên", "Học viên", "Tên học viên", "Full name", "Name"), is_needed=True),
    Column(
        "day", "Ngày hoàn thành", ("Ngày", "Hoàn thành", "Completed", "Completion date"), is_needed=True, is_day=True
    ),
    Column("phone", "Điện thoại", ("Số điện thoại", "SĐT", "ĐT", "Phone")),
    Column("username", "Tên đăng nhập", ("Tài khoản", "Username", "User")),
    Column("score", "Kết quả", ("Điểm", "Score", "Grade")),
    Column("course", "Khoá học", ("Khoá", "Tên khoá", "Course")),
)
COMPLETION_SETTINGS = (
    Setting(
        "course",
        gettext_lazy("Khoá học của cả tệp"),
        is_needed=False,
        hint=gettext_lazy("Tên khoá như trong Tập huấn; để trống nếu tệp có cột khoá học."),
    ),
)
IMPORTERS = RUNNERS
LONGEST_SCORE = 40
CHUNK = 1000
DAY = {"day": gettext_lazy("ghi ngày, ví dụ 16/11/2026; đang ghi “%(shown)s”.")}


def plan_completions(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    """Each row as one person's completion of a course we list; new, or known already. Writes nothing.

    A person is known by telephone, account name, or a name that only one person in the scope bears.
    """
    scope = _offering(occasion.scope)
    courses = _courses(scope)
    roll = Roll.among(persons_visible(scope))
    usual = str(occasion.settings.get("course", "") or "")
    if usual and fold(usual) not in courses:
        raise Refusal(_("Không có khoá “%(name)s” trong Tập huấn.") % {"name": usual[:80]})
    readings = tuple(Reading(line) for line in lines)
    known = set(
        Completion.objects.filter(superseded_at__isnull=True, course__in=courses.values()).values_list(
            "course", "person"
        )
    )
    found: dict[tuple[int, int], Completion] = {}
    today = occasion.at.astimezone(VIETNAM).date()
    for reading in readings:
        row = _completion(reading, courses, usual, roll, today)
        if row is None:
            continue
        key = row.course_id, row.person_id
        if key in found:
            reading.fault("name", _("người này có hai lần trong tệp."))
        elif key in known:
            reading.standing = Standing.SAME
        found[key] = row
    fresh = [row for key, row in found.items() if key not in known]
    places = _places([row.person_id for row in fresh], scope, today)
    for row in fresh:
        row.place_id = places.get(row.person_id, row.course.place_id)
    return Planned(readings, fresh)


def _offering(scope: Scope) -> Scope:
    return Scope(scope.person_id, tuple(grant for grant in scope.grants if grant.role in IMPORTERS))


def _courses(scope: Scope) -> dict[str, Course]:
    return {fold(course.title): course for course in queries.courses(scope).order_by("pk")}


def _completion(
    reading: Reading, courses: Mapping[str, Course], usual: str, roll: Roll, today: date
) -> Completion | None:
    title = reading.text("course") or usual
    course = courses.get(fold(title))
    if course is None:
        reading.fault(
            "course",
            _("không có khoá “%(name)s” trong Tập huấn.") % {"name": title[:80]}
            if title
            else _("ghi tên khoá, hoặc ghi một lần cho cả tệp ở ô phía trên."),
        )
    day = reading.read("day", cells.day, DAY)
    if day is None:
        reading.fault("day", _("ghi ngày hoàn thành, ví dụ 16/11/2026."))
    elif day > today:
        reading.fault("day", _("ngày này chưa đến."))
    meant = roll.meant(reading.text("username") or reading.text("name"), reading.text("phone"))
    if not meant:
        reading.fault("name", _("không thấy người này trong phạm vi của ông/bà; xem lại tên hoặc số điện thoại."))
    elif len(meant) > 1:
        reading.fault("name", _("có %(count)s người cùng tên; ghi thêm số điện thoại.") % {"count": len(meant)})
    if reading.is_faulty or course is None or day is None:
        return None
    return Completion(course=course, person=meant[0], day=day, score=reading.text("score")[:LONGEST_SCORE])


def _places(persons: Sequence[int], scope: Scope, on: date) -> dict[int, int]:
    """Where each of them works, as deep as it goes: there the completion counts."""
    rows = Assignment.objects.visible_to(scope).filter(held_on(on), person__in=persons, place__isnull=False)
    return dict(rows.order_by("place__path").values_list("person", "place"))


@transaction.atomic
def take_completions(planned: Planned, occasion: Occasion[Person]) -> Taken:
    """Save every new completion of a plan without faults, or none. They count as training from their day on."""
    if planned.is_faulty or not isinstance(planned.payload, list):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    rows: list[Completion] = planned.payload
    if not rows:
        return Taken(0, 0)
    by, at, batch = occasion.by, occasion.at, uuid4()
    for row in rows:
        row.batch, row.taken_by, row.recorded_at = batch, by, at
    Completion.objects.bulk_create(rows, batch_size=CHUNK)
    mark_changed({(row.place_id, row.day) for row in rows}, at=at)
    refresh_trained(at=at, persons={row.person_id for row in rows})
    root = _root(rows)
    audit("training.completions.taken", by=by, about=rows[0].course, at=at, path=root.path, detail={"count": len(rows)})
    return Taken(len(rows), 0, undo=str(batch))


def _root(rows: Sequence[Completion]) -> Place:
    return rows[0].course.place


@transaction.atomic
def undo_completions(*, batch: UUID, by: Person, scope: Scope, at: datetime) -> int:
    """Take back what one list brought; returns how many."""
    standing = Completion.objects.visible_to(scope).filter(batch=batch, superseded_at__isnull=True)
    rows = list(standing.select_related("course__place").order_by("pk"))
    if not rows:
        raise Refusal(_("Lần nhập này đã hoàn tác rồi."))
    if rows[0].taken_by_id != by.pk:
        raise Refusal(_("Lần nhập này của người khác. Nhờ chính người đó hoàn tác."))
    Completion.objects.filter(pk__in=[row.pk for row in rows]).update(superseded_at=at)
    mark_changed({(row.place_id, row.day) for row in rows}, at=at)
    refresh_trained(at=at, persons={row.person_id for row in rows})
    path, detail = _root(rows).path, {"count": len(rows)}
    audit("training.completions.undone", by=by, about=rows[0].course, at=at, path=path, detail=detail)
    return len(rows)
