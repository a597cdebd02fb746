from django.http import HttpResponse
from django.shortcuts import render

from toso.ground.shared.access import StaffRequest, requires
from toso.plan.programme.models import Procedure
from toso.plan.programme.views import page_of


@requires()
def procedures(request: StaffRequest) -> HttpResponse:
    """The catalogue of administrative procedures, searched without marks; at first those of communes."""
    text = request.GET.get("q", "")[:100]
    level = request.GET.get("level", "commune")
    rows = Procedure.objects.named(text).order_by("code")
    rows = rows.filter(ended_on__isnull=False) if level == "ended" else rows.in_force()
    if level == "commune":
        rows = rows.of_communes()
    context = {"page": page_of(request, rows), "text": text, "level": level}
    return render(request, "programme/procedures.html", context)
