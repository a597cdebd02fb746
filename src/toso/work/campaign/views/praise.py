"""Commendation: proposed on the page of a service, decided on its own page, printed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import PAPERS
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.work.campaign import exports
from toso.work.campaign.actions import praise as actions
from toso.work.campaign.forms import ReasonForm
from toso.work.campaign.forms.service import AwardForm, MeritForm
from toso.work.campaign.models import Appraisal, Commendation
from toso.work.campaign.queries import figures, praise
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules.service import PraiseState, Side, average
from toso.work.campaign.views.service import the_deployment

TONES = {PraiseState.PROPOSED: "wait", PraiseState.AWARDED: "good", PraiseState.DECLINED: "temp"}


@requires()
@require_POST
def propose(request: StaffRequest, deployment_id: int) -> HttpResponse:
    found = the_deployment(request, deployment_id)
    form = MeritForm(request.POST)
    form.is_valid()
    try:
        actions.propose_commendation(
            deployment_id=found.pk,
            merit=form.cleaned_data.get("merit", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã gửi đề nghị khen thưởng."))
    return redirect("campaign:deployment", found.pk)


def _the_commendation(request: StaffRequest, commendation_id: int) -> Commendation:
    rows = Commendation.objects.visible_to(request.scope).select_related(*praise.ALSO)
    found: Commendation = get_object_or_404(rows, pk=commendation_id)
    return found


@requires()
def commendation(request: StaffRequest, commendation_id: int) -> HttpResponse:
    """One proposal with its ground; whoever runs the campaign decides on it."""
    found = _the_commendation(request, commendation_id)
    award_form, reason_form = AwardForm(initial={"decided_on": timezone.localdate()}), ReasonForm()
    if request.method == "POST":
        award_form, reason_form, done = _decided(request, found, award_form, reason_form)
        if done:
            messages.success(request, _("Đã lưu."))
            return redirect("campaign:commendation", found.pk)
    deployment = found.deployment
    appraisal = Appraisal.objects.filter(deployment=deployment, side=Side.COMMUNE).first()
    may = queries.runs(deployment.wave.campaign, request.scope) and deployment.person_id != request.person.pk
    context = {
        "found": found,
        "deployment": deployment,
        "tone": TONES[PraiseState(found.state)],
        "logged": len(figures.days_logged([deployment])[deployment.pk]),
        "mean": average(appraisal.marks) if appraisal else None,
        "award_form": award_form if may and found.state == PraiseState.PROPOSED else None,
        "reason_form": reason_form,
    }
    return render(request, "campaign/commendation.html", context)


def _decided(
    request: StaffRequest, found: Commendation, award_form: AwardForm, reason_form: ReasonForm
) -> tuple[AwardForm, ReasonForm, bool]:
    who = {"commendation_id": found.pk, "by": request.person, "scope": request.scope, "at": timezone.now()}
    form: AwardForm | ReasonForm
    if request.POST.get("act") == "decline":
        form = reason_form = ReasonForm(request.POST)
    else:
        form = award_form = AwardForm(request.POST)
    if not form.is_valid():
        return award_form, reason_form, False
    try:
        if isinstance(form, AwardForm):
            actions.award_commendation(**form.decided, **who)
        else:
            actions.decline_commendation(**form.cleaned_data, **who)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return award_form, reason_form, False
    return award_form, reason_form, True


@requires()
def paper(request: StaffRequest, commendation_id: int, kind: str) -> HttpResponse:
    """The decision with everybody whom it praises, as a file."""
    found = _the_commendation(request, commendation_id)
    if kind not in PAPERS or found.state != PraiseState.AWARDED:
        raise Http404
    address = request.build_absolute_uri(reverse("campaign:commendation", args=[found.pk]))
    return download(PAPERS[kind](exports.commendation(found, address=address)), f"khen-thuong-{found.pk}.{kind}")
