"""Random provinces and random months: every roll-up equals a slow oracle, whatever came in whatever order."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toso.ground.places.actions import rebuild_reach
from toso.ground.places.rules import Level, Part, Reading
from toso.plan.programme.models import Indicator, Mark
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.models import DailyFigure
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.queries.figures import Figures, children, figures, figures_as_known
from toso.results.reporting.queries.late import late_between
from toso.results.reporting.tests.counting import Country, Row, an_indicator, exclude

EXAMPLES = 400 if os.environ.get("TOSO_DRILL") else 12
OPENING, CLOSING = date(2026, 1, 1), date(2026, 3, 31)

days = st.dates(OPENING, CLOSING)
T = TypeVar("T")


@dataclass
class Measured:
    work: Indicator
    households: Indicator
    people: Indicator
    share: Indicator

    @classmethod
    def make(cls) -> "Measured":
        done: tuple[str, str, dict] = (TermPart.NUMERATOR, "outreach.citizens_guided", {})
        households = ("programme.denominator", {"code": "households"})
        return cls(
            work=an_indicator(IndicatorKind.FLOW, done),
            households=an_indicator(IndicatorKind.STOCK, (TermPart.NUMERATOR, *households)),
            people=an_indicator(IndicatorKind.DISTINCT, (TermPart.NUMERATOR, "outreach.people_taking_part", {})),
            share=an_indicator(IndicatorKind.RATIO, done, (TermPart.DENOMINATOR, *households)),
        )

    def all(self) -> list[Indicator]:
        return [self.work, self.households, self.people, self.share]


class Happening:
    """Draws one thing after another and lets it happen to the country."""

    def __init__(self, country: Country, data: st.DataObject) -> None:
        self.country = country
        self.data = data

    def one_of(self, values: Sequence[T]) -> T:
        found: T = self.data.draw(st.sampled_from(values))
        return found

    def day(self) -> date:
        return self.data.draw(days)

    def anything(self) -> None:
        happen = self.data.draw(
            st.sampled_from(
                [self.work] * 6
                + [self.correct, self.correct, self.withdraw, self.state, self.state, self.recompute]
                + [self.move, self.merge, self.split, self.merge_communes]
            )
        )
        happen()

    def place_on(self, day: date) -> int:
        units = [pk for pk, unit in self.country.units.items() if unit.stands_on(day)]
        hamlets = [pk for pk in units if self.country.units[pk].place.level == Level.HAMLET]
        return self.one_of([*hamlets, *hamlets, *units])

    def work(self) -> None:
        day = self.day()
        people = self.data.draw(st.sets(st.sampled_from([p.pk for p in self.country.people]), max_size=2))
        self.country.work(self.place_on(day), day, self.data.draw(st.integers(0, 9)), tuple(sorted(people)))

    def living(self, rows: list[Row]) -> Row | None:
        rows = [row for row in rows if row.known(None)]
        return self.one_of(rows) if rows else None

    def correct(self) -> None:
        if row := self.living(self.country.flows):
            day = self.day()
            self.country.correct(row, place=self.place_on(day), day=day, value=self.data.draw(st.integers(0, 9)))

    def withdraw(self) -> None:
        if row := self.living([*self.country.flows, *self.country.states]):
            self.country.withdraw(row)

    def state(self) -> None:
        day = self.day()
        until = self.data.draw(st.none() | st.dates(day + timedelta(days=1), CLOSING + timedelta(days=30)))
        self.country.state(self.place_on(day), day, self.data.draw(st.integers(0, 900)), until)

    def recompute(self) -> None:
        recompute_marked(limit=self.data.draw(st.integers(1, 5)), at=self.country.tick())

    def movable(self, day: date) -> list[int]:
        units = self.country.units
        return [pk for pk in self.country.standing(Level.HAMLET) if units[pk].parents[-1][0] < day]

    def move(self) -> None:
        day = self.day()
        communes = list(self.country.standing(Level.COMMUNE))
        if hamlets := self.movable(day):
            self.country.move(self.one_of(hamlets), self.one_of(communes), day)
            rebuild_reach()

    def merge(self) -> None:
        day = self.day()
        hamlets = self.movable(day)
        if not hamlets:
            return
        ending = self.data.draw(st.sets(st.sampled_from(hamlets), min_size=1, max_size=2))
        others = [pk for pk in hamlets if pk not in ending]
        is_into_old: bool = self.data.draw(st.booleans())
        if others and is_into_old:
            heir = self.one_of(others)
        else:
            heir = self.country.found(Level.HAMLET, self.one_of(self.country.standing(Level.COMMUNE)), day)
        for pk in ending:
            self.country.end(pk, [heir], day, Part.WHOLE)
        rebuild_reach()

    def split(self) -> None:
        day = self.day()
        if hamlets := self.movable(day):
            communes = self.country.standing(Level.COMMUNE)
            heirs = [self.country.found(Level.HAMLET, self.one_of(communes), day) for _ in range(2)]
            self.country.end(self.one_of(hamlets), heirs, day, Part.PART)
            rebuild_reach()

    def merge_communes(self) -> None:
        day = self.day()
        communes = self.country.standing(Level.COMMUNE)
        inside = {pk: self.hamlets_of(pk) for pk in communes}
        movable = self.movable(day)
        ready = [
            pk
            for pk in communes
            if all(h in movable for h in inside[pk])
            and self.left_by(pk) <= day
            and self.country.units[pk].parents[0][0] < day
        ]
        if len(communes) < 2 or not ready:
            return
        ending = self.one_of(ready)
        heir = self.one_of([pk for pk in communes if pk != ending])
        for hamlet in inside[ending]:
            self.country.move(hamlet, heir, day)
        self.country.end(ending, [heir], day, Part.WHOLE)
        rebuild_reach()

    def left_by(self, commune: int) -> date:
        """The day from which none of the units that left the commune, or ended in it, stands in it."""
        left = [OPENING]
        for unit in self.country.units.values():
            ends = [since for since, _ in unit.parents[1:]] + ([unit.until] if unit.until else [])
            left += [until for (_, parent), until in zip(unit.parents, ends, strict=False) if parent == commune]
        return max(left)

    def hamlets_of(self, commune: int) -> list[int]:
        units = self.country.units
        return [pk for pk in self.country.standing(Level.HAMLET) if units[pk].parents[-1][1] == commune]


def assert_equals_the_oracle(
    found: Figures,
    measured: Measured,
    country: Country,
    first: date,
    last: date,
    reading: Reading,
    *,
    at: datetime | None = None,
    excluded: tuple[int, ...] = (),
) -> None:
    for pk in country.units:
        value, records, unallocated, people = country.flow(pk, first, last, reading, at=at)
        households, stated = country.stock(pk, last, reading, at=at)
        work = found[measured.work.pk, pk]
        assert (work.value, work.records, work.unallocated) == (value, records, unallocated)
        assert (found[measured.households.pk, pk].value, found[measured.households.pk, pk].records) == (
            households,
            stated,
        )
        assert found[measured.people.pk, pk].value == people
        share = found[measured.share.pk, pk]
        over = country.flow(pk, first, last, reading, at=at, excluded=excluded)[0]
        under, how_many = country.stock(pk, last, reading, at=at, excluded=excluded)
        assert (share.numerator, share.denominator) == (over, under if how_many else None)
        assert share.value == (None if share.missing or not under else 100 * over / under)


def assert_parts_make_the_whole(measured: Measured, country: Country, first: date, last: date) -> None:
    for pk, unit in country.units.items():
        if unit.until is None and unit.place.level != Level.HAMLET:
            compared = children(measured.work, unit.place, first, last)
            at_itself = [
                row.value
                for row in country.flows
                if row.known(None)
                and first <= row.day <= last
                and country.home_line(row.place)[0] == pk
                and not country.is_shared(row.place)
            ]
            assert compared.own == sum(at_itself, Decimal(0))


@pytest.mark.django_db
@pytest.mark.drill
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(data=st.data())
def test_every_roll_up_by_both_readings_equals_the_oracle(data):
    with transaction.atomic():
        country, measured = Country(communes=data.draw(st.integers(1, 3)), hamlets=2), Measured.make()
        places = [unit.place for unit in country.units.values()]
        excluded = tuple(data.draw(st.sets(st.sampled_from([p.pk for p in places[1:]]), max_size=2)))
        for pk in excluded:
            exclude(pk, measured.share)
        happening = Happening(country, data)
        for _ in range(data.draw(st.integers(1, 12))):
            happening.anything()
        frozen_at = country.tick()
        for _ in range(data.draw(st.integers(1, 12))):
            happening.anything()
        first, last = sorted((data.draw(days), data.draw(days)))

        while recompute_marked(at=country.tick()):
            pass

        places = [unit.place for unit in country.units.values()]
        assert not Mark.objects.exists()
        assert check_figures() == []
        for reading in Reading:
            live = figures(measured.all(), places, first, last, reading=reading)
            fresh = figures_as_known(measured.all(), places, first, last, reading=reading, at=None)
            then = figures_as_known(measured.all(), places, first, last, reading=reading, at=frozen_at)
            assert live == fresh
            assert_equals_the_oracle(live, measured, country, first, last, reading, excluded=excluded)
            assert_equals_the_oracle(then, measured, country, first, last, reading, at=frozen_at, excluded=excluded)
            for place in places[:4]:
                for indicator in (measured.work, measured.households, measured.people):
                    late = late_between(indicator, place, first, last, since=frozen_at, reading=reading)
                    key = (indicator.pk, place.pk)
                    assert (then[key].numerator or 0) + sum(i.difference for i in late) == live[key].numerator
        assert_parts_make_the_whole(measured, country, first, last)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_oracle_is_awake():
    country, measured = Country(), Measured.make()
    country.work(country.standing(Level.HAMLET)[0], OPENING, 5)
    recompute_marked(at=country.tick())
    DailyFigure.objects.update(value=6)
    places = [unit.place for unit in country.units.values()]
    found = figures(measured.all(), places, OPENING, OPENING, reading=Reading.TODAY)

    with pytest.raises(AssertionError):
        assert_equals_the_oracle(found, measured, country, OPENING, OPENING, Reading.TODAY)
