"""Which courses and classes there are, who may run them, and who was there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Length

from toso.ground.people.models import Person
from toso.ground.people.queries import held_on, persons_visible
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.work.training.models import (
    Attendance,
    Completion,
    Course,
    CourseQuerySet,
    HeadCount,
    Outline,
    Registration,
    Session,
    SessionQuerySet,
)
from toso.work.training.models.core import partner_roots
from toso.work.training.rules import SEATED, RegistrationState, SessionState

RUNNERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.YOUTH_UNION)
HOLDERS = (*RUNNERS, Role.TEAM_LEADER)  # a team leader holds classes for the citizens of the hamlet
READERS = (*HOLDERS, Role.TEAM_MEMBER, Role.PROVINCE_VIEWER, Role.PARTNER, Role.AUDITOR)
WATCHERS = (*HOLDERS, Role.PROVINCE_VIEWER, Role.AUDITOR)  # who sees names of attendance lists and coverage
TEACHERS = (*RUNNERS, Role.PARTNER)
PAGE = 30


def outlines_on(day: date) -> list[Outline]:
    """The newest version of each outline in use, by title."""
    newest: dict[str, Outline] = {}
    for row in Outline.objects.filter(valid_from__lte=day).order_by("code", "version"):
        newest[row.code] = row
    return sorted(newest.values(), key=lambda row: row.title)


def courses(scope: Scope) -> CourseQuerySet:
    rows: CourseQuerySet = Course.objects.visible_to(scope)
    return rows.select_related("place", "outline", "platform", "organisation")


def sessions(scope: Scope) -> SessionQuerySet:
    rows: SessionQuerySet = Session.objects.visible_to(scope)
    return rows.select_related("course__organisation", "place")


def may_offer(scope: Scope, place: Place) -> bool:
    return scope.holds(*RUNNERS, at_place=place.path)


def runs(session: Session, scope: Scope) -> bool:
    """Whoever holds classes at the place, the trainers of the class, and the partner whose course it is."""
    is_trainer = any(trainer.pk == scope.person_id for trainer in session.trainers.all())
    return is_trainer or scope.holds(*HOLDERS, at_place=session.place.path) or is_theirs(session.course, scope)


def is_theirs(course: Course, scope: Scope) -> bool:
    """Whether it is the course of a body that somebody speaks for as a partner."""
    roots = partner_roots(scope)
    path = course.organisation.path if roots and course.organisation else ""
    return any(path.startswith(root) for root in roots if path)


def bodies_of(scope: Scope) -> PlaceQuerySet:
    """The places that may offer a course through this person, the highest first."""
    roots = [grant.place for grant in scope.grants if grant.place and grant.role in RUNNERS]
    own: PlaceQuerySet = Place.objects.current().filter(path__in=roots)
    return own.order_by(Length("path"), "sort_key", "pk")


def has_signed_up(session: Session) -> bool:
    """Whether anybody counts on the class."""
    return Registration.objects.filter(session=session).exclude(state=RegistrationState.DECLINED).exists()


def enrolled_in(course: Course) -> list[Person]:
    """Whoever has signed up for a class of the course that is still to come."""
    signed = Registration.objects.filter(session__course=course, session__state=SessionState.PLANNED)
    return list(Person.objects.filter(pk__in=signed.exclude(state=RegistrationState.DECLINED).values("person")))


def was_taken_part_in(course: Course) -> bool:
    """Whether a class of it was held, or somebody completed it alone."""
    is_held = course.sessions.filter(state=SessionState.HELD).exists()
    return is_held or Completion.objects.filter(course=course, superseded_at__isnull=True).exists()


def places_to_hold(scope: Scope) -> PlaceQuerySet:
    """Where this person may hold a class: the own place and all below it."""
    condition = Q(pk__in=[])
    for grant in scope.grants:
        if grant.place and grant.role in HOLDERS:
            condition |= Q(path__startswith=grant.place)
    rows: PlaceQuerySet = Place.objects.current().filter(condition)
    return rows.select_related("parent").order_by("path")


def trainers_to_name(scope: Scope, *, on: date, also: Collection[int] = ()) -> QuerySet[Person]:
    """Officials, partners, the Youth Union, and oneself: the thousands of members of a province are not listed."""
    held = held_on(on, "assignments__") & Q(assignments__role__in=TEACHERS)
    known = persons_visible(scope).filter(held | Q(pk=scope.person_id))
    return Person.objects.filter(Q(pk__in=known.values("pk")) | Q(pk__in=also)).order_by("sort_key", "pk")


def with_counts(rows: SessionQuerySet) -> QuerySet[Session]:
    """Each class with how many are seated, waiting and present, at a fixed number of queries."""
    standing = Q(attendances__superseded_at__isnull=True, attendances__isnull=False)
    counted: QuerySet[Session] = rows.annotate(
        seated=Count("registrations", filter=Q(registrations__state__in=SEATED), distinct=True),
        present=Count("attendances", filter=standing, distinct=True),
    ).prefetch_related(
        Prefetch("head_counts", HeadCount.objects.filter(superseded_at__isnull=True), to_attr="heads_now"), "trainers"
    )
    return counted


def coming(scope: Scope, *, today: date) -> QuerySet[Session]:
    """Classes from today on that are not called off, the next first."""
    return with_counts(sessions(scope).planned().filter(day__gte=today)).order_by("day", "starts_at", "pk")


def past(scope: Scope, *, today: date, before: tuple[date, int] | None = None) -> QuerySet[Session]:
    """Everything else, newest first; ``before`` is the key of the last row shown."""
    rows = sessions(scope).exclude(state="planned", day__gte=today)
    if before is not None:
        rows = rows.filter(Q(day__lt=before[0]) | Q(day=before[0], pk__lt=before[1]))
    return with_counts(rows).order_by("-day", "-pk")


@dataclass(frozen=True, slots=True)
class ListLine:
    """One person of a class: how registered, and present or not."""

    person: Person
    registration: str
    attendance: Attendance | None


def list_of(session: Session) -> list[ListLine]:
    """Everybody registered or present, by given name."""
    signed = {row.person_id: row for row in Registration.objects.filter(session=session).select_related("person")}
    came = {
        row.person_id: row
        for row in Attendance.objects.filter(session=session, superseded_at__isnull=True).select_related("person")
    }
    persons = {row.person_id: row.person for row in signed.values()} | {
        row.person_id: row.person for row in came.values()
    }
    lines = [
        ListLine(
            person=person,
            registration=str(signed[pk].get_state_display()) if pk in signed else "",
            attendance=came.get(pk),
        )
        for pk, person in persons.items()
    ]
    return sorted(lines, key=lambda line: (line.person.sort_key, line.person.pk))


def heads_of(session: Session) -> HeadCount | None:
    return HeadCount.objects.filter(session=session, superseded_at__isnull=True).first()


def seated_count(session: Session) -> int:
    return Registration.objects.filter(session=session, state__in=SEATED).count()


def seat_of(session: Session, person_id: int) -> Registration | None:
    return Registration.objects.filter(session=session, person_id=person_id).first()


def next_waiting(session: Session) -> Registration | None:
    """Who has waited longest for a seat."""
    waiting = Registration.objects.filter(session=session, state=RegistrationState.WAITING)
    return waiting.select_related("person").order_by("at", "pk").first()


def persons_to_list(session: Session, *, on: date) -> QuerySet[Person]:
    """Who may be put on the list: whoever works at the place of the class, above it or below it, that day."""
    above = [int(part) for part in session.place.path.split(".") if part]
    held = held_on(on, "assignments__") & (
        Q(assignments__place__path__startswith=session.place.path) | Q(assignments__place__in=above)
    )
    return Person.objects.filter(held).distinct().order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Roll:
    """Who may be meant by a line of a paper list: persons by telephone, by account name, by folded name."""

    by_key: dict[str, list[Person]]

    @classmethod
    def of(cls, session: Session) -> "Roll":
        return cls.among(persons_to_list(session, on=session.day))

    @classmethod
    def among(cls, persons: QuerySet[Person]) -> "Roll":
        keys: dict[str, list[Person]] = {}
        for person in persons.select_related("account"):
            account = getattr(person, "account", None)
            own = {fold(person.name), _digits(person.phone), account.username if account else ""}
            for key in own - {""}:
                keys.setdefault(key, []).append(person)
        return cls(keys)

    def meant(self, name: str, phone: str) -> list[Person]:
        """The persons that a name, a telephone number or both may mean."""
        named = self.by_key.get(fold(name), self.by_key.get(name.strip().lower(), []))
        called = self.by_key.get(_digits(phone), []) if _digits(phone) else []
        if name and phone:
            return [person for person in named if person in called]
        return called if phone else named


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def attended_by(person_id: int) -> list[Session]:
    """The classes that somebody attended and that were held, the latest first."""
    there = Attendance.objects.filter(person=person_id, superseded_at__isnull=True, counted_at__isnull=False)
    rows = Session.objects.counting().filter(pk__in=there.values("session")).select_related("course")
    return list(rows.order_by("-day", "-pk"))
