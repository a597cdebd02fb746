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


def clock_reads(source: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS)
            or (isinstance(node.func, ast.Name) and node.func.id in CLOCKS)
        )
        and not (
            isinstance(node.func, ast.Attribute) and node.func.attr == "time" and node.args == [] and _is_moment(node)
        )
    ]


def _is_moment(node: ast.Call) -> bool:
    """``moment.time()`` takes the hour out of a moment that was passed in; ``time.time()`` reads a clock."""
    assert isinstance(node.func, ast.Attribute)
    return not (isinstance(node.func.value, ast.Name) and node.func.value.id == "time")


def rule_files() -> list[Path]:
    return [*PACKAGE.glob("*/*/rules.py"), *PACKAGE.glob("*/*/rules/*.py")]


def test_rules_never_read_a_clock():
    wrong = {str(f.relative_to(PACKAGE)): lines for f in rule_files() if (lines := clock_reads(f.read_text()))}

    assert not wrong


def test_the_guard_of_the_clock_is_awake():
    assert len(rule_files()) > 5
    assert clock_reads("from datetime import date\nx = date.today()") == [2]
    assert clock_reads("import time\nx = time.time()") == [2]


ACTION_CLOCKS = [*PACKAGE.glob("*/*/actions.py"), *PACKAGE.glob("*/*/actions/*.py")]


@pytest.mark.parametrize("file", ACTION_CLOCKS, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_actions_are_told_the_time(file):
    assert clock_reads(file.read_text()) == []
