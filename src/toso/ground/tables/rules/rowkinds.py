"""What a row below a header is: a record, or the title of a section, a total, a repeated header, the foot. Pure."""

import re
from collections.abc import Mapping, Sequence

from toso.ground.shared.text import fold
from toso.ground.tables.rules.cells import Raw, is_blank, shown
from toso.ground.tables.rules.grid import Sheet

FAR = 2  # so many empty rows, or a total, may end the table
TOTALS = ("tong cong", "tong so", "tong", "cong", "toan xa", "toan tinh", "tong hop", "cong tong")
SIGNED = ("nguoi lap", "thu truong", "tm uy ban", "tm ubnd", "kt chu tich", "noi nhan", "ky ten", "ky ghi ro")
_DATED = re.compile(r"^(?:.* )?ngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam(?: \d{4})?$")
_UNIT = re.compile(r"^\([^()]*\)$")
_NUMBERING = re.compile(r"^[(\[]?\s*(\d{1,2}|[a-z]|[ivx]{1,4})\s*[)\].]?$")
_MARKS = re.compile(r"[^0-9a-z ]+")


def plain(name: str) -> str:
    """A title as it is compared: folded, without signs."""
    return " ".join(_MARKS.sub(" ", fold(name)).split())


def kind_of(
    values: Sequence[Raw],
    sheet: Sheet,
    row: int,
    cells: Mapping[str, Raw],
    needed: Sequence[str],
    repeated: Mapping[int, str],
    *,
    is_first: bool,
) -> str:
    """What a row below the header is: "total", "numbering", "header", "section" or "record"."""
    words = [plain(shown(value)) for value in values if not is_blank(value)]
    first_word = next((word for word in words if word and not word.isdigit()), "")
    if first_word.startswith(TOTALS) and (first_word in TOTALS or first_word.split(" ", 2)[0] in ("tong", "cong")):
        return "total"
    if is_first and (_counts_the_columns(words) or all(_UNIT.match(shown(one)) for one in values if not is_blank(one))):
        return "numbering"
    same = sum(plain(shown(sheet.at(row, at))) == title for at, title in repeated.items() if title)
    if same >= 2 and same >= len(words) - 1:
        return "header"
    filled = [code for code in needed if not is_blank(cells.get(code))]
    texts = [word for word in words if not _NUMBERING.match(word)]
    marks = [word for word in words if _NUMBERING.match(word) and not word.isdigit()]
    if len(texts) == 1 and len(words) <= 2 and (len(filled) < len(needed) or marks):
        return "section"
    return "record"


def _counts_the_columns(words: Sequence[str]) -> bool:
    """The row under a header that numbers its columns: (1) (2) (3), 1 2 3 or a b 1 2. Small numbers that do not
    go up by one are somebody's figures."""
    if len(words) < 3 or not all(_NUMBERING.match(word) for word in words):
        return False
    marks = [word.strip("()[]. ") for word in words]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else marks == sorted(marks)


def is_after_the_table(
    cells: Mapping[str, Raw], needed: Sequence[str], before: Sequence[Mapping[str, Raw]], gap: int
) -> bool:
    """Behind empty rows or a total: signatures and notes fill fewer columns than the records do."""
    if sum(not is_blank(cells.get(code)) for code in needed) * 2 <= len(needed):
        return True
    if any(_is_signed(shown(value)) for value in cells.values() if isinstance(value, str)):
        return True
    usual = max(map(_filled, before))
    return gap >= FAR and _filled(cells) * 2 <= usual


def _is_signed(words: str) -> bool:
    """The foot of a paper: who drew it up, who signs, where and when."""
    said = plain(words)
    return said.startswith(SIGNED) or bool(_DATED.match(said))


def _filled(cells: Mapping[str, Raw]) -> int:
    return sum(not is_blank(value) for value in cells.values())
