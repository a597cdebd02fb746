"""How long a proposal for 162 people and 65 communes takes, beside one look at every pair."""

from datetime import date

from toso.command.bench import BenchRow, milliseconds_beside
from toso.command.sample.invented import luck_of
from toso.work.campaign.rules.matching import Candidate, Opening, fit, propose

PEOPLE, COMMUNES = 162, 65
SPAN = (date(2025, 10, 30), date(2025, 11, 28))
SKILLS, DISCIPLINES = ("may", "mang", "van ban", "so hoa", "dan"), ("cntt", "httt", "attt", "dtvt")


def rows() -> list[BenchRow]:
    """The floor scores every pair once; the proposal also fills the seats, improves by changes and spreads leaders."""
    luck = luck_of("matching", PEOPLE, COMMUNES)
    people = [
        Candidate(
            key=key,
            disciplines=frozenset({luck.choice(DISCIPLINES)}),
            skills=frozenset(luck.sample(SKILLS, k=2)),
            home=luck.randint(1, COMMUNES) if luck.random() < 0.4 else None,
            served=frozenset({luck.randint(1, COMMUNES)}) if luck.random() < 0.2 else frozenset(),
            leads=key % 9 == 0,
        )
        for key in range(1, PEOPLE + 1)
    ]
    openings = [
        Opening(
            place=place,
            seats=luck.choice((2, 3, 3)),
            rank=place,
            disciplines=frozenset({luck.choice(DISCIPLINES)}),
            skills=frozenset(luck.sample(SKILLS, k=2)),
        )
        for place in range(1, COMMUNES + 1)
    ]
    if len(propose(people, openings, SPAN).matches) < min(PEOPLE, sum(one.seats for one in openings)):
        raise AssertionError("every seat or every person must be used")
    (middle, low, high), floor = milliseconds_beside(
        lambda: propose(people, openings, SPAN),
        lambda: [fit(one, opening) for one in people for opening in openings],
    )
    return [BenchRow("Phân công 162 người về 65 xã", "ms", middle, low, high, "", "chấm mọi cặp một lần", floor)]
