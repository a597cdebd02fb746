"""Another system's results beside ours."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toso.ground.people.models import Organisation, Person
from toso.ground.shared.text import fold
from toso.results.kpi.models import Month, OutsideResult, Post, Sheet


@dataclass(frozen=True, slots=True)
class Beside:
    sheet: Sheet
    outside: OutsideResult | None

    @property
    def theirs(self) -> Decimal | None:
        return self.outside.total if self.outside else None

    @property
    def difference(self) -> Decimal | None:
        """Theirs less ours."""
        if self.outside is None or self.sheet.total is None:
            return None
        return self.outside.total - self.sheet.total


def outside_of(person_id: int, month: date) -> OutsideResult | None:
    return OutsideResult.objects.filter(person=person_id, month=month, superseded_at__isnull=True).first()


def beside_of(month: Month) -> list[Beside]:
    """Everybody's own total and what the other system says. Two questions."""
    rows = OutsideResult.objects.filter(agency=month.agency_id, month=month.month, superseded_at__isnull=True)
    known = {row.person_id: row for row in rows}
    sheets = Sheet.objects.filter(month=month).select_related("person", "body")
    return [Beside(sheet, known.get(sheet.person_id)) for sheet in sheets.order_by("person__sort_key", "pk")]


def taken_months(agency: Organisation, year: int) -> list[tuple[date, int]]:
    """The months for which results came in, with how many."""
    found: dict[date, int] = defaultdict(int)
    rows = OutsideResult.objects.filter(agency=agency, month__year=year, superseded_at__isnull=True)
    for month in rows.values_list("month", flat=True):
        found[month] += 1
    return sorted(found.items())


def people_known(agency: Organisation) -> tuple[dict[str, int], dict[str, int | None]]:
    """Codes and folded names of everybody who has or had a post here; a name that two have means nobody."""
    seated = Post.objects.filter(agency=agency).values("person")
    codes: dict[str, int] = {}
    names: dict[str, int | None] = {}
    for pk, name in Person.objects.filter(pk__in=seated).values_list("pk", "name"):
        codes[str(pk)] = pk
        key = fold(name)
        names[key] = None if key in names else pk
    return codes, names
