"""What can be counted of the teams: states of a day, each row with the decision behind it."""

from django.db.models import IntegerField, Value

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.plan.teams.models import Membership, MembershipQuerySet, SpanQuerySet, TeamSpan
from toso.plan.teams.rules import TeamKind

ONE = Value(1, output_field=IntegerField())


def _team_versions(_parameters: Parameters) -> SpanQuerySet:
    return TeamSpan.objects.filter(team__kind=TeamKind.COMMUNITY)


def _teams(parameters: Parameters) -> SpanQuerySet:
    return _team_versions(parameters).filter(superseded_at__isnull=True)


def _member_versions(_parameters: Parameters) -> MembershipQuerySet:
    return Membership.objects.filter(team__kind=TeamKind.COMMUNITY)


def _members(parameters: Parameters) -> MembershipQuerySet:
    return _member_versions(parameters).filter(superseded_at__isnull=True)


def _skilled_versions(parameters: Parameters) -> MembershipQuerySet:
    return _member_versions(parameters).filter(has_basic_it=True)


def _skilled(parameters: Parameters) -> MembershipQuerySet:
    return _skilled_versions(parameters).filter(superseded_at__isnull=True)


hamlets_with_team = Fact(
    code="teams.hamlets_with_team",
    label="Thôn, tổ dân phố có tổ",
    unit="thôn",
    kind=FactKind.STOCK,
    home="teams.TeamSpan",
    rows=_teams,
    history=_team_versions,
    measure=ONE,
    place="team__place",
    day="starts_on",
    until="ends_on",
)
members = Fact(
    code="teams.members",
    label="Thành viên tổ",
    unit="người",
    kind=FactKind.STOCK,
    home="teams.Membership",
    rows=_members,
    history=_member_versions,
    measure=ONE,
    place="team__place",
    day="starts_on",
    until="ends_on",
    person="person",
)
members_with_basic_it = Fact(
    code="teams.members_with_basic_it",
    label="Thành viên có chuyên môn cơ bản về công nghệ thông tin",
    unit="người",
    kind=FactKind.STOCK,
    home="teams.Membership",
    rows=_skilled,
    history=_skilled_versions,
    measure=ONE,
    place="team__place",
    day="starts_on",
    until="ends_on",
    person="person",
)
