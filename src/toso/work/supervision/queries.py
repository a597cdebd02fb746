"""Which inspections, findings and opinions there are, who may act on them, and what waits for whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.people.models import Person
from toso.ground.people.queries import held_on
from toso.ground.people.rules import COMMUNE_ROLES, Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.asking import asked_often
from toso.ground.shared.deadline_words import remaining_words
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.supervision.models import (
    Checklist,
    Finding,
    FindingQuerySet,
    Inspection,
    Opinion,
    OpinionQuerySet,
    Visit,
)
from toso.work.supervision.rules import OPEN_STATES, FindingState, InspectionState, OpinionState

INSPECTORS = (Role.PROVINCE_OFFICER, Role.AUDITOR, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
ANSWERERS = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.TEAM_LEADER)
READERS = (*INSPECTORS, Role.PROVINCE_VIEWER, Role.TEAM_LEADER, Role.TEAM_MEMBER)
ASKERS = (Role.TEAM_LEADER, Role.TEAM_MEMBER, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
GIVERS: dict[str, tuple[Role, ...]] = {
    Level.COMMUNE: (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER),
    Level.PROVINCE: (Role.PROVINCE_OFFICER,),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an opinion is about, wherever it stands."""

    kind: str
    pk: int
    title: str
    address: str
    place: Place | None  # None: it belongs to no place, and the opinion to the asker's


Subjects = Mapping[str, Callable[[int, Scope], Subject | None]]


def checklists_on(day: date) -> list[Checklist]:
    """The newest version in use of each checklist, by title."""
    rows = Checklist.objects.filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    newest: dict[str, Checklist] = {}
    for row in rows.order_by("code", "version"):
        newest[row.code] = row
    return sorted(newest.values(), key=lambda row: row.title)


def inspects(inspection: Inspection, scope: Scope) -> bool:
    """Whether this person belongs to the body that inspects."""
    return scope.holds(*INSPECTORS, at_place=inspection.place.path)


def places_to_inspect(own: Place) -> PlaceQuerySet:
    """A province inspects its communes and hamlets, a commune its hamlets; those of today."""
    levels = [Level.COMMUNE, Level.HAMLET] if own.level == Level.PROVINCE else [Level.HAMLET]
    below: PlaceQuerySet = Place.objects.current().filter(level__in=levels, path__startswith=own.path)
    return below.select_related("parent").order_by("path")


def bodies_of(scope: Scope) -> PlaceQuerySet:
    """Provinces and communes for which this person may plan an inspection."""
    roots = [grant.place for grant in scope.grants if grant.place and grant.role in INSPECTORS]
    own: PlaceQuerySet = Place.objects.current().filter(path__in=roots, level__in=[Level.PROVINCE, Level.COMMUNE])
    return own.order_by("path")


def inspectors_of(own: Place, *, on: date) -> QuerySet[Person]:
    """Who may go: those who hold a role of the body that inspects."""
    held = held_on(on, "assignments__") & Q(assignments__place=own, assignments__role__in=INSPECTORS)
    return Person.objects.filter(held).distinct().order_by("sort_key", "pk")


def inspections(scope: Scope) -> QuerySet[Inspection]:
    """The inspections in the scope, newest first, each with the visits this person may see."""
    visits = Visit.objects.visible_to(scope).filter(superseded_at__isnull=True).select_related("place")
    rows: QuerySet[Inspection] = Inspection.objects.visible_to(scope).select_related("place", "lead", "checklist")
    return rows.prefetch_related(Prefetch("visits", visits.order_by("planned_on", "place__path"), to_attr="seen"))


def all_findings(scope: Scope) -> FindingQuerySet:
    rows: FindingQuerySet = Finding.objects.visible_to(scope).filter(superseded_at__isnull=True)
    return rows


def may_answer(finding: Finding, scope: Scope) -> bool:
    """The one inspected answers: of a province's inspection the commune or the team, of a commune's the team."""
    own = finding.visit.inspection.place
    roles = ANSWERERS if own.level == Level.PROVINCE else (Role.TEAM_LEADER,)
    return scope.holds(*roles, at_place=finding.place.path) and not inspects(finding.visit.inspection, scope)


def to_put_right(scope: Scope) -> FindingQuerySet:
    """Open findings that this person is to answer, those due first."""
    commune = inside(_roots(scope, COMMUNE_ROLES), "place__path") & Q(visit__inspection__place__level=Level.PROVINCE)
    team = inside(_roots(scope, {Role.TEAM_LEADER}), "place__path")
    rows: FindingQuerySet = all_findings(scope).filter(commune | team, state=FindingState.OPEN)
    return rows.order_by("due_at", "pk")


def to_check(scope: Scope) -> FindingQuerySet:
    """Answered findings that wait for whoever inspected."""
    mine = inside(_roots(scope, set(INSPECTORS)), "visit__inspection__place__path")
    rows: FindingQuerySet = all_findings(scope).filter(mine, state=FindingState.ANSWERED)
    return rows.order_by("due_at", "pk")


def _roots(scope: Scope, roles: Any) -> tuple[str, ...]:
    return tuple(grant.place for grant in scope.grants if grant.place and grant.role in roles)


def answerers_of(finding: Finding, *, on: date) -> QuerySet[Person]:
    """Who is told of a finding: those who are to answer it."""
    own = finding.visit.inspection.place
    roles = ANSWERERS if own.level == Level.PROVINCE else (Role.TEAM_LEADER,)
    return _persons(roles, finding.place, on=on)


def _persons(roles: tuple[Role, ...], place: Place, *, on: date) -> QuerySet[Person]:
    """Whoever holds one of the roles at the place or above it."""
    ids = [int(part) for part in place.path.split(".") if part]
    held = held_on(on, "assignments__") & Q(assignments__role__in=roles, assignments__place_id__in=ids)
    return Person.objects.filter(held).distinct()


def inspected_at(place: Place, *, own: Place, on: date) -> QuerySet[Person]:
    """Who is told that an inspection comes: the commune's roles, or the team leader of the hamlet."""
    roles = ANSWERERS if own.level == Level.PROVINCE else (Role.TEAM_LEADER,)
    return _persons(roles, place, on=on)


def workers_at(place: Place, *, on: date) -> QuerySet[Person]:
    """Who works at a place: the commune's roles and the team's."""
    return _persons(ASKERS, place, on=on)


def inspecting(inspection: Inspection) -> list[Person]:
    """The lead and the members of the inspection."""
    return list({person.pk: person for person in (inspection.lead, *inspection.members.all())}.values())


def givers_of(opinion: Opinion, *, on: date) -> QuerySet[Person]:
    """Who is asked for the opinion."""
    return _persons(GIVERS[opinion.holder_level], opinion.place, on=on)


def opinions(scope: Scope) -> OpinionQuerySet:
    rows: OpinionQuerySet = Opinion.objects.visible_to(scope)
    return rows.select_related("place", "asked_by", "given_by")


def to_give(scope: Scope) -> OpinionQuerySet:
    """Opinions that this person is asked for."""
    condition = Q(pk__in=[])
    for level, roles in GIVERS.items():
        condition |= Q(holder_level=level) & inside(_roots(scope, roles), "place__path")
    rows: OpinionQuerySet = opinions(scope).waiting().filter(condition)
    return rows.order_by("due_at", "pk")


def may_give(opinion: Opinion, scope: Scope) -> bool:
    return scope.holds(*GIVERS[opinion.holder_level], at_place=opinion.place.path)


def place_of_asker(scope: Scope) -> Place | None:
    """Where a question stands that is about no place: the asker's own."""
    roots = [grant.place for grant in scope.grants if grant.place]
    return Place.objects.filter(path__in=roots).order_by("path").first()


def due_sentence(due_at: datetime | None, at: datetime) -> str:
    """ "còn 3 ngày làm việc"; nothing without a term."""
    return remaining_words(vietnam_calendar(), due_at, at) if due_at else ""


def tab_counts(scope: Scope, at: datetime) -> dict[str, int]:
    """The numbers above the list of findings."""
    counted = all_findings(scope).aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        overdue=Count("pk", filter=Q(state=FindingState.OPEN, due_at__lt=at)),
        closed=Count("pk", filter=Q(state=FindingState.CLOSED)),
    )
    return {name: int(value) for name, value in counted.items()}


MOST_JOBS = 30


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Findings to put right or to check, visits whose day has come, opinions asked for and given."""
    if not scope.holds(*READERS):
        return []
    return [
        *(_finding_job(row, at, _("Giải trình")) for row in _open_ones(scope)),
        *(_finding_job(row, at, _("Kiểm tra lại")) for row in _answered_ones(scope)),
        *(_visit_job(row) for row in _visits_to_make(scope, person_id, localdate(at))),
        *(_opinion_job(row, at) for row in _opinions_to_give(scope)),
        *_overdue_jobs(scope, person_id, at),
    ]


@asked_often
def _open_ones(scope: Scope) -> QuerySet[Finding]:
    return _first(to_put_right(scope))


@asked_often
def _answered_ones(scope: Scope) -> QuerySet[Finding]:
    return _first(to_check(scope))


@asked_often
def _opinions_to_give(scope: Scope) -> QuerySet[Opinion]:
    return to_give(scope)[:MOST_JOBS]


def _first(rows: FindingQuerySet) -> QuerySet[Finding]:
    return rows.select_related("place", "visit__inspection")[:MOST_JOBS]


def _finding_job(row: Finding, at: datetime, act: str) -> Job:
    return Job(
        key=f"supervision.finding.{row.pk}.{row.state}",
        title=row.text,
        detail=_("Kiểm tra: %(title)s, %(place)s") % {"title": row.visit.inspection.title, "place": row.place},
        address=reverse("supervision:finding", args=[row.pk]),
        act=act,
        icon="list-check",
        due_at=row.due_at,
        due_words=due_sentence(row.due_at, at),
        is_returned=row.state == FindingState.OPEN and row.term_from != row.found_on,
    )


@asked_often
def _visits_to_make(scope: Scope, person_id: int, today: date) -> QuerySet[Visit]:
    mine = Visit.objects.visible_to(scope).filter(
        Q(inspection__lead=person_id) | Q(inspection__members=person_id),
        inspection__state=InspectionState.PLANNED,
        superseded_at__isnull=True,
        held_on__isnull=True,
        planned_on__lte=today,
    )
    return mine.select_related("place", "inspection").distinct().order_by("planned_on", "pk")[:MOST_JOBS]


def _visit_job(row: Visit) -> Job:
    return Job(
        key=f"supervision.visit.{row.pk}",
        title=_("Kiểm tra tại %(place)s") % {"place": row.place},
        detail=row.inspection.title,
        address=reverse("supervision:visit", args=[row.pk]),
        act=_("Ghi biên bản"),
        icon="list-check",
    )


def _opinion_job(row: Opinion, at: datetime) -> Job:
    return Job(
        key=f"supervision.opinion.{row.pk}",
        title=_("Cho ý kiến: %(title)s") % {"title": row.about_title},
        detail=str(row.place),
        address=reverse("supervision:opinion", args=[row.pk]),
        act=_("Cho ý kiến"),
        icon="message-report",
        due_at=row.due_at,
        due_words=due_sentence(row.due_at, at),
    )


@asked_often
def _followed(scope: Scope, person_id: int) -> QuerySet[Finding, datetime | None]:
    """When the open findings are due of the inspections this person leads, and of those this person found."""
    mine = all_findings(scope).filter(
        inside(_roots(scope, set(INSPECTORS)), "visit__inspection__place__path"),
        Q(visit__inspection__lead=person_id) | Q(found_by=person_id),
        state=FindingState.OPEN,
    )
    return mine.values_list("due_at", flat=True)


def _overdue_jobs(scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """What is overdue of them, as one line."""
    late = sum(due_at is not None and due_at < at for due_at in _followed(scope, person_id))
    if not late:
        return []
    words = ngettext("%(count)s phát hiện quá hạn khắc phục", "%(count)s phát hiện quá hạn khắc phục", late)
    return [
        Job(
            key="supervision.overdue",
            title=words % {"count": late},
            detail=_("Theo dõi sau kiểm tra"),
            address=f"{reverse('supervision:findings')}?tab=overdue",
            act=_("Xem"),
            icon="list-check",
        )
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Inspections and findings whose words hold every word asked for, without regard to marks."""
    words = fold(text).split()
    if not words or not scope.holds(*READERS):
        return []
    plans = Inspection.objects.visible_to(scope).select_related("place").order_by("-first_day", "-pk")[:500]
    hits = [
        Found(
            kind=_("Kiểm tra"),
            label=row.title,
            address=reverse("supervision:inspection", args=[row.pk]),
            detail=f"{row.place}, {row.first_day:%d/%m/%Y}",
        )
        for row in plans
        if _has(words, f"{row.title} {row.decision_number}")
    ]
    rows = all_findings(scope).select_related("place").order_by("-found_on", "-pk")[:2000]
    hits += [
        Found(
            kind=_("Phát hiện"),
            label=row.text,
            address=reverse("supervision:finding", args=[row.pk]),
            detail=f"{row.place}, {row.found_on:%d/%m/%Y}",
        )
        for row in rows
        if _has(words, f"{row.text} {row.place}")
    ]
    return hits[:limit]


def _has(words: list[str], text: str) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change: what is not yet put right."""
    standing = Finding.objects.filter(place__in=places, superseded_at__isnull=True, state__in=OPEN_STATES)
    return {"findings": standing.count()}


def opinions_about(kind: str, pk: int, scope: Scope) -> OpinionQuerySet:
    """What was asked and said about one thing, the newest first."""
    rows: OpinionQuerySet = opinions(scope).filter(about_kind=kind, about_id=pk)
    return rows.order_by("-pk")


def asked_of(opinion: Opinion) -> str:
    return str(opinion.get_holder_level_display())


def is_waiting(opinion: Opinion) -> bool:
    return opinion.state == OpinionState.ASKED
