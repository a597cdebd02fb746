"""Months become quarters, halves and the year of everybody whose months somebody may read (Article 17.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.results.kpi.queries.access import Standing, readable
from toso.results.kpi.queries.months import setting_on
from toso.results.kpi.queries.rule_sets import policy_of
from toso.results.kpi.queries.year import totals_of
from toso.results.kpi.rules.exact import rounded
from toso.results.kpi.rules.terms import Grade, PeriodLength
from toso.results.kpi.rules.year import Stretch, stretches

NAMES = (  # in the order of the calendar
    _("Quý I"),
    _("Quý II"),
    _("Sáu tháng đầu"),
    _("Quý III"),
    _("Quý IV"),
    _("Sáu tháng cuối"),
    _("Năm"),
)
SHORT = {
    Grade.EXCELLENT: _("Xuất sắc"),
    Grade.GOOD: _("Tốt"),
    Grade.COMPLETED: _("Hoàn thành"),
    Grade.FAILED: _("Không hoàn thành"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One stretch as a page says it."""

    name: str
    average: Decimal | None
    level: str
    counted: int
    length: int


@dataclass(frozen=True, slots=True)
class PersonYear:
    person: Person
    body: Organisation
    periods: tuple[Shown, ...]


def in_order(totals: Sequence[str | None]) -> tuple[Shown, ...]:
    """Of twelve exact totals, by the calendar: two quarters and their half, two more and theirs, the year."""
    quarters, halves, year = stretches(tuple(None if total is None else Fraction(total) for total in totals))
    (one, two, three, four), (first, second) = quarters, halves
    return tuple(
        _shown(str(name), found)
        for name, found in zip(NAMES, (one, two, first, three, four, second, year), strict=True)
    )


def _shown(name: str, one: Stretch) -> Shown:
    return Shown(
        name=name,
        average=None if one.average is None else rounded(one.average, 2),
        level=str(SHORT[one.grade]) if one.grade else "",
        counted=one.counted,
        length=one.length,
    )


def periods_of(standing: Standing, year: int) -> list[PersonYear]:
    """Everybody with a month of the year that the asker may read, oneself first. Three questions, whatever the size."""
    rows = readable(standing).filter(on__year=year).order_by("on")
    latest = {sheet.person_id: sheet for sheet in rows}
    totals = totals_of(list(latest), year)
    found = [PersonYear(sheet.person, sheet.body, in_order(totals[person])) for person, sheet in latest.items()]
    return sorted(
        found,
        key=lambda one: (one.person.pk != standing.person_id, one.body.sort_key, one.person.sort_key, one.person.pk),
    )


def rates_by_quarter(standing: Standing, year: int) -> bool:
    """Whether one's agency follows and rates by the quarter (Article 17 leaves the choice)."""
    agencies = sorted(standing.agencies)
    setting = setting_on(agencies[0], date(year, 12, 1)) if agencies else None
    return setting is not None and policy_of(setting.policy).period is PeriodLength.QUARTER
