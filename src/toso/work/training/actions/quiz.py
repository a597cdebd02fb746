"""The quiz of a course: its bank of questions, and what somebody answers before, after, and weeks later."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.training import rules
from toso.work.training.models import MOMENTS, Attempt, Course, Question, Recheck
from toso.work.training.queries import sessions as queries
from toso.work.training.queries import skills
from toso.work.training.rules import AFTER_DAYS, Moment


@transaction.atomic
def add_question(
    *, course_id: int, text: str, choices: Sequence[str], right: int, why: str, by: Person, scope: Scope, at: datetime
) -> Question:
    """Put a question into the bank of a course: two to six choices, one of them right (counted from 0)."""
    course = _own_course(course_id, scope)
    text = nfc(text).strip()
    told = [nfc(choice).strip()[:200] for choice in choices if choice.strip()]
    if not text:
        raise Refusal(_("Ghi câu hỏi."), field="text")
    if not 2 <= len(told) <= rules.MOST_CHOICES:
        raise Refusal(_("Mỗi câu có từ 2 đến %(most)s lựa chọn.") % {"most": rules.MOST_CHOICES}, field="choices")
    if len(set(told)) < len(told):
        raise Refusal(_("Có hai lựa chọn giống nhau."), field="choices")
    if not 0 <= right < len(told):
        raise Refusal(_("Chọn đáp án đúng là một trong các lựa chọn đã ghi."), field="right")
    if len(skills.bank(course)) >= rules.MOST_QUESTIONS:
        raise Refusal(_("Mỗi khoá nhiều nhất %(most)s câu hỏi.") % {"most": rules.MOST_QUESTIONS})
    row = Question.objects.create(
        course=course,
        text=text[:300],
        choices=told,
        right=right,
        why=nfc(why).strip()[:300],
        made_by=by,
        recorded_at=at,
    )
    audit("training.question.added", by=by, about=course, at=at, path=course.place.path)
    return row


@transaction.atomic
def drop_question(*, question_id: int, by: Person, scope: Scope, at: datetime) -> Question:
    """Ask it no more. Answers that were given to it keep their score."""
    row: Question = Question.objects.select_related("course").get(pk=question_id, dropped_at__isnull=True)
    course = _own_course(row.course_id, scope)
    row.dropped_at = at
    row.save(update_fields=["dropped_at"])
    audit("training.question.dropped", by=by, about=course, at=at, path=course.place.path)
    return row


def _own_course(course_id: int, scope: Scope) -> Course:
    course: Course = queries.courses(scope).select_for_update(of=("self",)).get(pk=course_id)
    if not queries.may_offer(scope, course.place):
        raise Refusal(_("Chỉ %(place)s, nơi mở khoá, làm việc này.") % {"place": course.place})
    return course


@transaction.atomic
def answer_quiz(*, session_id: int, moment: Moment, answers: Mapping[int, int], by: Person, at: datetime) -> Attempt:
    """Answer the quiz of one's own class, once at each moment. ``answers``: question → choice.

    After 30 and 90 days it says whether the skill is still there, unless a trainer has looked already.
    """
    session = skills.session_of(session_id, by.pk)
    today = at.astimezone(VIETNAM).date()
    if session is None:
        raise Refusal(_("Ông/bà không có tên trong danh sách của buổi này."))
    if moment not in skills.open_moments(session, by.pk, today=today):
        raise Refusal(_("Bài kiểm tra “%(moment)s” không mở hoặc đã làm rồi.") % {"moment": MOMENTS[moment]})
    right = {question.pk: question.right for question in skills.asked(session, by.pk, moment)}
    if not right:
        raise Refusal(_("Khoá này chưa có câu hỏi."))
    left = [number for number, pk in enumerate(right, start=1) if pk not in answers]
    if left:
        raise Refusal(_("Còn câu chưa chọn: %(numbers)s.") % {"numbers": ", ".join(map(str, left))})
    reached = rules.score(answers, right)
    kept = {str(pk): answers[pk] for pk in right}
    row = Attempt.objects.create(session=session, person=by, moment=moment, answers=kept, score=reached, recorded_at=at)
    if moment in AFTER_DAYS and by.pk not in skills.looked_at(session, AFTER_DAYS[moment]):
        Recheck.objects.create(
            session=session,
            person=by,
            after_days=AFTER_DAYS[moment],
            day=today,
            is_able=rules.passed(reached, session.course.pass_percent),
            by_quiz=True,
            looked_by=by,
            recorded_at=at,
        )
        mark_changed([(session.place_id, today)], at=at)
    audit("training.quiz.answered", by=by, about=session, at=at, path=session.place.path, detail={"kind": moment})
    return row
