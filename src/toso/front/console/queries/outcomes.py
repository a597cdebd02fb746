"""What the goals of the programme come to: each with the indicators that stand for it, month by month.

None of them measures its goal; the page says so, and what each does not show.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from toso.front.console.queries.dashboard import Line, Until, line_of, months_until
from toso.ground.places.models import Place
from toso.ground.places.rules import Reading
from toso.ground.shared.text import nfc
from toso.plan.programme.models import Indicator
from toso.results.reporting.queries.figures import trend
from toso.results.reporting.rules.periods import Span

DATA = Path(__file__).parents[1] / "data" / "goals.toml"
MONTHS = 6


@dataclass(frozen=True, slots=True)
class Goal:
    code: str
    title: str
    source: str
    indicators: tuple[str, ...]
    limit: str  # what its proxies do not show


@dataclass(frozen=True, slots=True)
class Proxy:
    """An indicator that stands for a goal: one line a month, the newest last."""

    indicator: Indicator
    lines: list[Line]

    @property
    def change(self) -> Decimal | None:
        """From the last but one closed month to the last closed one; None when either has no value."""
        closed = [line.figure.value for line in self.lines[:-1]]
        if len(closed) < 2 or closed[-1] is None or closed[-2] is None:
            return None
        return closed[-1] - closed[-2]


@cache
def goals() -> tuple[Goal, ...]:
    rows = tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["goal"]
    return tuple(Goal(row["code"], row["title"], row["source"], tuple(row["indicators"]), row["limit"]) for row in rows)


def months_shown(on: date) -> list[Until]:
    """The last months of the reporting year up to a day; the running one is the last."""
    return months_until(on)[-MONTHS:]


def proxies(place: Place, months: Sequence[Until]) -> dict[str, Proxy]:
    """Each indicator that stands for some goal, with its figures over the months: one statement an indicator."""
    wanted = {code for goal in goals() for code in goal.indicators}
    spans = [Span(until.month.first_day, until.day) for until in months]
    found: dict[str, Proxy] = {}
    for indicator in Indicator.objects.filter(code__in=wanted).select_related("basis").order_by("order", "pk"):
        figures = trend(indicator, place, spans, reading=Reading.TODAY) if spans else []
        lines = [line_of(indicator, place, figure, None, until) for figure, until in zip(figures, months, strict=True)]
        found[indicator.code] = Proxy(indicator, lines)
    return found
