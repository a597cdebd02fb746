"""./toso backup FILE: the whole instance in one file, of one moment, while it goes on serving."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from toso import __version__
from toso.command.keeping import archive, tables
from toso.command.keeping.archive import Manifest
from toso.command.keeping.postgres import Database

Progress = Callable[[float, str], None]
DUMP_UNTIL, TABLES_UNTIL = 0.4, 0.8


def _uploads(media: Path) -> list[Path]:
    """The uploads, by path. A row seen in the snapshot has its file already: files are written first, never removed."""
    return sorted(path for path in media.rglob("*") if path.is_file()) if media.is_dir() else []


def _migrations(database: Database) -> list[str]:
    with database.connect() as connection:
        if "django_migrations" not in tables.names(connection):
            return []
        found = connection.execute("SELECT app || '.' || name FROM django_migrations")
        return sorted(name for (name,) in found)


class _Counted:
    """A stream that tells how much has gone through it."""

    def __init__(self, stream: IO[bytes], tell: Callable[[int], None]) -> None:
        self.stream, self.tell, self.done = stream, tell, 0

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.done += len(block)
        self.tell(self.done)
        return block


def write(file: Path, *, database: Database, media: Path, at: datetime, progress: Progress) -> Manifest:
    """Write the backup under its name only when it is whole and safely on the disk. Raises Trouble."""
    with archive.fresh(file) as half:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED, allowZip64=True) as kept:
            kept.comment = b"0" * archive.SEAL_BYTES
            with database.connect() as connection:
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                row = connection.execute("SELECT pg_export_snapshot(), pg_database_size(current_database())").fetchone()
                assert row is not None
                dump = _write_dump(kept, database, snapshot=row[0], size=row[1], progress=progress)
                held = tables.contents(
                    connection,
                    progress=lambda share, name: progress(DUMP_UNTIL + (TABLES_UNTIL - DUMP_UNTIL) * share, name),
                )
            files = dict(_write_uploads(kept, media, progress))
            manifest = Manifest(
                made_at=at.isoformat(timespec="seconds"),
                version=__version__,
                migrations=_migrations(database),
                tables=held,
                files=files,
                dump=dump,
            )
            kept.writestr(archive.MANIFEST, manifest.as_bytes())
        archive.seal(half)
    progress(1, file.name)
    return manifest


def _write_dump(kept: zipfile.ZipFile, database: Database, *, snapshot: str, size: int, progress: Progress) -> str:
    def tell(done: int) -> None:
        progress(DUMP_UNTIL * min(1.0, 4 * done / max(size, 1)), archive.DUMP)  # a dump is about a quarter

    with (
        tempfile.TemporaryFile() as errors,
        kept.open(archive.DUMP, "w", force_zip64=True) as target,
        database.dumping(snapshot, errors) as source,
    ):
        return archive.copied(_Counted(source, tell), target)  # type: ignore[arg-type]  # read() is all it needs


def _write_uploads(kept: zipfile.ZipFile, media: Path, progress: Progress) -> Iterator[tuple[str, str]]:
    found = _uploads(media)
    for number, path in enumerate(found, start=1):
        name = path.relative_to(media).as_posix()
        with path.open("rb") as source, kept.open(archive.UPLOADS + name, "w", force_zip64=True) as target:
            yield name, archive.copied(source, target)
        progress(TABLES_UNTIL + (0.99 - TABLES_UNTIL) * number / len(found), name)


def digest_of_file(path: Path) -> str:
    with path.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()
