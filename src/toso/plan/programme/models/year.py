"""The year: what is proposed upward, and the commune's plan of work for its teams."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.plan.programme.models.core import (
    Indicator,
    LegalDocument,
    PlacedManager,
    TargetDecision,
    TaskType,
)
from toso.plan.programme.rules.plans import FactorKind
from toso.plan.programme.rules.proposals import ProposalKind, ProposalState

PROPOSAL_KINDS = {
    ProposalKind.TARGET: _("Chỉ tiêu"),
    ProposalKind.TASK: _("Nhiệm vụ mới"),
    ProposalKind.CHANGE: _("Sửa Kế hoạch"),
}
PROPOSAL_STATES = {
    ProposalState.SENT: _("Chờ trả lời"),
    ProposalState.ACCEPTED: _("Đồng ý"),
    ProposalState.CHANGED: _("Đồng ý, có sửa"),
    ProposalState.DECLINED: _("Không đồng ý"),
    ProposalState.WITHDRAWN: _("Đã rút"),
}
FACTOR_KINDS = {
    FactorKind.ECONOMY: _("Điều kiện kinh tế, xã hội"),
    FactorKind.EDUCATION: _("Trình độ dân trí"),
    FactorKind.REGION: _("Vùng miền"),
    FactorKind.WEATHER: _("Thời tiết"),
    FactorKind.CLIMATE: _("Khí hậu"),
    FactorKind.HOUSEHOLDS: _("Nhóm hộ gia đình"),
    FactorKind.CAPACITY: _("Năng lực của tổ"),
}


class Proposal(models.Model):
    """What a place proposes upward for a year, with its reason, and how it was decided (R111, R113, R274).

    Nothing is edited: a proposal is withdrawn and sent anew; a decision stands.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="proposals")
    year = models.PositiveSmallIntegerField(_("Năm"))
    kind = models.CharField(_("Loại"), max_length=6, choices=PROPOSAL_KINDS)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="proposals")
    value = models.DecimalField(_("Mức đề xuất"), max_digits=14, decimal_places=2, null=True)
    words = models.CharField(_("Nội dung"), max_length=1000, blank=True)
    document = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, related_name="+")
    article = models.CharField(_("Điều, mục"), max_length=60, blank=True)
    reason = models.CharField(_("Lý do"), max_length=1000)
    state = models.CharField(_("Trạng thái"), max_length=9, choices=PROPOSAL_STATES, default=ProposalState.SENT)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    granted = models.DecimalField(_("Mức chấp nhận"), max_digits=14, decimal_places=2, null=True)
    answer = models.CharField(_("Trả lời"), max_length=1000, blank=True)
    answer_number = models.CharField(_("Văn bản trả lời"), max_length=60, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    taken_into = models.ForeignKey(TargetDecision, on_delete=models.PROTECT, null=True, related_name="proposals")
    task = models.ForeignKey(TaskType, on_delete=models.PROTECT, null=True, related_name="+")  # made of it
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="proposal_has_a_reason"),
            models.CheckConstraint(
                condition=~models.Q(kind="target") | models.Q(indicator__isnull=False, value__isnull=False),
                name="proposed_target_has_indicator_and_figure",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="target") | ~models.Q(words=""), name="proposal_says_what_it_wants"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True) | ~models.Q(answer=""),
                name="decided_proposal_has_an_answer",
            ),
            models.UniqueConstraint(
                fields=["place", "year", "indicator"],
                condition=models.Q(state="sent", kind="target"),
                name="one_open_proposal_per_target",
            ),
        ]
        indexes = [models.Index(fields=["year", "state"], name="proposal_by_year_and_state")]


class PlanFactor(models.Model):
    """Something of a place that makes more or less work fit there or then (Plan 6863, IV.1.d). Ended, never edited."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plan_factors")
    kind = models.CharField(_("Yếu tố"), max_length=10, choices=FACTOR_KINDS)
    factor = models.DecimalField(_("Hệ số"), max_digits=4, decimal_places=2)
    months = models.JSONField(default=list)  # reporting months 1–12; empty: the whole year
    reason = models.CharField(_("Lý do"), max_length=300)
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(factor__gte="0.1") & models.Q(factor__lte=3),
                name="plan_factor_is_between_a_tenth_and_three",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="plan_factor_has_a_reason"),
        ]


class Plan(models.Model):
    """A commune's plan of community digital work for its teams in a year (Plan 6863, IV.1.d).

    A draft is edited freely; an issued plan never changes, a later one takes its place.
    ``done_before`` keeps what stood done when the work was shared out, by indicator; ``reasons``
    why a plan stays below its target; ``explanation`` how each quantity was shared out.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("Năm"))
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("Trích yếu"), max_length=300)
    first_month = models.PositiveSmallIntegerField(_("Từ tháng"), default=1)
    number = models.CharField(_("Số, ký hiệu"), max_length=60, blank=True)
    signed_on = models.DateField(_("Ngày ký"), null=True)
    signer = models.CharField(_("Người ký"), max_length=120, blank=True)
    done_before = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    explanation = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year"],
                condition=models.Q(issued_at__isnull=False, replaced_at__isnull=True),
                name="one_plan_in_force_per_year",
            ),
            models.UniqueConstraint(
                fields=["place", "year"], condition=models.Q(issued_at__isnull=True), name="one_draft_plan_per_year"
            ),
            models.CheckConstraint(
                condition=models.Q(first_month__gte=1) & models.Q(first_month__lte=12), name="plan_begins_in_a_month"
            ),
        ]

    def __str__(self) -> str:
        return (
            gettext("Kế hoạch %(number)s") % {"number": self.number} if self.number else gettext("Kế hoạch chưa có số")
        )


class PlanLine(models.Model):
    """So much of a work in a hamlet in a month. Counted by the indicator it serves, or else by sessions of its task."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    month = models.PositiveSmallIntegerField(_("Tháng"))  # of the reporting year
    task = models.ForeignKey(TaskType, on_delete=models.PROTECT, null=True, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(_("Số lượng"), max_digits=14, decimal_places=2)
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")  # None: the team

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "place", "month", "indicator"],
                condition=models.Q(indicator__isnull=False),
                name="plan_line_once_per_indicator",
            ),
            models.UniqueConstraint(
                fields=["plan", "place", "month", "task"],
                condition=models.Q(indicator__isnull=True),
                name="plan_line_once_per_task",
            ),
            models.CheckConstraint(
                condition=models.Q(indicator__isnull=False) | models.Q(task__isnull=False), name="plan_line_has_a_work"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="plan_line_has_a_quantity"),
            models.CheckConstraint(
                condition=models.Q(month__gte=1) & models.Q(month__lte=12), name="plan_line_has_a_month"
            ),
        ]
        indexes = [models.Index(fields=["place", "month"], name="plan_line_by_place")]
