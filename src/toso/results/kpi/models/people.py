"""Who is scored, in which body, by whom, and by what rules."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.shared.scope import ScopedQuerySet
from toso.results.kpi.rules.states import LeaveKind, Mode, Rank

MODES = {
    Mode.SCORE: _("Chấm điểm tại đây"),
    Mode.FEED: _("Nộp số liệu cho phần mềm KPI của tỉnh"),
}
RANKS = {
    Rank.OFFICIAL: _("Công chức"),
    Rank.DEPUTY: _("Cấp phó"),
    Rank.HEAD: _("Người đứng đầu"),
}
LEAVES = {
    LeaveKind.ANNUAL: _("Nghỉ phép"),
    LeaveKind.SICK: _("Nghỉ ốm"),
    LeaveKind.MATERNITY: _("Nghỉ thai sản"),
    LeaveKind.UNPAID: _("Nghỉ không lương"),
    LeaveKind.STUDY: _("Đi học, biệt phái"),
}


def _point(column: str) -> Func:
    """A number as a range of itself: lets an exclusion constraint compare it without btree_gist."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


def _days() -> Func:
    return Func(F("starts_on"), F("ends_on"), function="daterange")


class AgencyQuerySet(ScopedQuerySet):
    """Rows that belong to an agency, and stand where it stands."""

    place_path = "agency__place__path"
    organisation_path = "agency__path"


AgencyManager = models.Manager.from_queryset(AgencyQuerySet)


class Setting(models.Model):
    """How an agency runs its KPI from a day on: dated, so that a change never touches a month already opened.

    ``first_day_of_month`` is 1 for the calendar month, the default. The other days are days of the month
    that follows the last day of the KPI month when it ends before it: ``self_score_day`` and
    ``confirm_day`` for the persons, ``report_day`` the last day for the agency's own report (Khánh Hòa:
    before the 25th, so 24). ``policy`` holds only the switches that differ from the rule set's defaults.
    """

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kpi_settings")
    valid_from = models.DateField(_("Áp dụng từ tháng"))
    mode = models.CharField(_("Cách làm"), max_length=5, choices=MODES, default=Mode.SCORE)
    rule_set = models.CharField(_("Bộ quy tắc"), max_length=40, default="ND335-2025")
    policy = models.JSONField(default=dict, blank=True)
    first_day_of_month = models.PositiveSmallIntegerField(_("Ngày mở tháng KPI"), default=1)
    self_score_day = models.PositiveSmallIntegerField(_("Tự chấm trước hết ngày"), default=20)
    confirm_day = models.PositiveSmallIntegerField(_("Xác nhận trước hết ngày"), default=22)
    report_day = models.PositiveSmallIntegerField(_("Báo cáo của đơn vị trước hết ngày"), default=24)
    basis = models.CharField(_("Căn cứ"), max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "valid_from"], name="kpi_setting_once_per_day"),
            models.CheckConstraint(
                condition=Q(first_day_of_month__gte=1, first_day_of_month__lte=28),
                name="kpi_month_opens_on_a_day_every_month_has",
            ),
        ]


class OwnRules(models.Model):
    """A unit's own criteria and weights, under a rule set whose text is not public ("chưa có văn bản gốc").

    ``groups`` are the general criteria (30 points together), ``results`` those of the tasks (70), both as
    the rules keep them: a list of {"code", "label", "criteria": [{"code", "label", "points"}]} and of
    {"code", "label", "points"}. Dated: a later version leaves the months scored by an earlier one alone.
    """

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kpi_own_rules")
    rule_set = models.CharField(_("Bộ quy tắc"), max_length=40)
    valid_from = models.DateField(_("Áp dụng từ tháng"))
    basis = models.CharField(_("Căn cứ của đơn vị"), max_length=300)
    groups = models.JSONField()
    results = models.JSONField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "rule_set", "valid_from"], name="kpi_own_rules_once_a_day"),
        ]


class Post(models.Model):
    """A person's seat in an agency: whom KPI counts there, in which body, at which rank.

    ``body`` is the agency itself or one of its component units. A person with two posts has one main
    post on any day: the head of that body scores the month, work of the other post is listed in it too.
    ``group`` joins posts with similar tasks, for the quota of excellence (Article 20).
    """

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kpi_posts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_posts")
    title = models.CharField(_("Chức vụ, chức danh"), max_length=120)
    rank = models.CharField(_("Vị trí"), max_length=8, choices=RANKS, default=Rank.OFFICIAL)
    group = models.CharField(_("Nhóm nhiệm vụ tương tự"), max_length=80, blank=True)
    rule_set = models.CharField(max_length=40, blank=True)  # empty: the agency's
    is_main = models.BooleanField(default=True)
    keeps_personnel = models.BooleanField(_("Phụ trách tổ chức, nhân sự"), default=False)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="kpi_post_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="kpi_person_has_one_main_post",
                expressions=[(_point("person"), RangeOperators.OVERLAPS), (_days(), RangeOperators.OVERLAPS)],
                condition=Q(is_main=True),
            ),
            ExclusionConstraint(
                name="kpi_body_has_one_head",
                expressions=[(_point("body"), RangeOperators.OVERLAPS), (_days(), RangeOperators.OVERLAPS)],
                condition=Q(rank=Rank.HEAD),
            ),
        ]
        indexes = [models.Index(fields=["agency", "body"], name="kpi_post_by_body")]


class Substitute(models.Model):
    """Somebody scores a person for a while instead of the head: because the head is away, is wrong, or is named so."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_substitutes")
    scorer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_substituted")
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    reason = models.CharField(_("Lý do"), max_length=300)
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("scorer")), name="kpi_nobody_scores_himself"),
            ExclusionConstraint(
                name="kpi_one_substitute_at_a_time",
                expressions=[(_point("person"), RangeOperators.OVERLAPS), (_days(), RangeOperators.OVERLAPS)],
            ),
        ]


class WrongManager(models.Model):
    """ "Sai người quản lý": anybody may say so; the personnel officer answers and may name a temporary scorer."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_wrong_managers")
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    reason = models.CharField(_("Sai ở đâu"), max_length=300)
    substitute = models.ForeignKey(Substitute, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("Trả lời"), max_length=300, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = AgencyManager()


class Leave(models.Model):
    """Days a person was away, half-open. What it does to the month is decided by the rules."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_leaves")
    kind = models.CharField(_("Loại nghỉ"), max_length=9, choices=LEAVES)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến trước ngày"))
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="kpi_leave_ends_after_it_begins"),
            ExclusionConstraint(
                name="kpi_leave_is_not_noted_twice",
                expressions=[(_point("person"), RangeOperators.OVERLAPS), (_days(), RangeOperators.OVERLAPS)],
            ),
        ]
