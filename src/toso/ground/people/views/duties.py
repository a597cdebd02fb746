"""Standing duties: who carries each of them today, who did before, and passing one on."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.people import queries
from toso.ground.people.actions.organisations import route_duty
from toso.ground.people.forms import RouteForm
from toso.ground.people.views.organisations import KEEPERS, READERS
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal


@requires(*READERS)
def duties(request: StaffRequest) -> HttpResponse:
    """Every duty the programme names, with its carrier of today and those before."""
    context = {"lines": queries.duty_lines(timezone.localdate()), "may_keep": request.scope.holds(*KEEPERS)}
    return render(request, "people/duties.html", context)


@requires(*KEEPERS)
def route(request: StaffRequest, code: str) -> HttpResponse:
    """From a day another body, or every body of a level, carries the duty."""
    on = timezone.localdate()
    line = next((line for line in queries.duty_lines(on) if line.today.code == code), None)
    if line is None:
        raise Http404
    bodies = queries.bodies_to_name(scope=request.scope)
    form = RouteForm(request.POST or None, bodies=bodies, initial={"on": on})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            route_duty(
                code=code,
                organisation=words["organisation"],
                level=words["level"],
                on=words["on"],
                basis=words["basis"],
                by=request.person,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã chuyển nhiệm vụ."))
            return redirect("people:duties")
    status = 400 if form.errors else 200
    return render(request, "people/route_duty.html", {"line": line, "form": form}, status=status)
