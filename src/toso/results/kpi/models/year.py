"""The year: what each person and each body came to, and the decision that says so."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.results.kpi.models.month import LEVELS
from toso.results.kpi.models.people import AgencyManager
from toso.results.kpi.rules.states import DisciplineForm, FindingKind, Rank

FINDINGS = {
    FindingKind.DISCIPLINE: _("Kỷ luật"),
    FindingKind.DEGRADATION: _("Kết luận suy thoái, vi phạm điều cấm, trách nhiệm nêu gương"),
    FindingKind.CORRUPTION: _("Đơn vị trực tiếp phụ trách có tham nhũng, lãng phí bị xử lý"),
}
DISCIPLINE_FORMS = {
    DisciplineForm.CRITICISM: _("Phê bình, nhắc nhở, kiểm điểm"),
    DisciplineForm.REPRIMAND: _("Khiển trách"),
    DisciplineForm.WARNING: _("Cảnh cáo"),
    DisciplineForm.LOWER_PAY: _("Hạ bậc lương"),
    DisciplineForm.DEMOTION: _("Giáng chức"),
    DisciplineForm.DISMISSAL: _("Cách chức"),
    DisciplineForm.REMOVAL: _("Buộc thôi việc"),
}


class YearDecision(models.Model):
    """The decision on a year's classification. A wrong one is replaced by a new one, never edited (Article 21.3)."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.CharField(_("Số quyết định"), max_length=60)
    signed_on = models.DateField(_("Ngày ký"))
    signer = models.CharField(_("Người ký"), max_length=120)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(_("Lý do thay"), max_length=300, blank=True)
    levels = models.JSONField(default=list)  # frozen: person, average, level

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="kpi_year_decision_number_once"),
            models.UniqueConstraint(
                fields=["agency", "year"], condition=Q(replaces__isnull=True), name="kpi_year_decision_first_once"
            ),
        ]


class BodyYear(models.Model):
    """An organisation's own year: 30 general and 70 for results (Articles 5–9); it comes before its head's."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kpi_years")
    year = models.PositiveSmallIntegerField()
    general = models.DecimalField(_("Tiêu chí chung (30)"), max_digits=5, decimal_places=2)
    results = models.DecimalField(_("Kết quả nhiệm vụ (70)"), max_digits=5, decimal_places=2)
    level = models.CharField(_("Xếp loại"), max_length=6, choices=LEVELS)
    facts = models.JSONField(default=dict)  # the conditions beside the points, as they were stated
    reasons = models.JSONField(default=list)  # what the rules said of them
    reason = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "year"], name="kpi_body_year_once"),
            models.CheckConstraint(
                condition=Q(general__gte=0, general__lte=30, results__gte=0, results__lte=70),
                name="kpi_body_year_is_thirty_and_seventy",
            ),
        ]


class YearSheet(models.Model):
    """A person's year (Mẫu số 02): twelve months, the average, the self-rating, the proposal and the level."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_years")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120, blank=True)
    rank = models.CharField(max_length=8, default=Rank.OFFICIAL)
    group = models.CharField(max_length=80, blank=True)
    months = models.JSONField(default=list)  # twelve totals as decimal strings, or null
    average = models.DecimalField(max_digits=16, decimal_places=12, null=True)
    proposed = models.CharField(max_length=6, choices=LEVELS, blank=True)  # by the rules
    self_level = models.CharField(_("Tự xếp loại"), max_length=6, choices=LEVELS, blank=True)
    meeting = models.CharField(_("Ý kiến cuộc họp"), max_length=300, blank=True)
    party_opinion = models.CharField(_("Ý kiến của cấp uỷ"), max_length=300, blank=True)
    level = models.CharField(_("Xếp loại"), max_length=6, choices=LEVELS, blank=True)
    level_reason = models.CharField(_("Lý do khác với đề xuất"), max_length=300, blank=True)
    handling = models.CharField(_("Đề xuất xử lý"), max_length=300, blank=True)
    is_rated = models.BooleanField(default=True)
    answer = models.JSONField(default=dict)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.ForeignKey(YearDecision, on_delete=models.PROTECT, null=True, related_name="sheets")
    is_sample = models.BooleanField(default=False)

    objects = AgencyManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "year"], name="kpi_year_once_per_person")]


class Finding(models.Model):
    """A conclusion or a decision that may fail a person's year, with its paper. Taken back, never edited."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_findings")
    year = models.PositiveSmallIntegerField(_("Tính vào năm"))
    kind = models.CharField(_("Loại"), max_length=11, choices=FINDINGS)
    form = models.CharField(_("Hình thức kỷ luật"), max_length=10, choices=DISCIPLINE_FORMS, blank=True)
    number = models.CharField(_("Số văn bản"), max_length=60)
    is_public_duty = models.BooleanField(_("Vi phạm trong thực thi công vụ"), default=True)
    is_used_before = models.BooleanField(_("Hành vi này đã dùng để xếp loại năm trước"), default=False)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year", "number"],
                condition=Q(withdrawn_at__isnull=True),
                name="kpi_finding_noted_once",
            )
        ]


class YearMeeting(models.Model):
    """The meeting that comments on a year (Article 21): what its minutes need. May be put right until the decision."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    held_at = models.DateTimeField(_("Lúc"))
    ended_at = models.DateTimeField(_("Kết thúc lúc"), null=True)
    venue = models.CharField(_("Tại"), max_length=200)
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    secretary = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    absent = models.JSONField(default=list)  # names of those who were away; everybody else of the year was there
    opinions = models.TextField(_("Ý kiến tại cuộc họp"), blank=True)
    party_opinion = models.TextField(_("Ý kiến của cấp uỷ"), blank=True)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = AgencyManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="kpi_meeting_once_a_year")]
