"""How long a table of 100,000 records takes to come in, beside the least that reading and writing it costs.

Needs an open house whose database is scratch: it fills the tables of an empty one.
"""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import xlsxwriter
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from toso.command.bench import BenchRow
from toso.command.bench.rollup import TREE
from toso.front.console.imports import IMPORTS
from toso.front.console.queries.taking import look_through
from toso.ground.people.actions import assign, create_person
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.tables.queries.occasion import Occasion
from toso.plan.programme.models import TaskType
from toso.work.outreach.models import Record

T = TypeVar("T")
ROWS, COMMUNES, HAMLETS = 100_000, 65, 1000
FIRST_DAY = date(2025, 12, 15)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
HEAD = ["Ngày", "Thôn", "Việc", "Người dân", "Người cao tuổi", "Hộ gia đình", "Cơ sở kinh doanh", "Ghi chú"]
COLUMNS = (
    "uuid, version, province_code, place_id, day, task_id, citizens, households, businesses, cooperatives, elderly"
)
REST = "disabled, poor, near_poor, vulnerable, result, note, source, captured_at, recorded_at, recorded_by_id"
LAST = "reason, is_withdrawn, flags, is_sample"


def rows() -> list[BenchRow]:
    """Looking through and taking in, each run once: the tables are full afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(TREE.format(communes=COMMUNES, hamlets=HAMLETS))
    task = TaskType.objects.create(
        code="bench",
        name="Việc mẫu",
        short_name="Việc mẫu",
        icon="pencil",
        pillar="society",
        valid_from=date(2022, 1, 1),
    )
    officer = _officer()
    content = _workbook()
    occasion = Occasion(officer, scope_of(officer.pk, on=AT.date()), AT, {})
    kind = IMPORTS["records"]
    floor_read, listed = _timed(
        lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    floor_copy, _none = _timed(lambda: _copied(listed, task, officer))
    look, looked = _timed(lambda: look_through(content, kind, occasion))
    if looked.planned is None or looked.planned.is_faulty:
        raise AssertionError(looked.trouble or "bench rows must be right")
    planned = looked.planned
    taken, _receipt = _timed(lambda: kind.take(planned, occasion))
    again, second = _timed(lambda: look_through(content, kind, occasion))
    if second.is_ready:
        raise AssertionError("a second import must find nothing new")
    floor = floor_read + floor_copy
    words = "calamine + COPY"
    return [
        BenchRow("100.000 dòng: xem trước", "ms", look, look, look, "", words, floor),
        BenchRow("100.000 dòng: nhập", "ms", taken, taken, taken, "", words, floor),
        BenchRow("100.000 dòng: xem lại, không gì đổi", "ms", again, again, again, "", words, floor),
    ]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    done = work()
    return (time.perf_counter() - begun) * 1000, done


def _officer() -> Person:
    """Somebody of the standing agency, who may look at and record in every commune."""
    officer = create_person(name="Lê Mẫu Dung", phone="", by=None, at=AT)
    for commune in Place.objects.filter(level="commune"):
        assign(person=officer, role=Role.COMMUNE_OFFICIAL, place=commune, starts_on=date(2026, 1, 1), by=None, at=AT)
    return officer


def _workbook() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Việc")
    page.write_row(0, 0, HEAD)
    for at, row in enumerate(_records(), start=1):
        page.write_row(at, 0, row)
    book.close()
    return target.getvalue()


def _records() -> Iterator[list[object]]:
    for number in range(ROWS):
        day = FIRST_DAY + timedelta(days=number % 330)
        yield [
            datetime(day.year, day.month, day.day),  # noqa: DTZ001  # a cell has no zone
            f"T{1 + number % HAMLETS}",
            "Việc mẫu",
            1 + number % 40,
            number % 2,
            number % 5,
            number % 3,
            f"Hướng dẫn nộp hồ sơ trực tuyến {number}",
        ]


def _copied(listed: Sequence[Sequence[object]], task: TaskType, officer: Person) -> None:
    """The floor: the same rows by COPY, unchecked, and taken back."""
    places = dict(Place.objects.filter(level="hamlet").values_list("code", "pk"))
    named = {name.strip() for part in (COLUMNS, REST, LAST) for name in part.split(",")}
    left = [
        field
        for field in Record._meta.concrete_fields
        if not field.null and not field.primary_key and field.column not in named
    ]
    columns = ", ".join([COLUMNS, REST, LAST, *(str(field.column) for field in left)])
    empty = [field.get_default() for field in left]  # what a row of a plain table leaves empty
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY outreach_record ({columns}) FROM STDIN") as copy:
            for day, code, _task, citizens, elderly, households, businesses, note in listed[1:]:
                figures = [int(float(str(one))) for one in (citizens, households, businesses, elderly)]
                counts = (figures[0], figures[1], figures[2], 0, figures[3], 0, 0, 0, 0)
                known = (uuid4(), 1, "56", places[str(code)], day, task.pk)
                copy.write_row(
                    (*known, *counts, "", note, "import", AT, AT, officer.pk, "", False, "[]", False, *empty)
                )
        transaction.set_rollback(True)
