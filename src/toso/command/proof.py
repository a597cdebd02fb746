"""What ./toso test runs, in order, each with its time. Nothing is skipped without a word."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

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


def proofs(pytest_arguments: list[str]) -> list[Proof]:
    python = sys.executable
    tool = str(Path(python).parent)
    return [
        Proof("Quy tắc viết mã (ruff)", (f"{tool}/ruff", "check", "-q", "src", "tests", "scripts", "conftest.py")),
        Proof(
            "Định dạng mã (ruff format)",
            (f"{tool}/ruff", "format", "--check", "-q", "src", "tests", "scripts", "conftest.py"),
        ),
        Proof("Tầng và phòng (import-linter)", (f"{tool}/lint-imports", "--no-cache")),
        Proof("Kiểu dữ liệu (mypy)", (f"{tool}/mypy", "src/toso")),
        Proof("Kiểm tra (pytest)", (python, "-m", "pytest", "-n", "2", "--dist", "loadfile", *pytest_arguments)),
    ]


def prove(pytest_arguments: list[str], *, is_drill: bool = False) -> int:
    """Run every proof; with arguments for pytest, only pytest. Returns the exit code."""
    build.ensure_all()
    ensure_chromium()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "toso.config.settings"}
    if is_drill:
        environment["TOSO_DRILL"] = "1"
        pytest_arguments = ["-m", "drill", *pytest_arguments]
    chosen = proofs(pytest_arguments)
    if pytest_arguments:
        chosen = chosen[-1:]
    failed: list[str] = []
    for proof in chosen:
        print(f"\n▸ {proof.words}", flush=True)
        begun = time.monotonic()
        code = subprocess.run(proof.command, cwd=build.ROOT, env=environment, check=False).returncode
        print(f"  {'đạt' if code == 0 else 'KHÔNG ĐẠT'} ({time.monotonic() - begun:.0f} giây)", flush=True)
        if code:
            failed.append(proof.words)
    if failed:
        print(f"\nKhông đạt: {', '.join(failed)}")
    return 1 if failed else 0
