from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.actions.plans import share_out
from toso.plan.programme.models import Plan
from toso.plan.programme.queries.plans import parts_of
from toso.plan.programme.rules.plans import MONTHS, LineStanding
from toso.results.reporting.queries import plans as queries

ABOVE_TEAMS = tuple(role for role in Role if role not in TEAM_ROLES)
TONES = {
    LineStanding.DONE: "good",
    LineStanding.ON_PACE: "good",
    LineStanding.BEHIND: "bad",
    LineStanding.AHEAD_OF_TIME: "good",
    LineStanding.WAITING: "temp",
}


def standing_words(standing: LineStanding) -> str:
    """Where a line stands, in words."""
    return {
        LineStanding.DONE: _("Đủ"),
        LineStanding.ON_PACE: _("Đúng nhịp"),
        LineStanding.BEHIND: _("Chậm"),
        LineStanding.AHEAD_OF_TIME: _("Làm trước"),
        LineStanding.WAITING: _("Chưa tới tháng"),
    }[standing]


def _plan(request: StaffRequest, plan_id: int) -> Plan:
    found: Plan = get_object_or_404(Plan.objects.visible_to(request.scope).select_related("place"), pk=plan_id)
    return found


@requires(*ABOVE_TEAMS)
def plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    """A plan against the records: hamlets down, months across; behind and ahead are seen."""
    shown = _plan(request, plan_id)
    parts = parts_of(shown)
    key = request.GET.get("work", "")
    part = next((part for part in parts if part.key == key), None)
    on = timezone.localdate()
    lines = list(queries.lines_of(shown))
    states = queries.states_of([shown], lines, on=on)
    rows = queries.by_hamlet_and_month(states, key=part.key if part else "")
    span_first = queries.first_day_of_month()
    context = {
        "plan": shown,
        "path": ancestors_of(shown.place),
        "parts": parts,
        "part": part,
        "rows": rows,
        "months": [(month, queries.span_of(shown.year, month, first_day=span_first)) for month in MONTHS],
        "behind": sum(state.is_behind for state in states),
        "done": sum(state.standing == LineStanding.DONE for state in states),
        "count": len(states),
        "worst": sorted((row for row in rows if row.behind), key=lambda row: -row.behind)[:5],
        "on": on,
    }
    return render(request, "reporting/plan.html", context)


@requires(*sorted(COMMUNE_ROLES))
@require_POST
def share_plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Share the targets out over hamlets and months, leaving out what is already done."""
    shown = _plan(request, plan_id)
    try:
        share_out(
            plan_id=shown.pk,
            weight=request.POST.get("weight", ""),
            done=queries.done_before(shown),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
        messages.success(request, _("Đã chia. Hãy xem từng việc rồi ban hành."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programme:plan", shown.pk)


@requires(*sorted(TEAM_ROLES))
def my_plan(request: StaffRequest) -> HttpResponse:
    """What the plan asks of my hamlet this month, and how much of it is done."""
    text = request.GET.get("month", "")
    wanted = int(text) if text.isdecimal() and len(text) < 3 and int(text) in MONTHS else None
    on = timezone.localdate()
    year, month, states = queries.own_states(request.scope, on=on, month=wanted)
    context = {
        "year": year,
        "month": month,
        "months": MONTHS,
        "span": queries.span_of(year, month, first_day=queries.first_day_of_month()),
        "rows": [(state, TONES[state.standing], standing_words(state.standing)) for state in states],
        "left": sum(1 for state in states if state.left),
        "has_many": len({state.line.place_id for state in states}) > 1,
    }
    return render(request, "reporting/my_plan.html", context)
