"""Courses and classes for tests, made through the room's own doors."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from tests.builders import moment
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.work.training.actions.attendance import take_attendance
from toso.work.training.actions.courses import Syllabus, load_outlines, offer_course
from toso.work.training.actions.papers import issue_papers
from toso.work.training.actions.proposals import Proposed, propose_class
from toso.work.training.actions.quiz import add_question, answer_quiz
from toso.work.training.actions.sessions import Meeting, hold_session, plan_session
from toso.work.training.models import Attempt, Certificate, Course, Outline, Proposal, Question, Session
from toso.work.training.queries import skills
from toso.work.training.queries.proposals import bodies_of
from toso.work.training.rules import Audience, Mode, Moment, Organiser, Paper

DAY = date(2026, 11, 16)  # a Monday
SYLLABUS = Syllabus(
    title="Dịch vụ công trực tuyến",
    audience=Audience.MEMBERS,
    mode=Mode.IN_PERSON,
    organiser=Organiser.COMMUNE,
    parts=("Tìm thủ tục", "Nộp hồ sơ"),
    practice=("Tự nộp một hồ sơ",),
)


def an_outline(code: str = "public-service") -> Outline:
    load_outlines(at=moment(DAY))
    return Outline.objects.get(code=code, version=1)


def a_course(*, place: Place, by: Person, syllabus: Syllabus = SYLLABUS, outline: Outline | None = None) -> Course:
    return offer_course(
        place=place, syllabus=syllabus, outline=outline, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY)
    )


def a_meeting(
    *,
    place: Place,
    day: date = DAY,
    starts_at: time = time(8),
    capacity: int | None = None,
    trainers: Sequence[Person] = (),
) -> Meeting:
    return Meeting(
        place=place,
        day=day,
        starts_at=starts_at,
        ends_at=time(starts_at.hour + 3),
        venue="Nhà văn hoá",
        trainers=trainers,
        guests="" if trainers else "Cô Mẫu Giảng, VNPT",
        capacity=capacity,
    )


def a_session(
    *,
    place: Place,
    by: Person,
    course: Course | None = None,
    day: date = DAY,
    starts_at: time = time(8),
    capacity: int | None = None,
    trainers: Sequence[Person] = (),
) -> Session:
    """Planned on the morning of the fixed Monday, for a day."""
    course = course or a_course(place=place, by=by)
    meeting = a_meeting(place=place, day=day, starts_at=starts_at, capacity=capacity, trainers=trainers)
    return plan_session(course_id=course.pk, meeting=meeting, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY))


def a_held_session(*, place: Place, by: Person, persons: Sequence[Person], course: Course | None = None) -> Session:
    """A class of the fixed Monday, with these persons present."""
    session = a_session(place=place, by=by, course=course)
    scope, at = scope_of(by.pk, on=DAY), moment(DAY, 12)
    take_attendance(session_id=session.pk, persons=persons, by=by, scope=scope, at=at)
    return hold_session(session_id=session.pk, by=by, scope=scope, at=at)


def a_question(*, course: Course, by: Person, text: str = "Ai giữ mã OTP?", right: int = 1) -> Question:
    return add_question(
        course_id=course.pk,
        text=text,
        choices=["Tổ giữ hộ", "Người dân tự giữ"],
        right=right,
        why="Mã chỉ chủ tài khoản được biết.",
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=moment(DAY),
    )


def an_answered_quiz(
    *, session: Session, by: Person, when: Moment = Moment.AFTER, is_right: bool = True, at: datetime | None = None
) -> Attempt:
    """All questions answered rightly, or all wrongly."""
    answers = {one.pk: one.right if is_right else 1 - one.right for one in skills.asked(session, by.pk, when)}
    return answer_quiz(session_id=session.pk, moment=when, answers=answers, by=by, at=at or moment(DAY, 15))


def a_paper(*, session: Session, by: Person, kind: Paper = Paper.ATTENDANCE) -> Certificate:
    issue_papers(session_id=session.pk, kind=kind, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY, 16))
    return Certificate.objects.filter(session=session, kind=kind).order_by("pk")[0]


def a_proposal(
    *, place: Place, by: Person, organisation: Organisation | None = None, day: date = DAY, course: Course | None = None
) -> Proposal:
    """Made by a partner on the fixed Monday; in the name of the first body that the partner speaks for."""
    scope = scope_of(by.pk, on=DAY)
    body = organisation or bodies_of(scope).first()
    meeting = replace(a_meeting(place=place, day=day), trainers=[by], guests="")
    proposed = Proposed(
        meeting=meeting,
        organisation=body,
        organisation_name="" if body else "Doanh nghiệp Mẫu",
        syllabus=None if course else SYLLABUS,
        course=course,
    )
    return propose_class(proposed=proposed, by=by, scope=scope, at=moment(DAY))
