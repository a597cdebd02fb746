"""The records behind a number: as rows to open, and as the SQL that counts them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, DateField, Exists, F, OuterRef, Q, QuerySet, Value

from toso.ground.places.models import Place, Reach
from toso.ground.places.rules import Reading
from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.plan.programme.models import Exclusion, Indicator, IndicatorTerm
from toso.plan.programme.rules import TermPart
from toso.results.reporting.sources import SOURCES

Bound = Sequence[Any]
NOTHING = (
    "SELECT NULL::bigint AS counted_place, NULL::date AS counted_day, NULL::date AS counted_until,"
    " NULL::numeric AS counted_value, NULL::bigint AS counted_person WHERE false"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records of one fact behind a number. ``counted_value`` on each row is what it adds."""

    fact: Fact
    parameters: Parameters
    part: TermPart
    rows: QuerySet[Any]


def fact_of(term: IndicatorTerm) -> Fact:
    return SOURCES[term.fact]


def counted_rows(fact: Fact, parameters: Parameters, *, at: datetime | None = None) -> QuerySet[Any]:
    """The rows that count now; with ``at``, the versions of them that the system knew at that moment."""
    if at is None or not fact.known_from:  # a fact without versions is known as it stands
        return fact.rows(parameters)
    until = Q(**{f"{fact.known_until}__isnull": True}) | Q(**{f"{fact.known_until}__gt": at})
    return fact.history(parameters).filter(until, **{f"{fact.known_from}__lte": at})


def rows_sql(fact: Fact, parameters: Parameters, *, at: datetime | None = None) -> tuple[str, Bound]:
    """One line a row: where and when it counts, what it adds, and who."""
    return _rows_sql(fact, parameters, at=at) if at else _rows_sql_now(fact, json.dumps(parameters, sort_keys=True))


@lru_cache(maxsize=4096)
def _rows_sql_now(fact: Fact, parameters: str) -> tuple[str, Bound]:
    """A fact asks for nothing while it says what it counts: its words stay the same, and the worker needs them, of
    every series, for each batch of marks."""
    return _rows_sql(fact, json.loads(parameters), at=None)


def _rows_sql(fact: Fact, parameters: Parameters, *, at: datetime | None) -> tuple[str, Bound]:
    rows = (
        counted_rows(fact, parameters, at=at)
        .order_by()
        .annotate(
            counted_place=F(fact.place),
            counted_day=F(fact.day),
            counted_until=F(fact.until) if fact.until else Value(None, output_field=DateField()),
            counted_value=fact.measure,
            counted_person=F(fact.counted_once) if fact.counted_once else Value(None, output_field=BigIntegerField()),
        )
        .values("counted_place", "counted_day", "counted_until", "counted_value", "counted_person")
    )
    try:
        sql, bound = rows.query.sql_with_params()
    except EmptyResultSet:
        return NOTHING, ()
    return sql, bound


def changes_sql(fact: Fact, parameters: Parameters, *, at: datetime | None = None) -> tuple[str, Bound]:
    """What the rows add to each (place_id, day): a flow on its day; a stock when it begins and,
    taken back, when it ends. A stock row that ends before it begins never counted."""
    sql, bound = rows_sql(fact, parameters, at=at)
    if fact.kind != FactKind.STOCK:
        return (
            (
                "SELECT counted_place AS place_id, counted_day AS day, counted_value::numeric AS value, 1 AS records"
                f" FROM ({sql}) AS counted"
            ),
            bound,
        )
    return (
        (
            "SELECT counted.counted_place AS place_id, change.day, change.value, change.records"
            f" FROM ({sql}) AS counted CROSS JOIN LATERAL (VALUES"
            " (counted.counted_day, counted.counted_value::numeric, 1),"
            " (counted.counted_until::date, -counted.counted_value::numeric, -1)) AS change (day, value, records)"
            " WHERE change.day IS NOT NULL"
            " AND (counted.counted_until IS NULL OR counted.counted_until::date > counted.counted_day)"
        ),
        bound,
    )


def excluded_places(indicators: Iterable[Indicator], on: date) -> dict[int, list[Exclusion]]:
    """The exclusions in force on the day, by indicator."""
    found: dict[int, list[Exclusion]] = {}
    in_force = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    for exclusion in (
        Exclusion.objects.filter(in_force, indicator__in=list(indicators), valid_from__lte=on)
        .select_related("place")
        .order_by("indicator", "place")
    ):
        found.setdefault(exclusion.indicator_id, []).append(exclusion)
    return found


def standing(fact: Fact, place: Place, first_day: date, last_day: date, reading: Reading) -> Q:
    """The condition that a row of the fact counts for the place in these days."""
    under = Reach.objects.filter(ancestor=place, reading=reading, place_id=OuterRef(fact.place))
    if fact.kind == FactKind.STOCK and fact.until:
        still = Q(**{f"{fact.until}__isnull": True}) | Q(**{f"{fact.until}__gt": last_day})
        return (
            Q(Exists(under.filter(valid_from__lte=last_day, valid_until__gt=last_day)))
            & still
            & Q(**{f"{fact.day}__lte": last_day})
        )
    day = OuterRef(fact.day)
    return Q(Exists(under.filter(valid_from__lte=day, valid_until__gt=day))) & Q(
        **{f"{fact.day}__gte": first_day, f"{fact.day}__lte": last_day}
    )


def left_out(fact: Fact, exclusions: Iterable[Exclusion]) -> Q:
    """The condition that a row stands in a unit left out of the indicator (its past included)."""
    roots = [exclusion.place_id for exclusion in exclusions]
    return Q(
        Exists(Reach.objects.filter(ancestor__in=roots, reading=Reading.TODAY, place_id=OuterRef(fact.place)))
        if roots
        else Q(pk__in=[])
    )


def visible(rows: QuerySet[Any], fact: Fact, scope: Scope) -> QuerySet[Any]:
    """The gate of the scope, also for rows that stand at a place only through another table."""
    if isinstance(rows, ScopedQuerySet):
        return rows.visible_to(scope)
    return rows.filter(inside(scope.place_roots, fact.of_place("path")))


def evidence(
    indicator: Indicator,
    place: Place,
    first_day: date,
    last_day: date,
    *,
    reading: Reading = Reading.TODAY,
    scope: Scope,
    at: datetime | None = None,
) -> list[Evidence]:
    """The records behind the figure, a list for each fact of it, newest first, within the scope.

    Units left out of the indicator are left out here too, so that what is listed is what was
    counted. With ``at`` the versions known at that moment: the evidence of a frozen report.
    """
    exclusions = excluded_places([indicator], last_day).get(indicator.pk, [])
    found = []
    for term in indicator.terms.all():
        fact = fact_of(term)
        rows = counted_rows(fact, term.parameters, at=at).filter(standing(fact, place, first_day, last_day, reading))
        if exclusions:
            rows = rows.exclude(left_out(fact, exclusions))
        rows = visible(rows, fact, scope).annotate(counted_value=fact.measure).order_by(f"-{fact.day}", "-pk")
        found.append(Evidence(fact, term.parameters, TermPart(term.part), rows))
    return sorted(found, key=lambda e: (e.part != TermPart.NUMERATOR, e.fact.code))
