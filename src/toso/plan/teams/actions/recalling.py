"""Decisions that were entered by mistake, taken back: teams, members and roles stand again as they were before."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.notices.actions import untell
from toso.ground.people import actions as people
from toso.ground.people.actions.intake import forget_newcomers, withdraw_assignments
from toso.ground.people.models import Assignment, Person
from toso.ground.people.rules import TEAM_ROLES, Role
from toso.ground.places.queries.changes import refuse_settled
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.programme.actions import mark_changed
from toso.plan.teams.models import Decision, Membership, Team, TeamSpan
from toso.plan.teams.rules import DecisionKind, DecisionState, MemberRole

OWN = (Decision, Membership, TeamSpan)


@transaction.atomic
def recall_decisions(*, decision_ids: Collection[int], by: Person, scope: Scope, at: datetime) -> int:
    """Undo the entering of decisions, the latest first, as if they had not been issued. Returns how many.

    Refused for one that a later decision follows, for a team that something was recorded of since, and
    for days that a handed-in report covers. A decision that was really signed is changed by another one.
    """
    found = Decision.objects.visible_to(scope).select_for_update(of=("self",)).select_related("team__place", "place")
    decisions = list(found.filter(pk__in=decision_ids, state=DecisionState.ISSUED).order_by("-pk"))
    if len(decisions) != len(set(decision_ids)):
        raise Refusal(_("Có quyết định trong lần nhập này không còn như lúc nhập."))
    for decision in decisions:
        _refuse_used(decision, scope)
        _recall(decision, by=by, scope=scope, at=at)
    return len(decisions)


def _refuse_used(decision: Decision, scope: Scope) -> None:
    team, day = decision.team, decision.effective_on
    if not scope.holds(Role.COMMUNE_LEADER, at_place=decision.place.path):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": decision.place})
    if Decision.objects.filter(team=team, pk__gt=decision.pk).exclude(state=DecisionState.DROPPED).exists():
        raise Refusal(_("%(team)s đã có quyết định sau đó nên không hoàn tác được.") % {"team": team})
    is_new = decision.kind == DecisionKind.ESTABLISH
    if is_new and any(
        _count(team, relation) for relation in team._meta.related_objects if relation.related_model not in OWN
    ):
        raise Refusal(_("%(team)s đã có việc được ghi nên không hoàn tác được.") % {"team": team})
    if day is not None:
        refuse_settled([team.place], on=day)


def _count(team: Team, relation: object) -> bool:
    model, field = relation.related_model, relation.field.name  # type: ignore[attr-defined]  # Django's own relation
    return bool(model._default_manager.filter(**{field: team}).exists())


def _recall(decision: Decision, *, by: Person, scope: Scope, at: datetime) -> None:
    team, number, issued_at = decision.team, decision.number, decision.issued_at
    restored = _stand_again(decision, issued_at, at)
    if decision.kind == DecisionKind.ESTABLISH:
        team.established_on, team.superseded_at = None, at
    elif decision.kind == DecisionKind.DISSOLVE:
        team.ended_on = None
    team.save(update_fields=["established_on", "superseded_at", "ended_on"])
    untell(key=f"teams.decision.{decision.pk}")
    _roles_again(decision, restored, by=by, scope=scope, at=at)
    decision.state, decision.number, decision.issued_at = DecisionState.DROPPED, "", None
    decision.save(update_fields=["state", "number", "issued_at", "content"])
    if decision.effective_on:
        mark_changed([(team.place_id, decision.effective_on)], at=at)
    record("teams.decision.recalled", by=by, about=decision, at=at, path=team.place.path, detail={"number": number})


def _stand_again(decision: Decision, issued_at: datetime | None, at: datetime) -> list[Membership]:
    """Close what the decision wrote; what it closed is written once more."""
    restored: list[Membership] = []
    for model in (TeamSpan, Membership):
        rows = model.objects.filter(team=decision.team)
        closed = list(rows.filter(superseded_at=issued_at)) if issued_at else []
        rows.filter(decision=decision, superseded_at__isnull=True).update(superseded_at=at)
        rows.filter(ended_by=decision, superseded_at__isnull=True).update(superseded_at=at)
        for row in closed:
            row.pk, row.recorded_at, row.superseded_at = None, at, None
            row._state.adding = True
            row.save(force_insert=True)
            restored += [row] if isinstance(row, Membership) else []
    return restored


def _roles_again(decision: Decision, restored: list[Membership], *, by: Person, scope: Scope, at: datetime) -> None:
    team = decision.team
    given = Assignment.objects.filter(place=team.place, role__in=TEAM_ROLES, decision_number=decision.number)
    if decision.effective_on is not None:
        given = given.filter(starts_on=decision.effective_on)
    withdraw_assignments(assignment_ids=[held.pk for held in given], by=by, scope=scope, at=at)
    for member in restored:
        role = Role.TEAM_LEADER if member.role == MemberRole.LEADER else Role.TEAM_MEMBER
        held = Assignment.objects.filter(person=member.person, place=team.place, role=role).order_by("starts_on").last()
        if held is None or held.ends_on is None:
            continue
        people.assign(
            person=member.person, role=role, place=team.place, starts_on=held.ends_on, title=held.title, by=by, at=at
        )
    _forget_newcomers(decision, by=by, at=at)


def _forget_newcomers(decision: Decision, *, by: Person, at: datetime) -> None:
    """Whoever came by this decision alone is kept nowhere: nobody could find such a person again to erase the name."""
    came = Membership.objects.filter(decision=decision).values_list("person_id", flat=True)
    elsewhere = Membership.objects.filter(person__in=came).exclude(decision=decision).values("person_id")
    roles = Assignment.objects.filter(person__in=came).values("person_id")
    alone = set(
        Person.objects.filter(pk__in=came).exclude(pk__in=elsewhere).exclude(pk__in=roles).values_list("pk", flat=True)
    )
    Membership.objects.filter(decision=decision, person__in=alone).delete()
    forget_newcomers(person_ids=sorted(alone), by=by, at=at)
    decision.content = {}
