"""The yearly ranking of communes: official values behind it, who may see it, why a place stands where it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Indicator, Target
from toso.plan.programme.queries import targets_at
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.models import Cell, Period, PeriodKind, Ranking, RankingFormula, RankingRow, Report
from toso.results.reporting.queries.evidence import excluded_places
from toso.results.reporting.queries.periods import months_within
from toso.results.reporting.rules.ranking import Formula, Given, Line, Measure
from toso.results.reporting.rules.reports import CLOSED


def formula_on(day: date) -> RankingFormula | None:
    """The version of the formula in force on a day."""
    return (
        RankingFormula.objects.filter(valid_from__lte=day)
        .select_related("basis")
        .order_by("-valid_from", "-version")
        .first()
    )


def formula_of(row: RankingFormula) -> Formula:
    return Formula(
        lines=tuple(
            Line(line["indicator"], Decimal(line["weight"]), Measure(line["measure"])) for line in row.content["lines"]
        ),
        least=Decimal(row.content.get("least", "0")),
        ties=tuple(row.content.get("ties", ())),
    )


def indicators_in(row: RankingFormula) -> dict[str, Indicator]:
    """The indicators a formula names, by code."""
    codes = [line["indicator"] for line in row.content["lines"]]
    return {indicator.code: indicator for indicator in Indicator.objects.filter(code__in=codes)}


@dataclass(frozen=True, slots=True)
class Official:
    """What a commune's accepted report says of one indicator in the year, and where it stands."""

    value: Decimal | None
    target: Decimal | None
    cell_id: int | None = None
    report_id: int | None = None
    period: str = ""
    excluded: str = ""  # why the standing agency left the commune out of the indicator


def communes_of(place: Place) -> list[Place]:
    """The communes of a province today, in alphabetical order."""
    rows: QuerySet[Any] = Place.objects.filter(parent=place, level=Level.COMMUNE, valid_until__isnull=True)
    return list(rows.order_by("sort_key", "pk"))


def official_values(
    communes: Sequence[Place], period: Period, indicators: Sequence[Indicator]
) -> dict[tuple[int, int], Official]:
    """The official value of each (commune, indicator) for the year: of the accepted report on the year, else of the
    last accepted month in it. Without an accepted report there is none. Four queries for any number of communes."""
    reports = _reports(communes, period)
    targets = targets_at([commune.pk for commune in communes], period.year)
    cells = {
        (cell.report_id, cell.indicator_id): cell
        for cell in Cell.objects.filter(report__in=[report.pk for report in reports.values()], indicator__in=indicators)
    }
    reasons = {
        (exclusion.place_id, indicator): exclusion.reason
        for indicator, rows in excluded_places(indicators, period.last_day).items()
        for exclusion in rows
    }
    found: dict[tuple[int, int], Official] = {}
    for commune in communes:
        report = reports.get(commune.pk)
        for indicator in indicators:
            target = targets.get((indicator.pk, commune.pk))
            cell = cells.get((report.pk, indicator.pk)) if report else None
            official = _official(report, cell, indicator, target)
            found[commune.pk, indicator.pk] = replace(official, excluded=reasons.get((commune.pk, indicator.pk), ""))
    return found


def _official(report: Report | None, cell: Cell | None, indicator: Indicator, target: Target | None) -> Official:
    wanted = target.value if target else None
    if report is None or cell is None:
        return Official(None, wanted)
    return Official(_year_value(cell, indicator), wanted, cell.pk, report.pk, report.period.name)


def _year_value(cell: Cell, indicator: Indicator) -> Decimal | None:
    if cell.year_numerator is None:
        return cell.corrected_numerator
    moved = Decimal(0)
    if cell.corrected_numerator is not None:
        moved = cell.corrected_numerator - (cell.numerator or Decimal(0))
    value = cell.year_numerator + moved
    if indicator.kind == IndicatorKind.RATIO:
        return 100 * value / cell.year_denominator if cell.year_denominator else None
    return value


def _reports(communes: Sequence[Place], period: Period) -> dict[int, Report]:
    """For each commune its accepted report on the year, or else of the last month that was accepted."""
    rows = (
        Report.objects.filter(
            Q(period=period) | Q(period__in=months_within(period)),
            place__in=[commune.pk for commune in communes],
            subject="",
            state__in=CLOSED,
        )
        .select_related("period")
        .order_by("period__last_day", "version")
    )
    found: dict[int, Report] = {}
    for report in rows:
        kept = found.get(report.place_id)
        if kept is None or report.period.kind == PeriodKind.YEAR or kept.period.kind != PeriodKind.YEAR:
            found[report.place_id] = report
    return found


def given(
    communes: Sequence[Place], indicators: Mapping[str, Indicator], values: Mapping[tuple[int, int], Official]
) -> dict[int, dict[str, Given]]:
    """The official values in the shape the rules reckon with."""
    return {
        commune.pk: {
            code: Given(found.value, found.target, is_excluded=bool(found.excluded))
            for code, indicator in indicators.items()
            for found in [values[commune.pk, indicator.pk]]
        }
        for commune in communes
    }


def rankings_of(scope: Scope) -> QuerySet[Ranking]:
    """The rankings a person may see: the published ones of the province, drafts only for the standing agency."""
    reach = Q(pk__in=[])
    for grant in scope.grants:
        if grant.place:
            steps = [int(key) for key in grant.place.rstrip(".").split(".")]
            reach |= Q(place__path__startswith=grant.place) | Q(place__in=steps)
    rows: QuerySet[Ranking] = Ranking.objects.filter(reach).select_related("place", "period", "formula__basis")
    if not scope.holds(Role.PROVINCE_OFFICER):
        rows = rows.filter(published_at__isnull=False)
    return rows.order_by("-period__last_day", "-version")


def rows_of(ranking: Ranking) -> QuerySet[RankingRow]:
    rows: QuerySet[RankingRow] = RankingRow.objects.filter(ranking=ranking).select_related("place")
    return rows.order_by("rank", "place__sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Reason:
    """One cell of a row in words: what was reached of what, the points it brought and how many it did not.

    ``is_missing``: it should have a figure and has none, which brings 0 points. ``apart`` says why it
    does not count for this commune, with the reason of an exclusion in ``excluded``.
    """

    indicator: Indicator
    weight: Decimal
    measure: Measure
    value: Decimal | None
    target: Decimal | None
    share: Decimal | None  # per cent
    points: Decimal | None
    lost: Decimal | None
    average: Decimal | None  # points of all communes with data
    report_id: int | None
    cell_id: int | None
    period: str
    is_missing: bool
    apart: str
    excluded: str


def reasons(ranking: Ranking, row: RankingRow) -> list[Reason]:
    """Why a commune stands where it does, the points lost most first."""
    indicators = indicators_in(ranking.formula)
    formula = {line.code: line for line in formula_of(ranking.formula).lines}
    averages = _averages(list(RankingRow.objects.filter(ranking=ranking).values_list("cells", flat=True)))
    found = []
    for cell in row.cells:
        line = formula[cell["code"]]
        points = _number(cell["points"])
        share = _number(cell["share"])
        found.append(
            Reason(
                indicator=indicators[cell["code"]],
                weight=line.weight,
                measure=line.measure,
                value=_number(cell["value"]),
                target=_number(cell["target"]),
                share=None if share is None else 100 * share,
                points=points,
                lost=None if points is None else line.weight - points,
                average=averages.get(cell["code"]),
                report_id=cell.get("report"),
                cell_id=cell.get("cell"),
                period=cell.get("period", ""),
                is_missing=is_missing(cell),
                apart=cell.get("apart", ""),
                excluded=cell.get("excluded", ""),
            )
        )
    return sorted(found, key=lambda reason: -(reason.lost if reason.lost is not None else 0))


def is_missing(cell: Mapping[str, Any]) -> bool:
    """Whether a kept cell should have had a figure and had none."""
    return cell["points"] is not None and cell["share"] is None


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _averages(all_cells: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Decimal]:
    found: dict[str, list[Decimal]] = {}
    for cells in all_cells:
        for cell in cells:
            if cell["share"] is not None:
                found.setdefault(cell["code"], []).append(Decimal(cell["points"]))
    return {code: sum(points, Decimal(0)) / len(points) for code, points in found.items()}
