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

    ``try_at`` is empty when it was sent, and when it was given up and waits for a person. The number of the person it
    is for stands as a plain number, where one is known: this room lies below people. A row that was forgotten keeps
    when it left, and neither address nor words.
    """

    channel = models.CharField(_("Kênh"), max_length=10, choices=CHANNELS)
    recipient = models.CharField(_("Người nhận"), max_length=254, blank=True)
    person_number = models.BigIntegerField(null=True)
    subject = models.CharField(_("Tiêu đề"), max_length=250, blank=True)
    body = models.TextField(_("Nội dung"), blank=True)
    created_at = models.DateTimeField(_("Lúc viết"))
    try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("Lúc gửi"), null=True)
    forgotten_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=250, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["try_at"], name="message_to_try", condition=models.Q(try_at__isnull=False)),
            models.Index(
                fields=["person_number"], name="message_of_person", condition=models.Q(person_number__isnull=False)
            ),
            models.Index(
                fields=["created_at"], name="message_to_forget", condition=models.Q(forgotten_at__isnull=True)
            ),
        ]
