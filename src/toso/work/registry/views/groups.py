"""The groups of a hamlet: counts, criteria, social groups, the plan, the electronic residential area."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.notices.queries.groups import networks
from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.plan.forms.queries import KEEPERS
from toso.work.registry.actions import grouping as actions
from toso.work.registry.actions.survey import publish_survey
from toso.work.registry.forms import ChatForm, CriteriaForm, RecogniseForm
from toso.work.registry.queries import groups as queries
from toso.work.registry.queries.catalogue import (
    READERS,
    RECOGNISERS,
    REVIEWERS,
    area_rules,
    grouping_of,
    groups_of,
    needing,
    shipped_groups,
)
from toso.work.registry.queries.register import hamlets_of
from toso.work.registry.queries.survey import FORM_ID
from toso.work.registry.rules import areas
from toso.work.registry.views.lists import the_place
from toso.work.registry.views.one import the_row


@requires(*READERS)
def groups(request: StaffRequest) -> HttpResponse:
    """One hamlet's households by group. Numbers only."""
    place = the_place(request, request.GET.get("place", ""))
    hamlets = list(hamlets_of(request.scope)[:400])
    if place is None or place.level != Level.HAMLET:
        inside = [each for each in hamlets if place is None or each.path.startswith(place.path)]
        place = inside[0] if inside else None
    return render(request, "registry/groups.html", _context(request, place, hamlets))


def _context(request: StaffRequest, place: Place | None, hamlets: list[Place]) -> dict[str, Any]:
    if place is None:
        return {"place": None}
    judged = queries.area_of(place)
    roles = {
        "may_set": request.scope.holds(*REVIEWERS, at_place=place.path),
        "may_plan": request.scope.holds(*RECOGNISERS, at_place=place.path),
        "may_open": any(place.path.startswith(root) for root in needing(request.scope).place_roots),
    }
    return roles | {
        "place": place,
        "hamlets": hamlets,
        "path": ancestors_of(place),
        "lines": queries.group_lines(place),
        "grouping": grouping_of(place),
        "factor": queries.factor_of(place),
        "in_plan": queries.factor_in_plan(place),
        "judged": judged,
        "is_reached": areas.is_reached(judged),
        "area_rules": area_rules(),
        "area": queries.recognised(place),
        "networks": networks().items(),
        "recognise": RecogniseForm(),
        "form_id": FORM_ID,
    }


def _back(place: Place) -> HttpResponse:
    return redirect(f"{reverse('registry:groups')}?place={place.pk}")


def _hamlet(request: StaffRequest, pk: int) -> Place:
    return get_object_or_404(Place.objects.visible_to(request.scope), pk=pk, level=Level.HAMLET)


@requires(*REVIEWERS)
def criteria(request: StaffRequest, place_id: int) -> HttpResponse:
    """The criteria of a commune or a hamlet, as they stand, to be set anew."""
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    held = grouping_of(place)
    form = CriteriaForm(request.POST or None, groups=groups_of(place))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_grouping(
                place=place,
                groups=form.rows(),
                reason=form.cleaned_data["reason"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã đặt tiêu chí và xếp lại các hộ."))
            return _back(place)
    context = {"place": place, "path": ancestors_of(place), "form": form, "held": held, "shipped": shipped_groups()}
    return render(request, "registry/criteria.html", context)


@requires(*REVIEWERS)
@require_POST
def adjust(request: StaffRequest, pk: int) -> HttpResponse:
    row = the_row(request, pk)
    try:
        actions.adjust_group(
            registrant_id=row.pk,
            group=request.POST.get("group", ""),
            reason=request.POST.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã xếp nhóm."))
    return redirect("registry:registrant", row.pk)


@requires(*REVIEWERS)
@require_POST
def chat(request: StaffRequest, place_id: int) -> HttpResponse:
    place = _hamlet(request, place_id)
    form = ChatForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Chọn nhóm và mạng trong danh sách."))
        return _back(place)
    try:
        actions.open_chat(
            place=place,
            group=form.cleaned_data["group"],
            network=form.cleaned_data["network"],
            link=form.cleaned_data["link"],
            head=form.cleaned_data["head"] or request.person.name,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi nhóm mạng xã hội của nhóm hộ."))
    return _back(place)


@requires(*RECOGNISERS)
@require_POST
def plan(request: StaffRequest, place_id: int) -> HttpResponse:
    """Hand the groups of a hamlet to the plan of the year."""
    place = _hamlet(request, place_id)
    today = timezone.localdate()
    try:
        factor = actions.offer_factor(
            place=place, year_starts_on=today, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đưa hệ số %(factor)s vào kế hoạch năm.") % {"factor": factor.factor})
    return _back(place)


@requires(*RECOGNISERS)
@require_POST
def area(request: StaffRequest, place_id: int) -> HttpResponse:
    """Recognise a hamlet as an electronic residential area, or end that."""
    place = _hamlet(request, place_id)
    form = RecogniseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ghi ngày, ví dụ 16/11/2026."))
        return _back(place)
    act = actions.end_area if "end" in request.POST else actions.recognise_area
    try:
        act(
            place=place,
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi."))
    return _back(place)


@requires(*KEEPERS)
@require_POST
def ship(request: StaffRequest, place_id: int) -> HttpResponse:
    """Put the shipped survey among the forms of a place."""
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    try:
        version = publish_survey(place=place, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("registry:counts")
    messages.success(request, _("Phiếu khảo sát hộ đã mở cho điện thoại."))
    return redirect("forms:form", version.form_id)
