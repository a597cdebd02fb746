"""What the personnel officer sees of a month: who has not scored, how bodies score, workload, quality with quantity."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope, inside
from toso.results.kpi.models import Leave, Line, Month, Sheet, WrongManager
from toso.results.kpi.queries.access import scorers_of
from toso.results.kpi.queries.months import catalogue_on
from toso.results.kpi.rules.states import EDITABLE, SheetState
from toso.results.kpi.rules.terms import Grade, Origin
from toso.results.kpi.rules.watch import Inflation, Output, inflation, leniency

FEWEST = 5  # people: of fewer, the lowest and the highest would be somebody's own
FEWEST_AGENCIES = 3


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

    @property
    def bands(self) -> list[tuple[str, str, str]]:
        """The levels as stretches of a bar of 100: the key of its colour, where it begins, how wide it is."""
        keys = ((Grade.EXCELLENT, "g"), (Grade.GOOD, "k"), (Grade.COMPLETED, "l2"), (Grade.FAILED, "l1"))
        at, found = Decimal(0), []
        for grade, key in keys:
            width = Decimal(100) * self.levels[grade.value] / self.scored if self.scored else Decimal(0)
            if width:
                found.append((key, f"{at:.2f}", f"{width:.2f}"))
            at += width
        return found


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


INFLATIONS = {
    Inflation.OUTPUT: _("Khối lượng hơn gấp đôi người có nhiệm vụ tương tự"),
    Inflation.OUTSIDE: _("Quá nửa kết quả từ việc ngoài danh mục"),
    Inflation.WEIGHT: _("Hệ số tự ghi cao hơn mọi sản phẩm của danh mục"),
    Inflation.OVERDONE: _("Nhiều việc làm gấp hơn hai lần số giao"),
}


@dataclass(frozen=True, slots=True)
class Inflated:
    sheet: Sheet
    signs: tuple[str, ...]


def _output(row: dict[str, Any]) -> Output:
    whole, free, heaviest = (row[name] or Decimal(0) for name in ("whole", "free", "heaviest"))
    return Output(whole, free, heaviest, row["overdone"])


def inflated(month: Month) -> list[Inflated]:
    """Whose month shows signs of being blown up, beside the catalogue and people with similar tasks."""
    counted = Coalesce(F("accepted"), F("done"))
    is_outside = Q(product__isnull=True)
    rows = (
        Line.objects.standing()
        .filter(sheet__month=month)
        .values("sheet")
        .annotate(
            whole=Sum(F("coefficient") * counted),
            free=Sum(F("coefficient") * counted, filter=is_outside),
            heaviest=Max("coefficient", filter=is_outside),
            overdone=Count("pk", filter=Q(assigned__gt=0) & Q(done__gt=2 * F("assigned"))),
        )
    )
    nothing = Decimal(0)
    outputs = {
        row["sheet"]: Output(
            row["whole"] or nothing, row["free"] or nothing, row["heaviest"] or nothing, row["overdone"]
        )
        for row in rows
    }
    catalogue = catalogue_on(month.agency_id, month.last_day)
    heaviest = catalogue.products.aggregate(most=Max("coefficient"))["most"] if catalogue else None
    sheets = list(Sheet.objects.filter(month=month).select_related("person", "body").order_by("person__sort_key", "pk"))
    groups: dict[tuple[str, str], list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        groups[sheet.group, sheet.rank].append(sheet)
    found = []
    for sheet in sheets:
        own = outputs.get(sheet.pk)
        if own is None:
            continue
        around = [
            outputs[other.pk].done
            for other in groups[sheet.group, sheet.rank]
            if other.pk in outputs and other != sheet
        ]
        if signs := inflation(own, around, heaviest=heaviest):
            found.append(Inflated(sheet, tuple(str(INFLATIONS[sign]) for sign in signs)))
    return found


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
        .values("month__agency", "month__agency__name", "month__agency__sort_key")
        .annotate(
            people=Count("pk"),
            mean=Avg("total"),
            lowest=Min("total"),
            highest=Max("total"),
            excellent=Count("pk", filter=Q(level=Grade.EXCELLENT)),
            failed=Count("pk", filter=Q(level=Grade.FAILED)),
        )
        .order_by("month__agency__sort_key", "month__agency")
    )
    return [row if row["people"] >= FEWEST else row | {"lowest": None, "highest": None} for row in rows]


def elsewhere(scope: Scope, month: date) -> dict[str, Any] | None:
    """All other agencies of the province together, without naming any: None where fewer than three have scored."""
    own = Place.objects.filter(path__in=scope.place_roots).values_list("province_code", flat=True)
    rows = Sheet.objects.filter(on=month, total__isnull=False, month__agency__place__province_code__in=set(own))
    rows = rows.exclude(inside(scope.place_roots, "month__agency__place__path"))
    found = rows.aggregate(
        agencies=Count("month__agency", distinct=True),
        people=Count("pk"),
        mean=Avg("total"),
        excellent=Count("pk", filter=Q(level=Grade.EXCELLENT)),
        failed=Count("pk", filter=Q(level=Grade.FAILED)),
    )
    return found if found["agencies"] >= FEWEST_AGENCIES else None
