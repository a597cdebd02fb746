from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from toso.ground.audit.actions import record
from toso.ground.places.rules import Level
from toso.plan.programme import queries
from toso.plan.programme.actions.law import load_law
from toso.plan.programme.actions.loading import rows_of, upsert
from toso.plan.programme.models import (
    Indicator,
    IndicatorTerm,
    LegalDocument,
    Platform,
    Target,
    TargetDecision,
    TaskType,
)

PLAN_6863 = "KH-6863"
EVERY_MARK = 2**62
CLAIM = """
WITH cell AS (
    SELECT DISTINCT place_id, day FROM (
        SELECT place_id, day FROM programme_mark WHERE id <= %s ORDER BY id LIMIT %s
    ) AS oldest
)
DELETE FROM programme_mark AS mark USING cell WHERE mark.place_id = cell.place_id AND mark.day = cell.day
RETURNING mark.place_id, mark.day
"""
FORMER_PROVINCE = "56"  # Khánh Hòa as the Plan of 2022 bound it
SAMPLE_YEAR_BEGINS = date(2025, 12, 15)  # the reporting year 2026 (15/12–14/12)


def mark_changed(cells: Iterable[tuple[int, date]], *, at: datetime) -> None:
    """Say that counted rows changed: for each (place id, day) the figures are computed again.

    Called inside the transaction of the change, with the old and the new place and day. Marks are only
    added, so nobody who writes waits for another who writes, or for who computes.
    """
    unique = sorted(set(cells))
    if not unique:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO programme_mark (place_id, day, marked_at)"
            " SELECT place_id, day, %s FROM unnest(%s::bigint[], %s::date[]) AS w (place_id, day)",
            [at, [place_id for place_id, _day in unique], [day for _place_id, day in unique]],
        )


def claim_marks(*, limit: int, newest: int = EVERY_MARK) -> list[tuple[int, date]]:
    """Take the oldest marks away, none after ``newest``, with all others of their cells, and return these cells.

    Called before the cells are computed, in the same transaction, by one at a time. Whoever marks one of
    them meanwhile leaves a mark that was not seen and stays, so no change is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [newest, limit])
        return sorted(set(cursor.fetchall()))


@transaction.atomic
def load_catalogue(*, at: datetime) -> None:
    """Load or refresh documents, task types, platforms, indicators and the targets of Plan 6863.

    Running it again changes nothing. The targets of 2022 and 2025 wait until the former province
    is known; the next run writes them.
    """
    is_first = not LegalDocument.objects.exists()
    documents = load_law()
    _load_tasks(documents)
    upsert(Platform, [{"order": order, **row} for order, row in rows_of("platform")])
    entries = [row for _order, row in rows_of("indicator")]
    indicators = _load_indicators(entries, documents)
    _load_terms(entries, indicators)
    _load_history(entries, indicators, documents[PLAN_6863], at=at)
    if is_first:
        record("programme.catalogue.loaded", by=None, about=documents[PLAN_6863], at=at)


def _load_tasks(documents: Mapping[str, LegalDocument]) -> None:
    begin = documents[PLAN_6863].signed_on
    empty = {"pillar": "", "article": "", "source": "", "is_common": False, "valid_from": begin}
    upsert(
        TaskType,
        [
            {**empty, **entry, "order": order, "basis": documents.get(entry.get("basis", ""))}
            for order, entry in rows_of("task")
        ],
    )


def _load_indicators(entries: list[dict[str, Any]], documents: Mapping[str, LegalDocument]) -> dict[str, Indicator]:
    empty = {"decimals": 0, "article": "", "note": "", "is_sample": False, "valid_until": None}
    begin = {"valid_from": SAMPLE_YEAR_BEGINS}
    rows = []
    for order, entry in enumerate(entries, start=1):
        row = {**empty, **begin, **entry, "order": order, "basis": documents[entry["basis"]]}
        rows.append({name: value for name, value in row.items() if name not in ("terms", "targets")})
    return upsert(Indicator, rows)


def _load_terms(entries: list[dict[str, Any]], indicators: Mapping[str, Indicator]) -> None:
    for entry in entries:
        indicator = indicators[entry["code"]]
        kept = [
            IndicatorTerm.objects.get_or_create(indicator=indicator, part=part, fact=fact, parameters=parameters)[0].pk
            for part, fact, parameters in entry.get("terms", [])
        ]
        indicator.terms.exclude(pk__in=kept).delete()


def _load_history(
    entries: list[dict[str, Any]], indicators: Mapping[str, Indicator], plan: LegalDocument, *, at: datetime
) -> None:
    """The targets of Plan 6863, section III, for the former province that it bound."""
    place = plan.signed_on and queries.place_on(Level.PROVINCE, FORMER_PROVINCE, plan.signed_on)
    if not place:
        return
    for year in (2022, 2025):
        decision, _is_new = TargetDecision.objects.get_or_create(
            place=place,
            number=plan.number,
            year=year,
            defaults={
                "title": plan.title,
                "signed_on": plan.signed_on,
                "signer": "KT. Chủ tịch, Phó Chủ tịch",
                "basis": plan,
                "issued_at": at,
            },
        )
        Target.objects.bulk_create(
            [
                Target(
                    decision=decision,
                    indicator=indicators[entry["code"]],
                    place=place,
                    year=year,
                    value=Decimal(entry["targets"][str(year)]),
                )
                for entry in entries
                if str(year) in entry.get("targets", {})
            ],
            ignore_conflicts=True,
        )
