from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.actions import proposals as actions
from toso.plan.programme.forms.year import DecideForm, ProposalForm
from toso.plan.programme.models import PROPOSAL_KINDS, PROPOSAL_STATES, LegalDocument, Proposal, TargetDecision
from toso.plan.programme.queries import indicators_on
from toso.plan.programme.queries import proposals as queries
from toso.plan.programme.rules.proposals import OPEN, ProposalKind, ProposalState, needs_number, proposers
from toso.plan.programme.views import ABOVE_TEAMS, page_of, refused

PROPOSERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
TONES = {
    ProposalState.SENT: "wait",
    ProposalState.ACCEPTED: "good",
    ProposalState.CHANGED: "good",
    ProposalState.DECLINED: "bad",
    ProposalState.WITHDRAWN: "temp",
}


@requires(*ABOVE_TEAMS)
def proposals(request: StaffRequest) -> HttpResponse:
    """What is proposed upward, those that wait first."""
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else None
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    state, kind = (state if state in PROPOSAL_STATES else ""), (kind if kind in PROPOSAL_KINDS else "")
    page = page_of(request, queries.proposals_of(request.scope, year=year, state=state, kind=kind))
    context = {
        "page": page,
        "rows": [(row, TONES[ProposalState(row.state)]) for row in page],
        "years": queries.years_of(request.scope),
        "year": year,
        "state": state,
        "kind": kind,
        "states": PROPOSAL_STATES.items(),
        "kinds": PROPOSAL_KINDS.items(),
        "may_propose": bool(queries.proposing_places(request.scope)),
    }
    return render(request, "programme/proposals.html", context)


@requires(*PROPOSERS)
def new_proposal(request: StaffRequest) -> HttpResponse:
    """Propose a target, a task or a change of the plan."""
    today = timezone.localdate()
    form = ProposalForm(
        request.POST or None,
        places=queries.proposing_places(request.scope),
        indicators=indicators_on(today),
        documents=LegalDocument.objects.order_by("order"),
        initial={"year": today.year + 1, "kind": request.GET.get("kind", "target")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(**form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now())
            messages.success(request, _("Đã gửi đề xuất lên cấp trên."))
            return redirect("programme:proposal", made.pk)
        except Refusal as refusal:
            refused(form, refusal)
    return render(request, "programme/new_proposal.html", {"form": form})


def _proposal(request: StaffRequest, proposal_id: int) -> Proposal:
    rows = queries.proposals_of(request.scope).select_related("task")
    return get_object_or_404(rows, pk=proposal_id)


@requires(*ABOVE_TEAMS)
def proposal(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """One proposal with its reason and its answer."""
    return _page(request, _proposal(request, proposal_id))


def _page(request: StaffRequest, shown: Proposal, form: Any = None) -> HttpResponse:
    may_withdraw = shown.state in OPEN and request.scope.holds(*proposers(shown.place.level), at_place=shown.place.path)
    context = {
        "proposal": shown,
        "path": ancestors_of(shown.place),
        "tone": TONES[ProposalState(shown.state)],
        "may_decide": queries.may_decide(request.scope, shown),
        "may_withdraw": may_withdraw,
        "is_target": shown.kind == ProposalKind.TARGET,
        "is_task": shown.kind == ProposalKind.TASK,
        "needs_number": needs_number(shown.place.level),
        "form": form or DecideForm(initial={"valid_from": timezone.localdate()}),
    }
    return render(request, "programme/proposal.html", context)


@requires(Role.PROVINCE_OFFICER)
@require_POST
def decide(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Answer with the reason."""
    shown = _proposal(request, proposal_id)
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            actions.decide_proposal(
                proposal_id=shown.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
            messages.success(request, _("Đã trả lời đề xuất."))
            return redirect("programme:proposal", shown.pk)
        except Refusal as refusal:
            refused(form, refusal)
    return _page(request, shown, form)


@requires(*PROPOSERS)
@require_POST
def withdraw(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Take it back before it is decided."""
    shown = _proposal(request, proposal_id)
    try:
        actions.withdraw_proposal(proposal_id=shown.pk, by=request.person, scope=request.scope, at=timezone.now())
        messages.success(request, _("Đã rút đề xuất."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programme:proposal", shown.pk)


@requires(Role.PROVINCE_OFFICER)
@require_POST
def take(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Put the granted targets of the year into a draft decision."""
    get_object_or_404(TargetDecision.objects.visible_to(request.scope), pk=decision_id)
    try:
        count = actions.take_proposals(
            decision_id=decision_id, by=request.person, scope=request.scope, at=timezone.now()
        )
        words = ngettext("Đã đưa %(count)s mức vào dự thảo.", "Đã đưa %(count)s mức vào dự thảo.", count)
        messages.success(request, words % {"count": count})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programme:decision", decision_id)
