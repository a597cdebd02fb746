"""How a report travels: states, who may do what, cells of a parent, punctuality. Pure: values in, values out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class ReportState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"  # at least one cell or the whole report waits for the level that wrote it
    ACCEPTED = "accepted"
    LOCKED = "locked"  # consolidated above, printed and closed; only a new version may follow


class CellState(StrEnum):
    CLEAN = "clean"
    RETURNED = "returned"
    ANSWERED = "answered"


class EventKind(StrEnum):
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    CONSOLIDATED = "consolidated"
    LOCKED = "locked"
    AMENDED = "amended"
    SIGNED = "signed"


class Side(StrEnum):
    """From where somebody acts: the level that writes the report, or the one that receives it."""

    WRITER = "writer"
    RECEIVER = "receiver"


class Act(StrEnum):
    WRITE = "write"  # sections, quotes, difficulties
    CORRECT = "correct"
    REFRESH = "refresh"
    SUBMIT = "submit"
    TAKE_IN = "take_in"  # type in and accept what a team brought on paper
    ANSWER = "answer"
    RETURN_CELL = "return_cell"
    RETURN = "return"
    ACCEPT = "accept"
    LOCK = "lock"
    AMEND = "amend"
    ATTACH = "attach"


OPEN = frozenset({ReportState.DRAFT, ReportState.RETURNED})
CLOSED = frozenset({ReportState.ACCEPTED, ReportState.LOCKED})
HANDED_IN = frozenset({ReportState.SUBMITTED}) | CLOSED

TABLE: Mapping[Act, tuple[frozenset[ReportState], frozenset[Side]]] = {
    Act.WRITE: (OPEN, frozenset({Side.WRITER})),
    Act.CORRECT: (OPEN, frozenset({Side.WRITER})),
    Act.REFRESH: (frozenset({ReportState.DRAFT}), frozenset({Side.WRITER})),
    Act.SUBMIT: (OPEN, frozenset({Side.WRITER})),
    Act.TAKE_IN: (OPEN, frozenset({Side.RECEIVER})),
    Act.ANSWER: (frozenset({ReportState.RETURNED}), frozenset({Side.WRITER})),
    Act.RETURN_CELL: (frozenset({ReportState.SUBMITTED, ReportState.RETURNED}), frozenset({Side.RECEIVER})),
    Act.RETURN: (frozenset({ReportState.SUBMITTED, ReportState.RETURNED}), frozenset({Side.RECEIVER})),
    Act.ACCEPT: (frozenset({ReportState.SUBMITTED}), frozenset({Side.RECEIVER})),
    Act.LOCK: (frozenset({ReportState.ACCEPTED}), frozenset({Side.RECEIVER})),
    Act.AMEND: (CLOSED, frozenset({Side.WRITER})),
    Act.ATTACH: (HANDED_IN, frozenset({Side.WRITER})),
}


def may(act: Act, *, state: ReportState, sides: Iterable[Side], is_top: bool = False, is_lowest: bool = False) -> bool:
    """Whether the act is open in this state to somebody who stands on these sides.

    The topmost report has nobody above: its writer locks what was handed in, and may take it back.
    Only the lowest, those of teams, may come on paper.
    """
    states, allowed = TABLE[act]
    if act is Act.TAKE_IN and not is_lowest:
        return False
    if is_top and act in (Act.LOCK, Act.RETURN):
        return state is ReportState.SUBMITTED and Side.WRITER in set(sides)
    return state in states and bool(allowed & set(sides))


def official(numerator: Decimal | None, corrected: Decimal | None) -> Decimal | None:
    """The value that counts: the correction where there is one, else what was computed."""
    return numerator if corrected is None else corrected


def percent(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """Per cent of a ratio; None without a denominator, never 0 % or 100 %."""
    if numerator is None or not denominator:
        return None
    return 100 * numerator / denominator


@dataclass(frozen=True, slots=True)
class Part:
    """What one report below brings to a cell above: its official value and the live value of its place."""

    value: Decimal
    live: Decimal
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class Whole:
    value: Decimal
    provisional: Decimal
    own: Decimal


def consolidated(*, live: Decimal, parts: Iterable[Part]) -> Whole:
    """The cell of a parent: official values below (corrections included) plus what is the unit's own.

    ``live`` is the unit's whole figure by evidence. Its own part is what no report below covers: its
    own records and places without a report. Values of reports not yet accepted are provisional.
    """
    kept = list(parts)
    own = live - sum((part.live for part in kept), ZERO)
    return Whole(
        value=own + sum((part.value for part in kept), ZERO),
        provisional=sum((part.value for part in kept if not part.is_accepted), ZERO),
        own=own,
    )


@dataclass(frozen=True, slots=True)
class Frozen:
    """A cell of an earlier period that was handed in, beside its live value today."""

    numerator: Decimal
    live: Decimal
    late: Decimal  # what this cell itself told of periods before it
    corrected: Decimal | None = None


def late_supplement(earlier: Iterable[Frozen]) -> Decimal:
    """Work of earlier frozen periods that no report has told yet (bổ sung kỳ trước).

    What is live today, less what was frozen, less what later reports already told. Corrections do
    not enter: they are told as corrections.
    """
    return sum((cell.live - cell.numerator - cell.late for cell in earlier), ZERO)


def year_to_date(live: Decimal, earlier: Iterable[Frozen]) -> Decimal:
    """The year by evidence, moved by the corrections of earlier periods; late work is in it once."""
    return live + sum((cell.corrected - cell.numerator for cell in earlier if cell.corrected is not None), ZERO)


class Punctuality(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"  # handed in after the deadline
    OVERDUE = "overdue"  # not handed in, deadline past
    AWAITED = "awaited"  # not handed in, deadline to come


def punctuality(*, due_at: datetime, submitted_at: datetime | None, at: datetime) -> Punctuality:
    if submitted_at is not None:
        return Punctuality.ON_TIME if submitted_at <= due_at else Punctuality.LATE
    return Punctuality.OVERDUE if at > due_at else Punctuality.AWAITED


def on_time_rate(outcomes: Iterable[Punctuality]) -> Decimal | None:
    """Per cent handed in on time among those whose deadline has passed or who have handed in; None before any."""
    judged = [outcome for outcome in outcomes if outcome is not Punctuality.AWAITED]
    if not judged:
        return None
    return Decimal(100) * sum(outcome is Punctuality.ON_TIME for outcome in judged) / len(judged)


IsWorking = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class DueDay:
    """A computed deadline with the days that moved it."""

    day: date
    nominal: date
    skipped: tuple[date, ...] = field(default=())
    is_moved_forward: bool = False


def due_day(*, last_day: date, day: int, month_offset: int, is_working: IsWorking) -> DueDay:
    """The last working day on or before ``day`` of the month the period ends in (plus ``month_offset``).

    Where that would fall into the period itself, the first working day after ``day`` instead: nobody
    can report on days that have not passed (Civil Code 91/2015/QH13, Article 148.5).
    """
    months = last_day.year * 12 + last_day.month - 1 + month_offset
    nominal = date(months // 12, months % 12 + 1, day)
    skipped: list[date] = []
    found = nominal
    while not is_working(found):
        skipped.append(found)
        found -= timedelta(days=1)
    if found > last_day:
        return DueDay(day=found, nominal=nominal, skipped=tuple(skipped))
    skipped = []
    found = max(nominal, last_day + timedelta(days=1))
    while not is_working(found):
        skipped.append(found)
        found += timedelta(days=1)
    return DueDay(day=found, nominal=nominal, skipped=tuple(skipped), is_moved_forward=True)


def reminder_days(*, due: date, is_working: IsWorking) -> dict[str, date]:
    """When to remind: three working days before, one before, and on the day."""
    days = {"T0": due}
    day, back = due, 0
    while back < 3:
        day -= timedelta(days=1)
        if is_working(day):
            back += 1
            if back in (1, 3):
                days[f"T{back}"] = day
    return days


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a year's work stands against its target and against what is due by now."""

    reached: Decimal | None  # per cent of the target
    pace: Decimal
    gap: Decimal | None  # points ahead of the pace


def standing(*, value: Decimal | None, target: Decimal | None, first_day: date, last_day: date, on: date) -> Standing:
    """The share of the target beside the share of the year that has passed; no target, no judgement."""
    length = (last_day - first_day).days + 1
    passed = min(max((on - first_day).days + 1, 0), length)
    pace = Decimal(100 * passed) / length
    if value is None or not target:
        return Standing(reached=None, pace=pace, gap=None)
    reached = 100 * value / target
    return Standing(reached=reached, pace=pace, gap=reached - pace)
