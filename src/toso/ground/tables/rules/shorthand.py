"""What a row leaves to the eye: "as above", and a tick under one of several titles in place of a word. Pure."""

from collections.abc import Mapping, Sequence

from toso.ground.shared.text import fold
from toso.ground.tables.rules.cells import Raw, Unreadable, is_blank, shown, yes
from toso.ground.tables.rules.grid import Sheet

AS_ABOVE = frozenset({"nt", "nhu tren", "nhu tr", '"', "''", "“", "”", "″", "〃", "//", "/ /"})


def is_as_above(value: Raw) -> bool:
    """Whether a cell says "nt", "-nt-", "như trên" or a ditto mark. A lone dash says "none" and is no such mark."""
    return isinstance(value, str) and len(value) < 12 and fold(value).strip("-–—. ()") in AS_ABOVE


def choices(
    titles: Mapping[int, Sequence[str]], names: Sequence[str], used: Mapping[str, int], plain: Mapping[str, str]
) -> dict[int, str]:
    """The columns of one title that is parted into the words to choose from: "Thành phần" into "Đoàn viên", "Phụ nữ".

    ``titles`` are the parts of each column's title from above, ``plain`` each part as it is compared with ``names``.
    """
    found = {
        at: parts[-1]
        for at, parts in titles.items()
        if len(parts) > 1 and plain[parts[0]] in names and at not in used.values()
    }
    return found if len(found) > 1 else {}


def chosen(sheet: Sheet, row: int, words: Mapping[int, str]) -> Raw:
    """The titles that are ticked in a row; None where none is. What is no tick speaks for itself."""
    said = []
    for at, title in words.items():
        value = sheet.at(row, at)
        try:
            said += [title] if yes(value) else []
        except Unreadable:
            said += [shown(value)]
    return ", ".join(said) or None if any(not is_blank(sheet.at(row, at)) for at in words) else None
