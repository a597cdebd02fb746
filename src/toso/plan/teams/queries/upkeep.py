"""What keeps a team going: who is sent to it, what it needs, whether its roster was looked at this year."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.deadline_words import remaining_words
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.plan.teams import rules
from toso.plan.teams.models import Confirmation, Decision, FollowUp, Nomination, Proposal, Team, Wish
from toso.plan.teams.rules import DecisionState, NominationState, ProposalState, TeamKind

MOST_JOBS = 20


def nominations_of(team: Team) -> list[Nomination]:
    return list(team.nominations.select_related("offered_by", "answered_by").order_by("-pk")[:20])


def proposals_of(team: Team) -> list[Proposal]:
    return list(team.proposals.select_related("proposed_by", "answered_by").order_by("-pk")[:20])


def proposals(scope: Scope) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = Proposal.objects.visible_to(scope)
    return rows.select_related("team", "place__parent", "proposed_by")


def wishes(scope: Scope) -> QuerySet[Wish]:
    """Confidential words this person may read: the own ones, and as Youth Union those of the area."""
    rows: QuerySet[Wish] = Wish.objects.visible_to(scope)
    return rows.select_related("person", "place", "answered_by").order_by("-pk")


def follow_ups_of(team: Team) -> list[FollowUp]:
    return list(team.follow_ups.select_related("noted_by").order_by("-pk")[:10])


def last_follow_ups(teams: Iterable[Team]) -> dict[int, FollowUp]:
    """The latest follow-up of each team, read at once."""
    latest = FollowUp.objects.filter(team__in=list(teams)).values("team").annotate(last=Max("pk")).values("last")
    return {row.team_id: row for row in FollowUp.objects.filter(pk__in=latest).select_related("noted_by")}


def unconfirmed(scope: Scope, *, year: int) -> QuerySet[Team]:
    """Teams whose roster stood before the year and that nobody confirmed or decided on since (rule beside it)."""
    begins = date(year, 1, 1)
    confirmed = Confirmation.objects.filter(team=OuterRef("pk"), year=year)
    decided = Decision.objects.filter(team=OuterRef("pk"), state=DecisionState.ISSUED, effective_on__gte=begins)
    teams: Any = Team.objects.visible_to(scope).filter(
        kind=TeamKind.COMMUNITY, established_on__lt=begins, ended_on__isnull=True, superseded_at__isnull=True
    )
    rows: QuerySet[Team] = teams.filter(~Exists(confirmed), ~Exists(decided)).select_related("place__parent")
    return rows.order_by("place__path")


def is_unconfirmed(team: Team, *, year: int) -> bool:
    """The same for one team, by the rule itself."""
    if team.established_on is None or team.ended_on is not None:
        return False
    decided = Decision.objects.filter(team=team, state=DecisionState.ISSUED).aggregate(last=Max("effective_on"))["last"]
    confirmed = Confirmation.objects.filter(team=team, year=year).exists()
    return rules.needs_confirmation(
        established_on=team.established_on, last_decided_on=decided, confirmed=confirmed, year=year
    )


def _roots(scope: Scope, roles: Any) -> tuple[str, ...]:
    return tuple(grant.place for grant in scope.grants if grant.place and grant.role in roles)


def upkeep_jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """For the commune proposals, nominations, rosters; for the team what was agreed; for the Youth Union wishes."""
    return [
        *_commune_jobs(scope, at),
        *_team_jobs(scope, person_id),
        *_union_jobs(scope),
    ]


def _commune_jobs(scope: Scope, at: datetime) -> list[Job]:
    roots = _roots(scope, COMMUNE_ROLES)
    if not roots:
        return []
    here = inside(roots, "place__path")
    asked = Proposal.objects.filter(here, state=ProposalState.PROPOSED).select_related("place").order_by("due_at", "pk")
    found = [
        Job(
            key=f"teams.proposal.{row.pk}",
            title=row.title,
            detail=_("%(kind)s, đề xuất của %(place)s") % {"kind": row.get_kind_display(), "place": row.place},
            address=reverse("teams:support", args=[row.team_id]),
            act=_("Trả lời"),
            icon="message-report",
            due_at=row.due_at,
            due_words=remaining_words(vietnam_calendar(), row.due_at, at),
        )
        for row in asked[:MOST_JOBS]
    ]
    offered = Nomination.objects.filter(here, state=NominationState.OFFERED).select_related("team")
    found += [
        Job(
            key=f"teams.nomination.{row.pk}",
            title=_("Đoàn Thanh niên giới thiệu %(name)s") % {"name": row.name},
            detail=str(row.team),
            address=reverse("teams:support", args=[row.team_id]),
            act=_("Xem và quyết định"),
            icon="users",
        )
        for row in offered.order_by("pk")[:MOST_JOBS]
    ]
    year = localdate(at).year
    open_ones = unconfirmed(scope, year=year).filter(here).count()
    if open_ones:
        words = ngettext("%(count)s tổ chưa xác nhận danh sách", "%(count)s tổ chưa xác nhận danh sách", open_ones)
        found.append(
            Job(
                key=f"teams.unconfirmed.{year}",
                title=words % {"count": open_ones},
                detail=_("Mỗi năm xã xem lại danh sách từng tổ, từ tháng 1"),
                address=reverse("teams:unconfirmed"),
                act=_("Xem lại"),
                icon="users",
            )
        )
    return found


def _team_jobs(scope: Scope, person_id: int) -> list[Job]:
    if not scope.holds(*TEAM_ROLES):
        return []
    agreed = Proposal.objects.filter(proposed_by=person_id, state=ProposalState.AGREED).order_by("promised_on", "pk")
    return [
        Job(
            key=f"teams.agreed.{row.pk}",
            title=row.title,
            detail=_("Xã hẹn ngày %(day)s") % {"day": f"{row.promised_on:%d/%m/%Y}"},
            address=reverse("teams:support", args=[row.team_id]),
            act=_("Báo đã có"),
            icon="message-report",
        )
        for row in agreed[:MOST_JOBS]
    ]


def _union_jobs(scope: Scope) -> list[Job]:
    roots = _roots(scope, {Role.YOUTH_UNION})
    waiting = Wish.objects.filter(inside(roots, "place__path"), answered_at__isnull=True).count() if roots else 0
    if not waiting:
        return []
    words = ngettext("%(count)s tâm tư chờ trả lời", "%(count)s tâm tư chờ trả lời", waiting)
    return [
        Job(
            key="teams.wishes",
            title=words % {"count": waiting},
            detail=_("Chỉ Đoàn Thanh niên và người viết đọc được"),
            address=reverse("teams:wishes"),
            act=_("Đọc"),
            icon="message-report",
        )
    ]


def silent_candidates(place: Place, scope: Scope, *, on: date) -> QuerySet[Team]:
    """The community teams under a place that stood two months ago and stand still: they could have worked."""
    since = on.fromordinal(on.toordinal() - rules.SILENT_DAYS)
    rows: Any = Team.objects.visible_to(scope).active_on(on)
    found: QuerySet[Team] = rows.filter(
        Q(place__level=Level.HAMLET),
        kind=TeamKind.COMMUNITY,
        established_on__lte=since,
        place__path__startswith=place.path,
    ).select_related("place__parent")
    return found.order_by("place__path")
