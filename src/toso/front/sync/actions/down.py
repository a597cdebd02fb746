"""What a phone fetches: the next rows, and the word that names what it has then."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from toso.front.sync.models import PhoneKey, Snapshot
from toso.front.sync.rules.delta import Delta, Row, delta

MOST_ROWS = 500
KEPT_SNAPSHOTS = 4


def snapshot_named(key: PhoneKey, cursor: str) -> Snapshot | None:
    """What the phone says that it has; None when this is not known here any more."""
    if not cursor.isdecimal() or len(cursor) > 18:
        return None
    return Snapshot.objects.filter(key=key, pk=int(cursor)).first()


def changes_since(snapshot: Snapshot | None, wanted: Mapping[str, Sequence[Row]], *, most: int) -> Delta:
    return delta(snapshot.rows if snapshot else {}, wanted, most=most)


def next_changes(*, key: PhoneKey, cursor: str, wanted: Mapping[str, Sequence[Row]], at: datetime) -> dict[str, Any]:
    """The answer of ``changes``: the rows that changed, and the cursor after them. Without changes it stays."""
    snapshot = snapshot_named(key, cursor)
    found = changes_since(snapshot, wanted, most=MOST_ROWS)
    if snapshot is None or found.parts:
        before = snapshot.pk if snapshot else 0
        snapshot = Snapshot.objects.create(key=key, rows=found.known, made_at=at)
        kept = Snapshot.objects.filter(key=key).order_by("-pk").values_list("pk", flat=True)[:KEPT_SNAPSHOTS]
        Snapshot.objects.filter(key=key).exclude(pk__in=[*kept, before]).delete()
        is_reset = not before
    else:
        is_reset = False
    return {
        "server_at": at.isoformat(),
        "cursor": str(snapshot.pk),
        "more": found.has_more,
        "reset": is_reset,
        "parts": found.parts,
    }
