"""How training goes: who it is for, when somebody counts as present, what a paper of it is worth. Pure.

Plan 6863/KH-UBND (2022), IV.1.c: the teams are trained often, by content, in person or online; a
self-study platform stands beside (movement "Bình dân học vụ số").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

RECHECK_DAYS = (30, 90)  # a skill is looked at again after so many days
PASS_PERCENT = 60  # of our own quiz, offered; a course may ask for another share
MOST_CAPACITY = 2000
MOST_HEADS = 5000  # citizens of one group in one class
LATEST_DAYS = 31  # a class is written down at most so many days after it was held
QUESTIONS_ASKED = 5
LATEST_ARRIVAL = timedelta(days=3)  # of a check-in that a phone kept while it had no network


class Audience(StrEnum):
    OFFICIALS = "officials"
    MEMBERS = "members"  # of the community digital teams
    PUPILS = "pupils"
    WORKERS = "workers"
    CITIZENS = "citizens"


class Mode(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    HANDS_ON = "hands_on"
    SELF_STUDY = "self_study"


class Organiser(StrEnum):
    """Who may hold a course (Plan 6863, IV.1.c, V.2, V.4, V.6, V.8)."""

    STANDING_AGENCY = "standing_agency"
    DEPARTMENT = "department"
    COMMUNE = "commune"
    YOUTH_UNION = "youth_union"
    COMPANY = "company"
    TEAM = "team"


class ProposalState(StrEnum):
    """What became of a class that a partner offered to hold."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


COMPANY_KIND, UNION_KIND = "Doanh nghiệp", "Đoàn thể"


def organiser_of(kind: str) -> Organiser:
    """As what a partner's body holds a course (Plan 6863, V.4, V.6, V.8); without a body it is a company."""
    if kind == UNION_KIND:
        return Organiser.YOUTH_UNION
    return Organiser.COMPANY if kind in {"", COMPANY_KIND} else Organiser.DEPARTMENT


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class RegistrationState(StrEnum):
    INVITED = "invited"
    REGISTERED = "registered"
    WAITING = "waiting"  # the room is full; moves up when a seat becomes free
    DECLINED = "declined"


class Method(StrEnum):
    """How it is known that somebody was there."""

    QR = "qr"
    LIST = "list"


class Group(StrEnum):
    """Whose coverage is counted (Hanoi's plans of 2025 ask for 100 % of both)."""

    MEMBER = "member"
    OFFICIAL = "official"


SEATED = frozenset({RegistrationState.INVITED, RegistrationState.REGISTERED})
HEADS = ("elderly", "pupils", "workers", "others")  # disjoint: nobody stands in two of them


def registered_as(seated: int, capacity: int | None) -> RegistrationState:
    """What a registration becomes: a seat, or a place in the waiting list. No capacity, no limit."""
    return RegistrationState.WAITING if capacity is not None and seated >= capacity else RegistrationState.REGISTERED


def over_capacity(present: int, capacity: int | None) -> int:
    """How many more were there than seats. It is said, never refused: whoever came was there."""
    return max(0, present - capacity) if capacity is not None else 0


def takes_attendance(state: SessionState, day: date, today: date) -> bool:
    """Whether presence may be written down: not before the day, and not for a class that was called off."""
    return state != SessionState.CANCELLED and day <= today


def day_of_check_in(at: datetime, captured_at: datetime | None) -> datetime:
    """The moment that says on which day somebody checked in: that of the phone, when it came in time."""
    if captured_at is None or not timedelta(0) <= at - captured_at <= LATEST_ARRIVAL:
        return at
    return captured_at


def is_check_in_day(day: date, today: date) -> bool:
    """One's own check-in by QR is for the day itself; afterwards the list is corrected by whoever held the class."""
    return day == today


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``starts_on`` until before ``ends_on``."""

    starts_on: date
    ends_on: date | None


def trained_span(held: Span, first_trained: date | None) -> Span | None:
    """From when somebody counts as trained in a post: once trained, while the post is held."""
    if first_trained is None:
        return None
    since = max(held.starts_on, first_trained)
    return None if held.ends_on is not None and held.ends_on <= since else Span(since, held.ends_on)


def united(spans: Sequence[Span]) -> list[Span]:
    """The same days in as few spans as possible: posts held side by side or one after the other are one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.starts_on, one.ends_on or date.max)):
        last = found[-1] if found else None
        if last is None or (last.ends_on is not None and last.ends_on < span.starts_on):
            found.append(span)
        elif last.ends_on is not None and (span.ends_on is None or span.ends_on > last.ends_on):
            found[-1] = Span(last.starts_on, span.ends_on)
    return found


def expires_on(issued_on: date, months: int | None) -> date | None:
    """The last day plus one of a paper that is good for so many months; None: it does not expire."""
    if months is None:
        return None
    count = issued_on.month - 1 + months
    year, month = issued_on.year + count // 12, count % 12 + 1
    for day in range(issued_on.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:  # 31 January plus one month is the last day of February
            continue
    return date(year, month, issued_on.day)


def recheck_days(held_on: date) -> tuple[date, ...]:
    """The days on which the skill is looked at again."""
    return tuple(held_on + timedelta(days=days) for days in RECHECK_DAYS)


def percent(part: int, whole: int) -> Decimal | None:
    """A share of 100 with one decimal; None when there is nothing to take it of: never 0 % and never 100 %."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def score(answers: Mapping[int, int], right: Mapping[int, int]) -> Decimal:
    """Percent of the questions answered rightly; a question left out is wrong."""
    hit = sum(answers.get(question) == choice for question, choice in right.items())
    return percent(hit, len(right)) or Decimal(0)


def asked_questions(bank: Sequence[int], seed: int, count: int = QUESTIONS_ASKED) -> tuple[int, ...]:
    """Which questions somebody gets: the same for the same seed, spread over the whole bank, none twice."""
    if not bank:
        return ()
    ordered = sorted(bank)
    start = seed % len(ordered)
    turned = ordered[start:] + ordered[:start]
    return tuple(turned[: min(count, len(turned))])


class Moment(StrEnum):
    """When the quiz is answered: before and after the class, and when the skill is looked at again."""

    BEFORE = "before"
    AFTER = "after"
    DAY_30 = "day_30"
    DAY_90 = "day_90"


class Paper(StrEnum):
    """What a paper of ours says. Neither is the state's recognition of digital literacy."""

    ATTENDANCE = "attendance"
    QUIZ = "quiz"


AFTER_DAYS = {Moment.DAY_30: 30, Moment.DAY_90: 90}
QUIZ_DAYS = 14  # so many days the quiz after a class, or after its re-check day, stays open to its trainee
RECHECK_LATEST = 60  # after so many days past its day a re-check says nothing about that day any more
MOST_CHOICES = 6
MOST_QUESTIONS = 200


def opens_quiz(moment: Moment, day: date, today: date, *, is_signed: bool, was_present: bool) -> bool:
    """Whether the quiz of a moment is open: before the class to who has a seat, afterwards to who was there."""
    if moment is Moment.BEFORE:
        return (is_signed or was_present) and today <= day
    if not was_present:
        return False
    due = day + timedelta(days=AFTER_DAYS.get(moment, 0))
    return due <= today < due + timedelta(days=RECHECK_LATEST if moment in AFTER_DAYS else QUIZ_DAYS)


def questions_of(moment: Moment, bank: Sequence[int], person: int) -> tuple[int, ...]:
    """Which questions somebody gets at a moment: another stretch of the bank each time, the same when asked again."""
    return asked_questions(bank, person + QUESTIONS_ASKED * list(Moment).index(moment))


def passed(reached: Decimal, pass_percent: int) -> bool:
    return reached >= pass_percent


def recheck_on(held_on: date, after: int) -> date:
    return held_on + timedelta(days=after)


def is_recheck_due(held_on: date, after: int, today: date) -> bool:
    """Due from its day on, and no longer once it would say nothing about that day."""
    due = recheck_on(held_on, after)
    return due <= today < due + timedelta(days=RECHECK_LATEST)


def is_good_on(day: date, *, issued_on: date, expires: date | None, is_revoked: bool) -> bool:
    """Whether a paper counts on a day."""
    return not is_revoked and issued_on <= day and (expires is None or day < expires)
