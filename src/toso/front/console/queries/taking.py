"""A table looked through: where its header is, which column is which, what each row would do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from toso.front.console.imports import ImportKind
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries import read_book
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.queries.writing import Place, write_book
from toso.ground.tables.rules import cells
from toso.ground.tables.rules.beside import another_table
from toso.ground.tables.rules.cells import Unreadable
from toso.ground.tables.rules.grid import Book, Sheet, letter
from toso.ground.tables.rules.heads import Column, Head, Line, found_heads, has_name, matches, records
from toso.ground.tables.rules.intake import Kind, Planned, Reading, Setting, Settings, Standing

MOST_SHOWN = 200
MOST_SHEETS_NAMED = 8
FEWEST_DAYS, MONTHS = 3, 12
FEWEST_TOLD = 4  # two rows that say less may well be alike: "Thôn 1" of two communes
EVERY = "every"  # of the sheets: all that hold the table


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look through a table found. Without a header there is no plan, and ``trouble`` says why."""

    book: Book
    columns: tuple[Column, ...]
    head: Head | None
    lines: tuple[Line, ...] = ()
    left_out: tuple[str, ...] = ()
    planned: Planned | None = None
    trouble: str = ""
    heads: tuple[Head, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it may be taken in: no fault, and something to write."""
        return self.planned is not None and not self.planned.is_faulty and not self.trouble and self.does_something

    @property
    def does_something(self) -> bool:
        return self.count(Standing.NEW) + self.count(Standing.CHANGED) > 0 or bool(
            self.planned and self.planned.notes and not self.planned.is_faulty
        )

    @property
    def read(self) -> list[str]:
        """The sheets whose rows were read, when there are several to choose from."""
        return [self.book.sheets[head.sheet].name for head in self.heads] if len(self.book.sheets) > 1 else []

    @property
    def unread(self) -> list[str]:
        """The sheets that hold something and were not read."""
        used = {head.sheet for head in self.heads}
        return [sheet.name for at, sheet in enumerate(self.book.sheets) if at not in used and not sheet.is_empty]

    @property
    def unused(self) -> list[str]:
        """The titled columns that the kind has no use for, so that nobody believes them read."""
        found = sorted(self.head.unknown.items()) if self.head else []
        return [f"{letter(at)} {title}" for at, title in found]

    @property
    def hidden(self) -> list[str]:
        """The rows that were read though a filter or a hand hides them in the file, as the spreadsheet counts them."""
        one = self.heads[0].sheet if self.heads else 0
        return [
            f"{line.row + 1} ({line.sheet_name})" if line.sheet_name else str(line.row + 1)
            for line in self.lines
            if line.row in self.book.sheets[line.sheet if line.sheet_name else one].hidden_rows
        ]

    @property
    def hidden_columns(self) -> list[str]:
        """The columns that were read though nobody sees them in the file, and that hold something."""
        heads = {head.sheet: head for head in self.heads}
        found: dict[str, None] = {}
        for at, head in heads.items():
            sheet = self.book.sheets[at]
            used = {*head.columns.values(), *(one for more in head.further.values() for one in more)}
            for column in sorted(used & sheet.hidden_columns):
                if any(not cells.is_blank(sheet.at(row, column)) for row in range(head.last + 1, len(sheet.rows))):
                    found[f"{letter(column)} {head.titles.get(column, '')}".strip()] = None
        return list(found)

    def count(self, standing: Standing) -> int:
        return self.planned.count(standing) if self.planned else 0


def look_through(
    content: bytes, kind: ImportKind, occasion: Occasion[Person], *, wish: Mapping[str, Any] | None = None
) -> Looked:
    """Read the file and plan it. ``wish`` corrects what was found: sheet, header row (from 1), columns by code.

    Every sheet that holds the table is read (a commune a sheet, a month a sheet) unless the wish names one, by its
    place or by its name. Sheets that are hidden are read only when they are named.
    """
    book = read_book(content)
    columns = kind.columns(occasion.at)
    heads = _heads(book, columns, wish or {})
    if not heads:
        names = ", ".join(f"“{column.title}”" for column in columns if column.is_needed)
        words = _("Không thấy dòng tiêu đề có các cột %(names)s. Hãy chỉ dòng tiêu đề và từng cột ở dưới.")
        return Looked(book, columns, None, trouble=words % {"names": names} + _hidden(book))
    head = heads[0]
    named = has_name(book.sheets[head.sheet])
    missing = [
        column.title
        for column in columns
        if column.is_needed and column.code not in head.said and not column.may_be_sheet
    ]
    lines, left_out = _lines(book, heads, columns)
    if not named and not all(line.section for line in lines):  # neither the sheet nor a row above says it
        missing += [column.title for column in columns if column.may_be_sheet and column.code not in head.said]
    if missing:
        words = _("Chưa biết cột nào là %(names)s. Hãy chọn cột ở dưới.")
        said = words % {"names": ", ".join(f"“{name}”" for name in missing)} + _hidden(book)
        return Looked(book, columns, head, trouble=said, heads=heads)
    looked = Looked(book, columns, head, tuple(lines), tuple(left_out), heads=heads)
    if not lines:
        return replace(looked, trouble=_("Dưới dòng tiêu đề không có dòng nào để nhập."))
    if said := _misread(book, heads, columns, lines):
        return replace(looked, trouble=said)
    try:
        planned = kind.plan(lines, occasion)
    except Refusal as refusal:
        return replace(looked, trouble=str(refusal))
    return replace(looked, planned=planned, trouble=planned.question)


def _misread(book: Book, heads: Sequence[Head], columns: Sequence[Column], lines: Sequence[Line]) -> str:
    """Why rows that were found would be believed wrongly, in a sentence that names the place; or ""."""
    return (
        _second_table(book, heads, columns)
        or _uncomputed(book, heads, lines)
        or _days_from_1904(book, heads, columns, lines)
        or _repeated(lines)
        or _turned_days(lines, heads[0], columns)
    )


def _second_table(book: Book, heads: Sequence[Head], columns: Sequence[Column]) -> str:
    for head in heads:
        needed = [column for column in columns if column.is_needed and column.code in head.columns]
        if found := another_table(book.sheets[head.sheet], head, needed):
            words = _("Ô %(cell)s: một bảng thứ hai bắt đầu ở đây. Hãy đưa mỗi bảng sang một trang riêng rồi gửi lại.")
            return words % {"cell": _cell(book, head.sheet, *found)}
    return ""


def _uncomputed(book: Book, heads: Sequence[Head], lines: Sequence[Line]) -> str:
    """A formula without a result reads as empty: nothing is counted for a cell that shows a number in Excel."""
    by_sheet = {head.sheet: head for head in heads} if book.uncomputed else {}
    sheets = {line.at: line.sheet if len(heads) > 1 else heads[0].sheet for line in lines} if by_sheet else {}
    found = [
        _cell(book, sheet, row, column)
        for (_one, row), sheet in sheets.items()
        for column in sorted(set(by_sheet[sheet].columns.values()))
        if (sheet, row, column) in book.uncomputed
    ]
    if not found:
        return ""
    words = _(
        "Ô %(cells)s: công thức chưa có kết quả hoặc báo lỗi (#N/A, #REF!). Hãy mở bằng Excel, sửa, lưu lại rồi gửi."
    )
    return words % {"cells": ", ".join(found[:MOST_SHEETS_NAMED]) + (" …" if len(found) > MOST_SHEETS_NAMED else "")}


def _days_from_1904(book: Book, heads: Sequence[Head], columns: Sequence[Column], lines: Sequence[Line]) -> str:
    """In a workbook that counts days from 1904 a bare number may also be pasted from one that counts from 1900."""
    by_sheet = {head.sheet: head for head in heads} if book.has_other_zero else {}
    found = [
        (_cell(book, head.sheet, line.row, head.columns[column.code]), line.cells[column.code], days)
        for line in (lines if by_sheet else ())
        for head in (by_sheet.get(line.sheet, heads[0]),)
        for column in columns
        if column.is_day and (days := cells.days_of_serial(line.cells.get(column.code)))
    ]
    if not found:
        return ""
    _first, number, (usual, of_1904) = found[0]
    words = _(
        "Ô %(cells)s: tệp tính ngày từ năm 1904, nên số %(number)s có thể là %(first)s hoặc %(second)s. Hãy định dạng "
        "cột ấy là Ngày, xem ngày nào đúng, lưu lại rồi gửi."
    )
    named = ", ".join(cell for cell, _number, _days in found[:MOST_SHEETS_NAMED])
    return words % {
        "cells": named + (" …" if len(found) > MOST_SHEETS_NAMED else ""),
        "number": cells.shown(number),
        "first": f"{of_1904:%d/%m/%Y}",
        "second": f"{usual:%d/%m/%Y}",
    }


def _cell(book: Book, sheet: int, row: int, column: int) -> str:
    """The name of a cell as the spreadsheet says it, with its sheet where there are several."""
    name = f"{letter(column)}{row + 1}"
    return f"{name} ({book.sheets[sheet].name})" if len(book.sheets) > 1 else name


def _hidden(book: Book) -> str:
    hidden = [f"“{sheet.name}”" for sheet in book.sheets if sheet.is_hidden and not sheet.is_empty]
    if not hidden:
        return ""
    return " " + _("Trang ẩn không được đọc: %(names)s.") % {"names": ", ".join(hidden[:MOST_SHEETS_NAMED])}


def _lines(book: Book, heads: Sequence[Head], columns: Sequence[Column]) -> tuple[list[Line], list[str]]:
    """The records of all sheets, and the rows left out. Of several sheets each names its own rows, and the section
    they stand under, as a sheet that is a unit's own does."""
    lines: list[Line] = []
    left_out: list[str] = []
    for head in heads:
        sheet = book.sheets[head.sheet]
        unsaid = {column.code for column in columns if column.may_be_sheet} - head.columns.keys()
        needed = tuple(column.code for column in columns if column.is_needed and column.code not in unsaid)
        found, left = records(sheet, head, needed=needed)
        is_one_of_many = len(heads) > 1
        for line in found if (is_one_of_many or unsaid) and has_name(sheet) else ():
            line.section = line.section or sheet.name
        for line in found if is_one_of_many else ():
            line.sheet, line.sheet_name = head.sheet, sheet.name
        lines += found
        left_out += [f"{row + 1} ({sheet.name})" if is_one_of_many else str(row + 1) for row in left]
    return lines, left_out


def _repeated(lines: Sequence[Line]) -> str:
    """A sheet that says again what an earlier one said is a copy: counted once or twice is for the person to say."""
    seen: dict[tuple[tuple[str, str], ...], str] = {}
    copies: Counter[tuple[str, str]] = Counter()
    sizes = Counter(line.sheet_name for line in lines)
    for line in lines if len(sizes) > 1 else ():
        said = tuple((code, cells.shown(line.cells[code])) for code in sorted(line.cells) if line.cells[code])
        if len(said) < FEWEST_TOLD:
            continue
        first = seen.setdefault(said, line.sheet_name)
        if first != line.sheet_name:
            copies[first, line.sheet_name] += 1
    for (first, name), count in copies.items():
        if 2 * count > sizes[name]:
            return _("Trang “%(name)s” lặp lại %(count)s dòng của trang “%(first)s”. Hãy chọn một trang để nhập.") % {
                "name": name,
                "count": count,
                "first": first,
            }
    return ""


def _turned_days(lines: Sequence[Line], head: Head, columns: Sequence[Column]) -> str:
    """A spreadsheet set to American days takes 05/11 for the fifth month and leaves 16/11 as text: then every real
    day of the column is at most a twelfth, and every typed one later. Read as it stands, days would be wrong."""
    for column in columns:
        values = [line.cells.get(column.code) for line in lines]
        real = [value for value in values if isinstance(value, date)]
        typed = [day for value in values if isinstance(value, str) and (day := cells.day_or_none(value))]
        if min(len(real), len(typed)) < FEWEST_DAYS:
            continue
        if all(value.day <= MONTHS for value in real) and all(value.day > MONTHS for value in typed):
            words = _(
                "Cột %(letter)s (%(title)s): bảng tính đặt ngày kiểu Mỹ đã đổi chỗ ngày và tháng của những ngày từ 1 "
                "đến 12. Hãy định dạng cả cột là Văn bản, gõ lại các ngày đó rồi gửi lại."
            )
            return words % {"letter": letter(head.columns[column.code]), "title": column.title}
    return ""


def _heads(book: Book, columns: tuple[Column, ...], wish: Mapping[str, Any]) -> tuple[Head, ...]:
    only = _only(book, wish.get("sheet", EVERY))
    row = int(wish.get("row") or 0)
    found = _found_heads(book, columns, only)
    if row and found and found[0].first != row - 1:  # another row than the one that was found, which is shown first
        found = ()
    if not found and (row or "columns" in wish):
        found = (_named_head(book.sheets[only or 0], only or 0, max(row, 1) - 1, columns),)
    if not found or "columns" not in wish:
        return found
    chosen = {code: int(at) for code, at in wish["columns"].items() if int(at) >= 0}
    same = [head.titles == found[0].titles for head in found]
    return tuple(replace(head, columns=chosen) if same[at] else head for at, head in enumerate(found))


def _only(book: Book, asked: str | int) -> int | None:
    """The one sheet that was asked for; None for every sheet that holds the table."""
    if asked == EVERY or not book.sheets:
        return None
    if isinstance(asked, int):
        return min(asked, len(book.sheets) - 1)
    names = [sheet.name for sheet in book.sheets]
    if asked not in names:
        words = _("Tệp không có trang “%(name)s”; các trang: %(names)s.")
        raise Refusal(words % {"name": asked[:40], "names": ", ".join(names[:MOST_SHEETS_NAMED])})
    return names.index(asked)


def _found_heads(book: Book, columns: tuple[Column, ...], only: int | None) -> tuple[Head, ...]:
    if only is None:
        return found_heads(book.sheets, columns)
    shown = replace(book.sheets[only], is_hidden=False)
    return tuple(replace(head, sheet=only) for head in found_heads([shown], columns))


def _named_head(whole: Sheet, sheet: int, first: int, columns: tuple[Column, ...]) -> Head:
    """The header that a person pointed at: one row, its columns found by their names as far as they go."""
    row = whole.rows[first] if first < len(whole.rows) else []
    titles = {at: (cells.shown(value),) for at, value in enumerate(row) if not cells.is_blank(value)}
    matched, _weight = matches(titles, columns)
    return Head(sheet, first, first, matched, {at: parts[0] for at, parts in titles.items()})


def settings_of(kind: ImportKind, given: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """What was typed beside the file, read; and what is wrong with it, by setting."""
    found: dict[str, str | date | int] = {}
    faults: dict[str, str] = {}
    for setting in kind.settings:
        typed = given.get(setting.code, "").strip()
        if not typed:
            if setting.is_needed:
                faults[setting.code] = _("Hãy nhập: %(label)s.") % {"label": setting.label}
            continue
        try:
            found[setting.code] = _setting(setting, typed)
        except Unreadable:
            faults[setting.code] = _("%(label)s: không đọc được “%(text)s”.") % {
                "label": setting.label,
                "text": typed[:40],
            }
    return found, faults


def _setting(setting: Setting, typed: str) -> str | date | int:
    if setting.kind is Kind.CHOICE:
        if typed not in (code for code, _words in setting.choices):
            raise Unreadable("choice", typed)
        return typed
    if setting.kind is Kind.DAY:
        day = cells.day(typed)
        if day is None:
            raise Unreadable("day", typed)
        return day
    return (cells.whole(typed) or 0) if setting.kind is Kind.YEAR else typed


def sentences(looked: Looked) -> list[str]:
    """Each fault with its row and column: "Dòng 12, cột C (Họ và tên): …"."""
    return [
        _where(looked, reading, column) + sentence
        for reading in (looked.planned.readings if looked.planned else ())
        for column, sentence in reading.faults.items()
    ]


def doubts(looked: Looked) -> list[str]:
    """Each row that the person must decide on, in words."""
    readings = looked.planned.readings if looked.planned else ()
    return [_where(looked, reading, "") + reading.doubt for reading in readings if reading.doubt]


def _where(looked: Looked, reading: Reading, column: str) -> str:
    at = _head_of(looked, reading).columns.get(column)
    title = next((one.title for one in looked.columns if one.code == column), "")
    said = _("Trang “%(name)s”: ") % {"name": reading.line.sheet_name} if reading.line.sheet_name else ""
    if at is None and title:
        return said + _("Dòng %(row)s (%(title)s): ") % {"row": reading.line.row + 1, "title": title}
    if at is None:
        return said + _("Dòng %(row)s: ") % {"row": reading.line.row + 1}
    return said + _("Dòng %(row)s, cột %(letter)s (%(title)s): ") % {
        "row": reading.line.row + 1,
        "letter": letter(at),
        "title": title,
    }


def _head_of(looked: Looked, reading: Reading) -> Head:
    """The header of the sheet that a row stands in."""
    return next((head for head in looked.heads if head.sheet == reading.line.sheet), looked.heads[0])


def marked_workbook(looked: Looked) -> bytes:
    """The same workbook with every fault coloured and said where it stands."""
    faults: dict[Place, str] = {}
    for reading in looked.planned.readings if looked.planned else ():
        head = _head_of(looked, reading)
        for column, sentence in reading.faults.items():
            faults[head.sheet, reading.line.row, head.columns.get(column, -1)] = sentence
    return write_book(looked.book, faults)


def summary(looked: Looked) -> dict[str, Any]:
    """What the page shows of a look, kept so that it need not look again."""
    readings = looked.planned.readings if looked.planned else ()
    said = sentences(looked)
    first = sorted(readings, key=lambda reading: (not reading.is_faulty, not reading.doubt, reading.line.at))[
        :MOST_SHOWN
    ]
    return {
        "counts": {standing.value: looked.count(standing) for standing in Standing},
        "rows": len(readings),
        "trouble": looked.trouble,
        "notes": [*looked.planned.notes, *looked.planned.remarks] if looked.planned else [],
        "faults": said[:MOST_SHOWN],
        "fault_count": len(said),
        "is_ready": looked.is_ready,
        "doubts": doubts(looked)[:MOST_SHOWN],
        "question": looked.planned.question if looked.planned else "",
        "sheet": looked.head.sheet if looked.head else 0,
        "sheets": [sheet.name for sheet in looked.book.sheets],
        "read": looked.read,
        "unread": looked.unread if len(looked.book.sheets) > 1 else [],
        "head_row": looked.head.first + 1 if looked.head else 1,
        "columns": dict(looked.head.columns) if looked.head else {},
        "ticked": sorted(looked.head.choices) if looked.head else [],
        "titles": _titles(looked),
        "left_out": list(looked.left_out[:50]),
        "hidden": looked.hidden[:MOST_SHOWN],
        "hidden_count": len(looked.hidden),
        "hidden_columns": looked.hidden_columns,
        "unused": looked.unused[:MOST_SHEETS_NAMED],
        "alphabets": {code.value: count for code, count in looked.book.alphabets.items()},
        "shown": [_row(looked, reading) for reading in first],
    }


def _titles(looked: Looked) -> list[tuple[int, str]]:
    sheet = looked.book.sheets[looked.head.sheet if looked.head else 0] if looked.book.sheets else None
    width = max((len(row) for row in sheet.rows), default=0) if sheet else 0
    named = dict(looked.head.titles) if looked.head else {}
    return [(at, f"{letter(at)} {named.get(at, '')}".strip()) for at in range(min(width, 60))]


def _row(looked: Looked, reading: Reading) -> dict[str, Any]:
    used = looked.head.said if looked.head else frozenset()
    return {
        "number": reading.number,
        "standing": reading.standing.value,
        "words": reading.words,
        "doubt": reading.doubt,
        "cells": [
            (code, cells.shown(reading.line.cells.get(code))[:80], reading.faults.get(code, ""))
            for code in (column.code for column in looked.columns)
            if code in used
        ],
        "faults": list(reading.faults.values()),
    }
