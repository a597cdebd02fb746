"""The commune's plan against the work done: counted from the records, never copied into the plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.db.models.functions import ExtractMonth
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.people.rules import TEAM_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope, inside
from toso.plan.programme.models import Plan, PlanLine
from toso.plan.programme.queries import units_below
from toso.plan.programme.queries.plans import key_of, parts_of
from toso.plan.programme.rules import TermPart
from toso.plan.programme.rules.plans import MONTHS, LineStanding, line_standing
from toso.results.reporting.models import Calendar, HalfMonthFigure
from toso.results.reporting.queries.figures import figures
from toso.results.reporting.rules.pace import passed
from toso.results.reporting.rules.periods import OFFICIAL, Span, month_of, months
from toso.work.outreach.models import Record

ZERO = Decimal(0)
Done = dict[tuple[str, int, int], Decimal]  # (work of the plan, hamlet, month) → counted


def first_day_of_month() -> int:
    """On which day the reporting month begins: of the official calendar (Decree 09/2019/NĐ-CP, Article 12)."""
    row = Calendar.objects.filter(code=OFFICIAL).values_list("first_day_of_month", flat=True).first()
    return 15 if row is None else row


def span_of(year: int, month: int, *, first_day: int) -> Span:
    """The days of a month of the plan."""
    return months(year, month, count=1, first_day_of_month=first_day)


def done_before(plan: Plan) -> dict[tuple[int, int], Decimal]:
    """What stands done in the year before the plan's first month, of the commune and of each hamlet."""
    if plan.first_month == 1:
        return {}
    first = first_day_of_month()
    begin = span_of(plan.year, 1, first_day=first).first_day
    end = span_of(plan.year, plan.first_month - 1, first_day=first).last_day
    indicators = [part.indicator for part in parts_of(plan) if part.indicator is not None]
    places = [plan.place, *units_below(plan.place)]
    counted = figures(indicators, places, begin, end, reading=Reading.TODAY)
    return {key: figure.numerator or ZERO for key, figure in counted.items()}


def done_of(plans: Iterable[Plan], lines: Sequence[PlanLine]) -> Done:
    """What is counted today for the works of these lines, by hamlet and month: two queries for any number of lines.

    Work of indicators comes from the stored half-month sums (both calendars are made of half months),
    sessions of a task from the records themselves.
    """
    chosen = list(plans)
    if not chosen or not lines:
        return {}
    return {**_of_indicators(chosen, lines), **_of_tasks(chosen, lines)}


def _hamlets(lines: Sequence[PlanLine]) -> dict[str, int]:
    return {line.place.path: line.place_id for line in lines}


def _under(path: str, roots: Mapping[str, int]) -> int | None:
    """The hamlet that a path stands at or under; work of a unit that has gone into a hamlet is that hamlet's."""
    steps = path.split(".")
    for length in range(len(steps) - 1, 0, -1):
        root = ".".join(steps[:length]) + "."
        if root in roots:
            return roots[root]
    return None


def _series_of(lines: Sequence[PlanLine]) -> dict[str, set[str]]:
    """The stored series that the works of these lines are counted by."""
    keys: dict[str, set[str]] = {}
    for line in lines:
        terms = line.indicator.terms.all() if line.indicator is not None else ()
        for term in terms:
            if term.part == TermPart.NUMERATOR:
                keys.setdefault(term.series, set()).add(key_of(line))
    return keys


def _of_indicators(plans: Sequence[Plan], lines: Sequence[PlanLine]) -> Done:
    keys = _series_of(lines)
    if not keys:
        return {}
    first, roots, found = first_day_of_month(), _hamlets(lines), Done()
    years = {plan.year for plan in plans}
    days = [span_of(year, month, first_day=first) for year in years for month in (1, 12)]
    rows = HalfMonthFigure.objects.filter(
        inside(tuple(roots), "place__path"),
        series__key__in=keys,
        first_day__gte=min(span.first_day for span in days),
        first_day__lte=max(span.last_day for span in days),
    )
    for series, path, day, value in rows.values_list("series__key", "place__path", "first_day", "value"):
        hamlet = _under(path, roots)
        year, month = month_of(day, first_day_of_month=first)
        if hamlet is not None and year in years:
            for key in keys[series]:
                found[key, hamlet, month] = found.get((key, hamlet, month), ZERO) + value
    return found


def _of_tasks(plans: Sequence[Plan], lines: Sequence[PlanLine]) -> Done:
    tasks = {line.task_id for line in lines if line.indicator_id is None}
    if not tasks:
        return {}
    first, roots, found = first_day_of_month(), _hamlets(lines), Done()
    years = {plan.year for plan in plans}
    begin = min(span_of(year, 1, first_day=first).first_day for year in years)
    end = max(span_of(year, 12, first_day=first).last_day for year in years)
    rows = (
        Record.objects.counting()
        .filter(inside(tuple(roots), "place__path"), task__in=tasks, day__range=(begin, end))
        .order_by()
        .values_list(
            "task",
            "place__path",
            ExtractMonth("day"),
            Case(When(day__day__gte=first, then=Value(first)), default=Value(1), output_field=IntegerField()),
            "day__year",
        )
        .annotate(Count("pk"))
    )
    for task, path, month, from_day, year, count in rows:
        hamlet = _under(path, roots)
        reported = month_of(date(year, month, from_day), first_day_of_month=first)
        if hamlet is not None and reported[0] in years:
            key = (f"t{task}", hamlet, reported[1])
            found[key] = found.get(key, ZERO) + count
    return found


@dataclass(frozen=True)
class LineState:
    """A line of the plan with what is counted for it and where it stands."""

    line: PlanLine
    done: Decimal
    standing: LineStanding

    @cached_property
    def left(self) -> Decimal:
        return max(self.line.quantity - self.done, ZERO)

    @property
    def is_behind(self) -> bool:
        return self.standing == LineStanding.BEHIND


def states_of(plans: Sequence[Plan], lines: Sequence[PlanLine], *, on: date) -> list[LineState]:
    """Each line with its count today."""
    done, first = done_of(plans, lines), first_day_of_month()
    years = {plan.pk: plan.year for plan in plans}
    states = []
    for line in lines:
        span = span_of(years[line.plan_id], line.month, first_day=first)
        counted = done.get((key_of(line), line.place_id, line.month), ZERO)
        part = passed(span.first_day, span.last_day, on)
        states.append(LineState(line, counted, line_standing(counted, line.quantity, passed=part)))
    return states


def lines_of(plan: Plan) -> QuerySet[PlanLine]:
    """The lines of a plan with all that their counting needs."""
    rows: QuerySet[PlanLine] = PlanLine.objects.filter(plan=plan)
    return _loaded(rows).order_by("place__sort_key", "place_id", "month", "indicator__order", "task__order", "pk")


def _loaded(rows: QuerySet[PlanLine]) -> QuerySet[PlanLine]:
    return rows.select_related("place", "indicator", "task", "responsible").prefetch_related("indicator__terms")


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One hamlet in one month: how many lines, how many are done, how many are behind."""

    month: int
    lines: int
    done: int
    behind: int
    planned: Decimal = ZERO
    counted: Decimal = ZERO

    @property
    def tone(self) -> str:
        if not self.lines:
            return ""
        if self.behind:
            return "bad"
        return "good" if self.done == self.lines else "wait"


@dataclass(frozen=True, slots=True)
class HamletRow:
    hamlet: Place
    cells: list[MonthCell]
    lines: int
    done: int
    behind: int
    planned: Decimal
    counted: Decimal

    @property
    def percent(self) -> Decimal | None:
        return 100 * self.counted / self.planned if self.planned else None


def by_hamlet_and_month(states: Sequence[LineState], *, key: str = "") -> list[HamletRow]:
    """The plan as a table; for one work its quantities too, which of several works cannot be added."""
    chosen = [state for state in states if not key or key_of(state.line) == key]
    rows = []
    hamlets = {state.line.place_id: state.line.place for state in chosen}
    for hamlet in hamlets.values():
        own = [state for state in chosen if state.line.place_id == hamlet.pk]
        cells = [_month_cell(month, [state for state in own if state.line.month == month]) for month in MONTHS]
        rows.append(
            HamletRow(
                hamlet,
                cells,
                sum(cell.lines for cell in cells),
                sum(cell.done for cell in cells),
                sum(cell.behind for cell in cells),
                sum((cell.planned for cell in cells), ZERO),
                sum((cell.counted for cell in cells), ZERO),
            )
        )
    return rows


def _month_cell(month: int, states: Sequence[LineState]) -> MonthCell:
    return MonthCell(
        month,
        len(states),
        sum(state.standing == LineStanding.DONE for state in states),
        sum(state.is_behind for state in states),
        sum((state.line.quantity for state in states), ZERO),
        sum((state.done for state in states), ZERO),
    )


def own_lines(scope: Scope, *, year: int, month: int) -> list[PlanLine]:
    """What the plans in force ask of a person's hamlets in a month."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in TEAM_ROLES)
    rows: QuerySet[PlanLine] = PlanLine.objects.filter(
        inside(roots, "place__path"),
        place__level=Level.HAMLET,
        plan__year=year,
        plan__issued_at__isnull=False,
        plan__replaced_at__isnull=True,
        month=month,
    )
    return list(
        _loaded(rows).select_related("plan").order_by("place__sort_key", "indicator__order", "task__order", "pk")
    )


def own_states(scope: Scope, *, on: date, month: int | None = None) -> tuple[int, int, list[LineState]]:
    """The year, the month and the lines of a person's hamlets: of the month the day stands in, or another."""
    year, current = month_of(on, first_day_of_month=first_day_of_month())
    month = month or current
    lines = own_lines(scope, year=year, month=month)
    plans = list({line.plan_id: line.plan for line in lines}.values())
    return year, month, states_of(plans, lines, on=on)


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """What the plan asks of the teams this month; for a commune, a draft to issue or a year without a plan."""
    del person_id
    on = localdate(at)
    return [*_jobs_of_teams(scope, on), *_jobs_of_communes(scope, on)]


def _jobs_of_teams(scope: Scope, on: date) -> list[Job]:
    if not scope.holds(*TEAM_ROLES):
        return []
    _year, month, states = own_states(scope, on=on)
    left = [state for state in states if state.left]
    if not left:
        return []
    behind = sum(state.is_behind for state in left)
    title = ngettext(
        "Kế hoạch tháng %(month)s: còn %(count)s việc", "Kế hoạch tháng %(month)s: còn %(count)s việc", len(left)
    )
    words = ngettext("%(count)s việc đang chậm.", "%(count)s việc đang chậm.", behind) % {"count": behind}
    return [
        Job(
            key=f"reporting.plan.{month}",
            title=title % {"month": month, "count": len(left)},
            detail=words if behind else _("Ghi việc là số tự tính, không phải báo riêng."),
            address=reverse("reporting:my_plan"),
            act=_("Xem kế hoạch"),
            icon="list-check",
        )
    ]


def _jobs_of_communes(scope: Scope, on: date) -> list[Job]:
    roots = {grant.place for grant in scope.grants if grant.place and grant.role == Role.COMMUNE_LEADER}
    drafts: QuerySet[Plan] = Plan.objects.filter(
        place__path__in=roots, issued_at__isnull=True, year__gte=on.year
    ).select_related("place")
    return [
        Job(
            key=f"programme.plan.{plan.pk}",
            title=_("Kế hoạch năm %(year)s còn dự thảo") % {"year": plan.year},
            detail=_("%(place)s: các tổ chỉ thấy việc khi kế hoạch được ban hành.") % {"place": plan.place},
            address=reverse("programme:plan", args=[plan.pk]),
            act=_("Xem và ban hành"),
            icon="calendar",
        )
        for plan in drafts.order_by("year", "pk")
    ]
