"""Gets a data folder ready to serve: settings, database, tables, country, sample month."""

import os
import shutil
import socket
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from toso.command import build
from toso.command.cluster import Cluster, ClusterError
from toso.command.keeping.postgres import Database
from toso.command.say import Trouble, step

NEEDED_MEGABYTES = 600
NICENESS = 10


@dataclass(frozen=True, slots=True)
class House:
    """An opened data folder. ``cluster`` is None when DATABASE_URL names a database of somebody else's."""

    data: Path
    cluster: Cluster | None
    was_running: bool = False  # somebody else serves with this database: we only visit

    def database(self) -> Database:
        """Where the rows are, with the programs that write them out and read them in."""
        return Database(os.environ["DATABASE_URL"], (self.cluster or Cluster(self.data)).binaries())

    def leave(self) -> None:
        """Close what this visit opened."""
        if self.cluster and not self.was_running:
            self.cluster.stop()

    def close(self) -> None:
        if self.cluster:
            self.cluster.stop()

    def discard(self) -> None:
        if self.cluster:
            self.cluster.discard()


def default_data() -> Path:
    """``var`` in a source checkout; an installed program keeps its data where the account may write."""
    if build.FRONTEND.exists():
        return build.ROOT / "var"
    if os.geteuid() == 0:  # the database runs as another account, which cannot enter root's home
        return Path("/var/lib/toso")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "toso"


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Trouble(
                f"Cổng {port} đang có chương trình khác dùng. "
                f"Hãy tắt chương trình đó hoặc chạy ./toso up --port {port + 1}."
            ) from error


def refuse_full_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 1024**2
    if free < NEEDED_MEGABYTES:
        raise Trouble(
            f"Ổ đĩa của {folder} chỉ còn {free} MB; cần ít nhất {NEEDED_MEGABYTES} MB. Hãy dọn bớt rồi chạy lại."
        )


def make_folder(data: Path) -> Path:
    try:
        data.mkdir(parents=True, exist_ok=True)
        (data / ".writable").touch()
    except OSError as error:
        raise Trouble(f"Không ghi được vào thư mục dữ liệu {data}: {error.strerror}. Hãy chọn thư mục khác.") from error
    return data


def open_house(data: Path, *, province: str = "56", is_fast: bool = False, needs_room: bool = True) -> House:
    """Set the environment, start or reach the database, load Django. Raises Trouble with one sentence.

    Without ``needs_room`` a disk that is nearly full will do: nothing will be written there.
    """
    make_folder(data)
    if needs_room:
        refuse_full_disk(data)
    os.environ["TOSO_DATA"] = str(data)
    os.environ.setdefault("TOSO_PROVINCE", province)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toso.config.settings")
    cluster, was_running = None, False
    if given := os.environ.get("DATABASE_URL"):
        refuse_wrong_database(given)
    else:
        cluster = Cluster(data, is_fast=is_fast)
        try:
            with step("Khởi động cơ sở dữ liệu"):
                was_running = cluster.start()
        except ClusterError as error:
            raise Trouble(str(error)) from error
        except OSError as error:
            raise Trouble(f"Không ghi được vào thư mục dữ liệu {data}: {error.strerror}.") from error
        os.environ["DATABASE_URL"] = cluster.url
    django.setup()
    return House(data=data, cluster=cluster, was_running=was_running)


def refuse_wrong_database(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except (psycopg.Error, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "địa chỉ không đúng"
        raise Trouble(
            f"Không nối được cơ sở dữ liệu trong DATABASE_URL ({reason}). "
            "Hãy sửa địa chỉ, hoặc bỏ biến DATABASE_URL để dùng cơ sở dữ liệu đi kèm."
        ) from error
    if version < 15:
        raise Trouble(f"DATABASE_URL trỏ tới PostgreSQL {version}; cần PostgreSQL 15 trở lên.")


def migrate() -> None:
    with step("Tạo bảng"):
        call_command("migrate", verbosity=0, interactive=False)


def known_migrations() -> tuple[set[str], set[str]]:
    """Every step of the tables that this program knows, as ``app.name``, and the apps that have any."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {f"{app}.{name}" for app, name in disk}, {app for app, _name in disk}


def refuse_old_tables() -> None:
    """The tables may be of an older program: only ./toso up brings them forward."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Trouble("Dữ liệu này của phiên bản trước. Chạy ./toso up một lần để chuyển lên, rồi chạy lại.")


def collect_static() -> None:
    with step("Xếp tệp giao diện"):
        call_command("collectstatic", verbosity=0, interactive=False)


def run_worker() -> None:
    """Work through the queue until told to stop. The database is up already: the environment names it.

    Whoever waits for a page comes first: a burst of work, as after a weekend without answers, gives way to the server.
    """
    os.nice(NICENESS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toso.config.settings")
    django.setup()
    loaded("tasks")
    call_command("procrastinate", "worker", "--concurrency", "2", "--delete-jobs", "successful")


def loaded_without_database(module: str) -> Any:
    """A module of this folder that needs Django's words and settings but asks no table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toso.config.settings")
    django.setup()
    return loaded(module)


def loaded(module: str) -> Any:
    """A module of this folder that needs Django's tables, and so can be read only once a house is open."""
    return import_module(f"toso.command.{module}")
