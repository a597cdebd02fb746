"""The topics of somebody else's list, said in our categories: by what a person chose, else by words we know. Pure."""

import re
from collections.abc import Mapping, Sequence

from toso.ground.shared.text import fold


class UnreadableChoice(ValueError):
    """A pair that is no pair; its words are what was typed."""


def chosen(typed: str) -> dict[str, str]:
    """ "HR Support = Chính sách; Storage = Dữ liệu" as folded topic to what was written for it."""
    found = {}
    for pair in re.split(r"[;\n]+", typed):
        if not pair.strip():
            continue
        topic, sign, name = (part.strip() for part in pair.partition("="))
        if not (topic and sign and name):
            raise UnreadableChoice(pair.strip())
        found[fold(topic)] = name
    return found


def by_words(topic: str, words: Mapping[str, Sequence[str]]) -> str:
    """The code of the category whose longest word the topic holds as whole words; empty when none does."""
    said = f" {_letters(fold(topic))} "
    hits = [(len(word), code) for code, known in words.items() for word in known if f" {_letters(word)} " in said]
    return max(hits, default=(0, ""))[1]


def _letters(text: str) -> str:
    return " ".join(re.split(r"[^0-9a-z]+", text)).strip()
