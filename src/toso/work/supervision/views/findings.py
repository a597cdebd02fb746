from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.deadline_words import explain_working_days, moment_words
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.supervision import forms, queries
from toso.work.supervision.actions import findings as actions
from toso.work.supervision.models import FINDING_STATES, SIDES, STEP_KINDS, Evidence, Finding, Visit
from toso.work.supervision.queries import ANSWERERS, INSPECTORS, READERS
from toso.work.supervision.rules import OPEN_STATES, FindingState, Side, StepKind
from toso.work.supervision.views.inspections import shown_visit

PAGE = 50
TONES = {FindingState.OPEN: "wait", FindingState.ANSWERED: "work", FindingState.CLOSED: "good"}


@requires(*READERS)
def findings(request: StaffRequest) -> HttpResponse:
    """The follow-up list: what is open, what is overdue, what was put right."""
    at = timezone.now()
    tab = request.GET.get("tab") or "open"
    rows = queries.all_findings(request.scope)
    if tab == "overdue":
        rows = rows.filter(state=FindingState.OPEN, due_at__lt=at)
    elif tab == "closed":
        rows = rows.filter(state=FindingState.CLOSED)
    elif tab == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows.select_related("place", "visit__inspection").order_by("-pk")[: PAGE + 1])
    context = {
        "tab": tab,
        "counts": queries.tab_counts(request.scope, at),
        "rows": [line(row, at) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
    }
    return render(request, "supervision/findings.html", context)


def line(finding: Finding, at: Any) -> dict[str, Any]:
    is_late = finding.state == FindingState.OPEN and finding.due_at < at
    return {
        "finding": finding,
        "tone": "bad" if is_late else TONES[FindingState(finding.state)],
        "state": FINDING_STATES[FindingState(finding.state)],
        "due": queries.due_sentence(finding.due_at, at) if finding.state in OPEN_STATES else "",
    }


@requires(*INSPECTORS)
@require_POST
def new(request: StaffRequest, visit_id: int) -> HttpResponse:
    """Raise a finding at a visited place."""
    rows = Visit.objects.visible_to(request.scope).filter(superseded_at__isnull=True)
    chosen = rows.select_related("place", "inspection__place", "inspection__lead", "inspection__checklist")
    visit: Visit = get_object_or_404(chosen, pk=visit_id)
    form = forms.FindingForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.raise_finding(
                visit_id=visit.pk,
                text=said["text"],
                demand=said["demand"],
                basis=said["basis"],
                working_days=said["working_days"],
                proof=form.proof,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã nêu phát hiện; nơi được kiểm tra được báo kèm hạn."))
            return redirect("supervision:visit", visit.pk)
    first = {
        "held_on": visit.held_on or timezone.localdate(),
        "attendance": visit.attendance,
        "conclusion": visit.conclusion,
    }
    return shown_visit(request, visit, forms.VisitForm(None, visit=visit, initial=first), form)


def _finding(request: StaffRequest, pk: int) -> Finding:
    rows = queries.all_findings(request.scope).select_related(
        "place", "found_by", "visit__inspection__place", "visit__inspection__lead"
    )
    found: Finding = get_object_or_404(rows, pk=pk)
    return found


@requires(*READERS)
def finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    return _page(request, _finding(request, finding_id), forms.StepForm())


def _page(request: StaffRequest, found: Finding, form: forms.StepForm) -> HttpResponse:
    at = timezone.now()
    is_open = found.state in OPEN_STATES
    inspects = queries.inspects(found.visit.inspection, request.scope)
    may_answer = found.state == FindingState.OPEN and queries.may_answer(found, request.scope)
    form.fields["text"].required = may_answer  # as its label says it; to confirm needs evidence, not words
    context = {
        "line": line(found, at),
        "finding": found,
        "inspection": found.visit.inspection,
        "path": ancestors_of(found.place),
        "steps": [(step, STEP_KINDS[StepKind(step.kind)]) for step in found.steps.select_related("by").order_by("pk")],
        "evidence": [
            (item, SIDES[Side(item.side)]) for item in found.evidence.select_related("added_by").order_by("pk")
        ],
        "due_at": moment_words(found.due_at, now=at) if is_open else "",
        "due_reason": explain_working_days(vietnam_calendar(), found.term_from, found.working_days) if is_open else "",
        "form": form,
        "may_answer": may_answer,
        "may_return": found.state == FindingState.ANSWERED and inspects,
        "may_extend": found.state == FindingState.OPEN and inspects,
        "may_close": is_open and inspects,
    }
    return render(request, "supervision/finding.html", context)


def _step(request: StaffRequest, pk: int, act: Callable[..., Finding], done: str, *given: str) -> HttpResponse:
    """Do one step; when it is refused, show the page again with the words still in it."""
    found = _finding(request, pk)
    form = forms.StepForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form)
    words: dict[str, Any] = {"text": form.cleaned_data["text"]}
    if "proof" in given:
        words["proof"] = form.proof
    if "term" in given and form.cleaned_data.get("working_days"):
        words["working_days"] = form.cleaned_data["working_days"]
    try:
        act(finding_id=found.pk, by=request.person, scope=request.scope, at=timezone.now(), **words)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, _finding(request, pk), form)
    messages.success(request, done)
    return redirect("supervision:finding", found.pk)


@requires(*ANSWERERS)
@require_POST
def answer(request: StaffRequest, finding_id: int) -> HttpResponse:
    return _step(request, finding_id, actions.answer_finding, _("Đã gửi giải trình; đoàn kiểm tra được báo."), "proof")


@requires(*INSPECTORS)
@require_POST
def send_back(request: StaffRequest, finding_id: int) -> HttpResponse:
    return _step(request, finding_id, actions.return_finding, _("Đã yêu cầu làm tiếp, kèm hạn mới."), "term")


@requires(*INSPECTORS)
@require_POST
def extend(request: StaffRequest, finding_id: int) -> HttpResponse:
    return _step(request, finding_id, actions.extend_finding, _("Đã gia hạn."), "term")


@requires(*INSPECTORS)
@require_POST
def close(request: StaffRequest, finding_id: int) -> HttpResponse:
    return _step(request, finding_id, actions.close_finding, _("Đã xác nhận khắc phục."), "proof")


@requires(*READERS)
def evidence(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """A kept file, to those who may see its finding."""
    found = get_object_or_404(Evidence.objects.visible_to(request.scope).exclude(file=""), pk=evidence_id)
    with found.file.open("rb") as file:
        content = file.read()
    return download(content, f"bang-chung-{found.pk}{PurePath(str(found.file)).suffix}")
