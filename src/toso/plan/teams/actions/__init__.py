"""Teams come, change and end by decisions of the commune chairman: drafted, numbered, issued."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.notices.actions import tell
from toso.ground.people import actions as people
from toso.ground.people.models import Assignment, Organisation, Person
from toso.ground.people.rules import TEAM_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.plan.teams import queries, rules
from toso.plan.teams.models import Decision, Membership, Team, TeamSpan
from toso.plan.teams.rules import DecisionKind, DecisionState, LeaderKind, MemberKind, MemberRole, Nominee


class PassOn(Protocol):
    """A room above hands over its open work at the team's place, and says in words what passed."""

    def __call__(
        self, *, team: Team, former: Person, successor: Person, on: date, by: Person, at: datetime
    ) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Handover:
    """A leader gave way to another: what passed to the successor, in words."""

    former: Person
    successor: Person
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    decision: Decision
    handover: Handover | None


@transaction.atomic
def draft_decision(
    *,
    kind: DecisionKind,
    by: Person,
    scope: Scope,
    at: datetime,
    hamlet: Place | None = None,
    team: Team | None = None,
    members: Sequence[Nominee] = (),
    name: str = "",
    is_sample: bool = False,
) -> Decision:
    """Draft a decision: to establish a team in a hamlet, or to change or dissolve one (Plan 6863, IV.1.a).

    The draft keeps whatever list is given, a team of eleven too: what is wrong is said in words and
    refused when it is issued, so that nothing typed is lost.
    """
    if kind == DecisionKind.ESTABLISH:
        team = _planned_team(hamlet, name, scope=scope, at=at, is_sample=is_sample)
    elif team is None or not team.established_on or team.ended_on:
        raise Refusal(_("Tổ này chưa thành lập hoặc đã giải thể."))
    elif queries.open_draft(team.pk):
        raise Refusal(_("Tổ này đang có một quyết định dự thảo. Hãy sửa dự thảo đó."))
    commune = _commune_of(team)
    _refuse_unless(scope, commune, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
    decision: Decision = Decision.objects.create(
        place=commune,
        team=team,
        organisation=_committee_of(commune),
        kind=kind,
        content=content_of(members),
        drafted_by=by,
        drafted_at=at,
        is_sample=is_sample,
    )
    record("teams.decision.drafted", by=by, about=decision, at=at, path=team.place.path, detail={"kind": kind})
    return decision


def _planned_team(hamlet: Place | None, name: str, *, scope: Scope, at: datetime, is_sample: bool) -> Team:
    if (
        hamlet is None
        or hamlet.level != Level.HAMLET
        or hamlet.valid_until
        or not hamlet.path.startswith(scope.place_roots)
    ):
        raise Refusal(_("Hãy chọn một thôn, tổ dân phố đang có."), field="hamlet")
    standing = Team.objects.filter(
        place=hamlet, kind=rules.TeamKind.COMMUNITY, ended_on__isnull=True, superseded_at__isnull=True
    ).first()
    if standing:
        words = (
            _("%(hamlet)s đã có %(team)s. Mỗi thôn, tổ dân phố có một tổ.")
            if standing.established_on
            else _("%(hamlet)s đang có dự thảo thành lập %(team)s. Hãy sửa dự thảo đó.")
        )
        raise Refusal(words % {"hamlet": hamlet, "team": standing}, field="hamlet")
    team: Team = Team.objects.create(
        place=hamlet,
        name=nfc(name).strip() or f"{queries.label()} {hamlet.full_name}",
        recorded_at=at,
        is_sample=is_sample,
    )
    return team


def content_of(members: Sequence[Nominee]) -> dict[str, object]:
    return {"members": [{**asdict(member), "name": nfc(" ".join(member.name.split()))} for member in members]}


@transaction.atomic
def update_draft(*, decision_id: int, members: Sequence[Nominee], by: Person, scope: Scope, at: datetime) -> Decision:
    """Write the list of members of a draft anew."""
    decision = _draft(decision_id, scope)
    _refuse_unless(scope, decision.place, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
    decision.content = content_of(members)
    decision.save(update_fields=["content"])
    record("teams.decision.redrafted", by=by, about=decision, at=at, path=decision.team.place.path)
    return decision


@transaction.atomic
def drop_draft(*, decision_id: int, by: Person, scope: Scope, at: datetime) -> Decision:
    """Give a draft up. It stays in the history; a team only planned is planned no more."""
    decision = _draft(decision_id, scope)
    _refuse_unless(scope, decision.place, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
    decision.state = DecisionState.DROPPED
    decision.save(update_fields=["state"])
    if decision.kind == DecisionKind.ESTABLISH:
        Team.objects.filter(pk=decision.team_id).update(superseded_at=at)
    record("teams.decision.dropped", by=by, about=decision, at=at, path=decision.team.place.path)
    return decision


@transaction.atomic
def issue_decision(
    *,
    decision_id: int,
    number: str,
    signed_on: date,
    effective_on: date,
    signer: str,
    signer_title: str,
    by: Person,
    scope: Scope,
    at: datetime,
    recipients: Sequence[str] = (),
    pass_on: Sequence[PassOn] = (),
) -> Issued:
    """Number, date and carry out a decision. The team, its members and their roles follow it from its day.

    ``recipients`` receive the paper; without any, those of the commune's last decision do.

    ``pass_on`` are doors of the rooms above: each hands open work from the former leader to the new one.
    """
    decision = _draft(decision_id, scope)
    team = decision.team
    _refuse_unless(scope, decision.place, Role.COMMUNE_LEADER)
    _refuse_wrong_head(decision, nfc(number).strip(), signed_on, effective_on, signer, at)
    nominees = [] if decision.kind == DecisionKind.DISSOLVE else queries.nominees_of(decision)
    if decision.kind != DecisionKind.DISSOLVE:
        _refuse_wrong_composition(nominees)
    _refuse_before_the_last(team, effective_on)
    decision.number, decision.signed_on, decision.effective_on = nfc(number).strip(), signed_on, effective_on
    decision.signer, decision.signer_title = nfc(signer).strip(), nfc(signer_title).strip()
    decision.recipients = [nfc(line).strip() for line in recipients] or queries.recipients_of(decision)
    decision.state, decision.issued_at = DecisionState.ISSUED, at
    nominees = [_registered(nominee, by=by, at=at) for nominee in nominees]
    decision.content = content_of(nominees)
    decision.save()
    former = _leader_of(team, effective_on)
    _move_span(team, decision, effective_on, at)
    _move_members(team, decision, nominees, effective_on, at)
    _move_roles(team, decision, nominees, effective_on, by=by, at=at)
    mark_changed([(team.place_id, effective_on)], at=at)
    record("teams.decision.issued", by=by, about=decision, at=at, path=team.place.path, detail={"number": number})
    _tell_members(decision, nominees, at)
    return Issued(decision, _hand_over(team, former, effective_on, pass_on, by=by, at=at))


@transaction.atomic
def replace_leader(
    *,
    team: Team,
    successor: Person,
    leader_kind: LeaderKind,
    number: str,
    signed_on: date,
    effective_on: date,
    signer: str,
    signer_title: str,
    by: Person,
    scope: Scope,
    at: datetime,
    kind: MemberKind = MemberKind.YOUTH_UNION,
    former_stays: bool = True,
    pass_on: Sequence[PassOn] = (),
) -> Issued:
    """Let another person lead, by a decision of its own; the former leader stays a member or leaves.

    Returns what passed to the new leader.
    """
    roster = [queries.nominee_of(member) for member in queries.members_of(team, effective_on)]
    before = next((member for member in roster if member.person_id == successor.pk), None)
    leader = replace(
        before or Nominee(MemberRole.LEADER, kind, person_id=successor.pk, name=successor.name),
        role=MemberRole.LEADER,
        leader_kind=leader_kind,
    )
    others = [
        replace(member, role=MemberRole.MEMBER, leader_kind=None) if member.role == MemberRole.LEADER else member
        for member in roster
        if member.person_id != successor.pk and (former_stays or member.role != MemberRole.LEADER)
    ]
    decision = draft_decision(kind=DecisionKind.CHANGE, team=team, members=[leader, *others], by=by, scope=scope, at=at)
    return issue_decision(
        decision_id=decision.pk,
        number=number,
        signed_on=signed_on,
        effective_on=effective_on,
        signer=signer,
        signer_title=signer_title,
        by=by,
        scope=scope,
        at=at,
        pass_on=pass_on,
    )


def _draft(decision_id: int, scope: Scope) -> Decision:
    decision: Decision | None = (
        Decision.objects.visible_to(scope)
        .select_related("place", "team__place")
        .select_for_update(of=("self", "team"))
        .filter(pk=decision_id)
        .first()
    )
    if decision is None:
        raise Refusal(_("Không tìm thấy quyết định này."))
    if decision.state != DecisionState.DRAFT:
        raise Refusal(_("Quyết định không còn là dự thảo, không sửa được nữa. Hãy lập quyết định mới."))
    return decision


def _commune_of(team: Team) -> Place:
    commune = team.place.parent
    if commune is None:
        raise Refusal(_("%(place)s chưa thuộc xã nào.") % {"place": team.place})
    return commune


def _committee_of(commune: Place) -> Organisation | None:
    bodies: Organisation | None = (
        Organisation.objects.filter(place=commune, valid_until__isnull=True).order_by("path").first()
    )
    return bodies


def _refuse_unless(scope: Scope, commune: Place, *roles: Role) -> None:
    if not scope.holds(*roles, at_place=commune.path):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": commune})


def _refuse_wrong_head(
    decision: Decision, number: str, signed_on: date, effective_on: date, signer: str, at: datetime
) -> None:
    if not number:
        raise Refusal(_("Hãy nhập số quyết định."), field="number")
    if signed_on > localdate(at):
        raise Refusal(_("Ngày ký ở tương lai. Hãy nhập ngày đã ký."), field="signed_on")
    if effective_on < signed_on:
        raise Refusal(_("Ngày có hiệu lực không được trước ngày ký."), field="effective_on")
    if not signer.strip():
        raise Refusal(_("Hãy nhập người ký."), field="signer")
    if queries.number_taken(decision.place, number, signed_on.year):
        raise Refusal(
            _("Số %(number)s đã dùng trong năm %(year)s. Hãy kiểm tra lại số.")
            % {"number": number, "year": signed_on.year},
            field="number",
        )


def _refuse_wrong_composition(nominees: Sequence[Nominee]) -> None:
    if rules.repeated(nominees):
        raise Refusal(_("Có người được ghi hai lần trong danh sách."), field="members")
    found = rules.blocking(rules.violations([nominee.seat for nominee in nominees]))
    if found:
        sentences = " ".join(queries.words_of(violation) for violation in found)
        raise Refusal(
            _("Danh sách chưa đúng Kế hoạch 6863/KH-UBND, mục %(article)s: %(sentences)s")
            % {"article": rules.ARTICLE, "sentences": sentences},
            field="members",
        )


def _refuse_before_the_last(team: Team, effective_on: date) -> None:
    last = Decision.objects.filter(team=team, state=DecisionState.ISSUED).order_by("-effective_on").first()
    if last and last.effective_on and effective_on < last.effective_on:
        raise Refusal(
            _("Quyết định trước của tổ có hiệu lực từ %(day)s. Ngày mới không được sớm hơn.")
            % {"day": f"{last.effective_on:%d/%m/%Y}"},
            field="effective_on",
        )


def _registered(nominee: Nominee, *, by: Person, at: datetime) -> Nominee:
    if nominee.person_id is not None:
        return replace(nominee, phone="")  # the person keeps it; an issued paper does not need it
    person = people.create_person(name=nominee.name, phone=nominee.phone, by=by, at=at)
    return replace(nominee, person_id=person.pk, name=person.name, phone="")


def _leader_of(team: Team, on: date) -> Person | None:
    leader = queries.members_of(team, on).filter(role=MemberRole.LEADER).first()
    return leader.person if leader else None


def _move_span(team: Team, decision: Decision, day: date, at: datetime) -> None:
    if decision.kind == DecisionKind.ESTABLISH:
        team.established_on, team.recorded_at = day, at
        team.save(update_fields=["established_on", "recorded_at"])
        TeamSpan.objects.create(team=team, starts_on=day, decision=decision, recorded_at=at)
    elif decision.kind == DecisionKind.DISSOLVE:
        team.ended_on = day
        team.save(update_fields=["ended_on"])
        for span in TeamSpan.objects.filter(team=team, superseded_at__isnull=True):
            _end(span, decision, day, at)


def _end(row: TeamSpan | Membership, decision: Decision, day: date, at: datetime) -> None:
    """Close this version of a row; its days up to the decision's live on in a new version."""
    type(row).objects.filter(pk=row.pk).update(superseded_at=at)
    if row.starts_on < day:
        row.pk, row.ends_on, row.ended_by, row.recorded_at, row.superseded_at = None, day, decision, at, None
        row._state.adding = True
        row.save(force_insert=True)


def _move_members(team: Team, decision: Decision, nominees: Sequence[Nominee], day: date, at: datetime) -> None:
    standing = Membership.objects.filter(team=team, superseded_at__isnull=True, ends_on__isnull=True).select_related(
        "person"
    )
    rows = {row.person_id: row for row in standing}
    change = rules.roster_change({pk: queries.nominee_of(row) for pk, row in rows.items()}, nominees)
    for person_id in sorted(change.ended):
        _end(rows[person_id], decision, day, at)
    Membership.objects.bulk_create(
        [
            Membership(
                team=team,
                person_id=nominee.person_id,
                role=nominee.role,
                kind=nominee.kind,
                leader_kind=nominee.seat.leader_kind or "",
                has_basic_it=nominee.has_basic_it,
                skills=nominee.skills,
                starts_on=day,
                decision=decision,
                recorded_at=at,
            )
            for nominee in change.begun
            if nominee.person_id is not None
        ]
    )


def _move_roles(
    team: Team, decision: Decision, nominees: Sequence[Nominee], day: date, *, by: Person, at: datetime
) -> None:
    """The right to work for the hamlet follows the decision."""
    wanted = {
        nominee.person_id: Role.TEAM_LEADER if nominee.role == MemberRole.LEADER else Role.TEAM_MEMBER
        for nominee in nominees
    }
    held = Assignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day), place=team.place, role__in=TEAM_ROLES
    ).order_by("pk")
    for assignment in held:
        if wanted.get(assignment.person_id) == assignment.role:
            del wanted[assignment.person_id]
        else:
            ends_on = max(day, assignment.starts_on + timedelta(days=1))
            people.end_assignment(assignment_id=assignment.pk, ends_on=ends_on, by=by, at=at)
    persons = Person.objects.in_bulk([pk for pk in wanted if pk is not None])
    for person_id, role in wanted.items():
        if person_id is not None:
            people.assign(
                person=persons[person_id],
                role=role,
                place=team.place,
                starts_on=day,
                decision_number=decision.number,
                by=by,
                at=at,
            )


def _tell_members(decision: Decision, nominees: Sequence[Nominee], at: datetime) -> None:
    if decision.is_sample:
        return
    persons = Person.objects.filter(pk__in=[nominee.person_id for nominee in nominees])
    tell(
        persons=persons,
        code="teams.decision.issued",
        key=f"teams.decision.{decision.pk}",
        title=_("%(team)s: Quyết định số %(number)s có tên anh, chị.")
        % {"team": decision.team, "number": decision.number},
        address=reverse("teams:team", args=[decision.team_id]),
        place=decision.team.place,
        at=at,
    )


def _hand_over(
    team: Team, former: Person | None, on: date, pass_on: Sequence[PassOn], *, by: Person, at: datetime
) -> Handover | None:
    successor = _leader_of(team, on)
    if former is None or successor is None or former == successor:
        return None
    passed = [_("Quyền của tổ trưởng ở %(place)s từ %(day)s") % {"place": team.place, "day": f"{on:%d/%m/%Y}"}]
    for hand_over in pass_on:
        passed += hand_over(team=team, former=former, successor=successor, on=on, by=by, at=at)
    return Handover(former, successor, tuple(passed))
