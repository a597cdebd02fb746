from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place


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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_told_once")]


class DueRun(models.Model):
    """One run of a duty that falls due on a day. Claimed once, so a late machine catches up and never repeats."""

    code = models.CharField(max_length=60)
    due_on = models.DateField()
    claimed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "due_on"], name="due_run_once")]
