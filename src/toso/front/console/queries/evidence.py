"""The records behind a number, as lines that anybody in the scope can open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from toso.ground.places.models import Place
from toso.ground.places.rules import Reading
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import TermPart
from toso.results.reporting.queries.evidence import Evidence, evidence

PAGE = 50
# Rows that say when something counted: what is opened is the thing itself.
OPENED_BY = {"helpdesk.DeviceSpan": "device_id", "teams.TeamSpan": "team_id", "teams.Membership": "team_id"}


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # of the record that is opened: the row's own, or of what it tells of
    place: str
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """One fact's records, a page of them. ``home`` is their one table, as app_label.Model."""

    label: str
    unit: str
    home: str
    is_denominator: bool
    count: int
    lines: Sequence[Line]
    has_more: bool


def sheets(
    indicator: Indicator, place: Place, first_day: date, last_day: date, *, reading: Reading, scope: Scope, page: int
) -> list[Sheet]:
    """The records that the figure counts, newest first, page by page."""
    found = evidence(indicator, place, first_day, last_day, reading=reading, scope=scope)
    return [_sheet(one, page) for one in found]


def _sheet(found: Evidence, page: int) -> Sheet:
    fact, start = found.fact, (page - 1) * PAGE
    opened = OPENED_BY.get(fact.home, "pk")
    rows = list(
        found.rows.annotate(
            shown_kind=F(fact.of_place("kind")), shown_name=F(fact.of_place("name")), shown_day=F(fact.day)
        ).values_list(opened, "shown_kind", "shown_name", "shown_day", "counted_value")[start : start + PAGE + 1]
    )
    return Sheet(
        label=str(fact.label),
        unit=str(fact.unit),
        home=fact.home,
        is_denominator=found.part == TermPart.DENOMINATOR,
        count=found.rows.count(),
        lines=[Line(number, f"{kind} {name}", day, value) for number, kind, name, day, value in rows[:PAGE]],
        has_more=len(rows) > PAGE,
    )
