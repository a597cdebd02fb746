"""How a room takes in a table: what it asks of a file, and what each row would do. Pure.

A room offers a ``plan`` (reads, writes nothing) and a ``take`` (does what the plan says, wholly or not
at all). Who gathers the kinds needs to know nothing of their subjects.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from toso.ground.tables.rules import cells
from toso.ground.tables.rules.cells import Raw, Unreadable
from toso.ground.tables.rules.heads import Column, Line

T = TypeVar("T")


class Standing(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


class Kind(StrEnum):
    """How a setting is asked for."""

    TEXT = "text"
    DAY = "day"
    YEAR = "year"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a file leaves unsaid and the person says once for all rows: the decision's number, the day."""

    code: str
    label: object  # words, translated when they are shown
    kind: Kind = Kind.TEXT
    is_needed: bool = True
    hint: object = ""
    choices: tuple[tuple[str, object], ...] = ()  # of a choice: code and words, the first when nothing was chosen


@dataclass(slots=True)
class Reading:
    """One row being read: its values so far, its faults by column ("" for the whole row), and what it does.

    A ``doubt`` is no fault: a sentence that the person must answer, for all such rows at once.
    """

    line: Line
    standing: Standing = Standing.NEW
    faults: dict[str, str] = field(default_factory=dict)
    words: str = ""
    doubt: str = ""

    @property
    def number(self) -> str:
        """The row as the spreadsheet counts it, with the name of its sheet where several are read."""
        return f"{self.line.row + 1} ({self.line.sheet_name})" if self.line.sheet_name else str(self.line.row + 1)

    @property
    def is_faulty(self) -> bool:
        return bool(self.faults)

    def fault(self, column: str, sentence: str) -> None:
        self.faults.setdefault(column, sentence)
        self.standing = Standing.FAULTY

    def read(self, column: str, reader: Callable[[Raw], T], sentences: Mapping[str, object]) -> T | None:
        """The cell by a reader of ``cells``; what it cannot read becomes the column's fault, in words."""
        try:
            return reader(self.line.cells.get(column))
        except Unreadable as unreadable:
            words = str(sentences.get(unreadable.code, "%(shown)s"))
            self.fault(column, words % {"shown": unreadable.shown})
            return None

    def text(self, column: str) -> str:
        return cells.shown(self.line.cells.get(column))


@dataclass(frozen=True, slots=True)
class Planned:
    """What a file would do, row by row. ``payload`` is the room's own: what ``take`` will write.

    ``notes`` tell what it does beside its rows, ``remarks`` what the person should know of rows that do nothing. While
    ``question`` is not empty the person has a choice to make first, by the setting it names.
    """

    readings: tuple[Reading, ...]
    payload: object = None
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    question: str = ""

    @property
    def is_faulty(self) -> bool:
        return any(reading.is_faulty for reading in self.readings)

    def count(self, standing: Standing) -> int:
        return sum(reading.standing is standing for reading in self.readings)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written. ``undo`` is the room's own key of what can be taken back in one step, or empty."""

    new: int
    changed: int
    undo: str = ""


Settings = Mapping[str, "str | date | int"]


def needed(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.code for column in columns if column.is_needed)


def twice(readings: Iterable[Reading], key: Callable[[Reading], object], say: Callable[[Reading], str]) -> None:
    """Rows that name the same thing twice: the later one is at fault, in words that name the earlier."""
    seen: dict[object, Reading] = {}
    for reading in readings:
        found = key(reading)
        if found is None:
            continue
        if found in seen:
            reading.fault("", say(seen[found]))
        else:
            seen[found] = reading


def decimal_of(value: Raw) -> Decimal | None:
    return cells.number(value)
