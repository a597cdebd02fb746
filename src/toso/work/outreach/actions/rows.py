"""The rows of a piece of work, as every way of recording writes them. Who calls has checked, and leaves the line."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.rows import write_rows
from toso.ground.shared.text import nfc
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.plan.teams.rules import TeamKind
from toso.work.outreach import rules
from toso.work.outreach.models import Batch, CentreCase, Record, Share, Source
from toso.work.outreach.queries.records import same_work
from toso.work.outreach.rules import Flag, Work, handling_days

TEAMS = """
SELECT place_id, id, established_on, ended_on FROM teams_team
WHERE place_id = ANY(%s) AND kind = %s AND established_on IS NOT NULL AND superseded_at IS NULL
"""


def insert_records(
    works: Sequence[Work],
    *,
    source: Source,
    batch: Batch | None,
    by: Sequence[Person],
    at: datetime,
    places: Mapping[int, Place] | None = None,
    is_sample: bool = False,
    wrong_clocks: Collection[UUID] = (),
) -> list[Record]:
    """Write works that were checked; ``by``: who recorded each. The caller marks the cells and leaves the line.

    ``places``: theirs, when the caller has them; ``wrong_clocks``: the works whose device cannot be trusted in time.
    """
    if places is None:
        places = Place.objects.in_bulk({work.place_id for work in works})
    teams = teams_of(works)
    rows = [
        Record(
            uuid=work.uuid,
            province_code=places[work.place_id].province_code,
            source=source,
            batch=batch,
            captured_at=work.captured_at,
            recorded_at=at,
            recorded_by=recorder,
            is_sample=is_sample or places[work.place_id].is_sample,
            **values_of(work, teams),
        )
        for work, recorder in zip(works, by, strict=True)
    ]
    suspects = same_work(rows, besides=batch.pk if batch else None)
    for index, (row, work) in enumerate(zip(rows, works, strict=True)):
        suspect = suspects.get(index) if work.centre is None else None
        row.flags = _flags(row, suspect, is_clock_wrong=work.uuid in wrong_clocks)
    records = write_rows(Record, rows)
    save_parts(zip(records, works, strict=True))
    return records


def values_of(work: Work, teams: Mapping[tuple[int, date], int]) -> dict[str, Any]:
    """What the row of a work says, with its team as ``teams_of`` finds it."""
    return {
        "place_id": work.place_id,
        "day": work.day,
        "task_id": work.task_id,
        "platform_id": work.platform_id,
        "procedure_id": work.procedure_id,
        "document_id": work.document_id,
        "team_id": work.team_id or teams.get((work.place_id, work.day)),
        "result": work.result,
        "note": work.note,
        "medium": work.medium,
        "reach": work.reach,
        "things": work.things,
        **{name: getattr(work.counts, name) for name in rules.COUNT_NAMES},
    }


def teams_of(works: Iterable[Work]) -> dict[tuple[int, date], int]:
    """The community team of each place on each day, where there was one."""
    cells = {(work.place_id, work.day) for work in works}
    with connection.cursor() as cursor:
        cursor.execute(TEAMS, [list({place for place, _day in cells}), TeamKind.COMMUNITY])
        teams = cursor.fetchall()
    by_place: dict[int, list[tuple[int, date, date | None]]] = {}
    for place, *span in teams:
        by_place.setdefault(place, []).append(tuple(span))
    return {
        (place, day): team
        for place, day in cells
        for team, since, until in by_place.get(place, ())
        if since <= day and (until is None or day < until)
    }


def _flags(record: Record, suspect: UUID | None, *, is_clock_wrong: bool = False) -> list[dict[str, Any]]:
    day, captured_at, recorded_at = record.day, record.captured_at, record.recorded_at
    flags: list[dict[str, Any]] = []
    if rules.is_late(day=day, captured_at=captured_at, recorded_at=recorded_at):
        days = rules.days_late(day=day, captured_at=captured_at, recorded_at=recorded_at)
        flags.append({"code": Flag.LATE_CAPTURE, "seen": False, "days": days})
    if is_clock_wrong or rules.clock_jumped(day=day, captured_at=captured_at, recorded_at=recorded_at):
        flags.append({"code": Flag.CLOCK_JUMP, "seen": False})
    if suspect is not None:
        flags.append({"code": Flag.SAME_WORK, "seen": False, "record": str(suspect), "is_linked": False})
    return flags


def save_parts(pairs: Iterable[tuple[Record, Work]]) -> None:
    """What belongs to a version of a record: who took part, and the case at the centre."""
    kept = list(pairs)
    _save_shares(kept)
    CentreCase.objects.bulk_create(
        [
            CentreCase(
                record=record,
                handling_days=handling_days(work.centre, record.day, vietnam_calendar()),
                **asdict(work.centre),
            )
            for record, work in kept
            if work.centre is not None
        ],
        batch_size=2000,
    )


def _save_shares(pairs: Iterable[tuple[Record, Work]]) -> None:
    write_rows(
        Share,
        [
            Share(record=record, person_id=person, percent=percent)
            for record, work in pairs
            for person, percent in (work.shares if work.shares is not None else rules.split_evenly(work.people)).items()
        ],
    )


def cleaned(work: Work) -> Work:
    """Its words as they are kept."""
    return replace(work, result=nfc(work.result).strip(), note=nfc(work.note).strip())
