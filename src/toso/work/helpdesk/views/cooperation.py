from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.deadline_words import explain_working_days, remaining_words
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.helpdesk.actions import cooperation as actions
from toso.work.helpdesk.forms.cooperation import CooperationAnswerForm, CooperationForm
from toso.work.helpdesk.models import Cooperation
from toso.work.helpdesk.queries import cooperation as rows_of
from toso.work.helpdesk.rules.cooperation import WORKING_DAYS_TO_COOPERATE, CooperationState
from toso.work.helpdesk.rules.ways import RAISERS

PAGE = 25


@requires()
def cooperations(request: StaffRequest) -> HttpResponse:
    """Requests for cooperation in the scope, the newest first."""
    at = timezone.now()
    rows = rows_of.cooperations(request.scope).order_by("-pk")
    if request.GET.get("before", "").isdecimal():
        rows = rows.filter(pk__lt=int(request.GET["before"][:17]))
    shown = list(rows[: PAGE + 1])
    context = {
        "rows": [(row, _cooperation_due(row, at)) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "may_ask": request.scope.holds(*RAISERS),
    }
    return render(request, "helpdesk/cooperations.html", context)


def _cooperation_due(row: Cooperation, at: datetime) -> str:
    return remaining_words(vietnam_calendar(), row.due_at, at) if row.state == CooperationState.ASKED else ""


@requires(*RAISERS)
def ask_cooperation(request: StaffRequest) -> HttpResponse:
    form = CooperationForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask_cooperation(
                **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            is_reached = rows_of.partners_of(asked.organisation, on=timezone.localdate()).exists()
            messages.success(request, _("Đã gửi đề nghị phối hợp.") if is_reached else _("Đã ghi đề nghị phối hợp."))
            return redirect("helpdesk:cooperation", asked.pk)
    on = timezone.localdate()
    due = explain_working_days(vietnam_calendar(), on, WORKING_DAYS_TO_COOPERATE)
    return render(request, "helpdesk/ask_cooperation.html", {"form": form, "due": due})


@requires()
def cooperation(request: StaffRequest, pk: int) -> HttpResponse:
    found: Cooperation = get_object_or_404(rows_of.cooperations(request.scope), pk=pk)
    return _cooperation_page(request, found, CooperationAnswerForm())


def _cooperation_page(request: StaffRequest, found: Cooperation, form: CooperationAnswerForm) -> HttpResponse:
    is_own = request.scope.holds(*RAISERS, at_place=found.place.path)
    is_asked = found.state == CooperationState.ASKED
    context = {
        "row": found,
        "path": ancestors_of(found.place),
        "due": _cooperation_due(found, timezone.now()),
        "form": form,
        "is_own": is_own,
        "may_answer": is_asked and rows_of.may_cooperate(found, request.scope),
        "is_unreached": is_asked
        and is_own
        and not rows_of.partners_of(found.organisation, on=timezone.localdate()).exists(),
        "may_finish": found.state == CooperationState.AGREED and is_own,
    }
    return render(request, "helpdesk/cooperation.html", context)


@requires(*RAISERS, Role.PARTNER)
@require_POST
def answer_cooperation(request: StaffRequest, pk: int) -> HttpResponse:
    found: Cooperation = get_object_or_404(rows_of.cooperations(request.scope), pk=pk)
    form = CooperationAnswerForm(request.POST)
    if not form.is_valid():
        return _cooperation_page(request, found, form)
    try:
        actions.answer_cooperation(
            cooperation_id=found.pk,
            is_agreed="agree" in request.POST,
            text=form.cleaned_data["text"],
            channel=form.cleaned_data["channel"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _cooperation_page(request, found, form)
    messages.success(request, _("Đã ghi câu trả lời; người đề nghị được báo."))
    return redirect("helpdesk:cooperation", found.pk)


@requires(*RAISERS)
@require_POST
def finish_cooperation(request: StaffRequest, pk: int) -> HttpResponse:
    found: Cooperation = get_object_or_404(rows_of.cooperations(request.scope), pk=pk)
    try:
        actions.finish_cooperation(cooperation_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi là phối hợp xong."))
    return redirect("helpdesk:cooperation", found.pk)
