"""Roll-up at the size of a province: 1,000 hamlets, a year of days, ten series: 3.65 million daily figures.

Needs an open house whose database is scratch: it fills the tables of an empty one.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from toso.command.bench import BenchRow, milliseconds, milliseconds_beside
from toso.command.say import Trouble
from toso.ground.places.models import Place
from toso.ground.places.rules import Level, Reading
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import Indicator, IndicatorTerm, TaskType
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.actions.figures import FILL_HALF_MONTHS, recompute_marked
from toso.results.reporting.models import Series
from toso.results.reporting.queries.figures import figures, trend
from toso.results.reporting.queries.rollup import stored_sums
from toso.results.reporting.rules.periods import Span, months

COMMUNES, HAMLETS, SERIES, DAYS = 65, 1000, 10, 365
FIRST_DAY = date(2025, 12, 15)
MONTH = months(2026, 10, count=1, first_day_of_month=15)
MARKS = 2000

TREE = """
INSERT INTO places_place (id, level, kind, code, name, other_name, path, province_code, search, sort_key, parent_id,
    valid_from, is_sample)
VALUES (1, 'province', 'Tỉnh', '56', 'Mẫu', '', '1.', '56', 'mau', 'mau', NULL, '2000-01-01', true);
INSERT INTO places_place (id, level, kind, code, name, other_name, path, province_code, search, sort_key, parent_id,
    valid_from, is_sample)
SELECT 1 + c, 'commune', 'Xã', 'X' || c, 'Mẫu ' || c, '', '1.' || 1 + c || '.', '56', 'mau', 'mau', 1,
    '2000-01-01', true
FROM generate_series(1, {communes}) c;
INSERT INTO places_place (id, level, kind, code, name, other_name, path, province_code, search, sort_key, parent_id,
    valid_from, is_sample)
SELECT 1000 + h, 'hamlet', 'Thôn', 'T' || h, 'Mẫu ' || h, '', '1.' || 2 + h % {communes} || '.' || 1000 + h || '.',
    '56', 'mau', 'mau', 2 + h % {communes}, '2000-01-01', true
FROM generate_series(1, {hamlets}) h;
INSERT INTO places_placeversion (place_id, valid_from, name, kind, code, parent_id, basis)
SELECT id, valid_from, name, kind, code, parent_id, '' FROM places_place;
INSERT INTO places_reach (ancestor_id, place_id, reading, valid_from, valid_until, is_unallocated)
SELECT a.id, p.id, t.reading, CASE WHEN t.reading = 'then' THEN p.valid_from ELSE '0001-01-01' END, '9999-12-31', false
FROM places_place p JOIN places_place a ON p.path LIKE a.path || '%%'
CROSS JOIN (VALUES ('then'), ('today')) AS t (reading);
SELECT setval(pg_get_serial_sequence('places_place', 'id'), 10000)
"""

DAILY = """
INSERT INTO reporting_dailyfigure (province_code, series_id, place_id, day, value, records, computed_at)
SELECT '56', s.id, p.id, d.day::date, 1 + (p.id * 7 + extract(doy FROM d.day)::int) %% 5, 1, now()
FROM reporting_series s
CROSS JOIN generate_series(%s::date, %s::date, interval '1 day') AS d (day)
CROSS JOIN places_place p WHERE p.level = 'hamlet'
ORDER BY d.day, p.id
"""

# The floor: the sums of every month stand ready by hamlet, and only today's tree is asked.
FLOOR_TABLE = """
CREATE TABLE bench_month AS
SELECT m.month, d.place_id, d.series_id, sum(d.value) AS value, sum(d.records) AS records
FROM reporting_dailyfigure d
JOIN unnest(%s::int[], %s::date[], %s::date[]) AS m (month, first_day, last_day)
    ON d.day BETWEEN m.first_day AND m.last_day
GROUP BY 1, 2, 3
"""
FLOOR_ONE = """
SELECT sum(m.value), sum(m.records) FROM bench_month m JOIN places_place p ON p.id = m.place_id
WHERE m.series_id = %s AND m.month = %s AND p.path LIKE %s
"""
FLOOR_PAGE = """
SELECT m.series_id, p.parent_id, sum(m.value), sum(m.records)
FROM bench_month m JOIN places_place p ON p.id = m.place_id
WHERE m.month = %s AND p.parent_id = ANY(%s) GROUP BY 1, 2
"""
YEAR = [months(2026, month, count=1, first_day_of_month=15) for month in range(1, 13)]


def seed() -> list[Indicator]:
    """Fill an empty database; figures go in directly, so that only reading is measured."""
    if Place.objects.exists():
        raise Trouble("Phép đo cần một cơ sở dữ liệu trống; hãy chạy với một thư mục dữ liệu mới.")
    indicators = []
    for number in range(1, SERIES + 1):
        task = TaskType.objects.create(code=f"bench{number}", name="Mẫu", short_name="Mẫu", valid_from=FIRST_DAY)
        indicator = Indicator.objects.create(
            code=f"bench{number}",
            name="Mẫu",
            short_name="Mẫu",
            unit="lượt",
            kind=IndicatorKind.FLOW,
            valid_from=FIRST_DAY,
        )
        term = IndicatorTerm.objects.create(
            indicator=indicator,
            part=TermPart.NUMERATOR,
            fact="outreach.citizens_guided",
            parameters={"tasks": [task.code]},
        )
        Series.objects.create(key=term.series, fact=term.fact, parameters=term.parameters)
        indicators.append(indicator)
    with connection.cursor() as cursor:
        cursor.execute(TREE.format(communes=COMMUNES, hamlets=HAMLETS).replace("%%", "%"))
        cursor.execute(DAILY, [FIRST_DAY, FIRST_DAY + timedelta(days=DAYS - 1)])
        cursor.execute(FILL_HALF_MONTHS, [list(Series.objects.values_list("pk", flat=True))])
        cursor.execute(
            FLOOR_TABLE, [list(range(1, 13)), [span.first_day for span in YEAR], [span.last_day for span in YEAR]]
        )
        cursor.execute("CREATE INDEX ON bench_month (series_id, month) INCLUDE (place_id, value, records)")
        cursor.execute("VACUUM ANALYZE")
    return indicators


def rows() -> list[BenchRow]:
    indicators = seed()
    try:
        return [*_readings(indicators), _recomputing()]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_month")


def _readings(indicators: list[Indicator]) -> list[BenchRow]:
    province = Place.objects.get(level=Level.PROVINCE)
    communes = list(Place.objects.filter(level=Level.COMMUNE))
    series = Series.objects.order_by("pk")[0].pk
    one = [indicators[0]]
    floor_one = partial(_asked, FLOOR_ONE, [series, 10, f"{province.path}%"])
    floor_page = partial(_asked, FLOOR_PAGE, [10, [commune.pk for commune in communes]])
    floor_commune = partial(_asked, FLOOR_ONE, [series, 10, f"{communes[0].path}%"])
    rows = []
    for reading, words in ((Reading.TODAY, "bản đồ hôm nay"), (Reading.THEN, "địa giới lúc đó")):
        rows.append(
            _row(
                f"Cộng dồn 1 chỉ tiêu của tỉnh, 1 tháng, {words} (câu SQL)",
                partial(stored_sums, [series], [province.pk], [MONTH], reading=reading),
                "≤ 2 lần mốc",
                floor_one,
            )
        )
    rows += [
        _row("… qua hàm figures", lambda: figures(one, [province], *_days(MONTH)), "≤ 20 ms", floor_one),
        _row("… của một xã", lambda: figures(one, communes[:1], *_days(MONTH)), "≤ 20 ms", floor_commune),
        _row(
            "… một khoảng ngày bất kỳ (3/9–20/10)",
            lambda: figures(one, [province], date(2026, 9, 3), date(2026, 10, 20)),
            "≤ 20 ms",
        ),
        _row("… từ đầu năm", lambda: figures(one, [province], FIRST_DAY, MONTH.last_day), "≤ 20 ms"),
        _row("Diễn biến 12 tháng của tỉnh", lambda: trend(indicators[0], province, YEAR), "≤ 50 ms"),
        _row(
            f"{SERIES} chỉ tiêu × {COMMUNES} xã, 1 tháng",
            lambda: figures(indicators, communes, *_days(MONTH)),
            "≤ 50 ms",
            floor_page,
        ),
    ]
    return rows


def _recomputing() -> BenchRow:
    """How many marked cells a second one worker brings up to date, ten series each."""
    places = list(Place.objects.filter(level=Level.HAMLET).order_by("pk").values_list("pk", flat=True))
    speeds = []
    for run in range(3):
        day = FIRST_DAY + timedelta(days=run)
        mark_changed([(place, day + timedelta(days=n)) for place in places for n in (0, 100)], at=timezone.now())
        begun = time.perf_counter()
        done = recompute_marked(limit=MARKS, at=timezone.now())
        speeds.append(done / (time.perf_counter() - begun))
    speeds.sort()
    return BenchRow("Tính lại ô có thay đổi", "ô/giây", speeds[1], speeds[0], speeds[2], "thấy số mới ≤ 5 giây")


def _days(span: Span) -> tuple[date, date]:
    return span.first_day, span.last_day


def _asked(sql: str, given: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        cursor.fetchall()


def _row(name: str, work: Callable[[], object], bar: str, floor: Callable[[], object] | None = None) -> BenchRow:
    if floor is None:
        return BenchRow(name, "ms", *milliseconds(work, runs=21, warmup=3), bar)
    taken, beside = milliseconds_beside(work, floor, runs=41, warmup=3)
    return BenchRow(name, "ms", *taken, bar, "bảng gộp sẵn", beside)
