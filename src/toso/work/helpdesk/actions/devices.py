"""The register of devices and lines: each is written down once, and what becomes of it is kept."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.helpdesk.actions.steps import needed
from toso.work.helpdesk.models import DEVICE_STATES, Device, DeviceSpan, DeviceStep
from toso.work.helpdesk.queries import devices as queries
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules.devices import DeviceKind, DeviceState

LONGEST_TEXT = 300


@transaction.atomic
def add_device(
    *,
    place: Place,
    kind: DeviceKind,
    label: str,
    by: Person,
    scope: Scope,
    at: datetime,
    serial: str = "",
    location: str = "",
    in_use_since: date | None = None,
    note: str = "",
) -> Device:
    """Write a device or a line of a commune into its register. A serial stands once in a commune."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    device = Device(place=place, added_by=by, recorded_at=at, is_sample=place.is_sample or by.is_sample)
    _write(device, kind, label, serial, location, in_use_since, note, scope=scope, on=local_day(at))
    device.save()
    count_devices([device], at=at)
    audit("helpdesk.device.added", by=by, about=device, at=at, path=place.path, detail={"kind": device.kind})
    return device


@transaction.atomic
def change_device(
    *,
    device_id: int,
    place: Place,
    kind: DeviceKind,
    label: str,
    by: Person,
    scope: Scope,
    at: datetime,
    serial: str = "",
    location: str = "",
    in_use_since: date | None = None,
    note: str = "",
) -> Device:
    """Correct what the register says of a device, or where it stands now. Its requests keep their own words."""
    device = _locked(device_id, scope)
    device.place = Place.objects.visible_to(scope).get(pk=place.pk)
    _write(device, kind, label, serial, location, in_use_since, note, scope=scope, on=local_day(at))
    device.save()
    count_devices([device], at=at)
    audit("helpdesk.device.changed", by=by, about=device, at=at, path=device.place.path)
    return device


@transaction.atomic
def set_device_state(
    *, device_id: int, state: DeviceState, text: str, by: Person, scope: Scope, at: datetime
) -> Device:
    """Say what became of a device: broken, being repaired, in use again, put away. Why is kept with it."""
    device = _locked(device_id, scope)
    if device.state == state:
        words = _("Thiết bị này đang ở tình trạng “%(state)s” rồi.")
        raise Refusal(words % {"state": DEVICE_STATES[state]}, field="state")
    text = needed(text, _("Ghi vì sao, ví dụ: hỏng nguồn, đã thay mực, chuyển bộ phận khác."))
    note_state(device, state, text=text, by=by, at=at)
    return device


def note_state(device: Device, state: DeviceState, *, text: str, by: Person, at: datetime) -> None:
    """Save the device in its new state with the words of why, and the line of the trail."""
    is_counted_anew = DeviceState.PUT_AWAY in (device.state, state)
    device.state = state
    device.save(update_fields=["state"])
    if is_counted_anew:
        count_devices([device], at=at)
    DeviceStep.objects.create(device=device, state=state, text=text[:LONGEST_TEXT], by=by, at=at)
    audit("helpdesk.device.noted", by=by, about=device, at=at, path=device.place.path, detail={"state": str(state)})


def count_devices(devices: Collection[Device], *, at: datetime) -> None:
    """Let each device count from today where it stands now, and no longer where it stood; one that was put away or
    taken back counts nowhere. What counted before today stays as it was."""
    on = local_day(at)
    standing = [one for one in devices if one.superseded_at is None and one.state != DeviceState.PUT_AWAY]
    wanted = {one.pk: one.place_id for one in standing}
    open_ones = DeviceSpan.objects.filter(device__in=devices, ends_on__isnull=True, superseded_at__isnull=True)
    spans = {span.device_id: span for span in open_ones}
    ending = [span for pk, span in spans.items() if span.place_id != wanted.get(pk)]
    begun = [pk for pk, place_id in wanted.items() if pk not in spans or spans[pk].place_id != place_id]
    DeviceSpan.objects.filter(pk__in=[span.pk for span in ending]).update(superseded_at=at)
    closed = [
        DeviceSpan(
            device_id=span.device_id, place_id=span.place_id, starts_on=span.starts_on, ends_on=on, recorded_at=at
        )
        for span in ending
        if span.starts_on < on
    ]
    fresh = [DeviceSpan(device_id=pk, place_id=wanted[pk], starts_on=on, recorded_at=at) for pk in begun]
    DeviceSpan.objects.bulk_create([*closed, *fresh])
    mark_changed([(span.place_id, day) for span in (*ending, *fresh) for day in {span.starts_on, on}], at=at)


def _locked(device_id: int, scope: Scope) -> Device:
    rows = Device.objects.visible_to(scope).current().select_for_update(of=("self",)).select_related("place")
    device: Device = rows.get(pk=device_id)
    _refuse_stranger(device.place, scope)
    return device


def _refuse_stranger(place: Place, scope: Scope) -> None:
    if not queries.keeps(scope, place):
        raise Refusal(_("Chỉ công chức, lãnh đạo của xã ghi sổ thiết bị của xã."), field="place")


def _write(
    device: Device,
    kind: DeviceKind,
    label: str,
    serial: str,
    location: str,
    in_use_since: date | None,
    note: str,
    *,
    scope: Scope,
    on: date,
) -> None:
    """Put checked words into the device, not yet saved."""
    _refuse_stranger(device.place, scope)
    label = needed(label, _("Ghi tên máy như trên nhãn, ví dụ: Canon LBP 2900."), field="label")
    if in_use_since and in_use_since > on:
        raise Refusal(_("Ngày bắt đầu dùng chưa đến."), field="in_use_since")
    serial = nfc(serial).strip()[:60]
    if serial and (other := queries.with_serial(device.place, serial).exclude(pk=device.pk).first()):
        words = _("Số máy này đã có trong sổ của xã: %(device)s.")
        raise Refusal(words % {"device": other}, field="serial")
    device.kind, device.label, device.serial = kind, label[:120], serial
    device.location, device.note = nfc(location).strip()[:120], nfc(note).strip()[:LONGEST_TEXT]
    device.in_use_since = in_use_since
    device.search = queries.search_words(device)
