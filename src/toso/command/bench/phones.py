"""Phones at work: submissions one by one and in batches, what comes down to a hamlet, and the export of them all.

A server of its own on a scratch folder; the phones are threads of this process, on the same cores as the server.
"""

import csv
import gzip
import http.client
import io
import json
import os
import random
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import xlsxwriter
from django.conf import settings
from django.db import connection
from django.utils import timezone

from toso.command import furnish
from toso.command.bench import BenchRow, milliseconds_beside
from toso.command.bench.serving import family_of, memory_row, percentile
from toso.command.cluster import Cluster
from toso.command.supervisor import Supervisor
from toso.front.sync.actions.keys import issue_key, offer_pairing, pair
from toso.ground.people.actions import assign, create_person, open_account
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.actions import create_hamlets
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.plan.forms import exports
from toso.plan.forms.actions.submissions import receive
from toso.plan.forms.actions.versions import publish_version, upload_version
from toso.plan.forms.models import Form, Submission
from toso.plan.forms.rules import definition
from toso.plan.programme.models import TaskType

CLIENTS = (1, 8, 32)
SECONDS = 6.0
BATCH = 100
HOUSEHOLDS = 300
EXPORTED = 10_000
LINE = 1_000_000  # bits a second: what a hamlet at the end of a valley has
PEER = "ODK Central"
PEER_RATES = {1: 84.0, 8: 191.0, 32: 177.0}  # the middle of what it did on such a machine
FORM_ID = "do_phieu"
SURVEY = [
    ["type", "name", "label", "indicator", "part"],
    ["text", "thon", "Thôn", "", "place"],
    ["date", "ngay", "Ngày", "", "day"],
    ["text", "chu_ho", "Chủ hộ", "", ""],
    ["integer", "so_nguoi", "Số người", "so_nguoi", ""],
    *[["select_one co_khong", f"cau_{number}", f"Câu hỏi {number}", "", ""] for number in range(1, 21)],
]
CHOICES = [["list_name", "name", "label"], ["co_khong", "co", "Có"], ["co_khong", "khong", "Không"]]
FLOOR = """
SELECT s.instance_id, s.day, s.received_at, c.answers::text FROM forms_submission s
JOIN forms_content c ON c.submission_id = s.id WHERE s.form_id = %s ORDER BY s.id
"""


@dataclass(frozen=True)
class Hamlet:
    """Where the phones work, and their keys: one for ODK Collect and one for the app each."""

    place: Place
    people: list[Person]
    collect: list[str]
    app: list[str]
    tasks: list[str]


def rows() -> list[BenchRow]:
    furnish.furnish(province="56", is_empty=True)
    at = timezone.now()
    hamlet = _hamlet(at)
    _form(hamlet.place, at)
    found: list[BenchRow] = []
    with _server(Path(settings.DATA)) as (port, pids):
        floors = {count: _load(port, _unknown(hamlet), count) for count in CLIENTS}
        for count in CLIENTS:
            measured = _load(port, _submitting(hamlet), count)
            found += _rate_rows(f"phiếu từng cái (OpenRosa), {count} máy", measured, floors[count], count)
        for count in CLIENTS:
            measured = _load(port, _sending(hamlet, 1), count)
            found += _rate_rows(f"mục từng cái (hộp gửi), {count} máy", measured, floors[count], count)
        batches = _load(port, _sending(hamlet, BATCH), 8)
        rate = [each * BATCH for each in batches.rates]
        found.append(BenchRow(f"mục theo lô {BATCH}, 8 máy", "/s", _middle(rate), min(rate), max(rate), "≥ 1.500/s"))
        found.append(memory_row(family_of(pids)))
        found += _coming_down(port, hamlet, at)
    return [*found, *_export_rows(hamlet)]


def _hamlet(at: datetime) -> Hamlet:
    commune = Place.objects.current().filter(level="commune", province_code="56").order_by("code")[0]
    create_hamlets(
        commune_id=commune.pk, names=["Đo máy"], kind="Thôn", on=date(2026, 1, 1), basis="Đo máy", by=None, at=at
    )
    place = Place.objects.get(name="Đo máy")
    people, collect, app = [], [], []
    for number in range(max(CLIENTS) + 1):  # the last one sends nothing until the first fetch is measured
        person = create_person(name=f"Nguyễn Mẫu {number}", by=None, at=at)
        assign(person=person, role=Role.TEAM_LEADER, place=place, starts_on=date(2026, 1, 1), by=None, at=at)
        open_account(person=person, username=f"do.may{number}", password=uuid4().hex, by=None, at=at)
        people.append(person)
        collect.append(issue_key(label="Máy mẫu", by=person, at=at)[1])
        _pairing, code = offer_pairing(by=person, at=at)
        app.append(pair(code=code, device=uuid4(), label="Máy mẫu", app="bench", at=at).secret)
    tasks = list(TaskType.objects.filter(valid_until=None).order_by("order", "pk").values_list("code", flat=True))
    return Hamlet(place, people, collect, app, tasks)


def _form(place: Place, at: datetime) -> None:
    officer = create_person(name="Lê Mẫu Dung", by=None, at=at)
    province = Place.objects.current().get(level="province", code="56")
    assign(person=officer, role=Role.PROVINCE_OFFICER, place=province, starts_on=date(2026, 1, 1), by=None, at=at)
    sheets = {
        "survey": SURVEY,
        "choices": CHOICES,
        "settings": [["form_title", "form_id", "version"], ["Đo máy", FORM_ID, "1"]],
    }
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    content = packed.getvalue()
    scope = scope_of(officer.pk, on=at.astimezone(VIETNAM).date())
    version = upload_version(
        content=content,
        file_name="do.xlsx",
        read=definition.read(content, file_name="do.xlsx"),
        place=place.parent or place,
        by=officer,
        scope=scope,
        at=at,
    )
    publish_version(version_id=version.pk, by=officer, scope=scope, at=at)


@contextmanager
def _server(data: Path) -> Iterator[tuple[int, set[int]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = [
        subprocess.Popen(child.words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for child in Supervisor(data, port).children
    ]
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                Line(port).ask("GET", "/sync/api/hello/")
                break
            except OSError:
                time.sleep(0.2)
        postmaster = int((Cluster(data).cluster / "postmaster.pid").read_text().split()[0])
        yield port, {process.pid for process in running} | {postmaster}
    finally:
        for process in running:
            process.terminate()
            process.wait(20)


class Line:
    """A connection that is kept, as a phone's is while it sends."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        self.connection.request(method, path, body, {name.replace("_", "-"): said for name, said in headers.items()})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


Asking = Callable[[Line, int], None]


def _xml(place: Place, chance: random.Random) -> str:
    answers = "".join(
        f"<cau_{number}>{chance.choice(('co', 'khong'))}</cau_{number}>" for number in range(1, len(SURVEY) - 4)
    )
    return (
        f'<data id="{FORM_ID}" version="1"><thon>{place.code}</thon><ngay>{timezone.localdate()}</ngay>'
        f"<chu_ho>Nguyễn Mẫu {chance.randrange(999)}</chu_ho><so_nguoi>{chance.randrange(1, 9)}</so_nguoi>{answers}"
        f"<meta><instanceID>uuid:{uuid4()}</instanceID></meta></data>"
    )


def _submitting(hamlet: Hamlet) -> Asking:
    """One filled form, as ODK Collect sends it."""

    def ask(line: Line, number: int) -> None:
        edge = uuid4().hex
        part = 'Content-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\nContent-Type: text/xml'
        body = f"--{edge}\r\n{part}\r\n\r\n{_xml(hamlet.place, random.Random())}\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        status, said = line.ask("POST", f"/sync/o/{hamlet.collect[number]}/submission", body, Content_Type=kind)
        if status != 201:
            raise RuntimeError(f"{status} {said[:300]!r}")

    return ask


def _sending(hamlet: Hamlet, count: int) -> Asking:
    """So many records of work in one request of the app."""

    def ask(line: Line, number: int) -> None:
        chance = random.Random()
        made = timezone.now().isoformat()
        items = [
            {
                "id": str(uuid4()),
                "kind": "outreach.record",
                "made_at": made,
                "body": {
                    "place": hamlet.place.pk,
                    "day": (timezone.localdate() - timedelta(days=chance.randrange(300))).isoformat(),
                    "task": chance.choice(hamlet.tasks),
                    "counts": {"citizens": chance.randrange(1, 999)},
                },
            }
            for _each in range(count)
        ]
        content = json.dumps({"items": items}).encode()
        bearer = f"Bearer {hamlet.app[number]}"
        kind = "application/json"
        status, said = line.ask("POST", "/sync/api/outbox/", content, Content_Type=kind, Authorization=bearer)
        if status != 200 or any(each["state"] != "taken" for each in json.loads(said)["receipts"]):
            raise RuntimeError(f"{status} {said[:300]!r}")

    return ask


def _unknown(_hamlet: Hamlet) -> Asking:
    """The least a sending can cost here: the key is looked up, and not known."""

    def ask(line: Line, _number: int) -> None:
        status, _said = line.ask("POST", "/sync/api/outbox/", b'{"items": []}', Authorization="Bearer none")
        if status != 401:
            raise RuntimeError(str(status))

    return ask


@dataclass(frozen=True)
class Measured:
    rates: list[float]  # requests a second, in each third of the time
    taken: list[float]  # seconds of each request


def _load(port: int, ask: Asking, clients: int) -> Measured:
    ends: list[tuple[float, float]] = []
    faults: list[BaseException] = []
    begun = time.perf_counter()

    def client(number: int) -> None:
        line = Line(port)
        try:
            while time.perf_counter() - begun < SECONDS:
                before = time.perf_counter()
                ask(line, number)
                after = time.perf_counter()
                ends.append((after - begun, after - before))
        except Exception as fault:  # a thread has nobody who would hear of it
            faults.append(fault)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    third = SECONDS / 3
    rates = [sum(third * turn <= end < third * (turn + 1) for end, _each in ends) / third for turn in range(3)]
    return Measured(rates, [each for _end, each in ends])


def _middle(values: Sequence[float]) -> float:
    return percentile(list(values), 0.5)


def _rate_rows(name: str, measured: Measured, floor: Measured, clients: int) -> list[BenchRow]:
    """How many a second beside another product, and how long one takes beside the least it could."""
    rates, taken = measured.rates, [each * 1000 for each in measured.taken]
    is_one = clients == 8
    return [
        BenchRow(
            name, "/s", _middle(rates), min(rates), max(rates), "≥ 300/s" if is_one else "–", PEER, PEER_RATES[clients]
        ),
        BenchRow(
            f"  … p95 (từ p50 đến chậm nhất), {clients} máy",
            "ms",
            percentile(taken, 0.95),
            _middle(taken),
            max(taken),
            "≤ 60 ms" if is_one else "–",
            "khoá lạ, p95",
            percentile(floor.taken, 0.95) * 1000,
        ),
    ]


def _coming_down(port: int, hamlet: Hamlet, at: datetime) -> list[BenchRow]:
    """The first fetch of a hamlet of 300 households, and the fetch after one more record; seconds at 1 Mbit/s."""
    worker = hamlet.people[-1]
    _pairing, code = offer_pairing(by=worker, at=at)
    secret = pair(code=code, device=uuid4(), label="Máy mới", app="bench", at=at).secret
    _fill(hamlet, worker, HOUSEHOLDS)
    line, bearer = Line(port), f"Bearer {secret}"
    first = _fetched(line, bearer, "")
    _sending(hamlet, 1)(line, len(hamlet.app) - 1)
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


def _fill(hamlet: Hamlet, by: Person, count: int) -> None:
    at = timezone.now()
    scope = scope_of(by.pk, on=at.astimezone(VIETNAM).date())
    for _number in range(count):
        xml = _xml(hamlet.place, random.Random()).encode()
        receive(xml=xml, files={}, device="bench", by=by, scope=scope, at=at)


def _export_rows(hamlet: Hamlet) -> list[BenchRow]:
    """All submissions as a file, beside the same rows read by one statement and written without a thought."""
    form = Form.objects.get(form_id=FORM_ID)
    here = Submission.objects.filter(form=form)
    _fill(hamlet, hamlet.people[0], max(EXPORTED - here.count(), 0))
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
