from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import PAPERS
from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.work.supervision import exports, forms, queries, rules
from toso.work.supervision.actions import inspections as actions
from toso.work.supervision.models import Inspection, Visit
from toso.work.supervision.queries import INSPECTORS, READERS
from toso.work.supervision.rules import InspectionState

PAGE = 20
TONES = {InspectionState.PLANNED: "work", InspectionState.CONCLUDED: "good", InspectionState.CANCELLED: "temp"}


@requires(*READERS)
def inspections(request: StaffRequest) -> HttpResponse:
    """The inspections of the scope, newest first."""
    at = timezone.now()
    rows = queries.inspections(request.scope).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows[: PAGE + 1])
    context = {
        "rows": [_line(row) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "counts": queries.tab_counts(request.scope, at),
        "may_plan": request.scope.holds(*INSPECTORS) and queries.bodies_of(request.scope).exists(),
        "may_write_lists": request.scope.holds(*INSPECTORS),
    }
    return render(request, "supervision/list.html", context)


def _line(inspection: Inspection) -> dict[str, Any]:
    seen: list[Visit] = getattr(inspection, "seen", [])
    return {
        "inspection": inspection,
        "tone": TONES[InspectionState(inspection.state)],
        "places": ", ".join(str(visit.place) for visit in seen[:3]) + (" …" if len(seen) > 3 else ""),
        "held": sum(visit.held_on is not None for visit in seen),
        "total": len(seen),
    }


@requires(*INSPECTORS)
def new(request: StaffRequest) -> HttpResponse:
    """Plan an inspection; the places are those below the body that inspects."""
    own = forms.own_body(request.scope, request.GET.get("place", ""))
    if own is None:
        raise Http404
    form = forms.PlanForm(request.POST or None, own=own, on=timezone.localdate(), initial=_first_values(request))
    if request.method == "POST" and form.is_valid():
        try:
            planned = _plan(request, own, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lập kế hoạch kiểm tra; nơi được kiểm tra được báo."))
            return redirect("supervision:inspection", planned.pk)
    context = {"form": form, "own": own, "bodies": queries.bodies_of(request.scope)}
    return render(request, "supervision/new.html", context)


def _first_values(request: StaffRequest) -> dict[str, Any]:
    return {"lead": request.person.pk, "first_day": timezone.localdate(), "decided_on": timezone.localdate()}


def _plan(request: StaffRequest, own: Place, form: forms.PlanForm) -> Inspection:
    said = form.cleaned_data
    return actions.plan_inspection(
        place=own,
        title=said["title"],
        paper=actions.Paper(said["decision_number"], said["decided_on"]),
        first_day=said["first_day"],
        last_day=said["last_day"],
        lead=said["lead"],
        members=list(said["members"]),
        checklist=said["checklist"],
        purpose=said["purpose"],
        stops=[actions.Stop(place, said["first_day"]) for place in said["places"]],
        by=request.person,
        scope=request.scope,
        at=timezone.now(),
    )


def _inspection(request: StaffRequest, pk: int) -> Inspection:
    found: Inspection = get_object_or_404(queries.inspections(request.scope), pk=pk)
    return found


@requires(*READERS)
def inspection(request: StaffRequest, inspection_id: int) -> HttpResponse:
    """One inspection: what it rests on, who goes, where and when, and what was found."""
    return _shown(request, _inspection(request, inspection_id), forms.ReasonForm())


def _shown(request: StaffRequest, found: Inspection, form: forms.ReasonForm) -> HttpResponse:
    at = timezone.now()
    seen: list[Visit] = getattr(found, "seen", [])
    rows = queries.all_findings(request.scope).filter(visit__inspection=found)
    is_running = found.state == InspectionState.PLANNED
    may_write = is_running and queries.inspects(found, request.scope)
    findings = rows.select_related("place").order_by("due_at", "pk")
    context = {
        "inspection": found,
        "tone": TONES[InspectionState(found.state)],
        "members": found.members.order_by("sort_key", "pk"),
        "visits": seen,
        "findings": [(row, queries.due_sentence(row.due_at, at)) for row in findings],
        "may_write": may_write,
        "may_cancel": may_write and not any(visit.held_on for visit in seen),
        "form": form,
    }
    return render(request, "supervision/inspection.html", context)


@requires(*INSPECTORS)
@require_POST
def conclude(request: StaffRequest, inspection_id: int) -> HttpResponse:
    found = _inspection(request, inspection_id)
    try:
        actions.conclude_inspection(inspection_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã kết thúc cuộc kiểm tra. Phát hiện còn lại được theo dõi đến khi khắc phục."))
    return redirect("supervision:inspection", found.pk)


@requires(*INSPECTORS)
@require_POST
def cancel(request: StaffRequest, inspection_id: int) -> HttpResponse:
    found = _inspection(request, inspection_id)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        actions.cancel_inspection(
            inspection_id=found.pk,
            reason=form.cleaned_data["reason"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _shown(request, found, form)
    messages.success(request, _("Đã huỷ cuộc kiểm tra."))
    return redirect("supervision:inspection", found.pk)


def _visit(request: StaffRequest, pk: int) -> Visit:
    rows = Visit.objects.visible_to(request.scope).filter(superseded_at__isnull=True)
    chosen = rows.select_related("place", "inspection__place", "inspection__lead", "inspection__checklist")
    found: Visit = get_object_or_404(chosen, pk=pk)
    return found


@requires(*READERS)
def visit(request: StaffRequest, visit_id: int) -> HttpResponse:
    """The minutes of one place: read by whoever was inspected, written by whoever inspects."""
    found = _visit(request, visit_id)
    may_write = found.inspection.state == InspectionState.PLANNED and queries.inspects(found.inspection, request.scope)
    given = request.POST if request.method == "POST" and may_write else None
    first = {
        "held_on": found.held_on or timezone.localdate(),
        "attendance": found.attendance,
        "conclusion": found.conclusion,
    }
    form = forms.VisitForm(given, visit=found, initial=first)
    if given is not None and form.is_valid():
        try:
            actions.write_visit(
                visit_id=found.pk,
                on=form.cleaned_data["held_on"],
                attendance=form.cleaned_data["attendance"],
                conclusion=form.cleaned_data["conclusion"],
                answers=form.answers,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lưu biên bản."))
            return redirect("supervision:visit", found.pk)
    return shown_visit(request, found, form, forms.FindingForm())


def shown_visit(
    request: StaffRequest, found: Visit, form: forms.VisitForm, finding_form: forms.FindingForm
) -> HttpResponse:
    at = timezone.now()
    may_write = found.inspection.state == InspectionState.PLANNED and queries.inspects(found.inspection, request.scope)
    answers = list(found.answers.order_by("number"))
    findings = queries.all_findings(request.scope).filter(visit=found).select_related("place").order_by("pk")
    context = {
        "visit": found,
        "inspection": found.inspection,
        "form": form,
        "finding_form": finding_form,
        "answers": answers,
        "tally": rules.tally(answer.mark for answer in answers),
        "findings": [(row, queries.due_sentence(row.due_at, at)) for row in findings],
        "may_write": may_write,
    }
    return render(request, "supervision/visit.html", context)


@requires(*INSPECTORS)
@require_POST
def move(request: StaffRequest, visit_id: int) -> HttpResponse:
    """Another day for a visit that was not held yet."""
    found = _visit(request, visit_id)
    day = forms.DayForm(request.POST)
    if not day.is_valid():
        messages.error(request, str(day.errors["planned_on"][0]))
        return redirect("supervision:inspection", found.inspection_id)
    try:
        actions.move_visit(
            visit_id=found.pk,
            planned_on=day.cleaned_data["planned_on"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đổi ngày; nơi được kiểm tra được báo lại."))
    return redirect("supervision:inspection", found.inspection_id)


@requires(*READERS)
def minutes(request: StaffRequest, visit_id: int, kind: str) -> HttpResponse:
    """The minutes as a file."""
    if kind not in PAPERS:
        raise Http404
    found = _visit(request, visit_id)
    address = request.build_absolute_uri(reverse("supervision:visit", args=[found.pk]))
    try:
        content = PAPERS[kind](exports.minutes(found, address=address))
    except Refusal as refusal:  # a character that no font shows
        messages.error(request, str(refusal))
        return redirect("supervision:visit", found.pk)
    return download(content, f"bien-ban-{found.pk}.{kind}")
