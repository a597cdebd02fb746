from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place


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
