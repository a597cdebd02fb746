"""The register of a hamlet: who is in it, since when, what they answered, and every change of a row."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.notices.models import SocialGroup
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.privacy.models import Consent
from toso.ground.shared.scope import ScopedQuerySet
from toso.work.registry.rules import answers
from toso.work.registry.rules.answers import Kind

KINDS = {
    Kind.HOUSEHOLD: _("Hộ gia đình"),
    Kind.BUSINESS: _("Cơ sở kinh doanh"),
    Kind.COOPERATIVE: _("Hợp tác xã"),
}
VALUES = {
    answers.Value.YES: _("Có"),
    answers.Value.NO: _("Không"),
    answers.Value.UNKNOWN: _("Không biết"),
    answers.Value.REFUSED: _("Từ chối"),
    answers.Value.NOT_ASKED: _("Chưa hỏi"),
}


class Source(models.TextChoices):
    PAGE = "page", _("Trang sổ hộ")
    FORM = "form", _("Phiếu khảo sát")
    IMPORT = "import", _("Tệp nhập")
    MERGE = "merge", _("Gộp hai dòng")


class ChangeState(models.TextChoices):
    APPLIED = "applied", _("Đã ghi")
    HELD = "held", _("Đang chờ bản trước")
    CONFLICT = "conflict", _("Chờ người chọn")
    SETTLED = "settled", _("Đã chọn")
    REFUSED = "refused", _("Không ghi được")


class RegistrantQuerySet(ScopedQuerySet):
    def standing(self) -> "RegistrantQuerySet":
        """Those that are in the register today: neither gone nor merged into another row."""
        return self.filter(ended_on__isnull=True)


RegistrantManager = models.Manager.from_queryset(RegistrantQuerySet)
WORDS = Func(Func(F("search"), Value(" "), function="string_to_array"), function="array_to_tsvector")
STANDING = Q(ended_on__isnull=True)


class Registrant(models.Model):
    """A household, business or cooperative in the register of its hamlet (sổ hộ số)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)  # made on the phone, or here
    kind = models.CharField(_("Loại"), max_length=12, choices=KINDS)
    province_code = models.CharField(max_length=2)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="registrants")
    code = models.CharField(_("Mã số"), max_length=30)
    code_key = models.CharField(max_length=60)
    name = models.CharField(_("Tên cơ sở"), max_length=160, blank=True)  # of a business; never a person's
    address = models.CharField(_("Số nhà, xóm"), max_length=160, blank=True)
    contact_name = models.CharField(_("Người đại diện"), max_length=120, blank=True)  # with consent only
    is_head = models.BooleanField(_("Là chủ hộ"), default=True)
    phone = models.CharField(_("Điện thoại"), max_length=15, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    search = models.CharField(max_length=500)
    name_key = models.CharField(max_length=160, blank=True)
    phone_key = models.CharField(max_length=9, blank=True)
    answers = models.JSONField(default=dict)  # as they stand today, derived ones too
    answered_on = models.DateField(_("Khảo sát gần nhất"), null=True)
    group = models.CharField(_("Nhóm hộ"), max_length=40, blank=True)
    is_adjusted = models.BooleanField(default=False)  # a person put it into the group, with a reason
    version = models.PositiveIntegerField(default=1)
    listed_on = models.DateField(_("Vào sổ ngày"))
    ended_on = models.DateField(_("Ra khỏi sổ ngày"), null=True)
    end_reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    objects = RegistrantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "code"], condition=STANDING, name="registrant_code_once_in_a_hamlet"
            ),
            models.CheckConstraint(
                condition=Q(contact_name="", phone="") | Q(consent__isnull=False),
                name="registrant_names_nobody_without_consent",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("listed_on")),
                name="registrant_ends_after_it_was_listed",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(ended_on__isnull=False), name="registrant_merged_has_ended"
            ),
        ]
        indexes = [
            # the list of a hamlet, a commune or a province is read from here, a page at a time
            models.Index(fields=["kind", "place", "code_key", "id"], condition=STANDING, name="registrant_list"),
            models.Index(fields=["place", "name_key"], condition=STANDING, name="registrant_same_name"),
            models.Index(fields=["phone_key"], condition=STANDING & ~Q(phone_key=""), name="registrant_same_phone"),
            models.Index(fields=["place", "kind", "group"], condition=STANDING, name="registrant_by_group"),
            # counts without names are read from here alone, without the rows
            models.Index(fields=["place", "kind", "answered_on"], condition=STANDING, name="registrant_counts"),
            GinIndex(WORDS, name="registrant_words"),
            models.Index(fields=["consent"], condition=Q(consent__isnull=False), name="registrant_by_consent"),
        ]

    def __str__(self) -> str:
        return self.label()

    def label(self, *, with_names: bool = True) -> str:
        """ "Hộ 12, Nguyễn Mẫu An"; without names where they are not needed."""
        who = self.name or (self.contact_name if with_names else "")
        head = f"{KINDS[Kind(self.kind)]} {self.code}"
        return f"{head}, {who}" if who else head


class Residence(models.Model):
    """Since when, until when a registrant counts at a place. A correction closes the version and writes another."""

    registrant = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="residences")
    kind = models.CharField(max_length=12, choices=KINDS)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registrant"],
                condition=Q(ends_on__isnull=True, superseded_at__isnull=True),
                name="registrant_counts_in_one_place",
            )
        ]
        indexes = [
            models.Index(fields=["place", "starts_on"], name="residence_by_cell"),
            models.Index(fields=["place", "ends_on"], condition=Q(ends_on__isnull=False), name="residence_by_end"),
        ]


class HamletCount(models.Model):
    """How many rows of a hamlet stand in the register: kept, so that nobody counts a million rows to read a page.

    True of every hamlet without a ``CountMark``, as is ``HamletAnswers``; ``queries.counts`` reads them.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=KINDS)
    rows = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()  # those among them that answered anything

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "kind"], name="hamlet_counted_once")]


class HamletAnswers(models.Model):
    """How many rows of a hamlet gave each answer to one question today."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=KINDS)
    question = models.CharField(max_length=40)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "kind", "question"], name="hamlet_answers_counted_once")
        ]


class CountMark(models.Model):
    """Rows of this hamlet changed since its counts were kept. Only ever added, so that two who write never wait."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")


class Answer(models.Model):
    """What a registrant answered to one question, from the day it was asked until it was answered otherwise."""

    registrant = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="given_answers")
    kind = models.CharField(max_length=12, choices=KINDS)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    value = models.CharField(max_length=10)  # a Value; of a number its digits
    number = models.PositiveIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    source = models.CharField(max_length=8, choices=Source)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registrant", "question"],
                condition=Q(ends_on__isnull=True, superseded_at__isnull=True),
                name="registrant_answer_stands_once",
            )
        ]
        indexes = [
            models.Index(fields=["place", "starts_on", "question"], name="registrant_answer_by_cell"),
            models.Index(
                fields=["place", "ends_on", "question"],
                condition=Q(ends_on__isnull=False),
                name="registrant_answer_by_end",
            ),
        ]


class Change(models.Model):
    """One change of a row: what it changed from and to, and, of a form, on which version it stood.

    The versions of a row are its applied changes in order. A change that waits for an earlier one of its branch is
    held; where two people wrote different words into one field, both stand here until somebody chooses.
    """

    registrant = models.ForeignKey(Registrant, on_delete=models.PROTECT, null=True, related_name="changes")
    entity = models.UUIDField(db_index=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True)  # the version that it made
    state = models.CharField(max_length=10, choices=ChangeState)
    source = models.CharField(max_length=8, choices=Source)
    fields = models.JSONField(default=dict)  # what it did: name → [from, to]
    conflicts = models.JSONField(default=dict)  # name → [what stands, what was sent]
    sent = models.JSONField(default=dict)  # all that a form said, changed or not: name → value
    day = models.DateField()
    base = models.PositiveIntegerField(default=0)
    trunk = models.PositiveIntegerField(default=0)
    branch = models.CharField(max_length=60, blank=True)
    is_creation = models.BooleanField(default=False)
    sending = models.CharField(max_length=100, blank=True)  # the filled form that brought it
    why = models.CharField(max_length=300, blank=True)  # of a refused one, or of a choice
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registrant", "number"], name="registrant_version_once"),
            models.UniqueConstraint(
                fields=["sending", "entity"], condition=~Q(sending=""), name="registrant_changed_once_by_a_form"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], condition=~Q(state="applied"), name="registrant_change_waiting"),
        ]


class Merge(models.Model):
    """Two rows that were one household: which was kept, what both said before, and whether it was taken back."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="+")
    dropped = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)  # what the merge gave the kept row: name → [from, to]
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["kept"], name="registrant_merges")]


class Distinct(models.Model):
    """Somebody looked: these two rows, though alike, are two households. They are not warned of again."""

    one = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="registrants_are_distinct_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="registrants_distinct_lower_first"),
        ]


class Grouping(models.Model):
    """The criteria by which the households of a place are grouped, from a day on (Plan 6863, IV.1.c)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    groups = models.JSONField(default=list)
    reason = models.CharField(max_length=300)  # the real conditions that they answer to
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(valid_until__isnull=True), name="registry_one_grouping_a_place"
            )
        ]


class Adjustment(models.Model):
    """A household that a person put into another group than the criteria do, and why."""

    registrant = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="adjustments")
    group = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registrant"], condition=Q(ended_at__isnull=True), name="registrant_adjusted_once"
            )
        ]


class GroupChat(models.Model):
    """The level-1 social group that follows a group of households of a hamlet (Plan 6863, IV.1.c)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=40)
    social_group = models.ForeignKey(SocialGroup, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "group"], name="registry_one_chat_a_group")]


class ElectronicArea(models.Model):
    """A hamlet recognised as an electronic residential area, with what it reached on the day of recognition."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reached = models.JSONField(default=list)  # [name, share asked, count, households] of each criterion
    note = models.CharField(max_length=300, blank=True)
    recognised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(ends_on__isnull=True, superseded_at__isnull=True),
                name="electronic_area_once",
            )
        ]
