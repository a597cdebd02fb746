"""Names and numbers that look invented. The same seed gives the same sample."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from toso.plan.teams.rules import SKILLS_OF_BASIC_IT, LeaderKind, MemberKind, MemberRole

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Cao",
    "Mấu",
    "Bo Bo",
    "Pi Năng",
)
GIVEN = (
    "An", "Anh", "Bích", "Cường", "Dũng", "Duyên", "Đạt", "Giang", "Hà", "Hạnh", "Hiền", "Hiếu", "Hoa", "Hùng",
    "Huy", "Khánh", "Lan", "Linh", "Long", "Mai", "Minh", "Nam", "Nga", "Ngọc", "Nhung", "Phúc", "Phương", "Quân",
    "Quỳnh", "Sơn", "Tâm", "Thảo", "Thuỷ", "Tiến", "Trang", "Trung", "Tú", "Tuấn", "Vân", "Vinh", "Xuân", "Yến",
)  # fmt: skip
CAST_NAMES = frozenset({"Nguyễn Mẫu An"})  # who is found by name to be given an account
SALUTATIONS = ("ông", "bà", "anh", "chị")
MOST_HAMLETS = 18
LEAST_HAMLETS = 13
ISLAND_HAMLETS = 3
NOTES = (
    "Giúp tại nhà văn hoá.",
    "Đến tận nhà, hướng dẫn từng bước.",
    "Bà con hẹn tuần sau làm tiếp.",
    "Mạng yếu, phải ra đầu ngõ.",
    "Kết hợp buổi họp thôn.",
    "",
    "",
    "",
)


@dataclass(frozen=True, slots=True)
class InventedMember:
    name: str
    salutation: str
    role: MemberRole
    kind: MemberKind
    leader_kind: LeaderKind | None
    has_basic_it: bool
    skills: str = ""


@dataclass(frozen=True, slots=True)
class InventedWork:
    """One record to be: the task is given by its place in the list of common tasks."""

    day: date
    task: int
    citizens: int
    elderly: int
    households: int
    businesses: int
    cooperatives: int
    members: tuple[int, ...]
    note: str


def luck_of(*words: object) -> random.Random:
    """A source of chance that depends on the words alone."""
    return random.Random("|".join(str(word) for word in words))


def person_name(luck: random.Random) -> str:
    """Family name, the middle name Mẫu ("sample"), given name; never that of one of the cast."""
    while (name := f"{luck.choice(FAMILY)} Mẫu {luck.choice(GIVEN)}") in CAST_NAMES:
        pass
    return name


def hamlet_names(commune_code: str, *, is_urban: bool, is_island: bool) -> list[tuple[str, str]]:
    """Kind and name of each sample hamlet of a commune."""
    luck = luck_of("hamlets", commune_code)
    count = ISLAND_HAMLETS if is_island else luck.randint(LEAST_HAMLETS, MOST_HAMLETS)
    kind = "Tổ dân phố" if is_urban else "Thôn"
    return [(kind, f"Mẫu {number}") for number in range(1, count + 1)]


def team_members(hamlet_code: str) -> list[InventedMember]:
    """A team that keeps every rule of composition: leader, one deputy, at least two with basic IT."""
    luck = luck_of("team", hamlet_code)
    size = luck.randint(6, 9)
    kinds = [MemberKind.YOUTH_UNION, MemberKind.YOUTH_UNION, MemberKind.WOMEN, MemberKind.FARMERS, MemberKind.POLICE]
    extra = [MemberKind.TEACHER, MemberKind.OFFICIAL, MemberKind.VOLUNTEER, MemberKind.ENTERPRISE]
    members = []
    for number in range(size):
        role = (MemberRole.LEADER, MemberRole.DEPUTY)[number] if number < 2 else MemberRole.MEMBER
        members.append(
            InventedMember(
                name=person_name(luck),
                salutation=luck.choice(SALUTATIONS),
                role=role,
                kind=kinds[number] if number < len(kinds) else luck.choice(extra),
                leader_kind=luck.choice((LeaderKind.YOUTH_SECRETARY, LeaderKind.HAMLET_HEAD)) if number == 0 else None,
                has_basic_it=number < 3,
                skills=", ".join(SKILLS_OF_BASIC_IT) if number < 3 else "",
            )
        )
    return members


def month_of_work(
    hamlet_code: str, *, first_day: date, last_day: date, tasks: int, members: int, busy: Sequence[int]
) -> list[InventedWork]:
    """What one team does between two days: some eleven records, more at week-ends."""
    luck = luck_of("work", hamlet_code, first_day)
    days = [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]
    found = []
    for _ in range(luck.randint(*busy)):
        day = luck.choices(days, weights=[3 if d.weekday() >= 5 else 1 for d in days])[0]
        task = luck.randrange(tasks)
        citizens = luck.randint(1, 9)
        found.append(
            InventedWork(
                day=day,
                task=task,
                citizens=citizens,
                elderly=luck.randint(0, citizens // 2),
                households=luck.randint(0, 4),
                businesses=luck.choice((0, 0, 0, 1)),
                cooperatives=luck.choice((0,) * 11 + (1,)),
                members=tuple(sorted(luck.sample(range(members), k=luck.randint(1, min(3, members))))),
                note=luck.choice(NOTES),
            )
        )
    return sorted(found, key=lambda work: (work.day, work.task))
