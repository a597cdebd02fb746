"""Who scores whom (Decree 335/2025/NĐ-CP, Article 10.1), and the days of a KPI month. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from toso.results.kpi.rules.states import Rank


@dataclass(frozen=True, slots=True)
class Seat:
    """A main post on one day: ``agency`` and ``body`` are ids, equal for those who sit in no division."""

    person: int
    agency: int
    body: int
    rank: Rank


def scorers(seats: Iterable[Seat], substitutes: Mapping[int, int]) -> dict[int, int | None]:
    """For each seat's person, who follows and scores that person; None where it is somebody above the agency.

    Deputies and officials of a division: its head. Heads of divisions, deputies and officials of the
    agency itself: the head of the agency, who also stands in where a division has no head. A named
    substitute comes first. Nobody ever scores himself.
    """
    seated = list(seats)
    heads = {seat.body: seat.person for seat in seated if seat.rank == Rank.HEAD}
    found: dict[int, int | None] = {}
    for seat in seated:
        above = heads.get(seat.agency)
        usual = above if seat.rank == Rank.HEAD or seat.body == seat.agency else heads.get(seat.body, above)
        chosen = substitutes.get(seat.person, usual)
        found[seat.person] = None if chosen == seat.person else chosen
    return found


def first_of_month(on: date) -> date:
    return on.replace(day=1)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a KPI month and its three deadlines; every end belongs to it."""

    first: date
    last: date
    self_score_by: date
    confirm_by: date
    report_by: date


def days_of(month: date, *, first_day: int, self_score_day: int, confirm_day: int, report_day: int) -> Days:
    """The days of the month named ``month`` (its first day).

    With ``first_day`` 1 it is the calendar month; with 21 it runs from the 21st of the month before to
    the 20th. The deadlines are days of the named month: a calendar month whose report is due on the
    24th is reported before it ends, as Khánh Hòa asks, and what is done after is still counted in it.
    """
    if first_day == 1:
        first, last = month, next_month(month) - timedelta(days=1)
    else:
        first, last = month_before(month).replace(day=first_day), month.replace(day=first_day) - timedelta(days=1)
    end = (next_month(month) - timedelta(days=1)).day

    def on(day: int) -> date:
        return month.replace(day=min(max(day, 1), end))

    return Days(first, last, on(self_score_day), on(confirm_day), on(report_day))


def month_on(on: date, *, first_day: int) -> date:
    """The KPI month that a day belongs to, by its first calendar day."""
    return on.replace(day=1) if first_day == 1 or on.day < first_day else next_month(on.replace(day=1))
