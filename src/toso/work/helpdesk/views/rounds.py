"""The rounds through network, computers and Internet; the response team of a commune."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.plan.teams.actions.response import FOUNDERS, set_response_team
from toso.plan.teams.queries import members_of
from toso.plan.teams.rules import MemberRole
from toso.work.helpdesk import queries as tickets
from toso.work.helpdesk.actions.rounds import finish_round
from toso.work.helpdesk.forms.rounds import ResponseTeamForm, RoundForm
from toso.work.helpdesk.models import FINDINGS, Device, Round
from toso.work.helpdesk.queries import desk, devices
from toso.work.helpdesk.queries import rounds as queries
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.queries.rounds import MAKERS, READERS
from toso.work.helpdesk.rules import rounds as rules
from toso.work.helpdesk.rules.rounds import Finding, Found, Looked

PAGE = 25


@requires(*READERS)
def rounds(request: StaffRequest) -> HttpResponse:
    """Each commune with its last round and the next; then the rounds, newest first."""
    today = local_day(timezone.now())
    after = row_number(request.GET.get("after", ""))
    rows = queries.rounds(request.scope)
    last = Round.objects.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(day__lte=last.day).exclude(pk__gte=last.pk, day=last.day)
    shown = list(rows[: PAGE + 1])
    standings = [] if after else queries.standings(request.scope, today=today)
    context = {
        "standings": [(one, queries.makes(request.scope, one.place)) for one in standings],
        "rows": shown[:PAGE],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
    }
    return render(request, "helpdesk/rounds.html", context)


@requires(*READERS)
def a_round(request: StaffRequest, pk: int) -> HttpResponse:
    """One round: what was found, and the requests it became."""
    found: Round = get_object_or_404(queries.rounds(request.scope), pk=pk)
    lines = list(found.lines.select_related("ticket").order_by("pk"))
    seen = set(
        tickets.all_tickets(request.scope)
        .filter(pk__in=[line.ticket_id for line in lines if line.ticket_id])
        .values_list("pk", flat=True)
    )
    context = {"round": found, "lines": [(line, line.ticket_id in seen) for line in lines]}
    return render(request, "helpdesk/round.html", context)


@requires(*MAKERS)
def new_round(request: StaffRequest, place_id: int) -> HttpResponse:
    """One page, a line a check: good, broken with its words, or not there."""
    place: Place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    if not queries.makes(request.scope, place):
        raise Http404
    at = timezone.now()
    form = RoundForm(request.POST or None, initial={"next_on": rules.usual_next(local_day(at))})
    said = {check.code: _said(request, check.code) for check in queries.checks()}
    standing = devices.offered(request.scope, place=place)
    seen = [(device, _said(request, f"device-{device.pk}")) for device in standing]
    if request.method == "POST" and form.is_valid():
        found = [Found(code, Finding(one["finding"]), one["text"]) for code, one in said.items() if one["finding"]]
        try:
            made = finish_round(
                place_id=place.pk,
                found=found,
                looked=_looked(seen, is_rest_good="rest" in request.POST),
                by=request.person,
                scope=request.scope,
                at=at,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi lần rà soát; mỗi lỗi đã thành một yêu cầu ở bàn hỗ trợ."))
            return redirect("helpdesk:round", made.pk)
    context = {
        "place": place,
        "form": form,
        "rows": [(check, said[check.code]) for check in queries.checks()],
        "findings": FINDINGS.items(),
        "devices": seen,
        "device_findings": [(one, FINDINGS[one]) for one in (Finding.GOOD, Finding.FAULT)],
        "is_rest_good": "rest" in request.POST,
    }
    return render(request, "helpdesk/new_round.html", context)


def _looked(seen: list[tuple[Device, dict[str, str]]], *, is_rest_good: bool) -> list[Looked]:
    """The devices that somebody said something of; all the others when the rest is said to be good."""
    usual = Finding.GOOD if is_rest_good else None
    found = []
    for device, said in seen:
        finding = Finding(said["finding"]) if said["finding"] else Finding.FAULT if said["text"].strip() else usual
        if finding is not None:
            found.append(Looked(device.pk, finding, said["text"]))
    return found


def _said(request: StaffRequest, code: str) -> dict[str, str]:
    finding = request.POST.get(f"{code}-finding", "")
    text = request.POST.get(f"{code}-text", "")[:300]
    return {"finding": finding if finding in FINDINGS else "", "text": text}


@requires(*FOUNDERS)
def response_team(request: StaffRequest, place_id: int) -> HttpResponse:
    """Found the response team of a commune, or change who is in it."""
    place: Place = get_object_or_404(
        Place.objects.current().visible_to(request.scope).filter(level=Level.COMMUNE), pk=place_id
    )
    if not request.scope.holds(*FOUNDERS, at_place=place.path):
        raise Http404
    at = timezone.now()
    team = tickets.response_team(place, at)
    form = ResponseTeamForm(request.POST or None, people=desk.people_of(place, at), initial=_first(team, at))
    if request.method == "POST" and form.is_valid():
        try:
            team = set_response_team(
                place_id=place.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=at
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi thành viên tổ ứng cứu. Xếp lịch trực cho tổ."))
            return redirect("helpdesk:roster", team.pk)
    return render(request, "helpdesk/response_team.html", {"place": place, "team": team, "form": form})


def _first(team: Any, at: datetime) -> dict[str, Any]:
    """Who is in the team now."""
    today = local_day(at)
    if team is None:
        return {"effective_on": today}
    rows = list(members_of(team, today))
    leader: Person | None = next((row.person for row in rows if row.role == MemberRole.LEADER), None)
    return {"effective_on": today, "members": [row.person_id for row in rows], "leader": leader, "name": team.name}
