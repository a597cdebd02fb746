"""A small province written straight into tables, and a slow oracle that counts it in plain Python.

The oracle shares nothing with the product but its inputs: it walks dictionaries day by day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import count

from tests.builders import a_person, a_place, moment
from toso.ground.people.models import Person
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.models import Place, PlaceVersion, Succession
from toso.ground.places.rules import Level, Part, Reading
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import Denominator, Exclusion, Indicator, IndicatorTerm, TaskType
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.models import Series
from toso.work.outreach.models import Record, Share

BORN = date(2025, 1, 1)
_numbers = count(1)


def an_indicator(kind: IndicatorKind, *terms: tuple[str, str, dict]) -> Indicator:
    """``terms``: (part, fact, parameters)."""
    number = next(_numbers)
    indicator = Indicator.objects.create(
        code=f"i{number}", name=f"Chỉ tiêu mẫu {number}", short_name="Mẫu", unit="lượt", kind=kind, valid_from=BORN
    )
    for part, fact, parameters in terms:
        IndicatorTerm.objects.create(indicator=indicator, part=part, fact=fact, parameters=parameters)
    return indicator


def guided() -> Indicator:
    return an_indicator(IndicatorKind.FLOW, (TermPart.NUMERATOR, "outreach.citizens_guided", {}))


def persons_taking_part() -> Indicator:
    return an_indicator(IndicatorKind.DISTINCT, (TermPart.NUMERATOR, "outreach.people_taking_part", {}))


def a_task(code: str = "online_services") -> TaskType:
    return TaskType.objects.get_or_create(
        code=code, defaults={"name": code, "short_name": code, "pillar": "government", "valid_from": BORN}
    )[0]


@dataclass
class Row:
    """What the oracle knows of one version of a record."""

    place: int
    day: date
    value: Decimal
    known_from: datetime
    known_until: datetime | None = None
    until: date | None = None
    people: tuple[int, ...] = ()

    def known(self, at: datetime | None) -> bool:
        if at is None:
            return self.known_until is None
        return self.known_from <= at and (self.known_until is None or self.known_until > at)


@dataclass
class Unit:
    place: Place
    parents: list[tuple[date, int | None]]  # from a day on
    until: date | None = None
    heirs: list[tuple[int, Part]] = field(default_factory=list)

    def parent_on(self, day: date) -> int | None:
        return next((parent for since, parent in reversed(self.parents) if since <= day), None)

    def stands_on(self, day: date) -> bool:
        return self.parents[0][0] <= day and (self.until is None or day < self.until)


class Country:
    """One province, written as it happens, with the oracle's own memory beside it."""

    def __init__(self, communes: int = 2, hamlets: int = 2) -> None:
        self.units: dict[int, Unit] = {}
        self.flows: list[Row] = []
        self.states: list[Row] = []
        self.stored: dict[int, Record | Denominator] = {}
        self.clock = moment(date(2026, 1, 1))
        self.province = self.found(Level.PROVINCE, None, BORN)
        for _ in range(communes):
            commune = self.found(Level.COMMUNE, self.province, BORN)
            for _ in range(hamlets):
                self.found(Level.HAMLET, commune, BORN)
        rebuild_reach()

    @cached_property
    def task(self) -> TaskType:
        return a_task()

    @cached_property
    def people(self) -> list[Person]:
        return [a_person(name=name) for name in ("Nguyễn Mẫu An", "Trần Mẫu Bình", "Phạm Mẫu Châu")]

    def tick(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    # The tree

    def found(self, level: Level, parent: int | None, on: date) -> int:
        above = self.units[parent].place if parent else None
        place = a_place(name=f"Mẫu {next(_numbers)}", level=level, parent=above, valid_from=on)
        self.units[place.pk] = Unit(place, [(on, parent)])
        return place.pk

    def standing(self, level: Level, on: date | None = None) -> list[int]:
        return [
            pk
            for pk, unit in self.units.items()
            if unit.place.level == level and (unit.until is None if on is None else unit.stands_on(on))
        ]

    def move(self, hamlet: int, commune: int, on: date) -> None:
        unit = self.units[hamlet]
        unit.parents.append((on, commune))
        unit.place.parent = self.units[commune].place
        unit.place.save()
        version = PlaceVersion.objects.get(place=hamlet, valid_until=None)
        version.valid_until = on
        version.save()
        version.pk, version.valid_from, version.valid_until, version.parent_id = None, on, None, commune
        version.save()

    def end(self, pk: int, heirs: Iterable[int], on: date, part: Part) -> None:
        unit = self.units[pk]
        unit.until = on
        unit.heirs = [(heir, part) for heir in heirs]
        unit.place.valid_until = on
        unit.place.save()
        PlaceVersion.objects.filter(place=pk, valid_until=None).update(valid_until=on)
        for heir, _ in unit.heirs:
            Succession.objects.create(predecessor_id=pk, successor_id=heir, on=on, part=part)

    # Records

    def work(self, place: int, day: date, value: int, people: tuple[int, ...] = ()) -> None:
        at = self.tick()
        self._save_work(Row(place, day, Decimal(value), at, people=people))

    def _save_work(self, row: Row) -> None:
        record = Record.objects.create(
            province_code="56",
            place_id=row.place,
            day=row.day,
            task=self.task,
            citizens=int(row.value),
            captured_at=row.known_from,
            recorded_at=row.known_from,
            recorded_by=self.people[0],
        )
        Share.objects.bulk_create(Share(record=record, person_id=person, percent=50) for person in row.people)
        self.flows.append(row)
        self.stored[id(row)] = record
        mark_changed([(row.place, row.day)], at=row.known_from)

    def withdraw(self, row: Row, at: datetime | None = None) -> None:
        row.known_until = at or self.tick()
        stored = self.stored[id(row)]
        stored.superseded_at = row.known_until
        stored.save()
        cells = [(row.place, row.day), *([(row.place, row.until)] if row.until else [])]
        mark_changed(cells, at=row.known_until)

    def correct(self, row: Row, *, place: int, day: date, value: int) -> None:
        at = self.tick()
        self.withdraw(row, at)
        self._save_work(Row(place, day, Decimal(value), at, people=row.people[:1]))

    def state(self, place: int, day: date, value: int, until: date | None = None) -> None:
        at = self.tick()
        row = Row(place, day, Decimal(value), at, until=until)
        self._save_state(row)

    def _save_state(self, row: Row) -> None:
        same_day = [r for r in self.states if r.known(None) and (r.place, r.day) == (row.place, row.day)]
        for other in same_day:  # one number a place and day: the later word replaces the earlier
            self.withdraw(other, row.known_from)
        self.states.append(row)
        self.stored[id(row)] = Denominator.objects.create(
            place_id=row.place,
            code="households",
            value=row.value,
            as_of=row.day,
            valid_until=row.until,
            source="Mẫu",
            recorded_at=row.known_from,
        )
        mark_changed([(row.place, row.day), *([(row.place, row.until)] if row.until else [])], at=row.known_from)

    # The oracle

    def counts_under(self, row: Row, ancestor: int, reading: Reading, day: date) -> bool:
        return ancestor in (self.line_then(row.place, day) if reading == Reading.THEN else self.line_today(row.place))

    def line_then(self, pk: int, day: date) -> list[int]:
        line: list[int] = []
        above: int | None = pk
        while above is not None and self.units[above].stands_on(day):
            line.append(above)
            above = self.units[above].parent_on(day)
        if above is not None and (ended := self.units[above].until) and day >= ended:
            lines = [self.line_then(heir, day) for heir, _ in self.units[above].heirs]
            line += [step for step in lines[0] if all(step in other for other in lines)] or [above]
        return line

    def line_today(self, pk: int) -> list[int]:
        return [*([pk] if self.units[pk].until else []), *self.home_line(pk)]

    def home_line(self, pk: int) -> list[int]:
        """From today's unit that holds the place's past, up to the root."""
        unit = self.units[pk]
        if unit.until is None:
            line, above = [pk], unit.parents[-1][1]
            while above is not None:
                line.append(above)
                above = self.units[above].parents[-1][1]
            return line
        lines = [self.home_line(heir) for heir, _ in unit.heirs]
        return [step for step in lines[0] if all(step in line for line in lines)]

    def is_shared(self, pk: int) -> bool:
        """Whether the past of the place stands at a unit that is none of its heirs' own home alone."""
        heirs = self.units[pk].heirs
        if self.units[pk].until is None:
            return False
        homes = {self.home_line(heir)[0] for heir, _ in heirs}
        return len(homes) > 1 or any(self.is_shared(heir) for heir, _ in heirs)

    def left_out(self, pk: int, roots: Iterable[int]) -> bool:
        return any(root in self.line_today(pk) for root in roots)

    def flow(
        self,
        ancestor: int,
        first: date,
        last: date,
        reading: Reading,
        *,
        at: datetime | None = None,
        excluded: Iterable[int] = (),
    ) -> tuple[Decimal, int, Decimal, int]:
        """Value, records, unallocated value and distinct persons."""
        rows = [
            r
            for r in self.flows
            if r.known(at)
            and first <= r.day <= last
            and self.counts_under(r, ancestor, reading, r.day)
            and not self.left_out(r.place, excluded)
        ]
        shared = [r for r in rows if reading == Reading.TODAY and self._stands_shared(r.place, ancestor)]
        return (
            sum((r.value for r in rows), Decimal(0)),
            sum(1 for r in rows if r.value),  # a record that adds nothing is no evidence
            sum((r.value for r in shared), Decimal(0)),
            len({person for r in rows for person in r.people}),
        )

    def stock(
        self, ancestor: int, on: date, reading: Reading, *, at: datetime | None = None, excluded: Iterable[int] = ()
    ) -> tuple[Decimal, int]:
        rows = [
            r
            for r in self.states
            if r.known(at)
            and r.day <= on
            and (r.until is None or r.until > on)
            and self.counts_under(r, ancestor, reading, on)
            and not self.left_out(r.place, excluded)
        ]
        return sum((r.value for r in rows), Decimal(0)), len(rows)

    def _stands_shared(self, pk: int, ancestor: int) -> bool:
        return self.is_shared(pk) and self.home_line(pk)[0] == ancestor and ancestor != pk


def exclude(place: int, indicator: Indicator, reason: str = "Đảo xa, không có thuê bao") -> Exclusion:
    return Exclusion.objects.create(place_id=place, indicator=indicator, reason=reason, valid_from=BORN)


def series_keys() -> set[str]:
    return set(Series.objects.values_list("key", flat=True))
