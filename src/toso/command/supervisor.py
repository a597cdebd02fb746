"""Runs the web server and the worker as children, restarts what dies, stops all in order.

Every child stands in a session of its own, so that Ctrl-C reaches only the supervisor and the
order of stopping is ours: web, worker, database. Children of a supervisor that was killed are
found by the file it left and stopped by the next one.
"""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from toso.command.cluster import Cluster
from toso.command.say import Trouble

GRACE_SECONDS = 10
DATABASE_LOOK_SECONDS = 2


@dataclass
class Child:
    name: str
    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_deaths: int = 0


@dataclass
class Supervisor:
    data: Path
    port: int
    cluster: Cluster | None = None
    children: list[Child] = field(default_factory=list)
    is_stopping: bool = False

    def __post_init__(self) -> None:
        python = sys.executable
        serving = ["--config", "python:toso.config.serving", "--bind", f"127.0.0.1:{self.port}"]
        self.children = [
            Child("web", [python, "-m", "gunicorn", "toso.config.wsgi:application", *serving]),
            Child("worker", [python, "-m", "toso", "worker"]),
        ]

    @property
    def pid_file(self) -> Path:
        return self.data / "running.json"

    def hold(self) -> None:
        """Only one supervisor for one data folder."""
        self._lock = (self.data / "running.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Trouble(
                "Tổ Số đang chạy với thư mục dữ liệu này rồi. Hãy dùng bản đang chạy hoặc tắt nó trước."
            ) from error

    def stop_orphans(self) -> None:
        """End children that an earlier, killed supervisor left behind; only those that are really ours."""
        if not self.pid_file.exists():
            return
        with contextlib.suppress(ValueError):
            for pid in json.loads(self.pid_file.read_text()):
                _end_orphan(pid)
        self.pid_file.unlink(missing_ok=True)

    def run(self, *, when_ready: Callable[[], None]) -> None:
        """Serve until Ctrl-C or a termination signal."""
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        for child in self.children:
            self._start(child)
        announced = False
        looked_at = time.monotonic()
        try:
            while not self.is_stopping:
                time.sleep(0.2)
                if self.cluster and time.monotonic() - looked_at > DATABASE_LOOK_SECONDS:
                    looked_at = time.monotonic()
                    if not self.cluster.listens():
                        self.cluster.start()
                for child in self.children:
                    self._revive(child)
                if not announced and self._answers():
                    announced = True
                    when_ready()
        finally:
            for child in self.children:
                self._stop(child)
            self.pid_file.unlink(missing_ok=True)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def _start(self, child: Child) -> None:
        with (self.data / f"{child.name}.log").open("ab") as log:
            child.process = subprocess.Popen(
                child.words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        child.started_at = time.monotonic()
        self.pid_file.write_text(json.dumps([c.process.pid for c in self.children if c.process]))

    def _revive(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None:
            return
        child.quick_deaths = child.quick_deaths + 1 if time.monotonic() - child.started_at < 5 else 0
        if child.quick_deaths >= 5:
            said = (self.data / f"{child.name}.log").read_text(errors="replace")[-600:]
            raise Trouble(
                f"Tiến trình {child.name} không chạy được. Nhật ký {self.data / (child.name + '.log')}:\n{said}"
            )
        self._start(child)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=0.2):
            return True
        return False

    def _stop(self, child: Child) -> None:
        if child.process is None or child.process.poll() is not None:
            return
        child.process.terminate()
        try:
            child.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _is_ours(pid: int) -> bool:
    try:
        return b"toso" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _end_orphan(pid: int) -> None:
    """Ask the process group to end, and make it end when it does not listen."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not _is_ours(pid):
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, number)
        until = time.monotonic() + GRACE_SECONDS
        while _is_ours(pid) and time.monotonic() < until:
            time.sleep(0.1)
