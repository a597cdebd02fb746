from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from toso.ground.notices.rules import AnnouncementKind, Channel, GroupLevel
from toso.ground.people.models import ROLES, Organisation, Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside

ANNOUNCEMENT_KINDS = {
    AnnouncementKind.NOTICE: _("Thông báo"),
    AnnouncementKind.GUIDANCE: _("Hướng dẫn"),
    AnnouncementKind.DIRECTIVE: _("Chỉ đạo"),
}
CHANNELS = {
    Channel.HOUSE: _("trên Tổ Số"),
    Channel.PHONE: _("qua điện thoại"),
    Channel.PAPER: _("bằng giấy"),
    Channel.MEETING: _("tại cuộc họp"),
    Channel.CHAT: _("qua nhóm Zalo, mạng xã hội"),
}
GROUP_LEVELS = {
    GroupLevel.HOUSEHOLDS: _("Nhóm của cụm hộ gia đình"),
    GroupLevel.TEAM: _("Nhóm của tổ"),
    GroupLevel.COMMUNE: _("Nhóm của xã, phường, đặc khu"),
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True, done_at__isnull=True)


NoticeManager = models.Manager.from_queryset(NoticeQuerySet)


class Notice(models.Model):
    """Something a person should know, shown in "Việc của tôi" until read or done."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    code = models.CharField(max_length=60)
    key = models.CharField(max_length=120)  # the same matter is told once
    title = models.CharField(_("Nội dung"), max_length=250)
    address = models.CharField(max_length=250, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # the matter is settled: stop reminding
    posted_at = models.DateTimeField(null=True)  # went out in a message, together with others

    objects = NoticeManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_told_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_by_person"),
            models.Index(fields=["key"], name="notice_key_prefix", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=["person"],
                name="notice_to_post",
                condition=models.Q(posted_at__isnull=True, read_at__isnull=True, done_at__isnull=True),
            ),
        ]


class DueRun(models.Model):
    """One run of a duty that falls due on a day. Claimed once, so a late machine catches up and never repeats."""

    code = models.CharField(max_length=60)
    due_on = models.DateField()
    claimed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "due_on"], name="due_run_once")]

    @property
    def is_made_up(self) -> bool:
        """Whether it was done only on a later day."""
        return bool(self.done_at and timezone.localdate(self.done_at) > self.due_on)


class AnnouncementQuerySet(ScopedQuerySet):
    """Seen by whoever it was sent to, and by those in whose scope it was made."""

    def visible_to(self, scope: Scope) -> "AnnouncementQuerySet":
        mine = Recipient.objects.filter(person=scope.person_id).values("announcement")
        return self.filter(inside(scope.place_roots, "place__path") | models.Q(pk__in=mine))

    def in_force(self, on: object) -> "AnnouncementQuerySet":
        running = models.Q(until_on__isnull=True) | models.Q(until_on__gt=on)
        return self.filter(running, from_on__lte=on, withdrawn_at__isnull=True)


AnnouncementManager = models.Manager.from_queryset(AnnouncementQuerySet)


class Announcement(models.Model):
    """Something said to many: to the roles named, at the places named and below them, for a span of days."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # of whoever says it
    kind = models.CharField(_("Loại"), max_length=10, choices=ANNOUNCEMENT_KINDS, default=AnnouncementKind.NOTICE)
    title = models.CharField(_("Tiêu đề"), max_length=200)
    text = models.TextField(_("Nội dung"))
    number = models.CharField(_("Số, ký hiệu"), max_length=60, blank=True)
    dated_on = models.DateField(_("Ngày ký"), null=True)
    signer = models.CharField(_("Người ký"), max_length=160, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    roles = models.JSONField(default=list)
    places = models.ManyToManyField(Place, related_name="+")
    from_on = models.DateField(_("Từ ngày"))
    until_on = models.DateField(_("Đến trước ngày"), null=True)
    asks_acknowledgement = models.BooleanField(_("Cần xác nhận đã nhận"), default=False)
    file = models.FileField(upload_to="notices/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=250, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = AnnouncementManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="announcement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=AnnouncementKind.DIRECTIVE)
                | (~models.Q(number="") & models.Q(dated_on__isnull=False)),
                name="directive_has_number_and_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RecipientQuerySet(ScopedQuerySet):
    def silent(self) -> "RecipientQuerySet":
        return self.filter(acknowledged_at__isnull=True)


RecipientManager = models.Manager.from_queryset(RecipientQuerySet)


class Recipient(models.Model):
    """Somebody an announcement was sent to, at the place and in the role for which; and how they were reached."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=ROLES)
    sent_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=8, choices=CHANNELS, blank=True)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    objects = RecipientManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="announcement_reaches_a_person_once")
        ]
        indexes = [models.Index(fields=["person", "acknowledged_at"], name="recipient_by_person")]


class PlacedQuerySet(ScopedQuerySet):
    """Rows that stand at a place."""


class SocialGroup(models.Model):
    """A group in a social network, of one of the three levels of Plan 6863/KH-UBND, IV.1.c."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("Cấp nhóm"), max_length=10, choices=GROUP_LEVELS)
    name = models.CharField(_("Tên nhóm"), max_length=160)
    network = models.CharField(_("Mạng"), max_length=20)
    link = models.CharField(_("Đường dẫn"), max_length=250, blank=True)
    purpose = models.CharField(_("Mục đích"), max_length=250, blank=True)
    households = models.CharField(_("Cụm hộ gia đình"), max_length=160, blank=True)
    head = models.CharField(_("Trưởng nhóm"), max_length=120, blank=True)
    members = models.PositiveIntegerField(_("Số thành viên"), default=0)
    counted_on = models.DateField(_("Đếm ngày"))
    opened_on = models.DateField(_("Lập ngày"))
    closed_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(PlacedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "level", "name"], condition=models.Q(closed_on__isnull=True), name="social_group_once"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="social_group_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name
