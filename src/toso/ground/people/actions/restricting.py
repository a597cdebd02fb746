"""A person whose data are only kept, on request: not searched, not called, not written to."""

from datetime import date, datetime

from django.db import transaction

from toso.ground.audit.actions import record
from toso.ground.people.models import Person


@transaction.atomic
def restrict_processing(*, person_id: int, on: date, by: Person, at: datetime, path: str) -> bool:
    """Restrict from a day; False when it is restricted already. Law 91/2025/QH15."""
    if not Person.objects.filter(pk=person_id, restricted_since=None).update(restricted_since=on):
        return False
    record("people.person.restricted", by=by, about=Person.objects.get(pk=person_id), at=at, path=path)
    return True


@transaction.atomic
def unrestrict_processing(*, person_id: int, by: Person, at: datetime, path: str) -> bool:
    """Use the data again as before; False when they were not restricted."""
    if not Person.objects.filter(pk=person_id).exclude(restricted_since=None).update(restricted_since=None):
        return False
    record("people.person.unrestricted", by=by, about=Person.objects.get(pk=person_id), at=at, path=path)
    return True
