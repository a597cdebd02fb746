"""Tables and code agree; migrations have names, go back, and never import our code."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

import toso
from toso.ground.shared.together import PARTS, Together

PACKAGE = Path(toso.__file__).parent
TOGETHER = Together.__module__  # how a migration is run, not what it makes
FILES = sorted(p for p in PACKAGE.glob("*/*/migrations/0*.py"))


def ours() -> dict[tuple[str, str], Migration]:
    disk = MigrationLoader(connection).disk_migrations
    return {key: m for key, m in disk.items() if type(m).__module__.startswith("toso.")}


@pytest.mark.django_db
def test_every_change_of_a_table_has_its_migration():
    out = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert "No changes detected" in out.getvalue()


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parts[-3]}/{f.stem}")
def test_a_migration_has_a_name_and_imports_none_of_our_code(file):
    imported = [
        name
        for node in ast.walk(ast.parse(file.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]

    assert not re.search(r"_auto_\d", file.stem)
    assert not [name for name in imported if name.split(".")[0] == "toso" and name != TOGETHER]


@pytest.mark.django_db
def test_every_migration_of_ours_goes_back():
    stuck = [
        key
        for key, migration in ours().items()
        for operation in migration.operations
        if (isinstance(operation, RunPython) and operation.reverse_code is None)
        or (isinstance(operation, RunSQL) and operation.reverse_sql is None)
    ]

    assert len(ours()) >= 10
    assert not stuck


@pytest.mark.django_db
def test_the_tables_of_a_migration_are_drawn_once():
    one_by_one = {
        key: parts for key, m in ours().items() if len(parts := [o for o in m.operations if isinstance(o, PARTS)]) > 1
    }

    assert not one_by_one, "end the migration with operations = [Together(operations)]"
