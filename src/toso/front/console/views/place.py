from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from toso.front.console import queries
from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires


@requires()
def figures(request: StaffRequest) -> HttpResponse:
    """The dashboard of the place the person works at."""
    own = queries.own_place(request.scope)
    return redirect("console:place", own.pk) if own else render(request, "console/nowhere.html")


@requires()
def place(request: StaffRequest, place_id: int) -> HttpResponse:
    shown = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    return render(request, "console/place.html", {"shown": shown, "path": queries.path_to(shown)})
