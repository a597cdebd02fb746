"""A person who goes on elsewhere, and a person whose data must go. Each is asked, shown, then confirmed."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.people import actions, queries
from toso.ground.people.forms import EraseForm, TransferForm
from toso.ground.people.models import Assignment
from toso.ground.people.rules import TEAM_ROLES, Role
from toso.ground.people.views.persons import the_person
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal


@requires(Role.ADMINISTRATOR)
def transfer(request: StaffRequest, person_id: int, assignment_id: int) -> HttpResponse:
    """Let a role go on at another place. Roles in a team follow the commune's decision, not this page."""
    person = the_person(request, person_id)
    at = timezone.now()
    on = timezone.localdate(at)
    running = Assignment.objects.visible_to(request.scope).filter(queries.held_on(on), place__isnull=False)
    held = get_object_or_404(
        running.exclude(role__in=TEAM_ROLES).select_related("place"), pk=assignment_id, person=person
    )
    places = queries.places_to_transfer_to(held, request.scope)
    form = TransferForm(request.POST or None, places=places, initial={"on": on})
    words = {"person": person, "held": held, "form": form}
    if not form.is_valid():
        return render(request, "people/transfer.html", words, status=400 if form.is_bound else 200)
    if request.POST.get("step") != "confirm":
        return render(request, "people/transfer.html", words | {"asked": form.cleaned_data})
    try:
        actions.transfer(assignment_id=held.pk, **form.cleaned_data, by=request.person, at=at, scope=request.scope)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return render(request, "people/transfer.html", words, status=400)
    messages.success(request, _("Đã chuyển %(name)s.") % {"name": person.name})
    return redirect("people:person", person.pk)


@requires(Role.ADMINISTRATOR)
def erase(request: StaffRequest, person_id: int, forget: Sequence[actions.Forget] = ()) -> HttpResponse:
    """Take the name and reach of a person out of the system, on request, once and for all.

    ``forget`` comes with the address: what the rooms above keep of the person.
    """
    person = the_person(request, person_id)
    form = EraseForm(request.POST or None)
    if form.is_valid():
        try:
            actions.erase_person(
                person_id=person.pk,
                basis=form.cleaned_data["basis"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
                forget=forget,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Đã xoá thông tin của người này. Bản ghi, số liệu và văn bản đã ban hành giữ nguyên.")
            )
            return redirect("people:list")
    return render(request, "people/erase.html", {"person": person, "form": form}, status=400 if form.is_bound else 200)
