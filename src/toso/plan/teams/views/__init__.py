from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import MARK, PAPERS
from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.plan.teams import actions, exports, forms, queries, rules
from toso.plan.teams.models import MEMBER_KINDS, MEMBER_ROLES, Decision, Team
from toso.plan.teams.rules import DecisionKind, DecisionState

ABOVE_TEAMS = tuple(role for role in Role if role not in TEAM_ROLES)
DRAFTERS = tuple(sorted(COMMUNE_ROLES))
PAGE = 50


@requires()
def teams(request: StaffRequest) -> HttpResponse:
    """The teams of a commune with what is wrong with each; over many communes, a line for each."""
    today = timezone.localdate()
    place = _chosen_place(request)
    if place is None:
        lines = queries.communes_of(request.scope, today)
        if len(lines) != 1:
            drafts = queries.drafts_of(request.scope) if lines else []
            own = queries.lines_of(_own_teams(request, today), today) if not lines else []
            context = {"communes": lines, "drafts": drafts, "lines": own, "label": queries.label()}
            return render(request, "teams/communes.html" if lines else "teams/own.html", context)
        place = lines[0].commune
    drafts = [draft for draft in queries.drafts_of(request.scope) if draft.place.path.startswith(place.path)]
    drafted = {draft.team.place_id: draft for draft in drafts}
    whole = queries.teams_under(place, today, request.scope)
    shown = list(queries.in_list_order(whole, after=request.GET.get("after", ""))[: PAGE + 1])
    context = {
        "place": place,
        "path": ancestors_of(place),
        "label": queries.label(),
        "lines": queries.lines_of(shown[:PAGE], today),
        "count": whole.count(),
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "missing": [
            (hamlet, drafted.get(hamlet.pk)) for hamlet in queries.hamlets_without_team(place, today, request.scope)
        ],
        "drafts": drafts,
        "may_draft": request.scope.holds(*DRAFTERS, at_place=place.path),
    }
    return render(request, "teams/list.html", context)


def _chosen_place(request: StaffRequest) -> Place | None:
    key = request.GET.get("place", "")
    if not key.isdecimal():
        return None
    found: Place = get_object_or_404(Place.objects.visible_to(request.scope), pk=int(key))
    return found


def _own_teams(request: StaffRequest, today: date) -> Any:
    mine: Any = Team.objects.visible_to(request.scope).active_on(today)
    return mine.select_related("place").order_by("place__sort_key", "pk")[:100]


def _team(request: StaffRequest, team_id: int) -> Team:
    visible = Team.objects.visible_to(request.scope).select_related("place__parent")
    found: Team = get_object_or_404(visible, pk=team_id)
    return found


@requires()
def team(request: StaffRequest, team_id: int) -> HttpResponse:
    """One team: who belongs to it, what is wrong, and the decisions that made it so."""
    shown = _team(request, team_id)
    today = timezone.localdate()
    commune = shown.place.parent
    context = {
        "team": shown,
        "path": ancestors_of(shown.place),
        "members": queries.members_of(shown, today),
        "line": queries.lines_of([shown], today)[0],
        "history": queries.history_of(shown),
        "draft": queries.open_draft(shown.pk),
        "article": rules.ARTICLE,
        "basis": rules.BASIS,
        "is_active": bool(shown.established_on) and not (shown.ended_on and shown.ended_on <= today),
        "may_read_decisions": bool(
            commune and any(commune.path.startswith(root) for root in request.scope.place_roots)
        ),
        "may_draft": bool(commune and request.scope.holds(*DRAFTERS, at_place=commune.path)),
    }
    return render(request, "teams/team.html", context)


@requires(*DRAFTERS)
@require_POST
def establish(request: StaffRequest, place_id: int) -> HttpResponse:
    """Open a draft that establishes a team in a hamlet."""
    hamlet = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id, level=Level.HAMLET)
    return _opened(request, lambda **who: actions.draft_decision(kind=DecisionKind.ESTABLISH, hamlet=hamlet, **who))


@requires(*DRAFTERS)
@require_POST
def change(request: StaffRequest, team_id: int) -> HttpResponse:
    """Open a draft that changes the members, beginning with the list of today."""
    shown = _team(request, team_id)
    roster = [queries.nominee_of(member) for member in queries.members_of(shown, timezone.localdate())]
    return _opened(
        request, lambda **who: actions.draft_decision(kind=DecisionKind.CHANGE, team=shown, members=roster, **who)
    )


@requires(*DRAFTERS)
@require_POST
def dissolve(request: StaffRequest, team_id: int) -> HttpResponse:
    """Open a draft that dissolves the team."""
    shown = _team(request, team_id)
    return _opened(request, lambda **who: actions.draft_decision(kind=DecisionKind.DISSOLVE, team=shown, **who))


def _opened(request: StaffRequest, draft: Callable[..., Decision]) -> HttpResponse:
    try:
        made = draft(by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("teams:list")
    return redirect("teams:decision", made.pk)


def _decision(request: StaffRequest, decision_id: int) -> Decision:
    visible = Decision.objects.visible_to(request.scope).select_related("place", "team__place__parent", "drafted_by")
    found: Decision = get_object_or_404(visible, pk=decision_id)
    return found


@requires(*ABOVE_TEAMS)
def decision(request: StaffRequest, decision_id: int) -> HttpResponse:
    """A decision: the list it wants, what is wrong with it, and the acts open to this person."""
    return _shown(request, _decision(request, decision_id))


def _shown(
    request: StaffRequest, shown: Decision, *, rows: list[forms.MemberForm] | None = None, form: Any = None
) -> HttpResponse:
    nominees = queries.nominees_of(shown)
    is_draft = shown.state == DecisionState.DRAFT
    has_list = shown.kind != DecisionKind.DISSOLVE
    may_edit = is_draft and has_list and request.scope.holds(*DRAFTERS, at_place=shown.place.path)
    people = queries.candidates(shown.place, timezone.localdate(), nominees) if may_edit else {}
    found = rules.violations([nominee.seat for nominee in nominees]) if is_draft and has_list else []
    context = {
        "decision": shown,
        "path": ancestors_of(shown.team.place),
        "nominees": nominees,
        "named": [(nominee, MEMBER_ROLES[nominee.role], MEMBER_KINDS[nominee.kind]) for nominee in nominees],
        "rows": (rows or forms.rows_for(nominees, people)) if may_edit else [],
        "skills": queries.skills_on(timezone.localdate()) if may_edit else [],
        "faults": [queries.words_of(violation) for violation in found if not violation.is_warning],
        "warnings": [queries.words_of(violation) for violation in found if violation.is_warning],
        "changes": queries.changes_of(shown) if shown.kind == DecisionKind.CHANGE else None,
        "erased": len(queries.erased_among(nominees)) if shown.issued_at else 0,
        "is_draft": is_draft,
        "may_drop": is_draft and request.scope.holds(*DRAFTERS, at_place=shown.place.path),
        "may_issue": is_draft and request.scope.holds(Role.COMMUNE_LEADER, at_place=shown.place.path),
        "form": form
        or forms.IssueForm(
            initial={
                "signed_on": timezone.localdate(),
                "effective_on": timezone.localdate(),
                "recipients": "\n".join(queries.recipients_of(shown)),
            }
        ),
        "article": rules.ARTICLE,
        "basis": rules.BASIS,
        "is_checked": MARK in request.GET,
        "is_as_printed": MARK in request.GET and exports.is_printed_as(shown, request.GET[MARK]),
    }
    return render(request, "teams/decision.html", context)


@requires(*DRAFTERS)
@require_POST
def edit_decision(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Save the list of a draft. A wrong row sends everything back as it was typed."""
    shown = _decision(request, decision_id)
    people = queries.candidates(shown.place, timezone.localdate(), queries.nominees_of(shown))
    rows = forms.rows_from(request.POST, people)
    if not all(row.is_valid() for row in rows):
        messages.error(request, _("Có dòng chưa đúng. Chưa lưu dòng nào."))
        return _shown(request, shown, rows=rows)
    members = [row.nominee for row in rows if row.nominee is not None]
    try:
        actions.update_draft(
            decision_id=shown.pk, members=members, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _shown(request, shown, rows=rows)
    messages.success(request, _("Đã lưu dự thảo với %(count)s thành viên.") % {"count": len(members)})
    return redirect("teams:decision", shown.pk)


@requires(*DRAFTERS)
@require_POST
def drop_decision(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Give a draft up."""
    shown = _decision(request, decision_id)
    try:
        actions.drop_draft(decision_id=shown.pk, by=request.person, scope=request.scope, at=timezone.now())
        messages.success(request, _("Đã bỏ dự thảo."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("teams:list")


@requires(Role.COMMUNE_LEADER)
@require_POST
def issue_decision(request: StaffRequest, decision_id: int, pass_on: Sequence[actions.PassOn] = ()) -> HttpResponse:
    """Number, date and carry out. ``pass_on`` comes with the address: the rooms above hand over to a new leader."""
    shown = _decision(request, decision_id)
    form = forms.IssueForm(request.POST)
    if form.is_valid():
        try:
            issued = actions.issue_decision(
                decision_id=shown.pk,
                **form.cleaned_data,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
                pass_on=pass_on,
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ban hành Quyết định số %(number)s.") % {"number": issued.decision.number})
            if issued.handover:
                messages.info(
                    request, _("Chuyển cho tổ trưởng mới: %(list)s.") % {"list": "; ".join(issued.handover.passed)}
                )
            return redirect("teams:decision", shown.pk)
    return _shown(request, _decision(request, decision_id), form=form)


@requires(*ABOVE_TEAMS)
def decision_docx(request: StaffRequest, decision_id: int) -> HttpResponse:
    """The paper for Word."""
    return _paper(request, decision_id, "docx")


@requires(*ABOVE_TEAMS)
def decision_pdf(request: StaffRequest, decision_id: int) -> HttpResponse:
    """The paper as it is signed."""
    return _paper(request, decision_id, "pdf")


def _paper(request: StaffRequest, decision_id: int, kind: str) -> HttpResponse:
    shown = _decision(request, decision_id)
    url = request.build_absolute_uri(reverse("teams:decision", args=[shown.pk]))
    try:
        content = PAPERS[kind](exports.decision_document(shown, url=url))
    except Refusal as refusal:  # a character that no font shows
        messages.error(request, str(refusal))
        return redirect("teams:decision", shown.pk)
    return download(content, f"quyet-dinh-{shown.pk}.{kind}")
