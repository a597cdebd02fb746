"""What stays of a class: the bank of questions, the quiz, the practice list, the look again after weeks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.training import forms, rules
from toso.work.training.actions import quiz as quizzes
from toso.work.training.actions import skills as actions
from toso.work.training.models import MOMENTS, Attempt, Course, Question, Session
from toso.work.training.queries import sessions
from toso.work.training.queries import skills as queries
from toso.work.training.queries.sessions import HOLDERS, READERS, RUNNERS
from toso.work.training.rules import AFTER_DAYS, RECHECK_DAYS, Moment
from toso.work.training.views.sessions import the_session


@requires(*READERS)
def questions(request: StaffRequest, course_id: int) -> HttpResponse:
    """The bank of questions of a course; whoever offers the course adds one."""
    course: Course = get_object_or_404(sessions.courses(request.scope), pk=course_id)
    may = sessions.may_offer(request.scope, course.place)
    form = forms.QuestionForm(request.POST or None) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            quizzes.add_question(
                course_id=course.pk, **form.question, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã thêm câu hỏi."))
            return redirect("training:questions", course.pk)
    rows = [(row, list(enumerate(row.choices))) for row in queries.bank(course)]
    context = {"course": course, "rows": rows, "form": form, "asked": rules.QUESTIONS_ASKED, "may": may}
    return render(request, "training/questions.html", context)


@requires(*RUNNERS)
@require_POST
def drop_question(request: StaffRequest, question_id: int) -> HttpResponse:
    open_courses = sessions.courses(request.scope).values("pk")
    row = get_object_or_404(Question.objects.filter(course__in=open_courses, dropped_at__isnull=True), pk=question_id)
    try:
        quizzes.drop_question(question_id=row.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ câu hỏi; điểm của người đã trả lời vẫn giữ."))
    return redirect("training:questions", row.course_id)


@requires()
def quiz(request: StaffRequest, session_id: int, moment: str) -> HttpResponse:
    """The quiz of one's own class, all questions on one page; afterwards the answers and why."""
    found = queries.session_of(session_id, request.person.pk)
    if found is None or moment not in MOMENTS:
        raise Http404
    when = Moment(moment)
    attempt = Attempt.objects.filter(session=found, person=request.person, moment=when).first()
    asked = queries.asked(found, request.person.pk, when)
    chosen = {question.pk: request.POST.get(f"q{question.pk}", "") for question in asked}
    refused = ""
    if request.method == "POST" and attempt is None:
        answers = {pk: int(one) for pk, one in chosen.items() if one.isdecimal() and len(one) < 3}
        try:
            quizzes.answer_quiz(session_id=found.pk, moment=when, answers=answers, by=request.person, at=timezone.now())
        except Refusal as refusal:
            refused = str(refusal)
        else:
            return redirect("training:quiz", found.pk, moment)
    today = timezone.localdate()
    context = {
        "session": found,
        "moment": MOMENTS[when],
        "attempt": attempt,
        "refused": refused,
        "is_open": when in queries.open_moments(found, request.person.pk, today=today),
        "rows": _answered(attempt) if attempt else _to_answer(asked, chosen),
        "is_passed": attempt is not None and rules.passed(attempt.score, found.course.pass_percent),
    }
    return render(request, "training/quiz.html", context)


def _to_answer(asked: list[Question], chosen: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {"question": one, "choices": [(at, words, chosen[one.pk] == str(at)) for at, words in enumerate(one.choices)]}
        for one in asked
    ]


def _answered(attempt: Attempt) -> list[dict[str, Any]]:
    """The questions as they were answered; one dropped since is shown too."""
    kept = {int(pk): choice for pk, choice in attempt.answers.items()}
    return [
        {
            "question": one,
            "said": one.choices[kept[one.pk]] if 0 <= kept[one.pk] < len(one.choices) else "",
            "right": one.choices[one.right],
            "is_right": kept[one.pk] == one.right,
        }
        for one in Question.objects.filter(pk__in=kept).order_by("pk")
    ]


def _own(request: StaffRequest, session_id: int) -> Session | None:
    found = the_session(request, session_id)
    if sessions.runs(found, request.scope):
        return found
    messages.error(request, _("Chỉ người mở lớp hoặc giảng viên của buổi làm việc này."))
    return None


@requires(*READERS)
def practice(request: StaffRequest, session_id: int) -> HttpResponse:
    """Who does which task alone: a tick for each person and task."""
    found = _own(request, session_id)
    if found is None:
        return redirect("training:session", session_id)
    tasks: list[str] = found.course.practice
    if request.method == "POST":
        done = [pair for one in request.POST.getlist("done") if (pair := _pair(one, tasks)) is not None]
        try:
            count = actions.mark_practice(
                session_id=found.pk, done=done, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("Đã ghi, %(count)s ô thay đổi.", "Đã ghi, %(count)s ô thay đổi.", count)
            messages.success(request, words % {"count": count})
        return redirect("training:practice", found.pk)
    marked = queries.practised(found)
    rows = [
        (person, [(f"{person.pk}-{at}", task, (person.pk, task) in marked) for at, task in enumerate(tasks)])
        for person in queries.present(found)
    ]
    return render(request, "training/practice.html", {"session": found, "tasks": tasks, "rows": rows})


def _pair(text: str, tasks: list[str]) -> tuple[int, str] | None:
    person, _dash, number = text.partition("-")
    if not person.isdecimal() or not number.isdecimal() or len(person) > 17 or len(number) > 3:
        return None
    return (int(person), tasks[int(number)]) if int(number) < len(tasks) else None


@requires(*HOLDERS)
def rechecks(request: StaffRequest) -> HttpResponse:
    """The classes whose trainees are due to be looked at again."""
    due = queries.due_rechecks(request.scope, today=timezone.localdate())
    return render(request, "training/rechecks.html", {"due": due})


@requires(*READERS)
def recheck(request: StaffRequest, session_id: int, after: int) -> HttpResponse:
    """Who of a class still does it alone after 30 or 90 days."""
    if after not in RECHECK_DAYS:
        raise Http404
    found = _own(request, session_id)
    if found is None:
        return redirect("training:session", session_id)
    refused = ""
    if request.method == "POST":
        people = {person.pk for person in queries.present(found)}
        said = {pk: request.POST.get(f"p{pk}", "") for pk in people}
        able = {pk: one == "yes" for pk, one in said.items() if one in ("yes", "no")}
        try:
            count = actions.look_again(
                session_id=found.pk,
                after=after,
                able=able,
                note=request.POST.get("note", ""),
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            refused = str(refusal)
        else:
            words = ngettext("Đã ghi kết quả của %(count)s người.", "Đã ghi kết quả của %(count)s người.", count)
            messages.success(request, words % {"count": count})
            return redirect("training:recheck", found.pk, after)
    standing = queries.looked_at(found, after)
    context = {
        "session": found,
        "after": after,
        "on": rules.recheck_on(found.day, after),
        "refused": refused,
        "is_due": rules.is_recheck_due(found.day, after, timezone.localdate()),
        "rows": [(person, standing.get(person.pk)) for person in queries.present(found)],
        "moment": next(moment for moment, days in AFTER_DAYS.items() if days == after),
        "note": request.POST.get("note", "")[:200],
    }
    return render(request, "training/recheck.html", context)
