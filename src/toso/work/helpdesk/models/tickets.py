"""Requests, what they are about, how fast they are served and what happened to them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.plan.programme.models import Platform
from toso.plan.teams.models import Team
from toso.work.helpdesk.models.devices import Batch, Device
from toso.work.helpdesk.rules.clocks import Clock
from toso.work.helpdesk.rules.priorities import Hours, Impact, Priority, Urgency
from toso.work.helpdesk.rules.ways import (
    HELPERS,
    HOLDER_ROLES,
    LIVE,
    UNANSWERED,
    Channel,
    RequesterKind,
    StepKind,
    TicketKind,
    TicketState,
    is_of_commune,
)

TICKET_KINDS = {TicketKind.DIFFICULTY: _("Vướng mắc"), TicketKind.SUPPORT: _("Yêu cầu hỗ trợ")}
TICKET_STATES = {
    TicketState.NEW: _("Mới"),
    TicketState.OPEN: _("Đang xử lý"),
    TicketState.ESCALATED: _("Đã chuyển nơi khác"),
    TicketState.WAITING: _("Chờ người hỏi"),
    TicketState.ANSWERED: _("Đã trả lời"),
    TicketState.REFUSED: _("Không nhận"),
    TicketState.CLOSED: _("Đã xong"),
}
STEP_KINDS = {
    StepKind.RAISED: _("Nêu yêu cầu"),
    StepKind.TAKEN: _("Nhận xử lý"),
    StepKind.ASSIGNED: _("Giao người xử lý"),
    StepKind.CHANGED: _("Đổi mức ưu tiên, nhóm"),
    StepKind.REPLIED: _("Báo tin"),
    StepKind.NOTED: _("Ghi chú nội bộ"),
    StepKind.ASKED: _("Hỏi thêm người yêu cầu"),
    StepKind.ADDED: _("Người yêu cầu bổ sung"),
    StepKind.ESCALATED: _("Chuyển cấp trên"),
    StepKind.FORWARDED: _("Chuyển đơn vị chủ quản"),
    StepKind.MOVED: _("Tự chuyển vì quá hạn chưa có trả lời"),
    StepKind.HANDED: _("Chuyển về xã"),
    StepKind.ANSWERED: _("Trả lời"),
    StepKind.REFUSED: _("Không nhận"),
    StepKind.REOPENED: _("Hỏi lại"),
    StepKind.MERGED: _("Gộp"),
    StepKind.LINKED: _("Nối với yêu cầu khác"),
    StepKind.RATED: _("Đánh giá"),
    StepKind.CLOSED: _("Kết thúc"),
}
CHANNELS = {
    Channel.PAGE: _("Trang web"),
    Channel.PHONE: _("Điện thoại"),
    Channel.IN_PERSON: _("Đến gặp"),
    Channel.EMAIL: _("Thư điện tử"),
    Channel.TABLE: _("Danh sách nhập vào"),
}
REQUESTER_KINDS = {
    RequesterKind.OFFICIAL: _("Cán bộ, công chức"),
    RequesterKind.TEAM: _("Tổ công nghệ số"),
    RequesterKind.CITIZEN: _("Người dân"),
}
IMPACTS = {
    Impact.ONE: _("Một người"),
    Impact.SOME: _("Một bộ phận, một thôn"),
    Impact.MANY: _("Cả xã, hoặc nơi tiếp dân"),
}
URGENCIES = {
    Urgency.CAN_WAIT: _("Chưa gấp"),
    Urgency.SOON: _("Cần sớm"),
    Urgency.STANDS_STILL: _("Công việc đang dừng"),
}
PRIORITIES = {
    Priority.URGENT: _("Khẩn"),
    Priority.HIGH: _("Cao"),
    Priority.NORMAL: _("Thường"),
    Priority.LOW: _("Thấp"),
}
HOURS = {
    Hours.OFFICE: _("giờ hành chính"),
    Hours.LONG: _("giờ hành chính và buổi tối đến 21:00"),
    Hours.ALWAYS: _("cả ngày đêm"),
}
CLOCKS = {
    Clock.ANSWER: _("Trả lời đầu tiên"),
    Clock.UPDATE: _("Báo tin tiếp theo"),
    Clock.SOLUTION: _("Giải quyết xong"),
}
SATISFACTIONS = {
    5: _("Rất hài lòng"),
    4: _("Hài lòng"),
    3: _("Tạm được"),
    2: _("Chưa hài lòng"),
    1: _("Không hài lòng"),
}
HOLDER_LEVELS = {Level.HAMLET: _("Tổ"), Level.COMMUNE: _("Xã, phường, đặc khu"), Level.PROVINCE: _("Tỉnh")}


def found_by() -> models.GeneratedField:
    """The words of ``search``, kept by the database: a page of hits is read without cutting a text in words again."""
    return models.GeneratedField(
        expression=SearchVector("search", config="simple"), output_field=SearchVectorField(), db_persist=True
    )


class Category(models.Model):
    """What requests are about. Shipped as data; a code is never used anew."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)
    has_clocks = models.BooleanField(default=True)
    is_confidential = models.BooleanField(default=False)
    checklist = models.JSONField(default=list)
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """How fast a priority is served, from a day on: minutes of each clock in its hours."""

    priority = models.PositiveSmallIntegerField(choices=PRIORITIES)
    hours = models.CharField(max_length=6, choices=HOURS)
    answer_minutes = models.PositiveIntegerField(null=True)
    update_minutes = models.PositiveIntegerField(null=True)
    solution_minutes = models.PositiveIntegerField(null=True)
    valid_from = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["priority", "valid_from"], name="term_once_a_day")]


def helped_roots(scope: Scope) -> tuple[str, ...]:
    """The communes in which somebody helps for the days of a stay, or as a member of the commune's own team."""
    held = {grant.place for grant in scope.grants if grant.place and grant.role in HELPERS}
    return tuple(sorted(path for path in held if is_of_commune(path)))


def held_by(scope: Scope) -> Q:
    """The condition "somebody with these roles at these places or organisations answers this"."""
    condition = Q(pk__in=[])
    if helped := helped_roots(scope):
        calls = Q(kind=TicketKind.SUPPORT, holder_level=Level.COMMUNE, is_confidential=False)
        condition |= calls & inside(helped, "place__path")
    for level, roles in HOLDER_ROLES.items():
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in roles)
        condition |= Q(holder_level=level) & inside(roots, "place__path")
    partners = tuple(grant.organisation for grant in scope.grants if grant.organisation and grant.role == Role.PARTNER)
    return condition | inside(partners, "organisation__path")


class TicketQuerySet(ScopedQuerySet):
    def visible_to(self, scope: Scope) -> "TicketQuerySet":
        """Inside the scope or given to oneself; what is confidential only to who asked, works on it or must answer."""
        given = Q(assignee=scope.person_id)
        asked = inside(scope.organisation_roots, "agency__path")
        placed = inside(scope.place_roots, "place__path") | inside(scope.organisation_roots, "organisation__path")
        told = Q(is_confidential=False) | Q(raised_by=scope.person_id) | given | held_by(scope)
        return self.filter(placed | asked | given).filter(told)

    def current(self) -> "TicketQuerySet":
        return self.filter(superseded_at__isnull=True)

    def difficulties(self) -> "TicketQuerySet":
        return self.filter(kind=TicketKind.DIFFICULTY)

    def unanswered(self) -> "TicketQuerySet":
        return self.filter(state__in=sorted(UNANSWERED))

    def live(self) -> "TicketQuerySet":
        return self.filter(state__in=sorted(LIVE))


TicketManager = models.Manager.from_queryset(TicketQuerySet)


class Ticket(models.Model):
    """A request: a difficulty of the work that reports carry up, or a call for help. Both have one home."""

    kind = models.CharField(max_length=10, choices=TICKET_KINDS, default=TicketKind.DIFFICULTY)
    province_code = models.CharField(max_length=2, default="")  # heavy table: distributes by province
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="tickets")
    title = models.CharField(_("Yêu cầu"), max_length=200)
    text = models.TextField(_("Mô tả"), blank=True)
    category = models.CharField(_("Nhóm"), max_length=40, blank=True)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")  # that asks
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="tickets")
    device_label = models.CharField(_("Thiết bị"), max_length=120, blank=True)
    device_serial = models.CharField(_("Số máy"), max_length=60, blank=True)
    channel = models.CharField(_("Kênh"), max_length=10, choices=CHANNELS, default=Channel.PAGE)
    requester_kind = models.CharField(max_length=8, choices=REQUESTER_KINDS, default=RequesterKind.TEAM)
    requester_name = models.CharField(max_length=120, blank=True)  # of somebody without an account
    requester_phone = models.CharField(max_length=20, blank=True)
    consented_at = models.DateTimeField(null=True)  # to keeping name and number, for this request
    look_up_code = models.CharField(max_length=12, unique=True, null=True)  # noqa: DJ001 unique where there is one
    impact = models.PositiveSmallIntegerField(choices=IMPACTS, default=Impact.ONE)
    urgency = models.PositiveSmallIntegerField(choices=URGENCIES, default=Urgency.SOON)
    priority = models.PositiveSmallIntegerField(_("Ưu tiên"), choices=PRIORITIES, default=Priority.NORMAL)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, related_name="+")  # None: no clocks
    state = models.CharField(_("Trạng thái"), max_length=10, choices=TICKET_STATES, default=TicketState.NEW)
    holder_level = models.CharField(_("Đang ở cấp"), max_length=8, choices=HOLDER_LEVELS, default=Level.COMMUNE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="tickets")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="tickets")
    assignee = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    raised_on = models.DateField(_("Ngày nêu"))
    asked_at = models.DateTimeField()  # or asked again
    held_at = models.DateTimeField()  # since the present holder has it
    first_answered_at = models.DateTimeField(null=True)
    last_told_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)  # [[from, until or null], …] while the requester was waited for
    answer_due_at = models.DateTimeField(null=True)
    update_due_at = models.DateTimeField(null=True)
    solution_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("Hạn trả lời"), null=True)  # the earliest of those that run
    answered_on = models.DateField(null=True)
    is_on_time = models.BooleanField(null=True)  # the first solution; None: no term
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    satisfaction = models.PositiveSmallIntegerField(null=True)
    satisfaction_text = models.CharField(max_length=500, blank=True)
    is_confidential = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)  # grows with every step; two hands on one request show
    search = models.TextField(default="")
    words = found_by()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="tickets")
    import_key = models.UUIDField(null=True)  # the same row of the same list, however often it comes
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = TicketManager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "holder_level"], name="ticket_by_state"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="ticket_by_due"),
            models.Index(fields=["assignee", "state"], name="ticket_by_assignee"),
            models.Index(fields=["team", "state"], name="ticket_by_team"),
            models.Index(fields=["place", "-id"], name="ticket_by_place_newest"),
            GinIndex(fields=["words"], name="ticket_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__gte=1, satisfaction__lte=5),
                name="satisfaction_from_one_to_five",
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("pk")), name="not_merged_into_itself"),
            models.UniqueConstraint(
                fields=["import_key"], condition=Q(superseded_at__isnull=True), name="ticket_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One thing that happened to a request. Written once, never edited."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=STEP_KINDS)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")  # None: requester, system
    at = models.DateTimeField()


class Attachment(models.Model):
    """A picture or paper of a request."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to="helpdesk/%Y/%m/")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()


class Letter(models.Model):
    """A message that came by e-mail, known again by its digest; the address to answer, until the request is closed."""

    digest = models.CharField(max_length=64, unique=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="letters")
    sender = models.CharField(_("Địa chỉ gửi"), max_length=254, blank=True)
    writer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )  # where the address is known
    at = models.DateTimeField(_("Lúc gửi"))

    class Meta:
        indexes = [models.Index(fields=["sender", "at"], name="letter_by_sender")]


class Link(models.Model):
    """Two requests that have to do with each other; the lower number first."""

    one = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="linked_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="lower_number_first"),
        ]
