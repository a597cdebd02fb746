"""The month: its days and rules, each person's sheet, the lines of work, what was said and decided."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.shared.scope import ScopedQuerySet
from toso.plan.programme.models import Plan
from toso.results.kpi.models.catalogue import Product
from toso.results.kpi.models.people import MODES, AgencyManager, OwnRules
from toso.results.kpi.rules.states import (
    COUNTED_AS_ASSIGNED,
    CauseKind,
    Mode,
    OutsideKind,
    Rank,
    SheetState,
    StepKind,
)
from toso.results.kpi.rules.terms import Grade, Origin

SHEET_STATES = {
    SheetState.OPEN: _("Đang thực hiện"),
    SheetState.SELF_SCORED: _("Đã tự chấm"),
    SheetState.CONFIRMED: _("Đã xác nhận"),
    SheetState.NOTIFIED: _("Đã thông báo"),
    SheetState.LOCKED: _("Đã khoá"),
}
ORIGINS = {
    Origin.ASSIGNED: _("Được giao"),
    Origin.ADHOC: _("Đột xuất, phát sinh"),
    Origin.TAKEN_OVER: _("Nhận làm thay"),
    Origin.HANDED_OVER: _("Đã chuyển người khác"),
}
LEVELS = {
    Grade.EXCELLENT: _("Hoàn thành xuất sắc nhiệm vụ"),
    Grade.GOOD: _("Hoàn thành tốt nhiệm vụ"),
    Grade.COMPLETED: _("Hoàn thành nhiệm vụ"),
    Grade.FAILED: _("Không hoàn thành nhiệm vụ"),
}
CAUSES = {CauseKind.LATE: _("Chậm"), CauseKind.QUALITY: _("Chưa đạt chất lượng")}
OUTSIDE_KINDS = {
    OutsideKind.MODULE: _("Phần mềm KPI của tỉnh"),
    OutsideKind.OLD_AGENCY: _("Cơ quan cũ"),
}
STEPS = {
    StepKind.SELF_SCORED: _("Tự chấm"),
    StepKind.CHANGED: _("Sửa"),
    StepKind.CONFIRMED: _("Xác nhận"),
    StepKind.RETURNED: _("Trả lại"),
    StepKind.NOTIFIED: _("Thông báo"),
    StepKind.LOCKED: _("Khoá"),
    StepKind.UNLOCKED: _("Mở khoá"),
    StepKind.REPLACED: _("Thay kết quả"),
}


class Month(models.Model):
    """A KPI month of an agency: its days, its deadlines, and the rules frozen when it was opened.

    ``month`` is the first day of the calendar month it is named after. Both ends belong to it.
    """

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kpi_months")
    month = models.DateField()
    first_day = models.DateField()
    last_day = models.DateField()
    mode = models.CharField(max_length=5, choices=MODES, default=Mode.SCORE)
    rule_set = models.CharField(max_length=40)
    policy = models.JSONField(default=dict)
    self_score_by = models.DateField()
    confirm_by = models.DateField()
    report_by = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "month"], name="kpi_month_once_per_agency"),
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="kpi_month_ends_after_it_begins"),
        ]


class SheetQuerySet(ScopedQuerySet):
    place_path = "month__agency__place__path"
    organisation_path = "month__agency__path"


class Sheet(models.Model):
    """A person's month (Mẫu số 01): general criteria, lines, confirmation, and the score with its reasoning.

    One a person and month, wherever the person worked in it: it belongs to the body of the main post on
    the month's last day; each line keeps the body of its own day. ``trace``, ``policy`` and ``rule_set``
    are frozen with the score, so that the answer to "why" never changes afterwards.
    """

    month = models.ForeignKey(Month, on_delete=models.PROTECT, related_name="sheets")
    on = models.DateField()  # the same as month.month: one sheet a person and month, in whatever agency
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_sheets")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kpi_sheets")
    title = models.CharField(max_length=120, blank=True)
    rank = models.CharField(max_length=8, default=Rank.OFFICIAL)
    group = models.CharField(max_length=80, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=11, choices=SHEET_STATES, default=SheetState.OPEN)
    edition = models.PositiveIntegerField(default=1)  # counts every act, so that two scorers never overwrite
    general_self = models.JSONField(default=dict)  # points by criterion, as decimal strings
    general_confirmed = models.JSONField(default=dict)  # empty: as self-scored
    results_self = models.JSONField(default=dict)  # where the 70 points are not counted from lines: by criterion
    results_confirmed = models.JSONField(default=dict)
    leader_terms = models.JSONField(default=dict)  # dd, e, and d when it was set by hand, each {"value", "reason"}
    strengths = models.TextField(_("Ưu điểm"), blank=True)
    weaknesses = models.TextField(_("Hạn chế, khuyết điểm"), blank=True)
    comment = models.TextField(_("Nhận xét của cấp có thẩm quyền"), blank=True)
    excluded = models.CharField(_("Không tính tháng này vì"), max_length=200, blank=True)
    self_scored_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    total = models.DecimalField(max_digits=16, decimal_places=12, null=True)
    task_score = models.DecimalField(max_digits=16, decimal_places=12, null=True)
    general = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    level = models.CharField(max_length=6, choices=LEVELS, blank=True)
    is_rated = models.BooleanField(null=True)
    answer = models.JSONField(default=dict)  # what the rules said, whole: ratios, reasons, warnings, trace
    rule_set = models.CharField(max_length=40, blank=True)  # of the post, else of the month, when the sheet was made
    own_rules = models.ForeignKey(OwnRules, on_delete=models.PROTECT, null=True, related_name="sheets")
    scored_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(SheetQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "on"], name="kpi_one_sheet_a_person_and_month"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")),
                name="kpi_nobody_confirms_his_own_sheet",
            ),
        ]
        indexes = [models.Index(fields=["month", "body", "state"], name="kpi_sheet_by_body")]


class LineQuerySet(ScopedQuerySet):
    place_path = "sheet__month__agency__place__path"
    organisation_path = "sheet__month__agency__path"

    def standing(self) -> "LineQuerySet":
        """Lines that count: not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Line(models.Model):
    """One piece of work of a person's month: what was assigned, what was done, how well, how late.

    ``coefficient`` is frozen when it is assigned, ``body`` is where the person worked then. ``done`` is
    the sum of the updates; ``accepted`` what the scorer has accepted of it (None: nothing looked at yet).
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    name = models.CharField(_("Sản phẩm, công việc"), max_length=400)
    measure = models.CharField(_("Đơn vị tính"), max_length=40, blank=True)
    coefficient = models.DecimalField(_("Hệ số"), max_digits=8, decimal_places=3)
    assigned = models.DecimalField(_("Số lượng giao"), max_digits=10, decimal_places=3, default=0)
    done = models.DecimalField(_("Đã làm"), max_digits=12, decimal_places=5, default=0)
    accepted = models.DecimalField(_("Đã nghiệm thu"), max_digits=12, decimal_places=5, null=True)
    origin = models.CharField(_("Nguồn việc"), max_length=11, choices=ORIGINS, default=Origin.ASSIGNED)
    due_on = models.DateField(_("Hạn"), null=True, blank=True)
    quality_failures = models.PositiveSmallIntegerField(_("Số lần không đạt chất lượng"), default=0)
    late = models.PositiveSmallIntegerField(_("Chậm"), default=0)  # times or days, by the policy of the month
    is_objective_quality = models.BooleanField(default=False)
    is_objective_late = models.BooleanField(default=False)
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plan = models.CharField(_("Theo kế hoạch"), max_length=120, blank=True)
    plan_of = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="+")  # the commune's, of a year
    plan_work = models.CharField(max_length=40, blank=True)  # the plan's own name of the work: i12, i12-345, t5
    is_repeating = models.BooleanField(_("Lặp lại hằng tháng"), default=False)
    taken_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_by")
    part_of = models.UUIDField(null=True)  # joins the monthly parts of a long task
    assigned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    captured_at = models.DateTimeField()  # when it was written down, on whatever device
    recorded_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(LineQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(coefficient__gt=0), name="kpi_line_weighs_something"),
            models.CheckConstraint(condition=Q(done__gte=0), name="kpi_line_never_undone"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(accepted__gte=0), name="kpi_line_accepts_nothing_negative"
            ),
            models.CheckConstraint(
                condition=~Q(origin__in=sorted(COUNTED_AS_ASSIGNED)) | Q(assigned__gt=0),
                name="kpi_assigned_line_has_a_quantity",
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.HANDED_OVER) | Q(done=0), name="kpi_handed_over_line_has_nothing_done"
            ),
            models.CheckConstraint(
                condition=Q(plan_of__isnull=True, plan_work="") | (Q(plan_of__isnull=False) & ~Q(plan_work="")),
                name="kpi_line_of_a_plan_names_its_work",
            ),
        ]
        indexes = [
            models.Index(fields=["sheet"], condition=Q(withdrawn_at__isnull=True), name="kpi_standing_lines"),
            models.Index(fields=["due_on"], condition=Q(withdrawn_at__isnull=True), name="kpi_lines_by_due_day"),
        ]

    @property
    def plan_part(self) -> str:
        """The work of the plan as its page names it, whoever answers for a part of it."""
        return self.plan_work.partition("-")[0]


class UpdateQuerySet(ScopedQuerySet):
    place_path = "line__sheet__month__agency__place__path"
    organisation_path = "line__sheet__month__agency__path"


class Update(models.Model):
    """A quantity done, with where it can be seen: a record of another room by kind and id, a link, or words.

    ``captured_at`` counts for the deadline, not the moment it reached the server.
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="updates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("Số lượng"), max_digits=12, decimal_places=5)
    on = models.DateField(_("Ngày làm"))
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    evidence_kind = models.CharField(max_length=40, blank=True)
    evidence_id = models.CharField(max_length=40, blank=True)
    address = models.CharField(_("Đường dẫn"), max_length=300, blank=True)
    captured_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    flags = models.JSONField(default=list)

    objects = models.Manager.from_queryset(UpdateQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "evidence_kind", "evidence_id"],
                condition=~Q(evidence_id=""),
                name="kpi_evidence_counts_once_per_person",
            )
        ]


class Cause(models.Model):
    """An objective cause of a delay or a failure, asked for by the official, confirmed by the scorer (Article 14)."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="causes")
    kind = models.CharField(_("Vì việc"), max_length=7, choices=CAUSES)
    reason = models.CharField(_("Nguyên nhân khách quan"), max_length=500)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_confirmed = models.BooleanField(null=True)
    answer = models.CharField(_("Trả lời"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(UpdateQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "kind"], condition=Q(is_confirmed__isnull=True), name="kpi_one_open_cause_of_a_kind"
            )
        ]


class Step(models.Model):
    """What was done to a sheet, by whom and why: the file of the month."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=11, choices=STEPS)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    total = models.DecimalField(max_digits=16, decimal_places=12, null=True)


class Complaint(models.Model):
    """A complaint about a month's result (Article 22): answered within seven working days of receipt."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="complaints")
    text = models.TextField(_("Nội dung kiến nghị"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    total_before = models.DecimalField(max_digits=16, decimal_places=12, null=True)
    is_upheld = models.BooleanField(null=True)  # the complaint was right and the sheet is opened again
    answer = models.TextField(_("Trả lời"), blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class ComplaintQuerySet(ScopedQuerySet):
        place_path = "sheet__month__agency__place__path"
        organisation_path = "sheet__month__agency__path"

    objects = models.Manager.from_queryset(ComplaintQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(answered_at__isnull=True), name="kpi_one_open_complaint_a_sheet"
            )
        ]


class OutsideResult(models.Model):
    """What another system says of a person's month: the province's own module, or the agency the person came from.

    It stands beside our own score, marked, and never changes it. In "we feed" mode, and for months before a
    transfer (Article 19.1), the year reads it. A later file supersedes the row, which is kept.
    """

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kpi_outside_results")
    month = models.DateField()
    kind = models.CharField(_("Nguồn"), max_length=10, choices=OUTSIDE_KINDS, default=OutsideKind.MODULE)
    total = models.DecimalField(_("Tổng điểm"), max_digits=9, decimal_places=6)
    note = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(_("Tệp"), max_length=200)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = AgencyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"],
                condition=Q(superseded_at__isnull=True),
                name="kpi_one_outside_result_a_person_and_month",
            ),
            models.CheckConstraint(condition=Q(total__gte=0, total__lte=100), name="kpi_outside_result_within_hundred"),
        ]
