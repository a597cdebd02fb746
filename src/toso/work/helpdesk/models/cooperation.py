"""Calls on other bodies to take part."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.notices.models import CHANNELS as WAYS
from toso.ground.people.models import Organisation, Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.work.helpdesk.rules.cooperation import CooperationState

COOPERATION_STATES = {
    CooperationState.ASKED: _("Chờ trả lời"),
    CooperationState.AGREED: _("Nhận phối hợp"),
    CooperationState.DECLINED: _("Không phối hợp được"),
    CooperationState.DONE: _("Đã phối hợp xong"),
}


class CooperationQuerySet(ScopedQuerySet):
    organisation_path = "organisation__path"


CooperationManager = models.Manager.from_queryset(CooperationQuerySet)


class Cooperation(models.Model):
    """A team or a commune calls another body to take part (Plan 6863, IV.1.d); its answer has a clock.

    A body without an account answers by telephone or on paper: the commune writes that down, and how it came.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Đề nghị phối hợp"), max_length=200)
    text = models.TextField(_("Nội dung"), blank=True)
    needed_on = models.DateField(_("Cần vào ngày"), null=True)
    state = models.CharField(max_length=8, choices=COOPERATION_STATES, default=CooperationState.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(_("Trả lời"), blank=True)
    channel = models.CharField(max_length=8, choices=WAYS, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = CooperationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CooperationState.ASKED) | ~Q(answer=""),
                name="answered_cooperation_has_words",
            )
        ]

    def __str__(self) -> str:
        return self.title
