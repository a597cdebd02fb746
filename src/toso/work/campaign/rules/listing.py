"""The words of a sending organisation's list: what several of a thing look like, and who leads a group. Pure."""

import re
from collections.abc import Iterable

from toso.ground.shared.text import fold, nfc

SPLIT = re.compile(r"[;,\n]")
LEADING = ("giang vien", "cong chuc", "vien chuc", "can bo")
MOST_WORDS = 20


def several(text: str) -> list[str]:
    """What stands between commas, semicolons or on lines of its own."""
    return SPLIT.split(text)


def plain_words(words: Iterable[str]) -> list[str]:
    """Each word once, in Unicode, without double spaces; empty ones left out."""
    return list(dict.fromkeys(" ".join(nfc(word).split()) for word in words if word.strip()))[:MOST_WORDS]


def leads_group(kind: str) -> bool:
    """A lecturer or official leads the students who go to the same commune."""
    return fold(kind).startswith(LEADING)
