"""Where the table of a sheet begins, which column is which, and which rows are records. Pure.

Offices put a title above, a header of one to three rows with merged cells, a row of numbers (1) (2) (3)
below it, section rows between the records, totals and signatures after them.
"""

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from toso.ground.tables.rules.cells import Raw, is_blank, shown
from toso.ground.tables.rules.grid import Sheet
from toso.ground.tables.rules.rowkinds import FAR, is_after_the_table, kind_of, plain
from toso.ground.tables.rules.shorthand import choices, chosen, is_as_above

DEEPEST_HEADER, TALLEST_HEADER = 60, 3
LONGEST_TITLE = 120
NAMELESS = re.compile(r"(?:sheet|trang|trang tính|bảng|bảng tính)?\s*\d*", re.IGNORECASE)
SUMS = ("tong", "tong so", "tong cong", "cong", "chung")
_BRACKETS = re.compile(r"\([^()]*\)")
_FIGURE = re.compile(r"^[\d.,\s]+%?$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an import knows, with the names offices give it.

    ``may_be_sheet``: a workbook with a sheet for each unit may say it by the sheet's name alone.
    ``instead``: the code of a column that says it too where it has none of its own: the post, of a role.
    ``is_day``: its cells are read as days, so that a bare number there is a day counted from some other day.
    """

    code: str
    title: str
    also: tuple[str, ...] = ()
    is_needed: bool = False
    may_be_sheet: bool = False
    instead: str = ""
    is_day: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(plain(name) for name in (self.title, self.code, *self.also)))


@dataclass(frozen=True, slots=True)
class Head:
    """The header that was found: rows ``first`` to ``last``, and the column of each known code.

    ``further`` are the columns that one title spreads over: the family name in the first, the given name in the next.
    ``choices`` are the columns of a needed title that is parted into words, of which a row ticks one.
    """

    sheet: int
    first: int
    last: int
    columns: Mapping[str, int]
    titles: Mapping[int, str]
    further: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @property
    def said(self) -> frozenset[str]:
        """The codes that a row says in any way: in a column of their own, or by a tick under a title."""
        return frozenset((*self.columns, *self.choices))

    @property
    def unknown(self) -> dict[int, str]:
        """Columns with a title that the import has no use for."""
        used = {*self.columns.values(), *(one for more in self.further.values() for one in more)}
        used |= {at for words in self.choices.values() for at in words}
        return {at: title for at, title in self.titles.items() if at not in used and plain(title) not in ORDER}


@dataclass(slots=True)
class Line:
    """One record: its row from 0, its cells by code, and the section it stands under.

    Where several sheets are read as one table, ``sheet`` counts them from 0 and ``sheet_name`` tells them apart.
    """

    row: int
    cells: dict[str, Raw] = field(default_factory=dict)
    section: str = ""
    sheet: int = 0
    sheet_name: str = ""

    @property
    def at(self) -> tuple[int, int]:
        return self.sheet, self.row


FAMILY = ("ho", "ho dem", "ho lot", "ho va dem", "ho va ten dem", "ho va chu dem", "ho ten dem", "ho va ten lot")
MIDDLE = ("dem", "lot", "ten dem", "ten lot", "chu dem", "chu lot", "ho dem", "ten chu dem")
GIVEN = ("ten", "ten goi")
WHOLE_NAME = "ho va ten"
ORDER = ("stt", "tt", "so tt", "so thu tu", "thu tu", "no")


def found_head(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Head | None:
    """The header that names most of the columns, the needed ones first; None if no sheet that is shown has one."""
    best = max(_ranked(sheets, columns), key=lambda pair: pair[0], default=None)
    return best[1] if best else None


def found_heads(sheets: Sequence[Sheet], columns: Sequence[Column]) -> tuple[Head, ...]:
    """The headers of all sheets that hold this table, in their order: a commune a sheet, a month a sheet.

    A sheet holds it when its header names every needed column. When none does, the best header alone.
    """
    ranked = _ranked(sheets, columns)
    needed = {column.code for column in columns if column.is_needed}
    by_sheet = needed - {column.code for column in columns if column.may_be_sheet}
    whole = tuple(head for _rank, head in ranked if needed <= head.columns.keys())
    if not whole and by_sheet:
        whole = tuple(
            head for _rank, head in ranked if by_sheet <= head.columns.keys() and has_name(sheets[head.sheet])
        )
    return whole or tuple(head for _rank, head in sorted(ranked, key=lambda pair: pair[0])[-1:])


def has_name(sheet: Sheet) -> bool:
    """Whether somebody gave the sheet a name: "Sheet1" and "Trang 2" are none."""
    return not NAMELESS.fullmatch(sheet.name.strip())


def _ranked(sheets: Sequence[Sheet], columns: Sequence[Column]) -> list[tuple[tuple[float, ...], Head]]:
    """The best header of each sheet that is shown and has one, with how good it is."""
    found = (_head_of(at, sheet, columns) for at, sheet in enumerate(sheets) if not sheet.is_hidden)
    return [one for one in found if one and (one[0][1] >= min(2, len(columns)) or _is_a_list(one, columns))]


def _is_a_list(found: tuple[tuple[float, ...], Head], columns: Sequence[Column]) -> bool:
    """Whether a header of one known column is one all the same: its very name, alone or beside a running number."""
    (needed, _matched, weight, *_places), head = found
    others = {plain(title) for at, title in head.titles.items() if at not in head.columns.values()}
    return needed == sum(column.is_needed for column in columns) and weight >= 1 and others <= set(ORDER)


def _head_of(at: int, sheet: Sheet, columns: Sequence[Column]) -> tuple[tuple[float, ...], Head] | None:
    best: tuple[tuple[float, ...], Head] | None = None
    spread = _spread(sheet)
    for first in range(min(len(sheet.rows), DEEPEST_HEADER)):
        if not _may_begin(sheet.rows[first]):
            continue
        for last in range(first, min(first + TALLEST_HEADER, len(sheet.rows))):
            if _goes_on(sheet, first, last) or any(map(_is_mostly_numbers, sheet.rows[first : last + 1])):
                continue
            titles = _titles(sheet, spread, first, last)
            further = _spread_over(titles, _with_own_words(sheet, first, last))
            single = {column: parts for column, parts in titles.items() if not _is_further(column, further)}
            matched, weight = matches(_whole_names(single, further), columns)
            needed = sum(column.is_needed for column in columns if column.code in matched)
            rank = (needed, len(matched), weight, -at, -(last - first), -first)
            if matched and (best is None or rank > best[0]):
                shown_titles = {column: " / ".join(parts) for column, parts in titles.items()}
                used = {begin: more for begin, more in further.items() if begin in matched.values()}
                ticked = _ticked(titles, matched, columns)
                best = (rank, Head(at, first, last, matched, shown_titles, used, ticked))
    return best


def _ticked(
    titles: Mapping[int, tuple[str, ...]], matched: Mapping[str, int], columns: Sequence[Column]
) -> dict[str, dict[int, str]]:
    """The choices of each needed column that no title of its own names."""
    words = {part: plain(part) for parts in titles.values() for part in parts}
    left = [column for column in columns if column.is_needed and column.code not in matched]
    found = {column.code: choices(titles, column.names, matched, words) for column in left}
    return {code: parts for code, parts in found.items() if parts}


def _is_mostly_numbers(row: Sequence[Raw]) -> bool:
    """Whether this row holds somebody's figures, and no titles though some of it may look like one."""
    filled = [value for value in row if not is_blank(value)]
    words = sum(isinstance(value, str) and not _FIGURE.match(value.strip()) for value in filled)
    return 2 * words < len(filled)


def _goes_on(sheet: Sheet, first: int, last: int) -> bool:
    """Whether the next row only parts the merged titles of this header: "Số người" into "Nam", "Nữ", "Tổng"."""
    below = sheet.rows[last + 1] if last + 1 < len(sheet.rows) else []
    filled = [at for at, value in enumerate(below) if not is_blank(value)]
    if not all(isinstance(below[at], str) for at in filled):
        return False
    blocks = [
        (left, right)
        for (top, left), (bottom, right) in sheet.merged
        if first <= top and bottom == last and left < right
    ]
    under = [sum(left <= at <= right for at in filled) for left, right in blocks]
    return sum(under) == len(filled) and max(under, default=0) > 1


def _with_own_words(sheet: Sheet, first: int, last: int) -> set[int]:
    """The columns of a header that say something themselves, not as part of a merged block."""
    rows = sheet.rows[first : last + 1]
    return {at for row in rows for at, value in enumerate(row) if not is_blank(value)}


def _spread_over(titles: Mapping[int, tuple[str, ...]], own: Container[int]) -> dict[int, tuple[int, ...]]:
    """Titles that stand over several columns: merged over them, or a name cut into "Họ và tên đệm" and "Tên"."""
    found: dict[int, tuple[int, ...]] = {}
    begin = -1
    for at in sorted(titles):
        is_next = begin >= 0 and at == max((begin, *found.get(begin, ()))) + 1
        is_given = begin >= 0 and plain(titles[begin][-1]) in FAMILY and plain(titles[at][-1]) in (*MIDDLE, *GIVEN)
        is_whole = begin in found and plain(titles[found[begin][-1]][-1]) not in MIDDLE
        is_same = titles[at] == titles[begin] and at not in own if is_next else False
        if is_next and (is_same or (is_given and not is_whole)):
            found[begin] = (*found.get(begin, ()), at)
        else:
            begin = at
    return found


def _is_further(at: int, further: Mapping[int, tuple[int, ...]]) -> bool:
    return any(at in more for more in further.values())


def _whole_names(
    titles: Mapping[int, tuple[str, ...]], further: Mapping[int, tuple[int, ...]]
) -> Mapping[int, tuple[str, ...]]:
    """A name that was cut in two is sought as one."""
    return {
        at: (WHOLE_NAME,) if at in further and plain(parts[-1]) in FAMILY else parts for at, parts in titles.items()
    }


def _may_begin(row: Sequence[Raw]) -> bool:
    return any(isinstance(value, str) and value.strip() for value in row)


def _spread(sheet: Sheet) -> dict[tuple[int, int], Raw]:
    """Every cell of a merged block of the upper part of the sheet says what its first cell says."""
    cells: dict[tuple[int, int], Raw] = {}
    for (top, left), (bottom, right) in sheet.merged:
        if top < DEEPEST_HEADER + TALLEST_HEADER and (right - left) < 200:
            value = sheet.at(top, left)
            for row in range(top, min(bottom, DEEPEST_HEADER + TALLEST_HEADER) + 1):
                for column in range(left, right + 1):
                    cells[row, column] = value
    return cells


def _titles(sheet: Sheet, spread: Mapping[tuple[int, int], Raw], first: int, last: int) -> dict[int, tuple[str, ...]]:
    width = max(len(sheet.rows[row]) for row in range(first, last + 1))
    titles: dict[int, tuple[str, ...]] = {}
    for column in range(width):
        parts: list[str] = []
        for row in range(first, last + 1):
            value = spread.get((row, column), sheet.at(row, column))
            word = shown(value)[:LONGEST_TITLE] if isinstance(value, str) else ""
            if word and word not in parts:
                parts.append(word)
        if parts:
            titles[column] = tuple(parts)
    return titles


def matches(titles: Mapping[int, tuple[str, ...]], columns: Sequence[Column]) -> tuple[dict[str, int], float]:
    """Which column is which: best pairs first, each code and each column once; and how sure that is."""
    pairs: list[tuple[float, int, int]] = []
    over = Counter(part for parts in titles.values() for part in parts[:-1])
    for at, parts in titles.items():
        # What stands over several columns names none of them, unless it is their total.
        is_total = plain(parts[-1]) in SUMS
        own = [part for part in parts[:-1] if over[part] == 1 or is_total] + [*parts[-1:]]
        words = [plain(part) for part in (*own, " ".join(own))]
        if set(words) & set(ORDER):  # the running number, whatever title stands above it
            continue
        bare = [word for part in own if (word := plain(_BRACKETS.sub(" ", part)))]
        whole = {plain(" ".join(parts)), plain(_BRACKETS.sub(" ", " ".join(parts)))}
        for index, column in enumerate(columns):
            if (
                likeness := max(_likeness(words, column), 0.95 * _likeness([*bare, *whole & {*column.names}], column))
            ) > 0:
                pairs.append((-likeness, index, at))
    matched: dict[str, int] = {}
    weight, taken = 0.0, set()
    for likeness, index, at in sorted(pairs):
        code = columns[index].code
        if code not in matched and at not in taken:
            matched[code] = at
            taken.add(at)
            weight -= likeness
    spoken = {column.code: matched[column.instead] for column in columns if column.instead in matched}
    return {**spoken, **matched}, weight


def _likeness(words: Sequence[str], column: Column) -> float:
    """1 for the very name, less for a name inside a longer title, 0 for none."""
    best = 0.0
    for word in words:
        for name in column.names:
            if word == name:
                best = max(best, 1.0)
            elif len(name) > 3 and f" {name} " in f" {word} " and not (column.is_needed and _counts(word, name)):
                best = max(best, 0.4 + 0.4 * len(name) / len(word))
    return best


def _counts(word: str, name: str) -> bool:
    """Whether a title says how many there are: "Số thôn" holds numbers, no names of hamlets."""
    return word.startswith(("so ", "tong so ")) and not name.startswith("so ")


def records(sheet: Sheet, head: Head, *, needed: Sequence[str]) -> tuple[list[Line], list[int]]:
    """The records below a header, in order, and the rows left out (titles, totals, signatures).

    A cell of a block merged downwards counts for each of its rows. A row with one text and nothing in
    the needed columns opens a section. Totals, repeated headers and what follows the last record are left out.
    """
    down = _downwards(sheet, head)
    repeated = {at: plain(title.rsplit(" / ", 1)[-1]) for at, title in head.titles.items()}
    lines: list[Line] = []
    left_out: list[int] = []
    section, gap, again = "", 0, head.last  # ``again``: the last row that says the header
    for row in range(head.last + 1, len(sheet.rows)):
        values = sheet.rows[row]
        if all(is_blank(value) for value in values):
            gap += 1
            continue
        cells = {code: down.get((row, at), sheet.at(row, at)) for code, at in head.columns.items()}
        for code, at in head.columns.items():
            cells[code] = _joined([cells[code], *(sheet.at(row, further) for further in head.further.get(at, ()))])
        cells |= {code: chosen(sheet, row, words) for code, words in head.choices.items() if code not in cells}
        cells = _as_above(cells, lines)
        kind = kind_of(
            values,
            sheet,
            row,
            cells,
            needed,
            repeated,
            is_first=row == again + 1 or (not lines and row <= head.last + 2),
        )
        if kind == "section":
            section = next(shown(value) for value in reversed(values) if isinstance(value, str) and value.strip())
        if kind == "header":
            again = row
        if kind == "total":
            gap = FAR
        if kind != "record" or (
            gap and lines and is_after_the_table(cells, needed, [line.cells for line in lines[-20:]], gap)
        ):
            left_out.append(row)
            continue
        gap = 0
        lines.append(Line(row, cells, section))
    return lines, left_out


def _as_above(cells: dict[str, Raw], lines: Sequence[Line]) -> dict[str, Raw]:
    """The cells with "nt" and ditto marks put in words: what the record above says. The first has none above."""
    if not lines:
        return cells
    return {code: lines[-1].cells.get(code) if is_as_above(value) else value for code, value in cells.items()}


def _joined(parts: Sequence[Raw]) -> Raw:
    """What stands under one title in several cells: words one after the other, else the first cell."""
    said = [part for part in parts if not is_blank(part)]
    if len(said) > 1 and all(isinstance(part, str) for part in said):
        return " ".join(map(shown, said))
    return said[0] if said else parts[0]


def _downwards(sheet: Sheet, head: Head) -> dict[tuple[int, int], Raw]:
    cells: dict[tuple[int, int], Raw] = {}
    used = set(head.columns.values())
    for (top, left), (bottom, right) in sheet.merged:
        if top > head.last and left in used and left == right and bottom < len(sheet.rows):
            for row in range(top, bottom + 1):
                cells[row, left] = sheet.at(top, left)
    return cells
