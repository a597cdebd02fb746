"""Days that are settled: reports up to them were handed in, so the tree of those days stays as it is."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q

from toso.ground.places.models import Place


@transaction.atomic
def settle_days(*, place_ids: Collection[int], until: date) -> int:
    """Whoever reported on these places says: their days before ``until`` have been told. Never goes back."""
    earlier = Q(settled_until__isnull=True) | Q(settled_until__lt=until)
    return Place.objects.filter(earlier, pk__in=place_ids).update(settled_until=until)


@transaction.atomic
def reopen_days(*, place_id: int, since: date) -> int:
    """A report was given back: the days from ``since`` on may change again."""
    return Place.objects.filter(pk=place_id, settled_until__gt=since).update(settled_until=since)
