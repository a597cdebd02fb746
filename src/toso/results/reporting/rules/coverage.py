"""Whether everybody has said how many there are. Pure: values in, values out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Edge(NamedTuple):  # thousands are made for one page
    """``below`` stood under ``above`` (None: under nobody) in a span of days, half-open."""

    above: int | None
    below: int
    since: date
    until: date

    def holds_on(self, day: date) -> bool:
        return self.since <= day < self.until


@dataclass(frozen=True, slots=True)
class Map:
    """``reach``: where units count. ``parents``: who stood directly under whom. ``heirs``: who took
    over an ended unit."""

    reach: tuple[Edge, ...]
    parents: tuple[Edge, ...]
    heirs: Mapping[int, frozenset[int]]


def lacking(tree: Map, asked: Collection[int], saying: Collection[int], day: date) -> dict[int, frozenset[int]]:
    """For each place asked about, its direct units that hold at least one lowest unit for which
    nobody says a number: neither the unit, nor one above it inside the place, nor one it took over."""
    parent = {edge.below: edge.above for edge in tree.parents if edge.holds_on(day)}
    has_below = set(parent.values())
    lowest = [unit for unit in parent if unit not in has_below]
    inside: dict[int, set[int]] = {place: set() for place in asked}
    for edge in tree.reach:
        if edge.above in inside and edge.holds_on(day):
            inside[edge.above].add(edge.below)
    speakers = {unit: _spoken_for(unit, tree.heirs) for unit in saying}
    return {
        place: frozenset(_lacking_in(place, units, parent, [u for u in lowest if u in units], speakers))
        for place, units in inside.items()
    }


def _spoken_for(unit: int, heirs: Mapping[int, frozenset[int]]) -> set[int]:
    """The unit itself and all who carry its past."""
    found, waiting = {unit}, [unit]
    while waiting:
        new = heirs.get(waiting.pop(), frozenset()) - found
        found |= new
        waiting.extend(new)
    return found


def _lacking_in(
    place: int,
    units: set[int],
    parent: Mapping[int, int | None],
    lowest: Iterable[int],
    speakers: Mapping[int, set[int]],
) -> set[int]:
    covered: set[int] = set()
    for unit, spoken_for in speakers.items():
        if unit in units:
            covered |= spoken_for
    found: set[int] = set()
    for unit in lowest:
        line = _line(unit, place, parent, units)
        if not covered.intersection(line):
            found.add(line[-2] if len(line) > 1 and line[-1] == place else unit)
    return found


def _line(unit: int, place: int, parent: Mapping[int, int | None], units: set[int]) -> list[int]:
    """From the unit up to the place, as far as it stays inside."""
    line = [unit]
    while line[-1] != place:
        above = parent.get(line[-1])
        if above is None or above not in units:
            break
        line.append(above)
    return line
