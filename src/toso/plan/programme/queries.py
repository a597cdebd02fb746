from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from toso.ground.places.models import Place
from toso.plan.programme import rules
from toso.plan.programme.models import (
    Denominator,
    Exclusion,
    Indicator,
    PlacedQuerySet,
    Target,
    TargetDecision,
)
from toso.plan.programme.rules import Reconciliation, Span


def indicators_on(day: date) -> QuerySet[Indicator]:
    """The indicators in force on a day, in their order."""
    return Indicator.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day).order_by(
        "order", "pk"
    )


def targets_at(place_ids: Iterable[int], year: int) -> dict[tuple[int, int], Target]:
    """The targets in force of these places in a year, by (indicator id, place id)."""
    rows = Target.objects.filter(place_id__in=list(place_ids), year=year, replaced_at__isnull=True)
    return {(row.indicator_id, row.place_id): row for row in rows.select_related("decision")}


def target_of(indicator_id: int, place_id: int, year: int) -> Target | None:
    """What the place must reach in the year, or None when no decision says so."""
    return targets_at([place_id], year).get((indicator_id, place_id))


def excluded_places(indicator_id: int, on: date) -> dict[int, str]:
    """The places left out of the indicator's denominator on a day, each with the reason."""
    rows = Exclusion.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), indicator_id=indicator_id, valid_from__lte=on
    )
    return dict(rows.values_list("place_id", "reason"))


def place_on(level: str, code: str, day: date) -> Place | None:
    """The unit of this tier and code as it was on a day."""
    standing = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    return Place.objects.filter(standing, level=level, code=code, valid_from__lte=day).order_by("valid_until").first()


def units_below(place: Place) -> list[Place]:
    """The units that a decision of this place assigns targets to, in alphabetical order."""
    levels = rules.parts_of_level(place.level)
    units: QuerySet[Any] = Place.objects.filter(parent=place, level__in=levels, valid_until__isnull=True)
    return list(units.order_by("sort_key", "pk"))


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a decision: the whole, the parts, and whether they agree."""

    indicator: Indicator
    whole_target: Target | None  # given by a decision of the level above
    parts: Mapping[int, Decimal]
    reconciliation: Reconciliation
    typed: Mapping[int, Decimal] = field(default_factory=dict)  # what this decision itself says

    @property
    def is_given(self) -> bool:
        return self.whole_target is not None

    @property
    def is_empty(self) -> bool:
        return not self.typed


def typed_values(decision: TargetDecision) -> dict[int, dict[int, Decimal]]:
    """What a decision says, by indicator and place: its targets once issued, its draft before."""
    values: dict[int, dict[int, Decimal]] = {}
    if decision.issued_at:
        for target in decision.targets.all():
            values.setdefault(target.indicator_id, {})[target.place_id] = target.value
        return values
    for indicator_id, cells in decision.content.get("values", {}).items():
        values[int(indicator_id)] = {int(place_id): Decimal(value) for place_id, value in cells.items()}
    return values


def typed_reasons(decision: TargetDecision) -> dict[int, str]:
    if decision.issued_at:
        return {target.indicator_id: target.gap_reason for target in decision.targets.all()}
    return {int(indicator_id): reason for indicator_id, reason in decision.content.get("reasons", {}).items()}


def lines_of(decision: TargetDecision, units: list[Place]) -> list[Line]:
    """Every indicator of the decision's year with whole, parts and the difference between them.

    A draft is read over the targets in force, so that a decision about one unit keeps the others.
    """
    in_force = targets_at([decision.place_id, *(unit.pk for unit in units)], decision.year)
    values, reasons = typed_values(decision), typed_reasons(decision)
    lines = []
    for indicator in indicators_on(date(decision.year, 12, 1)):
        typed = values.get(indicator.pk, {})
        above = in_force.get((indicator.pk, decision.place_id))
        given = above if above and above.decision.place_id != decision.place_id else None
        whole = given.value if given else typed.get(decision.place_id, above.value if above else None)
        parts = dict(typed) if decision.issued_at else _overlaid(indicator, units, in_force, typed)
        parts.pop(decision.place_id, None)
        lines.append(
            Line(
                indicator=indicator,
                whole_target=given,
                parts=parts,
                typed=typed,
                reconciliation=rules.reconcile(
                    whole,
                    parts.values(),
                    kind=indicator.kind,
                    unit=indicator.unit,
                    reason=reasons.get(indicator.pk, ""),
                ),
            )
        )
    return lines


def _overlaid(
    indicator: Indicator,
    units: list[Place],
    in_force: Mapping[tuple[int, int], Target],
    typed: Mapping[int, Decimal],
) -> dict[int, Decimal]:
    known = {unit.pk: in_force[indicator.pk, unit.pk].value for unit in units if (indicator.pk, unit.pk) in in_force}
    return {**known, **typed}


def unreconciled(lines: Iterable[Line]) -> list[Line]:
    """Lines of the decision whose parts neither equal the whole nor say why not."""
    return [line for line in lines if not line.is_empty and line.parts and not line.reconciliation.agrees]


def denominators_on(day: date) -> PlacedQuerySet:
    rows: PlacedQuerySet = Denominator.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day), superseded_at__isnull=True, as_of__lte=day
    )
    return rows


def weights_of(units: list[Place], code: str, on: date) -> dict[int, Decimal]:
    """How many there are of something in each unit on a day; a unit without a source is absent."""
    weights: dict[int, Decimal] = {}
    condition = Q(pk__in=[])
    for unit in units:
        condition |= Q(place__path__startswith=unit.path)
    for path, value in denominators_on(on).filter(condition, code=code).values_list("place__path", "value"):
        unit_id = next(unit.pk for unit in units if path.startswith(unit.path))
        weights[unit_id] = weights.get(unit_id, Decimal(0)) + value
    return weights


def rows_in_the_way(place: Place, code: str, span: Span) -> list[Denominator]:
    """Figures of units above or below that would be counted twice with one of this place."""
    ids = [int(pk) for pk in place.path.rstrip(".").split(".")[:-1]]
    related = Q(place_id__in=ids) | (Q(place__path__startswith=place.path) & ~Q(place=place))
    rows = Denominator.objects.filter(related, code=code, superseded_at__isnull=True).select_related("place")
    return [row for row in rows if Span(row.as_of, row.valid_until).overlaps(span)]
