"""The register of devices and lines of a commune, and the tables that rows were taken in from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.work.helpdesk.rules.devices import DeviceKind, DeviceState

DEVICE_KINDS = {
    DeviceKind.COMPUTER: _("Máy tính"),
    DeviceKind.PRINTER: _("Máy in"),
    DeviceKind.SCANNER: _("Máy quét"),
    DeviceKind.QUEUE_MACHINE: _("Máy lấy số, màn hình gọi số"),
    DeviceKind.TOKEN: _("Thiết bị chữ ký số"),
    DeviceKind.MEETING: _("Thiết bị họp trực tuyến"),
    DeviceKind.LINE: _("Đường truyền Internet"),
    DeviceKind.NETWORK: _("Thiết bị mạng LAN, Wi-Fi"),
    DeviceKind.POWER: _("Bộ lưu điện"),
    DeviceKind.OTHER: _("Thiết bị khác"),
}
DEVICE_STATES = {
    DeviceState.IN_USE: _("Đang dùng"),
    DeviceState.BROKEN: _("Hỏng"),
    DeviceState.REPAIR: _("Đang sửa"),
    DeviceState.PUT_AWAY: _("Đã thôi dùng"),
}


class BatchQuerySet(ScopedQuerySet):
    """Batches by the lowest place that holds all of their requests."""


BatchManager = models.Manager.from_queryset(BatchQuerySet)


class Batch(models.Model):
    """Requests taken in from one table, undone together."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = BatchManager()


class DeviceQuerySet(ScopedQuerySet):
    def current(self) -> "DeviceQuerySet":
        return self.filter(superseded_at__isnull=True)

    def standing(self) -> "DeviceQuerySet":
        """Those that are still there, whole or broken."""
        return self.current().exclude(state=DeviceState.PUT_AWAY)


DeviceManager = models.Manager.from_queryset(DeviceQuerySet)


class Device(models.Model):
    """A machine, a piece of the network or a line that serves the two-tier government at a place (Gia Lai 9/2025)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Loại"), max_length=14, choices=DEVICE_KINDS)
    label = models.CharField(_("Tên, nhãn máy"), max_length=120)
    serial = models.CharField(_("Số máy (serial)"), max_length=60, blank=True)
    location = models.CharField(_("Phòng, bộ phận dùng"), max_length=120, blank=True)
    in_use_since = models.DateField(_("Dùng từ ngày"), null=True, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    state = models.CharField(_("Tình trạng"), max_length=8, choices=DEVICE_STATES, default=DeviceState.IN_USE)
    search = models.TextField(default="")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="devices")
    import_key = models.UUIDField(null=True)  # the same row of the same list, however often it comes
    superseded_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = DeviceManager()

    class Meta:
        indexes = [models.Index(fields=["place", "state"], name="device_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["import_key"],
                condition=models.Q(superseded_at__isnull=True),
                name="device_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.serial})" if self.serial else self.label


class DeviceStep(models.Model):
    """What became of a device, in words, and the state it has since. Written once, never edited."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=8, choices=DEVICE_STATES)
    text = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class DeviceSpan(models.Model):
    """Since when, until when a device stands in the register of a place. Versions are superseded, never edited."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="spans")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["place", "starts_on"], name="device_span_by_cell"),
            models.Index(
                fields=["place", "ends_on"], condition=models.Q(ends_on__isnull=False), name="device_span_end"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="device_span_has_days",
            ),
            models.UniqueConstraint(
                fields=["device"],
                condition=models.Q(ends_on__isnull=True, superseded_at__isnull=True),
                name="device_stands_in_one_place",
            ),
        ]
