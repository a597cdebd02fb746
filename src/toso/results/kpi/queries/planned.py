"""Works of the commune's yearly plan that a month may take over as tasks, so that nothing is typed twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from toso.ground.people.models import Organisation
from toso.plan.programme.models import Plan
from toso.plan.programme.queries.plans import MonthWork, plan_in_force, works_of_month
from toso.results.kpi.models import Line, Product, Sheet


@dataclass(frozen=True, slots=True)
class Planned:
    """One work of the plan in one month, with what is given out of it already.

    ``product`` is the product of the catalogue measured by the very fact that counts the work; ``sheet`` that of
    whoever the plan names for it. None: nothing in the catalogue measures it, nobody here was named.
    """

    plan: Plan
    work: MonthWork
    given: Decimal
    product: Product | None
    sheet: Sheet | None

    @property
    def name(self) -> str:
        return self.work.name_in_month

    @property
    def left(self) -> Decimal:
        return max(self.work.quantity - self.given, Decimal(0))


def planned_works(
    agency: Organisation, month: date, *, sheets: Iterable[Sheet], products: Sequence[Product]
) -> list[Planned]:
    """What the plan in force asks for in the month. The number of questions does not grow with the works.

    A plan counts in months of the reporting year (15th to 14th); the KPI month takes over those of its own number.
    """
    plan = plan_in_force(agency.place_id, month.year) if agency.place_id else None
    if plan is None:
        return []
    given = given_of(plan, agency.pk, month)
    by_person = {sheet.person_id: sheet for sheet in sheets}
    return [
        Planned(
            plan=plan,
            work=work,
            given=given.get(work.name_in_month, Decimal(0)),
            product=next((product for product in products if product.fact in work.facts), None),
            sheet=by_person.get(work.person_id) if work.person_id else None,
        )
        for work in works_of_month(plan, month.month)
    ]


def given_of(plan: Plan, agency_id: int, month: date) -> dict[str, Decimal]:
    """How much of each work has become tasks in a month, under whatever version of the year's plan."""
    rows = Line.objects.standing().filter(
        sheet__month__agency=agency_id, sheet__on=month, plan_of__place=plan.place_id, plan_of__year=plan.year
    )
    return dict(rows.order_by().values_list("plan_work").annotate(Sum("assigned")))
