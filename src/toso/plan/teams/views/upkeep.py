"""What keeps a team going: nominations, wishes in confidence, conditions, the yearly look at rosters, follow-ups."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.plan.teams import forms
from toso.plan.teams.actions import upkeep as actions
from toso.plan.teams.actions.capacity import reckon_capacity
from toso.plan.teams.models import Nomination, Proposal, Team, Wish
from toso.plan.teams.queries import upkeep as queries
from toso.plan.teams.rules import ProposalKind

COMMUNE = tuple(sorted(COMMUNE_ROLES))
MEMBERS = tuple(sorted(TEAM_ROLES))
TALKERS = (*MEMBERS, Role.YOUTH_UNION)
FOLLOWERS = (*COMMUNE, Role.PROVINCE_OFFICER)
PAGE = 50


def _team(request: StaffRequest, team_id: int) -> Team:
    found: Team = get_object_or_404(Team.objects.visible_to(request.scope).select_related("place__parent"), pk=team_id)
    return found


@requires()
def support(request: StaffRequest, team_id: int) -> HttpResponse:
    """What a team asked for and was given, who was sent to it, and whether its roster was looked at this year."""
    return _page(request, _team(request, team_id))


def _page(request: StaffRequest, team: Team, **bound: Any) -> HttpResponse:
    year, path = timezone.localdate().year, team.place.path
    scope = request.scope
    is_unconfirmed = queries.is_unconfirmed(team, year=year)
    context = {
        "team": team,
        "path": ancestors_of(team.place),
        "proposals": queries.proposals_of(team),
        "nominations": queries.nominations_of(team),
        "follow_ups": queries.follow_ups_of(team),
        "year": year,
        "confirmation": team.confirmations.filter(year=year).select_related("confirmed_by").first(),
        "is_unconfirmed": is_unconfirmed,
        "may_propose": scope.holds(*TEAM_ROLES, at_place=path),
        "may_answer": scope.holds(*COMMUNE_ROLES, at_place=path),
        "may_nominate": scope.holds(Role.YOUTH_UNION, at_place=path),
        "may_follow": scope.holds(*FOLLOWERS, at_place=path),
        "proposal_form": forms.ProposalForm(),
        "nomination_form": forms.NominationForm(),
        "follow_form": forms.FollowUpForm(),
        "answer_form": forms.AnswerForm(),
        "answered": 0,
    }
    return render(request, "teams/support.html", context | bound)


def _done(
    request: StaffRequest,
    team: Team,
    form: Any,
    name: str,
    act: Callable[[dict[str, Any]], object],
    words: str,
    **more: Any,
) -> HttpResponse:
    """Do what the form asks; with a fault the page comes back with the words still in it."""
    if form.is_valid():
        try:
            act({**form.cleaned_data, "by": request.person, "scope": request.scope, "at": timezone.now()})
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, words)
            return redirect("teams:support", team.pk)
    return _page(request, team, **{name: form}, **more)


@requires(Role.YOUTH_UNION)
@require_POST
def nominate(request: StaffRequest, team_id: int) -> HttpResponse:
    team = _team(request, team_id)
    form = forms.NominationForm(request.POST)
    words = _("Đã giới thiệu; xã được báo.")
    return _done(request, team, form, "nomination_form", lambda said: actions.nominate(team_id=team.pk, **said), words)


@requires(*MEMBERS)
@require_POST
def propose(request: StaffRequest, team_id: int) -> HttpResponse:
    team = _team(request, team_id)
    form = forms.ProposalForm(request.POST)

    def act(said: dict[str, Any]) -> object:
        return actions.propose_condition(team_id=team.pk, **{**said, "kind": ProposalKind(said["kind"])})

    return _done(request, team, form, "proposal_form", act, _("Đã gửi đề xuất; xã được báo và trả lời trong hạn."))


@requires(*FOLLOWERS)
@require_POST
def follow(request: StaffRequest, team_id: int) -> HttpResponse:
    team = _team(request, team_id)
    form = forms.FollowUpForm(request.POST)
    words = _("Đã ghi theo dõi.")
    return _done(request, team, form, "follow_form", lambda said: actions.follow_up(team_id=team.pk, **said), words)


@requires(*COMMUNE)
@require_POST
def answer(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Yes with a day, or no; either way why."""
    rows = Proposal.objects.visible_to(request.scope).select_related("team__place__parent")
    found: Proposal = get_object_or_404(rows, pk=proposal_id)
    form = forms.AnswerForm(request.POST)

    def act(said: dict[str, Any]) -> object:
        return actions.answer_proposal(proposal_id=found.pk, is_agreed="agree" in request.POST, **said)

    words = _("Đã trả lời; tổ được báo.")
    return _done(request, found.team, form, "answer_form", act, words, answered=found.pk)


def _stepped(
    request: StaffRequest, team_id: int, act: Callable[..., object], words: str, /, **given: Any
) -> HttpResponse:
    try:
        act(by=request.person, scope=request.scope, at=timezone.now(), **given)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("teams:support", team_id)


@requires(*MEMBERS)
@require_POST
def fulfil(request: StaffRequest, proposal_id: int) -> HttpResponse:
    found: Proposal = get_object_or_404(Proposal.objects.visible_to(request.scope), pk=proposal_id)
    return _stepped(request, found.team_id, actions.fulfil_proposal, _("Đã ghi là đã có."), proposal_id=found.pk)


@requires(*COMMUNE)
@require_POST
def take(request: StaffRequest, nomination_id: int) -> HttpResponse:
    found: Nomination = get_object_or_404(Nomination.objects.visible_to(request.scope), pk=nomination_id)
    words = _("Đã đưa %(name)s vào dự thảo quyết định.") % {"name": found.name}
    return _stepped(request, found.team_id, actions.take_nomination, words, nomination_id=found.pk)


@requires(*COMMUNE)
@require_POST
def decline(request: StaffRequest, nomination_id: int) -> HttpResponse:
    found: Nomination = get_object_or_404(Nomination.objects.visible_to(request.scope), pk=nomination_id)
    reason = request.POST.get("reason", "")
    words = _("Đã trả lời Đoàn Thanh niên.")
    return _stepped(request, found.team_id, actions.decline_nomination, words, nomination_id=found.pk, reason=reason)


@requires(*COMMUNE)
@require_POST
def confirm(request: StaffRequest, team_id: int) -> HttpResponse:
    team = _team(request, team_id)
    return _stepped(request, team.pk, actions.confirm_roster, _("Đã xác nhận danh sách."), team_id=team.pk)


@requires(*FOLLOWERS, Role.PROVINCE_VIEWER, Role.AUDITOR)
def unconfirmed(request: StaffRequest) -> HttpResponse:
    """Teams whose roster nobody looked at this year."""
    year = timezone.localdate().year
    page = Paginator(queries.unconfirmed(request.scope, year=year), PAGE).get_page(request.GET.get("page"))
    return render(request, "teams/unconfirmed.html", {"page": page, "year": year})


@requires(*TALKERS)
def wishes(request: StaffRequest) -> HttpResponse:
    """What members tell the Youth Union in confidence: read by the two of them alone."""
    form = forms.WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_wish(text=form.cleaned_data["text"], by=request.person, scope=request.scope, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã gửi. Chỉ Đoàn Thanh niên và ông/bà đọc được."))
            return redirect("teams:wishes")
    return _wishes(request, form)


def _wishes(request: StaffRequest, form: forms.WishForm, *, answered: int = 0, answer_form: Any = None) -> HttpResponse:
    page = Paginator(queries.wishes(request.scope), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "may_send": request.scope.holds(*TEAM_ROLES),
        "may_answer": request.scope.holds(Role.YOUTH_UNION),
        "answered": answered,
        "answer_form": answer_form or forms.WishForm(),
    }
    return render(request, "teams/wishes.html", context)


@requires(*TALKERS)
@require_POST
def answer_wish(request: StaffRequest, wish_id: int) -> HttpResponse:
    found: Wish = get_object_or_404(Wish.objects.visible_to(request.scope), pk=wish_id)
    form = forms.WishForm(request.POST)
    if not form.is_valid():
        return _wishes(request, forms.WishForm(), answered=found.pk, answer_form=form)
    try:
        actions.answer_wish(
            wish_id=found.pk,
            text=form.cleaned_data["text"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _wishes(request, forms.WishForm(), answered=found.pk, answer_form=form)
    messages.success(request, _("Đã trả lời; chỉ người viết được báo."))
    return redirect("teams:wishes")


@requires(*COMMUNE)
@require_POST
def capacity(request: StaffRequest, place_id: int) -> HttpResponse:
    """Reckon what each team can do from its roster and hand it to the yearly plan."""
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id, level=Level.COMMUNE)
    at = timezone.now()
    try:
        count = reckon_capacity(place=place, on=timezone.localdate(at), by=request.person, scope=request.scope, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("teams:list")
    messages.success(request, _("Đã tính năng lực các tổ: %(count)s hệ số mới.") % {"count": count})
    return redirect("programme:factors")
