from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """A message that leaves the house: e-mail, SMS or Zalo. Sent by a job, once."""

    channel = models.CharField(_("Kênh"), max_length=10)
    recipient = models.CharField(_("Người nhận"), max_length=254)
    subject = models.CharField(_("Tiêu đề"), max_length=250, blank=True)
    body = models.TextField(_("Nội dung"))
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=250, blank=True)
