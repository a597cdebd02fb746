from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person


class AnsweredForm(models.Model):
    """A form that was sent, did something, and was answered: sent again, it gets the same answer and does nothing."""

    key = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    location = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="answered_form_by_moment")]


class UploadState(models.TextChoices):
    CHECKED = "checked", _("Đã xem trước, chưa nhập")
    TAKEN = "taken", _("Đã nhập")
    UNDONE = "undone", _("Đã hoàn tác")
    DROPPED = "dropped", _("Đã bỏ")


class Upload(models.Model):
    """A table that somebody sent in: looked through first, then taken in whole or not at all.

    Only its person sees it. The file itself is deleted once it is taken in or given up; its name, its
    hash and what it did stay.
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(_("Tệp"), max_length=200)
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=UploadState, default=UploadState.CHECKED)
    wish = models.JSONField(default=dict)  # what the person corrected: sheet, header row, columns, settings
    result = models.JSONField(default=dict)  # what the last look found, as the page shows it
    taken_at = models.DateTimeField(null=True)
    undo = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="upload_by_person")]
