"""What the desk lives on: canned answers, articles, duty rosters."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.plan.teams.models import Team
from toso.plan.teams.queries import members_of
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions import catalogue
from toso.work.helpdesk.actions.catalogue import OFFICE
from toso.work.helpdesk.forms.desk import ArticleForm, CannedForm, ReviewForm, ShiftForm
from toso.work.helpdesk.models import Article, CannedAnswer, Shift, Ticket
from toso.work.helpdesk.queries import desk
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules.ways import StepKind

PAGE = 25


@requires(*OFFICE)
def canned(request: StaffRequest) -> HttpResponse:
    """The canned answers of one's own desk and of those above; a new one."""
    form = CannedForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            catalogue.add_canned_answer(**form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã thêm câu mẫu."))
            return redirect("helpdesk:canned")
    rows = queries.canned_answers(request.scope)[:200]
    own = [(row, request.scope.holds(*OFFICE, at_place=row.place.path)) for row in rows]
    return render(request, "helpdesk/canned.html", {"form": form, "rows": own})


@requires(*OFFICE)
@require_POST
def drop_canned(request: StaffRequest, pk: int) -> HttpResponse:
    get_object_or_404(CannedAnswer.objects.visible_to(request.scope).filter(dropped_at__isnull=True), pk=pk)
    catalogue.drop_canned_answer(canned_id=pk, by=request.person, scope=request.scope, at=timezone.now())
    messages.success(request, _("Đã bỏ câu mẫu."))
    return redirect("helpdesk:canned")


@requires()
def articles(request: StaffRequest) -> HttpResponse:
    """What is known, found without diacritics; what waits to be read through stands first for those who may."""
    text = request.GET.get("q", "").strip()[:200]
    after = row_number(request.GET.get("after", ""))
    rows = queries.search(queries.articles(request.scope), text).select_related("place", "written_by", "reviewed_by")
    rows = (rows.filter(pk__lt=after) if after else rows).order_by("-pk")
    if not request.scope.holds(*OFFICE):
        rows = rows.filter(reviewed_on__isnull=False)
    shown = list(rows[: PAGE + 1])
    on = local_day(timezone.now())
    context = {
        "rows": [(row, *_standing(row, on)) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "text": text,
        "may_write": request.scope.holds(*OFFICE),
    }
    return render(request, "helpdesk/articles.html", context)


def _standing(article: Article, on: date) -> tuple[str, str]:
    if article.reviewed_on is None:
        return "wait", _("Chờ đọc duyệt")
    if article.good_until and article.good_until <= on:
        return "bad", _("Đến hạn xem lại")
    return "good", _("Đã duyệt")


@requires()
def article(request: StaffRequest, pk: int) -> HttpResponse:
    rows = queries.articles(request.scope).select_related("place", "written_by", "reviewed_by", "ticket")
    if not request.scope.holds(*OFFICE):
        rows = rows.filter(reviewed_on__isnull=False)
    found: Article = get_object_or_404(rows, pk=pk)
    on = local_day(timezone.now())
    may = request.scope.holds(*OFFICE, at_place=found.place.path) and found.written_by_id != request.person.pk
    form = ReviewForm(request.POST or None) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            catalogue.review_article(
                article_id=pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã duyệt; mọi người tìm thấy bài này."))
            return redirect("helpdesk:article", pk)
    tone, state = _standing(found, on)
    ticket = queries.all_tickets(request.scope).filter(pk=found.ticket_id).first() if found.ticket_id else None
    context = {"article": found, "form": form, "tone": tone, "state": state, "ticket": ticket}
    return render(request, "helpdesk/article.html", context)


@requires(*OFFICE)
def write(request: StaffRequest) -> HttpResponse:
    """A new article; from a solved request with its question and answer to begin from."""
    number = row_number(request.GET.get("from", "") or request.POST.get("from", ""))
    ticket: Ticket | None = queries.all_tickets(request.scope).filter(pk=number).first() if number else None
    initial = {}
    if ticket is not None:
        answers = ticket.steps.filter(kind=StepKind.ANSWERED).order_by("-pk").values_list("text", flat=True)
        initial = {"title": ticket.title, "text": answers.first() or "", "category": ticket.category}
    form = ArticleForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = catalogue.write_article(
                **form.cleaned_data, ticket=ticket, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã viết; người khác đọc duyệt rồi mọi người mới thấy."))
            return redirect("helpdesk:article", made.pk)
    return render(request, "helpdesk/write.html", {"form": form, "ticket": ticket})


@requires()
def rosters(request: StaffRequest) -> HttpResponse:
    """The response teams in sight, who is on duty now."""
    at = timezone.now()
    teams = list(desk.response_teams(request.scope, at)[:100])
    on = {
        shift.team_id: shift
        for shift in Shift.objects.standing()
        .filter(team__in=teams, begins_at__lte=at, ends_at__gt=at)
        .select_related("person")
        .order_by("-pk")
    }
    context = {
        "rows": [(team, on.get(team.pk)) for team in teams],
        "to_found": desk.communes_to_found(request.scope, at),
    }
    return render(request, "helpdesk/rosters.html", context)


@requires()
def roster(request: StaffRequest, pk: int) -> HttpResponse:
    """Two weeks of a team's duty, with the gaps; a new shift."""
    at = timezone.now()
    team: Team = get_object_or_404(desk.response_teams(request.scope, at), pk=pk)
    may = request.scope.holds(*OFFICE, at_place=team.place.path)
    form = ShiftForm(request.POST or None, team=team, at=at) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            catalogue.add_shift(team=team, **form.cleaned_data, by=request.person, scope=request.scope, at=at)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã xếp ca trực."))
            return redirect("helpdesk:roster", pk)
    members = list(members_of(team, local_day(at)).select_related("person"))
    context = {"roster": desk.roster(team, at=at), "form": form, "members": members, "may": may}
    return render(request, "helpdesk/roster.html", context)


@requires(*OFFICE)
@require_POST
def cancel_shift(request: StaffRequest, pk: int) -> HttpResponse:
    shift = get_object_or_404(Shift.objects.visible_to(request.scope).standing(), pk=pk)
    try:
        catalogue.cancel_shift(shift_id=pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ ca trực."))
    return redirect("helpdesk:roster", shift.team_id)
