"""The programs of PostgreSQL that write a database out and read it in, called with the wheel's own binaries."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import conninfo, sql

from toso.command.say import Trouble

VARIABLES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
# Written by newer programs, unknown to servers before 17, and only a time limit of the reading itself.
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;"


@dataclass(frozen=True, slots=True)
class Database:
    """A database by its address, and the folder of the programs."""

    url: str
    binaries: Path

    @property
    def name(self) -> str:
        return conninfo.conninfo_to_dict(self.url)["dbname"]  # type: ignore[return-value]  # always a text there

    def called(self, name: str) -> "Database":
        """Another database of the same server."""
        return Database(conninfo.make_conninfo(self.url, dbname=name), self.binaries)

    def environment(self) -> dict[str, str]:
        """The address as variables, so that no password stands in the list of processes."""
        given = conninfo.conninfo_to_dict(self.url)
        known = {VARIABLES[name]: str(value) for name, value in given.items() if name in VARIABLES}
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "PGDATABASE": self.name, **known}

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=autocommit, connect_timeout=10)

    @contextmanager
    def dumping(self, snapshot: str, errors: IO[bytes]) -> Iterator[IO[bytes]]:
        """What pg_dump says, as it says it, of the moment that a transaction has exported."""
        words = [str(self.binaries / "pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
        with subprocess.Popen(
            [*words, f"--snapshot={snapshot}"], env=self.environment(), stdout=subprocess.PIPE, stderr=errors
        ) as process:
            assert process.stdout is not None
            try:
                yield process.stdout
            except BaseException:
                process.kill()
                raise
            if process.wait():
                errors.seek(0)
                raise Trouble(f"Không sao lưu được cơ sở dữ liệu: {_reason(errors.read())}")

    def load(self, dump: Path) -> None:
        """Read a dump into this empty database, wholly or not at all."""
        reading = [str(self.binaries / "pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)]
        writing = [
            *(str(self.binaries / "psql"), "--no-psqlrc", "--quiet", "--single-transaction"),
            *("--set=ON_ERROR_STOP=1", "--output=/dev/null"),
        ]
        with (
            subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as script,
            subprocess.Popen(
                writing,
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            ) as psql,
        ):
            assert script.stdout is not None
            assert script.stderr is not None
            assert psql.stdin is not None
            assert psql.stderr is not None
            is_before_rows = True
            try:
                for line in script.stdout:
                    is_before_rows = is_before_rows and not line.startswith(b"COPY ")
                    if not (is_before_rows and line.rstrip() == UNKNOWN_BEFORE_17):
                        psql.stdin.write(line)
                psql.stdin.close()
            except BrokenPipeError:
                script.kill()
            said = psql.stderr.read() + script.stderr.read()
            if psql.wait() or script.wait():
                raise Trouble(f"Không đọc lại được cơ sở dữ liệu, dữ liệu cũ giữ nguyên: {_reason(said)}")

    def create(self) -> None:
        """Make this database, empty; one of an earlier, broken attempt is thrown away."""
        self.drop()
        self._at_server(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(self.name)))

    def drop(self) -> None:
        self._at_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def exists(self) -> bool:
        with self.called("postgres").connect(autocommit=True) as connection:
            return connection.execute("SELECT FROM pg_database WHERE datname = %s", [self.name]).fetchone() is not None

    def take_place_of(self, current: "Database", *, old: "Database") -> None:
        """This database takes the name of the current one, which takes the name of the old: both or neither.

        Whoever is connected to either is cut off.
        """
        with self.called("postgres").connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (%s, %s)",
                [self.name, current.name],
            )
            for one, name in ((current, old.name), (self, current.name)):
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(one.name), sql.Identifier(name))
                )

    def _at_server(self, statement: sql.Composed) -> None:
        try:
            with self.called("postgres").connect(autocommit=True) as connection:
                connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege as error:
            raise Trouble(
                "Tài khoản trong DATABASE_URL cần quyền tạo cơ sở dữ liệu (CREATEDB) để khôi phục."
            ) from error
        except psycopg.errors.DiskFull as error:
            raise Trouble("Ổ đĩa của cơ sở dữ liệu đã đầy; dữ liệu cũ giữ nguyên. Hãy dọn bớt rồi chạy lại.") from error


def _reason(said: bytes) -> str:
    text = said.decode(errors="replace").strip()
    if "No space left on device" in text:
        return "ổ đĩa đã đầy. Hãy dọn bớt rồi chạy lại."
    return next((line for line in text.splitlines() if "ERROR" in line or "error" in line), text[-300:])
