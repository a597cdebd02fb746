"""Complaints and their seven working days."""

from datetime import datetime
from typing import Any

from django.db.models import F

from toso.ground.shared.deadline_words import due_words
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.kpi.models import Complaint
from toso.results.kpi.queries.access import Standing, readable

SHOWN = 200


def complaints_seen(standing: Standing, at: datetime) -> list[dict[str, Any]]:
    """The complaints somebody may read, those that wait first, by their deadline."""
    rows = (
        Complaint.objects.filter(sheet__in=readable(standing))
        .select_related("sheet__person", "sheet__body", "made_by")
        .order_by(F("answered_at").asc(nulls_first=True), "due_at", "pk")[:SHOWN]
    )
    calendar = vietnam_calendar()
    return [
        {
            "complaint": row,
            "due": due_words(calendar, row.due_at, at) if row.answered_at is None else "",
            "is_overdue": row.answered_at is None and row.due_at < at,
        }
        for row in rows
    ]
