import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.plan.programme.models import LegalDocument, Platform, Procedure, TaskType
from toso.plan.teams.models import Team
from toso.work.outreach.rules import Mode, Outcome, Satisfaction

MODES = {
    Mode.HELPED: _("Giúp nộp trực tuyến"),
    Mode.ONLINE: _("Tự nộp trực tuyến"),
    Mode.COUNTER: _("Nộp giấy tại quầy"),
}
OUTCOMES = {
    Outcome.DONE: _("Xong"),
    Outcome.INCOMPLETE: _("Thiếu giấy tờ, hẹn lại"),
    Outcome.REFERRED: _("Chuyển nơi khác"),
    Outcome.FAILED: _("Chưa làm được do hệ thống"),
}
SATISFACTIONS = {
    Satisfaction.GOOD: _("Hài lòng"),
    Satisfaction.FAIR: _("Bình thường"),
    Satisfaction.POOR: _("Chưa hài lòng"),
}


class Source(models.TextChoices):
    PAGE = "page", _("Trang ghi việc")
    GRID = "grid", _("Bảng nhập từ giấy")
    PHONE = "phone", _("Điện thoại")
    IMPORT = "import", _("Tệp nhập")


class RecordQuerySet(ScopedQuerySet):
    def counting(self) -> "RecordQuerySet":
        """The versions that count today: neither corrected nor withdrawn."""
        return self.filter(superseded_at__isnull=True)


RecordManager = models.Manager.from_queryset(RecordQuerySet)


class Batch(models.Model):
    """Rows pasted or imported together, undone together."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()


class Record(models.Model):
    """One piece of guidance work at a place on a day: the evidence of the figures.

    A version of it, to be exact. A correction writes a new version with the same ``uuid`` and
    closes this one (``superseded_at``); a withdrawal closes it without a successor. Nothing is
    edited, so what was known at any moment can be read again.
    """

    uuid = models.UUIDField(default=uuid.uuid4)  # the same through all versions; made on the phone
    version = models.PositiveSmallIntegerField(default=1)
    province_code = models.CharField(max_length=2)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="outreach_records")
    day = models.DateField(_("Ngày"))
    task = models.ForeignKey(TaskType, on_delete=models.PROTECT, related_name="records", verbose_name=_("Việc"))
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    document = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    citizens = models.PositiveIntegerField(_("Người dân"), default=0)
    households = models.PositiveIntegerField(_("Hộ gia đình"), default=0)
    businesses = models.PositiveIntegerField(_("Cơ sở kinh doanh"), default=0)
    cooperatives = models.PositiveIntegerField(_("Hợp tác xã"), default=0)
    elderly = models.PositiveIntegerField(_("Người cao tuổi"), default=0)
    disabled = models.PositiveIntegerField(_("Người khuyết tật"), default=0)
    poor = models.PositiveIntegerField(_("Hộ nghèo"), default=0)
    near_poor = models.PositiveIntegerField(_("Hộ cận nghèo"), default=0)
    vulnerable = models.PositiveIntegerField(_("Đối tượng yếu thế khác"), default=0)
    medium = models.CharField(_("Hình thức tuyên truyền"), max_length=20, blank=True)  # of communication work
    reach = models.PositiveIntegerField(_("Số lượt tiếp cận"), default=0)
    things = models.PositiveIntegerField(_("Số máy, phần mềm, hồ sơ"), default=0)  # work on things, beside persons
    result = models.CharField(_("Kết quả"), max_length=250, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.PAGE)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="records")
    captured_at = models.DateTimeField()  # when it was written down, on whatever device
    recorded_at = models.DateTimeField()  # when this version reached the server
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("Lý do sửa"), max_length=300, blank=True)  # of this version, or of the withdrawal
    is_withdrawn = models.BooleanField(default=False)
    flags = models.JSONField(default=list)  # late_capture, clock_jump, same_work
    is_sample = models.BooleanField(default=False)

    objects = RecordManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid", "version"], name="outreach_record_version_once"),
            models.UniqueConstraint(
                fields=["uuid"], condition=models.Q(superseded_at__isnull=True), name="outreach_record_counts_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_withdrawn=False) | models.Q(superseded_at__isnull=False),
                name="outreach_withdrawn_record_does_not_count",
            ),
            models.CheckConstraint(
                condition=models.Q(reach=0) | ~models.Q(medium=""), name="outreach_reach_says_by_what_medium"
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "day"],
                condition=models.Q(superseded_at__isnull=True),
                name="outreach_counting_by_cell",
            ),
            models.Index(fields=["recorded_at"], name="outreach_by_arrival"),
            # the list of a province reads the newest page from here instead of sorting all its records
            models.Index(
                fields=["-day", "-id"], condition=models.Q(superseded_at__isnull=True), name="outreach_newest_first"
            ),
            models.Index(
                fields=["place"],
                condition=models.Q(superseded_at__isnull=True) & ~models.Q(flags=[]),
                name="outreach_flagged_by_place",
            ),
        ]


class Share(models.Model):
    """Who took part in a record, and the part of it that counts for that person; shares make 100."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outreach_shares")
    percent = models.DecimalField(_("Phần (%)"), max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "person"], name="outreach_share_once_per_person"),
            models.CheckConstraint(
                condition=models.Q(percent__gt=0) & models.Q(percent__lte=100), name="outreach_share_is_a_percentage"
            ),
        ]


class CentreCase(models.Model):
    """What more is said of a record of work at the commune's public-service centre (R247–R253).

    It belongs to one version of the record, as the shares do; a correction carries it over.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="centre")
    mode = models.CharField(_("Hình thức"), max_length=8, choices=MODES)
    outcome = models.CharField(_("Kết quả"), max_length=12, choices=OUTCOMES)
    minutes = models.PositiveSmallIntegerField(_("Số phút"), null=True)
    satisfaction = models.CharField(_("Mức hài lòng"), max_length=4, choices=SATISFACTIONS, blank=True)
    received_on = models.DateField(_("Ngày nhận hồ sơ"), null=True)
    handling_days = models.PositiveSmallIntegerField(_("Số ngày làm việc giải quyết"), null=True)


class Photo(models.Model):
    """A picture of the work. Never of an identity paper."""

    record_uuid = models.UUIDField(db_index=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="outreach/%Y/%m/")
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()


class Draft(models.Model):
    """What somebody has typed but not yet saved, kept through a lost session. One a person and form."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="outreach_draft_once")]
