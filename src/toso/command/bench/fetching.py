"""What comes down to a phone over a slow line, and all filled forms as a file."""

import csv
import gzip
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from toso.command.bench import BenchRow, milliseconds_beside
from toso.command.bench.lines import Asking, Line
from toso.front.sync.actions.keys import offer_pairing, pair
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.plan.forms import exports
from toso.plan.forms.actions.submissions import Sending, receive_each
from toso.plan.forms.models import Form, Submission
from toso.work.registry.actions.registering import register
from toso.work.registry.rules.answers import Kind

HOUSEHOLDS = 300
EXPORTED = 10_000
FILLED_AT_ONCE = 500
LINE = 1_000_000  # bits a second: what a hamlet at the end of a valley has
FLOOR = """
SELECT s.instance_id, s.day, s.received_at, c.answers::text FROM forms_submission s
JOIN forms_content c ON c.submission_id = s.id WHERE s.form_id = %s ORDER BY s.id
"""
Words = Callable[[Place, random.Random], str]


def fetch_rows(port: int, place: Place, worker: Person, send_one: Asking) -> list[BenchRow]:
    """The first fetch of a hamlet of 300 households, and the fetch after one more record; seconds at 1 Mbit/s."""
    at = timezone.now()
    scope = scope_of(worker.pk, on=at.astimezone(VIETNAM).date())
    day = at.astimezone(VIETNAM).date()
    for number in range(HOUSEHOLDS):
        fields = {"address": f"Xóm {number % 7}", "smartphone": "yes", "internet": "no" if number % 3 else "yes"}
        register(kind=Kind.HOUSEHOLD, place=place, fields=fields, day=day, by=worker, scope=scope, at=at)
    _pairing, code = offer_pairing(by=worker, at=at)
    secret = pair(code=code, device=uuid4(), label="Máy mới", app="bench", at=at).secret
    line, bearer = Line(port), f"Bearer {secret}"
    first = _fetched(line, bearer, "")
    send_one(line, -1)
    delta = _fetched(line, bearer, first.cursor)
    names = "".join(f"{uuid4()},Nguyễn Mẫu {number}\n" for number in range(HOUSEHOLDS))
    floor = len(gzip.compress(names.encode())) * 8 / LINE
    words = "tên và mã của các hộ"
    return [
        BenchRow(
            f"lần tải đầu, thôn {HOUSEHOLDS} hộ ({first.size / 1000:,.0f} KB)",
            "s",
            first.seconds,
            first.server,
            first.seconds,
            "≤ 10 s",
            words,
            floor,
        ),
        BenchRow(
            f"lần tải sau, một bản ghi mới ({delta.size / 1000:,.1f} KB)",
            "s",
            delta.seconds,
            delta.server,
            delta.seconds,
            "≤ 2 s",
            words,
            floor,
        ),
    ]


@dataclass(frozen=True)
class Fetched:
    cursor: str
    size: int  # bytes over the line, headers apart
    server: float  # seconds in the server

    @property
    def seconds(self) -> float:
        return self.server + self.size * 8 / LINE


def _fetched(line: Line, bearer: str, cursor: str) -> Fetched:
    size, begun, forms = 0, time.perf_counter(), []
    while True:
        path = f"/sync/api/changes/?cursor={cursor}"
        status, said = line.ask("GET", path, Authorization=bearer, Accept_Encoding="gzip")
        if status != 200:
            raise RuntimeError(f"{status} {said[:300]!r}")
        size += len(said)
        answer = json.loads(gzip.decompress(said) if said[:2] == b"\x1f\x8b" else said)
        forms += answer["parts"].get("forms", {}).get("rows", [])
        cursor = answer["cursor"]
        if not answer["more"]:
            break
    for form in forms:
        _status, said = line.ask("GET", form["url"], Authorization=bearer, Accept_Encoding="gzip")
        size += len(said)
    return Fetched(cursor, size, time.perf_counter() - begun)


def export_rows(form: Form, place: Place, by: Person, words: Words) -> list[BenchRow]:
    """All submissions as a file, beside the same rows read by one statement and written without a thought."""
    here = Submission.objects.filter(form=form)
    at = timezone.now()
    scope, chance = scope_of(by.pk, on=at.astimezone(VIETNAM).date()), random.Random()
    for _turn in range(0, max(EXPORTED - here.count(), 0), FILLED_AT_ONCE):
        sendings = [Sending(words(place, chance).encode(), "bench", by, scope) for _number in range(FILLED_AT_ONCE)]
        receive_each(sendings=sendings, at=at)
    chosen = Submission.objects.filter(pk__in=here.order_by("pk").values("pk")[:EXPORTED])

    def floor() -> None:
        with connection.cursor() as cursor, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            cursor.execute(FLOOR + f" LIMIT {EXPORTED}", [form.pk])
            csv.writer(nowhere).writerows(cursor.fetchall())

    found = []
    for name, write, bar in (("CSV", exports.as_csv, "≤ 700 ms"), ("XLSX", exports.as_xlsx, "–")):
        (value, low, high), least = milliseconds_beside(partial(write, form, chosen), floor, runs=5)
        found.append(
            BenchRow(f"xuất {EXPORTED:,} phiếu, {name}", "ms", value, low, high, bar, "một câu SQL, CSV", least)
        )
    return found
