"""What can be assigned, and how much each product weighs. Versioned, with effective dates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.results.kpi.models.people import AgencyManager, AgencyQuerySet


class Part(models.TextChoices):
    """The parts of a commune's catalogue, as communes are asked to lay it out."""

    LEADING = "A", _("A. Lãnh đạo, quản lý")
    SHARED = "B1", _("B.I. Công việc chung")
    OWN = "B2", _("B.II. Công việc riêng của đơn vị")


class CatalogueQuerySet(AgencyQuerySet):
    def approved(self) -> "CatalogueQuerySet":
        return self.filter(approved_at__isnull=False)


class Catalogue(models.Model):
    """One version of an agency's catalogue of products (Decree 335/2025/NĐ-CP, Article 13).

    It is in force from ``valid_from`` until before ``valid_until`` once approved. The coefficient of a
    product is its points divided by ``standard_points``, rounded half up to ``decimals``.
    """

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kpi_catalogues")
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField(_("Áp dụng từ ngày"))
    valid_until = models.DateField(null=True, blank=True)
    standard_name = models.CharField(_("Sản phẩm chuẩn"), max_length=250)
    standard_points = models.DecimalField(_("Điểm của sản phẩm chuẩn"), max_digits=7, decimal_places=2)
    decimals = models.PositiveSmallIntegerField(_("Số chữ số lẻ của hệ số"), default=1)
    number = models.CharField(_("Số văn bản phê duyệt"), max_length=60, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(CatalogueQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "version"], name="kpi_catalogue_version_once"),
            models.UniqueConstraint(
                fields=["agency", "valid_from"],
                condition=Q(approved_at__isnull=False),
                name="kpi_catalogue_begins_once_a_day",
            ),
            models.CheckConstraint(condition=Q(standard_points__gt=0), name="kpi_standard_product_has_points"),
        ]


class ProductQuerySet(AgencyQuerySet):
    place_path = "catalogue__agency__place__path"
    organisation_path = "catalogue__agency__path"


class Product(models.Model):
    """One product or piece of work of a catalogue. ``fact`` names what measures it, if anything does.

    ``body`` and ``title`` say for whom it is offered first: a unit's own work, a position's own work. Whoever
    holds that position inherits it, ``usual`` of it a month where the catalogue says how many.
    """

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="products")
    code = models.CharField(_("Mã"), max_length=30, blank=True)
    name = models.CharField(_("Sản phẩm, công việc"), max_length=400)
    search = models.CharField(max_length=400)
    measure = models.CharField(_("Đơn vị tính"), max_length=40, blank=True)
    part = models.CharField(_("Phần"), max_length=2, choices=Part, default=Part.OWN)
    group = models.PositiveSmallIntegerField(_("Nhóm"))
    points = models.DecimalField(_("Điểm"), max_digits=7, decimal_places=2)
    coefficient = models.DecimalField(_("Hệ số"), max_digits=8, decimal_places=3)
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("Chức danh"), max_length=120, blank=True)
    fact = models.CharField(_("Số liệu đo"), max_length=60, blank=True)
    usual = models.DecimalField(_("Số lượng thường lệ mỗi tháng"), max_digits=10, decimal_places=3, null=True)
    is_standard = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(ProductQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(group__gte=1, group__lte=5), name="kpi_product_has_one_of_five_groups"),
            models.CheckConstraint(condition=Q(points__gt=0), name="kpi_product_has_points"),
            models.CheckConstraint(condition=Q(coefficient__gt=0), name="kpi_product_weighs_something"),
            models.UniqueConstraint(
                fields=["catalogue"], condition=Q(is_standard=True), name="kpi_one_standard_product"
            ),
        ]
        indexes = [models.Index(fields=["catalogue", "part", "group"], name="kpi_product_by_group")]

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """A task that was assigned from outside the catalogue and should enter it (Article 13.3)."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Sản phẩm, công việc"), max_length=400)
    points = models.DecimalField(_("Điểm đề xuất"), max_digits=7, decimal_places=2)
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(_("Trả lời"), max_length=300, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = AgencyManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(points__gt=0), name="kpi_proposal_has_points")]
