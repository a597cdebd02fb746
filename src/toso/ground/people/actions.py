"""What may happen to persons, accounts, assignments and organisations."""

from datetime import datetime

from django.db import transaction

from toso.ground.audit.actions import record
from toso.ground.people.models import Account


@transaction.atomic
def note_entrance(*, account: Account, at: datetime) -> None:
    """Leave an audit line that somebody has logged in."""
    record("people.account.entered", by=account.person, about=account, at=at)
