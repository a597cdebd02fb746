"""What a partner offers to teach and the hosting place has not answered yet, or has."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.plan.programme.models import Platform
from toso.work.training.models.core import AUDIENCES, MODES, Course, Outline, Session, partner_roots
from toso.work.training.rules import ProposalState

PROPOSAL_STATES = {
    ProposalState.ASKED: _("Chờ trả lời"),
    ProposalState.ACCEPTED: _("Đã nhận"),
    ProposalState.DECLINED: _("Không nhận"),
    ProposalState.WITHDRAWN: _("Đã rút"),
}


class ProposalQuerySet(ScopedQuerySet):
    def visible_to(self, scope: Scope) -> Self:
        """By the offices of the hosting place and above it, by the body that proposes, by whoever wrote it."""
        offices = tuple({grant.place for grant in scope.grants if grant.place and grant.role != Role.PARTNER})
        theirs = inside(partner_roots(scope), "organisation__path") | Q(made_by=scope.person_id)
        return self.filter(inside(offices, "place__path") | theirs)

    def asked(self) -> Self:
        return self.filter(state=ProposalState.ASKED)


ProposalManager = models.Manager.from_queryset(ProposalQuerySet)


class Proposal(models.Model):
    """A class that a company or a department would hold at a place (Plan 6863/KH-UBND, V.4, V.8).

    Nothing of it is counted. Accepted, it becomes a course and a class as any other; ``course`` is set
    beforehand when one more class of a standing course is proposed.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    organisation_name = models.CharField(_("Tên đơn vị"), max_length=200)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # that is asked to host
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="proposals")
    outline = models.ForeignKey(Outline, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("Tên khoá"), max_length=200)
    audience = models.CharField(_("Đối tượng"), max_length=10, choices=AUDIENCES)
    mode = models.CharField(_("Hình thức"), max_length=10, choices=MODES)
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, null=True, related_name="+")
    parts = models.JSONField(default=list)
    practice = models.JSONField(default=list)
    day = models.DateField(_("Ngày"))
    starts_at = models.TimeField(_("Bắt đầu"))
    ends_at = models.TimeField(_("Kết thúc"))
    venue = models.CharField(_("Địa điểm"), max_length=200)
    capacity = models.PositiveSmallIntegerField(_("Số chỗ"), null=True)
    guests = models.CharField(_("Giảng viên mời"), max_length=200, blank=True)
    materials = models.TextField(_("Tài liệu, chuẩn bị"), blank=True)
    state = models.CharField(max_length=10, choices=PROPOSAL_STATES, default=ProposalState.ASKED)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    answer = models.CharField(_("Trả lời"), max_length=300, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)

    objects = ProposalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="proposed_class_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.ACCEPTED) | Q(session__isnull=False),
                name="accepted_proposal_has_its_class",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.DECLINED) | ~Q(answer=""), name="declined_proposal_says_why"
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="proposal_by_place")]

    def __str__(self) -> str:
        return f"{self.title}, {self.day:%d/%m/%Y}"
