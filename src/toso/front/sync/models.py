from django.db import models

from toso.ground.people.models import Person


class PhoneKey(models.Model):
    """What lets one phone in as one person, without a password. Only the digest of its secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="phone_keys")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person"], name="phone_key_of_person")]

    def __str__(self) -> str:
        return self.label
