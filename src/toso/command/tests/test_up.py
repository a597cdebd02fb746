"""The whole program as a person starts it: it serves, comes back after kills, and leaves nothing behind."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from toso.command.cluster import Cluster
from toso.command.house import NICENESS

PATIENCE = 240  # a busy machine is slow, not wrong


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(port: int, path: str = "/account/login/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.2)


class Up:
    """``toso up --empty`` with a data folder of its own."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port, self.log = data, port, data / "said.txt"
        wanted = {
            k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "TOSO_DATA", "DJANGO_SETTINGS_MODULE"}
        }
        words = [sys.executable, "-m", "toso", "up", "--empty", "--port", str(port), "--data", str(data)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(words, env=wanted, stdout=log, stderr=log, start_new_session=True)

    def pids(self) -> list[int]:
        file = self.data / "running.json"
        return json.loads(file.read_text()) if file.exists() else []

    def is_serving(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return "Ctrl-C" in self.log.read_text() and answer(self.port) == 200

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def data(tmp_path):
    yield tmp_path
    Cluster(tmp_path).discard()


def test_the_program_serves_survives_kills_goes_on_after_its_own_and_stops_cleanly(data):
    up = Up(data, free_port())
    wait_for(up.is_serving)
    with contextlib.ExitStack() as browsers:
        for _spare in range(20):  # opened in advance, and silent
            browsers.enter_context(socket.create_connection(("127.0.0.1", up.port)))
        assert answer(up.port) == 200

    web, worker = up.pids()
    wait_for(lambda: os.getpriority(os.PRIO_PROCESS, worker) == NICENESS)
    assert os.getpriority(os.PRIO_PROCESS, web) == 0
    postmaster = int((Cluster(data).cluster / "postmaster.pid").read_text().split()[0])
    os.kill(web, signal.SIGKILL)
    os.kill(postmaster, signal.SIGKILL)
    wait_for(lambda: up.pids()[0] != web)
    wait_for(lambda: answer(up.port) == 200)

    orphans = up.pids()
    os.kill(up.process.pid, signal.SIGKILL)
    up.process.wait()
    (data / "said.txt").write_text("")
    again = Up(data, up.port)
    wait_for(again.is_serving)
    assert not any(is_alive(pid) for pid in orphans)
    assert "quantri" not in again.log.read_text()  # the administrator of the first run is still there

    children = again.pids()
    assert again.interrupt() == 0
    assert not any(is_alive(pid) for pid in children)
    assert not Cluster(data).answers()
    assert answer(again.port) == 0
