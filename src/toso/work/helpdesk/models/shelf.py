"""What the desk lives on: canned answers, articles, shifts."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.plan.teams.models import Team
from toso.work.helpdesk.models.tickets import Ticket, found_by


class PlacedQuerySet(ScopedQuerySet):
    pass


PlacedManager = models.Manager.from_queryset(PlacedQuerySet)


class ShiftQuerySet(ScopedQuerySet):
    place_path = "team__place__path"

    def standing(self) -> "ShiftQuerySet":
        return self.filter(cancelled_at__isnull=True)


ShiftManager = models.Manager.from_queryset(ShiftQuerySet)


class Shift(models.Model):
    """A member of a response team on duty, from one moment up to another."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"))
    phone = models.CharField(_("Số trực"), max_length=20, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = ShiftManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("begins_at")), name="shift_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["team", "ends_at"], name="shift_by_team")]


class CannedAnswer(models.Model):
    """Words that a commune or the province uses again and again."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Tên câu mẫu"), max_length=120)
    text = models.TextField(_("Nội dung"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    objects = PlacedManager()


class Article(models.Model):
    """How something is solved, written from a solved request, read again by another person, good until a day."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Tên bài"), max_length=200)
    text = models.TextField(_("Cách làm"))
    category = models.CharField(_("Nhóm"), max_length=40, blank=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="articles")
    is_public = models.BooleanField(_("Người dân đọc được"), default=False)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_on = models.DateField(null=True)
    good_until = models.DateField(_("Xem lại trước ngày"), null=True)
    dropped_at = models.DateTimeField(null=True)
    search = models.TextField(default="")
    words = found_by()

    objects = PlacedManager()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="article_words")]
