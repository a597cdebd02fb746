"""Gives a test run its own PostgreSQL, quick and without durability, unless DATABASE_URL names one."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from toso.command.cluster import Cluster
from toso.command.words import ensure_catalogue

MADE = "TOSO_TEST_TABLES"  # where a run with a cluster of its own notes that the tables to copy are made
_cluster: Cluster | None = None
_data: str | None = None
ensure_catalogue()

if "DATABASE_URL" not in os.environ:
    _cluster = Cluster(Path(tempfile.mkdtemp(prefix="toso-test-")), is_fast=True)
    _cluster.start()
    os.environ["DATABASE_URL"] = _cluster.url
    os.environ[MADE] = str(_cluster.data / "tables-made")
os.environ.setdefault("TOSO_REQUIRE_SECOND_FACTOR", "0")
os.environ.setdefault("TOSO_KEPT_SECONDS", "0")  # a test looks at what it has just written
if "TOSO_DATA" not in os.environ:
    os.environ["TOSO_DATA"] = _data = tempfile.mkdtemp(prefix="toso-data-")
Path(os.environ["TOSO_DATA"], "static").mkdir(parents=True, exist_ok=True)  # the static server warns without it


def tables_to_copy() -> str | None:
    """The database whose tables each worker's own is copied from, made by the first who asks; none in a cluster
    that is not ours."""
    if MADE not in os.environ:
        return None
    made = Path(os.environ[MADE])
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            words = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
            subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
            made.touch()
    return str(settings.DATABASES["default"]["NAME"])


def end_other_sessions() -> None:
    """Ends every session of this test database but our own, which is a fresh one: ours may have been ended too."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    if _cluster is not None:
        _cluster.discard()
    if _data is not None:
        shutil.rmtree(_data, ignore_errors=True)
