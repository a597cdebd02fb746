from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import LEVELS, Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.plan.programme.models import Indicator, LegalDocument
from toso.results.reporting.rules.reports import CellState, EventKind, ReportState
from toso.work.helpdesk.models import Ticket

REPORT_STATES = {
    ReportState.DRAFT: _("Nháp"),
    ReportState.SUBMITTED: _("Đã nộp"),
    ReportState.RETURNED: _("Bị trả lại"),
    ReportState.ACCEPTED: _("Đã nhận"),
    ReportState.LOCKED: _("Đã khoá"),
}
EVENT_KINDS = {
    EventKind.DRAFTED: _("Hệ thống soạn nháp"),
    EventKind.SUBMITTED: _("Nộp"),
    EventKind.RETURNED: _("Trả lại"),
    EventKind.ANSWERED: _("Trả lời ô bị trả lại"),
    EventKind.ACCEPTED: _("Nhận"),
    EventKind.CONSOLIDATED: _("Tổng hợp"),
    EventKind.LOCKED: _("Khoá"),
    EventKind.AMENDED: _("Mở bản điều chỉnh"),
    EventKind.SIGNED: _("Nhận bản đã ký"),
}


class PeriodKind(models.TextChoices):
    MONTH = "month", _("Tháng")
    HALF = "half", _("Sáu tháng")
    YEAR = "year", _("Năm")


class Calendar(models.Model):
    """How the year is cut into reporting periods, as dated data with a legal basis.

    ``first_day_of_month`` is 15 for the official reporting month (15th of the month before to the
    14th; Decree 09/2019/NĐ-CP, Article 12) and 1 for the calendar month.
    """

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    first_day_of_month = models.PositiveSmallIntegerField()
    basis = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, related_name="+")
    article = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)


class Period(models.Model):
    """A span of days that is reported on. Both ends belong to it."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=5, choices=PeriodKind)
    code = models.CharField(max_length=10)  # 2026-10, 2026-H1, 2026
    name = models.CharField(max_length=40)  # Tháng 10/2026
    year = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "code"], name="period_once_per_calendar"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="period_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """A fact with its parameters, stored day by day. ``key`` is the series name of an indicator term."""

    key = models.CharField(max_length=250, unique=True)
    fact = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)


class DailyFigure(models.Model):
    """Derived: what one place adds to a series on one day, and from how many records.

    For a stock it is the net change of the day (rows that begin minus rows that end), so that the
    state on a day is the sum of all days up to it.
    """

    province_code = models.CharField(max_length=2)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    records = models.IntegerField()
    computed_at = models.DateTimeField()

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "place", "day"], name="daily_figure_once")]
        indexes = [
            models.Index(fields=["series", "day"], name="daily_figure_by_day", include=["place", "value", "records"])
        ]


class HalfMonthFigure(models.Model):
    """Derived: the sum of a series' daily figures at a place from the 1st to the 14th or from the
    15th to the end of a month.

    Both reporting calendars are made of whole half months, so that a month of a province is read
    from two rows a hamlet instead of thirty. A row whose days have all gone may stay with zeros.
    """

    province_code = models.CharField(max_length=2)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    records = models.IntegerField()

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "place", "first_day"], name="half_month_figure_once"),
        ]
        indexes = [
            models.Index(
                fields=["series", "first_day"], name="half_month_figure_by_day", include=["place", "value", "records"]
            )
        ]


class PersonDays(models.Model):
    """Derived: the days of one year on which a person (or what a fact counts once) has records of a series at a place.

    Persons are counted once, so no number is stored that could be added: a count is made of these
    rows each time. ``days`` holds one day for each record, in order; ``first_day`` and ``last_day``
    are its ends, which nearly always say already whether the person counts in a span.
    """

    province_code = models.CharField(max_length=2)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    person = models.BigIntegerField(db_column="person_id")  # who, or what else the fact counts once
    year = models.PositiveSmallIntegerField()
    days = ArrayField(models.DateField())
    first_day = models.DateField()
    last_day = models.DateField()
    records = models.IntegerField()

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "place", "person", "year"], name="person_days_once_a_year"),
        ]


class Template(models.Model):
    """What a report of one level holds: narrative sections and indicator lines, versioned and dated.

    ``sections`` is a list of {"code", "title", "hint"}; the nine of Plan 6863, IV.1.đ by default.
    """

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("Tên mẫu"), max_length=200)
    level = models.CharField(max_length=8, choices=LEVELS)
    period_kind = models.CharField(max_length=5, choices=PeriodKind, default=PeriodKind.MONTH)
    sections = models.JSONField(default=list)
    recipients = models.JSONField(default=list)  # who receives the paper, after "Như trên"
    basis = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, related_name="+")
    article = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="report_template_version_once")]


class TemplateLine(models.Model):
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="lines")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "indicator"], name="report_template_line_once")]


class DeadlineRule(models.Model):
    """When a level must hand in its report: the last working day on or before ``day`` of the month the
    period ends in, at ``time``. A dated rule with its document; ``duty`` is the code of the standing duty
    (people) that says who carries it on a day; empty for a team.
    """

    level = models.CharField(max_length=8, choices=LEVELS)
    day = models.PositiveSmallIntegerField()
    month_offset = models.PositiveSmallIntegerField(default=0)
    time = models.TimeField()
    duty = models.CharField(max_length=60, blank=True)
    basis = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, related_name="+")
    article = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=250, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "valid_from"], name="deadline_rule_once_per_level")]


class ReportQuerySet(ScopedQuerySet):
    def current(self) -> "ReportQuerySet":
        """The newest version of each report."""
        return self.filter(superseded_at__isnull=True)


ReportManager = models.Manager.from_queryset(ReportQuerySet)


class Report(models.Model):
    """The report of a place for a period; with a subject, the report on that subject (a mission).

    Frozen when it is handed in: ``known_at`` is the moment whose knowledge its computed cells hold.
    """

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="reports")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="reports")
    province_code = models.CharField(max_length=2)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    subject = models.CharField(max_length=60, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    amendment_reason = models.CharField(_("Lý do điều chỉnh"), max_length=300, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=9, choices=REPORT_STATES, default=ReportState.DRAFT)
    edition = models.PositiveIntegerField(default=1)  # counts every change, so that two browsers never overwrite
    due_at = models.DateTimeField(_("Hạn nộp"))
    due_reason = models.CharField(max_length=400, blank=True)
    drafted_at = models.DateTimeField()
    known_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)  # the first time
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)  # an amended version took its place
    is_sample = models.BooleanField(default=False)

    objects = ReportManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "place", "period", "subject", "version"], name="report_version_once"
            ),
            models.UniqueConstraint(
                fields=["place", "period", "subject"],
                condition=models.Q(superseded_at__isnull=True),
                name="report_current_once",
            ),
        ]
        indexes = [models.Index(fields=["period", "state"], name="report_by_state")]


class Cell(models.Model):
    """One indicator in one report: what the system computed, what was corrected and why.

    ``computed`` is the number shown for the evidence (for a ratio: per cent; None without a
    denominator). ``numerator`` and ``denominator`` hold its parts. ``corrected_numerator`` replaces
    the numerator when somebody corrected it. ``provisional`` is the part of the numerator that
    comes from reports below that are not yet accepted. ``late`` is the work of earlier, frozen
    periods that became known in this one (bổ sung kỳ trước); it is never part of ``numerator``.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="cells")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    records = models.PositiveIntegerField(default=0)
    provisional = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    late = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    year_numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    year_denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    corrected_numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    correction_reason = models.CharField(_("Lý do sửa"), max_length=300, blank=True)
    corrected_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices={s: s for s in CellState}, default=CellState.CLEAN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="report_cell_once"),
            models.CheckConstraint(
                condition=models.Q(corrected_numerator__isnull=True) | ~models.Q(correction_reason=""),
                name="report_correction_has_a_reason",
            ),
        ]


class CellReturn(models.Model):
    """One cell sent back with a reason, and what was answered."""

    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="returns")
    reason = models.CharField(_("Lý do trả lại"), max_length=500)
    proposed = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    returned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()
    answer = models.CharField(_("Trả lời"), max_length=500, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)


class Section(models.Model):
    """One narrative section of a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=160)
    order = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    updated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="report_section_once")]


class Quote(models.Model):
    """Words of a report below that a section quotes; the source stays one click away."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="quotes")
    source = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="quoted_in")
    text = models.TextField()
    quoted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    quoted_at = models.DateTimeField()


class CarriedDifficulty(models.Model):
    """A difficulty that goes up with a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="carried")
    difficulty = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="carried_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "difficulty"], name="report_carries_difficulty_once")]


class Event(models.Model):
    """One step in the life of a report, for people to read. The audit trail stands beside it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EVENT_KINDS)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)


class Paper(models.Model):
    """A file of a report: as it left to be signed, or as it came back signed. Kept with its hash."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="papers")
    is_signed = models.BooleanField(default=False)
    file = models.FileField(upload_to="reports/%Y/%m/")
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()


class Receipt(models.Model):
    """What the province's own report system gave back for a report: its number, its day and its file with the hash."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(_("Số biên nhận"), max_length=80)
    received_on = models.DateField(_("Ngày nhận"))
    file = models.FileField(upload_to="reports/%Y/%m/")
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "digest"], name="receipt_once")]


class Feedback(models.Model):
    """The commune's monthly word to a team on its results (Plan 6863, V.7)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # the hamlet
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("Nhận xét"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "period"], name="feedback_once_per_period")]


class RankingFormula(models.Model):
    """How communes are ranked, as versioned data (Plan 6863, V.2). A later version takes over from its day.

    ``content``: {"lines": [{"indicator": code, "weight": "30", "measure": "target"}], "least": "60", "ties": [code]}.
    """

    version = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(_("Tên"), max_length=200)
    content = models.JSONField(default=dict)
    basis = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, null=True, related_name="+")
    article = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(_("Áp dụng từ"))
    is_sample = models.BooleanField(default=False)


class Ranking(models.Model):
    """The ranking of a province's communes for a period. A draft is reckoned anew; once published it is frozen."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="rankings")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    formula = models.ForeignKey(RankingFormula, on_delete=models.PROTECT, related_name="rankings")
    version = models.PositiveSmallIntegerField(default=1)
    reckoned_at = models.DateTimeField()
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    signed_on = models.DateField(_("Ngày ký"), null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "period", "version"], name="ranking_version_once"),
            models.UniqueConstraint(
                fields=["place", "period"],
                condition=models.Q(published_at__isnull=True),
                name="one_draft_ranking_per_period",
            ),
        ]


class RankingRow(models.Model):
    """One commune in a ranking, with every cell it was reckoned from: value, target, share, points, report."""

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="rows")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)  # None: too little data
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    covered = models.DecimalField(max_digits=5, decimal_places=2)  # per cent of the weights with data
    cells = models.JSONField(default=list)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ranking", "place"], name="ranking_row_once")]
