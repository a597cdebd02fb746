from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.places.rules import Level, Part, Reading
from toso.ground.shared.scope import ScopedQuerySet

LEVELS = {
    Level.PROVINCE: _("Cấp tỉnh"),
    Level.DISTRICT: _("Cấp huyện (đến 30/6/2025)"),
    Level.COMMUNE: _("Cấp xã"),
    Level.HAMLET: _("Thôn, tổ dân phố"),
}
PARTS = {Part.WHOLE: _("Toàn bộ"), Part.PART: _("Một phần")}
READINGS = {Reading.THEN: _("Theo địa giới lúc đó"), Reading.TODAY: _("Theo địa giới hôm nay")}


class PlaceQuerySet(ScopedQuerySet):
    place_path = "path"

    def current(self) -> "PlaceQuerySet":
        return self.filter(valid_until__isnull=True)


PlaceManager = models.Manager.from_queryset(PlaceQuerySet)


class Place(models.Model):
    """A unit of the administrative tree, as it is now or as it last was. Days are half-open:
    valid from ``valid_from`` until the day before ``valid_until``.

    ``parent`` is the truth. ``path`` is derived: primary keys from the root, each followed by a
    dot. An ended unit's path lies under the unit that holds its past today, so that whoever
    answers for the successor sees the predecessor's work.
    """

    level = models.CharField(_("Cấp"), max_length=8, choices=LEVELS)
    kind = models.CharField(_("Loại"), max_length=30)  # as the law words it: Xã, Phường, Đặc khu, Thôn …
    code = models.CharField(_("Mã"), max_length=12)
    name = models.CharField(_("Tên"), max_length=120)
    other_name = models.CharField(_("Cách viết khác"), max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    province_code = models.CharField(_("Mã tỉnh"), max_length=2)
    search = models.CharField(max_length=900)  # every name it ever had, folded, between bars
    sort_key = models.CharField(max_length=400, db_collation="C")
    lat = models.DecimalField(_("Vĩ độ"), max_digits=8, decimal_places=5, null=True)
    lon = models.DecimalField(_("Kinh độ"), max_digits=8, decimal_places=5, null=True)
    area_km2 = models.DecimalField(_("Diện tích (km²)"), max_digits=9, decimal_places=2, null=True)
    valid_from = models.DateField(_("Có từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    settled_until = models.DateField(null=True, blank=True)  # reports on the days before were handed in
    is_sample = models.BooleanField(_("Dữ liệu mẫu"), default=False)

    objects = PlaceManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=models.Q(valid_until__isnull=True),
                name="place_code_once_per_level_today",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("valid_from")),
                name="place_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="place_path_prefix", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["level", "province_code", "sort_key"], name="place_by_level"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}".strip()


class PlaceVersion(models.Model):
    """What a place was called, what kind and code it had and where it belonged, in one span of days."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    code = models.CharField(max_length=12)
    parent = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "valid_from"], name="place_version_once_per_day"),
        ]


class Succession(models.Model):
    """An ended place and one that took it over, wholly or in part."""

    predecessor = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField(_("Từ ngày"))
    part = models.CharField(_("Phần"), max_length=5, choices=PARTS, default=Part.WHOLE)
    is_usual = models.BooleanField(default=True)  # the successor to offer when only the old name is known
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="place_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="place_never_succeeds_itself"
            ),
        ]


class Reach(models.Model):
    """Derived and rebuildable: under which ancestors a place counts, by each reading.

    Every place reaches itself. In the reading ``then`` a row holds for a span of days; in ``today``
    it holds for ever. ``is_unallocated`` marks the past of a split unit, which stands at the lowest
    unit that contains all its successors and is never shared out.
    """

    ancestor = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="reaches", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="reached_from")
    reading = models.CharField(max_length=5, choices=READINGS)
    valid_from = models.DateField()
    valid_until = models.DateField()
    is_unallocated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "place", "reading", "valid_from"], name="place_reach_once_per_span"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "reading"], name="place_reach_by_place"),
            # every roll-up begins here, and is answered by the index alone
            models.Index(
                fields=["ancestor", "reading", "valid_from", "valid_until"],
                include=["place", "is_unallocated"],
                name="place_reach_by_ancestor",
            ),
        ]


class ChangedCell(models.Model):
    """A unit that is itself counted (hamlets, communes) began or ended at a place on a day.

    Rooms above cannot be called from here; whoever computes figures takes these cells up.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="changed_cell_once")]
