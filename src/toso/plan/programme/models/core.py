import json
from datetime import date

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.plan.programme.rules import IndicatorKind, TargetFault, TermPart
from toso.plan.programme.rules.law import Force, force_on

INDICATOR_KINDS = {
    IndicatorKind.FLOW: _("Cộng dồn trong kỳ"),
    IndicatorKind.STOCK: _("Tại thời điểm cuối kỳ"),
    IndicatorKind.DISTINCT: _("Đếm không trùng"),
    IndicatorKind.RATIO: _("Tỷ lệ phần trăm"),
    IndicatorKind.TYPED: _("Nhập tay có ghi chú"),
}


class PlacedQuerySet(ScopedQuerySet):
    """Rows that stand at a place."""


PlacedManager = models.Manager.from_queryset(PlacedQuerySet)


class LegalDocument(models.Model):
    """A document that the programme rests on, citable by article."""

    code = models.CharField(max_length=40, unique=True)
    number = models.CharField(_("Số, ký hiệu"), max_length=60)
    kind = models.CharField(_("Loại"), max_length=40)
    issuer = models.CharField(_("Cơ quan ban hành"), max_length=160)
    title = models.CharField(_("Trích yếu"), max_length=500)
    signed_on = models.DateField(_("Ngày ký"), null=True)
    effective_from = models.DateField(_("Hiệu lực từ"), null=True)
    effective_until = models.DateField(_("Hết hiệu lực"), null=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    signer = models.CharField(_("Người ký"), max_length=160, blank=True)
    archive_mark = models.CharField(_("Lưu"), max_length=80, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    completed_at = models.DateTimeField(null=True)  # what the sources left out was written down here: it stays
    is_to_communicate = models.BooleanField(default=False)  # teams make it known in every hamlet (Plan 6863, III.1)
    order = models.PositiveSmallIntegerField(default=0)
    search = models.CharField(max_length=800)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()

    def force_on(self, day: date) -> Force:
        """Whether it binds on a day; one whose successor has begun has ended."""
        successor = self.replaced_by
        return force_on(
            day,
            signed_on=self.signed_on,
            effective_from=self.effective_from,
            effective_until=self.effective_until,
            replaced_on=(successor.effective_from or successor.signed_on) if successor else None,
            is_replaced=successor is not None,
        )

    @property
    def gaps(self) -> list[str]:
        """What is not known of it, in words: it was named in the sources but not published."""
        known = ((self.number, gettext("số, ký hiệu")), (self.signed_on, gettext("ngày ký")))
        return [words for value, words in known if not value]

    @property
    def citation(self) -> str:
        """How an official text names it: kind, number, day, issuer."""
        signed = gettext(" ngày %(day)s") % {"day": f"{self.signed_on:%d/%m/%Y}"} if self.signed_on else ""
        of = gettext("của")
        return f"{self}{signed} {of} {self.issuer}"


class Pillar(models.TextChoices):
    GOVERNMENT = "government", _("Chính quyền số")
    ECONOMY = "economy", _("Kinh tế số")
    SOCIETY = "society", _("Xã hội số")


class TaskType(models.Model):
    """A kind of work of the community team (Plan 6863, IV.1.b), as dated data."""

    code = models.CharField(_("Mã"), max_length=30, unique=True)
    name = models.CharField(_("Nhiệm vụ"), max_length=250)
    short_name = models.CharField(_("Tên ngắn"), max_length=40)
    icon = models.CharField(max_length=40, default="dots")
    pillar = models.CharField(_("Trụ cột"), max_length=12, choices=Pillar, blank=True)  # empty: serves all three
    basis = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, related_name="+")
    article = models.CharField(_("Điều, mục"), max_length=60, blank=True)
    source = models.CharField(_("Nguồn khác"), max_length=200, blank=True)  # where it comes from, when not Plan 6863
    order = models.PositiveSmallIntegerField(default=0)
    is_common = models.BooleanField(default=False)  # stands as a tile on the one-minute page
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Platform(models.Model):
    """A digital platform or service that citizens or officials are guided to use."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("Nền tảng, dịch vụ số"), max_length=200)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="platforms")
    contact = models.CharField(_("Đầu mối"), max_length=160, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=30, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    released_on = models.DateField(_("Ngày đưa vào dùng"), null=True, blank=True)
    version = models.CharField(_("Phiên bản"), max_length=40, blank=True)
    guide = models.URLField(_("Địa chỉ hướng dẫn"), max_length=300, blank=True)
    address = models.URLField(_("Địa chỉ"), max_length=300, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """What is measured, with its legal basis and dates. How it is counted stands in its terms."""

    code = models.CharField(_("Mã"), max_length=40, unique=True)
    name = models.CharField(_("Chỉ tiêu"), max_length=250)
    short_name = models.CharField(_("Tên ngắn"), max_length=80)
    unit = models.CharField(_("Đơn vị"), max_length=40)
    kind = models.CharField(_("Cách tính"), max_length=10, choices=INDICATOR_KINDS)
    decimals = models.PositiveSmallIntegerField(default=0)
    basis = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, related_name="indicators")
    article = models.CharField(_("Điều, mục"), max_length=60, blank=True)
    dti_component = models.CharField(_("Thành phần DTI"), max_length=160, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_sample = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class IndicatorTerm(models.Model):
    """One fact of an indicator, with its parameters; terms of one part are added."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="terms")
    part = models.CharField(max_length=11, choices={p: p for p in TermPart}, default=TermPart.NUMERATOR)
    fact = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "part", "fact", "parameters"], name="indicator_term_once")
        ]

    @property
    def series(self) -> str:
        """The name of the stored series this term reads: the fact and its parameters in a fixed order."""
        if not self.parameters:
            return self.fact
        return f"{self.fact}{json.dumps(self.parameters, sort_keys=True, ensure_ascii=False, separators=(',', ':'))}"


class Denominator(models.Model):
    """How many there are of something at a place on a day (households, businesses …), with its source.

    Missing is not zero: a place without a row has no denominator. Rows are superseded, never edited.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="denominators")
    code = models.CharField(max_length=40)  # households, adults, businesses, cooperatives …
    value = models.DecimalField(_("Số lượng"), max_digits=14, decimal_places=2)
    as_of = models.DateField(_("Tính từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    source = models.CharField(_("Nguồn"), max_length=250)
    is_sample = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(value__gte=0), name="denominator_is_not_negative"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("as_of")),
                name="denominator_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["place", "code", "as_of"],
                condition=models.Q(superseded_at__isnull=True),
                name="denominator_once_per_day",
            ),
        ]


class Exclusion(models.Model):
    """A unit left out of an indicator's denominator from a day, with the reason (Trường Sa)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="exclusions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(_("Lý do"), max_length=300)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PlacedManager()


class TargetDecision(models.Model):
    """A decision that assigns targets for a year to the units below a place.

    A draft keeps what is typed in ``content``; its targets are written when it is issued, and never
    change afterwards: a later decision takes their place.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="target_decisions")
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    title = models.CharField(_("Trích yếu"), max_length=300)
    year = models.PositiveSmallIntegerField(_("Năm"))
    signed_on = models.DateField(_("Ngày ký"), null=True)
    signer = models.CharField(_("Người ký"), max_length=120, blank=True)
    basis = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.JSONField(default=dict)  # values: indicator → place → figure; reasons: indicator → words
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "number", "year"], condition=~models.Q(number=""), name="target_decision_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(issued_at__isnull=True) | (~models.Q(number="") & models.Q(signed_on__isnull=False)),
                name="issued_target_decision_has_number_and_day",
            ),
        ]

    def __str__(self) -> str:
        return (
            gettext("Quyết định %(number)s") % {"number": self.number}
            if self.number
            else gettext("Quyết định chưa có số")
        )


class Target(models.Model):
    """What a place must reach in a year, by a decision. The parts equal the whole, or ``gap_reason`` says why not."""

    decision = models.ForeignKey(TargetDecision, on_delete=models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(_("Chỉ tiêu"), max_digits=14, decimal_places=2)
    gap_reason = models.CharField(_("Lý do lệch"), max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True)  # a later decision took its place

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "year"],
                condition=models.Q(replaced_at__isnull=True),
                name="target_once_per_place_and_year",
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="target_is_not_negative"),
        ]


class Mark(models.Model):
    """Counted rows changed at a place on a day: its figures are to be computed again.

    A row for each change; all rows of a place and day are taken away at once.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    marked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["place", "day"], name="mark_of_a_cell")]


DENOMINATOR_CODES = {
    "households": _("Hộ gia đình"),
    "adults": _("Người từ 18 tuổi"),
    "businesses": _("Cơ sở kinh doanh"),
    "cooperatives": _("Hợp tác xã"),
    "qualified_producers": _("Cơ sở, hợp tác xã, hộ có sản phẩm đủ điều kiện"),
}

TARGET_FAULTS = {
    TargetFault.NEGATIVE: _("“%(indicator)s”, %(place)s: %(value)s là số âm. Hãy nhập từ 0 trở lên."),
    TargetFault.OVER_HUNDRED: _("“%(indicator)s”, %(place)s: %(value)s%% vượt 100%%."),
    TargetFault.TOO_FINE: _("“%(indicator)s”, %(place)s: %(value)s có quá nhiều chữ số lẻ."),
}

FACT_WORDS = {
    "outreach.citizens_guided": _("cộng số người dân trong các bản ghi công việc"),
    "outreach.households_guided": _("cộng số hộ trong các bản ghi công việc"),
    "outreach.businesses_and_cooperatives_guided": _(
        "cộng số cơ sở kinh doanh và hợp tác xã trong các bản ghi công việc"
    ),
    "outreach.priority_guided": _("cộng số người thuộc nhóm ưu tiên trong các bản ghi công việc"),
    "outreach.sessions": _("đếm các bản ghi công việc"),
    "outreach.people_taking_part": _("đếm người tham gia trong các bản ghi, mỗi người một lần"),
    "outreach.platforms_told": _("đếm nền tảng đã được hướng dẫn ở từng thôn, mỗi nền tảng ở mỗi thôn một lần"),
    "outreach.policies_told": _("đếm văn bản đã được tuyên truyền ở từng thôn, mỗi văn bản ở mỗi thôn một lần"),
    "teams.hamlets_with_team": _("đếm thôn, tổ dân phố có tổ đang hoạt động vào ngày cuối kỳ"),
    "teams.members": _("đếm thành viên các tổ vào ngày cuối kỳ"),
    "teams.members_with_basic_it": _("đếm thành viên có chuyên môn cơ bản về công nghệ thông tin vào ngày cuối kỳ"),
    "places.hamlets": _("đếm thôn, tổ dân phố đang có vào ngày cuối kỳ"),
    "programme.denominator": _("số do địa phương nhập, có nguồn, vào ngày cuối kỳ"),
}
