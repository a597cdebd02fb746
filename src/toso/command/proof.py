"""What ./toso test runs, in order, each with its time. Nothing is skipped without a word."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT

from toso.command import build
from toso.command.say import Trouble, step

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


@dataclass(frozen=True, slots=True)
class Proof:
    words: str
    command: tuple[str, ...]


def chromium() -> Path | None:
    return next((Path(p) for p in CHROMIUM if Path(p).exists()), None)


def ensure_chromium() -> None:
    """The browser journeys need Chromium; as root on Debian it is installed, otherwise said plainly."""
    if chromium():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with step("Cài Chromium bằng apt cho các hành trình trên trình duyệt"):
            subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True)
            subprocess.run(
                ["apt-get", "install", "-y", "-qq", "chromium"],
                check=False,
                capture_output=True,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
    if not chromium():
        raise Trouble("Các hành trình cần trình duyệt Chromium mà máy này chưa có. Hãy chạy: sudo apt install chromium")


def npm(word: str) -> tuple[str, ...]:
    """A word of the phone app's own package, run by the Node that builds it."""
    return (str(build.ensure_node() / "npm"), "--prefix", str(build.FIELD), "run", "--silent", word)


def proofs(pytest_arguments: list[str]) -> list[Proof]:
    python = sys.executable
    tool = str(Path(python).parent)
    return [
        Proof("Kiểu dữ liệu (mypy)", (f"{tool}/mypy", "src/toso")),
        Proof("Quy tắc viết mã (ruff)", (f"{tool}/ruff", "check", "-q", "src", "tests", "scripts", "conftest.py")),
        Proof(
            "Định dạng mã (ruff format)",
            (f"{tool}/ruff", "format", "--check", "-q", "src", "tests", "scripts", "conftest.py"),
        ),
        Proof("Tầng và phòng (import-linter)", (f"{tool}/lint-imports", "--no-cache")),
        Proof("Ứng dụng điện thoại: kiểu dữ liệu (tsc)", npm("types")),
        Proof("Ứng dụng điện thoại: kiểm tra (node)", npm("test")),
        Proof("Kiểm tra (pytest)", (python, "-m", "pytest", "-n", WORKERS, "--dist", "worksteal", *pytest_arguments)),
    ]


WORKERS = "3"  # one more than the cores of a small machine: browsers, drills and the database leave them idle

WORDS = {
    "rounds": "lượt",
    "acknowledged": "đã báo ghi xong",
    "sent_again": "gửi lại",
    "lost": "mất",
    "doubled": "đúp",
    "worst_seconds": "lâu nhất để ghi tiếp (giây)",
    "full_seconds": "thời gian đầy (giây)",
    "rows": "dòng",
    "tables": "bảng",
    "different": "bảng khác nhau",
    "seconds": "giây",
    "addresses": "địa chỉ",
    "planted": "dòng đánh dấu của xã bên",
    "faults": "lỗi",
    "note": "ghi chú",
}


def figures_table(kept: Path) -> str:
    """What the drills measured, a line each; empty when none said anything."""
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()] if kept.exists() else []
    width = max((len(line["drill"]) for line in lines), default=0)
    return "\n".join(
        f"  {line['drill']:<{width}}  "
        + " · ".join(f"{WORDS.get(name, name)} {value}" for name, value in line["measured"].items())
        for line in sorted(lines, key=lambda line: str(line["drill"]))
    )


def read_over(readings: list[Proof], environment: dict[str, str]) -> list[str]:
    """The proofs that only read the code, side by side; each one's words are shown together. Returns what failed."""

    def run(proof: Proof) -> tuple[subprocess.CompletedProcess[str], float]:
        begun = time.monotonic()
        done = subprocess.run(
            proof.command, cwd=build.ROOT, env=environment, check=False, text=True, stdout=PIPE, stderr=STDOUT
        )
        return done, time.monotonic() - begun

    failed = []
    with ThreadPoolExecutor(2) as pool:
        for proof, (done, seconds) in zip(readings, pool.map(run, readings), strict=True):
            print(f"\n▸ {proof.words}\n{done.stdout}", end="", flush=True)
            failed += verdict(proof, done.returncode, seconds)
    return failed


def verdict(proof: Proof, code: int, seconds: float) -> list[str]:
    print(f"  {'đạt' if code == 0 else 'KHÔNG ĐẠT'} ({seconds:.0f} giây)", flush=True)
    return [proof.words] if code else []


def prove(pytest_arguments: list[str], *, is_drill: bool = False) -> int:
    """Run every proof; with arguments for pytest, only pytest. Returns the exit code."""
    build.ensure_all()
    ensure_chromium()
    node = build.ensure_node()
    build.ensure_modules(build.FIELD, node=node, what="ứng dụng điện thoại")
    path = f"{node}:{os.environ.get('PATH', '')}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "toso.config.settings", "PATH": path}
    if is_drill:
        environment["TOSO_DRILL"] = "1"
        pytest_arguments = ["-m", "drill", *pytest_arguments]
    kept = Path(tempfile.mkdtemp(prefix="toso-figures-")) / "figures.jsonl"
    environment["TOSO_FIGURES"] = str(kept)
    *readings, tests = proofs(pytest_arguments)
    failed = [] if pytest_arguments else read_over(readings, environment)
    print(f"\n▸ {tests.words}", flush=True)
    begun = time.monotonic()
    code = subprocess.run(tests.command, cwd=build.ROOT, env=environment, check=False).returncode
    failed += verdict(tests, code, time.monotonic() - begun)
    if table := figures_table(kept):
        print(f"\nSố đo của các phép thử:\n{table}")
    shutil.rmtree(kept.parent)
    if failed:
        print(f"\nKhông đạt: {', '.join(failed)}")
    return 1 if failed else 0
