"""An official's own month, phone first."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.people.queries import persons_visible
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import lines as actions
from toso.results.kpi.actions import people, scoring
from toso.results.kpi.forms.month import AdhocForm, CauseForm, DecideForm, ReasonForm, SelfScoreForm, UpdateForm
from toso.results.kpi.models import Line, Sheet
from toso.results.kpi.queries.access import SCORERS, STAFF, scorer_of
from toso.results.kpi.queries.criteria import criteria_in, results_in, rule_set_for
from toso.results.kpi.queries.evidence import proposals_for
from toso.results.kpi.queries.months import (
    lines_of,
    month_name_of,
    own_months,
    own_sheet,
    products_for,
)
from toso.results.kpi.queries.why import why
from toso.results.kpi.rules.states import EDITABLE
from toso.results.kpi.rules.terms import Origin
from toso.results.kpi.views.common import (
    TONES,
    deed,
    line_or_404,
    month_asked,
    month_switch,
    sheet_or_404,
    standing,
    tried,
)


@requires(*STAFF)
def mine(request: StaffRequest) -> HttpResponse:
    """My month: what is assigned, what is done, what other rooms already recorded, and where it stands."""
    who = standing(request)
    today = timezone.localdate()
    agency = next(iter(who.posts), None)
    month = month_asked(request, month_name_of(agency.agency_id, today) if agency else today.replace(day=1))
    sheet = own_sheet(who, month)
    context: dict[str, Any] = {
        "month": month,
        "sheet": sheet,
        "period_switch": month_switch(month, name="kpi:mine"),
        "months": own_months(who)[:12],
        "has_post": agency is not None,
        "is_scorer": who.is_scorer,
        "is_keeper": bool(who.personnel_of or who.leader_roots),
    }
    if sheet is not None:
        context |= _month(sheet, today)
    return render(request, "kpi/mine.html", context)


def _month(sheet: Sheet, today: date) -> dict[str, Any]:
    rows = lines_of(sheet)
    offered = proposals_for(sheet) if sheet.state in EDITABLE else []
    return {
        "rows": [_row(line, today) for line in rows],
        "offered": offered,
        "offered_count": sum(len(one.evidence) for one in offered),
        "why": why(sheet),
        "tone": TONES[sheet.state],
        "is_open": sheet.state in EDITABLE,
        "rules": rule_set_for(sheet),
    }


def _row(line: Line, today: date) -> dict[str, Any]:
    counted = line.done if line.accepted is None else line.accepted
    is_done = line.origin not in (Origin.ASSIGNED, Origin.HANDED_OVER) or counted >= line.assigned
    is_overdue = line.due_on is not None and line.due_on < today and not is_done
    tone, words = "work", _("Đang làm")
    if line.origin == Origin.HANDED_OVER:
        tone, words = "temp", _("Đã chuyển")
    elif line.accepted is not None:
        tone, words = "good", _("Đã nghiệm thu")
    elif is_overdue:
        tone, words = "bad", _("Quá hạn")
    elif is_done:
        tone, words = "wait", _("Chờ nghiệm thu")
    return {"line": line, "tone": tone, "words": words, "is_done": is_done}


@requires(*STAFF)
def adhoc(request: StaffRequest) -> HttpResponse:
    """Quick entry for work that nobody assigned."""
    who = standing(request)
    today = timezone.localdate()
    post = next(iter(who.posts), None)
    sheet = own_sheet(who, month_name_of(post.agency_id, today)) if post else None
    if sheet is None:
        messages.error(request, _("Tháng này chưa mở cho ông/bà. Hãy báo người phụ trách nhân sự."))
        return redirect("kpi:mine")
    products = products_for(sheet, today)
    form = AdhocForm(request.POST or None, products=products, initial={"on": today, "quantity": "1"})
    if request.method == "POST" and form.is_valid():
        try:
            line = actions.note_adhoc(
                sheet_id=sheet.pk,
                task=form.task(),
                on=form.cleaned_data["on"],
                note=form.cleaned_data["note"],
                **deed(request),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi việc phát sinh: %(name)s.") % {"name": line.name})
            return redirect("kpi:mine")
    return render(request, "kpi/adhoc.html", {"form": form, "sheet": sheet})


@requires(*SCORERS)
def line(request: StaffRequest, pk: int) -> HttpResponse:
    """One piece of work: how far it is, what shows it, and what can be asked for it."""
    return _line_page(request, line_or_404(request, pk))


def _line_page(
    request: StaffRequest,
    shown: Line,
    *,
    update_form: UpdateForm | None = None,
    cause_form: CauseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = shown.sheet
    today = timezone.localdate()
    is_own = sheet.person_id == request.person.pk
    is_open = sheet.state in EDITABLE
    is_scorer = is_open and not is_own and scorer_of(sheet, today) == request.person.pk
    counted = shown.done if shown.accepted is None else shown.accepted
    decide_form = DecideForm(
        initial={
            "accepted": f"{counted.normalize():f}".replace(".", ","),
            "quality_failures": shown.quality_failures,
            "late": shown.late,
            "coefficient": f"{shown.coefficient.normalize():f}".replace(".", ","),
        }
    )
    context = {
        "line": shown,
        "sheet": sheet,
        "updates": shown.updates.select_related("person").order_by("-on", "-pk"),
        "causes": shown.causes.select_related("decided_by").order_by("-pk"),
        "may_update": is_own and is_open and shown.origin != Origin.HANDED_OVER,
        "may_ask": is_own and is_open,
        "may_decide": is_scorer,
        "may_withdraw": is_open and (is_own if shown.origin == Origin.ADHOC else is_scorer and not shown.done),
        "may_hand_over": is_scorer and shown.origin == Origin.ASSIGNED and shown.assigned > shown.done,
        "others": _others(request, sheet) if is_scorer else [],
        "may_propose": is_open and shown.product_id is None,
        "update_form": update_form or UpdateForm(initial={"on": min(today, sheet.month.last_day)}),
        "cause_form": cause_form or CauseForm(),
        "decide_form": decide_form,
    }
    return render(request, "kpi/line.html", context, status=status)


def _others(request: StaffRequest, sheet: Sheet) -> list[Sheet]:
    rows = Sheet.objects.filter(month=sheet.month, body=sheet.body, state__in=EDITABLE).exclude(pk=sheet.pk)
    seen = persons_visible(request.scope)
    return list(rows.filter(person__in=seen).select_related("person").order_by("person__sort_key"))


@requires(*STAFF)
@require_POST
def update(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = line_or_404(request, pk), UpdateForm(request.POST)
    if form.is_valid():
        try:
            actions.update_line(line_id=shown.pk, **form.cleaned_data, **deed(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi kết quả: %(name)s.") % {"name": shown.name})
            return redirect(f"{reverse('kpi:mine')}?month={shown.sheet.on:%Y-%m}")
    return _line_page(request, shown, update_form=form)


@requires(*STAFF)
@require_POST
def ask_cause(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = line_or_404(request, pk), CauseForm(request.POST)
    if form.is_valid():
        try:
            scoring.ask_cause(
                line_id=shown.pk, kind=form.cause_kind(), reason=form.cleaned_data["reason"], **deed(request)
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã gửi đề nghị xác nhận nguyên nhân khách quan."))
            return redirect("kpi:line", shown.pk)
    return _line_page(request, shown, cause_form=form)


@requires(*STAFF)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    shown = line_or_404(request, pk)
    return tried(
        request,
        lambda: actions.withdraw_line(line_id=shown.pk, **deed(request)),
        said=_("Đã rút việc: %(name)s.") % {"name": shown.name},
        back=reverse("kpi:mine") if shown.sheet.person_id == request.person.pk else reverse("kpi:day"),
    )


@requires(*STAFF)
@require_POST
def take_evidence(request: StaffRequest, pk: int) -> HttpResponse:
    """Take over what other rooms recorded, with one touch."""
    sheet = sheet_or_404(request, pk)
    try:
        count = actions.take_evidence(sheet_id=sheet.pk, **deed(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("Đã nhận %(count)s bản ghi làm kết quả.", "Đã nhận %(count)s bản ghi làm kết quả.", count)
        messages.success(request, said % {"count": count})
    return redirect(f"{reverse('kpi:mine')}?month={sheet.on:%Y-%m}")


@requires(*STAFF)
def self_score(request: StaffRequest, pk: int) -> HttpResponse:
    """Mẫu số 01, part I: the general criteria, scored by oneself; nothing is rounded."""
    sheet = sheet_or_404(request, pk)
    rules = rule_set_for(sheet)
    form = SelfScoreForm(
        request.POST or None,
        criteria=criteria_in(rules),
        points=sheet.general_self,
        results=results_in(rules),
        result_points=sheet.results_self,
        initial={"strengths": sheet.strengths, "weaknesses": sheet.weaknesses},
    )
    if request.method == "POST" and form.is_valid():
        try:
            scoring.self_score(
                sheet_id=sheet.pk,
                points=form.points(),
                results=form.result_values(),
                strengths=form.cleaned_data["strengths"],
                weaknesses=form.cleaned_data["weaknesses"],
                **deed(request),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã tự chấm và gửi người chấm xác nhận."))
            return redirect(f"{reverse('kpi:mine')}?month={sheet.on:%Y-%m}")
    return render(request, "kpi/self_score.html", {"form": form, "sheet": sheet, "rules": rules})


@requires(*STAFF)
@require_POST
def wrong_manager(request: StaffRequest, pk: int) -> HttpResponse:
    """ "Sai người quản lý"."""
    sheet, form = sheet_or_404(request, pk), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return tried(
        request,
        lambda: people.report_wrong_manager(sheet_id=sheet.pk, reason=reason, **deed(request)),
        said=_("Đã báo người phụ trách nhân sự. Khi có người chấm tạm thời, ông/bà sẽ thấy ở đây."),
        back=reverse("kpi:why", args=[sheet.pk]),
    )
