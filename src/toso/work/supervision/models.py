from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.work.supervision.rules import (
    OPEN_STATES,
    FindingState,
    InspectionState,
    OpinionState,
    PointMark,
    Side,
    StepKind,
)

INSPECTION_STATES = {
    InspectionState.PLANNED: _("Đang tiến hành"),
    InspectionState.CONCLUDED: _("Đã kết thúc"),
    InspectionState.CANCELLED: _("Đã huỷ"),
}
POINT_MARKS = {
    PointMark.MET: _("Đạt"),
    PointMark.NOT_MET: _("Chưa đạt"),
    PointMark.NOT_ASKED: _("Không xem"),
}
FINDING_STATES = {
    FindingState.OPEN: _("Chờ khắc phục"),
    FindingState.ANSWERED: _("Chờ kiểm tra lại"),
    FindingState.CLOSED: _("Đã khắc phục"),
}
STEP_KINDS = {
    StepKind.FOUND: _("Nêu phát hiện"),
    StepKind.ANSWERED: _("Giải trình, báo đã khắc phục"),
    StepKind.RETURNED: _("Yêu cầu làm tiếp"),
    StepKind.EXTENDED: _("Gia hạn"),
    StepKind.CLOSED: _("Xác nhận đã khắc phục"),
}
SIDES = {Side.FOUND: _("Lúc kiểm tra"), Side.ANSWER: _("Nơi được kiểm tra gửi"), Side.CLOSING: _("Khi xác nhận")}
OPINION_STATES = {OpinionState.ASKED: _("Chờ cho ý kiến"), OpinionState.GIVEN: _("Đã cho ý kiến")}
HOLDER_LEVELS = {Level.COMMUNE: _("Xã, phường, đặc khu"), Level.PROVINCE: _("Tỉnh")}


class Checklist(models.Model):
    """What is looked at, point by point. A version is never edited: a change is the next version."""

    code = models.CharField(_("Mã"), max_length=40)
    version = models.PositiveSmallIntegerField(_("Bản"))
    title = models.CharField(_("Bảng kiểm"), max_length=200)
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    points = models.JSONField(default=list)  # [{"text": …, "article": …}]
    valid_from = models.DateField(_("Dùng từ ngày"))
    valid_until = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="checklist_version_once")]

    def __str__(self) -> str:
        return self.title


class InspectionQuerySet(ScopedQuerySet):
    """Seen by whoever inspects and, each with its own visit alone, by whoever is inspected."""

    def visible_to(self, scope: Scope) -> "InspectionQuerySet":
        visited = Visit.objects.filter(inside(scope.place_roots, "place__path"))
        return self.filter(inside(scope.place_roots, "place__path") | Q(pk__in=visited.values("inspection")))


InspectionManager = models.Manager.from_queryset(InspectionQuerySet)


class Inspection(models.Model):
    """A plan of inspection by a province or a commune: by which decision, by whom, where and when."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # of the body that inspects
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="inspections")
    title = models.CharField(_("Nội dung kiểm tra"), max_length=200)
    purpose = models.TextField(_("Mục đích, yêu cầu"), blank=True)
    decision_number = models.CharField(_("Số quyết định hoặc kế hoạch"), max_length=60)
    decided_on = models.DateField(_("Ngày ký"))
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến ngày"))
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    members = models.ManyToManyField(Person, related_name="+", blank=True)
    state = models.CharField(max_length=10, choices=INSPECTION_STATES, default=InspectionState.PLANNED)
    concluded_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    objects = InspectionManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="inspection_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["place", "decision_number", "decided_on", "title"], name="inspection_planned_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlacedQuerySet(ScopedQuerySet):
    """Rows that stand at a place."""


PlacedManager = models.Manager.from_queryset(PlacedQuerySet)


class Visit(models.Model):
    """One place of an inspection: planned for a day, held on a day, with what was said and seen."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="visits")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="inspection_visits")
    planned_on = models.DateField(_("Ngày dự kiến"))
    held_on = models.DateField(_("Ngày kiểm tra"), null=True)
    held_at = models.DateTimeField(null=True)  # when it was written down
    attendance = models.TextField(_("Thành phần dự"), blank=True)
    conclusion = models.TextField(_("Nhận xét, kết luận"), blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = PlacedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "place"], name="inspection_visits_a_place_once")]


class PointAnswer(models.Model):
    """What was seen at one point of the checklist; the point's words are kept as they were then."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    article = models.CharField(max_length=80, blank=True)
    mark = models.CharField(max_length=10, choices=POINT_MARKS, default=PointMark.NOT_ASKED)
    note = models.CharField(_("Ghi chú"), max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="visit_answers_a_point_once")]


class FindingQuerySet(ScopedQuerySet):
    def standing(self) -> "FindingQuerySet":
        return self.filter(superseded_at__isnull=True, state__in=OPEN_STATES)


FindingManager = models.Manager.from_queryset(FindingQuerySet)


class Finding(models.Model):
    """Something to be put right, with its term; stands from the day it was found until it is closed."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="findings")
    text = models.CharField(_("Phát hiện"), max_length=400)
    demand = models.TextField(_("Yêu cầu khắc phục"), blank=True)
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=FINDING_STATES, default=FindingState.OPEN)
    found_on = models.DateField(_("Ngày phát hiện"))
    working_days = models.PositiveSmallIntegerField(_("Số ngày làm việc để khắc phục"))
    term_from = models.DateField()  # the day the term is counted from
    due_at = models.DateTimeField(_("Hạn khắc phục"))
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    found_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = FindingManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=FindingState.CLOSED, closed_on__isnull=False)
                | (~models.Q(state=FindingState.CLOSED) & models.Q(closed_on__isnull=True)),
                name="closed_finding_has_its_day",
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="finding_by_state_and_term")]

    def __str__(self) -> str:
        return self.text


class Step(models.Model):
    """One thing that happened to a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=STEP_KINDS)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Evidence(models.Model):
    """A photo, a file, or the address of a record of this house that shows what is said."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="evidence")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=SIDES)
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="supervision/%Y/%m/", blank=True)
    digest = models.CharField(max_length=64, blank=True)
    link = models.CharField(max_length=250, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = PlacedManager()


class OpinionQuerySet(ScopedQuerySet):
    def waiting(self) -> "OpinionQuerySet":
        return self.filter(state=OpinionState.ASKED)


OpinionManager = models.Manager.from_queryset(OpinionQuerySet)


class Opinion(models.Model):
    """A professional opinion on a task, a plan, a record …: asked with a term, or given of one's own accord.

    What it is about stands in another room: it is pointed to by kind and number, with its title and
    address as they were.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=40)
    about_id = models.PositiveBigIntegerField()
    about_title = models.CharField(max_length=250)
    about_address = models.CharField(max_length=250)
    holder_level = models.CharField(max_length=8, choices=HOLDER_LEVELS)
    question = models.TextField(_("Điều cần cho ý kiến"), blank=True)
    text = models.TextField(_("Ý kiến"), blank=True)
    state = models.CharField(max_length=6, choices=OPINION_STATES, default=OpinionState.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = OpinionManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=OpinionState.GIVEN)
                | (~models.Q(text="") & models.Q(given_by__isnull=False) & models.Q(given_at__isnull=False)),
                name="given_opinion_has_words_and_a_giver",
            )
        ]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="opinion_by_subject")]
