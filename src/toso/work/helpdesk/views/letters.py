"""A message that somebody at the desk saved as a file becomes a request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.letters import take_letter_down
from toso.work.helpdesk.forms.desk import LetterForm
from toso.work.helpdesk.views.tickets import ASKERS


@requires(*ASKERS)
def new_letter(request: StaffRequest) -> HttpResponse:
    form = LetterForm(request.POST or None, request.FILES or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = take_letter_down(
                content=form.cleaned_data["file"].read(),
                place=form.cleaned_data["place"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, outcome.words)
            return redirect(queries.address_of(outcome.ticket) if outcome.ticket else "helpdesk:queue")
    return render(request, "helpdesk/new_letter.html", {"form": form})
