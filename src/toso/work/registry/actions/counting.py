"""The kept counts of the hamlets: marked when rows change, counted anew soon after."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction

from toso.plan.programme.actions import mark_changed
from toso.work.registry.models import CountMark, HamletAnswers, HamletCount
from toso.work.registry.queries.counts import hamlet_answers, hamlet_counts

LOCK = 7_206_101  # one who keeps counts at a time
BATCH = 50  # hamlets in one transaction
CLAIM = """
DELETE FROM registry_countmark WHERE place_id IN
    (SELECT place_id FROM registry_countmark GROUP BY place_id ORDER BY min(id) LIMIT %s)
RETURNING place_id
"""


def mark_counts(cells: Iterable[tuple[int, date]], *, at: datetime) -> None:
    """Say that rows of the register changed: figures of these (place id, day) and the kept counts of their hamlets
    are counted again. Called inside the transaction of the change."""
    changed = set(cells)
    mark_changed(changed, at=at)
    CountMark.objects.bulk_create([CountMark(place_id=place) for place in sorted({place for place, _day in changed})])


@transaction.atomic
def recount(*, limit: int = BATCH) -> int:
    """Keep the counts of the hamlets that were marked longest ago; returns how many.

    The marks that are seen are taken away first, the rows counted after: whoever writes meanwhile leaves a mark that
    stays. Two who count wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(CLAIM, [limit])
        places = sorted({place for (place,) in cursor.fetchall()})
    HamletCount.objects.filter(place__in=places).delete()
    HamletAnswers.objects.filter(place__in=places).delete()
    HamletCount.objects.bulk_create(hamlet_counts(places))
    HamletAnswers.objects.bulk_create(hamlet_answers(places))
    return len(places)
