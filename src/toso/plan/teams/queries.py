from datetime import date

from toso.plan.teams.models import Membership, MembershipQuerySet, Team
from toso.plan.teams.rules import TeamKind


def team_at(place_id: int, on: date) -> Team | None:
    """The community team of a hamlet on a day."""
    team: Team | None = Team.objects.active_on(on).filter(place_id=place_id, kind=TeamKind.COMMUNITY).first()
    return team


def members_of(team: Team, on: date) -> MembershipQuerySet:
    """Who belongs to the team on a day, by given name."""
    return (
        Membership.objects.active_on(on).filter(team=team).select_related("person").order_by("person__sort_key", "pk")
    )
