from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection


def mark_changed(cells: Iterable[tuple[int, date]], *, at: datetime) -> None:
    """Say that counted rows changed: for each (place id, day) the figures are computed again.

    Called inside the transaction of the change, with the old and the new place and day. Marks of
    one cell coalesce. Rows are written in a fixed order, so that two changes never wait in a ring.
    """
    unique = sorted(set(cells))
    if not unique:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO programme_mark (place_id, day, marked_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (place_id, day) DO UPDATE SET marked_at = EXCLUDED.marked_at",
            [(place_id, day, at) for place_id, day in unique],
        )
