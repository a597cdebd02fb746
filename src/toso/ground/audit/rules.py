"""How audit lines are sealed, so that a changed, added or missing line is found. Pure."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

START = "0" * 64


class FaultKind(StrEnum):
    CHANGED = "changed"  # the lines of a seal no longer give its digest
    COUNT = "count"  # lines are missing from a seal or were added to it
    CHAIN = "chain"  # a seal does not follow the one before
    NAME = "name"  # the name on a line is not the one that was recorded
    FORGOTTEN = "forgotten"  # a name is gone though nobody was erased


WORDS = {
    FaultKind.CHANGED: "nội dung các dòng đã bị sửa",
    FaultKind.COUNT: "số dòng không còn đủ hoặc bị thêm",
    FaultKind.CHAIN: "không nối với niêm trước",
    FaultKind.NAME: "tên người làm đã bị sửa",
    FaultKind.FORGOTTEN: "tên người làm bị xoá mà không có quyết định xoá",
}


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    seal_id: int | None = None
    entry_id: int | None = None

    def __str__(self) -> str:
        where = f"Niêm số {self.seal_id}" if self.seal_id else f"Dòng số {self.entry_id}"
        return f"{where}: {WORDS[self.kind]}"


@dataclass(frozen=True, slots=True)
class Line:
    """What of an audit line is sealed. The actor's name is sealed as a salted digest, so that it can be erased."""

    number: int
    at: datetime
    code: str
    actor_id: int | None
    actor_digest: str
    about_kind: str
    about_id: str
    path: str
    detail: dict[str, Any]


def digest_of(value: str, salt: str) -> str:
    """A personal value as it may stand in an audit line: comparable by whoever knows both, readable by nobody."""
    return hashlib.sha256(f"{salt}:{unicodedata.normalize('NFC', value)}".encode()).hexdigest()


def line_bytes(line: Line) -> bytes:
    """One line in the one way it can be written."""
    words = [
        line.number,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        line.code,
        line.actor_id,
        line.actor_digest,
        line.about_kind,
        line.about_id,
        line.path,
        line.detail,
    ]
    return json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal_digest(previous: str, lines: Iterable[Line]) -> str:
    """The hash of a batch of lines and of the seal before."""
    total = hashlib.sha256(previous.encode())
    for line in lines:
        total.update(hashlib.sha256(line_bytes(line)).digest())
    return total.hexdigest()
