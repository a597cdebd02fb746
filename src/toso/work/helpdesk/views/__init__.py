from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.deadline_words import explain_working_days, moment_words
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.helpdesk import actions, queries
from toso.work.helpdesk.forms import DifficultyForm, StepForm
from toso.work.helpdesk.models import STEP_KINDS, Ticket
from toso.work.helpdesk.queries.clocks import due_sentence
from toso.work.helpdesk.rules import ways
from toso.work.helpdesk.rules.ways import StepKind, TicketKind, TicketState

PAGE = 25
ANSWERERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER, Role.PARTNER)
TONES = {
    TicketState.NEW: "wait",
    TicketState.OPEN: "wait",
    TicketState.ESCALATED: "wait",
    TicketState.WAITING: "temp",
    TicketState.ANSWERED: "good",
    TicketState.REFUSED: "bad",
    TicketState.CLOSED: "good",
}


@requires()
def difficulties(request: StaffRequest) -> HttpResponse:
    """Three lists: what waits for my answer, what I raised, everything in my scope."""
    at = timezone.now()
    counts = queries.tab_counts(request.scope, request.person.pk)
    tab = request.GET.get("tab") or ("answer" if counts["answer"] else "raised" if counts["raised"] else "all")
    rows = queries.all_difficulties(request.scope)
    if tab == "answer":
        rows = queries.to_answer(request.scope)
    elif tab == "raised":
        rows = rows.filter(raised_by=request.person.pk)
    text = request.GET.get("q", "").strip()
    rows = queries.search(rows, text).select_related("place", "raised_by", "organisation", "term").order_by("-pk")
    if request.GET.get("before", "").isdecimal():
        rows = rows.filter(pk__lt=int(request.GET["before"]))
    shown = list(rows[: PAGE + 1])
    context = {
        "tab": tab,
        "counts": counts,
        "text": text,
        "rows": [_line(row, at) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "may_raise": request.scope.holds(*queries.RAISERS, *queries.AGENCY_RAISERS),
    }
    return render(request, "helpdesk/difficulties.html", context)


def _line(difficulty: Ticket, at: datetime) -> dict[str, Any]:
    return {
        "difficulty": difficulty,
        "tone": TONES[TicketState(difficulty.state)],
        "state": state_words(difficulty),
        "due": due_sentence(difficulty, at),
        "is_overdue": bool(difficulty.due_at and difficulty.due_at < at and difficulty.state in ways.UNANSWERED),
    }


def state_words(difficulty: Ticket) -> str:
    """The state with the one who is waited for: "Chờ xã trả lời" is not "Chờ tỉnh trả lời"."""
    if difficulty.state not in ways.UNANSWERED:
        return str(difficulty.get_state_display())
    if difficulty.organisation:
        return _("Chờ %(organisation)s trả lời") % {"organisation": difficulty.organisation}
    return _("Chờ cấp %(level)s trả lời") % {"level": difficulty.get_holder_level_display().lower()}


RAISERS = (*queries.RAISERS, *queries.AGENCY_RAISERS)


@requires(*RAISERS)
def new(request: StaffRequest) -> HttpResponse:
    form = DifficultyForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            given = {**form.cleaned_data, "by": request.person, "scope": request.scope, "at": timezone.now()}
            is_agency = "agency" in form.fields
            difficulty = actions.raise_difficulty_of_agency(**given) if is_agency else actions.raise_difficulty(**given)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã nêu vướng mắc. Trả lời sẽ hiện ở Việc của tôi."))
            return redirect("helpdesk:difficulty", difficulty.pk)
    on = timezone.localdate()
    due = explain_working_days(vietnam_calendar(), on, ways.WORKING_DAYS_TO_ANSWER)
    return render(request, "helpdesk/new.html", {"form": form, "due": due})


def _visible(request: StaffRequest, pk: int) -> Ticket:
    rows = queries.all_tickets(request.scope).select_related(
        "place", "platform__owner", "raised_by", "organisation", "agency", "term", "assignee"
    )
    difficulty: Ticket = get_object_or_404(rows, pk=pk)
    return difficulty


@requires()
def difficulty(request: StaffRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    if found.kind != TicketKind.DIFFICULTY:
        return redirect("helpdesk:ticket", pk)
    return _page(request, found, StepForm())


def _page(request: StaffRequest, found: Ticket, form: StepForm) -> HttpResponse:
    at = timezone.now()
    is_waiting = found.state in ways.UNANSWERED
    steps = list(found.steps.select_related("by").order_by("pk"))
    if not form.is_bound and found.platform and found.platform.owner_id:
        form.initial["organisation"] = found.platform.owner_id
    last = next((step for step in reversed(steps) if step.kind not in (StepKind.ANSWERED, StepKind.CLOSED)), None)
    due = ""
    if is_waiting and last is not None:
        due = explain_working_days(vietnam_calendar(), last.at.astimezone(VIETNAM).date(), ways.WORKING_DAYS_TO_ANSWER)
    context = {
        "line": _line(found, at),
        "difficulty": found,
        "raiser": steps[0].by if steps else found.raised_by,
        "path": ancestors_of(found.place),
        "category": queries.category_of(found.category) or "",
        "steps": [{"step": step, "words": STEP_KINDS[StepKind(step.kind)]} for step in steps],
        "due_at": moment_words(found.due_at, now=at) if found.due_at and is_waiting else "",
        "due_reason": due,
        "form": form,
        "may_answer": is_waiting and queries.may_answer(found, request.scope),
        "may_escalate": is_waiting and ways.level_above(Level(found.holder_level)) is not None,
        "may_reopen": found.state in ways.SETTLED and queries.may_settle(found, request.scope),
        "may_close": found.state != TicketState.CLOSED and queries.may_settle(found, request.scope),
    }
    return render(request, "helpdesk/difficulty.html", context)


def _step(request: StaffRequest, pk: int, act: Callable[..., Ticket], done: str, **given: Any) -> HttpResponse:
    """Do one step; when it is refused, show the page again with the words still in it."""
    found = _visible(request, pk)
    form = StepForm(request.POST)
    form.is_valid()
    text = form.cleaned_data.get("text", "")
    try:
        if form.errors:
            return _page(request, found, form)
        act(difficulty_id=found.pk, text=text, by=request.person, scope=request.scope, at=timezone.now(), **given)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, _visible(request, pk), form)
    messages.success(request, done)
    return redirect("helpdesk:difficulty", found.pk)


@requires(*ANSWERERS)
@require_POST
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.answer_difficulty, _("Đã trả lời; người nêu được báo."))


@requires(*ANSWERERS)
@require_POST
def escalate(request: StaffRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.escalate_difficulty, _("Đã chuyển cấp trên."))


@requires(*ANSWERERS)
@require_POST
def forward(request: StaffRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = StepForm(request.POST)
    form.is_valid()
    organisation = form.cleaned_data.get("organisation")
    if organisation is None:
        form.add_error("organisation", _("Chọn đơn vị nhận."))
        return _page(request, found, form)
    return _step(request, pk, actions.forward_difficulty, _("Đã chuyển đơn vị chủ quản."), organisation=organisation)


@requires(*RAISERS)
@require_POST
def reopen(request: StaffRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.reopen_difficulty, _("Đã hỏi lại."))


@requires(*RAISERS)
@require_POST
def close(request: StaffRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.close_difficulty, _("Đã kết thúc vướng mắc."))
