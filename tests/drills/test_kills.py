"""Whatever is killed, whatever is full, at whatever moment: what was acknowledged is there, once."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.drills.figures import IS_LONG, report
from tests.drills.instance import COUNT, MAKE_PEOPLE, Writers, asked, serving
from toso.command.cluster import Cluster
from toso.command.keeping import archive, tables
from toso.command.tests.test_up import Up, free_port

ROUNDS = 200 if IS_LONG else 5
FULL_ROUNDS = 10 if IS_LONG else 1
DISK = "2g"
TARGETS = ("web", "database", "web process", "worker", "everything")

pytestmark = pytest.mark.drill


@dataclass
class Instance:
    """A program that serves, its database on a small disk of its own where the machine lets us mount one."""

    data: Path
    up: Up
    cluster: Cluster
    made: dict[str, object]
    has_own_disk: bool

    def toso(self, *words: str, largest_file: int | None = None) -> subprocess.CompletedProcess[str]:
        """The program, as somebody at the terminal would call it."""

        def limited() -> None:
            if largest_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "TOSO_DATA"}}
        return subprocess.run(
            [sys.executable, "-m", "toso", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=limited,
        )

    def writers(self) -> Writers:
        writers = Writers(self.up.port, self.made)
        writers.start()
        writers.wait_for_more()
        return writers

    def resize(self, size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.cluster.folder)], check=True)

    def verdict(self, writers: Writers) -> dict[str, int]:
        assert not writers.faults, writers.faults
        return writers.verdict(asked(COUNT, self.cluster, self.data))  # type: ignore[arg-type]  # as the script prints it


def a_small_disk(folder: Path) -> bool:
    """Mount one in memory; False where that is not allowed."""
    if os.geteuid() != 0:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(folder)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    data = tmp_path_factory.mktemp("drill")
    folder = Cluster(data).folder
    has_own_disk = a_small_disk(folder)
    up = None
    try:
        up, cluster = serving(data, free_port())
        yield Instance(data, up, cluster, asked(MAKE_PEOPLE, cluster, data), has_own_disk)  # type: ignore[arg-type]  # as the script prints it
    finally:
        if up is not None and up.process.poll() is None:
            up.interrupt()
        Cluster(data).stop()
        if has_own_disk:
            subprocess.run(["umount", "-l", str(folder)], check=False)
        Cluster(data).discard()


def children_of(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in file.read_text().split()] if file.exists() else []


def pids_of(target: str, up: Up, cluster: Cluster) -> list[int]:
    web, worker = up.pids()[:2]
    try:
        postmaster = [int((cluster.cluster / "postmaster.pid").read_text().split()[0])]
    except (FileNotFoundError, IndexError):
        postmaster = []
    return {
        "web": [web],
        "web process": children_of(web)[:1],
        "worker": [worker],
        "database": postmaster,
        "everything": [web, worker, *postmaster],
    }[target]


def kill(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_no_acknowledged_write_is_lost_or_doubled_whatever_is_killed(instance):
    writers, chance, worst = instance.writers(), random.Random(56), 0.0
    try:
        for number in range(ROUNDS):
            time.sleep(chance.uniform(0, 0.3))
            kill(pids_of(TARGETS[number % len(TARGETS)], instance.up, instance.cluster))
            begun = time.monotonic()
            writers.wait_for_more()
            worst = max(worst, time.monotonic() - begun)
    finally:
        writers.stop()
    verdict = instance.verdict(writers)
    report("kill -9 khi đang ghi", rounds=ROUNDS, **verdict, worst_seconds=round(worst, 1))

    assert (verdict["lost"], verdict["doubled"]) == (0, 0)
    assert verdict["acknowledged"] >= 3 * ROUNDS
    checked = instance.toso("check", "--data", str(instance.data))
    assert "Mọi con số khớp bằng chứng; nhật ký nguyên vẹn." in checked.stdout, checked.stdout + checked.stderr


def test_a_full_disk_loses_and_doubles_nothing_and_the_work_goes_on_when_there_is_room(instance):
    if not instance.has_own_disk:
        report("ổ đĩa đầy", rounds=0, note="cần quyền root để gắn một ổ nhỏ: không chạy")
        return
    writers, seconds_full = instance.writers(), 0.0
    try:
        for _ in range(FULL_ROUNDS):
            before, begun = writers.retries, time.monotonic()
            used = shutil.disk_usage(instance.cluster.folder).used
            instance.resize(str(used + 8192))
            while writers.retries < before + 3 and time.monotonic() < begun + 20:
                time.sleep(0.1)
            seconds_full += time.monotonic() - begun
            instance.resize(DISK)
            writers.wait_for_more()
    finally:
        instance.resize(DISK)
        writers.stop()
    verdict = instance.verdict(writers)
    report("ổ đĩa đầy khi đang ghi", rounds=FULL_ROUNDS, **verdict, full_seconds=round(seconds_full, 1))

    assert (verdict["lost"], verdict["doubled"]) == (0, 0)
    assert verdict["sent_again"] > 0


def test_a_backup_onto_a_full_disk_is_refused_in_one_sentence_and_leaves_no_file(instance, tmp_path):
    said = instance.toso("backup", str(tmp_path / "b.zip"), "--data", str(instance.data), largest_file=100_000)

    assert said.returncode == 1
    assert said.stderr.strip().endswith("đã đầy; chưa ghi gì dở dang. Hãy dọn bớt hoặc chọn ổ khác rồi chạy lại.")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_made_while_people_write_is_restored_on_an_empty_machine_row_for_row(instance, tmp_path):
    file, elsewhere = tmp_path / "b.zip", tmp_path / "elsewhere"
    writers = instance.writers()
    try:
        known = set(writers.acknowledged)
        said = instance.toso("backup", str(file), "--data", str(instance.data))
        assert said.returncode == 0, said.stderr
        writers.wait_for_more()
    finally:
        writers.stop()
    begun = time.monotonic()
    restored = instance.toso("restore", str(file), "--data", str(elsewhere))
    seconds = time.monotonic() - begun
    there = Cluster(elsewhere)
    try:
        assert "Từng bảng, từng dòng khớp bản kê" in restored.stdout, restored.stdout + restored.stderr
        there.start()
        kept = asked(COUNT, there, elsewhere)
        again = instance.toso("backup", str(tmp_path / "again.zip"), "--data", str(elsewhere))
        assert again.returncode == 0, again.stderr
        checked = instance.toso("check", "--data", str(elsewhere))
    finally:
        there.discard()
    one, other = (manifest_of(file) for file in (file, tmp_path / "again.zip"))
    report("sao lưu rồi khôi phục", rows=one.rows, tables=len(one.tables), seconds=round(seconds, 1), different=0)

    assert list(tables.differences(one.tables, other.tables)) == []
    assert len(set(kept)) == len(kept)  # type: ignore[arg-type,call-overload]  # a list, as the script prints it
    assert known <= set(kept)  # type: ignore[call-overload]  # as above
    assert "Mọi con số khớp bằng chứng; nhật ký nguyên vẹn." in checked.stdout, checked.stdout + checked.stderr


def manifest_of(file: Path) -> archive.Manifest:
    kept, manifest = archive.opened(file)
    kept.close()
    return manifest
