"""What the personnel officer sees of a month: who has not scored, how bodies score, workload, quality with quantity."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from toso.ground.people.models import Organisation, Person
from toso.ground.shared.scope import Scope, inside
from toso.results.kpi.models import Leave, Line, Month, Sheet, WrongManager
from toso.results.kpi.queries.access import scorers_of
from toso.results.kpi.rules.states import EDITABLE, SheetState
from toso.results.kpi.rules.terms import Grade, Origin
from toso.results.kpi.rules.watch import leniency


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body of the agency in a month."""

    body: Organisation
    people: int
    scored: int
    mean: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    levels: dict[str, int]
    signal: str
    workload: Decimal | None  # converted products assigned per person
    quality: Decimal | None  # failures per ten products done
    late: Decimal | None  # share of lines that were late
    adhoc: Decimal | None  # share of the result that came from ad-hoc work


@dataclass(frozen=True, slots=True)
class Missing:
    sheet: Sheet
    scorer: str
    is_waiting_for_self: bool


def missing_of(month: Month, on: date) -> list[Missing]:
    """Who has not been scored yet, and who holds it up."""
    sheets = list(
        Sheet.objects.filter(month=month, state__in=EDITABLE, excluded="")
        .select_related("person", "body")
        .order_by("body__sort_key", "person__sort_key", "pk")
    )
    found = scorers_of([month.agency_id], on)
    names = dict(Person.objects.filter(pk__in=[pk for pk in found.values() if pk]).values_list("pk", "name"))
    return [
        Missing(sheet, names.get(found.get(sheet.person_id) or 0, ""), sheet.state == SheetState.OPEN)
        for sheet in sheets
    ]


def bodies_of(month: Month) -> list[BodyLine]:
    """Each body of the agency with its scores beside those of all the others. Four questions, whatever the size."""
    sheets = list(Sheet.objects.filter(month=month).select_related("body").order_by("body__sort_key", "pk"))
    work = _work(month)
    by_body: dict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_body[sheet.body_id].append(sheet)
    totals = {pk: [s.total for s in rows if s.total is not None] for pk, rows in by_body.items()}
    found = []
    for pk, rows in by_body.items():
        own = totals[pk]
        around = [total for other, values in totals.items() if other != pk for total in values]
        levels = {grade.value: sum(s.level == grade for s in rows) for grade in Grade}
        found.append(
            BodyLine(
                body=rows[0].body,
                people=len(rows),
                scored=len(own),
                mean=sum(own, Decimal(0)) / len(own) if own else None,
                lowest=min(own, default=None),
                highest=max(own, default=None),
                levels=levels,
                signal=leniency(own, around),
                **_of_body(work.get(pk, {}), len(rows)),
            )
        )
    return found


def _work(month: Month) -> dict[int, dict[str, Any]]:
    counted = Coalesce(F("accepted"), F("done"))
    rows = (
        Line.objects.standing()
        .filter(sheet__month=month)
        .values("sheet__body")
        .annotate(
            assigned_sum=Sum(F("coefficient") * F("assigned")),
            done_sum=Sum(F("coefficient") * counted),
            units=Sum(counted),
            failures=Sum("quality_failures"),
            rows=Count("pk"),
            late_rows=Count("pk", filter=Q(late__gt=0, is_objective_late=False)),
            adhoc_sum=Sum(F("coefficient") * counted, filter=Q(origin=Origin.ADHOC)),
        )
    )
    return {row["sheet__body"]: row for row in rows}


def _of_body(row: dict[str, Any], people: int) -> dict[str, Decimal | None]:
    if not row:
        return {"workload": None, "quality": None, "late": None, "adhoc": None}
    units, done = row["units"] or Decimal(0), row["done_sum"] or Decimal(0)
    return {
        "workload": row["assigned_sum"] / people,
        "quality": Decimal(10) * row["failures"] / units if units else None,
        "late": Decimal(100) * row["late_rows"] / row["rows"] if row["rows"] else None,
        "adhoc": 100 * (row["adhoc_sum"] or Decimal(0)) / done if done else None,
    }


def counts_of(month: Month) -> dict[str, int]:
    """How many sheets stand in which state."""
    rows = Sheet.objects.filter(month=month).values("state").annotate(count=Count("pk"))
    found = {row["state"]: row["count"] for row in rows}
    done = sum(found.get(state, 0) for state in (SheetState.CONFIRMED, SheetState.NOTIFIED, SheetState.LOCKED))
    return {
        "all": sum(found.values()),
        "open": found.get(SheetState.OPEN, 0),
        "self_scored": found.get(SheetState.SELF_SCORED, 0),
        "done": done,
        "confirmed": found.get(SheetState.CONFIRMED, 0),
        "locked": found.get(SheetState.LOCKED, 0),
    }


def disputes_of(agency: Organisation) -> list[WrongManager]:
    """Reports of a wrong manager that wait for an answer."""
    rows = WrongManager.objects.filter(agency=agency, answered_at__isnull=True)
    return list(rows.select_related("person", "said_by").order_by("said_at"))


def leaves_of(month: Month) -> list[Leave]:
    rows = Leave.objects.filter(agency=month.agency_id, starts_on__lte=month.last_day, ends_on__gt=month.first_day)
    return list(rows.select_related("person").order_by("starts_on", "pk"))


def compared(scope: Scope, month: date) -> list[dict[str, Any]]:
    """One agency beside another, in figures only: nobody is named who stands outside the asker's scope."""
    visible = inside(scope.place_roots, "month__agency__place__path")
    rows = (
        Sheet.objects.filter(visible, on=month, total__isnull=False)
        .values("month__agency__name", "month__agency__sort_key")
        .annotate(
            people=Count("pk"),
            mean=Avg("total"),
            lowest=Min("total"),
            highest=Max("total"),
            excellent=Count("pk", filter=Q(level=Grade.EXCELLENT)),
            failed=Count("pk", filter=Q(level=Grade.FAILED)),
        )
        .order_by("month__agency__sort_key")
    )
    return list(rows)
