"""Rooms are entered only through their public doors, and each room writes only its own rows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

import toso

ROOT = Path(toso.__file__).parent
PUBLIC = {"queries", "actions", "facts", "sync", "rules", "models", "blocks", "jobs"}
WIRING = {"config", "command"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("toso", include_external_packages=False)


def room_of(module: str) -> tuple[str, ...]:
    return tuple(module.split(".")[1:3])


def is_test(module: str) -> bool:
    return ".tests." in f"{module}."


def doorways(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    """Direct imports from one room into another, apart from the wiring and the shared ground."""
    for importer in sorted(graph.modules):
        parts = importer.split(".")
        if len(parts) < 3 or parts[1] in WIRING or is_test(importer):
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            target = imported.split(".")
            if len(target) < 3 or room_of(imported) == room_of(importer) or target[2] == "shared":
                continue
            yield importer, imported


def test_rooms_are_entered_only_through_their_public_doors(graph):
    wrong = [
        f"{importer} → {imported}"
        for importer, imported in doorways(graph)
        if len(imported.split(".")) < 4 or imported.split(".")[3] not in PUBLIC
    ]

    assert not wrong, "\n".join(wrong)


def test_the_guard_of_the_doors_is_awake(graph):
    assert len(list(doorways(graph))) > 10


WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "aupdate",
}
WRITERS = {"actions", "models", "migrations", "tests", "apps"}


def own_models(room: Path) -> set[str]:
    found: set[str] = set()
    for file in [room / "models.py", *room.glob("models/*.py")]:
        if file.exists():
            found |= {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ClassDef)}
    return found


def rooms() -> list[Path]:
    return sorted(p.parent for p in ROOT.glob("*/*/apps.py"))


def role_of(file: Path, room: Path) -> str:
    return file.relative_to(room).parts[0].removesuffix(".py")


def foreign_writes(source: str, foreign: set[str]) -> list[str]:
    """Writes on a model by its name: Model.objects….create(…) and the like, write_rows(Model, …)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            written: ast.expr = node.func.value
        elif isinstance(node.func, ast.Name) and node.func.id == "write_rows":
            written = node.args[0]
        else:
            continue
        if {n.id for n in ast.walk(written) if isinstance(n, ast.Name)} & foreign:
            found.append(f"line {node.lineno}: {ast.unparse(node.func)}")
    return found


def test_only_a_rooms_own_actions_write_its_rows():
    everything = {room: own_models(room) for room in rooms()}
    wrong = []
    for room in everything:
        for file in room.rglob("*.py"):
            role = role_of(file, room)
            if role in {"tests", "migrations"}:
                continue
            forbidden = set().union(*(models for other, models in everything.items() if other != room))
            if role in WRITERS:
                forbidden -= everything[room]  # two rooms may each have a table of one name
            else:
                forbidden |= everything[room]
            wrong += [f"{file.relative_to(ROOT)} {line}" for line in foreign_writes(file.read_text(), forbidden)]

    assert not wrong, "\n".join(wrong)


def test_the_guard_of_the_writers_is_awake():
    assert foreign_writes("Report.objects.filter(pk=1).update(state='x')", {"Report"}) == [
        "line 1: Report.objects.filter(pk=1).update"
    ]
    assert foreign_writes("Report.objects.filter(pk=1).count()", {"Report"}) == []
    assert foreign_writes("write_rows(Report, [Report()])", {"Report"}) == ["line 1: write_rows"]
