"""Phones at work: submissions one by one and in batches, what comes down to a hamlet, and the export of them all.

A server of its own on a scratch folder; the phones are threads of this process, on the same cores as the server.
"""

import io
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import xlsxwriter
from django.conf import settings
from django.db import connection
from django.utils import timezone

from toso.command.bench import BenchRow, fetching
from toso.command.bench.lines import Asking, Line, Measured, load, server
from toso.command.bench.serving import family_of, memory_row, percentile
from toso.front.sync.actions.keys import issue_key, offer_pairing, pair
from toso.ground.people.actions import assign, create_person, open_account
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.actions import create_hamlets, import_country
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.plan.forms.actions.versions import publish_version, upload_version
from toso.plan.forms.models import Form
from toso.plan.forms.rules import definition
from toso.plan.programme.actions import load_catalogue
from toso.plan.programme.models import TaskType

CLIENTS = (1, 8, 32)
BATCH = 100
FLOOR = "khung trần ghi một dòng"
PEER_RATES = {1: 84, 8: 191, 32: 177}  # the middle of what it did on such a machine
BARE = "toso.command.bench.bare:application"
BARE_TABLE = "CREATE TABLE bench_bare (id bigserial PRIMARY KEY, said text NOT NULL)"
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


@dataclass(frozen=True)
class Hamlet:
    """Where the phones work, and their keys: one for ODK Collect and one for the app each."""

    place: Place
    people: list[Person]
    collect: list[str]
    app: list[str]
    tasks: list[str]


def rows() -> list[BenchRow]:
    at = timezone.now()
    import_country(at=at)
    load_catalogue(at=at)
    hamlet = _hamlet(at)
    _form(hamlet.place, at)
    found: list[BenchRow] = []
    floors: dict[int, Measured] = {}
    with connection.cursor() as cursor:
        cursor.execute(BARE_TABLE)
    with server(Path(settings.DATA), app=BARE) as (port, parts):
        for count in CLIENTS:
            floors[count] = load(port, parts, _writing_a_row(hamlet), count)
    with server(Path(settings.DATA)) as (port, parts):
        for count in CLIENTS:
            measured = load(port, parts, _submitting(hamlet), count)
            found += _rate_rows(f"phiếu từng cái (OpenRosa), {count} máy", measured, floors[count], count)
        for count in CLIENTS:
            measured = load(port, parts, _sending(hamlet, 1), count)
            found += _rate_rows(f"mục từng cái (hộp gửi), {count} máy", measured, floors[count], count)
        for name, sending in (("mục", _sending), ("phiếu", _sending_forms)):
            batches = load(port, parts, sending(hamlet, BATCH), 8)
            rate = [each * BATCH for each in batches.rates]
            bar = "≥ 1.500/s" if name == "mục" else "–"
            found.append(BenchRow(f"{name} theo lô {BATCH}, 8 máy", "/s", _middle(rate), min(rate), max(rate), bar))
            found.append(_cost_row(batches, 1000 / BATCH, floors[8]))
        found.append(memory_row(family_of(set(parts.values()))))
        found += fetching.fetch_rows(port, hamlet.place, hamlet.people[-1], _sending(hamlet, 1))
    return [*found, *fetching.export_rows(Form.objects.get(form_id=FORM_ID), hamlet.place, hamlet.people[0], xml_of)]


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


def xml_of(place: Place, chance: random.Random) -> str:
    answers = "".join(f"<cau_{number}>{chance.choice(('co', 'khong'))}</cau_{number}>" for number in range(1, 21))
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
        body = f"--{edge}\r\n{part}\r\n\r\n{xml_of(hamlet.place, random.Random())}\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        status, said = line.ask("POST", f"/sync/o/{hamlet.collect[number]}/submission", body, Content_Type=kind)
        if status != 201:
            raise RuntimeError(f"{status} {said[:300]!r}")

    return ask


def _sending(hamlet: Hamlet, count: int) -> Asking:
    """So many records of work in one request of the app."""

    def record() -> dict[str, object]:
        return {
            "place": hamlet.place.pk,
            "day": (timezone.localdate() - timedelta(days=random.randrange(300))).isoformat(),
            "task": random.choice(hamlet.tasks),
            "counts": {"citizens": random.randrange(1, 999)},
        }

    return _outbox(hamlet, "outreach.record", record, count)


def _sending_forms(hamlet: Hamlet, count: int) -> Asking:
    """So many filled forms in one request of the app."""
    chance = random.Random()
    return _outbox(hamlet, "forms.submission", lambda: {"xml": xml_of(hamlet.place, chance)}, count)


def _outbox(hamlet: Hamlet, kind: str, body: Callable[[], dict[str, object]], count: int) -> Asking:
    def ask(line: Line, number: int) -> None:
        made = timezone.now().isoformat()
        items = [{"id": str(uuid4()), "kind": kind, "made_at": made, "body": body()} for _each in range(count)]
        content = json.dumps({"items": items}).encode()
        bearer = f"Bearer {hamlet.app[number]}"
        status, said = line.ask("POST", "/sync/api/outbox/", content, Authorization=bearer)
        if status != 200 or any(each["state"] != "taken" for each in json.loads(said)["receipts"]):
            raise RuntimeError(f"{status} {said[:300]!r}")

    return ask


def _writing_a_row(hamlet: Hamlet) -> Asking:
    """The same words, to a view that only writes them down."""

    def ask(line: Line, _number: int) -> None:
        status, _said = line.ask("POST", "/take/", xml_of(hamlet.place, random.Random()).encode())
        if status != 201:
            raise RuntimeError(str(status))

    return ask


def _middle(values: Sequence[float]) -> float:
    return percentile(list(values), 0.5)


def _rate_rows(name: str, measured: Measured, floor: Measured, clients: int) -> list[BenchRow]:
    """How many a second, how long one takes and what it costs the server, beside a view that writes one row."""
    rates, taken = measured.rates, [each * 1000 for each in measured.taken]
    bars = ("≥ 300/s", "≤ 60 ms") if clients == 8 else ("–", "–")
    least = (_middle(floor.rates), percentile(floor.taken, 0.95) * 1000)
    peer = f"{bars[0]} (ODK Central {PEER_RATES[clients]}/s)"
    p95, p50, slowest = percentile(taken, 0.95), _middle(taken), max(taken)
    return [
        BenchRow(name, "/s", _middle(rates), min(rates), max(rates), peer, FLOOR, least[0]),
        BenchRow("  … p95 (từ p50 đến chậm nhất)", "ms", p95, p50, slowest, bars[1], FLOOR, least[1]),
        _cost_row(measured, 1000, floor),
    ]


def _cost_row(measured: Measured, factor: float, floor: Measured) -> BenchRow:
    """What one costs the server in processor time, whatever else the machine does meanwhile."""
    parts = {name: seconds * factor for name, seconds in measured.processor.items()}
    cost, least = sum(parts.values()), sum(floor.processor.values()) * 1000
    name = "  … máy chủ tính cho một cái: " + ", ".join(f"{part} {value:.1f}" for part, value in parts.items())
    return BenchRow(name, "ms", cost, cost, cost, "–", FLOOR, least)
