"""KPI at the size of a province: 65 communes, 5,005 officials, 30 lines each; closing the month, "why", the catalogue.

Needs an open house whose database is scratch: it fills the tables of an empty one.
"""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection

from toso.command.bench import BenchRow, milliseconds, milliseconds_beside
from toso.command.say import Trouble
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.text import fold
from toso.results.kpi.actions.months import close_month
from toso.results.kpi.models import Catalogue, Line, Month, Product, Sheet
from toso.results.kpi.queries.catalogue import Narrowing, page_of, products_of
from toso.results.kpi.queries.rule_sets import brought_rule_sets
from toso.results.kpi.queries.why import why
from toso.results.kpi.rules.exact import shown
from toso.results.kpi.rules.states import Rank, SheetState
from toso.results.kpi.rules.terms import Origin

COMMUNES, DIVISIONS, PEOPLE, LINES, PRODUCTS = 65, 3, 77, 30, 5000
MONTH = date(2026, 10, 1)
AT = datetime(2026, 10, 23, 9, tzinfo=UTC)
RUNS = 3
NEEDLE = "hướng dẫn dịch vụ công"

READY = """
UPDATE kpi_sheet SET state = 'confirmed', answer = '{}', total = NULL, locked_at = NULL;
DELETE FROM kpi_step; UPDATE kpi_month SET closed_at = NULL
"""
# The floor: the same rows, read and summed in one pass, every ratio capped at 100 %.
FLOOR = """
SELECT sheet_id, 30 + 70 / 3.0 * (least(sum(done) / sum(given), 1) + least(sum(good) / sum(given), 1)
    + least(sum(intime) / sum(given), 1)) AS total
FROM (
    SELECT l.sheet_id,
        CASE WHEN origin IN ('assigned', 'handed_over') THEN coefficient * assigned ELSE 0 END AS given,
        coefficient * done AS done,
        coefficient * done * greatest(0, 1 - 0.25 * quality_failures) AS good,
        coefficient * done * CASE WHEN is_objective_late THEN 1 ELSE greatest(0, 1 - 0.25 * late) END AS intime
    FROM kpi_line l WHERE withdrawn_at IS NULL
) AS line GROUP BY sheet_id
"""


@dataclass
class Filled:
    months: list[Month]
    catalogue: Catalogue


def seed() -> Filled:
    """Fill an empty database with a month that waits to be closed, and one large catalogue."""
    if Sheet.objects.exists():
        raise Trouble("Phép đo cần một cơ sở dữ liệu trống; hãy chạy với một thư mục dữ liệu mới.")
    agencies = [_body(f"X{number}", None) for number in range(COMMUNES)]
    months = Month.objects.bulk_create(_month(agency) for agency in agencies)
    sheets: list[Sheet] = []
    for month in months:
        bodies = [_body(f"{month.agency.code}.{number}", month.agency) for number in range(DIVISIONS)]
        persons = Person.objects.bulk_create(
            Person(name=f"Nguyễn Mẫu {number}", search="nguyen mau", sort_key="mau", is_sample=True)
            for number in range(PEOPLE)
        )
        sheets += [_sheet(month, bodies, person, number) for number, person in enumerate(persons)]
    Sheet.objects.bulk_create(sheets, batch_size=1000)
    catalogue = _catalogue(agencies[0])
    waiting = iter(sheets)
    while few := list(islice(waiting, 200)):
        Line.objects.bulk_create(_line(sheet, number) for sheet in few for number in range(1, LINES + 1))
    _execute("VACUUM ANALYZE")
    return Filled(months, catalogue)


def rows() -> list[BenchRow]:
    filled = seed()
    return [_closing(filled.months), *_asking(filled)]


def _closing(months: list[Month]) -> BenchRow:
    """All 65 agencies one after the other, each in its own transaction, beside one reading of the same rows."""
    seconds, floors = [], []
    for _run in range(RUNS):
        _execute(READY)
        begun = time.perf_counter()
        for month in months:
            close_month(month_id=month.pk, by=None, at=AT)
        seconds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        floor = dict(_asked(FLOOR))
        floors.append(time.perf_counter() - begun)
    _refuse_other_totals(floor)
    seconds.sort()
    name = f"Khoá tháng {COMMUNES * PEOPLE} người × {LINES} việc"
    return BenchRow(
        name, "giây", seconds[1], seconds[0], seconds[-1], "≤ 15 giây", "một câu SQL đọc", sorted(floors)[1]
    )


def _refuse_other_totals(floor: dict[int, Decimal]) -> None:
    """What was closed must be what the one sentence of SQL says, person by person (leaders have more terms)."""
    closed = Sheet.objects.filter(rank=Rank.OFFICIAL, state=SheetState.LOCKED).values_list("pk", "total")
    wrong = [pk for pk, total in closed if total is None or abs(total - floor[pk]) > Decimal("0.000001")]
    if wrong or not closed:
        raise Trouble(f"Điểm đã khoá khác với câu SQL đối chứng ở {len(wrong)} người.")


def _asking(filled: Filled) -> list[BenchRow]:
    officials = Sheet.objects.select_related("month__agency__place", "person", "body")
    official = officials.filter(rank=Rank.OFFICIAL)[0]
    leader = officials.filter(rank=Rank.HEAD).order_by("pk")[0]
    lines = Line.objects.filter(sheet=official)
    products = partial(_asked, "SELECT id, name FROM kpi_product WHERE search LIKE %s LIMIT 50", [f"%{fold(NEEDLE)}%"])
    taken, beside = milliseconds_beside(lambda: why(official), lambda: list(lines.all()), runs=21, warmup=2)
    searched, floor = milliseconds_beside(
        lambda: page_of(products_of(filled.catalogue, Narrowing(text=NEEDLE)), ""), products, runs=21, warmup=2
    )
    return [
        BenchRow("“Vì sao” của một người, đã khoá", "ms", *taken, "≤ 100 ms", "đọc các dòng", beside),
        BenchRow("“Vì sao” của người đứng đầu", "ms", *milliseconds(lambda: why(leader), runs=9), "≤ 100 ms"),
        BenchRow(f"Tìm trong {PRODUCTS} sản phẩm, không dấu", "ms", *searched, "≤ 60 ms", "một câu LIKE", floor),
    ]


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _asked(sql: str, given: list[Any] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


def _body(code: str, parent: Organisation | None) -> Organisation:
    return Organisation.objects.create(
        code=code,
        name=f"Mẫu {code}",
        kind="commune_committee",
        parent=parent,
        path=f"{parent.path if parent else ''}{code}.",
        search="mau",
        sort_key="mau",
        valid_from=date(2025, 7, 1),
        is_sample=True,
    )


def _month(agency: Organisation) -> Month:
    return Month(
        agency=agency,
        month=MONTH,
        first_day=MONTH,
        last_day=MONTH.replace(day=31),
        rule_set="ND335-2025",
        self_score_by=MONTH.replace(day=20),
        confirm_by=MONTH.replace(day=22),
        report_by=MONTH.replace(day=24),
        opened_at=AT,
        is_sample=True,
    )


def _sheet(month: Month, bodies: list[Organisation], person: Person, number: int) -> Sheet:
    """The chairman first, then a head for each division, then officials."""
    body = month.agency if number == 0 else bodies[number % DIVISIONS]
    full = {criterion.code: shown(criterion.points, 1) for criterion in brought_rule_sets()["ND335-2025"].criteria}
    hundred = {"value": "100", "reason": ""}
    return Sheet(
        month=month,
        on=MONTH,
        person=person,
        body=body,
        rank=Rank.HEAD if number <= DIVISIONS else Rank.OFFICIAL,
        state=SheetState.CONFIRMED,
        general_self=full,
        leader_terms={"dd": hundred, "e": hundred} if number <= DIVISIONS else {},
        is_sample=True,
    )


def _line(sheet: Sheet, number: int) -> Line:
    """Most lines done as assigned; some handed over, ad hoc, late, failed, or late for an objective cause."""
    seed = sheet.person_id + number
    origin = Origin.ADHOC if number % 10 == 0 else Origin.HANDED_OVER if number % 15 == 1 else Origin.ASSIGNED
    given = Decimal(1 + seed % 5)
    return Line(
        sheet=sheet,
        name=f"Công việc mẫu {number}",
        coefficient=Decimal(5 + seed * 7 % 40) / 10,
        assigned=Decimal(0) if origin is Origin.ADHOC else given,
        done=Decimal(0) if origin is Origin.HANDED_OVER else given - (Decimal("0.5") if number % 7 == 0 else 0),
        origin=origin,
        quality_failures=1 + number % 2 if seed % 11 == 0 else 0,
        late=1 + number % 3 if seed % 9 == 0 else 0,
        is_objective_late=seed % 27 == 0,
        body=sheet.body,
        due_on=MONTH,
        captured_at=AT,
        recorded_at=AT,
        is_sample=True,
    )


def _catalogue(agency: Organisation) -> Catalogue:
    catalogue = Catalogue.objects.create(
        agency=agency,
        version=1,
        valid_from=MONTH,
        standard_name="Soạn thảo văn bản",
        standard_points=5,
        drafted_at=AT,
        approved_at=AT,
        is_sample=True,
    )
    names = ("Soạn thảo văn bản", "Hướng dẫn dịch vụ công trực tuyến", "Báo cáo tổng hợp", "Thẩm định hồ sơ đất đai")
    Product.objects.bulk_create(
        Product(
            catalogue=catalogue,
            name=(name := f"{names[number % len(names)]} {number}"),
            search=fold(name),
            group=1 + number % 5,
            points=Decimal(5 + number % 50),
            coefficient=Decimal(5 + number % 50) / 5,
        )
        for number in range(PRODUCTS)
    )
    return catalogue
