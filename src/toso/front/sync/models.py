"""The phones, what each was told and what each sent: everything that makes a sending arrive once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.front.sync.rules.states import ItemState, KeyKind, RescueState
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet

KEY_KINDS = {KeyKind.FIELD: _("Ứng dụng Tổ Số"), KeyKind.COLLECT: _("ODK Collect")}
RESCUE_STATES = {
    RescueState.WAITING: _("Chờ xã duyệt"),
    RescueState.APPROVED: _("Đã duyệt"),
    RescueState.REFUSED: _("Không duyệt"),
}


class PhoneKey(models.Model):
    """What lets one phone in as one person, without a password. Only the digest of its secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="phone_keys")
    kind = models.CharField(max_length=8, choices=KEY_KINDS, default=KeyKind.COLLECT)
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    device = models.UUIDField(null=True)  # made on the phone at its first start
    app = models.CharField(max_length=20, blank=True)
    unsent = models.PositiveIntegerField(default=0)  # as the phone last told
    oldest_unsent_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    storage = models.JSONField(default=dict)
    envelope = models.JSONField(null=True)  # the data key, closed to the commune: opens nothing here without its phone

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="phone_key_of_person"),
            models.Index(fields=["unsent"], condition=Q(unsent__gt=0), name="phone_key_with_unsent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "person"], condition=Q(revoked_at__isnull=True), name="phone_has_one_living_key"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Pairing(models.Model):
    """A code shown on the desk, which one phone turns into a key within ten minutes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    key = models.ForeignKey(PhoneKey, on_delete=models.PROTECT, null=True, related_name="+")


class Item(models.Model):
    """What became of one entry of a phone's outbox. Its id was made on the phone; it is taken once."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(PhoneKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    seq = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=[(state, state) for state in ItemState])
    made_at = models.DateTimeField()
    is_clock_wrong = models.BooleanField(default=False)
    arrived_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    waits_for = models.JSONField(default=list)
    body = models.JSONField(default=dict)  # only while it is held or refused
    code = models.CharField(max_length=20, blank=True)
    field = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-arrived_at"], name="item_by_person"),
            models.Index(fields=["person"], condition=Q(state="held"), name="item_held_by_person"),
        ]


class Upload(models.Model):
    """A file that comes from a phone in pieces, known by the SHA-256 of its bytes."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "sha256"], name="upload_once_a_person")]


class Chunk(models.Model):
    """A piece of an upload. In the database, so that a piece is kept if and only if it was acknowledged."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="chunks")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="chunk_once")]


class Snapshot(models.Model):
    """What a phone has after an answer: of each part the rows with the digest of each. The cursor names it."""

    key = models.ForeignKey(PhoneKey, on_delete=models.CASCADE, related_name="snapshots")
    rows = models.JSONField(default=dict)
    made_at = models.DateTimeField()


class CommuneKey(models.Model):
    """The recovery key of a commune: the public half for its phones, the private half sealed."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="+")
    kid = models.CharField(max_length=16, unique=True)
    public = models.CharField(max_length=120)
    sealed = models.TextField()
    made_at = models.DateTimeField()

    objects = models.Manager.from_queryset(ScopedQuerySet)()


class Rescue(models.Model):
    """A phone whose PIN was forgotten asks for its data key; the commune says yes or no."""

    id = models.UUIDField(primary_key=True)
    key = models.ForeignKey(PhoneKey, on_delete=models.PROTECT, related_name="rescues")
    number = models.CharField(max_length=7)
    public = models.CharField(max_length=120)  # of the phone's passing key
    state = models.CharField(max_length=8, choices=RESCUE_STATES, default=RescueState.WAITING)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    envelope = models.JSONField(null=True)  # closed to the phone; forgotten when it was fetched
    fetched_at = models.DateTimeField(null=True)
