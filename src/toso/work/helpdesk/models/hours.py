"""Where citizens are received in a commune, and when (Hà Nội model of a digital commune, service point)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.work.helpdesk.rules.hours import Week

ServicePointManager = models.Manager.from_queryset(ScopedQuerySet)


class ServicePoint(models.Model):
    """The public-service centre of a commune, or a further point where its citizens are received."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Tên nơi tiếp nhận"), max_length=160)
    address = models.CharField(_("Địa chỉ"), max_length=200, blank=True)
    phone = models.CharField(_("Điện thoại của cơ quan"), max_length=20, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    objects = ServicePointManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="service_point_once_in_a_commune")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """The week of a point from a day up to another. Versions are superseded, never edited."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="hours")
    starts_on = models.DateField(_("Áp dụng từ ngày"))
    ends_on = models.DateField(null=True)
    week = models.JSONField()  # seven lists of pairs of minutes, Monday first
    is_open_on_holidays = models.BooleanField(_("Mở cả ngày lễ, Tết"), default=False)
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="opening_hours_have_days",
            ),
            models.UniqueConstraint(
                fields=["point", "starts_on"],
                condition=models.Q(superseded_at__isnull=True),
                name="opening_hours_begin_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["point"],
                condition=models.Q(ends_on__isnull=True, superseded_at__isnull=True),
                name="opening_hours_go_on_once",
            ),
        ]

    @property
    def bands(self) -> Week:
        return tuple(tuple((opens, closes) for opens, closes in day) for day in self.week)
