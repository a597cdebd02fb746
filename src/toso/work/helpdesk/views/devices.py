"""The register of devices and lines of a commune: the list, one device with its history, writing it down."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.work.helpdesk.actions import devices as actions
from toso.work.helpdesk.forms.devices import DeviceForm, DeviceStateForm
from toso.work.helpdesk.models import DEVICE_KINDS, DEVICE_STATES, Device
from toso.work.helpdesk.queries import devices as queries
from toso.work.helpdesk.queries.rounds import MAKERS, READERS
from toso.work.helpdesk.rules.devices import DeviceKind, DeviceState

PAGE = 50
TONES = {
    DeviceState.IN_USE: "good",
    DeviceState.BROKEN: "bad",
    DeviceState.REPAIR: "wait",
    DeviceState.PUT_AWAY: "temp",
}


@requires(*READERS)
def devices(request: StaffRequest) -> HttpResponse:
    """What the communes in sight have, by place, kind, state and words."""
    asked = row_number(request.GET.get("place", ""))
    place = Place.objects.visible_to(request.scope).filter(pk=asked).first() if asked else None
    kind = request.GET.get("kind", "")
    state = request.GET.get("state", "")
    text = request.GET.get("q", "").strip()[:200]
    rows = queries.listed(
        request.scope,
        place=place,
        kind=kind if kind in DEVICE_KINDS else "",
        state=state if state in DEVICE_STATES else "",
        text=text,
    )
    ordered = rows.order_by("place__path", queries.TROUBLED_FIRST, "kind", "label", "pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, *_standing(row)) for row in page.object_list],
        "counts": queries.counted(rows),
        "place": place,
        "kinds": DEVICE_KINDS.items(),
        "states": DEVICE_STATES.items(),
        "kind": kind,
        "state": state,
        "text": text,
        "is_filtered": bool(kind or state or text or place),
        "may_keep": request.scope.holds(*MAKERS),
    }
    return render(request, "helpdesk/devices.html", context)


def _standing(device: Device) -> tuple[str, str]:
    state = DeviceState(device.state)
    return TONES[state], str(DEVICE_STATES[state])


def _visible(request: StaffRequest, pk: int) -> Device:
    found: Device = get_object_or_404(queries.devices(request.scope).select_related("place", "added_by"), pk=pk)
    return found


@requires(*READERS)
def device(request: StaffRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    return _page(request, found, DeviceStateForm(state=found.state))


def _page(request: StaffRequest, found: Device, form: DeviceStateForm) -> HttpResponse:
    tone, words = _standing(found)
    context = {
        "device": found,
        "tone": tone,
        "state": words,
        "kind": DEVICE_KINDS[DeviceKind(found.kind)],
        "history": queries.history(found, request.scope),
        "form": form,
        "may_keep": queries.keeps(request.scope, found.place),
        "is_standing": found.state != DeviceState.PUT_AWAY,
    }
    return render(request, "helpdesk/device.html", context)


@requires(*MAKERS)
@require_POST
def set_state(request: StaffRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = DeviceStateForm(request.POST, state=found.state)
    if not form.is_valid():
        return _page(request, found, form)
    given: dict[str, Any] = {"by": request.person, "scope": request.scope, "at": timezone.now()}
    try:
        actions.set_device_state(device_id=pk, **form.cleaned_data, **given)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, _visible(request, pk), form)
    messages.success(request, _("Đã ghi tình trạng."))
    return redirect("helpdesk:device", pk)


@requires(*MAKERS)
def new_device(request: StaffRequest) -> HttpResponse:
    form = DeviceForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_device(**form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã ghi vào sổ: %(device)s.") % {"device": made})
            return redirect("helpdesk:new_device" if "more" in request.POST else "helpdesk:devices")
    return render(request, "helpdesk/device_form.html", {"form": form, "device": None})


@requires(*MAKERS)
def edit_device(request: StaffRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = DeviceForm(request.POST or None, instance=found, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_device(
                device_id=pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã sửa."))
            return redirect("helpdesk:device", pk)
    return render(request, "helpdesk/device_form.html", {"form": form, "device": found})
