"""Who must answer a difficulty, which are open, and how they are found."""

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.deadline_words import remaining_words
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.helpdesk.models import Cooperation, CooperationQuerySet, Difficulty, DifficultyQuerySet
from toso.work.helpdesk.rules import WAITING, CooperationState, DifficultyState

RAISERS = (Role.TEAM_LEADER, Role.TEAM_MEMBER, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
HOLDER_ROLES: dict[str, tuple[Role, ...]] = {
    Level.HAMLET: (Role.TEAM_LEADER,),
    Level.COMMUNE: (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER),
    Level.PROVINCE: (Role.PROVINCE_OFFICER,),
}


def all_difficulties(scope: Scope) -> DifficultyQuerySet:
    return Difficulty.objects.visible_to(scope).filter(superseded_at__isnull=True)


def open_difficulties(place_path: str, until: date) -> DifficultyQuerySet:
    """The difficulties under a place raised up to that day and still without an answer at its end, oldest first."""
    return (
        Difficulty.objects.filter(place__path__startswith=place_path, superseded_at__isnull=True, raised_on__lte=until)
        .filter(Q(state__in=WAITING) | Q(answered_on__gt=until))
        .select_related("place", "raised_by", "organisation", "platform")
        .order_by("raised_on", "pk")
    )


def to_answer(scope: Scope) -> DifficultyQuerySet:
    """What waits for an answer by somebody with these roles at these places or organisations."""
    condition = Q(pk__in=[])
    for level, roles in HOLDER_ROLES.items():
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in roles)
        condition |= Q(holder_level=level) & inside(roots, "place__path")
    partners = tuple(grant.organisation for grant in scope.grants if grant.organisation and grant.role == Role.PARTNER)
    condition |= inside(partners, "organisation__path")
    return all_difficulties(scope).unanswered().filter(condition)


def may_answer(difficulty: Difficulty, scope: Scope) -> bool:
    """The level that holds it answers or passes it on; so does the organisation it was forwarded to."""
    if scope.holds(*HOLDER_ROLES[difficulty.holder_level], at_place=difficulty.place.path):
        return True
    path = difficulty.organisation.path if difficulty.organisation else ""
    return any(
        path.startswith(grant.organisation)
        for grant in scope.grants
        if path and grant.organisation and grant.role == Role.PARTNER
    )


def may_settle(difficulty: Difficulty, scope: Scope) -> bool:
    """Who raised it asks again or closes it; so does the leader of that place."""
    return difficulty.raised_by_id == scope.person_id or scope.holds(Role.TEAM_LEADER, at_place=difficulty.place.path)


def holders(difficulty: Difficulty, *, on: date) -> QuerySet[Person]:
    """The persons who are to answer: by role at the place or above it, or in the organisation it went to."""
    active = Q(assignments__starts_on__lte=on) & (Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gt=on))
    if difficulty.organisation:
        held = Q(assignments__role=Role.PARTNER, assignments__organisation_id__in=_ids(difficulty.organisation.path))
    else:
        roles = HOLDER_ROLES[difficulty.holder_level]
        held = Q(assignments__role__in=roles, assignments__place_id__in=_ids(difficulty.place.path))
    return Person.objects.filter(active & held).distinct()


def partners_of(organisation: Organisation, *, on: date) -> QuerySet[Person]:
    """Whoever answers for a body as a partner."""
    active = Q(assignments__starts_on__lte=on) & (Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gt=on))
    held = Q(assignments__role=Role.PARTNER, assignments__organisation_id__in=_ids(organisation.path))
    return Person.objects.filter(active & held).distinct()


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]


def search(rows: DifficultyQuerySet, text: str) -> DifficultyQuerySet:
    """Those whose title, place or sender hold every word; without regard to marks and capitals."""
    words = fold(text).split()
    if not words:
        return rows
    ids = [
        pk
        for pk, title, place, person in rows.values_list("pk", "title", "place__search", "raised_by__search")
        if all(word in f"{fold(title)} {place} {person}" for word in words)
    ]
    return rows.filter(pk__in=ids)


def tab_counts(scope: Scope, person_id: int) -> dict[str, int]:
    """How many stand under each tab of the list."""
    counted = all_difficulties(scope).aggregate(
        raised=Count("pk", filter=Q(raised_by=person_id), distinct=True), every=Count("pk", distinct=True)
    )
    return {"answer": to_answer(scope).count(), "raised": counted["raised"], "all": counted["every"]}


def due_sentence(difficulty: Difficulty, at: datetime) -> str:
    """ "còn 3 ngày làm việc"; nothing when nobody is waited for."""
    if difficulty.due_at is None or difficulty.state not in WAITING:
        return ""
    return remaining_words(vietnam_calendar(), difficulty.due_at, at)


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Difficulties to answer, and answers to what this person raised that nobody has closed yet."""
    waiting = to_answer(scope).select_related("place").order_by("due_at", "pk")[:50]
    found = [
        Job(
            key=f"helpdesk.answer.{difficulty.pk}",
            title=difficulty.title,
            detail=_("Vướng mắc của %(place)s") % {"place": difficulty.place},
            address=reverse("helpdesk:difficulty", args=[difficulty.pk]),
            act=_("Trả lời"),
            icon="message-report",
            due_at=difficulty.due_at,
            due_words=due_sentence(difficulty, at),
        )
        for difficulty in waiting
    ]
    answered = Difficulty.objects.visible_to(scope).filter(raised_by=person_id, state=DifficultyState.ANSWERED)
    found.extend(
        Job(
            key=f"helpdesk.read.{difficulty.pk}",
            title=difficulty.title,
            detail=_("Đã có trả lời ngày %(day)s") % {"day": f"{difficulty.answered_on:%d/%m/%Y}"},
            address=reverse("helpdesk:difficulty", args=[difficulty.pk]),
            act=_("Xem trả lời"),
            icon="message-report",
        )
        for difficulty in answered.order_by("-answered_on", "-pk")[:20]
    )
    return [*found, *cooperation_jobs(scope, person_id, at)]


def cooperations(scope: Scope) -> CooperationQuerySet:
    """Requests for cooperation asked at places, or of organisations, in the scope."""
    rows: CooperationQuerySet = Cooperation.objects.visible_to(scope)
    return rows.select_related("place", "organisation", "asked_by", "answered_by")


def may_cooperate(row: Cooperation, scope: Scope) -> bool:
    """The body that was asked answers; a commune or its team writes down an answer that came another way."""
    if scope.holds(*RAISERS, at_place=row.place.path):
        return True
    return any(
        row.organisation.path.startswith(grant.organisation)
        for grant in scope.grants
        if grant.organisation and grant.role == Role.PARTNER
    )


def bodies_to_ask(places: QuerySet[Place]) -> QuerySet[Organisation]:
    """Bodies of today that a place may call: those of the place and above it, and those of no place."""
    ids = {int(part) for path in places.values_list("path", flat=True) for part in path.split(".") if part}
    here = Q(place__isnull=True) | Q(place_id__in=ids)
    return Organisation.objects.filter(here, valid_until__isnull=True).order_by("sort_key", "pk")


def cooperation_jobs(scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """For a partner what it is asked; for whoever asked, what is overdue or agreed and not yet done."""
    partners = tuple(grant.organisation for grant in scope.grants if grant.organisation and grant.role == Role.PARTNER)
    asked = Q(state=CooperationState.ASKED)
    mine = Q(asked_by=person_id) & (Q(state=CooperationState.AGREED) | (asked & Q(due_at__lt=at)))
    rows = cooperations(scope).filter((inside(partners, "organisation__path") & asked) | mine)
    return [
        Job(
            key=f"helpdesk.cooperation.{row.pk}.{row.state}",
            title=row.title,
            detail=_("Đề nghị %(organisation)s phối hợp") % {"organisation": row.organisation},
            address=reverse("helpdesk:cooperation", args=[row.pk]),
            act=_("Xem") if row.asked_by_id == person_id else _("Trả lời"),
            icon="phone",
            due_at=row.due_at if row.state == CooperationState.ASKED else None,
            due_words=remaining_words(vietnam_calendar(), row.due_at, at)
            if row.state == CooperationState.ASKED
            else "",
        )
        for row in rows.order_by("due_at", "pk")[:30]
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    rows = search(all_difficulties(scope), text).select_related("place").order_by("-raised_on", "-pk")[:limit]
    return [
        Found(
            kind=_("Vướng mắc"),
            label=row.title,
            address=reverse("helpdesk:difficulty", args=[row.pk]),
            detail=f"{row.place}, {row.raised_on:%d/%m/%Y}",
        )
        for row in rows
    ]


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change: what is not yet settled."""
    standing = Difficulty.objects.filter(place__in=places, superseded_at__isnull=True)
    return {"difficulties": standing.exclude(state=DifficultyState.CLOSED).count()}
