"""A table looked through: where its header is, which column is which, what each row would do."""

from collections.abc import Mapping
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
from toso.ground.tables.rules.cells import Unreadable
from toso.ground.tables.rules.grid import Book, Sheet, letter
from toso.ground.tables.rules.heads import Column, Head, Line, found_head, matches, records
from toso.ground.tables.rules.intake import Kind, Planned, Reading, Setting, Settings, Standing

MOST_SHOWN = 200
TOP_ROWS = 15


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look through a table found. Without a header there is no plan, and ``trouble`` says why."""

    book: Book
    columns: tuple[Column, ...]
    head: Head | None
    lines: tuple[Line, ...] = ()
    left_out: tuple[int, ...] = ()
    planned: Planned | None = None
    trouble: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether it may be taken in: no fault, and something to write."""
        return self.planned is not None and not self.planned.is_faulty and not self.trouble and self.does_something

    @property
    def does_something(self) -> bool:
        return self.count(Standing.NEW) + self.count(Standing.CHANGED) > 0 or bool(
            self.planned and self.planned.notes and not self.planned.is_faulty
        )

    def count(self, standing: Standing) -> int:
        return self.planned.count(standing) if self.planned else 0


def look_through(
    content: bytes, kind: ImportKind, occasion: Occasion[Person], *, wish: Mapping[str, Any] | None = None
) -> Looked:
    """Read the file and plan it. ``wish`` corrects what was found: sheet, header row (from 1), columns by code."""
    book = read_book(content)
    columns = kind.columns(occasion.at)
    head = _head(book, columns, wish or {})
    if head is None:
        names = ", ".join(f"“{column.title}”" for column in columns if column.is_needed)
        words = _("Không thấy dòng tiêu đề có các cột %(names)s. Hãy chỉ dòng tiêu đề và từng cột ở dưới.")
        return Looked(book, columns, None, trouble=words % {"names": names})
    missing = [column.title for column in columns if column.is_needed and column.code not in head.columns]
    if missing:
        words = _("Chưa biết cột nào là %(names)s. Hãy chọn cột ở dưới.")
        return Looked(book, columns, head, trouble=words % {"names": ", ".join(f"“{name}”" for name in missing)})
    needed = tuple(column.code for column in columns if column.is_needed)
    lines, left_out = records(book.sheets[head.sheet], head, needed=needed)
    if not lines:
        return Looked(book, columns, head, trouble=_("Dưới dòng tiêu đề không có dòng nào để nhập."))
    try:
        planned = kind.plan(lines, occasion)
    except Refusal as refusal:
        return Looked(book, columns, head, tuple(lines), tuple(left_out), trouble=str(refusal))
    return Looked(book, columns, head, tuple(lines), tuple(left_out), planned, planned.question)


def _head(book: Book, columns: tuple[Column, ...], wish: Mapping[str, Any]) -> Head | None:
    found = found_head(book.sheets, columns)
    row = wish.get("row")
    if row or (found is None and "columns" in wish):
        row = row or 1
        sheet = min(int(wish.get("sheet", 0)), len(book.sheets) - 1)
        found = _named_head(book.sheets[sheet], sheet, int(row) - 1, columns)
    if found is None or "columns" not in wish:
        return found
    return replace(found, columns={code: int(at) for code, at in wish["columns"].items() if int(at) >= 0})


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
    at = looked.head.columns.get(column) if looked.head else None
    title = next((one.title for one in looked.columns if one.code == column), "")
    if at is None:
        return _("Dòng %(row)s: ") % {"row": reading.number}
    return _("Dòng %(row)s, cột %(letter)s (%(title)s): ") % {
        "row": reading.number,
        "letter": letter(at),
        "title": title,
    }


def marked_workbook(looked: Looked) -> bytes:
    """The same workbook with every fault coloured and said where it stands."""
    faults: dict[Place, str] = {}
    if looked.head and looked.planned:
        for reading in looked.planned.readings:
            for column, sentence in reading.faults.items():
                at = looked.head.columns.get(column, -1)
                faults[looked.head.sheet, reading.line.row, at] = sentence
    return write_book(looked.book, faults)


def summary(looked: Looked) -> dict[str, Any]:
    """What the page shows of a look, kept so that it need not look again."""
    readings = looked.planned.readings if looked.planned else ()
    said = sentences(looked)
    first = sorted(readings, key=lambda reading: (not reading.is_faulty, not reading.doubt, reading.line.row))[
        :MOST_SHOWN
    ]
    return {
        "counts": {standing.value: looked.count(standing) for standing in Standing},
        "rows": len(readings),
        "trouble": looked.trouble,
        "notes": list(looked.planned.notes if looked.planned else ()),
        "faults": said[:MOST_SHOWN],
        "fault_count": len(said),
        "is_ready": looked.is_ready,
        "doubts": doubts(looked)[:MOST_SHOWN],
        "question": looked.planned.question if looked.planned else "",
        "sheet": looked.head.sheet if looked.head else 0,
        "sheets": [sheet.name for sheet in looked.book.sheets],
        "head_row": looked.head.first + 1 if looked.head else 1,
        "columns": dict(looked.head.columns) if looked.head else {},
        "titles": _titles(looked),
        "left_out": [row + 1 for row in looked.left_out[:50]],
        "alphabets": {code.value: count for code, count in looked.book.alphabets.items()},
        "shown": [_row(looked, reading) for reading in first],
    }


def _titles(looked: Looked) -> list[tuple[int, str]]:
    sheet = looked.book.sheets[looked.head.sheet if looked.head else 0] if looked.book.sheets else None
    width = max((len(row) for row in sheet.rows), default=0) if sheet else 0
    named = dict(looked.head.titles) if looked.head else {}
    return [(at, f"{letter(at)} {named.get(at, '')}".strip()) for at in range(min(width, 60))]


def _row(looked: Looked, reading: Reading) -> dict[str, Any]:
    used = looked.head.columns if looked.head else {}
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
