"""What stays of a class: its questions, who answered them how, who does what alone, whose skill is due to be seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet

from toso.ground.audit.models import Entry
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.asking import asked_often
from toso.ground.shared.scope import Scope
from toso.work.training import rules
from toso.work.training.models import (
    Attempt,
    Attendance,
    Certificate,
    Completion,
    Course,
    PracticeMark,
    Question,
    Recheck,
    Registration,
    Session,
)
from toso.work.training.queries import sessions as queries
from toso.work.training.rules import AFTER_DAYS, RECHECK_DAYS, RECHECK_LATEST, SEATED, Moment, Paper

ONE_DECIMAL = Decimal("0.1")


def bank(course: Course) -> list[Question]:
    """The questions of a course in use, oldest first."""
    return list(course.questions.filter(dropped_at__isnull=True).order_by("pk"))


def session_of(session_id: int, person_id: int) -> Session | None:
    """A class that somebody has a seat in or was at, wherever it was."""
    signed = Registration.objects.filter(session=OuterRef("pk"), person=person_id, state__in=SEATED)
    rows = Session.objects.filter(pk=session_id).filter(Exists(signed) | Exists(_there(person_id)))
    return rows.select_related("course", "place").first()


def _there(person_id: int) -> QuerySet[Attendance]:
    return Attendance.objects.filter(session=OuterRef("pk"), person=person_id, superseded_at__isnull=True)


def was_there(session: Session, person_id: int) -> bool:
    return Attendance.objects.filter(session=session, person=person_id, superseded_at__isnull=True).exists()


def is_signed(session: Session, person_id: int) -> bool:
    return Registration.objects.filter(session=session, person=person_id, state__in=SEATED).exists()


def open_moments(session: Session, person_id: int, *, today: date) -> list[Moment]:
    """The moments at which this person may answer the quiz of the class now and has not yet."""
    if session.state == rules.SessionState.CANCELLED:
        return []
    done = set(Attempt.objects.filter(session=session, person=person_id).values_list("moment", flat=True))
    signed, present = is_signed(session, person_id), was_there(session, person_id)
    return [
        moment
        for moment in Moment
        if moment not in done and rules.opens_quiz(moment, session.day, today, is_signed=signed, was_present=present)
    ]


def asked(session: Session, person_id: int, moment: Moment) -> list[Question]:
    """The questions that this person gets at this moment."""
    found = {question.pk: question for question in bank(session.course)}
    return [found[pk] for pk in rules.questions_of(moment, list(found), person_id)]


@dataclass(frozen=True, slots=True)
class Averages:
    """How a class did in its quiz: how many answered, and their mean score, at each moment."""

    count: Mapping[str, int]
    mean: Mapping[str, Decimal]

    @property
    def gain(self) -> Decimal | None:
        """Points gained from before to after; None when one of the two is missing."""
        if Moment.BEFORE in self.mean and Moment.AFTER in self.mean:
            return self.mean[Moment.AFTER] - self.mean[Moment.BEFORE]
        return None


def averages(session: Session) -> Averages:
    rows = Attempt.objects.filter(session=session).values("moment").annotate(count=Count("pk"), mean=Avg("score"))
    found = list(rows.values_list("moment", "count", "mean").order_by("moment"))
    return Averages(
        {moment: count for moment, count, _mean in found},
        {moment: mean.quantize(ONE_DECIMAL, ROUND_HALF_UP) for moment, _count, mean in found},
    )


def present(session: Session) -> list[Person]:
    """Who was there by name, by given name."""
    rows = Attendance.objects.filter(session=session, superseded_at__isnull=True)
    return list(Person.objects.filter(pk__in=rows.values("person")).order_by("sort_key", "pk"))


def practised(session: Session) -> set[tuple[int, str]]:
    """Who does which task alone."""
    rows = PracticeMark.objects.filter(session=session, superseded_at__isnull=True)
    return set(rows.values_list("person", "task"))


def looked_at(session: Session, after: int) -> dict[int, Recheck]:
    rows = Recheck.objects.filter(session=session, after_days=after, superseded_at__isnull=True)
    return {row.person_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Due:
    """A class whose trainees' skill is due to be looked at again, and how many of them."""

    session: Session
    after: int
    count: int

    @property
    def on(self) -> date:
        return rules.recheck_on(self.session.day, self.after)


WINDOWS = {after: (after + RECHECK_LATEST - 1, after) for after in RECHECK_DAYS}  # so many days ago, from and until


@asked_often
def _held_then(scope: Scope, today: date) -> QuerySet[Session, Any]:
    """The classes that this person runs whose days of looking again are now."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.HOLDERS)
    mine = Q(trainers=scope.person_id) | Q(made_by=scope.person_id) | Q(place__path__in=roots)
    then = Q(pk__in=[])
    for first, last in WINDOWS.values():
        then |= Q(day__range=(today - timedelta(days=first), today - timedelta(days=last)))
    return Session.objects.visible_to(scope).counting().filter(mine, then).values_list("pk", "day").distinct()


def due_rechecks(scope: Scope, *, today: date, most: int = 50) -> list[Due]:
    """Classes that this person runs, with people not yet looked at again, the longest due first."""
    found: list[Due] = []
    days = _held_then(scope, today)
    for after, (first, last) in WINDOWS.items():
        held = [pk for pk, day in days if first >= (today - day).days >= last]
        if not held:
            continue
        seen = Recheck.objects.filter(
            session=OuterRef("session"), person=OuterRef("person"), after_days=after, superseded_at__isnull=True
        )
        rows = (
            Attendance.objects.filter(superseded_at__isnull=True, counted_at__isnull=False, session__in=held)
            .exclude(Exists(seen))
            .values("session")
            .annotate(count=Count("pk"))
            .order_by("session__day", "session")
        )
        counts = dict(rows.values_list("session", "count")[:most])
        sessions = Session.objects.filter(pk__in=counts).select_related("course", "place")
        found.extend(Due(session, after, counts[session.pk]) for session in sessions)
    return sorted(found, key=lambda due: (due.on, due.session.pk))[:most]


@dataclass(frozen=True, slots=True)
class Kept:
    """Of those looked at again after so many days, how many still do it alone."""

    after: int
    looked: int
    able: int

    @property
    def percent(self) -> Decimal | None:
        return rules.percent(self.able, self.looked)


def kept(place: Place, scope: Scope) -> list[Kept]:
    """The skill that stays, at a place and below it: the number no platform reports."""
    inside = Session.objects.visible_to(scope).counting().filter(place__path__startswith=place.path)
    rows = Recheck.objects.filter(superseded_at__isnull=True, session__in=inside.values("pk"))
    counted = {
        after: (looked, able)
        for after, looked, able in rows.values("after_days")
        .annotate(looked=Count("pk"), able=Count("pk", filter=Q(is_able=True)))
        .values_list("after_days", "looked", "able")
    }
    return [Kept(after, *counted.get(after, (0, 0))) for after in RECHECK_DAYS]


def papers_of(session: Session) -> list[Certificate]:
    """The papers of a class that stand, by given name."""
    rows = Certificate.objects.filter(session=session, superseded_at__isnull=True).select_related("person")
    return list(rows.order_by("person__sort_key", "person", "kind"))


def worthy(session: Session, kind: Paper) -> dict[int, Decimal | None]:
    """Who may have a paper of a kind for this class, with the score it states: there, and for the quiz passed."""
    there = set(Attendance.objects.filter(session=session, superseded_at__isnull=True).values_list("person", flat=True))
    there -= erased(there)
    if kind is Paper.ATTENDANCE:
        return dict.fromkeys(there)
    rows = Attempt.objects.filter(session=session, moment=Moment.AFTER, person__in=there)
    least = session.course.pass_percent
    return {person: score for person, score in rows.values_list("person", "score") if rules.passed(score, least)}


def erased(persons: Iterable[int]) -> set[int]:
    """Those of them whose name was taken out of the system at their own wish."""
    numbers = list(persons)
    rows = Entry.objects.filter(code="people.person.erased", about_kind="people.Person", about_id__in=numbers)
    return {int(one) for one in rows.values_list("about_id", flat=True)}


def papers_for(person_id: int) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(person=person_id, superseded_at__isnull=True)
    return rows.select_related("session__course", "session__place").order_by("-issued_on", "-pk")


@asked_often
def _with_quizzes(person_id: int, today: date) -> QuerySet[Session]:
    """The classes of late that somebody is signed up for or was at, and that have questions."""
    far = today - timedelta(days=max(AFTER_DAYS.values()) + RECHECK_LATEST)
    signed = Registration.objects.filter(session=OuterRef("pk"), person=person_id, state__in=SEATED)
    with_questions = Question.objects.filter(course=OuterRef("course"), dropped_at__isnull=True)
    return (
        Session.objects.exclude(state=rules.SessionState.CANCELLED)
        .filter(Exists(with_questions), day__gte=far)
        .annotate(signed=Exists(signed), there=Exists(_there(person_id)))
        .filter(Q(signed=True) | Q(there=True))
        .select_related("course", "place")
        .order_by("day", "pk")[:50]
    )


def open_quizzes(person_id: int, *, today: date) -> list[tuple[Session, Moment]]:
    """The quizzes that wait for this person now, of classes with questions."""
    sessions = _with_quizzes(person_id, today)
    if not sessions:
        return []
    done = set(Attempt.objects.filter(session__in=sessions, person=person_id).values_list("session", "moment"))
    return [
        (session, moment)
        for session in sessions
        for moment in Moment
        if (session.pk, moment) not in done
        and rules.opens_quiz(
            moment,
            session.day,
            today,
            is_signed=getattr(session, "signed", False),
            was_present=getattr(session, "there", False),
        )
    ]


def completions(course: Course) -> QuerySet[Completion]:
    rows = Completion.objects.filter(course=course, superseded_at__isnull=True)
    return rows.select_related("person", "place").order_by(F("day").desc(), "-pk")
