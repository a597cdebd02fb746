"""When two posted forms are one and the same, sent twice. Pure."""

import hashlib
import json
from collections.abc import Iterable

NOT_PART = frozenset({"csrfmiddlewaretoken"})


def key_of(person_id: int, address: str, fields: Iterable[tuple[str, list[str]]], files: Iterable[str]) -> str:
    """The key of one sending. The fields hold the word of the form: the same words typed into a form that
    was opened afresh are another sending; other words in the same form are another one too."""
    said = sorted([name, values] for name, values in fields if name not in NOT_PART)
    whole = json.dumps([person_id, address, said, sorted(files)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
