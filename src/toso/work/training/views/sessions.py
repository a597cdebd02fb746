from collections.abc import Callable
from datetime import date, time
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.codes import shown_code
from toso.ground.shared.refusal import Refusal
from toso.work.training import forms, rules
from toso.work.training.actions import sessions as actions
from toso.work.training.models import MOMENTS, Attendance, Completion, Course, Registration, Session
from toso.work.training.queries import sessions as queries
from toso.work.training.queries import skills
from toso.work.training.queries.sessions import HOLDERS, PAGE, READERS, WATCHERS
from toso.work.training.rules import RegistrationState, SessionState

TONES = {SessionState.PLANNED: "work", SessionState.HELD: "good", SessionState.CANCELLED: "temp"}


@requires(*READERS)
def calendar(request: StaffRequest) -> HttpResponse:
    """Classes to come, then those that were, newest first."""
    today = timezone.localdate()
    before = _key(request.GET.get("before", ""))
    coming = list(queries.coming(request.scope, today=today)[:PAGE]) if before is None else []
    rows = list(queries.past(request.scope, today=today, before=before)[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "coming": [_line(row) for row in coming],
        "past": [_line(row) for row in rows[:PAGE]],
        "next": f"{last.day.isoformat()}_{last.pk}" if last else "",
        "may_hold": request.scope.holds(*HOLDERS),
        "may_watch": request.scope.holds(*WATCHERS),
    }
    return render(request, "training/list.html", context)


def _key(text: str) -> tuple[date, int] | None:
    day, _bar, pk = text.partition("_")
    try:
        return (date.fromisoformat(day), int(pk)) if pk.isdecimal() and len(pk) < 18 else None
    except ValueError:
        return None


def _line(session: Session) -> dict[str, Any]:
    heads = getattr(session, "heads_now", [])
    present: int = getattr(session, "present", 0)
    return {
        "session": session,
        "tone": TONES[SessionState(session.state)],
        "present": present + sum(row.total for row in heads),
        "seated": getattr(session, "seated", 0),
    }


@requires()
def mine(request: StaffRequest) -> HttpResponse:
    """What I was taught, and what I am invited to."""
    attended = Attendance.objects.filter(person=request.person, superseded_at__isnull=True)
    signed = Registration.objects.filter(person=request.person, session__state=SessionState.PLANNED)
    context = {
        "attended": attended.select_related("session__course", "session__place").order_by("-session__day", "-pk")[:100],
        "signed": signed.exclude(state=RegistrationState.DECLINED)
        .filter(session__day__gte=timezone.localdate())
        .select_related("session__course", "session__place")
        .order_by("session__day", "pk")[:50],
        "may_list": request.scope.holds(*READERS),
        "quizzes": [
            (session, moment, MOMENTS[moment])
            for session, moment in skills.open_quizzes(request.person.pk, today=timezone.localdate())
        ],
        "papers": [(paper, shown_code(paper.code)) for paper in skills.papers_for(request.person.pk)[:100]],
        "completions": Completion.objects.filter(person=request.person, superseded_at__isnull=True)
        .select_related("course")
        .order_by("-day", "-pk")[:50],
    }
    return render(request, "training/mine.html", context)


@requires(*HOLDERS)
def new(request: StaffRequest, course_id: int) -> HttpResponse:
    """Plan a class of a course, or write down one that was held."""
    course: Course = get_object_or_404(queries.courses(request.scope), pk=course_id)
    today = timezone.localdate()
    first = {
        "day": today,
        "starts_at": time(8),
        "ends_at": time(11),
        "trainers": [request.person.pk],
        "materials": request.GET.get("materials", "")[:600],
    }
    form = forms.SessionForm(
        request.POST or None,
        places=queries.places_to_hold(request.scope).filter(path__startswith=course.place.path),
        trainers=queries.trainers_to_name(request.scope, on=today),
        initial=first,
    )
    if request.method == "POST" and form.is_valid():
        try:
            planned = actions.plan_session(
                course_id=course.pk, meeting=form.meeting, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lên lịch buổi học."))
            return redirect("training:session", planned.pk)
    return render(request, "training/new_session.html", {"form": form, "course": course, "session": None})


@requires(*HOLDERS, Role.PARTNER)
def edit(request: StaffRequest, session_id: int) -> HttpResponse:
    """Another day, hour, room, trainer or number of seats for a class that was not held yet."""
    found = the_session(request, session_id)
    if not queries.runs(found, request.scope) or found.state != SessionState.PLANNED:
        messages.error(request, _("Chỉ sửa được buổi sắp tới, bởi người mở lớp hoặc giảng viên của buổi."))
        return redirect("training:session", found.pk)
    names = ("day", "starts_at", "ends_at", "venue", "guests", "capacity", "materials")
    first: dict[str, Any] = {name: getattr(found, name) for name in names}
    teachers = [one.pk for one in found.trainers.all()]
    places = queries.places_to_hold(request.scope).filter(path__startswith=found.course.place.path)
    form = forms.SessionForm(
        request.POST or None,
        places=places if places.filter(pk=found.place_id).exists() else Place.objects.filter(pk=found.place_id),
        trainers=queries.trainers_to_name(request.scope, on=timezone.localdate(), also=teachers),
        initial=first | {"place": found.place_id, "trainers": teachers},
    )
    if queries.has_signed_up(found):
        form.ask_why()
    if request.method == "POST" and form.is_valid():
        given = {"by": request.person, "scope": request.scope, "at": timezone.now()}
        try:
            actions.change_session(
                session_id=found.pk, meeting=form.meeting, reason=form.cleaned_data.get("reason", ""), **given
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("Đã sửa lịch; người có tên trong danh sách được báo nếu đổi nơi, ngày, giờ, giảng viên.")
            )
            return redirect("training:session", found.pk)
    context = {"form": form, "course": found.course, "session": found}
    return render(request, "training/new_session.html", context)


def the_session(request: StaffRequest, session_id: int) -> Session:
    found: Session = get_object_or_404(queries.sessions(request.scope).prefetch_related("trainers"), pk=session_id)
    return found


@requires(*READERS)
def session(request: StaffRequest, session_id: int) -> HttpResponse:
    """One class: when, where, who; the list; what may be done next."""
    return shown(request, the_session(request, session_id), forms.HeadsForm(), forms.ReasonForm())


def shown(
    request: StaffRequest, found: Session, heads_form: forms.HeadsForm, reason_form: forms.ReasonForm
) -> HttpResponse:
    today = timezone.localdate()
    runs = queries.runs(found, request.scope)
    heads = queries.heads_of(found)
    if heads is not None and not heads_form.is_bound:
        heads_form = forms.HeadsForm(initial={name: getattr(heads, name) for name in rules.HEADS})
    has_questions = bool(skills.bank(found.course))
    lines = queries.list_of(found) if runs or request.scope.holds(*WATCHERS) else []
    present = sum(line.attendance is not None for line in lines)
    mine = queries.seat_of(found, request.person.pk)
    is_open = found.state == SessionState.PLANNED and found.day >= today
    context = {
        "session": found,
        "tone": TONES[SessionState(found.state)],
        "trainers": sorted(found.trainers.all(), key=lambda one: (one.sort_key, one.pk)),
        "runs": runs,
        "sees_list": runs or request.scope.holds(*WATCHERS),
        "lines": lines,
        "present": present,
        "over": rules.over_capacity(present, found.capacity),
        "heads": heads,
        "heads_form": heads_form,
        "reason_form": reason_form,
        "mine": mine,
        "was_here": Attendance.objects.filter(
            session=found, person=request.person, superseded_at__isnull=True
        ).exists(),
        "may_register": is_open and (mine is None or mine.state in {"invited", "declined"}),
        "may_decline": is_open and mine is not None and mine.state != RegistrationState.DECLINED,
        "takes": runs and rules.takes_attendance(SessionState(found.state), found.day, today),
        "may_hold": runs and found.state == SessionState.PLANNED and found.day <= today,
        "seated": queries.seated_count(found),
        "averages": skills.averages(found) if runs else None,
        "has_questions": has_questions,
        "has_practice": bool(found.course.practice),
        "quizzes": [(moment, MOMENTS[moment]) for moment in skills.open_moments(found, request.person.pk, today=today)]
        if has_questions
        else [],
        "again": [
            after
            for after in rules.RECHECK_DAYS
            if runs and found.state == SessionState.HELD and rules.is_recheck_due(found.day, after, today)
        ],
    }
    return render(request, "training/session.html", context)


def _done(request: StaffRequest, session_id: int, act: Callable[..., Any], words: str, **more: Any) -> HttpResponse:
    found = the_session(request, session_id)
    try:
        act(session_id=found.pk, by=request.person, scope=request.scope, at=timezone.now(), **more)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("training:session", found.pk)


def _with_reason(request: StaffRequest, session_id: int, act: Callable[..., Any], words: str) -> HttpResponse:
    found = the_session(request, session_id)
    form = forms.ReasonForm(request.POST)
    form.is_valid()
    try:
        act(
            session_id=found.pk,
            reason=form.cleaned_data.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return shown(request, found, forms.HeadsForm(), form)
    messages.success(request, words)
    return redirect("training:session", found.pk)


@requires(*READERS)
@require_POST
def cancel(request: StaffRequest, session_id: int) -> HttpResponse:
    return _with_reason(request, session_id, actions.cancel_session, _("Đã huỷ buổi học; người đăng ký được báo."))


@requires(*READERS)
@require_POST
def withdraw(request: StaffRequest, session_id: int) -> HttpResponse:
    words = _("Đã rút lại buổi học; số liệu không còn tính buổi này.")
    return _with_reason(request, session_id, actions.withdraw_session, words)


@requires(*READERS)
@require_POST
def hold(request: StaffRequest, session_id: int) -> HttpResponse:
    words = _("Đã ghi buổi học là đã tổ chức. Số liệu được tính vào ngày học.")
    return _done(request, session_id, actions.hold_session, words)


@requires(*READERS)
@require_POST
def register(request: StaffRequest, session_id: int) -> HttpResponse:
    found = the_session(request, session_id)
    try:
        row = actions.register(session_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        waits = row.state == RegistrationState.WAITING
        messages.success(
            request,
            _("Buổi này đã đủ chỗ. Ông/bà đứng trong danh sách chờ và được báo khi có chỗ.")
            if waits
            else _("Đã đăng ký."),
        )
    return redirect("training:session", found.pk)


@requires(*READERS)
@require_POST
def decline(request: StaffRequest, session_id: int) -> HttpResponse:
    return _done(request, session_id, actions.decline, _("Đã ghi là không dự."))


@requires(*READERS)
def poster(request: StaffRequest, session_id: int) -> HttpResponse:
    """A page for the wall: the code that everybody scans to check in."""
    found = the_session(request, session_id)
    if not queries.runs(found, request.scope):
        messages.error(request, _("Chỉ người mở lớp hoặc giảng viên in mã điểm danh."))
        return redirect("training:session", found.pk)
    address = request.build_absolute_uri(reverse("training:check_in", args=[found.token]))
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=4)
    return render(request, "training/poster.html", {"session": found, "address": address, "picture": picture})
