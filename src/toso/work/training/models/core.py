from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.plan.programme.models import Platform
from toso.work.training.rules import (
    Audience,
    Group,
    Method,
    Mode,
    Organiser,
    RegistrationState,
    SessionState,
)

AUDIENCES = {
    Audience.MEMBERS: _("Thành viên tổ"),
    Audience.OFFICIALS: _("Cán bộ, công chức, viên chức"),
    Audience.PUPILS: _("Học sinh, sinh viên"),
    Audience.WORKERS: _("Người lao động"),
    Audience.CITIZENS: _("Người dân"),
}
MODES = {
    Mode.IN_PERSON: _("Trực tiếp"),
    Mode.ONLINE: _("Trực tuyến"),
    Mode.HANDS_ON: _("Cầm tay chỉ việc"),
    Mode.SELF_STUDY: _("Tự học"),
}
ORGANISERS = {
    Organiser.STANDING_AGENCY: _("Cơ quan thường trực"),
    Organiser.DEPARTMENT: _("Sở, ngành"),
    Organiser.COMMUNE: _("UBND cấp xã"),
    Organiser.YOUTH_UNION: _("Đoàn Thanh niên"),
    Organiser.COMPANY: _("Doanh nghiệp"),
    Organiser.TEAM: _("Tổ ở thôn"),
}
SESSION_STATES = {
    SessionState.PLANNED: _("Sắp tới"),
    SessionState.HELD: _("Đã tổ chức"),
    SessionState.CANCELLED: _("Đã huỷ"),
}
REGISTRATION_STATES = {
    RegistrationState.INVITED: _("Được mời"),
    RegistrationState.REGISTERED: _("Đã đăng ký"),
    RegistrationState.WAITING: _("Chờ chỗ"),
    RegistrationState.DECLINED: _("Không dự"),
}
METHODS = {Method.QR: _("Quét mã"), Method.LIST: _("Điểm danh")}
GROUPS = {Group.MEMBER: _("Thành viên tổ"), Group.OFFICIAL: _("Cán bộ, công chức cấp xã")}


def partner_roots(scope: Scope) -> tuple[str, ...]:
    """The bodies that somebody speaks for as a partner."""
    return tuple(grant.organisation for grant in scope.grants if grant.organisation and grant.role == Role.PARTNER)


class OpenBelowQuerySet(ScopedQuerySet):
    """What a place offers is seen by whoever works there, above it, or anywhere below it.

    A partner who stands at no place sees what the own body teaches and the classes with the own name on them.
    """

    def visible_to(self, scope: Scope) -> Self:
        above = {int(part) for root in scope.place_roots for part in root.split(".") if part}
        seen = inside(scope.place_roots, "place__path") | Q(place__in=above)
        return self.filter(seen | self.taught_by(scope) if Role.PARTNER in scope.roles else seen)

    def taught_by(self, scope: Scope) -> Q:
        raise NotImplementedError


class Outline(models.Model):
    """Contents of a course that ship with the product. A version is never edited: a change is the next one."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    audiences = models.JSONField(default=list)
    parts = models.JSONField(default=list)  # what is taught, one line each
    practice = models.JSONField(default=list)  # what each does alone at the end
    questions = models.JSONField(default=list)  # [{"text": …, "choices": […], "right": 0, "why": …}]
    basis = models.CharField(max_length=200, blank=True)
    validity_months = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="outline_version_once")]

    def __str__(self) -> str:
        return self.title


class CourseQuerySet(OpenBelowQuerySet):
    """Courses by the place that offers them."""

    def taught_by(self, scope: Scope) -> Q:
        own = Session.trainers.through.objects.filter(person_id=scope.person_id).values("session__course")
        return inside(partner_roots(scope), "organisation__path") | Q(pk__in=own)


CourseManager = models.Manager.from_queryset(CourseQuerySet)


class Course(models.Model):
    """What is taught, to whom, by whom and on what basis. Its classes are sessions."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="courses")  # of the body that offers it
    outline = models.ForeignKey(Outline, on_delete=models.PROTECT, null=True, related_name="courses")
    title = models.CharField(_("Tên khoá"), max_length=200)
    audience = models.CharField(_("Đối tượng"), max_length=10, choices=AUDIENCES)
    mode = models.CharField(_("Hình thức"), max_length=10, choices=MODES, default=Mode.IN_PERSON)
    organiser = models.CharField(_("Đơn vị tổ chức"), max_length=16, choices=ORGANISERS)
    organiser_name = models.CharField(_("Tên đơn vị tổ chức"), max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")  # the partner
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, null=True, related_name="courses")
    parts = models.JSONField(default=list)
    practice = models.JSONField(default=list)
    self_study_url = models.URLField(_("Địa chỉ tự học"), max_length=300, blank=True)
    validity_months = models.PositiveSmallIntegerField(_("Giấy chứng nhận có hạn (tháng)"), null=True)
    pass_percent = models.PositiveSmallIntegerField(_("Mức đạt của bài kiểm tra (%)"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = CourseManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_percent__gte=1, pass_percent__lte=100), name="course_asks_for_a_possible_share"
            )
        ]

    def __str__(self) -> str:
        return self.title


class SessionQuerySet(OpenBelowQuerySet):
    def taught_by(self, scope: Scope) -> Q:
        own = Session.trainers.through.objects.filter(person_id=scope.person_id).values("session")
        return inside(partner_roots(scope), "course__organisation__path") | Q(pk__in=own)

    def planned(self) -> "SessionQuerySet":
        return self.filter(state=SessionState.PLANNED)

    def counting(self) -> "SessionQuerySet":
        return self.filter(state=SessionState.HELD, superseded_at__isnull=True)


SessionManager = models.Manager.from_queryset(SessionQuerySet)


class Session(models.Model):
    """A class of a course: place, day, hours, trainers, seats. The one home of a class with attendance."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="training_sessions")
    day = models.DateField(_("Ngày"))
    starts_at = models.TimeField(_("Bắt đầu"))
    ends_at = models.TimeField(_("Kết thúc"))
    venue = models.CharField(_("Địa điểm"), max_length=200)
    trainers = models.ManyToManyField(Person, related_name="+", blank=True)
    guests = models.CharField(_("Giảng viên mời"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(_("Số chỗ"), null=True)
    materials = models.TextField(_("Tài liệu, chuẩn bị"), blank=True)
    state = models.CharField(max_length=10, choices=SESSION_STATES, default=SessionState.PLANNED)
    reason = models.CharField(_("Lý do huỷ"), max_length=300, blank=True)
    token = models.CharField(max_length=40, unique=True)  # in the QR code on the wall
    held_at = models.DateTimeField(null=True)  # when it was said that it was held
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)  # a class said to be held that was not
    is_sample = models.BooleanField(default=False)

    objects = SessionManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state=SessionState.HELD) | Q(held_at__isnull=False), name="held_session_has_its_moment"
            ),
            models.UniqueConstraint(
                fields=["course", "place", "day", "starts_at"],
                condition=~Q(state=SessionState.CANCELLED),
                name="session_planned_once",
            ),
        ]
        indexes = [models.Index(fields=["day", "id"], name="session_by_day")]

    def __str__(self) -> str:
        return f"{self.course}, {self.day:%d/%m/%Y}"


class Registration(models.Model):
    """Somebody invited to a class or registered for it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=REGISTRATION_STATES)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="person_registers_once_a_session")]


class Attendance(models.Model):
    """Somebody was there. A version is never edited: what proved wrong is superseded with a reason.

    ``counted_at`` is set when the class is said to be held; until then nothing of it is counted.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    method = models.CharField(max_length=4, choices=METHODS)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)  # why it was added late
    counted_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    superseded_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(superseded_at__isnull=True),
                name="person_attends_a_session_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.session}"


class HeadCount(models.Model):
    """Citizens in a class, counted by disjoint groups and never named. A correction is the next version."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="head_counts")
    elderly = models.PositiveSmallIntegerField(_("Người cao tuổi"), default=0)
    pupils = models.PositiveSmallIntegerField(_("Học sinh, sinh viên"), default=0)
    workers = models.PositiveSmallIntegerField(_("Người lao động"), default=0)
    others = models.PositiveSmallIntegerField(_("Người dân khác"), default=0)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    counted_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(superseded_at__isnull=True), name="session_has_one_head_count"
            )
        ]

    def __str__(self) -> str:
        return str(self.session)

    @property
    def total(self) -> int:
        return self.elderly + self.pupils + self.workers + self.others


class TrainedQuerySet(ScopedQuerySet):
    """Spans by the place of the post."""


TrainedManager = models.Manager.from_queryset(TrainedQuerySet)


class TrainedSpan(models.Model):
    """From when until when somebody in a post counts as trained: a member at the team's place, an official
    at the commune. Derived from attendance and posts, in versions, so that a frozen figure stays explained."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=8, choices=GROUPS)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = TrainedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="trained_span_has_days"
            ),
            models.UniqueConstraint(
                fields=["person", "place", "group", "starts_on"],
                condition=Q(superseded_at__isnull=True),
                name="trained_span_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
