"""Which units have nobody's word on how many there are. Missing is not zero."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import connection

from toso.ground.places.models import PlaceVersion, Reach, Succession
from toso.ground.places.rules import Reading
from toso.plan.programme.models import IndicatorTerm
from toso.results.reporting.queries.evidence import changes_sql, fact_of
from toso.results.reporting.rules.coverage import Edge, Map, lacking
from toso.results.reporting.rules.periods import Span


def lacking_units(
    terms: Mapping[str, IndicatorTerm],
    places: Collection[int],
    spans: Sequence[Span],
    *,
    reading: Reading,
    left_out: frozenset[int] = frozenset(),
    at: datetime | None = None,
) -> dict[tuple[str, int, int], frozenset[int]]:
    """By series, place and span: the direct units of the place without a denominator on its last day."""
    if not terms or not places:
        return {}
    tree = _map(places, reading, left_out)
    inside = {edge.below for edge in tree.reach}
    found: dict[tuple[str, int, int], frozenset[int]] = {}
    for series, term in terms.items():
        changes = _changes(term, inside, max(span.last_day for span in spans), at)
        for n, span in enumerate(spans):
            saying = {place for place, days in changes.items() if sum(v for d, v in days if d <= span.last_day) > 0}
            for place, units in lacking(tree, places, saying, span.last_day).items():
                found[series, place, n] = units
    return found


def _map(places: Collection[int], reading: Reading, left_out: frozenset[int]) -> Map:
    reach = [
        Edge(*row)
        for row in Reach.objects.filter(ancestor__in=places, reading=reading).values_list(
            "ancestor_id", "place_id", "valid_from", "valid_until"
        )
    ]
    inside = Reach.objects.filter(ancestor__in=places, reading=reading).values("place")
    parents = [
        Edge(parent, place, since, until or date.max)
        for parent, place, since, until in PlaceVersion.objects.filter(place__in=inside).values_list(
            "parent_id", "place_id", "valid_from", "valid_until"
        )
    ]
    heirs: dict[int, set[int]] = defaultdict(set)
    for before, after in Succession.objects.filter(predecessor__in=inside).values_list(
        "predecessor_id", "successor_id"
    ):
        heirs[before].add(after)
    reach = [edge for edge in reach if edge.below not in left_out]  # but a unit above them is no lowest unit
    return Map(tuple(reach), tuple(parents), {unit: frozenset(after) for unit, after in heirs.items()})


def _changes(
    term: IndicatorTerm, inside: Collection[int], last_day: date, at: datetime | None
) -> dict[int, list[tuple[date, int]]]:
    """When rows of the denominator begin and end, by place."""
    sql, bound = changes_sql(fact_of(term), term.parameters, at=at)
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.place_id, e.day, e.records FROM ({sql}) AS e WHERE e.place_id = ANY(%s) AND e.day <= %s",
            [*bound, list(inside), last_day],
        )
        for place, day, records in cursor.fetchall():
            found[place].append((day, records))
    return found
