"""The list of devices that a commune keeps in a spreadsheet, taken into its register: once each, undone together."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.actions.intake import HAMLET_TITLES
from toso.ground.places.queries.names import Meant as OfToday
from toso.ground.places.queries.names import Names
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Planned, Reading, Standing, Taken
from toso.work.helpdesk.actions.batches import locked_batch, open_batch
from toso.work.helpdesk.actions.devices import count_devices
from toso.work.helpdesk.actions.intake import CHUNK, DAY, TICKET_SETTINGS
from toso.work.helpdesk.models import DEVICE_STATES, Device, DeviceQuerySet, DeviceStep, Ticket
from toso.work.helpdesk.queries import devices as queries
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.queries.rounds import MAKERS
from toso.work.helpdesk.rules.devices import DeviceState, kind_of
from toso.work.helpdesk.rules.ways import commune_of

DEVICES = (
    Column("label", "Tên, nhãn máy", ("Tên thiết bị", "Thiết bị", "Tên máy", "Nhãn hiệu", "Device"), is_needed=True),
    Column("kind", "Loại", ("Loại thiết bị", "Nhóm", "Kind", "Type")),
    Column("serial", "Số máy", ("Số seri", "Serial", "S/N", "Số máy (serial)")),
    Column("commune", "Xã, phường, đặc khu", ("Xã", "Phường", "Đơn vị cấp xã", "Đơn vị hành chính cấp xã")),
    Column("place", "Thôn, tổ dân phố", HAMLET_TITLES),
    Column("location", "Phòng, bộ phận dùng", ("Phòng", "Bộ phận", "Nơi đặt", "Vị trí", "Người dùng", "Location")),
    Column("since", "Dùng từ ngày", ("Ngày đưa vào sử dụng", "Ngày mua", "Năm sử dụng", "In use since"), is_day=True),
    Column("state", "Tình trạng", ("Hiện trạng", "Trạng thái", "State")),
    Column("count", "Số lượng", ("SL",)),
    Column("note", "Ghi chú", ("Ghi chú khác", "Mô tả", "Cấu hình", "Tốc độ", "Note")),
)
DEVICE_SETTINGS = TICKET_SETTINGS[:1]
IMPORTERS = MAKERS
MOST_TOLD = 20
TURNED = {"turned": gettext_lazy("bảng tính đã đổi thành ngày %(shown)s. Định dạng ô là Văn bản rồi gõ lại.")}
COUNT = {
    "number": gettext_lazy("ghi số, ví dụ 12; đang ghi “%(shown)s”."),
    "whole": gettext_lazy("ghi số nguyên, ví dụ 12; đang ghi “%(shown)s”."),
}
SPACE = UUID("6d4b1f0a-1d8e-5b57-9a0e-5c3f2f1b7e90")  # our own name space: the same row, the same device
STATES = {
    "": DeviceState.IN_USE,
    "tot": DeviceState.IN_USE,
    "dang dung": DeviceState.IN_USE,
    "dang su dung": DeviceState.IN_USE,
    "su dung tot": DeviceState.IN_USE,
    "hoat dong tot": DeviceState.IN_USE,
    "binh thuong": DeviceState.IN_USE,
    "hong": DeviceState.BROKEN,
    "hu": DeviceState.BROKEN,
    "hu hong": DeviceState.BROKEN,
    "bi hong": DeviceState.BROKEN,
    "dang sua": DeviceState.REPAIR,
    "dang sua chua": DeviceState.REPAIR,
    "da thoi dung": DeviceState.PUT_AWAY,
    "thoi dung": DeviceState.PUT_AWAY,
    "thanh ly": DeviceState.PUT_AWAY,
    "da thanh ly": DeviceState.PUT_AWAY,
} | {fold(str(words)): state for state, words in DEVICE_STATES.items()}


@dataclass(frozen=True, slots=True)
class Meant:
    """A device as a row says it. ``homes``: where the register may have it, the ended units that live on in its place
    among them; those alone that the row names, when it names one."""

    device: Device
    homes: tuple[int, ...]

    @property
    def words(self) -> tuple[str, str, str]:
        return _words(self.device.kind, self.device.label, self.device.location)


def _words(kind: str, label: str, location: str) -> tuple[str, str, str]:
    return kind, fold(label), fold(location)


def plan_devices(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    """Each row as a device, new or already in the register; what is wrong with it. Writes nothing.

    A device is known again by its serial within its commune; without one by its kind, name and room, also when it
    came in under a unit that has been merged since. Of equal rows each is one device more.
    """
    own = Scope(occasion.scope.person_id, tuple(one for one in occasion.scope.grants if one.role in IMPORTERS))
    names = Names.of_scope(own)
    said = str(occasion.settings.get("commune", "") or "")
    usual = names.commune(said) if said else OfToday(names.only_commune) if names.only_commune else None
    readings = tuple(Reading(line) for line in lines)
    made = {
        index: meant
        for index, reading in enumerate(readings)
        if (meant := _device(reading, names, usual, occasion)) is not None
    }
    standing = Device.objects.visible_to(own).current()
    keys = set(standing.values_list("import_key", flat=True))
    _know_by_serial(readings, made, standing.exclude(serial=""))
    merged = _know_by_words(readings, made, standing.filter(serial=""), keys)
    _give_keys([meant.device for index, meant in made.items() if readings[index].standing is Standing.NEW], keys)
    rows = [meant.device for index, meant in made.items() if readings[index].standing is Standing.NEW]
    return Planned(readings, rows, remarks=_told(merged))


def _device(reading: Reading, names: Names, usual: OfToday | None, occasion: Occasion[Person]) -> Meant | None:
    label = " ".join(cells.text(reading.line.cells.get("label")).split())[:120]
    if not label:
        reading.fault("label", _("ghi tên máy như trên nhãn, ví dụ: Canon LBP 2900."))
    kind = kind_of(fold(reading.text("kind")), fold(label))
    since = reading.read("since", cells.day_or_year, DAY)
    if since and since > local_day(occasion.at):
        reading.fault("since", _("ngày này chưa đến."))
    state = STATES.get(fold(reading.text("state")))
    if state is None:
        words = _("ghi “đang dùng”, “hỏng”, “đang sửa” hoặc “đã thôi dùng”; đang ghi “%(shown)s”.")
        reading.fault("state", words % {"shown": reading.text("state")[:40]})
    serial = reading.read("serial", cells.words, TURNED) or ""
    if (count := reading.read("count", cells.whole, COUNT)) is not None and count != 1:
        reading.fault("count", _("mỗi máy một dòng; đang ghi %(count)s máy.") % {"count": count})
    found = _place(reading, names, usual)
    if reading.is_faulty or found is None or state is None:
        return None
    place = found.place
    device = Device(
        place=place,
        kind=kind,
        label=label,
        serial=serial[:60],
        location=reading.text("location")[:120],
        in_use_since=since,
        note=reading.text("note")[:300],
        state=state,
        added_by=occasion.by,
        recorded_at=occasion.at,
        is_sample=place.is_sample or occasion.by.is_sample,
    )
    device.search = queries.search_words(device)
    before = found.named or names.merged_into(place)
    return Meant(device, (place.pk, *(one.pk for one in before)))


def _place(reading: Reading, names: Names, usual: OfToday | None) -> OfToday | None:
    try:
        commune = names.commune(reading.text("commune")) if reading.text("commune") else usual
        if hamlet := reading.text("place"):
            return names.hamlet(hamlet, commune=commune.place if commune else None)
        if commune is None:
            reading.fault("commune", _("ghi xã, phường, đặc khu, hoặc ghi một lần cho cả tệp ở ô phía trên."))
        return commune
    except Refusal as refusal:
        reading.fault("place" if reading.text("place") else "commune", str(refusal))
        return None


def _know_by_serial(readings: Sequence[Reading], made: Mapping[int, Meant], standing: DeviceQuerySet) -> None:
    """A number stands once in a commune: the row is the device that bears it."""
    rows = standing.values_list("place__path", "serial")
    seen, numbers = set[tuple[str, str]](), {(commune_of(path), serial.lower()) for path, serial in rows}
    for index, meant in made.items():
        named = (commune_of(meant.device.place.path), meant.device.serial.lower())
        if not meant.device.serial:
            continue
        if named in seen:
            readings[index].fault("serial", _("số máy này có hai lần trong tệp."))
        elif named in numbers:
            readings[index].standing = Standing.SAME
        seen.add(named)


def _know_by_words(
    readings: Sequence[Reading], made: Mapping[int, Meant], standing: DeviceQuerySet, keys: Collection[UUID | None]
) -> list[Reading]:
    """The first of equal rows is the first of equal devices, and so on. Returns the rows that are known only by a
    device of a merged unit: two such units may have had each its own."""
    alike = Counter(
        (place_id, _words(kind, label, location))
        for place_id, kind, label, location in standing.values_list("place_id", "kind", "label", "location")
    )
    seen = Counter[tuple[tuple[int, ...], tuple[str, str, str]]]()
    merged = []
    for index, meant in made.items():
        if meant.device.serial:
            continue
        seen[meant.homes, meant.words] += 1
        number = seen[meant.homes, meant.words]
        here, *before = (
            number <= alike[home, meant.words] or _key(meant.device, home, number) in keys for home in meant.homes
        )
        if here or any(before) or number <= sum(alike[home, meant.words] for home in meant.homes):
            readings[index].standing = Standing.SAME
            if not here:
                merged.append(readings[index])
    return merged


def _told(merged: Sequence[Reading]) -> tuple[str, ...]:
    if not merged:
        return ()
    words = _(
        "Dòng %(rows)s giống thiết bị đã có của đơn vị đã sáp nhập nên giữ nguyên, không thêm. "
        "Nếu là máy khác, ghi số máy hoặc phòng dùng vào tệp."
    )
    shown = ", ".join(reading.number for reading in merged[:MOST_TOLD])
    return (words % {"rows": f"{shown}…" if len(merged) > MOST_TOLD else shown},)


def _key(device: Device, place_id: int, number: int) -> UUID:
    return uuid5(SPACE, f"{place_id}|{device.kind}|{device.label}|{device.location}||{number}")


def _give_keys(devices: Sequence[Device], keys: set[UUID | None]) -> None:
    """Each new row the first key that nobody has: the same file at the same time twice ends in the same keys."""
    for device in devices:
        if device.serial:
            device.import_key = uuid5(SPACE, f"{commune_of(device.place.path)}|{device.serial.lower()}")
        else:
            free = (_key(device, device.place_id, number) for number in count(1))
            device.import_key = next(key for key in free if key not in keys)
        keys.add(device.import_key)


@transaction.atomic
def take_devices(planned: Planned, occasion: Occasion[Person]) -> Taken:
    """Save every new row of a plan without faults, or none; ``undo`` names the batch."""
    if planned.is_faulty or not isinstance(planned.payload, list):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    rows: list[Device] = planned.payload
    if not rows:
        return Taken(0, 0)
    batch = open_batch([row.place for row in rows], by=occasion.by, at=occasion.at)
    for row in rows:
        row.batch = batch
    Device.objects.bulk_create(rows, batch_size=CHUNK)
    count_devices(rows, at=occasion.at)
    detail = {"count": len(rows)}
    audit("helpdesk.devices.taken", by=occasion.by, about=batch, at=occasion.at, path=batch.place.path, detail=detail)
    return Taken(len(rows), 0, undo=str(batch.pk))


@transaction.atomic
def undo_devices(*, batch_id: int, by: Person, scope: Scope, at: datetime) -> int:
    """Take back what a list brought, as long as nothing has happened to any of it; returns how many devices."""
    batch = locked_batch(batch_id, by=by, scope=scope)
    rows = Device.objects.current().filter(batch=batch)
    busy = rows.filter(Exists(DeviceStep.objects.filter(device=OuterRef("pk")))) | rows.filter(
        Exists(Ticket.objects.filter(device=OuterRef("pk")))
    )
    if count := busy.count():
        words = _("%(count)s thiết bị của lần nhập này đã có yêu cầu hoặc đã đổi tình trạng nên không hoàn tác được.")
        raise Refusal(words % {"count": count})
    found = list(rows)
    for row in found:
        row.superseded_at = at
    taken = rows.update(superseded_at=at)
    count_devices(found, at=at)
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    audit("helpdesk.devices.undone", by=by, about=batch, at=at, path=batch.place.path, detail={"count": taken})
    return taken
