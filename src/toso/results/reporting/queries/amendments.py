"""What was amended below after a report was frozen, cell by cell: what it counted, and what stands there now."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from toso.plan.programme.models import Indicator
from toso.results.reporting.models import Cell, Report
from toso.results.reporting.queries.cells import shown
from toso.results.reporting.queries.reports import amended_after
from toso.results.reporting.rules.reports import CLOSED, official


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell whose value the amendment changed. None: not given."""

    indicator: Indicator
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Amendment:
    report: Report
    moved: tuple[Moved, ...]


def amendments_of(report: Report) -> list[Amendment]:
    """The new versions below with each cell they changed, against the version this report was made of."""
    amended = amended_after(report)
    if not amended:
        return []
    counted = _versions_counted(report, amended)
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    ids = [found.pk for found in (*amended, *counted.values())]
    for cell in Cell.objects.filter(report__in=ids).select_related("indicator").order_by("order", "pk"):
        cells[cell.report_id][cell.indicator_id] = cell
    return [Amendment(new, _moved(cells[counted[new.place_id].pk], cells[new.pk])) for new in amended]


def _versions_counted(report: Report, amended: list[Report]) -> dict[int, Report]:
    """By place: the last version accepted before the freeze; the first one where none was."""
    earlier = Report.objects.filter(
        place__in=[new.place_id for new in amended],
        period_id=report.period_id,
        subject=report.subject,
        state__in=CLOSED,
    ).order_by("version")
    found: dict[int, Report] = {}
    for old in earlier:
        was_known = old.accepted_at is not None and report.known_at is not None and old.accepted_at <= report.known_at
        if old.place_id not in found or was_known:
            found[old.place_id] = old
    return found


def _moved(before: dict[int, Cell], after: dict[int, Cell]) -> tuple[Moved, ...]:
    changes = (
        Moved(cell.indicator, _value(before.get(indicator_id)), _value(cell)) for indicator_id, cell in after.items()
    )
    return tuple(change for change in changes if change.before != change.after)


def _value(cell: Cell | None) -> Decimal | None:
    if cell is None:
        return None
    return shown(cell.indicator, official(cell.numerator, cell.corrected_numerator), cell.denominator)
