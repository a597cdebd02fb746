"""What a place is and how it may change. Pure: no database, no clock."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from toso.ground.shared.text import fold

BEGINNING = date.min
FOREVER = date.max


class Level(StrEnum):
    """Tiers of the tree. The district tier existed until 30/6/2025 (Law 72/2025/QH15)."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    HAMLET = "hamlet"


class Reading(StrEnum):
    """The two ways to read a number over a tree that has changed."""

    THEN = "then"  # every day under the parents it had on that day
    TODAY = "today"  # the whole past on the map of today


class Part(StrEnum):
    WHOLE = "whole"
    PART = "part"


KINDS = {
    Level.PROVINCE: ("Tỉnh", "Thành phố"),
    Level.DISTRICT: ("Huyện", "Quận", "Thị xã", "Thành phố"),
    Level.COMMUNE: ("Xã", "Phường", "Đặc khu"),
    Level.HAMLET: ("Thôn", "Tổ dân phố", "Khu phố", "Khóm", "Ấp", "Bản", "Buôn", "Làng", "Xóm"),
}
PARENT_LEVEL = {Level.HAMLET: Level.COMMUNE, Level.COMMUNE: Level.PROVINCE, Level.DISTRICT: Level.PROVINCE}

_TONES_OVER_A = dict(zip("òóỏõọ", "àáảãạ", strict=True))
_TONES_OVER_E = dict(zip("òóỏõọ", "èéẻẽẹ", strict=True))
_TONES_OVER_Y = dict(zip("ùúủũụ", "ỳýỷỹỵ", strict=True))
_MOVES = (
    {f"{tone}a": f"o{mark}" for tone, mark in _TONES_OVER_A.items()}
    | {f"{tone}e": f"o{mark}" for tone, mark in _TONES_OVER_E.items()}
    | {f"{tone}y": f"u{mark}" for tone, mark in _TONES_OVER_Y.items()}
)
_SWAPS = _MOVES | {moved: kept for kept, moved in _MOVES.items()}
_OPEN_SYLLABLE = re.compile(rf"(?<![qQ])({'|'.join(_SWAPS)})\b")


def other_spelling(name: str) -> str:
    """The name with its tone marks placed the other way ("Hòa" and "Hoà", "Thủy" and "Thuỷ"), or nothing."""
    other = _OPEN_SYLLABLE.sub(lambda match: _SWAPS[match[1]], name)
    return "" if other == name else other


SHORT_KINDS = {
    "tdp": "to dan pho",
    "to dp": "to dan pho",
    "tdpho": "to dan pho",
    "kp": "khu pho",
    "x": "xa",
    "p": "phuong",
    "dk": "dac khu",
    "t": "thon",
    "th": "thon",
}


def name_key(text: str) -> str:
    """What two ways of writing one unit share: "TDP số 03" and "Tổ dân phố 3", "X. Diên Lâm" and "xã Diên Lâm"."""
    words = re.sub(r"[^0-9a-z]+", " ", fold(text)).split()
    for size in (2, 1):
        if len(words) > size and (whole := SHORT_KINDS.get(" ".join(words[:size]))):
            words = [*whole.split(), *words[size:]]
            break
    numbered = [word.lstrip("0") or "0" if word.isdigit() else word for word in words]
    return " ".join(
        word
        for at, word in enumerate(numbered)
        if not (word == "so" and at + 1 < len(numbered) and numbered[at + 1].isdigit())
    )


def kind_and_name(text: str) -> tuple[str, str]:
    """A hamlet as written, its kind apart from its name: "TDP 3" is ("Tổ dân phố", "3"); no kind, "" ."""
    written = " ".join(text.split())
    key = name_key(written)
    for kind in KINDS[Level.HAMLET]:
        if key.startswith(f"{fold(kind)} "):
            first = len(fold(kind).split()) if fold(written).startswith(fold(kind)) else 1
            name = re.sub(r"^(?:số|so)\s+(?=\d)", "", " ".join(written.split()[first:]), flags=re.IGNORECASE)
            return kind, name.strip(" .:-")
    return "", written


def counted(name: str) -> str:
    """The name with its numbers padded, so that "Thôn Mẫu 2" stands before "Thôn Mẫu 10"."""
    return re.sub(r"\d+", lambda number: number[0].zfill(4), name)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Under which parent a unit stood in a span of days, half-open."""

    parent: int | None
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Unit:
    """What the tree must know of one place to say where it counts."""

    pk: int
    parent: int | None
    since: date
    until: date | None
    belongings: tuple[Belonging, ...] = ()
    heirs: tuple[tuple[int, Part], ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """The unit of today that holds the past of a place.

    ``is_shared`` is true when that past belongs to several units below and cannot be told apart.
    """

    pk: int
    is_shared: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """The place counts under the ancestor in a span of days."""

    ancestor: int
    since: date
    until: date
    is_unallocated: bool = False


@dataclass(slots=True)
class Territory:
    """The tree with its past. It must hold every unit that the asked ones ever stood under or became."""

    units: Mapping[int, Unit]
    _homes: dict[int, Home] = field(default_factory=dict)
    _rows: dict[int, tuple[Row, ...]] = field(default_factory=dict)

    def home(self, pk: int) -> Home:
        """A current unit is its own home. An ended one lives on in its successor; when several took
        it over, at the lowest unit that contains them all, or by itself when no unit does (its parts
        went to two provinces); without any successor, with its last parent."""
        if pk not in self._homes:
            self._homes[pk] = self._found_home(self.units[pk])
        return self._homes[pk]

    def _found_home(self, unit: Unit) -> Home:
        if unit.until is None:
            return Home(unit.pk)
        if not unit.heirs:
            return Home(unit.pk) if unit.parent is None else Home(self.home(unit.parent).pk, is_shared=True)
        homes = {self.home(heir) for heir, _ in unit.heirs}
        if len(homes) == 1 and (len(unit.heirs) > 1 or unit.heirs[0][1] == Part.WHOLE):
            return homes.pop()
        lines = [self.line(home.pk) for home in homes]
        if len(lines) == 1:  # one known part: the rest went elsewhere, so the level above holds it
            lines = [lines[0][:-1] or lines[0]]
        common = [first for first, *others in zip(*lines, strict=False) if all(other == first for other in others)]
        return Home(common[-1] if common else unit.pk, is_shared=True)

    def line(self, pk: int) -> list[int]:
        """Today's units from the root down to the one that holds this place's past."""
        home = self.home(pk).pk
        parent = self.units[home].parent
        if parent is None or self.units[home].until is not None:
            return [home]
        return [*self.line(parent), home]

    def path(self, pk: int) -> str:
        """Primary keys from the root, each followed by a dot. An ended unit lies under its home."""
        line = self.line(pk)
        return "".join(f"{step}." for step in (line if line[-1] == pk else [*line, pk]))

    def rows_today(self, pk: int) -> list[Row]:
        """Where the place's whole past counts on the map of today. Only at the home itself is a
        shared past unallocated: from above, the home contains it like anything else."""
        home, line = self.home(pk), self.line(pk)
        rows = [Row(step, BEGINNING, FOREVER, home.is_shared and step == home.pk) for step in line]
        return rows if line[-1] == pk else [*rows, Row(pk, BEGINNING, FOREVER)]

    def rows_then(self, pk: int) -> tuple[Row, ...]:
        """Where the place counted, day by day, under the parents of that day.

        A change is often told days after it came into force. Work that was recorded in between at a
        unit that had ended by then counts where that unit's successor counted on that day.
        """
        if pk not in self._rows:
            unit = self.units[pk]
            rows = [Row(pk, unit.since, unit.until or FOREVER)]
            for belonging in unit.belongings:
                if belonging.parent is not None:
                    rows += within(self.rows_then(belonging.parent), belonging.since, belonging.until)
            if unit.until is not None:
                rows += self._rows_after(unit, unit.until)
            self._rows[pk] = joined(row for row in rows if row.since < row.until)
        return self._rows[pk]

    def _rows_after(self, unit: Unit, ended: date) -> list[Row]:
        """What stands for an ended unit: its successor, or what several have above them in common, or
        its last parent; on days on which nothing does, itself."""
        return [
            *within(self._in_its_stead(unit), ended, FOREVER),
            *(Row(unit.pk, since, until) for since, until in gaps(self._in_its_stead(unit), ended, FOREVER)),
        ]

    def _in_its_stead(self, unit: Unit) -> tuple[Row, ...]:
        if not unit.heirs:
            return () if unit.parent is None else self.rows_then(unit.parent)
        shared = self.rows_then(unit.heirs[0][0])
        for heir, _ in unit.heirs[1:]:
            shared = in_common(shared, self.rows_then(heir))
        if len(unit.heirs) == 1 and unit.heirs[0][1] == Part.PART:  # the rest went elsewhere: the level above holds it
            shared = tuple(row for row in shared if row.ancestor != unit.heirs[0][0])
        return shared


def within(rows: Iterable[Row], since: date, until: date) -> list[Row]:
    """The rows cut to a span of days; some may be empty."""
    return [Row(row.ancestor, max(row.since, since), min(row.until, until)) for row in rows]


def gaps(rows: Iterable[Row], since: date, until: date) -> list[tuple[date, date]]:
    """The spans between two days on which none of the rows holds."""
    found: list[tuple[date, date]] = []
    inside = (row for row in within(rows, since, until) if row.since < row.until)
    for row in sorted(inside, key=lambda row: row.since):
        if since < row.since:
            found.append((since, row.since))
        since = max(since, row.until)
    return [*found, (since, until)] if since < until else found


def in_common(left: Iterable[Row], right: Iterable[Row]) -> tuple[Row, ...]:
    """Under which ancestors, and when, both count."""
    others = list(right)
    rows = [
        Row(one.ancestor, max(one.since, other.since), min(one.until, other.until))
        for one in left
        for other in others
        if one.ancestor == other.ancestor
    ]
    return joined(row for row in rows if row.since < row.until)


def joined(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with adjacent spans of one ancestor made one."""
    found: list[Row] = []
    for row in sorted(rows):
        last = found[-1] if found else None
        if last and last.ancestor == row.ancestor and last.until == row.since:
            found[-1] = Row(row.ancestor, last.since, row.until)
        else:
            found.append(row)
    return tuple(found)
