from django.db.models import QuerySet

from toso.front.sync.models import PhoneKey
from toso.front.sync.rules.keys import digest_of
from toso.ground.people.models import Person


def key_of(secret: str) -> PhoneKey | None:
    """The key that a phone shows, unless it was revoked or its person may no longer log in."""
    return (
        PhoneKey.objects.filter(digest=digest_of(secret), revoked_at__isnull=True, person__account__is_active=True)
        .select_related("person")
        .first()
    )


def keys_of(person: Person) -> QuerySet[PhoneKey]:
    """One's own keys, those in use first."""
    return PhoneKey.objects.filter(person=person).order_by("revoked_at", "-pk")
