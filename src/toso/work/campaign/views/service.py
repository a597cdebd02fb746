"""Somebody at a commune: received, the day, the log, gone, appraised."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import PAPERS
from toso.ground.people.models import Person
from toso.ground.people.queries import persons_with
from toso.ground.shared.access import StaffRequest, public, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.work.campaign import exports
from toso.work.campaign.actions import papers as paper_actions
from toso.work.campaign.actions import service as actions
from toso.work.campaign.forms import service as forms
from toso.work.campaign.models import Appraisal, Deployment
from toso.work.campaign.queries import calls, chain, figures, papers, praise
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.queries.plans import RUNNERS
from toso.work.campaign.rules.service import Side, Standing
from toso.work.campaign.views.plans import STANDING_TONES

ALSO = ("focal", "candidate__sending__organisation", "wave__campaign__place", "wave__leader")


@requires()
def mine(request: StaffRequest) -> HttpResponse:
    """Where I was, am and shall be sent. Whoever is at a commune now goes straight to the day."""
    rows = Deployment.objects.filter(person=request.person).exclude(standing=Standing.PROPOSED)
    shown = list(rows.select_related("place", "wave__campaign").order_by("-first_day", "-pk"))
    return render(
        request, "campaign/mine.html", {"rows": [(row, STANDING_TONES[Standing(row.standing)]) for row in shown]}
    )


def the_deployment(request: StaffRequest, deployment_id: int) -> Deployment:
    rows = Deployment.objects.visible_to(request.scope).select_related("person", "place", *ALSO)
    found: Deployment = get_object_or_404(rows, pk=deployment_id)
    return found


def officials_of(found: Deployment) -> Any:
    on = timezone.localdate()
    both = [persons_with(role, found.place.path, on) for role in queries.COMMUNE]
    pks = [person.pk for rows in both for person in rows]
    return Person.objects.filter(pk__in=pks).order_by("sort_key", "pk")


@requires()
def deployment(request: StaffRequest, deployment_id: int) -> HttpResponse:
    """One person's service: reception, log, reports, words of both sides, the certificate."""
    return shown_deployment(request, the_deployment(request, deployment_id))


def shown_deployment(request: StaffRequest, found: Deployment, **bound: Any) -> HttpResponse:
    today = timezone.localdate()
    hosts = actions.hosts(found, request.scope)
    is_own = found.person_id == request.person.pk
    is_there = found.standing == Standing.SERVING
    log = figures.log_of(found, found.service.begins, found.service.ends) if found.arrived_on else []
    notes = {note.day: note for note in found.notes.all()}
    days = sorted({*notes, *(line.day for line in log)}, reverse=True)
    appraisals = {one.side: one for one in found.appraisals.select_related("by")}
    may_say = hosts or queries.leads(found.wave, request.person)
    has_served = found.standing in praise.SERVED
    praised = praise.commendation_of(found, request.scope)
    context = {
        "deployment": found,
        "tone": STANDING_TONES[Standing(found.standing)],
        "why": [chain.WHY_FIT[reason] for reason in found.why if reason in chain.WHY_FIT],
        "is_own": is_own,
        "hosts": hosts,
        "runs": queries.runs(found.wave.campaign, request.scope),
        "may_receive": hosts and found.standing in {Standing.DECIDED, Standing.SERVING},
        "may_finish": hosts and is_there,
        "may_report": is_own and found.arrived_on is not None,
        "days": [(day, notes.get(day), [line for line in log if line.day == day]) for day in days],
        "week_form": forms.WeekForm(service=found.service, today=today) if is_own and found.arrived_on else None,
        "reports": found.reports.order_by("first_day", "kind"),
        "of_commune": appraisals.get(Side.COMMUNE),
        "of_member": appraisals.get(Side.MEMBER),
        "reception_form": forms.ReceptionForm(
            officials=officials_of(found),
            initial={
                "arrived_on": found.arrived_on or found.first_day,
                "focal": found.focal_id,
                "lodging": found.lodging,
                "workplan": found.workplan,
            },
        ),
        "finish_form": forms.FinishForm(initial={"left_on": min(today, found.last_day)}),
        "may_appraise": hosts and has_served and Side.COMMUNE not in appraisals,
        "may_answer": is_own and found.arrived_on is not None and Side.MEMBER not in appraisals,
        "praised": praised,
        "merit_form": forms.MeritForm() if praised is None and may_say and not is_own and has_served else None,
        "may_accuse": may_say and not is_own,
    }
    return render(request, "campaign/deployment.html", context | bound)


@requires(*RUNNERS)
@require_POST
def receive(request: StaffRequest, deployment_id: int) -> HttpResponse:
    found = the_deployment(request, deployment_id)
    form = forms.ReceptionForm(request.POST, officials=officials_of(found))
    if form.is_valid():
        try:
            actions.receive(
                deployment_id=found.pk,
                reception=form.reception,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi tiếp nhận."))
            return redirect("campaign:deployment", found.pk)
    return shown_deployment(request, found, reception_form=form)


@requires(*RUNNERS)
@require_POST
def finish(request: StaffRequest, deployment_id: int) -> HttpResponse:
    found = the_deployment(request, deployment_id)
    form = forms.FinishForm(request.POST)
    if form.is_valid():
        try:
            actions.finish(
                deployment_id=found.pk,
                left_on=form.cleaned_data["left_on"],
                handover=form.cleaned_data["handover"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi kết thúc."))
            return redirect("campaign:deployment", found.pk)
    return shown_deployment(request, found, finish_form=form)


def _asked_day(request: StaffRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()


@requires()
def day(request: StaffRequest, deployment_id: int) -> HttpResponse:
    """My day: one tap for an ordinary one, a few words beside, and what other rooms already hold of it."""
    found = the_deployment(request, deployment_id)
    if found.person_id != request.person.pk:
        raise Http404
    asked = _asked_day(request)
    groups = list(found.wave.campaign.groups.select_related("task").order_by("order"))
    note = found.notes.filter(day=asked).first()
    given = request.POST if request.method == "POST" else None
    kind = given.get("kind", "") if given is not None else ""
    ordinary: dict[str, list[int]] = found.ordinary
    day_form = forms.DayForm(given if kind == "day" else None, groups=groups, ordinary=ordinary, initial={"day": asked})
    said = {"day": asked, "text": note.text if note else "", "story": note.story if note else ""}
    note_form = forms.NoteForm(given if kind == "note" else None, initial=said)
    form = day_form if kind == "day" else note_form if kind == "note" else None
    if form is not None and form.is_valid() and _written(request, found, form):
        return redirect(f"{reverse('campaign:day', args=[found.pk])}?day={form.cleaned_data['day'].isoformat()}")
    context = {
        "deployment": found,
        "day": asked,
        "day_form": day_form,
        "note_form": note_form,
        "has_ordinary": bool(ordinary),
        "lines": figures.log_of(found, asked, asked) if found.arrived_on else [],
        "groups": groups,
        "calls": calls.waiting_calls(found, request.scope, timezone.now()),
    }
    return render(request, "campaign/day.html", context)


def _written(request: StaffRequest, found: Deployment, form: Any) -> bool:
    who = {"by": request.person, "scope": request.scope, "at": timezone.now()}
    said = form.cleaned_data
    try:
        if isinstance(form, forms.DayForm):
            count = actions.record_ordinary_day(deployment_id=found.pk, day=said["day"], done=form.done, **who)
            messages.success(request, _("Đã ghi %(count)s việc của ngày.") % {"count": count})
        else:
            actions.write_note(deployment_id=found.pk, **said, **who)
            messages.success(request, _("Đã lưu lời ghi trong ngày."))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


@requires()
def appraise(request: StaffRequest, deployment_id: int, side: str) -> HttpResponse:
    """Marks and words of one side about the other."""
    found = the_deployment(request, deployment_id)
    if side not in set(Side):
        raise Http404
    form = forms.AppraisalForm(request.POST or None, side=Side(side))
    if request.method == "POST" and form.is_valid():
        try:
            made = paper_actions.appraise(
                deployment_id=found.pk,
                side=Side(side),
                marks=form.marks,
                words=form.cleaned_data["words"],
                praise=form.cleaned_data.get("praise", ""),
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            words = _("Đã nhận xét và xác nhận kết quả.") if made.is_certified else _("Đã nhận xét.")
            messages.success(request, words)
            return redirect("campaign:deployment", found.pk)
    return render(request, "campaign/appraise.html", {"form": form, "deployment": found, "side": side})


@requires()
def certificate(request: StaffRequest, deployment_id: int, kind: str) -> HttpResponse:
    """The commune's certificate as a file, with a code that anyone can check."""
    found = the_deployment(request, deployment_id)
    appraisal = papers.certificate_of(found)
    if kind not in PAPERS or appraisal is None:
        raise Http404
    address = request.build_absolute_uri(reverse("campaign:verify", args=[appraisal.token]))
    return download(
        PAPERS[kind](exports.certificate(found, appraisal, address=address)), f"giay-xac-nhan-{found.pk}.{kind}"
    )


@public("whoever holds the paper may ask whether it is genuine")
def verify(request: StaffRequest, token: str) -> HttpResponse:
    """Whether a certificate was given: name, commune and days, nothing else."""
    rows = Appraisal.objects.filter(is_certified=True).select_related("deployment__person", "deployment__place")
    return render(request, "campaign/verify.html", {"appraisal": get_object_or_404(rows, token=token)})
