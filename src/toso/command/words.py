"""The English catalogue as the program reads it: made from the written one, without a tool of the system."""

import struct
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MAGIC = 0x950412DE
HEADER_BYTES = 28


@dataclass
class Entry:
    """One entry of the written catalogue: its source, what it becomes, and whether it is only a guess."""

    texts: dict[str, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def source(self) -> str:
        return self.texts.get("msgid", "")

    @property
    def key(self) -> str:
        context, plural = self.texts.get("msgctxt"), self.texts.get("msgid_plural")
        whole = self.source if plural is None else f"{self.source}\0{plural}"
        return whole if context is None else f"{context}\x04{whole}"

    @property
    def forms(self) -> list[str]:
        return [text for name, text in sorted(self.texts.items()) if name.startswith("msgstr")]

    @property
    def is_done(self) -> bool:
        return not self.is_fuzzy and bool(self.forms) and all(self.forms)


def entries(text: str) -> Iterator[Entry]:
    """Every entry of a written catalogue, its header first; what is commented out is left out."""
    entry, name = Entry(), ""
    for line in [*text.splitlines(), ""]:
        if not line.strip():
            if entry.texts:
                yield entry
            entry, name = Entry(), ""
        elif line.startswith("#"):
            entry.is_fuzzy |= line.startswith("#,") and "fuzzy" in line
        elif line.startswith('"'):
            entry.texts[name] += literal_eval(line)
        else:
            name, _, quoted = line.partition(" ")
            entry.texts[name] = literal_eval(quoted)


def compiled(text: str) -> bytes:
    """The catalogue in the form that gettext reads (GNU MO, little-endian, sorted, without a hash table)."""
    pairs = sorted((e.key.encode(), "\0".join(e.forms).encode()) for e in entries(text) if e.is_done)
    count = len(pairs)
    keys_at, values_at = HEADER_BYTES, HEADER_BYTES + 8 * count
    at = values_at + 8 * count
    tables: list[list[tuple[int, int]]] = [[], []]
    body = b""
    for column in (0, 1):
        for pair in pairs:
            tables[column].append((len(pair[column]), at + len(body)))
            body += pair[column] + b"\0"
    head = struct.pack("<7I", MAGIC, 0, count, keys_at, values_at, 0, at)
    return head + b"".join(struct.pack("<2I", *row) for table in tables for row in table) + body


def ensure_catalogue() -> None:
    """Make the compiled catalogue when it is missing or older than the written one."""
    if not CATALOGUE.exists():  # an installed wheel carries the compiled one
        return
    made = CATALOGUE.with_suffix(".mo")
    content = compiled(CATALOGUE.read_text(encoding="utf-8"))
    if not made.exists() or made.read_bytes() != content:
        made.write_bytes(content)
