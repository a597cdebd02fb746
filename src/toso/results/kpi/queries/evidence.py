"""What other rooms have recorded and nobody has taken over yet, and what changed since it was taken."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toso.results.kpi.models import Line, Sheet, Update
from toso.results.kpi.rules.terms import Origin
from toso.results.kpi.sources import SOURCES, Evidence


@dataclass(frozen=True, slots=True)
class Proposed:
    """Records that show work on a line, not yet counted there."""

    line: Line
    evidence: tuple[Evidence, ...]

    @property
    def quantity(self) -> Decimal:
        return sum((one.quantity for one in self.evidence), Decimal(0))


def _found(facts: set[str], person_ids: list[int], first: date, last: date) -> dict[str, list[Evidence]]:
    return {fact: SOURCES[fact].found(person_ids, first, last) for fact in facts if fact in SOURCES}


def measured_lines(sheet: Sheet) -> list[Line]:
    """The lines of a sheet whose product names the fact that measures it."""
    rows = Line.objects.standing().filter(sheet=sheet).exclude(product__fact="").exclude(origin=Origin.HANDED_OVER)
    return list(rows.filter(product__isnull=False).select_related("product", "sheet__month").order_by("pk"))


def proposals_for(sheet: Sheet) -> list[Proposed]:
    """Per line, the records of the month that may be taken as done. A record is offered to one line only."""
    lines = measured_lines(sheet)
    month = sheet.month
    found = _found(
        {line.product.fact for line in lines if line.product}, [sheet.person_id], month.first_day, month.last_day
    )
    taken = set(
        Update.objects.filter(person=sheet.person_id)
        .exclude(evidence_id="")
        .values_list("evidence_kind", "evidence_id")
    )
    offered = []
    for line in lines:
        fact = line.product.fact if line.product else ""
        fresh = tuple(one for one in found.get(fact, []) if (one.kind, one.id) not in taken)
        taken |= {(one.kind, one.id) for one in fresh}
        if fresh:
            offered.append(Proposed(line, fresh))
    return offered


def changed_since(sheets: list[Sheet]) -> set[int]:
    """The lines whose evidence says something else today than when it was taken: corrected or withdrawn records."""
    if not sheets:
        return set()
    rows = list(
        Update.objects.filter(line__sheet__in=sheets, line__withdrawn_at__isnull=True)
        .exclude(evidence_id="")
        .values_list("line_id", "line__product__fact", "person_id", "evidence_kind", "evidence_id", "quantity")
    )
    if not rows:
        return set()
    month = sheets[0].month
    found = _found({row[1] for row in rows}, sorted({row[2] for row in rows}), month.first_day, month.last_day)
    today = {
        (fact, one.person_id, one.kind, one.id): one.quantity for fact, evidence in found.items() for one in evidence
    }
    return {
        line
        for line, fact, person, kind, pk, quantity in rows
        if abs(today.get((fact, person, kind, pk), Decimal(0)) - quantity) > Decimal("0.00001")
    }
