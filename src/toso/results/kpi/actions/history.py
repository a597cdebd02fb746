"""Whole months taken over at once: from the province's own module, from a spreadsheet, or for a sample."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions.checks import path_of
from toso.results.kpi.actions.months import keep_scores, open_month
from toso.results.kpi.models import Line, Month, Sheet, Step, Update
from toso.results.kpi.queries.access import scorers_of
from toso.results.kpi.queries.scoring import book_of
from toso.results.kpi.rules.states import SheetState, StepKind
from toso.results.kpi.rules.terms import Origin

KEEP_TAKEN = """
UPDATE kpi_sheet AS sheet
SET state = new.state, general_self = new.general_self, results_self = new.results_self,
    leader_terms = new.leader_terms, self_scored_at = new.self_scored_at, confirmed_at = new.confirmed_at,
    confirmed_by_id = new.confirmed_by
FROM jsonb_to_recordset(%s::jsonb) AS new(
    id bigint, state text, general_self jsonb, results_self jsonb, leader_terms jsonb, self_scored_at timestamptz,
    confirmed_at timestamptz, confirmed_by bigint
)
WHERE sheet.id = new.id
"""


@dataclass(frozen=True, slots=True)
class PastLine:
    """One line as it came out; ``done_on`` is the day on which it was finished."""

    name: str
    coefficient: Decimal
    assigned: Decimal
    done: Decimal
    done_on: date
    product_id: int | None = None
    measure: str = ""
    origin: Origin = Origin.ASSIGNED
    due_on: date | None = None
    quality_failures: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class PastSheet:
    """One person's month: general points by criterion (none: not self-scored yet) and the lines."""

    lines: Sequence[PastLine]
    points: Mapping[str, Decimal] = field(default_factory=dict)
    terms: Mapping[str, Decimal] = field(default_factory=dict)
    results: Mapping[str, Decimal] = field(default_factory=dict)  # where the 70 points are not counted from lines


@transaction.atomic
def take_over_month(
    *,
    agency: Organisation,
    month: date,
    sheets: Mapping[int, PastSheet],
    by: Person | None,
    at: datetime,
    is_closed: bool,
    is_sample: bool = False,
) -> Month:
    """Open a month, fill the sheets of these persons in bulk, and when it is closed score and lock them.

    A month that already has lines is left alone, so that taking over twice changes nothing.
    """
    opened = open_month(agency=agency, month=month, by=by, at=at)
    own = {sheet.person_id: sheet for sheet in Sheet.objects.filter(month=opened)}
    if Line.objects.filter(sheet__in=own.values()).exists():
        return opened
    if unknown := [person for person in sheets if person not in own]:
        raise Refusal(_("%(count)s người không có vị trí trong cơ quan ở tháng này.") % {"count": len(unknown)})
    scorers = scorers_of([agency.pk], opened.last_day)
    for person_id, past in sheets.items():
        _fill(own[person_id], past, scorer=scorers.get(person_id), at=at, is_closed=is_closed)
    changed = [own[person_id] for person_id in sheets]
    _keep(changed)
    _lines(own, sheets, at=at, is_closed=is_closed, is_sample=is_sample)
    if is_closed:
        book = book_of(opened)
        book.run()
        keep_scores(book, [sheet for sheet in book.sheets if sheet.person_id in sheets], at=at, state=SheetState.LOCKED)
        kinds = (StepKind.CONFIRMED, StepKind.LOCKED)
        Step.objects.bulk_create(
            Step(sheet=sheet, kind=kind, by_id=sheet.confirmed_by_id, at=at) for sheet in changed for kind in kinds
        )
        opened.closed_at = at
        opened.save(update_fields=["closed_at"])
    record("kpi.month.taken_over", by=by, about=opened, at=at, path=path_of(opened), detail={"sheets": len(sheets)})
    return opened


def _fill(sheet: Sheet, past: PastSheet, *, scorer: int | None, at: datetime, is_closed: bool) -> None:
    sheet.general_self = {code: str(value) for code, value in past.points.items()}
    sheet.results_self = {code: str(value) for code, value in past.results.items()}
    sheet.leader_terms = {name: {"value": str(value), "reason": ""} for name, value in past.terms.items()}
    if past.points:
        sheet.state, sheet.self_scored_at = SheetState.SELF_SCORED, at
    if is_closed:
        sheet.state, sheet.confirmed_at, sheet.confirmed_by_id = SheetState.CONFIRMED, at, scorer


def _keep(sheets: Sequence[Sheet]) -> None:
    """Write what was filled in, all sheets at once: a statement for each row would take several times as long."""
    rows = [
        {
            "id": sheet.pk,
            "state": sheet.state,
            "general_self": sheet.general_self,
            "results_self": sheet.results_self,
            "leader_terms": sheet.leader_terms,
            "self_scored_at": sheet.self_scored_at and sheet.self_scored_at.isoformat(),
            "confirmed_at": sheet.confirmed_at and sheet.confirmed_at.isoformat(),
            "confirmed_by": sheet.confirmed_by_id,
        }
        for sheet in sheets
    ]
    with connection.cursor() as cursor:
        cursor.execute(KEEP_TAKEN, [json.dumps(rows)])


def _lines(
    own: Mapping[int, Sheet],
    sheets: Mapping[int, PastSheet],
    *,
    at: datetime,
    is_closed: bool,
    is_sample: bool,
) -> None:
    made = []
    for person_id, past in sheets.items():
        sheet = own[person_id]
        for line in past.lines:
            row = Line(
                sheet=sheet,
                product_id=line.product_id,
                name=line.name,
                measure=line.measure,
                coefficient=line.coefficient,
                assigned=line.assigned,
                done=line.done,
                accepted=line.done if is_closed else None,
                origin=line.origin,
                due_on=line.due_on,
                quality_failures=line.quality_failures,
                late=line.late,
                body_id=sheet.body_id,
                captured_at=at,
                recorded_at=at,
                is_sample=is_sample,
            )
            made.append((row, person_id, line))
    Line.objects.bulk_create([row for row, _person, _line in made], batch_size=2000)
    Update.objects.bulk_create(
        [
            Update(line=row, person_id=person_id, quantity=line.done, on=line.done_on, captured_at=at, recorded_at=at)
            for row, person_id, line in made
            if line.done
        ],
        batch_size=2000,
    )
