"""Many lines to one server at once: how many requests it takes a second, how long each takes, what it costs."""

import http.client
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

from django.conf import settings

from toso.command.bench.serving import family_of
from toso.command.cluster import Cluster
from toso.command.supervisor import Supervisor

PRODUCT = "toso.config.wsgi:application"
SECONDS = 6.0
WARM_UP = 12
TICKS = os.sysconf("SC_CLK_TCK")


class Line:
    """A connection that is kept, as a phone's is while it sends."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        self.connection.request(method, path, body, {name.replace("_", "-"): said for name, said in headers.items()})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def server(data: Path, *, app: str = "") -> Iterator[tuple[int, dict[str, int]]]:
    """The product's own server and worker, or another application behind the same server; its port and processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    children = [child.words for child in Supervisor(data, port).children]
    if app:
        children = [[app if word == PRODUCT else word for word in children[0]]]
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for words in children]
    try:
        _wait_for(port)
        postmaster = int((Cluster(data).cluster / "postmaster.pid").read_text().split()[0])
        names = ("web", "hàng việc")
        yield port, {name: each.pid for name, each in zip(names, running, strict=False)} | {"dữ liệu": postmaster}
    finally:
        for process in running:
            process.terminate()
            process.wait(20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            Line(port).ask("GET", "/sync/api/hello/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not answer")


Asking = Callable[[Line, int], None]


@dataclass(frozen=True)
class Measured:
    rates: list[float]  # requests a second, in each third of the time
    taken: list[float]  # seconds of each request
    processor: dict[str, float]  # seconds of processor time for each request, by part of the server


def load(port: int, parts: dict[str, int], ask: Asking, clients: int) -> Measured:
    """Ask for some seconds from so many threads. They share the cores with the server: what they use themselves is
    not in ``processor``, but it slows the rates. ``parts``: the first process of each part of the server. One that is
    not answered as it should be raises."""
    ends: list[tuple[float, float]] = []
    faults: list[BaseException] = []
    for _turn in range(WARM_UP):  # whatever is read once by each thread of the server, is read before
        ask(Line(port), 0)
    used = {name: processor_of({pid}) for name, pid in parts.items()}
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
    cost = {name: (processor_of({pid}) - used[name]) / len(ends) for name, pid in parts.items()}
    return Measured(rates, [each for _end, each in ends], cost)


def processor_of(pids: set[int]) -> float:
    """Seconds of processor time that these processes and their children have used."""
    total = 0
    for pid in family_of(pids):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def looked_at(cookies: SimpleCookie, paths: Sequence[str], clients: int) -> list[float]:
    """Milliseconds of each page when so many people with a browser look at the running server at once, in order."""
    said = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())

    def ask(line: Line, number: int) -> None:
        status, _page = line.ask("GET", paths[number % len(paths)], Cookie=said)
        if status != 200:
            raise RuntimeError(f"{paths[number % len(paths)]}: {status}")

    with server(Path(settings.DATA)) as (port, parts):
        return sorted(each * 1000 for each in load(port, parts, ask, clients).taken)
