"""What can be counted. A room exports facts; a gathering room above chooses among them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import BaseExpression, Combinable
from django.utils.functional import Promise

Parameters = Mapping[str, Any]


class FactKind(StrEnum):
    FLOW = "flow"  # added over places and over days
    STOCK = "stock"  # the state at the end of the period: added over places, never over time
    DISTINCT = "distinct"  # counted afresh from the rows, never added


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A number that opens down to its records. There is one of each: it is equal to itself alone.

    ``rows`` gives the records that count today, narrowed by the parameters; ``history`` gives every
    version ever recorded of them, so that a past reading can be repeated. ``measure`` is what one
    row adds (an expression over the row). ``place``, ``day`` and ``person`` name the columns where
    the row stands. A stock row counts from ``day`` until the day before ``until``.
    A distinct fact counts persons once, or what ``once`` names: a whole number that says what the row is about.
    ``known_from`` and ``known_until`` name the moments between which this version of the row was
    what the system knew.
    """

    code: str
    label: str | Promise
    unit: str | Promise
    kind: FactKind
    home: str  # the one table the rows live in, as app_label.Model
    rows: Callable[[Parameters], QuerySet[Any]]
    history: Callable[[Parameters], QuerySet[Any]]
    measure: BaseExpression | Combinable
    place: str = "place"
    day: str = "day"
    until: str | None = None
    person: str | None = None
    known_from: str = "recorded_at"
    known_until: str = "superseded_at"
    parameters: frozenset[str] = frozenset()
    once: str | None = None

    @property
    def counted_once(self) -> str | None:
        """The column of what a distinct fact counts once."""
        return self.once or self.person

    def of_place(self, column: str) -> str:
        """The column of the place where the row stands; of the row itself where the row is a place."""
        return column if self.place == "id" else f"{self.place}__{column}"
