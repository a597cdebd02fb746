from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.plan.programme.models import TaskType
from toso.work.campaign.rules.days import CampaignState, Phase, first_day, last_day
from toso.work.training.models import Session

STATES = {
    CampaignState.DRAFT: _("Đang soạn"),
    CampaignState.RUNNING: _("Đang chạy"),
    CampaignState.CLOSED: _("Đã kết thúc"),
}


def partner_roots(scope: Scope) -> tuple[str, ...]:
    """The sending organisations that somebody speaks for."""
    return tuple(grant.organisation for grant in scope.grants if grant.organisation and grant.role == Role.PARTNER)


def above_or_below(scope: Scope, place: str) -> Q:
    """What a place runs concerns whoever works there, above it, or anywhere below it."""
    above = {int(part) for root in scope.place_roots for part in root.split(".") if part}
    return inside(scope.place_roots, f"{place}__path") | Q(**{f"{place}__in": above})


class CampaignQuerySet(ScopedQuerySet):
    def visible_to(self, scope: Scope) -> Self:
        """Seen from above and below; by the organisations asked to send people; by whoever was sent."""
        asked = Wave.objects.filter(inside(partner_roots(scope), "senders__path")).values("campaign")
        sent = Wave.objects.filter(deployments__person=scope.person_id).values("campaign")
        return self.filter(above_or_below(scope, "place") | Q(pk__in=asked) | Q(pk__in=sent))


CampaignManager = models.Manager.from_queryset(CampaignQuerySet)


class Campaign(models.Model):
    """A time of concentrated work under a decision, counted in days from its effective date."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="campaigns")  # whose campaign it is
    template = models.CharField(max_length=40)
    title = models.CharField(_("Tên chiến dịch"), max_length=200)
    purpose = models.TextField(_("Mục đích"), blank=True)
    number = models.CharField(_("Số văn bản"), max_length=60)
    signed_on = models.DateField(_("Ngày ký"))
    effective_on = models.DateField(_("Ngày có hiệu lực"))
    is_next_day = models.BooleanField(_("Ngày 1 là ngày sau ngày có hiệu lực"), default=False)
    days = models.PositiveSmallIntegerField(_("Số ngày"))
    basis = models.CharField(_("Căn cứ"), max_length=500, blank=True)
    phases = models.JSONField(default=list)  # [{"name": …, "first": 1, "last": 10}]
    counts_whole_place = models.BooleanField(default=False)  # figures of all work at the place, not of those sent alone
    state = models.CharField(max_length=8, choices=STATES, default=CampaignState.DRAFT)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = CampaignManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(days__gte=1, days__lte=400), name="campaign_lasts_some_days")]

    def __str__(self) -> str:
        return self.title

    @property
    def first_day(self) -> date:
        return first_day(self.effective_on, is_next_day=self.is_next_day)

    @property
    def last_day(self) -> date:
        return last_day(self.first_day, self.days)

    @property
    def parts(self) -> tuple[Phase, ...]:
        return tuple(Phase(one["name"], one["first"], one["last"]) for one in self.phases)


class Objective(models.Model):
    """What the campaign is to reach: a figure of ``campaign/sources.py`` and a number."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="objectives")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("Mục tiêu"), max_length=200)
    figure = models.CharField(max_length=40)
    target = models.DecimalField(_("Số cần đạt"), max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "order"], name="objective_once_in_its_place"),
            models.CheckConstraint(condition=Q(target__gt=0), name="objective_asks_for_something"),
        ]


class TaskGroup(models.Model):
    """A group of tasks of the campaign. Its outreach rows are recorded under ``task``."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="groups")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(_("Nhóm nhiệm vụ"), max_length=200)
    items = models.JSONField(default=list)
    task = models.ForeignKey(TaskType, on_delete=models.PROTECT, null=True, related_name="+")
    things = models.CharField(max_length=40, blank=True)  # what is counted beside persons: machines, dossiers
    is_key = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="task_group_once_a_campaign")]

    def __str__(self) -> str:
        return self.name


class Responsibility(models.Model):
    """What a unit does in the campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="responsibilities")
    order = models.PositiveSmallIntegerField()
    unit = models.CharField(_("Đơn vị"), max_length=200)
    duties = models.TextField(_("Trách nhiệm"))


class Regulation(models.Model):
    """A version of the working regulation. Written once; a change is the next version, acknowledged anew."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="regulations")
    version = models.PositiveSmallIntegerField()
    number = models.CharField(_("Số văn bản"), max_length=60, blank=True)
    effective_on = models.DateField(_("Ngày có hiệu lực"), null=True)
    sections = models.JSONField(default=list)  # [{"title": …, "text": …}]
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "version"], name="regulation_version_once")]


class Acknowledgement(models.Model):
    """A member has read a version of the regulation."""

    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regulation", "person"], name="regulation_acknowledged_once")]


class Wave(models.Model):
    """A group of people sent out together within a campaign, with planned days and the actual launch."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến hết ngày"))
    needs_until = models.DateField(_("Hạn xã đăng ký nhu cầu"))
    lists_until = models.DateField(_("Hạn các đơn vị gửi danh sách"))
    senders = models.ManyToManyField(Organisation, related_name="+", blank=True)
    leader = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")  # tổ trưởng của đợt
    launched_on = models.DateField(_("Ngày ra quân"), null=True)
    launch_words = models.CharField(_("Lễ ra quân"), max_length=300, blank=True)
    decision_number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("Ngày quyết định"), null=True)
    version = models.PositiveIntegerField(default=0)  # grows with every change of who goes where

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="wave_number_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="wave_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{_('Đợt')} {self.number}"

    def mark_changed(self) -> None:
        """Who goes where, or who is on a list, is no more what somebody saw."""
        self.version += 1
        self.save(update_fields=["version"])


class WaveSession(models.Model):
    """A class of the training room that prepares the people of a wave."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="sessions")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "session"], name="class_prepares_a_wave_once")]
