from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.delivery.rules import Channel

CHANNELS = {
    Channel.EMAIL: _("Thư điện tử"),
    Channel.SMS: _("Tin nhắn SMS"),
    Channel.ZALO: _("Zalo"),
}


class Message(models.Model):
    """A message that leaves the house: e-mail, SMS or Zalo. Sent by a job, once.

    ``try_at`` is empty when it was sent, and when it was given up and waits for a person.
    """

    channel = models.CharField(_("Kênh"), max_length=10, choices=CHANNELS)
    recipient = models.CharField(_("Người nhận"), max_length=254)
    subject = models.CharField(_("Tiêu đề"), max_length=250, blank=True)
    body = models.TextField(_("Nội dung"))
    created_at = models.DateTimeField()
    try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=250, blank=True)

    class Meta:
        indexes = [models.Index(fields=["try_at"], name="message_to_try", condition=models.Q(try_at__isnull=False))]
