"""Sending people to a team, telling in confidence, asking for conditions, looking at rosters, following up silence."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import held_on, persons_with
from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.plan.teams import queries, rules
from toso.plan.teams.actions import draft_decision, update_draft
from toso.plan.teams.models import Confirmation, FollowUp, Nomination, Proposal, Team, Wish
from toso.plan.teams.queries import upkeep
from toso.plan.teams.rules import (
    DecisionKind,
    MemberKind,
    MemberRole,
    NominationState,
    Nominee,
    ProposalKind,
    ProposalState,
)


def _needed(text: str, sentence: str, *, field: str, most: int = 4000) -> str:
    text = nfc(text).strip()
    if not text:
        raise Refusal(sentence, field=field)
    if len(text) > most:
        raise Refusal(_("Dài nhất %(most)s chữ.") % {"most": most}, field=field)
    return text


def _standing(team_id: int, scope: Scope) -> Team:
    team: Team = Team.objects.visible_to(scope).select_related("place__parent").get(pk=team_id)
    if team.established_on is None or team.ended_on is not None:
        raise Refusal(_("Tổ này chưa thành lập hoặc đã giải thể."))
    return team


def _commune_people(team: Team, on: date) -> list[Person]:
    return list({p.pk: p for role in COMMUNE_ROLES for p in persons_with(role, team.place.path, on)}.values())


@transaction.atomic
def nominate(
    *,
    team_id: int,
    name: str,
    by: Person,
    scope: Scope,
    at: datetime,
    phone: str = "",
    has_basic_it: bool = False,
    note: str = "",
) -> Nomination:
    """The Youth Union sends a member to a team of its area (Plan 6863, V.6). The commune is told and decides."""
    team = _standing(team_id, scope)
    if not scope.holds(Role.YOUTH_UNION, at_place=team.place.path):
        raise Refusal(_("Chỉ Đoàn Thanh niên giới thiệu đoàn viên vào tổ."))
    name = " ".join(_needed(name, _("Ghi họ và tên."), field="name", most=120).split())
    if len(name.split()) < 2:
        raise Refusal(_("Nhập đủ họ và tên."), field="name")
    if team.nominations.filter(name=name, state=NominationState.OFFERED).exists():
        raise Refusal(_("%(name)s đã được giới thiệu và đang chờ xã quyết định.") % {"name": name}, field="name")
    nomination = Nomination.objects.create(
        team=team,
        place=team.place,
        name=name,
        phone=phone.strip(),
        has_basic_it=has_basic_it,
        note=nfc(note).strip()[:250],
        offered_by=by,
        offered_at=at,
        is_sample=team.is_sample,
    )
    audit("teams.nomination.offered", by=by, about=nomination, at=at, path=team.place.path)
    tell(
        persons=_commune_people(team, localdate(at)),
        code="teams.nomination.offered",
        key=f"teams.nomination.{nomination.pk}",
        title=_("Đoàn Thanh niên giới thiệu %(name)s vào %(team)s") % {"name": name, "team": team},
        address=reverse("teams:support", args=[team.pk]),
        place=team.place,
        at=at,
    )
    return nomination


@transaction.atomic
def take_nomination(*, nomination_id: int, by: Person, scope: Scope, at: datetime) -> Nomination:
    """Put the nominee on the open draft of the team, or on a new draft of a change that begins with today's roster."""
    nomination = _offered(nomination_id, scope)
    team = nomination.team
    nominee = Nominee(
        role=MemberRole.MEMBER,
        kind=MemberKind.YOUTH_UNION,
        has_basic_it=nomination.has_basic_it,
        name=nomination.name,
        phone=nomination.phone,
    )
    draft = queries.open_draft(team.pk)
    given = {"by": by, "scope": scope, "at": at}
    if draft is None:
        roster = [queries.nominee_of(member) for member in queries.members_of(team, localdate(at))]
        draft = draft_decision(kind=DecisionKind.CHANGE, team=team, members=[*roster, nominee], **given)  # type: ignore[arg-type]  # three values of three types
    elif draft.kind == DecisionKind.DISSOLVE:
        raise Refusal(_("Tổ đang có dự thảo giải thể. Xử lý dự thảo đó trước."))
    else:
        update_draft(decision_id=draft.pk, members=[*queries.nominees_of(draft), nominee], **given)  # type: ignore[arg-type]  # as above
    nomination.decision = draft
    return _answered(nomination, NominationState.TAKEN, "", by=by, at=at)


@transaction.atomic
def decline_nomination(*, nomination_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Nomination:
    """Say no, with the reason; the Youth Union is told."""
    nomination = _offered(nomination_id, scope)
    reason = _needed(reason, _("Ghi lý do không nhận."), field="reason", most=250)
    return _answered(nomination, NominationState.DECLINED, reason, by=by, at=at)


def _offered(nomination_id: int, scope: Scope) -> Nomination:
    rows = Nomination.objects.visible_to(scope).select_for_update(of=("self",))
    nomination: Nomination = rows.select_related("team__place__parent", "offered_by").get(pk=nomination_id)
    if not scope.holds(*COMMUNE_ROLES, at_place=nomination.place.path):
        raise Refusal(_("Xã quyết định việc nhận người vào tổ."))
    if nomination.state != NominationState.OFFERED:
        raise Refusal(_("Lời giới thiệu này đã có trả lời. Tải lại trang để xem."))
    return nomination


def _answered(nomination: Nomination, state: NominationState, reason: str, *, by: Person, at: datetime) -> Nomination:
    nomination.state, nomination.reason, nomination.answered_by, nomination.answered_at = state, reason, by, at
    nomination.save()
    settle(key=f"teams.nomination.{nomination.pk}", at=at)
    audit(f"teams.nomination.{state}", by=by, about=nomination, at=at, path=nomination.place.path)
    words = (
        _("Xã đã đưa %(name)s vào dự thảo")
        if state == NominationState.TAKEN
        else _("Xã không nhận %(name)s: %(reason)s")
    )
    tell(
        persons=[nomination.offered_by],
        code="teams.nomination.answered",
        key=f"teams.nomination.{nomination.pk}.answered",
        title=words % {"name": nomination.name, "reason": reason},
        address=reverse("teams:support", args=[nomination.team_id]),
        place=nomination.place,
        at=at,
    )
    return nomination


@transaction.atomic
def send_wish(*, text: str, by: Person, scope: Scope, at: datetime) -> Wish:
    """Tell the Youth Union something in confidence. The trail says that one was sent: no words, no writer, no place."""
    held = Assignment.objects.filter(held_on(localdate(at)), person=by, role__in=TEAM_ROLES, place__isnull=False)
    seat = held.select_related("place").order_by("pk").first()
    if seat is None or seat.place is None or not scope.holds(*TEAM_ROLES):
        raise Refusal(_("Thành viên tổ gửi tâm tư cho Đoàn Thanh niên; tài khoản này không thuộc tổ nào."))
    wish = Wish.objects.create(
        person=by,
        place=seat.place,
        text=_needed(text, _("Viết điều muốn nói."), field="text"),
        sent_at=at,
        is_sample=seat.place.is_sample,
    )
    audit("teams.wish.sent", by=None, about=wish, at=at)
    tell(
        persons=persons_with(Role.YOUTH_UNION, seat.place.path, localdate(at)),
        code="teams.wish.sent",
        key=f"teams.wish.{wish.pk}",
        title=_("Có tâm tư của thành viên tổ gửi Đoàn Thanh niên"),
        address=reverse("teams:wishes"),
        at=at,
    )
    return wish


@transaction.atomic
def answer_wish(*, wish_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Wish:
    """The Youth Union answers; only the member is told."""
    wish: Wish = (
        Wish.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place", "person").get(pk=wish_id)
    )
    if not scope.holds(Role.YOUTH_UNION, at_place=wish.place.path):
        raise Refusal(_("Đoàn Thanh niên trả lời tâm tư này."))
    if wish.answered_at is not None:
        raise Refusal(_("Tâm tư này đã được trả lời. Tải lại trang để xem."))
    wish.answer = _needed(text, _("Ghi câu trả lời."), field="text")
    wish.answered_by, wish.answered_at = by, at
    wish.save()
    settle(key=f"teams.wish.{wish.pk}", at=at)
    audit("teams.wish.answered", by=None, about=wish, at=at)
    tell(
        persons=[wish.person],
        code="teams.wish.answered",
        key=f"teams.wish.{wish.pk}.answered",
        title=_("Đoàn Thanh niên đã trả lời tâm tư của ông/bà"),
        address=reverse("teams:wishes"),
        at=at,
    )
    return wish


@transaction.atomic
def propose_condition(
    *,
    team_id: int,
    kind: ProposalKind,
    title: str,
    by: Person,
    scope: Scope,
    at: datetime,
    text: str = "",
    needed_on: date | None = None,
) -> Proposal:
    """A team asks its commune for what it needs (Plan 6863, IV.1.c); an answer is due in ten working days."""
    team = _standing(team_id, scope)
    if not scope.holds(*TEAM_ROLES, at_place=team.place.path):
        raise Refusal(_("Thành viên tổ đề xuất; tài khoản này trả lời hoặc chỉ được xem."))
    if needed_on is not None and needed_on < localdate(at):
        raise Refusal(_("Ngày cần đã qua. Chọn ngày từ hôm nay."), field="needed_on")
    calendar = vietnam_calendar()
    on = calendar.add_working_days(localdate(at), rules.WORKING_DAYS_TO_ANSWER)
    proposal = Proposal.objects.create(
        team=team,
        place=team.place,
        kind=kind,
        title=_needed(title, _("Ghi đề xuất trong một câu."), field="title", most=200),
        text=nfc(text).strip(),
        needed_on=needed_on,
        proposed_by=by,
        proposed_at=at,
        due_at=datetime.combine(on, calendar.bands[-1].closes, tzinfo=VIETNAM),
        is_sample=team.is_sample,
    )
    audit("teams.proposal.made", by=by, about=proposal, at=at, path=team.place.path, detail={"kind": kind})
    tell(
        persons=_commune_people(team, localdate(at)),
        code="teams.proposal.made",
        key=f"teams.proposal.{proposal.pk}",
        title=_("%(team)s đề xuất: %(title)s") % {"team": team, "title": proposal.title},
        address=reverse("teams:support", args=[team.pk]),
        place=team.place,
        at=at,
    )
    return proposal


@transaction.atomic
def answer_proposal(
    *,
    proposal_id: int,
    is_agreed: bool,
    text: str,
    by: Person,
    scope: Scope,
    at: datetime,
    promised_on: date | None = None,
) -> Proposal:
    """The commune says yes with a day, or no; either way with the reason (Plan 6863, V.7)."""
    proposal = _proposal(proposal_id, scope)
    if not scope.holds(*COMMUNE_ROLES, at_place=proposal.place.path):
        raise Refusal(_("Xã trả lời đề xuất của tổ."))
    if proposal.state != ProposalState.PROPOSED:
        raise Refusal(_("Đề xuất này đã có trả lời. Tải lại trang để xem."))
    proposal.answer = _needed(text, _("Ghi trả lời và lý do."), field="text")
    if is_agreed and (promised_on is None or promised_on < localdate(at)):
        raise Refusal(_("Ghi ngày sẽ có, từ hôm nay trở đi."), field="promised_on")
    proposal.state = ProposalState.AGREED if is_agreed else ProposalState.DECLINED
    proposal.promised_on = promised_on if is_agreed else None
    proposal.answered_by, proposal.answered_at = by, at
    proposal.save()
    settle(key=f"teams.proposal.{proposal.pk}", at=at)
    audit(f"teams.proposal.{proposal.state}", by=by, about=proposal, at=at, path=proposal.place.path)
    tell(
        persons=[proposal.proposed_by],
        code="teams.proposal.answered",
        key=f"teams.proposal.{proposal.pk}.answered",
        title=_("Xã đã trả lời: %(title)s") % {"title": proposal.title},
        address=reverse("teams:support", args=[proposal.team_id]),
        place=proposal.place,
        at=at,
    )
    return proposal


@transaction.atomic
def fulfil_proposal(*, proposal_id: int, by: Person, scope: Scope, at: datetime) -> Proposal:
    """The team has what was promised."""
    proposal = _proposal(proposal_id, scope)
    if not scope.holds(*TEAM_ROLES, at_place=proposal.place.path):
        raise Refusal(_("Thành viên tổ xác nhận đã có."))
    if proposal.state != ProposalState.AGREED:
        raise Refusal(_("Đề xuất này không ở trạng thái xã đồng ý. Tải lại trang để xem."))
    proposal.state, proposal.done_at = ProposalState.DONE, at
    proposal.save(update_fields=["state", "done_at"])
    audit("teams.proposal.done", by=by, about=proposal, at=at, path=proposal.place.path)
    return proposal


def _proposal(proposal_id: int, scope: Scope) -> Proposal:
    rows = Proposal.objects.visible_to(scope).select_for_update(of=("self",))
    proposal: Proposal = rows.select_related("place", "proposed_by").get(pk=proposal_id)
    return proposal


@transaction.atomic
def confirm_roster(*, team_id: int, by: Person, scope: Scope, at: datetime) -> Confirmation:
    """The commune looked at the roster this year and it is right; a change goes by a decision instead."""
    team = _standing(team_id, scope)
    year = localdate(at).year
    if not scope.holds(*COMMUNE_ROLES, at_place=team.place.path):
        raise Refusal(_("Xã xác nhận danh sách của tổ."))
    if not upkeep.is_unconfirmed(team, year=year):
        raise Refusal(_("Danh sách năm %(year)s của tổ này đã được xem lại hoặc mới quyết định.") % {"year": year})
    members = queries.members_of(team, localdate(at)).count()
    confirmation = Confirmation.objects.create(
        team=team, place=team.place, year=year, members=members, confirmed_by=by, confirmed_at=at
    )
    detail = {"year": year, "members": members}
    audit("teams.roster.confirmed", by=by, about=team, at=at, path=team.place.path, detail=detail)
    return confirmation


@transaction.atomic
def follow_up(*, team_id: int, note: str, by: Person, scope: Scope, at: datetime, outcome: str = "") -> FollowUp:
    """Note that a silent team was asked what is the matter, and what came of it."""
    team = _standing(team_id, scope)
    if not scope.holds(*COMMUNE_ROLES, Role.PROVINCE_OFFICER, at_place=team.place.path):
        raise Refusal(_("Xã hoặc tỉnh theo dõi các tổ."))
    noted = FollowUp.objects.create(
        team=team,
        place=team.place,
        note=_needed(note, _("Ghi đã làm gì: gọi điện, đến thôn, họp tổ…"), field="note", most=300),
        outcome=nfc(outcome).strip()[:300],
        noted_by=by,
        noted_at=at,
    )
    audit("teams.silence.followed_up", by=by, about=team, at=at, path=team.place.path)
    return noted
