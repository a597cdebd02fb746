"""A whole running program for the drills, and people who write into it over HTTP until told to stop."""

import contextlib
import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from toso.command.cluster import Cluster
from toso.command.tests.test_up import Up, wait_for

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "mat khau cua dien tap"
WORD = re.compile(r'name="(csrfmiddlewaretoken|once)" value="([^"]+)"')
PATIENCE = 120
LONGEST_START = 900  # a first start on a machine that does ten other things; what matters is what comes after
GONE = (0, 500, 502, 503)  # no answer, or one that says the server is not there just now
MAKE_PEOPLE = f"""
import django; django.setup()
import json
from django.conf import settings
from datetime import date
from django.utils import timezone
from tests.builders import a_person
from toso.ground.places.actions import create_hamlets
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.plan.programme.models import TaskType
commune = Place.objects.current().filter(level="commune", province_code=settings.PROVINCE_CODE).order_by("code")[0]
at = timezone.now()
create_hamlets(
    commune_id=commune.pk, names=["Diễn tập"], kind="Thôn", on=date(2026, 1, 1), basis="Diễn tập", by=None, at=at
)
hamlet, made = Place.objects.get(name="Diễn tập"), []
for number in range(3):
    person = a_person(name=f"Nguyễn Mẫu {{number}}", role=Role.TEAM_LEADER, place=hamlet)
    person.account.set_password({PASSWORD!r})
    person.account.save()
    made.append([person.account.username, person.pk])
task = TaskType.objects.filter(valid_until=None, is_common=True).order_by("order").first() or TaskType.objects.first()
print(json.dumps({{"people": made, "hamlet": hamlet.pk, "task": task.pk}}))
"""
COUNT = """
import django; django.setup()
import json
from toso.work.helpdesk.models import Ticket
from toso.work.outreach.models import Record
print(json.dumps([*Ticket.objects.values_list("title", flat=True), *Record.objects.values_list("note", flat=True)]))
"""


def asked(script: str, cluster: Cluster, data: Path) -> object:
    """What a script says that looks into the instance's own database."""
    given = {**os.environ, "DATABASE_URL": cluster.url, "TOSO_DATA": str(data), "PYTHONWARNINGS": "ignore"}
    path = {"PYTHONPATH": f"{ROOT}/src:{ROOT}", "DJANGO_SETTINGS_MODULE": "toso.config.settings"}
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**given, **path}, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.splitlines()[-1])


@dataclass
class Visitor:
    """A browser with a session: as a person's own, it sends a form again until it is answered."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Status, location, page. Status 0 when no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, "", ""
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location", ""), page

    def words_of(self, path: str) -> dict[str, str]:
        """The hidden words of the form on a page."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, _location, page = self.ask("GET", path)
            if status == 200 and (found := dict(WORD.findall(page))):
                return found
            time.sleep(0.2)
        raise AssertionError(f"{path} never answered")

    def log_in(self, username: str) -> None:
        """Through a server that may be killed at this very moment: again until it answers."""
        until = time.monotonic() + PATIENCE
        status = GONE[0]
        while status in GONE and time.monotonic() < until:
            words = self.words_of("/account/login/")
            body = urlencode({**words, "login": username, "password": PASSWORD})
            status, location, page = self.ask("POST", "/account/login/", body)
        assert (status, "login" in location) == (302, False), (status, location, page[-2000:])


@dataclass
class Writers:
    """Three people who write without a pause; each sends the same form again until it is acknowledged."""

    port: int
    made: dict[str, object]
    acknowledged: list[str] = field(default_factory=list)
    retries: int = 0
    faults: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    run: str = field(default_factory=lambda: secrets.token_hex(3))

    def start(self) -> None:
        for number, (username, person) in enumerate(self.made["people"]):  # type: ignore[arg-type,var-annotated]  # as MAKE_PEOPLE prints it
            self.threads.append(threading.Thread(target=self.write, args=(number, username, person)))
            self.threads[-1].start()

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(2 * PATIENCE)

    def write(self, number: int, username: str, person: int) -> None:
        try:
            visitor = Visitor(self.port)
            visitor.log_in(username)
            turn = 0
            while not self.stopping.is_set():
                turn += 1
                self.send(visitor, f"{self.run}-{number}-{turn}", person, is_record=turn % 2 == 0)
        except AssertionError as fault:
            self.faults.append(str(fault))

    def send(self, visitor: Visitor, name: str, person: int, *, is_record: bool) -> None:
        path = "/outreach/new/" if is_record else "/difficulties/new/"
        typed = {"place": self.made["hamlet"], "title": name}
        if is_record:
            typed = {
                "place": self.made["hamlet"],
                "task": self.made["task"],
                "day": time.strftime("%Y-%m-%d", time.gmtime(time.time() - 3600 * 24)),
                "citizens": 3,
                "people": person,
                "note": name,
                "uuid": str(uuid5(NAMESPACE_URL, name)),
            }
        body = urlencode({**visitor.words_of(path), **typed})
        until = time.monotonic() + PATIENCE
        while True:
            status, location, page = visitor.ask("POST", path, body)
            if status == 302:
                assert "login" not in location, location
                self.acknowledged.append(name)
                return
            assert status in GONE, (status, re.sub(r"<[^>]+>", " ", page)[-1500:])
            assert time.monotonic() < until, f"{name} was never acknowledged"
            self.retries += 1
            time.sleep(0.1)

    def wait_for_more(self, count: int = 3) -> None:
        """Wait until so many more forms were acknowledged."""
        wanted = len(self.acknowledged) + count
        wait_for(lambda: len(self.acknowledged) >= wanted or bool(self.faults))
        assert not self.faults, self.faults

    def verdict(self, kept: list[str]) -> dict[str, int]:
        """How many forms were acknowledged, sent again, lost and doubled."""
        counted = Counter(kept)
        return {
            "acknowledged": len(self.acknowledged),
            "sent_again": self.retries,
            "lost": sum(1 for name in self.acknowledged if not counted[name]),
            "doubled": sum(1 for number in counted.values() if number > 1),
        }


def serving(data: Path, port: int) -> tuple[Up, Cluster]:
    """The program, once it serves; one that never does is ended, with everything that it started."""
    up = Up(data, port)
    until = time.monotonic() + LONGEST_START
    try:
        while not up.is_serving():
            assert time.monotonic() < until, up.log.read_text()[-2000:]
            time.sleep(0.5)
    except BaseException:
        end(up)
        raise
    return up, Cluster(data)


def end(up: Up) -> None:
    """Stop the program as Ctrl-C does; if it does not, end it and its children by their numbers."""
    if up.process.poll() is not None:
        return
    try:
        up.interrupt()
    except subprocess.TimeoutExpired:
        for pid in [up.process.pid, *up.pids()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        up.process.wait()
