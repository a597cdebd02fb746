"""./toso restore FILE: everything back, row for row, or nothing changed at all."""

import contextlib
import os
import shutil
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath

from toso.command.keeping import archive, tables
from toso.command.keeping.archive import Manifest
from toso.command.keeping.backup import digest_of_file
from toso.command.keeping.postgres import Database
from toso.command.say import Trouble

Progress = Callable[[float, str], None]


def is_in_use(database: Database, media: Path) -> bool:
    """Whether somebody keeps something here already: an account, or an upload."""
    with database.connect() as connection:
        if "people_account" in tables.names(connection):
            row = connection.execute("SELECT EXISTS (SELECT FROM people_account)").fetchone()
            if row and row[0]:
                return True
    return media.is_dir() and any(path.is_file() for path in media.rglob("*"))


def refuse_newer(manifest: Manifest, known: Collection[str], own_apps: Collection[str]) -> None:
    """A backup whose tables this program does not know yet is not touched."""
    unknown = sorted(
        name for name in manifest.migrations if name not in known and name.partition(".")[0] in {*own_apps}
    )
    foreign = {name.partition(".")[0] for name in manifest.migrations} - {*own_apps}
    if not_known := [*unknown, *sorted(foreign)]:
        raise Trouble(
            f"Bản sao lưu do phiên bản Tổ Số mới hơn làm ra (có bước chuyển dữ liệu {not_known[0]} mà "
            "chương trình này chưa biết). Hãy cập nhật chương trình rồi khôi phục."
        )


def read(
    file: Path,
    *,
    database: Database,
    media: Path,
    may_replace: bool,
    known: Collection[str],
    own_apps: Collection[str],
    progress: Progress,
) -> Manifest:
    """Put a backup in the place of what is here, once it is proved equal row for row. Raises Trouble.

    The database is read into a new one and the uploads into a new folder; only when every table and
    every file agrees with the manifest do they take the names of the old ones.
    """
    kept, manifest = archive.opened(file)
    with kept:
        mend(database, media)
        refuse_newer(manifest, known, own_apps)
        if not may_replace and is_in_use(database, media):
            raise Trouble(
                "Nơi này đang có dữ liệu, nên chưa khôi phục gì. Muốn thay hẳn bằng bản sao lưu, thêm --replace."
            )
        progress(0.05, file.name)
        fresh, fresh_media = database.called(f"{database.name}_fresh"), media.with_name(f"{media.name}.fresh")
        dump = media.with_name(f".{archive.DUMP}")
        try:
            with archive.full_disk_is_said(media.parent):
                _unpack(kept, manifest, dump=dump, media=fresh_media)
            progress(0.3, archive.DUMP)
            fresh.create()
            fresh.load(dump)
            progress(0.7, archive.DUMP)
            _prove(fresh, manifest, progress)
            _swap(database, fresh, media, fresh_media)
        finally:
            dump.unlink(missing_ok=True)
            shutil.rmtree(fresh_media, ignore_errors=True)
            with contextlib.suppress(Trouble):
                fresh.drop()
    progress(1, file.name)
    return manifest


def _unpack(kept: zipfile.ZipFile, manifest: Manifest, *, dump: Path, media: Path) -> None:
    media.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(media, ignore_errors=True)
    media.mkdir()
    with kept.open(archive.DUMP) as source, dump.open("wb") as target:
        os.fchmod(target.fileno(), 0o600)
        if archive.copied(source, target) != manifest.dump:
            raise Trouble("Phần cơ sở dữ liệu trong bản sao lưu không khớp bản kê; chưa có gì thay đổi.")
    for name, digest in manifest.files.items():
        steps = PurePosixPath(name)
        if steps.is_absolute() or ".." in steps.parts:
            raise Trouble(f"Bản sao lưu có tên tệp lạ: {name}; chưa có gì thay đổi.")
        path = media / steps
        path.parent.mkdir(parents=True, exist_ok=True)
        with kept.open(archive.UPLOADS + name) as source, path.open("wb") as target:
            archive.copied(source, target)
            target.flush()
            os.fsync(target.fileno())
        if digest_of_file(path) != digest:  # as read back from the disk
            raise Trouble(f"Tệp {name} đọc lại không khớp bản kê; chưa có gì thay đổi. Hãy kiểm tra ổ đĩa.")


def _prove(fresh: Database, manifest: Manifest, progress: Progress) -> None:
    with fresh.connect() as connection:
        found = tables.contents(connection, progress=lambda share, name: progress(0.7 + 0.25 * share, name))
    if different := list(tables.differences(manifest.tables, found)):
        raise Trouble(f"Khôi phục không khớp bản sao lưu, dữ liệu cũ giữ nguyên: {'; '.join(different[:3])}.")


def _beside(database: Database, media: Path) -> tuple[Database, Path]:
    """The names that the old ones bear until the new ones stand."""
    return database.called(f"{database.name}_old"), media.with_name(f"{media.name}.old")


def _swap(database: Database, fresh: Database, media: Path, fresh_media: Path) -> None:
    """The new ones take the names of the old ones, and only then the old ones go. See ``mend`` for a cut between."""
    old, old_media = _beside(database, media)
    old.drop()
    media.mkdir(parents=True, exist_ok=True)
    media.rename(old_media)
    fresh_media.rename(media)
    try:
        fresh.take_place_of(database, old=old)
    except BaseException:
        media.rename(fresh_media)
        old_media.rename(media)
        raise
    shutil.rmtree(old_media)
    old.drop()


def mend(database: Database, media: Path) -> None:
    """Finish or take back a swap that was cut: the uploads go with the database that has the name."""
    old, old_media = _beside(database, media)
    if not old_media.exists():
        return
    if old.exists():  # the new database stands: so do its uploads
        shutil.rmtree(old_media)
        old.drop()
    else:
        shutil.rmtree(media, ignore_errors=True)
        old_media.rename(media)
