"""A person's service at a commune: its states, the days a log may have, what is worth a paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Standing(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    SERVING = "serving"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


BINDING = frozenset({Standing.DECIDED, Standing.SERVING, Standing.ENDED})  # these keep a person's days


class LogFault(StrEnum):
    NOT_YET_THERE = "not_yet_there"
    ALREADY_LEFT = "already_left"
    TO_COME = "to_come"
    NOT_RECEIVED = "not_received"


@dataclass(frozen=True, slots=True)
class Service:
    """Planned days, and the actual ones as far as they are known."""

    first_day: date
    last_day: date
    arrived_on: date | None = None
    left_on: date | None = None  # the last day of work there

    @property
    def begins(self) -> date:
        return self.arrived_on or self.first_day

    @property
    def ends(self) -> date:
        return self.left_on or self.last_day


def log_fault(service: Service, day: date, today: date) -> LogFault | None:
    """What keeps a day out of the log; None when the day may be written."""
    if service.arrived_on is None:
        return LogFault.NOT_RECEIVED
    if day > today:
        return LogFault.TO_COME
    if day < service.arrived_on:
        return LogFault.NOT_YET_THERE
    if service.left_on is not None and day > service.left_on:
        return LogFault.ALREADY_LEFT
    return LogFault.ALREADY_LEFT if service.left_on is None and day > service.last_day else None


def week_of(service: Service, day: date) -> tuple[date, date]:
    """The days of a week (Monday to Sunday) that lie within the service; first > last when none does."""
    monday = day - timedelta(days=day.weekday())
    return max(monday, service.begins), min(monday + timedelta(days=6), service.ends)


def weeks_of(service: Service, today: date) -> list[tuple[date, date]]:
    """The weeks of a service that have begun, the newest first. One that has not begun has none."""
    last = min(service.ends, today)
    if last < service.begins:
        return []
    monday = service.begins - timedelta(days=service.begins.weekday())
    count = (last - monday).days // 7 + 1
    return [week_of(service, monday + timedelta(weeks=number)) for number in reversed(range(count))]


class Line(StrEnum):
    """The two lines of command: the mission's team leader manages, the department directs the profession."""

    MANAGEMENT = "management"
    PROFESSION = "profession"


class ReportKind(StrEnum):
    WEEKLY = "weekly"
    FINAL = "final"
    WAVE = "wave"
    CAMPAIGN = "campaign"


class ReportState(StrEnum):
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


def state_after(endorsed: Iterable[str]) -> ReportState:
    """A report is accepted when both lines of command have seen it."""
    return ReportState.ACCEPTED if set(Line) <= set(endorsed) else ReportState.HANDED_IN


class Side(StrEnum):
    COMMUNE = "commune"  # says how the member worked
    MEMBER = "member"  # says how the commune supported the work


CRITERIA: Mapping[Side, tuple[str, ...]] = {
    Side.COMMUNE: ("discipline", "skill", "initiative", "attitude", "handover"),
    Side.MEMBER: ("reception", "workplan", "conditions", "learning"),
}
LEAST_MARK, MOST_MARK = 1, 5
CERTIFY_FROM = Decimal(3)
PRAISE_FROM = Decimal("4.5")


def average(marks: Mapping[str, int]) -> Decimal | None:
    """The mean of the marks with one decimal; None without marks."""
    if not marks:
        return None
    return (Decimal(sum(marks.values())) / len(marks)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def earns_certificate(marks: Mapping[str, int], days_logged: int) -> bool:
    """The commune certifies whoever worked there and was found at least satisfactory."""
    mean = average(marks)
    return days_logged > 0 and mean is not None and mean >= CERTIFY_FROM


class PraiseState(StrEnum):
    PROPOSED = "proposed"
    AWARDED = "awarded"
    DECLINED = "declined"


class Award(StrEnum):
    """Forms of praise (Law on Emulation and Commendation 06/2022/QH15): a letter, or a certificate of each level."""

    LETTER = "letter"
    CERTIFICATE = "paper"  # of the head of a commune, a department, a body
    MERIT = "merit"  # of the chairman of the province


class CaseState(StrEnum):
    REPORTED = "reported"
    HEARD = "heard"
    DECIDED = "decided"


class Outcome(StrEnum):
    UNFOUNDED = "unfounded"
    REMINDED = "reminded"
    WARNED = "warned"
    SENT_HOME = "sent_home"
    HANDED_OVER = "handed_over"  # to the school or body that sent the person
