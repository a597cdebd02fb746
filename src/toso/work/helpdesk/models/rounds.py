"""Rounds through networks and computers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.work.helpdesk.models.devices import Device
from toso.work.helpdesk.models.shelf import PlacedQuerySet
from toso.work.helpdesk.models.tickets import Ticket
from toso.work.helpdesk.rules.rounds import Finding

FINDINGS = {
    Finding.GOOD: _("Tốt"),
    Finding.FAULT: _("Có lỗi"),
    Finding.NONE: _("Không có"),
}


RoundManager = models.Manager.from_queryset(PlacedQuerySet)


class Round(models.Model):
    """A look through the network, computers and Internet of a commune, and when the next is due (Thanh Niên 2025)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("Ngày rà soát"))
    next_on = models.DateField(_("Lần sau vào ngày"))
    note = models.CharField(_("Ghi chú"), max_length=500, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = RoundManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(next_on__gt=models.F("day")), name="next_round_is_later"),
            models.UniqueConstraint(
                fields=["place", "day"], condition=Q(superseded_at__isnull=True), name="one_round_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.day:%d/%m/%Y}"


class RoundLine(models.Model):
    """What was found at one check, or at one device, in the words it had that day; a fault has its request."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="lines")
    code = models.CharField(max_length=40)  # of the check; empty for a device
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="round_lines")
    name = models.CharField(max_length=200)
    finding = models.CharField(max_length=5, choices=FINDINGS)
    text = models.CharField(max_length=300, blank=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="round_lines")
