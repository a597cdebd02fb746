"""Paper lists: rows typed or pasted from Excel become pieces of work, and each fault stays in its cell."""

import csv
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from typing import TypeVar
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc, parse_number
from toso.plan.programme.models import Procedure, TaskType
from toso.work.outreach import rules
from toso.work.outreach.queries import checks, records
from toso.work.outreach.queries.reach import procedure_of, procedures_by_text
from toso.work.outreach.rules import Counts, Work

COLUMNS = {
    "day": gettext_lazy("Ngày"),
    "place": gettext_lazy("Thôn"),
    "task": gettext_lazy("Việc"),
    "citizens": gettext_lazy("Người"),
    "elderly": gettext_lazy("Cao tuổi"),
    "households": gettext_lazy("Hộ"),
    "businesses": gettext_lazy("Cơ sở"),
    "cooperatives": gettext_lazy("Hợp tác xã"),
    "note": gettext_lazy("Ghi chú"),
    "procedure": gettext_lazy("Thủ tục"),
}
COUNTED = ("citizens", "elderly", "households", "businesses", "cooperatives")
MOST_ROWS = 100
LONGEST_NOTE = 1000
T = TypeVar("T")
_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?$")
_NUMBER = re.compile(r"^[+\-−]?[\d.,\s]+$")


@dataclass(slots=True)
class GridRow:
    """One row as it was typed, with what is wrong in it. ``work`` is set when the row is right."""

    number: int
    texts: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    work: Work | None = None

    @property
    def cells(self) -> list[tuple[str, str, str, str]]:
        """(column, its name, the text, the fault) from left to right."""
        return [
            (name, str(label), self.texts.get(name, ""), self.faults.get(name, "")) for name, label in COLUMNS.items()
        ]

    @property
    def sentences(self) -> list[str]:
        """ "Dòng 2, cột Người: ghi số, ví dụ 12." """
        labels = {name: str(label) for name, label in COLUMNS.items()}
        return [
            _("Dòng %(row)s, cột %(column)s: %(fault)s")
            % {"row": self.number, "column": labels.get(name, labels["day"]), "fault": fault}
            for name, fault in self.faults.items()
        ]


def split_block(text: str) -> list[dict[str, str]]:
    """A block copied from Excel as rows of named texts. A line of headings and empty lines are left out."""
    rows = []
    for line in csv.reader(StringIO(nfc(text)), delimiter="\t"):
        cells = [" ".join(cell.split()) if name != "note" else cell.strip() for name, cell in _named(line)]
        if any(cells) and fold(cells[0]) != "ngay":
            rows.append(dict(zip(COLUMNS, cells, strict=False)))
    return rows


def _named(line: Sequence[str]) -> Iterable[tuple[str, str]]:
    return zip(COLUMNS, [*line, *[""] * len(COLUMNS)], strict=False)


def typed_rows(columns: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """The cells of the page as rows; rows without a word are left out."""
    height = max((len(columns.get(name, ())) for name in COLUMNS), default=0)
    rows = []
    for index in range(height):
        row = {
            name: nfc(columns[name][index]).strip() if index < len(columns.get(name, ())) else "" for name in COLUMNS
        }
        if any(row.values()):
            rows.append(row)
    return rows


@dataclass(frozen=True, slots=True)
class Lookup:
    """Names and codes as people write them, without marks, and what they may mean."""

    places: Mapping[str, tuple[Place, ...]]
    tasks: Mapping[str, TaskType]
    only_place: Place | None
    today: date
    procedures: Mapping[str, tuple[Procedure | None, list[Procedure]]]

    @classmethod
    def for_scope(cls, scope: Scope, today: date, *, procedures: Collection[str] = ()) -> "Lookup":
        every = list(records.places_of_paper(scope))
        current = [place for place in every if place.valid_until is None]
        names: dict[str, tuple[Place, ...]] = {}
        for place in [*current, *(place for place in every if place.valid_until)]:
            for name in {fold(place.name), fold(place.full_name), fold(place.code)}:
                known = names.get(name, ())
                if not known or (place.valid_until is None and place not in known):
                    names[name] = (*known, place)
        tasks = {
            fold(name): task
            for task in reversed(list(records.all_tasks()))
            for name in (task.name, task.short_name, task.code)
        }
        hamlets = [place for place in current if place.level == "hamlet"]
        return cls(names, tasks, hamlets[0] if len(hamlets) == 1 else None, today, procedures_by_text(procedures))


def read_rows(
    rows: Sequence[Mapping[str, str]], *, token: UUID, by: Person, scope: Scope, at: datetime
) -> list[GridRow]:
    """Each row with its work or its faults. Nothing is written. ``token`` makes the uuids: the same rows, the same."""
    named = [row.get("procedure", "") for row in rows]
    lookup = Lookup.for_scope(scope, at.astimezone(rules.VIETNAM).date(), procedures=named)
    found = [GridRow(number, dict(texts)) for number, texts in enumerate(rows, start=1)]
    for row in found:
        row.work = _work(row, lookup, uuid5(token, str(row.number)), at)
    readable = [row for row in found if row.work is not None]
    problems = checks.problems_of(
        [row.work for row in readable if row.work], by=by, scope=scope, on=lookup.today, is_from_paper=True
    )
    for row, wrong in zip(readable, problems, strict=True):
        for problem in wrong:
            row.faults.setdefault(problem.field if problem.field in COLUMNS else "day", problem.sentence)
        if wrong:
            row.work = None
    return found


def _work(row: GridRow, lookup: Lookup, uuid: UUID, at: datetime) -> Work | None:
    for name, text in row.texts.items():
        if _is_formula(text):
            row.faults[name] = _("ô có công thức. Trong Excel, dán giá trị rồi chép lại.")
    day = _read(row, "day", lambda text: _day(text, lookup.today))
    place = _read(row, "place", lambda text: _place(text, lookup))
    task = _read(row, "task", lambda text: _task(text, lookup))
    counts = {name: _read(row, name, _count) or 0 for name in COUNTED}
    note = row.texts.get("note", "")
    if len(note) > LONGEST_NOTE:
        row.faults["note"] = _("ghi chú dài nhất %(most)s chữ.") % {"most": LONGEST_NOTE}
    procedure, fault = procedure_of(row.texts.get("procedure", ""), lookup.procedures)
    if fault:
        row.faults.setdefault("procedure", fault)
    if row.faults or day is None or place is None or task is None:
        return None
    return Work(
        uuid=uuid,
        place_id=place.pk,
        day=day,
        task_id=task.pk,
        counts=Counts(**counts),
        captured_at=at,
        note=note,
        procedure_id=procedure.pk if procedure else None,
    )


def _is_formula(text: str) -> bool:
    """What a spreadsheet would compute: it starts with =, @, + or − and is no number."""
    return text[:1] in ("=", "@") or (text[:1] in ("+", "-") and not _NUMBER.match(text))


def _read(row: GridRow, name: str, reader: Callable[[str], T]) -> T | None:
    if name in row.faults:
        return None
    try:
        return reader(row.texts.get(name, ""))
    except ValueError as error:
        row.faults[name] = str(error)
        return None


def _day(text: str, today: date) -> date:
    """16/11/2026, 16-11-2026, 2026-11-16, or 16/11 for the last such day."""
    sentence = _("ghi ngày, ví dụ 16/11/2026. Đang ghi “%(text)s”.") % {"text": text[:40]}
    if not text:
        raise ValueError(_("ghi ngày, ví dụ 16/11/2026."))
    try:
        if match := _DAY.match(text):
            day, month, year = match.groups()
            read = date(int(year or today.year), int(month), int(day))
            return read if year or read <= today else read.replace(year=today.year - 1)
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(sentence) from None


def _place(text: str, lookup: Lookup) -> Place:
    if not text and lookup.only_place is not None:
        return lookup.only_place
    if not text:
        raise ValueError(_("ghi tên hoặc mã thôn."))
    found = lookup.places.get(fold(text), ())
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(place.code for place in found)
        raise ValueError(
            _("có %(count)s nơi tên “%(text)s”; ghi mã: %(codes)s.")
            % {"count": len(found), "text": text[:40], "codes": codes}
        )
    raise ValueError(_("không có thôn “%(text)s” ở nơi được ghi việc.") % {"text": text[:40]})


def _task(text: str, lookup: Lookup) -> TaskType:
    if not text:
        raise ValueError(_("ghi tên hoặc mã việc."))
    if (task := lookup.tasks.get(fold(text))) is None:
        raise ValueError(_("không có việc “%(text)s” trong danh mục.") % {"text": text[:40]})
    return task


def _count(text: str) -> int:
    sentence = _("ghi số, ví dụ 12. Đang ghi “%(text)s”.") % {"text": text[:40]}
    if not text:
        return 0
    try:
        number = parse_number(text)
    except ValueError:
        raise ValueError(sentence) from None
    if number != int(number):
        raise ValueError(_("ghi số nguyên, ví dụ 12. Đang ghi “%(text)s”.") % {"text": text[:40]})
    return int(number)
