"""The one file of a backup: a zip of the dump, the uploads and a manifest, closed by the hash of everything before.

The last 64 bytes of the file are the SHA-256, in hexadecimal, of all that stands before them; they are
the comment of the zip, so any program opens the file, and no byte of it changes unseen.
"""

import errno
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from toso.command.keeping.tables import Content
from toso.command.say import Trouble

FORMAT = 1
DUMP, MANIFEST, UPLOADS = "database.dump", "manifest.json", "media/"
SEAL_BYTES = 64
BLOCK = 1024 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``files`` holds the SHA-256 of every upload by its path."""

    made_at: str
    version: str
    migrations: list[str]
    tables: dict[str, Content]
    files: dict[str, str]
    dump: str
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def of(cls, raw: bytes) -> "Manifest":
        said: dict[str, Any] = json.loads(raw)
        return cls(**{**said, "tables": {name: Content(**table) for name, table in said["tables"].items()}})


@contextmanager
def full_disk_is_said(folder: Path) -> Iterator[None]:
    """A disk without room becomes one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Trouble(
                f"Ổ đĩa của {folder} đã đầy; chưa ghi gì dở dang. Hãy dọn bớt hoặc chọn ổ khác rồi chạy lại."
            ) from error
        raise Trouble(f"Không đọc, ghi được ở {folder}: {error.strerror or error}.") from error


@contextmanager
def fresh(file: Path) -> Iterator[Path]:
    """A file beside the wanted one that takes its name only when whole and safely on the disk."""
    half = file.with_name(f".{file.name}.{os.getpid()}.part")
    with full_disk_is_said(file.parent):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            half.touch(mode=0o600)
            yield half
            with half.open("rb+") as written:
                os.fsync(written.fileno())
            half.replace(file)
            folder = os.open(file.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        finally:
            half.unlink(missing_ok=True)


def copied(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy to the end; the SHA-256 of what was copied."""
    total = hashlib.sha256()
    while block := source.read(BLOCK):
        total.update(block)
        target.write(block)
    return total.hexdigest()


def seal(file: Path) -> None:
    """Write the hash of everything into the room that was left for it at the end."""
    digest = _digest_before_seal(file)
    with file.open("rb+") as written:
        written.seek(-SEAL_BYTES, os.SEEK_END)
        written.write(digest.encode())


def _digest_before_seal(file: Path) -> str:
    total, left = hashlib.sha256(), file.stat().st_size - SEAL_BYTES
    with file.open("rb") as read:
        while left > 0 and (block := read.read(min(BLOCK, left))):
            total.update(block)
            left -= len(block)
    return total.hexdigest()


def opened(file: Path) -> tuple[zipfile.ZipFile, Manifest]:
    """The backup, after every byte of it was checked. Raises Trouble with one sentence."""
    if not file.is_file():
        raise Trouble(f"Không có tệp sao lưu {file}.")
    with file.open("rb") as read:
        if file.stat().st_size <= SEAL_BYTES or read.read(2) != b"PK":
            raise Trouble(f"{file} không phải tệp sao lưu của Tổ Số.")
        read.seek(-SEAL_BYTES, os.SEEK_END)
        said = read.read()
    if said != _digest_before_seal(file).encode():
        raise Trouble(
            f"Tệp sao lưu {file} bị thiếu hoặc đã bị sửa: nội dung không khớp dấu băm ở cuối tệp. "
            "Hãy dùng bản sao khác; chưa có gì thay đổi."
        )
    try:
        kept = zipfile.ZipFile(file)
        manifest = Manifest.of(kept.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise Trouble(f"{file} không phải tệp sao lưu của Tổ Số, hoặc do phiên bản khác hẳn làm ra.") from error
    if manifest.format > FORMAT:
        raise Trouble("Bản sao lưu do phiên bản Tổ Số mới hơn làm ra. Hãy cập nhật chương trình rồi khôi phục.")
    return kept, manifest
