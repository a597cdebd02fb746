"""The commune's plan of the year: what it plans, how it stands against the targets, why it was shared out so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from toso.ground.people.models import Assignment, Person
from toso.ground.people.rules import TEAM_ROLES
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import FACTOR_KINDS, Indicator, Plan, PlanFactor, PlanLine, TaskType
from toso.plan.programme.queries import indicators_on, targets_at, units_below
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.plan.programme.rules.plans import Balance, Factor, FactorKind

COUNTED_FROM_RECORDS = "outreach."


def key_of(line: PlanLine) -> str:
    """The name of a line's work inside its plan: its indicator, or else its task."""
    return f"i{line.indicator_id}" if line.indicator_id else f"t{line.task_id}"


@dataclass(frozen=True, slots=True)
class Part:
    """One work of a plan over all hamlets and months: a target's indicator, or a task without a target."""

    key: str
    name: str
    unit: str
    decimals: int
    balance: Balance
    indicator: Indicator | None = None
    task: TaskType | None = None
    hamlets_with_target: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.balance.planned


def is_shared_out(indicator: Indicator) -> bool:
    """Whether an indicator is work of months that adds up: a flow counted from records of guidance."""
    if indicator.kind != IndicatorKind.FLOW:
        return False
    facts = [term.fact for term in indicator.terms.all() if term.part == TermPart.NUMERATOR]
    return bool(facts) and all(fact.startswith(COUNTED_FROM_RECORDS) for fact in facts)


def task_codes_of(indicator: Indicator) -> list[str]:
    """The kinds of work that serve an indicator, in the order of its terms; none when any work does."""
    return [code for term in indicator.terms.all() for code in term.parameters.get("tasks", [])]


def parts_of(plan: Plan) -> list[Part]:
    """Every work of the plan: the targets that are shared out over months, then tasks without a target."""
    by_indicator: dict[int, Decimal] = {}
    by_task: dict[int, Decimal] = {}
    lines = PlanLine.objects.filter(plan=plan).order_by().values_list("indicator", "task")
    for indicator_id, task_id, total in lines.annotate(Sum("quantity")):
        of_target = indicator_id is not None
        totals, key = (by_indicator, indicator_id) if of_target else (by_task, task_id)
        totals[key] = totals.get(key, Decimal(0)) + total
    return [*_works_of_targets(plan, by_indicator), *_works_of_tasks(by_task)]


def _works_of_targets(plan: Plan, planned: Mapping[int, Decimal]) -> list[Part]:
    targets = targets_at([plan.place_id, *(unit.pk for unit in units_below(plan.place))], plan.year)
    parts = []
    for indicator in indicators_on(date(plan.year, 12, 1)).prefetch_related("terms"):
        target = targets.get((indicator.pk, plan.place_id))
        if not is_shared_out(indicator) or (target is None and indicator.pk not in planned):
            continue
        key = str(indicator.pk)
        balance = Balance(
            target=target.value if target else None,
            done=Decimal(plan.done_before.get(key, "0")),
            planned=planned.get(indicator.pk, Decimal(0)),
            reason=plan.reasons.get(key, ""),
        )
        with_target = sum(found == indicator.pk and place != plan.place_id for found, place in targets)
        parts.append(
            Part(
                key=f"i{indicator.pk}",
                name=indicator.name,
                unit=indicator.unit,
                decimals=indicator.decimals,
                balance=balance,
                indicator=indicator,
                hamlets_with_target=with_target,
            )
        )
    return parts


def _works_of_tasks(planned: Mapping[int, Decimal]) -> list[Part]:
    return [_task_part(task, planned[task.pk]) for task in TaskType.objects.filter(pk__in=planned).order_by("order")]


def _task_part(task: TaskType, planned: Decimal) -> Part:
    balance = Balance(target=None, done=Decimal(0), planned=planned)
    return Part(key=f"t{task.pk}", name=task.name, unit=_("buổi"), decimals=0, balance=balance, task=task)


def targets_not_shared(plan: Plan) -> list[tuple[Indicator, Decimal]]:
    """Targets that are no work of months (rates, states, persons counted once): kept all year long."""
    targets = targets_at([plan.place_id], plan.year)
    return [
        (indicator, targets[indicator.pk, plan.place_id].value)
        for indicator in indicators_on(date(plan.year, 12, 1)).prefetch_related("terms")
        if (indicator.pk, plan.place_id) in targets and not is_shared_out(indicator)
    ]


def unbalanced(parts: Iterable[Part]) -> list[Part]:
    """Works that stay below their target without saying why."""
    return [part for part in parts if not part.balance.agrees]


def part_named(plan: Plan, key: str) -> Part | None:
    """A work of the plan by its name; for a task that stands not yet in it, an empty one."""
    found = next((part for part in parts_of(plan) if part.key == key), None)
    if found is not None or not key.startswith("t") or not key[1:].isdecimal():
        return found
    task = TaskType.objects.filter(pk=int(key[1:])).first()
    return None if task is None else _task_part(task, Decimal(0))


def lines_of_part(plan: Plan, part: Part) -> dict[tuple[int, int], PlanLine]:
    """The lines of one work by (hamlet, month)."""
    rows = PlanLine.objects.filter(plan=plan, indicator=part.indicator).select_related("responsible")
    if part.indicator is None:
        rows = rows.filter(task=part.task)
    return {(line.place_id, line.month): line for line in rows}


@dataclass(frozen=True, slots=True)
class MonthWork:
    """One work of a plan in one month, as far as one person answers for it; ``person_id`` None: the teams."""

    key: str
    name: str
    unit: str
    quantity: Decimal
    hamlets: tuple[str, ...]
    facts: tuple[str, ...]  # what counts it
    person_id: int | None
    person: str

    @property
    def name_in_month(self) -> str:
        """Its own name within the month: i12, or i12-345 for the part of person 345."""
        return f"{self.key}-{self.person_id}" if self.person_id else self.key


def works_of_month(plan: Plan, month: int) -> list[MonthWork]:
    """What a plan asks for in one of its months, by work and by who answers for it, over all hamlets."""
    rows = PlanLine.objects.filter(plan=plan, month=month).select_related("indicator", "task", "place", "responsible")
    heaps: dict[tuple[str, int | None], list[PlanLine]] = {}
    for line in rows.prefetch_related("indicator__terms").order_by("place__sort_key", "pk"):
        heaps.setdefault((key_of(line), line.responsible_id), []).append(line)
    found = [_month_work(key, lines) for (key, _person), lines in heaps.items()]
    return sorted(found, key=lambda work: (work.person_id is None, work.person, work.name, work.key))


def _month_work(key: str, lines: Sequence[PlanLine]) -> MonthWork:
    first, work = lines[0], lines[0].indicator or lines[0].task
    indicator = first.indicator
    terms = [term.fact for term in indicator.terms.all() if term.part == TermPart.NUMERATOR] if indicator else []
    return MonthWork(
        key=key,
        name=work.name if work else key,
        unit=indicator.unit if indicator else _("buổi"),
        quantity=sum((line.quantity for line in lines), Decimal(0)),
        hamlets=tuple(str(line.place) for line in lines),
        facts=tuple(terms) if indicator else (f"{COUNTED_FROM_RECORDS}sessions",),
        person_id=first.responsible_id,
        person=first.responsible.name if first.responsible else "",
    )


def factors_of(place: Place, hamlets: Sequence[Place], *, on: date) -> dict[int, tuple[Factor, ...]]:
    """What makes more or less work fit in each hamlet on a day; what holds in the whole commune holds in each."""
    rows: QuerySet[PlanFactor] = factor_rows(place, on=on)
    own: dict[int, list[Factor]] = {}
    for row in rows:
        factor = Factor(FactorKind(row.kind), row.factor, row.reason, frozenset(row.months))
        own.setdefault(row.place_id, []).append(factor)
    common = own.get(place.pk, [])
    return {hamlet.pk: (*common, *own.get(hamlet.pk, [])) for hamlet in hamlets}


def factor_rows(place: Place, *, on: date) -> QuerySet[PlanFactor]:
    """The factors in force at a commune and its hamlets on a day."""
    rows: QuerySet[PlanFactor] = PlanFactor.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), place__path__startswith=place.path, valid_from__lte=on
    )
    return rows.select_related("place").order_by("place__level", "place__sort_key", "kind", "pk")


def factor_words(kind: str, factor: Decimal, reason: str, months: Iterable[int]) -> str:
    """ "Thời tiết ×0,5 (tháng 10, 11): mưa lũ"."""
    when = ", ".join(str(month) for month in sorted(months))
    words = (
        f"{FACTOR_KINDS[FactorKind(kind)]} ×{str(factor.normalize() if factor % 1 else int(factor)).replace('.', ',')}"
    )
    if when:
        words = _("%(factor)s, tháng %(months)s") % {"factor": words, "months": when}
    return f"{words}: {reason}"


def team_people(hamlets: Iterable[Place], *, on: date) -> dict[int, list[Person]]:
    """Who works in the teams of these hamlets on a day, by given name."""
    rows = (
        Assignment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=on),
            place__in=[hamlet.pk for hamlet in hamlets],
            role__in=[role.value for role in TEAM_ROLES],
            starts_on__lte=on,
        )
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    found: dict[int, dict[int, Person]] = {}
    for row in rows:
        if row.place_id is not None:
            found.setdefault(row.place_id, {})[row.person_id] = row.person
    return {place: list(people.values()) for place, people in found.items()}


def plan_in_force(place_id: int, year: int) -> Plan | None:
    """The plan that binds a commune's teams in a year."""
    plan: Plan | None = (
        Plan.objects.filter(place=place_id, year=year, issued_at__isnull=False, replaced_at__isnull=True)
        .select_related("place")
        .first()
    )
    return plan


def plans_of(scope: Scope) -> QuerySet[Plan]:
    """The plans under a person's places, the latest first."""
    rows: QuerySet[Plan] = Plan.objects.visible_to(scope).select_related("place")
    return rows.order_by("-year", "place__sort_key", "-version", "-pk")


@dataclass(frozen=True, slots=True)
class Why:
    """How one hamlet came to its quantity of one work: its weight in the whole, its factors."""

    hamlet: Place
    weight: Decimal | None
    total: Decimal
    share: Decimal | None  # per cent of the whole
    factors: list[str]


def why(plan: Plan, part: Part, hamlets: Sequence[Place]) -> tuple[Mapping[str, Any], list[Why]]:
    """What the sharing out of a work was reckoned from; nothing when it was typed by hand."""
    if part.indicator is None or str(part.indicator.pk) not in plan.explanation.get("parts", {}):
        return {}, []
    told: Mapping[str, Any] = plan.explanation["parts"][str(part.indicator.pk)]
    factors = plan.explanation.get("factors", {})
    rows = []
    whole = sum((Decimal(total) for _weight, total in told["units"].values()), Decimal(0))
    for hamlet in hamlets:
        if (unit := told["units"].get(str(hamlet.pk))) is not None:
            weight, total = unit
            rows.append(
                Why(
                    hamlet,
                    Decimal(weight) if weight is not None else None,
                    Decimal(total),
                    100 * Decimal(total) / whole if whole else None,
                    [
                        factor_words(kind, Decimal(factor), reason, months)
                        for kind, factor, reason, months in factors.get(str(hamlet.pk), [])
                    ],
                )
            )
    return told, rows
