"""Composition of a community team (Plan 6863/KH-UBND, IV.1.a). Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class TeamKind(StrEnum):
    COMMUNITY = "community"  # one per hamlet
    SUPPORT = "support"  # sent to a commune for a time
    RESPONSE = "response"  # first response in a commune


class MemberRole(StrEnum):
    LEADER = "leader"
    DEPUTY = "deputy"
    MEMBER = "member"


class MemberKind(StrEnum):
    YOUTH_UNION = "youth_union"
    FARMERS = "farmers"
    WOMEN = "women"
    POLICE = "police"
    OFFICIAL = "official"
    TEACHER = "teacher"
    VOLUNTEER = "volunteer"
    STUDENT = "student"
    ENTERPRISE = "enterprise"


class LeaderKind(StrEnum):
    YOUTH_SECRETARY = "youth_secretary"
    HAMLET_HEAD = "hamlet_head"
    RESPECTED_PERSON = "respected_person"


class DecisionKind(StrEnum):
    ESTABLISH = "establish"
    CHANGE = "change"
    DISSOLVE = "dissolve"


class DecisionState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    DROPPED = "dropped"  # a draft given up


BASIS = "KH-6863"
ARTICLE = "IV.1.a"
MOST_MEMBERS = 10
LEAST_WITH_BASIC_IT = 2
# What the plan asks of the members with basic IT beside their knowledge, as the list of skills words it.
SKILLS_OF_BASIC_IT = ("Năng lực sáng tạo", "Nhiệt huyết", "Tuyên truyền, hướng dẫn người dân")


class Demand(StrEnum):
    """What Plan 6863/KH-UBND, IV.1.a, asks of a team."""

    ONE_TEAM = "one_team"
    AT_MOST_TEN = "at_most_ten"
    ONE_LEADER = "one_leader"
    LEADER_KIND = "leader_kind"
    ONE_DEPUTY = "one_deputy"
    BASIC_IT = "basic_it"
    BASIC_IT_SKILLS = "basic_it_skills"
    YOUTH_CORE = "youth_core"


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a team, as far as the composition goes."""

    role: MemberRole
    kind: MemberKind
    leader_kind: LeaderKind | None = None
    has_basic_it: bool = False
    skills: str = ""

    @property
    def guides_with_it(self) -> bool:
        """Basic IT together with the three skills that the plan asks of those members."""
        said = self.skills.casefold()
        return self.has_basic_it and all(skill.casefold() in said for skill in SKILLS_OF_BASIC_IT)


@dataclass(frozen=True, slots=True)
class Violation:
    """A demand that is not met, with what was counted. A warning does not stop a decision."""

    demand: Demand
    count: int = 0
    article: str = ARTICLE
    is_warning: bool = False


def violations(seats: Sequence[Seat], *, teams_in_hamlet: int = 1) -> list[Violation]:
    """Where a team falls short of Plan 6863/KH-UBND, IV.1.a, in the order of the plan."""
    leaders = [seat for seat in seats if seat.role == MemberRole.LEADER]
    deputies = sum(seat.role == MemberRole.DEPUTY for seat in seats)
    skilled = sum(seat.has_basic_it for seat in seats)
    guiding = sum(seat.guides_with_it for seat in seats)
    unkind = sum(seat.leader_kind is None for seat in leaders)
    found = [
        (teams_in_hamlet > 1, Violation(Demand.ONE_TEAM, teams_in_hamlet)),
        (len(leaders) != 1, Violation(Demand.ONE_LEADER, len(leaders))),
        (unkind > 0, Violation(Demand.LEADER_KIND, unkind)),
        (deputies != 1, Violation(Demand.ONE_DEPUTY, deputies)),
        (skilled < LEAST_WITH_BASIC_IT, Violation(Demand.BASIC_IT, skilled)),
        (len(seats) > MOST_MEMBERS, Violation(Demand.AT_MOST_TEN, len(seats))),
        (
            skilled >= LEAST_WITH_BASIC_IT > guiding,
            Violation(Demand.BASIC_IT_SKILLS, guiding, is_warning=True),
        ),
        (not youth_is_core(seats), Violation(Demand.YOUTH_CORE, youth(seats), is_warning=True)),
    ]
    return [violation for is_broken, violation in found if is_broken]


def youth(seats: Sequence[Seat]) -> int:
    return sum(seat.kind == MemberKind.YOUTH_UNION for seat in seats)


def youth_is_core(seats: Sequence[Seat]) -> bool:
    """The plan says "core" without a measure. Our reading: the secretary of the Youth Union branch
    leads, or no other kind of member outnumbers the Youth Union's."""
    if any(seat.role == MemberRole.LEADER and seat.leader_kind == LeaderKind.YOUTH_SECRETARY for seat in seats):
        return True
    others = Counter(seat.kind for seat in seats if seat.kind != MemberKind.YOUTH_UNION)
    return youth(seats) >= max(others.values(), default=1)


def blocking(found: Sequence[Violation]) -> list[Violation]:
    return [violation for violation in found if not violation.is_warning]


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody a decision names: a known person, or a name to be registered when it is issued."""

    role: MemberRole
    kind: MemberKind
    leader_kind: LeaderKind | None = None
    has_basic_it: bool = False
    skills: str = ""
    person_id: int | None = None
    name: str = ""
    phone: str = ""

    @property
    def seat(self) -> Seat:
        return Seat(
            self.role,
            self.kind,
            self.leader_kind if self.role == MemberRole.LEADER else None,
            self.has_basic_it,
            self.skills,
        )

    @property
    def standing(self) -> tuple[object, ...]:
        """What a change of makes a new membership."""
        seat = self.seat
        return (seat.role, seat.kind, seat.leader_kind, seat.has_basic_it, self.skills)


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What a decision does to a roster: who leaves or changes place, and who comes or takes a new place."""

    ended: frozenset[int]
    begun: tuple[Nominee, ...]


def roster_change(current: Mapping[int, Nominee], wanted: Sequence[Nominee]) -> RosterChange:
    """Compare the roster of today (by person) with the one a decision wants. Who stays as before is in neither."""
    same = {
        nominee.person_id
        for nominee in wanted
        if nominee.person_id is not None
        and nominee.person_id in current
        and current[nominee.person_id].standing == nominee.standing
    }
    return RosterChange(
        ended=frozenset(current.keys() - same),
        begun=tuple(nominee for nominee in wanted if nominee.person_id is None or nominee.person_id not in same),
    )


def repeated(nominees: Sequence[Nominee]) -> list[int]:
    """Persons named more than once."""
    counted = Counter(nominee.person_id for nominee in nominees if nominee.person_id is not None)
    return [person for person, times in counted.items() if times > 1]


class NominationState(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"  # stands in a draft of the commune
    DECLINED = "declined"


class ProposalKind(StrEnum):
    """What a team may ask of its commune (Plan 6863, IV.1.c)."""

    EQUIPMENT = "equipment"
    PLACE = "place"
    MONEY = "money"
    MEETING = "meeting"
    OTHER = "other"


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    DONE = "done"


WORKING_DAYS_TO_ANSWER = 10
SILENT_DAYS = 60  # two months without a record


def needs_confirmation(*, established_on: date, last_decided_on: date | None, confirmed: bool, year: int) -> bool:
    """Whether a roster must be looked at again in a year: it stood before the year, and nobody decided on it since."""
    begins = date(year, 1, 1)
    decided = last_decided_on is not None and last_decided_on >= begins
    return established_on < begins and not decided and not confirmed


def is_silent(*, established_on: date, last_work_on: date | None, on: date) -> bool:
    """Whether a team that could have worked for two months shows no work in them."""
    since = on - timedelta(days=SILENT_DAYS)
    return established_on <= since and (last_work_on is None or last_work_on < since)


def weight_of(members: int, skilled: int) -> int:
    """What a team weighs in sharing work out: each member one, who has basic IT one more."""
    return members + skilled


def capacity_factor(weight: int, mean: Decimal) -> Decimal:
    """More work for a team above the mean of its commune, less below it: from a half to one and a half."""
    if not mean:
        return Decimal(1)
    return min(max(Decimal(weight) / mean, Decimal("0.5")), Decimal("1.5")).quantize(Decimal("0.1"), ROUND_HALF_UP)
