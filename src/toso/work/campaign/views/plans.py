from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.models import Person
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.work.campaign.actions import plans as actions
from toso.work.campaign.forms import plans as forms
from toso.work.campaign.forms.pay import PayForm
from toso.work.campaign.models import STANDINGS, Campaign, Deployment, Wave
from toso.work.campaign.queries import chain, pay, praise
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.queries.plans import READERS, RUNNERS
from toso.work.campaign.rules import days as rules
from toso.work.campaign.rules.days import CampaignState
from toso.work.campaign.rules.service import Standing
from toso.work.training.queries import sessions as training

PAGE = 20
FIRST_NEEDS = 12  # shown before the rest is unfolded
PEOPLE = 25  # of a wave on a page
TONES = {CampaignState.DRAFT: "work", CampaignState.RUNNING: "good", CampaignState.CLOSED: "temp"}
STANDING_TONES = {
    Standing.PROPOSED: "work",
    Standing.DECIDED: "wait",
    Standing.SERVING: "good",
    Standing.ENDED: "good",
    Standing.WITHDRAWN: "temp",
}


@requires(*READERS)
def campaigns(request: StaffRequest) -> HttpResponse:
    """The campaigns of the scope, newest first, each with its day."""
    today = timezone.localdate()
    rows = queries.campaigns(request.scope).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows[: PAGE + 1])
    context = {
        "rows": [
            {
                "campaign": row,
                "tone": TONES[CampaignState(row.state)],
                "progress": rules.progress(row.first_day, row.days, today),
            }
            for row in shown[:PAGE]
        ],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "may_open": request.scope.holds(*RUNNERS),
    }
    return render(request, "campaign/list.html", context)


@requires(*RUNNERS)
def new(request: StaffRequest) -> HttpResponse:
    """Draft a campaign from a template."""
    places = queries.bodies_of(request.scope)
    if not places.exists():
        raise Http404
    chosen = queries.templates().get(request.GET.get("template", ""))
    today = timezone.localdate()
    first = {"signed_on": today, "effective_on": today, "days": 30, "place": places[0].pk}
    if chosen is not None:
        first |= {"template": chosen["code"], "title": chosen["title"], "days": chosen["days"]}
    form = forms.CampaignForm(request.POST or None, places=places, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_campaign(
                place=form.cleaned_data["place"],
                plan=form.plan,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã soạn chiến dịch từ mẫu. Xem lại rồi bắt đầu."))
            return redirect("campaign:campaign", made.pk)
    levels = set(places.values_list("level", flat=True))
    offered = [row for row in queries.templates().values() if row["level"] in levels]
    return render(request, "campaign/new.html", {"form": form, "templates": offered, "chosen": chosen})


def the_campaign(request: StaffRequest, campaign_id: int) -> Campaign:
    found: Campaign = get_object_or_404(queries.campaigns(request.scope), pk=campaign_id)
    return found


@requires(*READERS)
def campaign(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """One campaign: its day, phases, objectives, task groups, units and waves."""
    found = the_campaign(request, campaign_id)
    today = timezone.localdate()
    seen = rules.progress(found.first_day, found.days, today)
    runs = queries.runs(found, request.scope)
    context = {
        "campaign": found,
        "tone": TONES[CampaignState(found.state)],
        "progress": seen,
        "phase": rules.phase_on(found.parts, seen.number),
        "phases": found.parts,
        "objectives": found.objectives.order_by("order"),
        "groups": found.groups.select_related("task").order_by("order"),
        "units": found.responsibilities.order_by("order"),
        "waves": found.waves.order_by("number"),
        "regulation": queries.regulation_of(found),
        "runs": runs,
        "may_start": runs and found.state == CampaignState.DRAFT,
        "may_close": runs and found.state == CampaignState.RUNNING,
        "may_change": runs and found.state != CampaignState.CLOSED,
        "may_open_wave": runs and found.state != CampaignState.CLOSED,
    }
    return render(request, "campaign/campaign.html", context)


def done(request: StaffRequest, act: Any, answer: str, to: str, pk: int, **more: Any) -> HttpResponse:
    """Do one thing and go back; a refusal is said there."""
    try:
        act(by=request.person, scope=request.scope, at=timezone.now(), **more)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, answer)
    return redirect(to, pk)


@requires(*RUNNERS)
@require_POST
def start(request: StaffRequest, campaign_id: int) -> HttpResponse:
    found = the_campaign(request, campaign_id)
    words = _("Chiến dịch bắt đầu; các xã được báo.")
    return done(request, actions.start_campaign, words, "campaign:campaign", found.pk, campaign_id=found.pk)


@requires(*RUNNERS)
@require_POST
def close(request: StaffRequest, campaign_id: int) -> HttpResponse:
    found = the_campaign(request, campaign_id)
    words = _("Đã kết thúc chiến dịch.")
    return done(request, actions.close_campaign, words, "campaign:campaign", found.pk, campaign_id=found.pk)


@requires(*RUNNERS)
def new_wave(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Open a wave: its days, the terms before it, who is asked to send people."""
    found = the_campaign(request, campaign_id)
    if not queries.runs(found, request.scope):
        raise Http404
    first = {"first_day": found.first_day, "last_day": found.last_day}
    form = forms.WaveForm(request.POST or None, senders=queries.senders_to_name(request.scope), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            wave = actions.open_wave(
                campaign_id=found.pk,
                days=form.planned,
                senders=list(form.cleaned_data["senders"]),
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã mở đợt. Các xã đăng ký nhu cầu ở trang này."))
            return redirect("campaign:wave", wave.pk)
    return render(request, "campaign/new_wave.html", {"form": form, "campaign": found})


def the_wave(request: StaffRequest, wave_id: int) -> Wave:
    found: Wave = get_object_or_404(queries.waves(request.scope), pk=wave_id)
    return found


@requires(*READERS)
def wave(request: StaffRequest, wave_id: int) -> HttpResponse:
    """One wave: needs in their order, lists that came, who goes where, what is still short."""
    found = the_wave(request, wave_id)
    return shown_wave(request, found)


def shown_wave(request: StaffRequest, found: Wave, **bound: Any) -> HttpResponse:
    runs = queries.runs(found.campaign, request.scope)
    lines = chain.need_lines(found)
    typed = bound.pop("typed_seats", {})
    rows = chain.deployments(found)
    visible = rows if runs else rows.filter(pk__in=Deployment.objects.visible_to(request.scope))
    narrowed = _narrowed(request)
    shown, count = chain.deployments_page(visible, narrowed, limit=PEOPLE + 1)
    today = timezone.localdate()
    own = request.scope.holds(*queries.COMMUNE)
    is_open = found.campaign.state != CampaignState.CLOSED
    context = {
        "wave": found,
        "campaign": found.campaign,
        "runs": runs,
        "needs": [
            (line, typed.get(line.need.pk, line.seats))
            for line in lines
            if runs or _inside(line.need.place.path, request)
        ],
        "first_needs": f":{FIRST_NEEDS}",
        "rest_needs": f"{FIRST_NEEDS}:",
        "opens_needs": bool(typed),
        "wanted": sum(line.need.wanted for line in lines),
        "listed": found.candidates.filter(withdrawn_at__isnull=True).count(),
        "named": sum(line.filled for line in lines),
        "short": sum(line.short for line in lines),
        "lists": found.lists.select_related("organisation").order_by("organisation__sort_key"),
        "missing": found.senders.exclude(pk__in=found.lists.values("organisation")).order_by("sort_key"),
        "deployments": [(row, STANDING_TONES[Standing(row.standing)]) for row in shown[:PEOPLE]],
        "people": count,
        "narrowed": narrowed,
        "is_narrowed": bool(narrowed.text or narrowed.standing or narrowed.after),
        "has_tools": visible.count() > PEOPLE or bool(narrowed.text or narrowed.standing),
        "standings": STANDINGS,
        "next": shown[PEOPLE - 1].pk if len(shown) > PEOPLE else "",
        "commendations": praise.commendations(found, request.scope),
        "sessions": found.sessions.select_related("session__course", "session__place").order_by("session__day"),
        "is_open": is_open,
        "may_register": is_open and ((own and today <= found.needs_until) or runs),
        "may_hand_in": is_open and queries.lists_to_hand_in(found, request.scope).exists(),
        "has_unsent": runs and rows.filter(standing=Standing.PROPOSED).exists(),
        "decision_form": forms.DecisionForm(initial={"decided_on": today, "version": found.version}),
        "pay_form": pay_form(found) if runs else None,
        "payments": pay.lists(found, request.scope) if runs else (),
    }
    return render(request, "campaign/wave.html", context | bound)


def _narrowed(request: StaffRequest) -> chain.Narrowed:
    standing = request.GET.get("standing", "")
    return chain.Narrowed(
        text=request.GET.get("q", "").strip()[:100],
        standing=standing if standing in STANDINGS else "",
        after=row_number(request.GET.get("after", "")),
    )


def pay_form(found: Wave, said: Any = None) -> PayForm:
    """The months and communes of a wave that may be paid; no month, no day to pay."""
    return PayForm(said, months=pay.months(found, timezone.localdate()), communes=list(pay.communes(found)))


def _inside(path: str, request: StaffRequest) -> bool:
    return any(path.startswith(root) for root in request.scope.place_roots)


@requires(*RUNNERS)
def launch(request: StaffRequest, wave_id: int) -> HttpResponse:
    """The launch event, the leader of the wave, the classes before it."""
    found = the_wave(request, wave_id)
    if not queries.runs(found.campaign, request.scope):
        raise Http404
    near = training.sessions(request.scope).filter(day__lte=found.last_day).order_by("-day", "-pk")[:60]
    sessions = training.sessions(request.scope).filter(pk__in=[row.pk for row in near])
    first = {
        "launched_on": found.launched_on,
        "launch_words": found.launch_words,
        "leader": found.leader_id,
        "sessions": list(found.sessions.values_list("session", flat=True)),
    }
    leaders = Person.objects.filter(deployments__wave=found).order_by("sort_key", "pk").distinct()
    form = forms.LaunchForm(request.POST or None, leaders=leaders, sessions=sessions, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.note_launch(
            wave_id=found.pk,
            launched_on=said["launched_on"],
            words=said["launch_words"],
            leader=said["leader"],
            sessions=list(said["sessions"]),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
        messages.success(request, _("Đã lưu."))
        return redirect("campaign:wave", found.pk)
    return render(request, "campaign/launch.html", {"form": form, "wave": found})
