from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from toso.front.console.queries.places import path_to
from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.plan.teams.queries.upkeep import last_follow_ups
from toso.results.reporting.queries.quiet import begun_periods, silent_teams
from toso.work.outreach.queries.records import hamlets_without_work, last_work_at

PAGE = 100


@requires()
def quiet(request: StaffRequest, place_id: int) -> HttpResponse:
    """The hamlets of a place without any work recorded in a period; the running one unless another is chosen."""
    shown = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    periods = list(begun_periods(timezone.localdate()))
    wished = request.GET.get("period", "")
    period = next((one for one in periods if one.code == wished), periods[0] if periods else None)
    hamlets = (
        hamlets_without_work(shown, period.first_day, period.last_day, request.scope) if period is not None else []
    )
    page = Paginator(hamlets, PAGE).get_page(request.GET.get("page"))
    last = last_work_at(list(page))
    context = {
        "shown": shown,
        "path": path_to(shown),
        "period": period,
        "periods": periods,
        "page": page,
        "rows": [(hamlet, last.get(hamlet.pk)) for hamlet in page],
    }
    return render(request, "console/quiet.html", context)


@requires()
def silent(request: StaffRequest, place_id: int) -> HttpResponse:
    """The teams of a place without a record for two months, with what was done about each."""
    shown = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    found = silent_teams(shown, request.scope, on=timezone.localdate())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    notes = last_follow_ups([team for team, _last in page])
    context = {
        "shown": shown,
        "path": path_to(shown),
        "page": page,
        "rows": [(team, last, notes.get(team.pk)) for team, last in page],
    }
    return render(request, "console/silent.html", context)
