"""Who should go where: a proposal with reasons, the same for the same lists. People decide.

Every commune gets its first person in the order of the ranking before any gets a second; then pairs change
places as long as that fits better. Whoever is not free in those days is never proposed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DISCIPLINE, SKILL, MOST_SKILLS, HOME, RETURN, EXPERIENCE, LEADER = 40, 10, 3, 25, 20, 5, 15
MOST_ROUNDS = 20


class Fit(StrEnum):
    """Why somebody fits a commune."""

    DISCIPLINE = "discipline"
    SKILLS = "skills"
    HOME = "home"
    RETURN = "return"
    EXPERIENCE = "experience"
    LEADER = "leader"
    NUMBER = "number"  # nothing speaks for it but that people are needed
    CHOSEN = "chosen"  # the coordinator's own choice


class Left(StrEnum):
    """Why somebody was not proposed anywhere."""

    UNAVAILABLE = "unavailable"
    DEPLOYED = "deployed"
    NO_SEAT = "no_seat"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be sent. ``home`` and ``served`` are communes; spans are first and last day."""

    key: int
    disciplines: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    home: int | None = None
    served: frozenset[int] = frozenset()
    unavailable: tuple[tuple[date, date], ...] = ()
    deployed: tuple[tuple[date, date], ...] = ()
    leads: bool = False  # a lecturer or official, who can lead the others


@dataclass(frozen=True, slots=True)
class Opening:
    """A commune with seats to fill, in the order of the ranking."""

    place: int
    seats: int
    rank: int
    disciplines: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    candidate: int
    place: int
    score: int
    why: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    matches: tuple[Match, ...]
    shortage: Mapping[int, int]  # seats that stay empty, by commune
    left: Mapping[int, Left]  # who stays at home, and why


def touches(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two spans of first and last day share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


def fit(candidate: Candidate, opening: Opening) -> tuple[int, tuple[Fit, ...]]:
    """How well somebody suits a commune, with the reasons in the order of their weight."""
    score, why = 0, []
    if candidate.disciplines & opening.disciplines:
        score += DISCIPLINE
        why.append(Fit.DISCIPLINE)
    if shared := len(candidate.skills & opening.skills):
        score += SKILL * min(shared, MOST_SKILLS)
        why.append(Fit.SKILLS)
    if candidate.home == opening.place:
        score += HOME
        why.append(Fit.HOME)
    if opening.place in candidate.served:
        score += RETURN
        why.append(Fit.RETURN)
    elif candidate.served:
        score += EXPERIENCE
        why.append(Fit.EXPERIENCE)
    return score, tuple(why) or (Fit.NUMBER,)


def free(candidate: Candidate, span: tuple[date, date]) -> Left | None:
    """None when somebody can go; otherwise why not."""
    if any(touches(span, other) for other in candidate.deployed):
        return Left.DEPLOYED
    if any(touches(span, other) for other in candidate.unavailable):
        return Left.UNAVAILABLE
    return None


def propose(candidates: Sequence[Candidate], openings: Sequence[Opening], span: tuple[date, date]) -> Proposal:
    """Fill the seats for the days of ``span``. The same lists give the same proposal, in whatever order they come."""
    people = sorted(candidates, key=lambda one: one.key)
    places = sorted(openings, key=lambda one: (one.rank, one.place))
    left: dict[int, Left] = {}
    ready: list[Candidate] = []
    for one in people:
        if (reason := free(one, span)) is None:
            ready.append(one)
        else:
            left[one.key] = reason
    fits = {(one.key, opening.place): fit(one, opening) for one in ready for opening in places}
    chosen = _round_by_round(ready, places, fits)
    _improve(chosen, fits)
    _spread_leaders(chosen, {one.key for one in ready if one.leads}, fits)
    left |= {one.key: Left.NO_SEAT for one in ready if one.key not in chosen}
    filled: dict[int, int] = {}
    for place in chosen.values():
        filled[place] = filled.get(place, 0) + 1
    short = {one.place: one.seats - filled.get(one.place, 0) for one in places}
    order = {opening.place: (opening.rank, opening.place) for opening in places}
    matches = [
        Match(key, place, *fits[key, place])
        for key, place in sorted(chosen.items(), key=lambda pair: (order[pair[1]], pair[0]))
    ]
    return Proposal(tuple(matches), {place: count for place, count in short.items() if count > 0}, left)


Fits = Mapping[tuple[int, int], tuple[int, tuple[Fit, ...]]]


def _round_by_round(ready: Sequence[Candidate], places: Sequence[Opening], fits: Fits) -> dict[int, int]:
    waiting = {one.key for one in ready}
    queues = {
        opening.place: [key for _score, key in sorted((-fits[key, opening.place][0], key) for key in waiting)]
        for opening in places
    }
    heads = dict.fromkeys(queues, 0)
    chosen: dict[int, int] = {}
    for number in range(1, max((one.seats for one in places), default=0) + 1):
        for opening in places:
            if not waiting:
                return chosen
            if opening.seats < number:
                continue
            queue = queues[opening.place]
            while queue[heads[opening.place]] not in waiting:
                heads[opening.place] += 1
            key = queue[heads[opening.place]]
            waiting.remove(key)
            chosen[key] = opening.place
    return chosen


def _improve(chosen: dict[int, int], fits: Fits) -> None:
    """Two people change places whenever both communes together are better served. Ends: the total only grows."""
    keys = sorted(chosen)
    for _round in range(MOST_ROUNDS):
        has_moved = False
        for index, one in enumerate(keys):
            for other in keys[index + 1 :]:
                here, there = chosen[one], chosen[other]
                if here == there:
                    continue
                now = fits[one, here][0] + fits[other, there][0]
                if fits[one, there][0] + fits[other, here][0] > now:
                    chosen[one], chosen[other] = there, here
                    has_moved = True
        if not has_moved:
            return


def _spread_leaders(chosen: dict[int, int], leaders: set[int], fits: Fits) -> None:
    """Where a commune got two who can lead and another got none, one of them changes with the best-suited other,
    unless that costs more than a leader is worth."""
    for _round in range(len(leaders)):
        best = _best_change(chosen, leaders, fits)
        if best is None:
            return
        one, other = best
        chosen[one], chosen[other] = chosen[other], chosen[one]


def _best_change(chosen: Mapping[int, int], leaders: set[int], fits: Fits) -> tuple[int, int] | None:
    led: dict[int, list[int]] = {place: [] for place in chosen.values()}
    for key in sorted(leaders & chosen.keys()):
        led[chosen[key]].append(key)
    spare = [key for keys in led.values() for key in keys[1:]]

    def cost(one: int, other: int) -> int:
        here, there = chosen[one], chosen[other]
        return fits[one, here][0] + fits[other, there][0] - fits[one, there][0] - fits[other, here][0]

    changes = [(cost(one, other), one, other) for one in spare for other, place in chosen.items() if not led[place]]
    best = min(changes, default=None)
    return (best[1], best[2]) if best is not None and best[0] <= LEADER else None
