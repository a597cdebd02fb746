from collections.abc import Iterable
from datetime import datetime

from toso.ground.notices.models import Notice
from toso.ground.people.models import Person
from toso.ground.places.models import Place


def tell(
    *,
    persons: Iterable[Person],
    code: str,
    key: str,
    title: str,
    at: datetime,
    address: str = "",
    place: Place | None = None,
) -> int:
    """Tell each person once; the same ``key`` again is silent. Returns how many were newly told."""
    made = Notice.objects.bulk_create(
        [
            Notice(person=person, code=code, key=key, title=title, address=address, place=place, created_at=at)
            for person in persons
        ],
        ignore_conflicts=True,
    )
    return len(made)


def settle(*, key: str, at: datetime) -> None:
    """The matter is done: nobody is reminded of it again."""
    Notice.objects.filter(key=key, done_at__isnull=True).update(done_at=at)
