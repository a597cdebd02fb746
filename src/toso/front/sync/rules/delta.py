"""What changed between what a phone has and what it should have. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

DIGEST_BYTES = 8
Row = Mapping[str, Any]
Known = Mapping[str, Mapping[str, str]]  # part → id → digest


def row_digest(row: Row) -> str:
    said = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(said.encode(), digest_size=DIGEST_BYTES).hexdigest()


@dataclass(frozen=True)
class Delta:
    """The rows to send and the ids to forget, part by part; what the phone has afterwards; whether more is to come."""

    parts: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    has_more: bool = False
    rows: int = 0


def delta(known: Known, wanted: Mapping[str, Sequence[Row]], *, most: int) -> Delta:
    """From what a phone has to what it should have, at most so many rows; what is gone is told at once.

    Replayed from any answer's ``known`` it arrives at ``wanted``, and then brings nothing more.
    """
    after = {part: dict(rows) for part, rows in known.items() if part in wanted}
    parts: dict[str, dict[str, list[Any]]] = {
        part: {"rows": [], "gone": [_id(name) for name in rows]} for part, rows in known.items() if part not in wanted
    }
    sent, has_more = 0, False
    for part, rows in wanted.items():
        here = after.setdefault(part, {})
        names = {str(row["id"]) for row in rows}
        gone = [name for name in here if name not in names]
        for name in gone:
            del here[name]
        changed = []
        for row in rows:
            digest = row_digest(row)
            if here.get(str(row["id"])) == digest:
                continue
            if sent == most:
                has_more = True
                break
            changed.append(row)
            here[str(row["id"])] = digest
            sent += 1
        if changed or gone:
            parts[part] = {"rows": changed, "gone": [_id(name) for name in gone]}
    return Delta(parts, after, has_more, sent)


def _id(name: str) -> int | str:
    return int(name) if name.isdecimal() else name
