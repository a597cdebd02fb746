"""Many lines to one server at once: how many requests it takes a second, how long each takes, what it costs."""

import http.client
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toso.command.bench.serving import family_of

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
