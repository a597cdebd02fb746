"""What the papers of the house promise exists: commands, links, a line for every dependency."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import toso
from toso.command.main import app

ROOT = Path(toso.__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]


def commands_in(text: str) -> set[str]:
    return set(re.findall(r"\./toso ([a-z]+)", text))


@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_every_command_of_the_readme_exists(readme):
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}

    assert commands_in(readme.read_text()) >= {"up", "test"}
    assert not commands_in(readme.read_text()) - known


@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_every_option_of_the_readme_exists(readme):
    groups = {group.name for group in app.registered_groups}
    shown: dict[tuple[str, ...], set[str]] = {}
    for words in re.findall(r"`\./toso ((?: ?[-\w]+)+)", readme.read_text()):
        command = tuple(words.split()[: 2 if words.split()[0] in groups else 1])
        shown.setdefault(command, set()).update(re.findall(r"--[a-z-]+", words))

    for command, options in shown.items():
        said = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
        assert not {option for option in options if option not in said}, command


@pytest.mark.parametrize("page", [*READMES, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda p: p.name)
def test_every_link_between_papers_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())

    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_decision_has_a_number_of_its_own_and_what_is_cited_exists():
    numbers = sorted(int(file.name[:4]) for file in (ROOT / "docs/adr").glob("*.md"))
    papers = [ROOT / "CONTEXT.md", *READMES, *(ROOT / "docs").rglob("*.md")]
    cited = {int(n) for paper in papers for n in re.findall(r"(?:ADR |adr/)(\d+)", paper.read_text())}

    assert numbers == list(range(1, len(numbers) + 1))
    assert cited
    assert not cited - set(numbers)


def test_every_dependency_has_its_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in project["dependencies"]}
    written = (ROOT / "docs/dependencies.md").read_text().lower()

    assert not {name for name in names if name.lower() not in written}


def test_locks_hold_no_address():
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(), lock.name
    assert '"resolved"' not in (ROOT / "frontend/package-lock.json").read_text()
