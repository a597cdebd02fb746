"""Thousands of submissions over a line that is cut at random: each is on the server once, none is lost.

Half of them come as ODK Collect sends them, half through the phone's own outbox. The line is cut before the server
has read the whole request, while it works, and while it answers; the phone knows nothing and sends again.
"""

import json
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.drills.figures import IS_LONG, report
from tests.drills.instance import asked, end, serving
from toso.command.cluster import Cluster
from toso.command.tests.test_up import Up, free_port

SENDINGS = int(os.environ.get("TOSO_SENDINGS", 100_000 if IS_LONG else 2_000))
PHONES = 8
BATCH = 20
CUT_IN = 12  # one sending in so many is cut
PATIENCE = 300  # a busy machine may answer late; what matters is what became of it
MAKE_PHONES = f"""
import django; django.setup()
import json
from datetime import date
from uuid import uuid4
from django.conf import settings
from django.utils import timezone
from tests.builders import a_person
from toso.front.sync.actions.keys import issue_key, offer_pairing, pair
from toso.ground.people.rules import Role
from toso.ground.places.actions import create_hamlets
from toso.ground.places.models import Place
from toso.plan.forms.tests.builders import a_version
from toso.plan.programme.models import TaskType
commune = Place.objects.current().filter(level="commune", province_code=settings.PROVINCE_CODE).order_by("code")[0]
at = timezone.now()
create_hamlets(
    commune_id=commune.pk, names=["Diễn tập"], kind="Thôn", on=date(2026, 1, 1), basis="Diễn tập", by=None, at=at
)
hamlet, made = Place.objects.get(name="Diễn tập"), []
a_version(place=commune, form_id="dien_tap")
for number in range({PHONES}):
    person = a_person(name=f"Nguyễn Mẫu {{number}}", role=Role.TEAM_LEADER, place=hamlet)
    collect = issue_key(label="Máy mẫu", by=person, at=at)[1]
    _offered, code = offer_pairing(by=person, at=at)
    made.append([collect, pair(code=code, device=uuid4(), label="Máy mẫu", app="0.1.0", at=at).secret])
tasks = list(TaskType.objects.filter(valid_until=None).values_list("code", flat=True))
print(json.dumps({{"phones": made, "hamlet": hamlet.pk, "tasks": tasks}}))
"""
COUNT = """
import django; django.setup()
import json
from toso.front.sync.models import Item
from toso.plan.forms.models import Submission
from toso.work.outreach.models import Record
print(json.dumps({
    "submissions": list(Submission.objects.filter(form__form_id="dien_tap").values_list("instance_id", flat=True)),
    "records": [str(uuid) for uuid in Record.objects.filter(source="phone").values_list("uuid", flat=True)],
    "items": [str(pk) for pk in Item.objects.filter(state="taken").values_list("pk", flat=True)],
}))
"""
FORM = (
    '<data id="dien_tap" version="1"><thon/><ngay/><co_mang>co</co_mang><so_nguoi>{people}</so_nguoi><anh/>'
    "<meta><instanceID>{instance}</instanceID></meta></data>"
)


class Cut(Exception):
    """The line broke, and the phone does not know what came of it."""


def sent(port: int, request: bytes, cut: str, chance: random.Random) -> tuple[int, bytes]:
    """Status and body of the answer; Cut when the line broke, by chance or by itself."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        try:
            if cut == "before":
                line.sendall(request[: chance.randrange(len(request))])
                raise Cut
            line.sendall(request)
            if cut == "while":
                time.sleep(chance.uniform(0, 0.03))
                raise Cut
            answer = b""
            while piece := line.recv(65536):
                answer += piece
                if cut == "answer":
                    raise Cut
        except OSError as error:
            raise Cut from error
    head, _blank, body = answer.partition(b"\r\n\r\n")
    if not head:
        raise Cut
    return int(head.split()[1]), body


def asked_for(path: str, body: bytes, kind: str, *, key: str = "") -> bytes:
    shown = f"Authorization: Bearer {key}\r\n" if key else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{shown}"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


@dataclass
class Line:
    """One phone that sends until everything it has is acknowledged."""

    port: int
    collect: str
    field_key: str
    hamlet: int
    tasks: list[str]
    count: int
    seed: int
    acknowledged: dict[str, list[str]] = field(default_factory=lambda: {"submissions": [], "records": []})
    sent_again: int = 0
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        try:
            chance = random.Random(self.seed)
            for _turn in range(self.count // 2):
                self.collect_one(chance)
            for first in range(0, self.count - self.count // 2, BATCH):
                self.outbox(chance, min(BATCH, self.count - self.count // 2 - first))
        except Exception as fault:  # a thread has nobody who would hear of it
            self.faults.append(repr(fault))

    def until_answered(self, request: bytes, chance: random.Random) -> tuple[int, bytes]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            cut = chance.choice(("before", "while", "answer")) if chance.randrange(CUT_IN) == 0 else ""
            try:
                status, body = sent(self.port, request, cut, chance)
            except (Cut, OSError):
                self.sent_again += 1
                continue
            if status < 500:
                return status, body
            self.sent_again += 1
            time.sleep(0.2)
        raise AssertionError("never answered")

    def collect_one(self, chance: random.Random) -> None:
        instance = f"uuid:{uuid4()}"
        xml = FORM.format(people=chance.randrange(1, 9), instance=instance)
        edge = uuid4().hex
        part = 'Content-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\nContent-Type: text/xml'
        body = f"--{edge}\r\n{part}\r\n\r\n{xml}\r\n--{edge}--\r\n".encode()
        path, kind = f"/sync/o/{self.collect}/submission", f"multipart/form-data; boundary={edge}"
        status, said = self.until_answered(asked_for(path, body, kind), chance)
        assert status in (201, 202), (status, said[:500])
        self.acknowledged["submissions"].append(instance)

    def outbox(self, chance: random.Random, count: int) -> None:
        made = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        items = [
            {
                "id": str(uuid4()),
                "kind": "outreach.record",
                "made_at": made,
                "body": {
                    "place": self.hamlet,
                    "day": (datetime.now(tz=UTC).date() - timedelta(days=chance.randrange(1, 300))).isoformat(),
                    "task": chance.choice(self.tasks),
                    "counts": {"citizens": chance.randrange(1, 99)},
                },
            }
            for _number in range(count)
        ]
        waiting = {item["id"]: item for item in items}
        while waiting:
            content = json.dumps({"items": list(waiting.values())}).encode()
            request = asked_for("/sync/api/outbox/", content, "application/json", key=self.field_key)
            status, said = self.until_answered(request, chance)
            assert status == 200, (status, said[:500])
            for receipt in json.loads(said)["receipts"]:
                assert receipt["state"] in ("taken", "had"), receipt
                del waiting[receipt["id"]]
                self.acknowledged["records"].append(receipt["id"])


@dataclass
class Instance:
    data: Path
    up: Up
    cluster: Cluster


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    data, up = tmp_path_factory.mktemp("submissions"), None
    try:
        up, cluster = serving(data, free_port())
        yield Instance(data, up, cluster)
    finally:
        if up is not None:
            end(up)
        Cluster(data).stop()
        Cluster(data).discard()


@pytest.mark.drill
def test_no_submission_is_lost_or_doubled_however_the_line_is_cut(instance):
    made = asked(MAKE_PHONES, instance.cluster, instance.data)
    lines = [
        Line(instance.up.port, collect, key, made["hamlet"], made["tasks"], SENDINGS // PHONES, seed)
        for seed, (collect, key) in enumerate(made["phones"])
    ]
    threads = [threading.Thread(target=line.run) for line in lines]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begun
    assert [fault for line in lines for fault in line.faults] == []

    kept = asked(COUNT, instance.cluster, instance.data)

    told = {name: [each for line in lines for each in line.acknowledged[name]] for name in ("submissions", "records")}
    lost = sum(len(set(told[name]) - set(kept[name])) for name in told)
    doubled = sum(len(kept[name]) - len(set(kept[name])) for name in told)
    report(
        "lần gửi từ điện thoại, đường truyền bị cắt ngẫu nhiên",
        acknowledged=sum(len(names) for names in told.values()),
        sent_again=sum(line.sent_again for line in lines),
        lost=lost,
        doubled=doubled,
        seconds=round(seconds, 1),
    )
    assert (lost, doubled) == (0, 0)
    assert {name: sorted(kept[name]) for name in told} == {name: sorted(set(told[name])) for name in told}
    assert sum(len(names) for names in told.values()) == SENDINGS // PHONES * PHONES
