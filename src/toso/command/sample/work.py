"""The recorded work of the sample: every hamlet, some eleven times a month."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from toso.command.sample.invented import InventedWork, luck_of, month_of_work
from toso.command.sample.province import communes_of
from toso.ground.people.models import Person
from toso.ground.people.queries import persons_with, scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries import hamlets_under
from toso.plan.programme.models import LegalDocument, Platform, TaskType
from toso.plan.teams.models import Membership
from toso.work.outreach.actions.recording import record_batch
from toso.work.outreach.models import Record, Source
from toso.work.outreach.rules import VIETNAM, Counts, Work

NAMESPACE = uuid.UUID("6f1d2a90-0000-4000-8000-000000000056")
QUIET = (1, 3)  # records of a team in a month long gone: enough for the year to date and the trend
PLATFORMS = {  # what the work was about, where the paper list said so
    "online_services": "national_portal",
    "identity": "vneid",
    "payment": "e_payment",
    "marketplaces": "marketplace",
    "fraud": "digital_literacy",
}
SAID_SO = 0.7
DAYS_IN_A_BATCH = 4  # paper lists come in twice a week, none later than three days


@dataclass(frozen=True, slots=True)
class Subjects:
    """The tasks of the sample by their order, the platform each is about, and the policies to be made known."""

    tasks: list[int]
    platforms: Mapping[int, int]
    policies: list[int]

    @classmethod
    def known(cls) -> "Subjects":
        rows = list(TaskType.objects.filter(is_common=True).order_by("order"))
        platforms = dict(Platform.objects.values_list("code", "pk"))
        told = LegalDocument.objects.filter(is_to_communicate=True, replaced_by__isnull=True)
        return cls(
            [task.pk for task in rows],
            {task.pk: platforms[PLATFORMS[task.code]] for task in rows if task.code in PLATFORMS},
            list(told.order_by("order").values_list("pk", flat=True)),
        )


def evening(day: date, hour: int = 19) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=VIETNAM)


def record_span(
    province: Place,
    *,
    first_day: date,
    last_day: date,
    busy: tuple[int, int],
    progress: Callable[[float, str], None],
) -> None:
    """Let every team record its work between two days, as it would have: every few days, by list."""
    communes = communes_of(province)
    subjects = Subjects.known()
    for number, commune in enumerate(communes):
        progress(number / len(communes), commune.full_name)
        done = Record.objects.filter(place__parent=commune, day__range=(first_day, last_day), is_sample=True)
        if done.exists():
            continue
        _record_commune(commune, subjects, first_day=first_day, last_day=last_day, busy=busy)
    progress(1, "")


def record_market_days(
    province: Place, *, first_day: date, last_day: date, progress: Callable[[float, str], None]
) -> None:
    """A quiet month: the teams of a commune work on the days of one market only."""
    communes = communes_of(province)
    subjects = Subjects.known()
    for number, commune in enumerate(communes):
        progress(number / len(communes), commune.full_name)
        if Record.objects.filter(place__parent=commune, day__range=(first_day, last_day), is_sample=True).exists():
            continue
        span = (last_day - first_day).days + 1 - DAYS_IN_A_BATCH
        begins = first_day + timedelta(days=luck_of("market", commune.code, first_day).randint(0, span))
        ends = begins + timedelta(days=DAYS_IN_A_BATCH - 1)
        _record_commune(commune, subjects, first_day=begins, last_day=ends, busy=QUIET)
    progress(1, "")


def _record_commune(
    commune: Place, subjects: Subjects, *, first_day: date, last_day: date, busy: tuple[int, int]
) -> None:
    official: Person = persons_with(Role.COMMUNE_OFFICIAL, commune.path, last_day)[0]
    scope = scope_of(official.pk, on=last_day)
    members = _members_by_hamlet(commune)
    windows: dict[date, list[Work]] = defaultdict(list)
    energy = luck_of("energy", commune.code).uniform(0.7, 1.4)  # some communes work more than others
    busy = (round(busy[0] * energy), max(round(busy[0] * energy), round(busy[1] * energy)))
    for hamlet in hamlets_under(commune):
        team = members.get(hamlet.pk, [])
        if not team:
            continue
        invented = month_of_work(
            hamlet.code, first_day=first_day, last_day=last_day, tasks=len(subjects.tasks), members=len(team), busy=busy
        )
        for index, work in enumerate(invented):
            offset = (work.day - first_day).days // DAYS_IN_A_BATCH
            end = min(first_day + timedelta(days=(offset + 1) * DAYS_IN_A_BATCH - 1), last_day)
            windows[end].append(_work(work, hamlet=hamlet, subjects=subjects, team=team, index=index))
    for end, works in sorted(windows.items()):
        record_batch(works=works, place=commune, source=Source.GRID, by=official, scope=scope, at=evening(end))


def _members_by_hamlet(commune: Place) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Membership.objects.filter(team__place__parent=commune, superseded_at__isnull=True, ends_on__isnull=True)
    for place_id, person_id in rows.order_by("pk").values_list("team__place_id", "person_id"):
        found[place_id].append(person_id)
    return found


def _work(work: InventedWork, *, hamlet: Place, subjects: Subjects, team: list[int], index: int) -> Work:
    luck = luck_of("hour", hamlet.code, work.day, index)
    task_id = subjects.tasks[work.task]
    platform_id, document_id = _subject(subjects, task_id, luck_of("subject", hamlet.code, work.day, index))
    return Work(
        uuid=uuid.uuid5(NAMESPACE, f"{hamlet.code}|{work.day}|{index}"),
        place_id=hamlet.pk,
        day=work.day,
        task_id=task_id,
        platform_id=platform_id,
        document_id=document_id,
        counts=Counts(
            citizens=work.citizens,
            elderly=work.elderly,
            households=work.households,
            businesses=work.businesses,
            cooperatives=work.cooperatives,
        ),
        captured_at=evening(work.day, luck.randint(8, 18)),
        people=tuple(team[number] for number in work.members),
        note=work.note,
    )


def _subject(subjects: Subjects, task_id: int, luck: Random) -> tuple[int | None, int | None]:
    """What a piece of work was about: a platform, a policy, or nothing that the list names."""
    if luck.random() > SAID_SO:
        return None, None
    platform = subjects.platforms.get(task_id)
    return platform, luck.choice(subjects.policies) if platform is None and subjects.policies else None
