"""The register of devices and lines: each is written down once, and what becomes of it is kept."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.helpdesk.actions.steps import needed
from toso.work.helpdesk.models import DEVICE_STATES, Device, DeviceStep
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
    device.state = state
    device.save(update_fields=["state"])
    DeviceStep.objects.create(device=device, state=state, text=text[:LONGEST_TEXT], by=by, at=at)
    audit("helpdesk.device.noted", by=by, about=device, at=at, path=device.place.path, detail={"state": str(state)})


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
