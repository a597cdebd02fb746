from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.work.training import forms
from toso.work.training.actions import courses as actions
from toso.work.training.models import Course, Outline
from toso.work.training.queries import sessions as queries
from toso.work.training.queries.sessions import PAGE, READERS, RUNNERS
from toso.work.training.rules import Mode, Organiser


@requires(*READERS)
def courses(request: StaffRequest) -> HttpResponse:
    """The courses that are open to the scope, newest first."""
    rows = queries.courses(request.scope).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows[: PAGE + 1])
    context = {
        "rows": shown[:PAGE],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "may_offer": request.scope.holds(*RUNNERS) and queries.bodies_of(request.scope).exists(),
    }
    return render(request, "training/courses.html", context)


@requires(*RUNNERS)
def new(request: StaffRequest) -> HttpResponse:
    """Offer a course: choose a shipped outline, or write the contents oneself."""
    own = queries.bodies_of(request.scope).first()
    if own is None:
        raise Http404
    today = timezone.localdate()
    outlines = queries.outlines_on(today)
    chosen = next((row for row in outlines if row.code == request.GET.get("outline", "")), None)
    form = forms.CourseForm(request.POST or None, initial=_first_values(chosen, own.level) | _asked_platform(request))
    if request.method == "POST" and form.is_valid():
        try:
            offered = actions.offer_course(
                place=own,
                syllabus=form.syllabus,
                outline=chosen,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã mở khoá. Lên lịch buổi đầu tiên."))
            return redirect("training:course", offered.pk)
    context = {"form": form, "own": own, "outlines": outlines, "chosen": chosen, "course": None}
    return render(request, "training/new_course.html", context)


def _asked_platform(request: StaffRequest) -> dict[str, int]:
    number = row_number(request.GET.get("platform", ""))
    return {"platform": number} if number else {}


def _first_values(outline: Outline | None, level: str) -> dict[str, Any]:
    organiser = Organiser.STANDING_AGENCY if level == "province" else Organiser.COMMUNE
    first: dict[str, Any] = {"organiser": organiser, "mode": Mode.IN_PERSON}
    if outline is None:
        return first
    return first | {
        "title": outline.title,
        "audience": outline.audiences[0],
        "basis": outline.basis,
        "parts": "\n".join(outline.parts),
        "practice": "\n".join(outline.practice),
        "validity_months": outline.validity_months,
    }


@requires(*READERS)
def course(request: StaffRequest, course_id: int) -> HttpResponse:
    """One course: what it teaches, and its classes."""
    found: Course = get_object_or_404(queries.courses(request.scope), pk=course_id)
    rows = queries.with_counts(queries.sessions(request.scope).filter(course=found)).order_by("-day", "-pk")[:100]
    context = {
        "course": found,
        "rows": rows,
        "may_offer": queries.may_offer(request.scope, found.place),
        "may_change": _may_change(request, found),
        "may_propose": found.closed_at is None and queries.is_theirs(found, request.scope),
        "may_hold": found.closed_at is None and queries.places_to_hold(request.scope).exists(),
    }
    return render(request, "training/course.html", context)


def _may_change(request: StaffRequest, found: Course) -> bool:
    is_open = found.closed_at is None and not queries.was_taken_part_in(found)
    return is_open and queries.may_offer(request.scope, found.place)


SYLLABUS = (
    "title",
    "audience",
    "mode",
    "organiser",
    "organiser_name",
    "basis",
    "platform",
    "self_study_url",
    "validity_months",
    "pass_percent",
)


@requires(*RUNNERS)
def edit(request: StaffRequest, course_id: int) -> HttpResponse:
    """Correct a course in which nobody has taken part yet."""
    found: Course = get_object_or_404(queries.courses(request.scope), pk=course_id)
    if not _may_change(request, found):
        messages.error(request, _("Chỉ nơi mở khoá sửa được, khi khoá còn mở và chưa có buổi nào tổ chức."))
        return redirect("training:course", found.pk)
    lines = {"parts": "\n".join(found.parts), "practice": "\n".join(found.practice)}
    first = {name: getattr(found, name) for name in SYLLABUS} | lines
    form = forms.CourseForm(request.POST or None, initial=first)
    if queries.enrolled_in(found):
        form.ask_why()
    if request.method == "POST" and form.is_valid():
        given = {"by": request.person, "scope": request.scope, "at": timezone.now()}
        try:
            actions.change_course(
                course_id=found.pk, syllabus=form.syllabus, reason=form.cleaned_data.get("reason", ""), **given
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã sửa khoá."))
            return redirect("training:course", found.pk)
    context = {"form": form, "own": found.place, "outlines": [], "chosen": None, "course": found}
    return render(request, "training/new_course.html", context)


@requires(*RUNNERS)
@require_POST
def close(request: StaffRequest, course_id: int) -> HttpResponse:
    found: Course = get_object_or_404(queries.courses(request.scope), pk=course_id)
    try:
        actions.close_course(course_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đóng khoá; các buổi đã tổ chức vẫn giữ nguyên."))
    return redirect("training:course", found.pk)
