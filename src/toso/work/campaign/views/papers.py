"""Reports and their evidence, the board, the regulation, confidential cases."""

from typing import Any

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
from toso.work.campaign.actions import conduct
from toso.work.campaign.actions import papers as actions
from toso.work.campaign.actions import plans as plan_actions
from toso.work.campaign.forms import ReasonForm
from toso.work.campaign.forms import service as forms
from toso.work.campaign.models import LINES, REPORT_KINDS, ConductCase, MissionReport
from toso.work.campaign.queries import board as boards
from toso.work.campaign.queries import change, figures, papers
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.queries.plans import READERS, RUNNERS
from toso.work.campaign.rules import days as rules
from toso.work.campaign.rules.service import CaseState, Line, ReportKind, ReportState
from toso.work.campaign.sources import FIGURES
from toso.work.campaign.views.plans import done, the_campaign, the_wave
from toso.work.campaign.views.service import the_deployment

TONES = {
    ReportState.DRAFT: "work",
    ReportState.HANDED_IN: "wait",
    ReportState.RETURNED: "bad",
    ReportState.ACCEPTED: "good",
}
MOST_ROWS = 200
FIRST_POSTS = 15  # the silent ones first; the rest is unfolded


@requires(*READERS)
def board(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Day N of M: who is where, who is silent, objectives beside the pace, needs still short, stories."""
    found = the_campaign(request, campaign_id)
    today = timezone.localdate()
    seen = rules.progress(found.first_day, found.days, today)
    posts = boards.posts(found, today)
    runs = queries.runs(found, request.scope)
    if not runs:
        roots = request.scope.place_roots
        posts = [post for post in posts if any(post.place.path.startswith(root) for root in roots)]
    context = {
        "campaign": found,
        "progress": seen,
        "phase": rules.phase_on(found.parts, seen.number),
        "goals": boards.goals(found, seen),
        "posts": posts,
        "first_posts": f":{FIRST_POSTS}",
        "rest_posts": f"{FIRST_POSTS}:",
        "map": boards.map_of(posts),
        "legend": boards.legend(posts),
        "silent": [post for post in posts if post.is_silent],
        "people": sum(len(post.people) for post in posts),
        "unmet": boards.unmet(found) if runs else [],
        "stories": boards.stories(found) if runs else [],
        "runs": runs,
        "reports": found.reports.filter(deployment=None).order_by("kind", "pk"),
    }
    return render(request, "campaign/board.html", context)


@requires(*READERS)
def evidence(request: StaffRequest, campaign_id: int, code: str) -> HttpResponse:
    """The records behind an objective of the campaign."""
    found = the_campaign(request, campaign_id)
    if code not in FIGURES or not queries.runs(found, request.scope):
        raise Http404
    return _evidence(request, found.title, figures.of_campaign(found), code)


@requires()
def report_evidence(request: StaffRequest, report_id: int, code: str) -> HttpResponse:
    """The records behind a figure of a report."""
    found = the_report(request, report_id)
    if code not in FIGURES:
        raise Http404
    return _evidence(request, REPORT_KINDS[ReportKind(found.kind)], figures.of_report(found), code)


def _evidence(request: StaffRequest, title: Any, whose: figures.Whose, code: str) -> HttpResponse:
    context = {
        "title": title,
        "figure": FIGURES[code],
        "value": figures.value_of(code, whose),
        "lines": figures.evidence(code, whose, request.scope, most=MOST_ROWS),
        "whose": whose,
    }
    return render(request, "campaign/evidence.html", context)


def the_report(request: StaffRequest, report_id: int) -> MissionReport:
    rows = MissionReport.objects.visible_to(request.scope)
    also = ("place", "campaign__place", "wave", "deployment__person", "deployment__place", "made_by")
    found: MissionReport = get_object_or_404(rows.select_related(*also), pk=report_id)
    return found


@requires()
@require_POST
def draft(request: StaffRequest, deployment_id: int, kind: str) -> HttpResponse:
    """Draft a weekly or the final report from the log."""
    found = the_deployment(request, deployment_id)
    if kind not in {ReportKind.WEEKLY, ReportKind.FINAL}:
        raise Http404
    form = forms.WeekForm(request.POST, service=found.service, today=timezone.localdate())
    if kind == ReportKind.WEEKLY and not form.is_valid():
        messages.error(request, _("Tuần này ở ngoài những ngày hỗ trợ."))
        return redirect("campaign:deployment", found.pk)
    try:
        made = actions.draft_report(
            deployment_id=found.pk,
            kind=ReportKind(kind),
            first_day=form.first_day if kind == ReportKind.WEEKLY else None,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("campaign:deployment", found.pk)
    return redirect("campaign:report", made.pk)


def _whole(request: StaffRequest, campaign_id: int, wave_id: int | None) -> HttpResponse:
    try:
        made = actions.draft_whole_report(
            campaign_id=campaign_id, wave_id=wave_id, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("campaign:campaign", campaign_id)
    return redirect("campaign:report", made.pk)


@requires(*RUNNERS)
@require_POST
def draft_of_wave(request: StaffRequest, wave_id: int) -> HttpResponse:
    found = the_wave(request, wave_id)
    return _whole(request, found.campaign_id, found.pk)


@requires(*RUNNERS)
@require_POST
def draft_of_campaign(request: StaffRequest, campaign_id: int) -> HttpResponse:
    return _whole(request, the_campaign(request, campaign_id).pk, None)


@requires()
def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """One report: figures that open to their records, words, the two lines of command."""
    return shown_report(request, the_report(request, report_id))


def shown_report(request: StaffRequest, found: MissionReport, **bound: Any) -> HttpResponse:
    may_write = papers.writes(found, request.person, request.scope) and found.state in actions.OPEN
    kept = dict(found.figures)
    live = figures.values_of(figures.of_report(found))
    context = {
        "report": found,
        "tone": TONES[ReportState(found.state)],
        "span": papers.span_words(found),
        "may_write": may_write,
        "form": forms.ReportForm(initial={**found.words, "version": found.version}),
        "change": change.of_report(found, request.scope),
        "told": change.kept_in(found),
        "figures": [(one, kept.get(one.code)) for one in live],
        "sections": [(label, found.words.get(name, "")) for name, label in papers.SECTIONS.items()],
        "endorsements": [
            (LINES[Line(row.line)], row) for row in found.endorsements.select_related("by").order_by("line")
        ],
        "may_endorse": found.state == ReportState.HANDED_IN
        and bool(papers.lines_of(found, request.person, request.scope)),
        "words_form": forms.WordsForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "campaign/report.html", context | bound)


@requires()
def change_of(request: StaffRequest, report_id: int) -> HttpResponse:
    """The studies, core persons and posts behind the measured change of a wave's or campaign's report."""
    found = the_report(request, report_id)
    measured = change.of_report(found, request.scope)
    if measured is None:
        raise Http404
    context = {"report": found, "change": measured, "span": papers.span_words(found)}
    return render(request, "campaign/change.html", context)


@requires()
@require_POST
def write(request: StaffRequest, report_id: int) -> HttpResponse:
    """Save the words; with ``send`` hand the report in as well."""
    found = the_report(request, report_id)
    form = forms.ReportForm(request.POST)
    if not form.is_valid():
        return shown_report(request, found, form=form)
    who = {"by": request.person, "scope": request.scope, "at": timezone.now()}
    seen = form.cleaned_data.pop("version")
    try:
        kept = actions.write_report(report_id=found.pk, words=form.cleaned_data, seen_version=seen, **who)
        if "send" in request.POST:
            actions.hand_in_report(report_id=found.pk, seen_version=kept.version, **who)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return shown_report(request, found, form=form)
    messages.success(request, _("Đã gửi báo cáo.") if "send" in request.POST else _("Đã lưu."))
    return redirect("campaign:report", found.pk)


@requires()
@require_POST
def endorse(request: StaffRequest, report_id: int) -> HttpResponse:
    found = the_report(request, report_id)
    form = forms.WordsForm(request.POST)
    form.is_valid()
    words = form.cleaned_data.get("words", "")
    return done(
        request,
        actions.endorse_report,
        _("Đã ghi ý kiến."),
        "campaign:report",
        found.pk,
        report_id=found.pk,
        words=words,
    )


@requires()
@require_POST
def give_back(request: StaffRequest, report_id: int) -> HttpResponse:
    found = the_report(request, report_id)
    form = ReasonForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    words = _("Đã trả lại báo cáo.")
    return done(request, actions.return_report, words, "campaign:report", found.pk, report_id=found.pk, reason=reason)


@requires()
def paper(request: StaffRequest, report_id: int, kind: str) -> HttpResponse:
    """The report in official form."""
    found = the_report(request, report_id)
    if kind not in PAPERS:
        raise Http404
    address = request.build_absolute_uri(reverse("campaign:report", args=[found.pk]))
    return download(PAPERS[kind](exports.report(found, address=address)), f"bao-cao-{found.kind}-{found.pk}.{kind}")


@requires(*READERS)
def regulation(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """The regulation in force; members say that they have read it, the coordinator writes the next version."""
    found = the_campaign(request, campaign_id)
    current = queries.regulation_of(found)
    runs = queries.runs(found, request.scope)
    text = "\n\n".join(f"# {one['title']}\n{one['text']}" for one in current.sections) if current else ""
    first = {
        "number": current.number if current else "",
        "effective_on": current.effective_on if current else None,
        "text": text,
        "version": current.version if current else 0,
    }
    form = forms.RegulationForm(request.POST if request.method == "POST" and runs else None, initial=first)
    if form.is_bound and form.is_valid():
        try:
            plan_actions.write_regulation(
                campaign_id=found.pk,
                sections=form.sections,
                number=form.cleaned_data["number"],
                effective_on=form.cleaned_data["effective_on"],
                seen_version=form.cleaned_data["version"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ban hành bản mới của quy chế."))
            return redirect("campaign:regulation", found.pk)
    read = current.acknowledgements.filter(person=request.person).first() if current else None
    context = {
        "campaign": found,
        "regulation": current,
        "runs": runs,
        "form": form,
        "read": read,
        "readers": current.acknowledgements.count() if current else 0,
    }
    return render(request, "campaign/regulation.html", context)


@requires(*READERS)
def regulation_paper(request: StaffRequest, campaign_id: int, kind: str) -> HttpResponse:
    """The regulation in force as a file, for everybody who is to keep to it."""
    found = the_campaign(request, campaign_id)
    current = queries.regulation_of(found)
    if kind not in PAPERS or current is None:
        raise Http404
    address = request.build_absolute_uri(reverse("campaign:regulation", args=[found.pk]))
    try:
        content = PAPERS[kind](exports.regulation(current, address=address))
    except Refusal as refusal:  # a character that no font shows
        messages.error(request, str(refusal))
        return redirect("campaign:regulation", found.pk)
    return download(content, f"quy-che-{found.pk}-{current.version}.{kind}")


@requires(*READERS)
@require_POST
def acknowledge(request: StaffRequest, campaign_id: int) -> HttpResponse:
    found = the_campaign(request, campaign_id)
    words = _("Đã ghi nhận ông/bà đã đọc quy chế.")
    return done(request, plan_actions.acknowledge, words, "campaign:regulation", found.pk, campaign_id=found.pk)


@requires()
def accuse(request: StaffRequest, deployment_id: int) -> HttpResponse:
    """Report in confidence that a member may have broken the regulation."""
    found = the_deployment(request, deployment_id)
    form = forms.CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case_ = conduct.report_case(
                deployment_id=found.pk,
                **form.cleaned_data,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("happened_on" if refusal.field == "day" else refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã báo riêng cho người điều phối."))
            return redirect("campaign:case", case_.pk)
    return render(request, "campaign/accuse.html", {"form": form, "deployment": found})


@requires()
def case(request: StaffRequest, case_id: int) -> HttpResponse:
    """A confidential case: what was reported, what the person says, the outcome."""
    rows = ConductCase.objects.visible_to(request.scope)
    also = ("deployment__person", "deployment__place", "deployment__wave__campaign__place", "reported_by")
    found = get_object_or_404(rows.select_related(*also), pk=case_id)
    runs = queries.runs(found.deployment.wave.campaign, request.scope)
    is_own = found.deployment.person_id == request.person.pk
    hearing_form, outcome_form = forms.HearingForm(initial={"hearing": found.hearing}), forms.OutcomeForm()
    if request.method == "POST":
        who = {"case_id": found.pk, "by": request.person, "scope": request.scope, "at": timezone.now()}
        act = request.POST.get("act", "")
        hearing_form = forms.HearingForm(request.POST) if act == "hear" else hearing_form
        outcome_form = forms.OutcomeForm(request.POST) if act == "decide" else outcome_form
        try:
            _act(act, hearing_form, outcome_form, who)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("campaign:case", found.pk)
    context = {
        "case": found,
        "runs": runs and not is_own,
        "is_own": is_own,
        "may_hear": found.called_at is not None and found.state != CaseState.DECIDED and (is_own or runs),
        "hearing_form": hearing_form,
        "outcome_form": outcome_form,
    }
    return render(request, "campaign/case.html", context)


def _act(act: str, hearing_form: forms.HearingForm, outcome_form: forms.OutcomeForm, who: dict[str, Any]) -> None:
    if act == "call":
        conduct.call_to_hearing(**who)
    elif act == "hear" and hearing_form.is_valid():
        conduct.hear(words=hearing_form.cleaned_data["hearing"], **who)
    elif act == "decide" and outcome_form.is_valid():
        conduct.decide_case(outcome=outcome_form.decided, words=outcome_form.cleaned_data["outcome_words"], **who)
    else:
        raise Refusal(_("Chọn việc cần làm."))
