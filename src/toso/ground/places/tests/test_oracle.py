"""Random trees and random changes against an oracle that only keeps a diary of each day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.builders import a_place, moment
from toso.ground.places.actions import merge_places, move_place, rebuild_reach, rename_place, split_place
from toso.ground.places.models import Place, Reach
from toso.ground.places.queries.changes import Portion
from toso.ground.places.rules import PARENT_LEVEL, Level
from toso.ground.shared.refusal import Refusal

FIRST = date(2025, 1, 1)
AT = moment(date(2026, 11, 16))


@dataclass
class Diary:
    """Who stood under whom on each day of change, and who took over from whom."""

    parents: dict[date, dict[int, int | None]] = field(default_factory=dict)
    heirs: dict[int, list[int]] = field(default_factory=dict)

    def write(self, day: date) -> None:
        self.parents[day] = dict(Place.objects.current().values_list("pk", "parent_id"))

    def chain(self, pk: int, day: date) -> set[int]:
        parents = self.parents[max(known for known in self.parents if known <= day)]
        chain: set[int] = set()
        step: int | None = pk if pk in parents else None
        while step is not None:
            chain.add(step)
            step = parents[step]
        return chain

    def chain_of_heirs(self, pk: int, day: date) -> set[int]:
        """On a day after its end: what all that took the place over stood under; itself when nothing did."""
        if pk not in self.heirs:
            return self.chain(pk, day)
        chains = [self.chain(heir, day) or self.chain_of_heirs(heir, day) for heir in self.heirs[pk]]
        return set.intersection(*chains) or {pk}

    def today(self, pk: int) -> set[int]:
        """Every unit of today that some part of the place went to."""
        if pk not in self.heirs:
            return {pk}
        return set().union(*(self.today(heir) for heir in self.heirs[pk]))


def a_tree(shape: list[int]) -> None:
    provinces = [a_place(name=f"Mẫu {n}", level=Level.PROVINCE, valid_from=FIRST, code=f"9{n}") for n in range(2)]
    for number, hamlets in enumerate(shape):
        parent = provinces[number % 2]
        commune = a_place(name=f"Xã {number}", level=Level.COMMUNE, parent=parent, valid_from=FIRST)
        for hamlet in range(hamlets):
            a_place(name=f"Thôn {number}.{hamlet}", parent=commune, valid_from=FIRST)
    rebuild_reach()


def change(data: st.DataObject, day: date, number: int, diary: Diary) -> None:
    level = data.draw(st.sampled_from([Level.COMMUNE, Level.HAMLET]))
    places = list(Place.objects.current().filter(level=level).order_by("pk"))
    assume(len(places) > 1)
    verb = data.draw(st.sampled_from(["merge", "join", "split", "cede", "move", "rename"]))
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=3, unique=True))
    place = chosen[0]
    words: dict[str, Any] = {"on": day, "basis": "Mẫu", "by": None, "at": AT}
    new = [Portion(name=f"Mới {number}.{n}", kind="Xã", code=f"N{number}.{n}") for n in range(2)]
    if verb == "rename":
        rename_place(place_id=place.pk, name=f"Tên {number}", kind="Xã", **words)
    elif verb == "move":
        above = Place.objects.current().filter(level=PARENT_LEVEL[level]).exclude(pk=place.parent_id)
        assume(above.exists())
        parent = data.draw(st.sampled_from(list(above.order_by("pk"))))
        move_place(place_id=place.pk, parent_id=parent.pk, **words)
    elif verb == "merge":
        heir = merge_places(place_ids=[p.pk for p in chosen], into=new[0], parent_id=place.parent_id, **words)
        diary.heirs |= {p.pk: [heir.pk] for p in chosen}
    elif verb == "join":
        ended = [p.pk for p in chosen[1:]]
        heir = merge_places(place_ids=ended, into=Portion(place_id=place.pk), **words)
        diary.heirs |= {pk: [heir.pk] for pk in ended}
    else:
        children = list(Place.objects.current().filter(parent=place).values_list("pk", flat=True))
        cut = data.draw(st.integers(0, len(children)))
        other = Portion(place_id=chosen[-1].pk) if verb == "cede" else new[1]
        into = [
            Portion(new[0].name, new[0].kind, new[0].code, children=tuple(children[:cut])),
            Portion(other.name, other.kind, other.code, other.place_id, tuple(children[cut:])),
        ]
        diary.heirs[place.pk] = [heir.pk for heir in split_place(place_id=place.pk, into=into, **words)]


class TerritoryAgainstTheDiary(TestCase):
    @settings(
        max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(st.data())
    def test_every_day_of_every_place_counts_once_at_each_level_under_both_readings(self, data):
        a_tree(data.draw(st.lists(st.integers(1, 3), min_size=3, max_size=5)))
        diary = Diary()
        diary.write(FIRST)
        day = FIRST
        for number in range(data.draw(st.integers(3, 8))):
            day += timedelta(days=data.draw(st.integers(1, 40)))
            try:
                change(data, day, number, diary)
            except Refusal:
                continue
            diary.write(day)

        assert rebuild_reach() == 0  # each change had derived all there was to derive
        days = sorted({d + timedelta(days=n) for d in diary.parents for n in (-1, 0, 1)})
        for place in Place.objects.all():
            check_then(place, days, diary)
            check_today(place, day, diary)


def check_then(place: Place, days: list[date], diary: Diary) -> None:
    rows = list(Reach.objects.filter(place=place, reading="then"))
    for day in days:
        if day < FIRST:
            continue
        counted = [row.ancestor_id for row in rows if row.valid_from <= day < row.valid_until]
        has_ended = place.valid_until is not None and place.valid_until <= day
        assert sorted(counted) == sorted((diary.chain_of_heirs if has_ended else diary.chain)(place.pk, day))


def check_today(place: Place, last: date, diary: Diary) -> None:
    rows = list(Reach.objects.filter(place=place, reading="today"))
    kept_at = diary.today(place.pk)
    common = set.intersection(*(diary.chain(pk, last) for pk in kept_at))
    unallocated = {row.ancestor_id for row in rows if row.is_unallocated}

    if not common:  # its parts went to two provinces: no unit contains them, so it stands by itself
        assert unallocated
        assert place.path.endswith(f"{place.pk}.")
        return
    assert sorted(row.ancestor_id for row in rows) == sorted(common | {place.pk})
    assert len({row.ancestor.level for row in rows if row.ancestor.valid_until is None}) == sum(
        row.ancestor.valid_until is None for row in rows
    )
    lowest = max(common, key=lambda pk: len(diary.chain(pk, last)))
    assert unallocated == (set() if kept_at == {lowest} else {lowest})
    assert place.path == "".join(f"{pk}." for pk in line_of(common, last, diary) if pk != place.pk) + f"{place.pk}."


def line_of(common: set[int], last: date, diary: Diary) -> list[int]:
    return sorted(common, key=lambda pk: len(diary.chain(pk, last)))


@pytest.mark.django_db
def test_the_oracle_is_awake():
    a_tree([1, 1])
    diary = Diary()
    diary.write(FIRST)
    hamlet = Place.objects.filter(level=Level.HAMLET).order_by("pk")[0]
    Reach.objects.filter(place=hamlet, reading="then").exclude(ancestor=hamlet).delete()

    with pytest.raises(AssertionError):
        check_then(hamlet, [FIRST], diary)
