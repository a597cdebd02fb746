from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.deadline_words import moment_words
from toso.ground.shared.refusal import Refusal
from toso.work.supervision import forms, queries
from toso.work.supervision.actions import opinions as actions
from toso.work.supervision.models import Opinion
from toso.work.supervision.queries import ASKERS, GIVERS, READERS, Subject, Subjects
from toso.work.supervision.rules import WORKING_DAYS_FOR_AN_OPINION, OpinionState

PAGE = 25
ALL_GIVERS = tuple(role for roles in GIVERS.values() for role in roles)


@requires(*READERS)
def opinions(request: StaffRequest) -> HttpResponse:
    """Opinions asked for and given in the scope, newest first; those that wait for me above."""
    at = timezone.now()
    tab = request.GET.get("tab") or "all"
    rows = queries.to_give(request.scope) if tab == "mine" else queries.opinions(request.scope)
    if tab == "waiting":
        rows = rows.waiting()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows.order_by("-pk")[: PAGE + 1])
    context = {
        "tab": tab,
        "rows": [
            (row, queries.due_sentence(row.due_at, at) if queries.is_waiting(row) else "") for row in shown[:PAGE]
        ],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "to_give": queries.to_give(request.scope).count(),
    }
    return render(request, "supervision/opinions.html", context)


def _opinion(request: StaffRequest, pk: int) -> Opinion:
    found: Opinion = get_object_or_404(queries.opinions(request.scope), pk=pk)
    return found


@requires(*READERS)
def opinion(request: StaffRequest, opinion_id: int) -> HttpResponse:
    return _page(request, _opinion(request, opinion_id), forms.OpinionForm())


def _page(request: StaffRequest, found: Opinion, form: forms.OpinionForm) -> HttpResponse:
    at = timezone.now()
    is_waiting = queries.is_waiting(found)
    context = {
        "opinion": found,
        "path": ancestors_of(found.place),
        "due": queries.due_sentence(found.due_at, at) if is_waiting else "",
        "due_at": moment_words(found.due_at, now=at) if is_waiting and found.due_at else "",
        "is_late": bool(is_waiting and found.due_at and found.due_at < at),
        "asked_of": queries.asked_of(found),
        "may_give": is_waiting and queries.may_give(found, request.scope),
        "form": form,
    }
    return render(request, "supervision/opinion.html", context)


@requires(*ALL_GIVERS)
@require_POST
def give(request: StaffRequest, opinion_id: int) -> HttpResponse:
    found = _opinion(request, opinion_id)
    form = forms.OpinionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        actions.give_opinion(
            opinion_id=found.pk,
            text=form.cleaned_data["text"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, _opinion(request, opinion_id), form)
    messages.success(request, _("Đã cho ý kiến; người hỏi được báo."))
    return redirect("supervision:opinion", found.pk)


@requires(*dict.fromkeys((*ASKERS, *ALL_GIVERS, Role.AUDITOR, Role.PROVINCE_VIEWER)))
def ask_opinion(request: StaffRequest, kind: str, pk: int, subjects: Subjects) -> HttpResponse:
    """What was said about one thing, and a form to ask or to say. ``subjects`` comes with the address:
    only above the rooms can what stands in each of them be found."""
    if kind not in subjects:
        raise Http404
    subject = subjects[kind](pk, request.scope)
    if subject is None:
        raise Http404
    form = forms.OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _said(request, subject, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            is_given = made.state == OpinionState.GIVEN
            messages.success(request, _("Đã ghi ý kiến.") if is_given else _("Đã xin ý kiến; nơi được hỏi được báo."))
            return redirect("supervision:opinion", made.pk)
    context = {
        "subject": subject,
        "rows": queries.opinions_about(kind, pk, request.scope)[:PAGE],
        "form": form,
        "may_ask": request.scope.holds(*ASKERS),
        "may_give": request.scope.holds(*ALL_GIVERS),
    }
    return render(request, "supervision/ask.html", context)


def _said(request: StaffRequest, subject: Subject, form: forms.OpinionForm) -> Opinion:
    text, at = form.cleaned_data["text"], timezone.now()
    if "give" in request.POST:
        return actions.volunteer_opinion(subject=subject, text=text, by=request.person, scope=request.scope, at=at)
    days = form.cleaned_data["working_days"] or WORKING_DAYS_FOR_AN_OPINION
    return actions.ask_opinion(
        subject=subject, question=text, working_days=days, by=request.person, scope=request.scope, at=at
    )
