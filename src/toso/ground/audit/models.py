from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.audit.rules import Line
from toso.ground.shared.scope import ScopedQuerySet


class EntryQuerySet(ScopedQuerySet):
    place_path = "path"


EntryManager = models.Manager.from_queryset(EntryQuerySet)


class Seal(models.Model):
    """A batch of audit lines closed by a hash over them and over the seal before."""

    sealed_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64)


class Entry(models.Model):
    """Who did what, when, to what. Plain ids, no foreign keys: the trail outlives its objects.

    Personal values stand here only as salted digests, so that erasing a person leaves the chain whole.
    """

    at = models.DateTimeField(_("Lúc"))
    code = models.CharField(_("Việc"), max_length=80)  # room.thing.happened
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("Người làm"), max_length=120)
    actor_salt = models.CharField(max_length=16, blank=True)
    actor_digest = models.CharField(max_length=64, blank=True)
    about_kind = models.CharField(max_length=80)
    about_id = models.CharField(max_length=40)
    path = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, null=True, related_name="entries")

    objects = EntryManager()

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="audit_about"),
            models.Index(fields=["seal", "id"], name="audit_by_seal"),
            models.Index(fields=["path"], name="audit_path_prefix", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["actor_id"], name="audit_by_actor"),
        ]

    def sealed_line(self) -> Line:
        return Line(
            number=self.pk,
            at=self.at,
            code=self.code,
            actor_id=self.actor_id,
            actor_digest=self.actor_digest,
            about_kind=self.about_kind,
            about_id=self.about_id,
            path=self.path,
            detail=self.detail,
        )
