from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.work.assessment.rules import MILESTONES, CoreStep, Degree, Round, Side

ROUNDS = {
    Round.BEFORE: _("Trước khi hỗ trợ"),
    Round.AFTER: _("Khi kết thúc"),
    Round.DAYS_30: _("Sau 30 ngày"),
    Round.DAYS_90: _("Sau 90 ngày"),
}
SIDES = {Side.MISSION: _("Đoàn hỗ trợ"), Side.COMMUNE: _("Xã tự đánh giá")}
DEGREES = {
    Degree.IT: _("Có bằng công nghệ thông tin"),
    Degree.OTHER: _("Có bằng ngành khác"),
    Degree.NONE: _("Chưa có bằng chuyên môn"),
    Degree.UNKNOWN: _("Chưa rõ"),
}
CORE_STEPS = {
    CoreStep.NAMED: _("Đã chọn, chưa đào tạo"),
    CoreStep.TRAINED: _("Đã đào tạo, chưa bàn giao"),
    CoreStep.HANDED_OVER: _("Đã bàn giao"),
    CoreStep.ACTIVE: _("Còn hoạt động"),
    CoreStep.SILENT: _("Không còn hoạt động"),
    CoreStep.ENDED: _("Đã thôi"),
}


class PlacedQuerySet(ScopedQuerySet):
    """Rows that stand at a commune."""

    def standing(self) -> "PlacedQuerySet":
        """The versions that count today."""
        return self.filter(superseded_at__isnull=True)


PlacedManager = models.Manager.from_queryset(PlacedQuerySet)


class Criteria(models.Model):
    """What a commune is assessed by: areas, each with five levels in words. A change is the next version."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    basis = models.CharField(max_length=200, blank=True)
    areas = models.JSONField(default=list)  # [{"code", "title", "short", "look", "levels": [five texts]}]
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="criteria_version_once")]

    def __str__(self) -> str:
        return self.title


class Study(models.Model):
    """One commune watched around one stay of support: before, after, and 30 and 90 days later.

    ``label`` names the stay in plain words or by the code of its campaign, which stands above this room.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    criteria = models.ForeignKey(Criteria, on_delete=models.PROTECT, related_name="studies")
    label = models.CharField(_("Đợt hỗ trợ"), max_length=120)
    first_day = models.DateField(_("Hỗ trợ từ ngày"))
    last_day = models.DateField(_("Đến ngày"))
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)  # opened by mistake
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="study_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["place", "label"], condition=Q(superseded_at__isnull=True), name="study_opened_once"
            ),
        ]
        indexes = [models.Index(fields=["last_day"], name="study_by_end")]

    def __str__(self) -> str:
        return f"{self.place}, {self.label}"


class Assessment(models.Model):
    """One side's look at a commune in one round; complete when every area has its answer."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="assessments")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    round = models.CharField(max_length=8, choices=ROUNDS)
    side = models.CharField(max_length=8, choices=SIDES)
    completed_on = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "round", "side"], name="assessment_once_a_round_and_side"),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True, completed_at__isnull=True)
                | Q(completed_on__isnull=False, completed_at__isnull=False),
                name="complete_assessment_has_its_day",
            ),
        ]


class Answer(models.Model):
    """The level of one area with its evidence. A version is never edited: a correction is the next one.

    ``level`` is empty for what could not be seen; the note then says why. ``gain`` is the difference from the
    same side's answer before the stay, empty while there is none.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=30)
    level = models.PositiveSmallIntegerField(null=True)
    gain = models.SmallIntegerField(null=True)
    day = models.DateField()  # on which it was seen
    note = models.CharField(_("Bằng chứng, nhận xét"), max_length=1000, blank=True)
    link = models.CharField(max_length=250, blank=True)
    file = models.FileField(upload_to="assessment/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "area"], condition=Q(superseded_at__isnull=True), name="area_answered_once"
            ),
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__lte=4), name="level_is_one_of_five"),
            models.CheckConstraint(condition=Q(level__isnull=False) | ~Q(note=""), name="area_not_seen_says_why"),
        ]


class Core(models.Model):
    """A technology core person (hạt nhân công nghệ): who keeps things running in the commune after the stay."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("Đợt hỗ trợ"), max_length=120, blank=True)
    duties = models.CharField(_("Giúp việc gì, cho bộ phận nào"), max_length=400, blank=True)
    decision_number = models.CharField(_("Số văn bản giao việc"), max_length=60, blank=True)
    named_on = models.DateField(_("Chọn từ ngày"))
    trained_on = models.DateField(_("Ngày đào tạo"), null=True)
    trained_in = models.CharField(_("Đào tạo về gì, ở đâu"), max_length=300, blank=True)
    class_address = models.CharField(max_length=250, blank=True)  # of the class attended, where it is kept here
    handed_over_on = models.DateField(_("Ngày bàn giao"), null=True)
    handed_over = models.TextField(_("Bàn giao những gì"), blank=True)
    ended_on = models.DateField(_("Thôi từ ngày"), null=True)
    ended_reason = models.CharField(_("Lý do thôi"), max_length=300, blank=True)
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "person"],
                condition=Q(superseded_at__isnull=True, ended_on__isnull=True),
                name="core_person_named_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("named_on")), name="core_ends_after_it_begins"
            ),
        ]


class CoreCheck(models.Model):
    """Somebody looked, 30 or 90 days after the handover, whether the core person is still at work."""

    core = models.ForeignKey(Core, on_delete=models.PROTECT, related_name="checks")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    milestone = models.PositiveSmallIntegerField(choices=[(days, days) for days in MILESTONES])
    day = models.DateField(_("Ngày kiểm tra"))
    is_active = models.BooleanField(_("Còn hoạt động"))
    note = models.CharField(_("Thấy gì"), max_length=400)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["core", "milestone"], condition=Q(superseded_at__isnull=True), name="core_checked_once"
            )
        ]


class DigitalPost(models.Model):
    """A post for information technology and digital transformation of a commune (R258–R260)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Vị trí việc làm"), max_length=200)
    is_shared = models.BooleanField(_("Vị trí nghiệp vụ chuyên môn dùng chung"), default=False)
    basis = models.CharField(_("Văn bản giao vị trí"), max_length=200, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    opened_on = models.DateField(_("Có từ ngày"))
    closed_on = models.DateField(null=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")), name="post_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Holding(models.Model):
    """Who holds a digital post, from a day until before another, and with what degree."""

    post = models.ForeignKey(DigitalPost, on_delete=models.PROTECT, related_name="holdings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    degree = models.CharField(_("Bằng cấp"), max_length=8, choices=DEGREES, default=Degree.UNKNOWN)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(superseded_at__isnull=True, ends_on__isnull=True),
                name="post_has_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="holding_ends_after_it_begins"
            ),
        ]
