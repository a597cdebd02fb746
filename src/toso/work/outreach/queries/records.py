"""Finding records again, and what may be the same work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toso.ground.people.models import Person
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold, format_number
from toso.plan.programme.models import TaskType
from toso.work.outreach import rules
from toso.work.outreach.models import CentreCase, Draft, Photo, Record, RecordQuerySet
from toso.work.outreach.queries.checks import FROM_PAPER, RECORDERS, REVIEWERS, count_label
from toso.work.outreach.queries.media import medium_name
from toso.work.outreach.rules import Case, Counts, Flag

PAGE = 25
OFFICIALS = gettext_lazy("%(count)s lượt cán bộ")  # never counted as citizens
THINGS_OF = {"officials": OFFICIALS, "kpi_guidance": OFFICIALS}
Cell = tuple[int, date, int]  # place, day, task


def counts_of(record: Record) -> Counts:
    return Counts(**{name: getattr(record, name) for name in rules.COUNT_NAMES})


def case_of(record: Record) -> Case | None:
    """What a version says of work at the public-service centre; None of all other work."""
    row = CentreCase.objects.filter(record=record).first()
    if row is None:
        return None
    return Case(row.mode, row.outcome, row.minutes, row.satisfaction, row.received_on)


SAME_CELL = """
SELECT r.id FROM outreach_record r
JOIN (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::date[], %s::bigint[]) AS w (place, day, task)) AS wanted
    ON r.place_id = wanted.place AND r.day = wanted.day AND r.task_id = wanted.task
WHERE r.superseded_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM outreach_centrecase c WHERE c.record_id = r.id)  -- two alike at a counter are two
"""
# One row for each that is asked, however many lie in its cell.
SAME_WORK = f"""
SELECT w.n - 1, o.uuid
FROM unnest(%s::bigint[], %s::date[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bool[], %s::text[])
    WITH ORDINALITY AS w (place, day, task, team, who, is_paper, counts, n)
CROSS JOIN LATERAL (
    SELECT r.uuid FROM outreach_record r
    WHERE r.place_id = w.place AND r.day = w.day AND r.task_id = w.task AND r.superseded_at IS NULL
        AND r.uuid <> ALL(%s::uuid[])
        AND (r.batch_id IS DISTINCT FROM %s OR %s IS NULL)
        AND NOT EXISTS (SELECT 1 FROM outreach_centrecase c WHERE c.record_id = r.id)
        AND (r.team_id IS DISTINCT FROM w.team
            OR (r.source = ANY(%s)) <> w.is_paper
            OR ((r.recorded_by_id <> w.who OR w.is_paper)
                AND concat_ws(',', {", ".join(f"r.{name}" for name in rules.COUNT_NAMES)}) = w.counts))
    ORDER BY r.id LIMIT 1
) o
"""


def same_work(records: Sequence[Record], *, besides: int | None = None) -> dict[int, UUID]:
    """For each of the given records (by its place in the sequence) another one that may be the same work.

    Records of the batch ``besides`` are not looked at: they are further rows of the same list.
    ``rules.looks_like`` says what is looked for; it is asked here of the rows where they lie.
    """
    asked = [
        (
            record.place_id,
            record.day,
            record.task_id,
            record.team_id,
            record.recorded_by_id,
            record.source in FROM_PAPER,
            ",".join(str(getattr(record, name)) for name in rules.COUNT_NAMES),
        )
        for record in records
    ]
    columns = [list(column) for column in zip(*asked, strict=True)]
    own = [record.uuid for record in records]
    with connection.cursor() as cursor:
        cursor.execute(SAME_WORK, [*columns, own, besides, besides, list(FROM_PAPER)])
        return dict(cursor.fetchall())


def standing_at(cells: Collection[Cell], *, but: Collection[UUID]) -> dict[Cell, Record]:
    """A record that counts for each of the given places, days and tasks, other than those named by ``but``."""
    columns = [list(column) for column in zip(*cells, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(SAME_CELL, columns)
        found = [row[0] for row in cursor.fetchall()]
    records = Record.objects.filter(pk__in=found).select_related("place").order_by("pk")
    return {(row.place_id, row.day, row.task_id): row for row in records if row.uuid not in but}


def flagged(scope: Scope) -> RecordQuerySet:
    """Counting records that nobody has looked at since they were flagged."""
    condition = Q()
    for flag in Flag:
        condition |= Q(flags__contains=[{"code": flag, "seen": False}])
    return Record.objects.visible_to(scope).counting().exclude(flags=[]).filter(condition)


def places_to_record(scope: Scope, *, also: int | None = None) -> PlaceQuerySet:
    """The hamlets and communes where these roles may record; today's, and the one a record already names."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in RECORDERS)
    rows = Place.objects.filter(inside(roots, "path"), level__in=[Level.HAMLET, Level.COMMUNE])
    return rows.filter(Q(valid_until__isnull=True) | Q(pk=also)).order_by("level", "sort_key", "pk")


def places_of_paper(scope: Scope) -> PlaceQuerySet:
    """The places a paper list may name: today's and, for older days, those that have ended."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in REVIEWERS)
    return Place.objects.filter(inside(roots, "path"), level__in=[Level.HAMLET, Level.COMMUNE]).order_by(
        "sort_key", "pk"
    )


def usual_place(scope: Scope, person: Person) -> Place | None:
    """My hamlet; for those with many, the one they recorded for last; else the first."""
    places = places_to_record(scope)
    hamlets = list(places.filter(level=Level.HAMLET)[:2])
    if len(hamlets) == 1:
        return hamlets[0]
    last = Record.objects.filter(recorded_by=person, place__in=places).order_by("-pk").select_related("place").first()
    return last.place if last else (hamlets[0] if hamlets else places.first())


def hamlets_without_work(place: Place, first_day: date, last_day: date, scope: Scope) -> list[Place]:
    """Today's hamlets at and under a place without one counting record on these days, commune by commune.

    Work recorded at a unit that has since gone into a hamlet is that hamlet's work.
    """
    hamlets = Place.objects.visible_to(scope).current().filter(level=Level.HAMLET, path__startswith=place.path)
    worked = Record.objects.counting().filter(place__path__startswith=place.path, day__range=(first_day, last_day))
    reached: set[str] = set()
    for path in worked.order_by().values_list("place__path", flat=True).distinct():
        reached.update(path[: index + 1] for index, letter in enumerate(path) if letter == ".")
    rows = hamlets.select_related("parent").order_by("parent__sort_key", "parent_id", "sort_key", "pk")
    return [hamlet for hamlet in rows if hamlet.path not in reached]


def last_work_at(places: Sequence[Place]) -> dict[int, date]:
    """The last day of work recorded at each of these places; without any, no entry."""
    rows = Record.objects.counting().filter(place__in=places).order_by().values_list("place_id")
    return dict(rows.annotate(Max("day")))


def tasks_on(day: date) -> QuerySet[TaskType]:
    return TaskType.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day).order_by(
        "order", "pk"
    )


def team_people(place: Place | None, me: Person, *, also: Sequence[int] = ()) -> list[Person]:
    """Whom to offer as having taken part: me first, then the team of the place by given name."""
    team = Q(pk__in=also)
    if place is not None:
        team |= Q(
            memberships__team__place=place, memberships__superseded_at__isnull=True, memberships__ends_on__isnull=True
        )
    others = Person.objects.filter(team).exclude(pk=me.pk).distinct().order_by("sort_key", "pk")
    return [me, *others[: rules.MOST_PEOPLE]]


def last_records(person: Person, *, limit: int = 5) -> list[Record]:
    """What the person wrote down last, the newest version of each."""
    rows = Record.objects.filter(recorded_by=person).filter(Q(superseded_at__isnull=True) | Q(is_withdrawn=True))
    return list(rows.select_related("task", "place").order_by("-recorded_at", "-pk")[:limit])


def newest(uuid: UUID) -> Record | None:
    """The version of a record that was written last, counting or withdrawn."""
    return Record.objects.filter(uuid=uuid).select_related("recorded_by", "place", "task").order_by("-version").first()


def versions_of(record: Record) -> list[Record]:
    """Every version, the newest first."""
    rows = Record.objects.filter(uuid=record.uuid).select_related("recorded_by", "superseded_by", "place", "task")
    return list(rows.order_by("-version"))


def photos_of(record: Record) -> list[Photo]:
    return list(Photo.objects.filter(record_uuid=record.uuid, removed_at__isnull=True).order_by("pk"))


def task(task_id: int) -> TaskType:
    return TaskType.objects.get(pk=task_id)


def guided_words(record: Record) -> str:
    """ "12 người, trong đó 4 cao tuổi; 3 hộ": only what is more than none."""
    words = {
        "citizens": _("%(count)s người"),
        "households": _("%(count)s hộ"),
        "businesses": _("%(count)s cơ sở kinh doanh"),
        "cooperatives": _("%(count)s hợp tác xã"),
    }
    parts = [
        sentence % {"count": format_number(getattr(record, name))}
        for name, sentence in words.items()
        if getattr(record, name)
    ]
    if record.elderly:
        parts.insert(1, _("trong đó %(count)s cao tuổi") % {"count": format_number(record.elderly)})
    if record.things:
        sentence = THINGS_OF.get(record.task.code, gettext_lazy("%(count)s máy, phần mềm, hồ sơ"))
        parts.append(str(sentence) % {"count": format_number(record.things)})
    if record.medium:
        parts.append(medium_words(record))
    return ", ".join(parts)


def flag_words(flag: Mapping[str, Any]) -> str:
    """What a flag says, in words that do not blame."""
    if flag["code"] == Flag.LATE_CAPTURE:
        return _("Ghi muộn %(days)s ngày") % {"days": flag["days"]}
    if flag["code"] == Flag.CLOCK_JUMP:
        return _("Giờ trên máy ghi không khớp")
    return _("Đã liên kết với bản ghi khác") if flag["is_linked"] else _("Có thể trùng bản ghi khác")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of records is narrowed to; nothing set is everything in the scope."""

    text: str = ""
    place: Place | None = None
    first_day: date | None = None
    last_day: date | None = None
    task_id: int | None = None
    group: str = ""  # a column of counts that must be more than none
    state: str = ""  # flagged, withdrawn
    batch_id: int | None = None
    procedure: str = ""  # the code of a procedure


def find_records(scope: Scope, filters: Filters) -> QuerySet[Record]:
    rows: QuerySet[Record] = Record.objects.visible_to(scope)
    if filters.state == "withdrawn":
        rows = rows.filter(is_withdrawn=True).exclude(uuid__in=Record.objects.counting().values("uuid"))
    elif filters.state == "flagged":
        rows = flagged(scope)
    else:
        rows = rows.filter(superseded_at__isnull=True)
    exact = {
        "place__path__startswith": filters.place.path if filters.place else None,
        "day__gte": filters.first_day,
        "day__lte": filters.last_day,
        "task": filters.task_id,
        "batch": filters.batch_id,
        "procedure__code": filters.procedure or None,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if filters.group in rules.COUNT_NAMES:
        rows = rows.filter(**{f"{filters.group}__gt": 0})
    for word in fold(filters.text).split():
        rows = rows.filter(
            Q(place__search__contains=word) | Q(recorded_by__search__contains=word) | Q(task__in=_tasks_like(word))
        )
    return rows.select_related("place", "task", "recorded_by").order_by("-day", "-pk")


def _tasks_like(word: str) -> list[int]:
    rows = TaskType.objects.values_list("pk", "name", "short_name")
    return [pk for pk, name, short_name in rows if word in fold(f"{name} {short_name}")]


def page_of(rows: QuerySet[Record], after: str) -> tuple[list[Record], str]:
    """One page and the mark of the next; the mark is the last day and number shown, so paging never counts."""
    day, _sep, number = after.partition("_")
    if number.isdecimal():
        try:
            last = date.fromisoformat(day)
        except ValueError:
            last = date.max
        rows = rows.filter(Q(day__lt=last) | Q(day=last, pk__lt=int(number)))
    shown = list(rows[: PAGE + 1])
    if len(shown) <= PAGE:
        return shown, ""
    return shown[:PAGE], f"{shown[PAGE - 1].day.isoformat()}_{shown[PAGE - 1].pk}"


def draft_of(person: Person, form: str) -> Draft | None:
    return Draft.objects.filter(person=person, form=form).first()


def all_tasks() -> QuerySet[TaskType]:
    return TaskType.objects.order_by("order", "pk")


def group_labels() -> dict[str, str]:
    """The columns of counts with their names, for choosing."""
    return {name: count_label(name) for name in rules.COUNT_NAMES}


def labelled_counts(record: Record) -> list[tuple[str, int]]:
    """The counts that are more than none, by name; the number of people always."""
    return [
        (count_label(name), getattr(record, name))
        for name in rules.COUNT_NAMES
        if getattr(record, name) or name == "citizens"
    ]


def case_words(record: Record) -> list[tuple[str, str]]:
    """What a record says of work at the public-service centre, by name; nothing of other work."""
    case: CentreCase | None = getattr(record, "centre", None)
    if case is None:
        return []
    said = [
        (_("Hình thức"), str(case.get_mode_display())),
        (_("Kết quả"), str(case.get_outcome_display())),
        (_("Số phút"), format_number(case.minutes) if case.minutes else ""),
        (_("Mức hài lòng"), str(case.get_satisfaction_display()) if case.satisfaction else ""),
        (_("Ngày nhận hồ sơ"), f"{case.received_on:%d/%m/%Y}" if case.received_on else ""),
        (_("Số ngày làm việc giải quyết"), "" if case.handling_days is None else format_number(case.handling_days)),
    ]
    return [(label, words) for label, words in said if words]


def medium_words(record: Record) -> str:
    """ "Loa truyền thanh, 300 lượt tiếp cận"; nothing of work that is no communication."""
    if not record.medium:
        return ""
    reach = ngettext("%(count)s lượt tiếp cận", "%(count)s lượt tiếp cận", record.reach)
    return f"{medium_name(record.medium)}, {reach % {'count': format_number(record.reach)}}"


def changes_between(old: Record | None, new: Record) -> list[str]:
    """What a correction changed, as "Người dân: 30 → 3"; nothing for a first version."""
    if old is None:
        return []
    found = [
        f"{count_label(name)}: {format_number(getattr(old, name))} → {format_number(getattr(new, name))}"
        for name in rules.COUNT_NAMES
        if getattr(old, name) != getattr(new, name)
    ]
    if (old.medium, old.reach) != (new.medium, new.reach):
        found.append(f"{_('Tuyên truyền')}: {medium_words(old) or '–'} → {medium_words(new) or '–'}")
    if old.day != new.day:
        found.append(f"{_('Ngày')}: {old.day:%d/%m/%Y} → {new.day:%d/%m/%Y}")
    if old.place_id != new.place_id:
        found.append(f"{_('Nơi')}: {old.place} → {new.place}")
    if old.task_id != new.task_id:
        found.append(f"{_('Việc')}: {old.task.short_name} → {new.task.short_name}")
    if case_of(old) != case_of(new):
        found.append(_("Sửa phần ở trung tâm"))
    if old.note != new.note:
        found.append(_("Sửa ghi chú"))
    return found


def flag_reason(flag: Mapping[str, Any]) -> str:
    """Why a flag is there and what follows from it."""
    if flag["code"] == Flag.LATE_CAPTURE:
        return _("Quá 3 ngày từ ngày làm đến ngày ghi, hoặc từ lúc ghi đến lúc gửi. Việc vẫn tính đúng ngày đã làm.")
    if flag["code"] == Flag.CLOCK_JUMP:
        return _("Giờ lúc ghi đi trước giờ máy chủ hoặc trước ngày làm việc. Xem lại ngày ghi.")
    return _("Cùng nơi, cùng ngày, cùng việc, khác nguồn. Cả hai bản vẫn tính cho đến khi có người quyết định.")


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change."""
    return {"records": Record.objects.counting().filter(place__in=places).count()}
