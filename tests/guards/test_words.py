"""Every file is in Unicode normal form C; rules read no clock; nothing is imported inside a function."""

import ast
import subprocess
import unicodedata
from pathlib import Path

import pytest

import toso

PACKAGE = Path(toso.__file__).parent
ROOT = PACKAGE.parents[1]
TEXT = {".py", ".html", ".txt", ".md", ".js", ".css", ".csv", ".toml", ".json", ".po", ".sh", ""}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        return [p for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts and "node_modules" not in p.parts]
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)


def test_every_file_is_composed():
    wrong = [
        str(file.relative_to(ROOT))
        for file in tracked()
        if file.suffix in TEXT and file.is_file() and not is_composed(file.read_text(encoding="utf-8", errors="ignore"))
    ]

    assert not wrong, wrong


def test_the_guard_of_composition_is_awake():
    assert len(tracked()) > 100
    assert not is_composed(unicodedata.normalize("NFD", "Tổ Số"))


CLOCKS = {"now", "today", "localdate", "localtime", "utcnow", "time", "monotonic"}
CONVERTERS = {"localdate", "localtime"}


def clock_reads(source: str) -> list[int]:
    """Lines that ask what time it is. A moment that was passed in may be taken apart: localdate(at), at.time()."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _asks(node)]


def _asks(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        name, owner = call.func.attr, call.func.value
        is_module = isinstance(owner, ast.Name) and owner.id in {"time", "timezone", "datetime", "date"}
        return name in CLOCKS and is_module and not (name in CONVERTERS and call.args)
    return isinstance(call.func, ast.Name) and call.func.id in CLOCKS - {"time"} and not call.args


def rule_files() -> list[Path]:
    return [*PACKAGE.glob("*/*/rules.py"), *PACKAGE.glob("*/*/rules/*.py")]


def test_rules_never_read_a_clock():
    wrong = {str(f.relative_to(PACKAGE)): lines for f in rule_files() if (lines := clock_reads(f.read_text()))}

    assert not wrong


def test_the_guard_of_the_clock_is_awake():
    assert len(rule_files()) > 5
    assert clock_reads("from datetime import date\nx = date.today()") == [2]
    assert clock_reads("import time\nx = time.time()") == [2]
    assert clock_reads("day = localdate()") == [1]
    assert clock_reads("day = localdate(at)\nhour = at.time()") == []


ACTION_CLOCKS = [*PACKAGE.glob("*/*/actions.py"), *PACKAGE.glob("*/*/actions/*.py")]


@pytest.mark.parametrize("file", ACTION_CLOCKS, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_actions_are_told_the_time(file):
    assert clock_reads(file.read_text()) == []
