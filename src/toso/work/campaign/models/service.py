from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.work.campaign.models.plans import Wave, partner_roots
from toso.work.campaign.rules.needs import Remoteness
from toso.work.campaign.rules.service import BINDING, Service, Standing

REMOTENESS = {
    Remoteness.NEAR: _("Gần trung tâm, đi lại dễ"),
    Remoteness.RURAL: _("Xa trung tâm"),
    Remoteness.MOUNTAIN: _("Miền núi, vùng sâu"),
    Remoteness.ISLAND: _("Đảo, đặc khu"),
}
STANDINGS = {
    Standing.PROPOSED: _("Dự kiến"),
    Standing.DECIDED: _("Có quyết định"),
    Standing.SERVING: _("Đang ở xã"),
    Standing.ENDED: _("Đã xong"),
    Standing.WITHDRAWN: _("Không đi"),
}


class NeedQuerySet(ScopedQuerySet):
    pass


NeedManager = models.Manager.from_queryset(NeedQuerySet)


class Need(models.Model):
    """What a commune asks for in a wave, and how many seats it was granted."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="needs")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    wanted = models.PositiveSmallIntegerField(_("Cần mấy người"))
    disciplines = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    it_staff = models.PositiveSmallIntegerField(_("Số công chức có chuyên môn công nghệ thông tin"))
    remoteness = models.PositiveSmallIntegerField(_("Mức xa"), choices=REMOTENESS, default=Remoteness.NEAR)
    reasons = models.TextField(_("Việc cần giúp"))
    lodging = models.CharField(_("Chỗ ở xã bố trí"), max_length=200, blank=True)
    contact = models.CharField(_("Đầu mối của xã"), max_length=200)
    granted = models.PositiveSmallIntegerField(null=True)  # None: not decided
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    objects = NeedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "place"], name="commune_asks_once_a_wave")]

    def __str__(self) -> str:
        return str(self.place)


class SendingList(models.Model):
    """The list of one sending organisation for one wave, with whom to call about it."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="lists")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(_("Người liên hệ"), max_length=120)
    contact_phone = models.CharField(_("Điện thoại liên hệ"), max_length=20)
    handed_in_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "organisation"], name="one_list_a_sender_and_wave")]


class CandidateQuerySet(ScopedQuerySet):
    """Data of people: whoever runs the campaign, and the organisation that sends them."""

    place_path = "sending__wave__campaign__place__path"
    organisation_path = "sending__organisation__path"

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


CandidateManager = models.Manager.from_queryset(CandidateQuerySet)


class Candidate(models.Model):
    """Somebody on a sending organisation's list."""

    sending = models.ForeignKey(SendingList, on_delete=models.PROTECT, related_name="candidates")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="candidates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies")
    kind = models.CharField(_("Thành phần"), max_length=60)  # sinh viên năm 3, giảng viên, viên chức
    discipline = models.CharField(_("Chuyên ngành"), max_length=80)
    skills = models.JSONField(default=list)
    home = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    unavailable = models.JSONField(default=list)  # [["2026-11-05", "2026-11-07"]]
    leads = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    objects = CandidateManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "person"], name="candidate_once_a_wave")]

    def __str__(self) -> str:
        return str(self.person)


class DeploymentQuerySet(ScopedQuerySet):
    def visible_to(self, scope: Scope) -> Self:
        """By the commune, by oneself, by the leader of the wave, by the organisation that sent the person."""
        own = Q(person=scope.person_id) | Q(wave__leader=scope.person_id)
        sent = inside(partner_roots(scope), "candidate__sending__organisation__path")
        return self.filter(inside(scope.place_roots, "place__path") | own | sent)

    def binding(self) -> Self:
        return self.filter(standing__in=sorted(BINDING))


DeploymentManager = models.Manager.from_queryset(DeploymentQuerySet)


def _point(value: models.expressions.Combinable) -> Func:
    return Func(value, value, Value("[]"), function="int8range")


class Deployment(models.Model):
    """A person at a commune in a wave: planned days beside the actual ones."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="deployments")
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="deployment")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deployments")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="deployments")
    standing = models.CharField(max_length=10, choices=STANDINGS, default=Standing.PROPOSED)
    why = models.JSONField(default=list)  # reasons of the proposal, or the coordinator's own
    is_leader = models.BooleanField(default=False)
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến hết ngày"))
    arrived_on = models.DateField(_("Ngày đến"), null=True)
    left_on = models.DateField(_("Ngày làm việc cuối"), null=True)
    focal = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    lodging = models.CharField(_("Chỗ ở"), max_length=200, blank=True)
    workplan = models.TextField(_("Kế hoạch làm việc"), blank=True)
    handover = models.TextField(_("Bàn giao"), blank=True)
    ordinary = models.JSONField(default=dict)  # what an ordinary day holds: task group -> numbers
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    objects = DeploymentManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="deployment_has_days"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(arrived_on__isnull=False, left_on__gte=F("arrived_on")),
                name="nobody_leaves_before_arriving",
            ),
            ExclusionConstraint(
                name="nobody_is_sent_to_two_places_at_once",
                expressions=[
                    (_point(F("person")), RangeOperators.OVERLAPS),
                    (
                        Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(standing=Standing.WITHDRAWN),
            ),
        ]
        indexes = [models.Index(fields=["place", "first_day"], name="deployment_by_place")]

    def __str__(self) -> str:
        return f"{self.person}, {self.place}"

    @property
    def service(self) -> Service:
        return Service(self.first_day, self.last_day, self.arrived_on, self.left_on)


class DayNote(models.Model):
    """Words about a day at the commune. What was done stands in its own rooms; nothing of it is copied here."""

    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="notes")
    day = models.DateField(_("Ngày"))
    text = models.TextField(_("Ghi trong ngày"), blank=True)
    story = models.TextField(_("Chuyện đáng kể lại"), blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deployment", "day"], name="one_note_a_day")]
