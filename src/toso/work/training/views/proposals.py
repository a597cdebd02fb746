"""A partner proposes a class; the hosting place answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.work.training import forms
from toso.work.training.actions import proposals as actions
from toso.work.training.models import Course, Outline, Proposal
from toso.work.training.queries import proposals as queries
from toso.work.training.queries import sessions
from toso.work.training.queries.proposals import HOSTS, SEERS
from toso.work.training.queries.sessions import PAGE
from toso.work.training.rules import ProposalState

TONES = {
    ProposalState.ASKED: "wait",
    ProposalState.ACCEPTED: "good",
    ProposalState.DECLINED: "bad",
    ProposalState.WITHDRAWN: "temp",
}


@requires(*SEERS)
def proposals(request: StaffRequest) -> HttpResponse:
    """What partners offered to teach, the newest first."""
    rows = queries.proposals(request.scope).order_by("-pk")
    if before := row_number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    shown = list(rows[: PAGE + 1])
    context = {
        "rows": [(row, TONES[ProposalState(row.state)]) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "may_propose": Role.PARTNER in request.scope.roles,
    }
    return render(request, "training/proposals.html", context)


@requires(Role.PARTNER)
def new(request: StaffRequest) -> HttpResponse:
    """Propose a class: new contents, or one more class of a course of one's own."""
    today = timezone.localdate()
    outlines = sessions.outlines_on(today)
    outline = next((row for row in outlines if row.code == request.GET.get("outline", "")), None)
    course = _course(request)
    places = queries.places_served(request.scope)
    form = forms.ProposalForm(
        request.POST or None,
        places=places.filter(path__startswith=course.place.path) if course else places,
        bodies=queries.bodies_of(request.scope),
        course=course,
        initial=_first_values(outline),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_class(
                proposed=form.proposed(request.person, outline=outline, course=course),
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã gửi đề nghị; nơi được đề nghị trả lời tại đây."))
            return redirect("training:proposal", made.pk)
    context = {"form": form, "outlines": outlines, "chosen": outline, "course": course}
    return render(request, "training/propose.html", context)


def _course(request: StaffRequest) -> Course | None:
    number = row_number(request.GET.get("course", ""))
    if not number:
        return None
    found: Course = get_object_or_404(sessions.courses(request.scope), pk=number)
    if not sessions.is_theirs(found, request.scope):
        raise Http404
    return found


def _first_values(outline: Outline | None) -> dict[str, Any]:
    first: dict[str, Any] = {"starts_at": "08:00", "ends_at": "11:00"}
    if outline is None:
        return first
    return first | {
        "title": outline.title,
        "audience": outline.audiences[0],
        "basis": outline.basis,
        "parts": "\n".join(outline.parts),
        "practice": "\n".join(outline.practice),
    }


def _the_proposal(request: StaffRequest, proposal_id: int) -> Proposal:
    found: Proposal = get_object_or_404(queries.proposals(request.scope), pk=proposal_id)
    return found


@requires(*SEERS)
def proposal(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """One proposal, with what may be done about it."""
    return _shown(request, _the_proposal(request, proposal_id), forms.ReasonForm())


def _shown(request: StaffRequest, found: Proposal, form: forms.ReasonForm) -> HttpResponse:
    is_open = found.state == ProposalState.ASKED
    context = {
        "row": found,
        "tone": TONES[ProposalState(found.state)],
        "form": form,
        "may_answer": is_open and queries.may_host(request.scope, found.place),
        "may_withdraw": is_open and queries.is_own(found, request.scope),
    }
    return render(request, "training/proposal.html", context)


@requires(*HOSTS)
@require_POST
def answer(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Host it, or say why not."""
    found, form = _the_proposal(request, proposal_id), forms.ReasonForm(request.POST)
    form.is_valid()
    given: dict[str, Any] = {
        "proposal_id": found.pk,
        "by": request.person,
        "scope": request.scope,
        "at": timezone.now(),
    }
    try:
        if "accept" in request.POST:
            done = actions.accept_proposal(**given)
        else:
            done = actions.decline_proposal(reason=form.cleaned_data.get("reason", ""), **given)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _shown(request, found, form)
    if done.session_id:
        messages.success(request, _("Đã nhận; buổi học có trong lịch, đơn vị đề nghị được báo."))
        return redirect("training:session", done.session_id)
    messages.success(request, _("Đã trả lời; đơn vị đề nghị được báo."))
    return redirect("training:proposal", found.pk)


@requires(Role.PARTNER)
@require_POST
def withdraw(request: StaffRequest, proposal_id: int) -> HttpResponse:
    found = _the_proposal(request, proposal_id)
    try:
        actions.withdraw_proposal(proposal_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã rút đề nghị."))
    return redirect("training:proposal", found.pk)
