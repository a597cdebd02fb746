"""How the things to do are put in order. Pure: the order never changes, whoever looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from toso.ground.shared.jobs import Job


@dataclass(frozen=True, slots=True)
class Groups:
    """Jobs under the four headings of "Việc của tôi", and those after this week."""

    overdue: tuple[Job, ...]
    returned: tuple[Job, ...]
    today: tuple[Job, ...]
    this_week: tuple[Job, ...]
    later: tuple[Job, ...]

    @property
    def first(self) -> int:
        """How many come before the rest of the week: overdue, returned and today's."""
        return len(self.overdue) + len(self.returned) + len(self.today)

    @property
    def count(self) -> int:
        return self.first + len(self.this_week)


MOST_APART = 3  # of one kind; more than these share one line


@dataclass(frozen=True, slots=True)
class Bundle:
    """Jobs of one kind, the most urgent first; one that stands alone is a bundle of one."""

    jobs: tuple[Job, ...]

    @property
    def first(self) -> Job:
        return self.jobs[0]

    @property
    def words(self) -> str:
        return self.first.kind_words or self.first.act


def bundled(jobs: Iterable[Job]) -> tuple[Bundle, ...]:
    """Many jobs of one kind as one line that opens, where its most urgent one stood; few stay as they are."""
    given = tuple(jobs)
    heaps: dict[tuple[str, ...], list[Job]] = {}
    for job in given:
        heaps.setdefault(_kind(job), []).append(job)
    found = []
    for job in given:
        heap = heaps[_kind(job)]
        if len(heap) <= MOST_APART:
            found.append(Bundle((job,)))
        elif job is heap[0]:
            found.append(Bundle(tuple(heap)))
    return tuple(found)


def _kind(job: Job) -> tuple[str, ...]:
    return (*job.key.split(".")[:2], job.act)


def grouped(jobs: Iterable[Job], *, at: datetime) -> Groups:
    """Each job under exactly one heading, most urgent first. ``at`` is a moment in local time.

    What was returned stands under "Bị trả lại" whatever its deadline. Work without a deadline
    belongs to this week. A week ends on Sunday.
    """
    heaps: dict[str, list[Job]] = {"overdue": [], "returned": [], "today": [], "this_week": [], "later": []}
    sunday = at.date() + timedelta(days=6 - at.weekday())
    for job in jobs:
        heaps[_heading(job, at, sunday)].append(job)
    return Groups(**{name: tuple(sorted(heap, key=_urgency)) for name, heap in heaps.items()})


def _heading(job: Job, at: datetime, sunday: date) -> str:
    if job.is_returned:
        return "returned"
    if job.due_at is None:
        return "this_week"
    if job.due_at < at:
        return "overdue"
    day = job.due_at.astimezone(at.tzinfo).date()
    if day == at.date():
        return "today"
    return "this_week" if day <= sunday else "later"


def _urgency(job: Job) -> tuple[bool, float, str]:
    return (job.due_at is None, job.due_at.timestamp() if job.due_at else 0.0, job.key)
