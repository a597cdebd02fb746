"""The table of requirements names tests that exist and says what is missing."""

import re
from pathlib import Path

import toso

ROOT = Path(toso.__file__).parents[2]
PAGE = ROOT / "docs/coverage.md"
NAMED = re.compile(r"`([a-z]+)/(test_\w+\.py)::(test_\w+)`")


def named_tests(text: str) -> set[tuple[str, str, str]]:
    return set(NAMED.findall(text))


def exists(room: str, file: str, name: str) -> bool:
    package = Path(toso.__file__).parent
    places = [*package.glob(f"*/{room}/tests/{file}"), package / room / "tests" / file, ROOT / "tests" / room / file]
    return any(place.exists() and f"\ndef {name}(" in place.read_text() for place in places)


def test_every_test_that_the_tables_name_exists():
    named = named_tests(PAGE.read_text())
    of_kpi = named_tests((ROOT / "docs/kpi.md").read_text())

    assert len(named) > 100
    assert len(of_kpi) > 15
    named |= of_kpi
    assert sorted(test for test in named if not exists(*test)) == []


def test_the_guard_of_the_table_is_awake():
    (found,) = named_tests("| R001 | … | `teams/test_rules.py::test_that_nobody_wrote` |")

    assert not exists(*found)


def test_what_is_not_whole_says_what_is_missing():
    assert not re.findall(r"^\| R\d.*\| (?:in part|not yet) \|$", PAGE.read_text(), re.MULTILINE)


def test_what_is_covered_names_a_test():
    assert not [line for line in PAGE.read_text().splitlines() if line.endswith("| covered |") and "::" not in line]
