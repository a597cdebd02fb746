"""What is wrong with a piece of work before it is saved, in sentences."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, Succession
from toso.ground.places.rules import Level
from toso.ground.shared.rows import read_rows
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number
from toso.plan.programme.models import TaskType
from toso.work.outreach import rules
from toso.work.outreach.models import Record, Source
from toso.work.outreach.queries.media import asks_for_medium, media_on
from toso.work.outreach.rules import CountFault, Counts, Work

RECORDERS = (Role.TEAM_LEADER, Role.TEAM_MEMBER, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
REVIEWERS = (Role.TEAM_LEADER, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
FROM_PAPER = (Source.GRID, Source.IMPORT)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record cannot be saved: the field at fault and a sentence that says what to do."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What the checks need to know, fetched once for all rows."""

    places: Mapping[int, Place]
    successors: Mapping[int, tuple[str, ...]]
    tasks: Mapping[int, TaskType]
    people: Collection[int]
    scope: Scope
    on: date
    is_from_paper: bool


def people_around(place: Place) -> QuerySet[Person]:
    """Those who may have taken part in work at a place: team members and officials of its commune."""
    root = _commune_path(place)
    return Person.objects.filter(
        Q(memberships__team__place__path__startswith=root, memberships__superseded_at__isnull=True)
        | Q(assignments__place__path__startswith=root)
    )


def problems_of(
    works: Sequence[Work], *, by: Person, scope: Scope, on: date, is_from_paper: bool
) -> list[tuple[Problem, ...]]:
    """For each piece of work what keeps it from being saved, in the order of the page; nothing is written.

    A place outside the scope raises ``Place.DoesNotExist``, as if there were none.
    """
    return problems_in(works, ground_of(works, by=by, scope=scope, on=on, is_from_paper=is_from_paper))


def problems_in(works: Sequence[Work], ground: Ground) -> list[tuple[Problem, ...]]:
    return [tuple(_problems(work, ground)) for work in works]


def ground_of(
    works: Sequence[Work],
    *,
    by: Person,
    scope: Scope,
    on: date,
    is_from_paper: bool,
    tasks: Mapping[int, TaskType] | None = None,
    places: Mapping[int, Place] | None = None,
) -> Ground:
    """What the checks of these works need; ``tasks``, ``places``: theirs, when the caller has them. Raises as
    ``problems_of``."""
    if tasks is None:
        tasks = TaskType.objects.in_bulk({work.task_id for work in works})
    wanted = {work.place_id for work in works}
    named = places_named(wanted) if places is None else places
    places = {pk: named[pk] for pk in wanted & named.keys() if named[pk].path.startswith(scope.place_roots)}
    if missing := wanted - places.keys():
        raise Place.DoesNotExist(sorted(missing))
    return Ground(
        places=places,
        successors=_successors(place.pk for place in places.values() if place.valid_until),
        tasks=tasks,
        people=_known_people(works, places.values(), by),
        scope=scope,
        on=on,
        is_from_paper=is_from_paper,
    )


def places_named(ids: Collection[int]) -> dict[int, Place]:
    """These places, whoever may see them; asked before every sending, so in few words."""
    return {place.pk: place for place in read_rows(Place, "id = ANY(%s)", list(ids))}


def _successors(ended: Iterable[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    wanted = list(ended)
    if not wanted:
        return found
    rows = Succession.objects.filter(predecessor__in=wanted).order_by("-is_usual", "pk").select_related("successor")
    for row in rows:
        found[row.predecessor_id] = (*found.get(row.predecessor_id, ()), str(row.successor))
    return found


def _known_people(works: Sequence[Work], places: Iterable[Place], by: Person) -> set[int]:
    wanted = {person for work in works for person in work.people}
    known = {by.pk} & wanted
    roots = {_commune_path(place): place for place in places}
    for place in roots.values():
        if wanted <= known:
            break
        known |= set(people_around(place).filter(pk__in=wanted - known).values_list("pk", flat=True))
    return known


def _commune_path(place: Place) -> str:
    return place.path if place.level != Level.HAMLET else place.path[: place.path[:-1].rfind(".") + 1]


def _problems(work: Work, ground: Ground) -> Iterable[Problem]:
    place = ground.places[work.place_id]
    yield from _place_problems(work, place, ground)
    yield from _task_problems(work, ground.tasks.get(work.task_id))
    yield from _medium_problems(work, ground.tasks.get(work.task_id))
    for name, fault in rules.count_faults(work.counts, reach=work.reach, things=work.things):
        yield Problem(name, _count_sentence(name, fault, work.counts, count_label(name)))
    if not 0 <= work.things <= rules.MOST_THINGS:
        yield Problem(
            "things", _("Số máy, phần mềm, hồ sơ từ 0 đến %(most)s.") % {"most": format_number(rules.MOST_THINGS)}
        )
    yield from _centre_problems(work, place)
    yield from _people_problems(work, ground)


def _centre_problems(work: Work, place: Place) -> Iterable[Problem]:
    """The centre is the commune's; somebody served has a mode and an outcome."""
    if work.centre is None:
        return
    if place.level != Level.COMMUNE:
        yield Problem("place", _("Việc ở Trung tâm ghi cho xã, phường, đặc khu; chọn xã."))
    sentences = {
        "mode": _("Chọn hình thức: trực tuyến, được giúp, hay tại quầy."),
        "outcome": _("Chọn kết quả."),
        "minutes": _("Số phút từ 1 đến %(most)s.") % {"most": rules.MOST_MINUTES},
        "satisfaction": _("Chọn mức hài lòng trong danh sách, hoặc để trống."),
        "received_on": _("Ngày nhận hồ sơ không sau ngày trả kết quả và không quá một năm trước đó."),
    }
    for name in rules.case_faults(work.centre, day=work.day):
        yield Problem(name, sentences[name])


def count_label(name: str) -> str:
    """What a column of counts is called."""
    return str(getattr(Record._meta.get_field(name), "verbose_name", name))


def _place_problems(work: Work, place: Place, ground: Ground) -> Iterable[Problem]:
    if not ground.scope.holds(*RECORDERS, at_place=place.path):
        yield Problem("place", _("Tài khoản này chỉ được xem %(place)s, không ghi việc ở đây.") % {"place": place})
    elif place.level not in (Level.HAMLET, Level.COMMUNE):
        yield Problem("place", _("Chọn thôn, tổ dân phố hoặc xã nơi làm việc; %(place)s quá rộng.") % {"place": place})
    if work.day > ground.on:
        yield Problem(
            "day",
            _("Ngày %(day)s chưa đến. Ghi từ hôm nay (%(today)s) trở về trước.")
            % {"day": f"{work.day:%d/%m/%Y}", "today": f"{ground.on:%d/%m/%Y}"},
        )
    if work.day < place.valid_from:
        yield Problem(
            "day",
            _("%(place)s có từ %(day)s; việc trước ngày đó ghi cho đơn vị cũ.")
            % {"place": place, "day": f"{place.valid_from:%d/%m/%Y}"},
        )
    if place.valid_until and work.day >= place.valid_until:
        yield Problem("day", _ended_sentence(place, ground.successors.get(place.pk, ())))


def _ended_sentence(place: Place, successors: tuple[str, ...]) -> str:
    words = {"place": place, "day": f"{place.valid_until:%d/%m/%Y}", "successors": ", ".join(successors)}
    if successors:
        return _("%(place)s không còn từ %(day)s; việc từ ngày đó ghi cho %(successors)s.") % words
    return _("%(place)s không còn từ %(day)s; chọn đơn vị khác.") % words


def _task_problems(work: Work, task: TaskType | None) -> Iterable[Problem]:
    if task is None:
        yield Problem("task", _("Chọn việc trong danh mục."))
    elif work.day < task.valid_from:
        yield Problem(
            "task",
            _("Việc “%(task)s” có trong danh mục từ %(day)s; chọn việc khác hoặc sửa ngày.")
            % {"task": task.short_name, "day": f"{task.valid_from:%d/%m/%Y}"},
        )
    elif task.valid_until and work.day >= task.valid_until:
        yield Problem(
            "task",
            _("Việc “%(task)s” không còn trong danh mục từ %(day)s; chọn việc khác hoặc sửa ngày.")
            % {"task": task.short_name, "day": f"{task.valid_until:%d/%m/%Y}"},
        )


def _medium_problems(work: Work, task: TaskType | None) -> Iterable[Problem]:
    """Only communication has a medium and a reach; a reach says by what medium."""
    if not work.medium and not work.reach:
        return
    if task is not None and not asks_for_medium(task.code):
        yield Problem(
            "medium", _("Việc “%(task)s” không ghi hình thức tuyên truyền; bỏ trống.") % {"task": task.short_name}
        )
    elif work.medium not in media_on(work.day):
        yield Problem("medium", _("Chọn hình thức tuyên truyền trong danh sách."))
    if not 0 <= work.reach <= rules.MOST_REACHED:
        yield Problem("reach", _("Số lượt tiếp cận từ 0 đến %(most)s.") % {"most": format_number(rules.MOST_REACHED)})


def _count_sentence(name: str, fault: CountFault, counts: Counts, label: str) -> str:
    words = {
        "label": label,
        "value": format_number(getattr(counts, name)),
        "most": format_number(rules.MOST_IN_ONE_RECORD),
        "citizens": format_number(counts.citizens),
        "helped": format_number(max(counts.citizens, counts.households)),
        "poor": format_number(counts.poor + counts.near_poor),
    }
    if fault == CountFault.NEGATIVE:
        return _("%(label)s không thể là số âm. Đang ghi %(value)s.") % words
    if fault == CountFault.TOO_MANY:
        return _("%(label)s: ghi từ 0 đến %(most)s trong một lần. Đang ghi %(value)s.") % words
    if fault == CountFault.NOTHING:
        return _("Ghi ít nhất một người, hộ, cơ sở kinh doanh hoặc hợp tác xã được giúp.")
    if fault == CountFault.MORE_THAN_CITIZENS:
        return _("%(label)s (%(value)s) nằm trong số người dân, không thể nhiều hơn %(citizens)s.") % words
    return _("Hộ nghèo và cận nghèo (%(poor)s) nhiều hơn số người, số hộ được giúp (%(helped)s).") % words


def _people_problems(work: Work, ground: Ground) -> Iterable[Problem]:
    if not work.people and not ground.is_from_paper:
        yield Problem("people", _("Chọn ít nhất một người tham gia."))
    if len(set(work.people)) != len(work.people):
        yield Problem("people", _("Mỗi người tham gia chỉ chọn một lần."))
    if len(work.people) > rules.MOST_PEOPLE:
        yield Problem("people", _("Một việc có nhiều nhất %(most)s người tham gia.") % {"most": rules.MOST_PEOPLE})
    if not set(work.people) <= set(ground.people):
        yield Problem("people", _("Có người không thuộc tổ hay xã này; chọn lại người tham gia."))
    if work.shares is not None and (set(work.shares) != set(work.people) or not rules.shares_are_whole(work.shares)):
        yield Problem("people", _("Phần của những người tham gia phải cộng lại đúng 100%."))
