from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import PAPERS
from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import inside
from toso.ground.shared.text import row_number
from toso.work.campaign import exports
from toso.work.campaign.actions import lists, naming, needs
from toso.work.campaign.forms import ReasonForm
from toso.work.campaign.forms import chain as forms
from toso.work.campaign.forms.plans import DecisionForm
from toso.work.campaign.models import Deployment
from toso.work.campaign.queries import chain
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.queries.plans import READERS, RUNNERS
from toso.work.campaign.rules.matching import Fit, Match
from toso.work.campaign.rules.needs import Remoteness
from toso.work.campaign.views.plans import done, shown_wave, the_wave

LISTERS = (*RUNNERS, Role.PARTNER)


@requires(*RUNNERS)
def register(request: StaffRequest, wave_id: int) -> HttpResponse:
    """A commune says whom it needs and why."""
    found = the_wave(request, wave_id)
    places = queries.communes_of(found.campaign)
    if not queries.runs(found.campaign, request.scope):
        roots = tuple(grant.place for grant in request.scope.grants if grant.place and grant.role in queries.COMMUNE)
        places = places.filter(inside(roots, "path"))
    if not places.exists():
        raise Http404
    own = found.needs.filter(place__in=places).first() if places.count() == 1 else None
    first: dict[str, Any] = {"place": places[0].pk, "wanted": 2, "it_staff": 0, "remoteness": Remoteness.NEAR}
    if own is not None:
        names = ("wanted", "it_staff", "remoteness", "reasons", "lodging", "contact")
        first |= {name: getattr(own, name) for name in names}
        first |= {"disciplines": ", ".join(own.disciplines), "skills": ", ".join(own.skills)}
    form = forms.NeedForm(request.POST or None, places=places, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            needs.register_need(
                wave_id=found.pk,
                place=form.cleaned_data["place"],
                want=form.want,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã đăng ký nhu cầu. Sửa được đến hết hạn đăng ký."))
            return redirect("campaign:wave", found.pk)
    return render(request, "campaign/need.html", {"form": form, "wave": found})


@requires(*RUNNERS)
@require_POST
def grant(request: StaffRequest, wave_id: int) -> HttpResponse:
    """How many each commune gets: one number a need. What was typed stays when it is refused."""
    found = the_wave(request, wave_id)
    typed = {row_number(name[4:]): str(value).strip() for name, value in request.POST.items() if name[:4] == "seat"}
    try:
        needs.grant_seats(
            wave_id=found.pk,
            seats={need: int(text) if text.isdecimal() and len(text) < 9 else -1 for need, text in typed.items()},
            seen_version=row_number(request.POST.get("version", "")),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return shown_wave(request, found, typed_seats=typed)
    messages.success(request, _("Đã lưu số người cho từng xã."))
    return redirect("campaign:wave", found.pk)


@requires(*LISTERS)
def hand_in(request: StaffRequest, wave_id: int) -> HttpResponse:
    """A sending organisation pastes its list and names whom to call."""
    found = the_wave(request, wave_id)
    organisations = queries.lists_to_hand_in(found, request.scope)
    if not organisations.exists():
        raise Http404
    form = forms.ListForm(request.POST or None, organisations=organisations, initial={"organisation": organisations[0]})
    if request.method == "POST" and form.is_valid():
        try:
            rows = form.listed(list(queries.communes_of(found.campaign)))
            lists.hand_in_list(
                wave_id=found.pk,
                organisation=form.cleaned_data["organisation"],
                contact=form.cleaned_data["contact"],
                contact_phone=form.cleaned_data["contact_phone"],
                rows=rows,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã nhận danh sách %(count)s người.") % {"count": len(rows)})
            return redirect("campaign:wave", found.pk)
    return render(request, "campaign/hand_in.html", {"form": form, "wave": found, "head": forms.HEAD})


@requires(*RUNNERS)
def match(request: StaffRequest, wave_id: int) -> HttpResponse:
    """Who should go where and why; the coordinator changes what he likes and names them."""
    found = the_wave(request, wave_id)
    if not queries.runs(found.campaign, request.scope):
        raise Http404
    rows = {row.pk: row for row in chain.candidates(found).filter(deployment__isnull=True)}
    communes = list(queries.communes_of(found.campaign))
    names = {place.pk: place for place in communes}
    proposal = chain.proposal(found)
    proposed = {one.candidate: one for one in proposal.matches}
    if request.method == "POST":
        return _named(request, found.pk, proposed)
    order = {place.pk: number for number, place in enumerate(communes)}
    lines = [
        {
            "candidate": row,
            "place": proposed[pk].place if pk in proposed else None,
            "why": [chain.WHY_FIT[reason] for reason in proposed[pk].why] if pk in proposed else [],
            "left": chain.WHY_LEFT[proposal.left[pk]] if pk in proposal.left else "",
        }
        for pk, row in rows.items()
    ]
    lines.sort(key=lambda line: (line["place"] is None, order.get(line["place"] or 0, 0)))
    context = {
        "wave": found,
        "lines": lines,
        "communes": communes,
        "shortage": [(names[place], count) for place, count in proposal.shortage.items() if place in names],
    }
    return render(request, "campaign/match.html", context)


def _named(request: StaffRequest, wave_id: int, proposed: dict[int, Match]) -> HttpResponse:
    chosen = []
    for name, value in request.POST.items():
        key, place = row_number(name[3:]) if name.startswith("who") else 0, row_number(str(value))
        if key and place:
            same = proposed.get(key)
            why = same.why if same is not None and same.place == place else (Fit.CHOSEN,)
            chosen.append(Match(key, place, 0, why))
    words = _("Đã ghi %(count)s người. Ra quyết định để gửi đi.") % {"count": len(chosen)}
    return done(
        request,
        naming.name_people,
        words,
        "campaign:wave",
        wave_id,
        wave_id=wave_id,
        chosen=chosen,
        seen_version=row_number(request.POST.get("version", "")),
    )


@requires(*RUNNERS)
@require_POST
def withdraw(request: StaffRequest, deployment_id: int) -> HttpResponse:
    found = get_object_or_404(Deployment.objects.visible_to(request.scope), pk=deployment_id)
    form = ReasonForm(request.POST)
    form.is_valid()
    return done(
        request,
        naming.withdraw_deployment,
        _("Đã rút tên."),
        "campaign:wave",
        found.wave_id,
        deployment_id=found.pk,
        reason=form.cleaned_data.get("reason", ""),
    )


@requires(*RUNNERS)
@require_POST
def decide(request: StaffRequest, wave_id: int) -> HttpResponse:
    found = the_wave(request, wave_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return shown_wave(request, found, decision_form=form)
    try:
        count = naming.decide_wave(
            wave_id=found.pk,
            number=form.cleaned_data["number"],
            decided_on=form.cleaned_data["decided_on"],
            seen_version=form.cleaned_data["version"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return shown_wave(request, found, decision_form=form)
    words = _("Đã ghi quyết định cho %(count)s người; các xã và từng người được báo.")
    messages.success(request, words % {"count": count})
    return redirect("campaign:wave", found.pk)


@requires(*READERS)
def decision(request: StaffRequest, wave_id: int, kind: str) -> HttpResponse:
    """The decision with its list as a file."""
    found = the_wave(request, wave_id)
    if kind not in PAPERS or not queries.runs(found.campaign, request.scope):
        raise Http404
    address = request.build_absolute_uri(reverse("campaign:wave", args=[found.pk]))
    return download(PAPERS[kind](exports.decision(found, address=address)), f"quyet-dinh-dot-{found.pk}.{kind}")
