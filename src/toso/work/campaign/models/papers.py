from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.work.campaign.models.plans import Campaign, Wave
from toso.work.campaign.models.service import Deployment
from toso.work.campaign.rules.service import (
    Award,
    CaseState,
    Line,
    Outcome,
    PraiseState,
    ReportKind,
    ReportState,
    Side,
)

REPORT_KINDS = {
    ReportKind.WEEKLY: _("Báo cáo tuần"),
    ReportKind.FINAL: _("Báo cáo kết thúc"),
    ReportKind.WAVE: _("Báo cáo đợt"),
    ReportKind.CAMPAIGN: _("Báo cáo chiến dịch"),
}
REPORT_STATES = {
    ReportState.DRAFT: _("Đang soạn"),
    ReportState.HANDED_IN: _("Đã gửi"),
    ReportState.RETURNED: _("Bị trả lại"),
    ReportState.ACCEPTED: _("Đã nhận"),
}
LINES = {Line.MANAGEMENT: _("Tổ trưởng quản lý"), Line.PROFESSION: _("Sở chỉ đạo chuyên môn")}
SIDES = {Side.COMMUNE: _("Xã nhận xét thành viên"), Side.MEMBER: _("Thành viên nhận xét nơi hỗ trợ")}
CRITERIA_WORDS = {
    "discipline": _("Kỷ luật, giờ giấc"),
    "skill": _("Chuyên môn"),
    "initiative": _("Chủ động"),
    "attitude": _("Thái độ với cán bộ, người dân"),
    "handover": _("Bàn giao, để lại cách làm"),
    "reception": _("Tiếp nhận"),
    "workplan": _("Kế hoạch làm việc"),
    "conditions": _("Chỗ ở, nơi làm việc, thiết bị"),
    "learning": _("Cán bộ chịu khó học"),
}
PRAISE_STATES = {
    PraiseState.PROPOSED: _("Chờ quyết định khen"),
    PraiseState.AWARDED: _("Đã khen"),
    PraiseState.DECLINED: _("Chưa khen lần này"),
}
AWARDS = {Award.LETTER: _("Thư khen"), Award.CERTIFICATE: _("Giấy khen"), Award.MERIT: _("Bằng khen")}
CASE_STATES = {
    CaseState.REPORTED: _("Đã báo, chờ nghe trình bày"),
    CaseState.HEARD: _("Đã nghe trình bày"),
    CaseState.DECIDED: _("Đã kết luận"),
}
OUTCOMES = {
    Outcome.UNFOUNDED: _("Không có vi phạm"),
    Outcome.REMINDED: _("Nhắc nhở"),
    Outcome.WARNED: _("Phê bình, cảnh cáo"),
    Outcome.SENT_HOME: _("Cho thôi tham gia đợt"),
    Outcome.HANDED_OVER: _("Chuyển đơn vị cử người xử lý"),
}


class MissionReportQuerySet(ScopedQuerySet):
    def visible_to(self, scope: Scope) -> Self:
        own = Q(deployment__person=scope.person_id) | Q(wave__leader=scope.person_id)
        return self.filter(inside(scope.place_roots, "place__path") | own)


ReportManager = models.Manager.from_queryset(MissionReportQuerySet)


class MissionReport(models.Model):
    """A report of a member, a wave or a campaign. Figures are computed from the log and kept when it is handed in."""

    kind = models.CharField(max_length=8, choices=REPORT_KINDS)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reports")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, null=True, related_name="reports")
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, null=True, related_name="reports")
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến hết ngày"))
    words = models.JSONField(default=dict)  # section -> text
    figures = models.JSONField(default=list)  # as handed in: [[code, "123"], …]
    state = models.CharField(max_length=9, choices=REPORT_STATES, default=ReportState.DRAFT)
    reason = models.CharField(_("Lý do trả lại"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = ReportManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "kind", "first_day"],
                condition=Q(deployment__isnull=False),
                name="one_report_a_member_and_week",
            ),
            models.UniqueConstraint(fields=["wave"], condition=Q(kind=ReportKind.WAVE), name="one_report_a_wave"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(kind=ReportKind.CAMPAIGN), name="one_report_a_campaign"
            ),
        ]


class Endorsement(models.Model):
    """One of the two lines of command has seen a report as it stands."""

    report = models.ForeignKey(MissionReport, on_delete=models.CASCADE, related_name="endorsements")
    line = models.CharField(max_length=10, choices=LINES)
    words = models.CharField(_("Ý kiến"), max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "line"], name="one_word_of_each_line")]


class Appraisal(models.Model):
    """How the commune found the member, or the member the commune; the commune's word certifies the work."""

    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="appraisals")
    side = models.CharField(max_length=7, choices=SIDES)
    marks = models.JSONField(default=dict)
    words = models.TextField(_("Nhận xét"), blank=True)
    is_certified = models.BooleanField(default=False)
    praise = models.CharField(_("Đề nghị khen thưởng"), max_length=300, blank=True)
    token = models.CharField(max_length=40, unique=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deployment", "side"], name="each_side_appraises_once")]


class CaseQuerySet(ScopedQuerySet):
    place_path = "deployment__wave__campaign__place__path"

    def visible_to(self, scope: Scope) -> Self:
        """Confidential: whoever runs the campaign, who reported it, and the person once called to be heard."""
        deciders = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER)
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in deciders)
        heard = Q(deployment__person=scope.person_id, called_at__isnull=False)
        return self.filter(inside(roots, self.place_path or "") | Q(reported_by=scope.person_id) | heard)


CaseManager = models.Manager.from_queryset(CaseQuerySet)


class ConductCase(models.Model):
    """A report that a member broke the regulation: heard before it is decided, kept confidential."""

    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="cases")
    happened_on = models.DateField(_("Ngày xảy ra"))
    text = models.TextField(_("Sự việc"))
    state = models.CharField(max_length=8, choices=CASE_STATES, default=CaseState.REPORTED)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)  # when the person was told and may speak
    hearing = models.TextField(_("Lời trình bày"), blank=True)
    heard_on = models.DateField(_("Ngày nghe trình bày"), null=True)
    outcome = models.CharField(_("Kết luận"), max_length=11, choices=OUTCOMES, blank=True)
    outcome_words = models.TextField(_("Lý do kết luận"), blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = CaseManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=CaseState.DECIDED) | Q(heard_on__isnull=False), name="nobody_is_judged_unheard"
            )
        ]


class CommendationQuerySet(ScopedQuerySet):
    def visible_to(self, scope: Scope) -> Self:
        """By the offices at the commune and above, by who proposed it, and by the person once it is awarded."""
        offices = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in offices)
        own = Q(deployment__person=scope.person_id, state=PraiseState.AWARDED)
        return self.filter(inside(roots, "deployment__place__path") | Q(proposed_by=scope.person_id) | own)


CommendationManager = models.Manager.from_queryset(CommendationQuerySet)


class Commendation(models.Model):
    """Somebody sent is proposed for praise, once a service; whoever runs the campaign awards it or says why not."""

    deployment = models.OneToOneField(Deployment, on_delete=models.PROTECT, related_name="commendation")
    merit = models.CharField(_("Thành tích"), max_length=500)
    state = models.CharField(max_length=8, choices=PRAISE_STATES, default=PraiseState.PROPOSED)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    award = models.CharField(_("Hình thức"), max_length=6, choices=AWARDS, blank=True)
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("Ngày quyết định"), null=True)
    reason = models.CharField(_("Vì sao chưa khen"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = CommendationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PraiseState.AWARDED) | (~Q(award="") & ~Q(number="") & Q(decided_on__isnull=False)),
                name="what_is_awarded_has_its_decision",
            )
        ]
