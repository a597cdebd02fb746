from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import PAPERS
from toso.ground.people.rules import Role
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import format_number
from toso.plan.programme import rules
from toso.plan.programme.actions import plans as actions
from toso.plan.programme.exports import plan_document
from toso.plan.programme.forms import IssueForm
from toso.plan.programme.forms.year import FactorForm, NewPlanForm, PartInput, read_part
from toso.plan.programme.models import DENOMINATOR_CODES, Plan, PlanFactor, TaskType
from toso.plan.programme.queries import places_of, units_below
from toso.plan.programme.queries import plans as queries
from toso.plan.programme.rules.plans import MONTHS
from toso.plan.programme.views import ABOVE_TEAMS, page_of, refused

DRAFTERS = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
ISSUERS = (Role.COMMUNE_LEADER,)


@requires(*ABOVE_TEAMS)
def plans(request: StaffRequest) -> HttpResponse:
    """The plans of the communes in the scope, the latest first."""
    places = places_of(request.scope, rules.drafters(Level.COMMUNE), (Level.COMMUNE,))
    context = {"page": page_of(request, queries.plans_of(request.scope)), "may_draft": bool(places)}
    return render(request, "programme/plans.html", context)


@requires(*DRAFTERS)
def new_plan(request: StaffRequest) -> HttpResponse:
    """Open a draft."""
    places = places_of(request.scope, rules.drafters(Level.COMMUNE), (Level.COMMUNE,))
    form = NewPlanForm(
        request.POST or None, places=places, initial={"year": timezone.localdate().year, "first_month": 1}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_plan(**form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now())
            return redirect("programme:plan", made.pk)
        except Refusal as refusal:
            refused(form, refusal)
    return render(request, "programme/new_plan.html", {"form": form})


def _plan(request: StaffRequest, plan_id: int) -> Plan:
    return get_object_or_404(queries.plans_of(request.scope), pk=plan_id)


@requires(*ABOVE_TEAMS)
def plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    """One plan: its works, each against its target."""
    return _page(request, _plan(request, plan_id))


def _page(request: StaffRequest, shown: Plan, form: Any = None) -> HttpResponse:
    parts = queries.parts_of(shown)
    is_draft = shown.issued_at is None
    inside = {part.task.pk for part in parts if part.task is not None}
    context = {
        "plan": shown,
        "path": ancestors_of(shown.place),
        "parts": parts,
        "kept": queries.targets_not_shared(shown),
        "wrong": queries.unbalanced(parts),
        "factors": [
            (row, queries.factor_words(row.kind, row.factor, row.reason, row.months))
            for row in queries.factor_rows(shown.place, on=timezone.localdate())
        ],
        "may_edit": is_draft and request.scope.holds(*DRAFTERS, at_place=shown.place.path),
        "may_issue": is_draft and request.scope.holds(*ISSUERS, at_place=shown.place.path),
        "may_adjust": not is_draft
        and shown.replaced_at is None
        and request.scope.holds(*DRAFTERS, at_place=shown.place.path),
        "tasks": TaskType.objects.filter(valid_until__isnull=True).exclude(pk__in=inside).order_by("order"),
        "weights": DENOMINATOR_CODES.items(),
        "form": form or IssueForm(),
    }
    return render(request, "programme/plan.html", context)


@requires(*ABOVE_TEAMS)
def part(request: StaffRequest, plan_id: int, key: str) -> HttpResponse:
    """One work of a plan: hamlets down, months across; saved as a whole or not at all."""
    shown = _plan(request, plan_id)
    found = queries.part_named(shown, key)
    if found is None:
        raise Http404
    may_edit = shown.issued_at is None and request.scope.holds(*DRAFTERS, at_place=shown.place.path)
    typed: PartInput | None = None
    if request.method == "POST" and may_edit:
        typed = read_part(request.POST, [hamlet.pk for hamlet in units_below(shown.place)])
        if typed.faults:
            messages.error(request, _("Có ô không phải là số. Chưa lưu ô nào."))
        else:
            try:
                actions.set_part(
                    plan_id=shown.pk,
                    key=key,
                    cells=typed.values,
                    people=typed.people,
                    reason=request.POST.get("reason", ""),
                    by=request.person,
                    scope=request.scope,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã lưu."))
                return redirect("programme:plan_part", shown.pk, key)
            except Refusal as refusal:
                messages.error(request, str(refusal))
    return _grid(request, shown, found, may_edit=may_edit, typed=typed)


def _grid(
    request: StaffRequest, shown: Plan, found: queries.Part, *, may_edit: bool, typed: PartInput | None
) -> HttpResponse:
    hamlets = units_below(shown.place)
    lines = queries.lines_of_part(shown, found)
    people = queries.team_people(hamlets, on=timezone.localdate()) if may_edit else {}
    told, reasons = queries.why(shown, found, hamlets)
    rows = []
    for hamlet in hamlets:
        cells = [_cell(hamlet.pk, month, lines, typed) for month in MONTHS]
        of_hamlet = [line for (place, _month), line in lines.items() if place == hamlet.pk]
        rows.append(
            {
                "hamlet": hamlet,
                "cells": cells,
                "total": sum(line.quantity for line in of_hamlet),
                "people": people.get(hamlet.pk, []),
                "responsible": of_hamlet[0].responsible if of_hamlet else None,
            }
        )
    context = {
        "plan": shown,
        "part": found,
        "path": ancestors_of(shown.place),
        "months": MONTHS,
        "rows": rows,
        "totals": [sum(line.quantity for (_place, m), line in lines.items() if m == month) for month in MONTHS],
        "may_edit": may_edit,
        "told": {name: format_number(Decimal(told[name])) for name in ("target", "done") if name in told},
        "is_by_targets": told.get("by") == "targets",
        "weight": DENOMINATOR_CODES.get(shown.explanation.get("weight", ""), ""),
        "why": reasons,
        "reason": request.POST.get("reason", found.balance.reason),
    }
    return render(request, "programme/plan_part.html", context)


def _cell(place: int, month: int, lines: Any, typed: PartInput | None) -> dict[str, Any]:
    line = lines.get((place, month))
    text = format_number(line.quantity) if line else ""
    return {
        "name": f"q-{place}-{month}",
        "month": month,
        "value": line.quantity if line else None,
        "text": text if typed is None else typed.typed.get((place, month), text),
        "fault": "" if typed is None else typed.faults.get((place, month), ""),
    }


@requires(*ISSUERS)
@require_POST
def issue_plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Approve, number and date."""
    shown = _plan(request, plan_id)
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            actions.issue_plan(
                plan_id=shown.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
            messages.success(request, _("Đã ban hành kế hoạch. Các tổ thấy việc của mình ở “Việc của tôi”."))
            return redirect("programme:plan", shown.pk)
        except Refusal as refusal:
            refused(form, refusal)
    return _page(request, shown, form)


@requires(*ABOVE_TEAMS)
def print_plan(request: StaffRequest, plan_id: int, kind: str) -> HttpResponse:
    """The plan as the paper that is signed."""
    shown = _plan(request, plan_id)
    if kind not in PAPERS:
        raise Http404
    document = plan_document(shown, address=request.build_absolute_uri(reverse("programme:plan", args=[shown.pk])))
    return download(PAPERS[kind](document), f"ke-hoach-{shown.year}-{shown.pk}.{kind}")


@requires(*ABOVE_TEAMS)
def factors(request: StaffRequest) -> HttpResponse:
    """What makes more or less work fit at a commune or hamlet; enter a new one."""
    places = places_of(request.scope, rules.drafters(Level.COMMUNE), (Level.COMMUNE, Level.HAMLET))
    form = FactorForm(request.POST or None, places=places, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and places and form.is_valid():
        try:
            actions.record_factor(**form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now())
            messages.success(request, _("Đã ghi yếu tố. Lần chia sau sẽ tính tới."))
            return redirect("programme:factors")
        except Refusal as refusal:
            refused(form, refusal)
    rows: Any = PlanFactor.objects.visible_to(request.scope).filter(valid_until__isnull=True).select_related("place")
    page = page_of(request, rows.order_by("place__path", "kind", "pk"))
    context = {
        "page": page,
        "rows": [(row, queries.factor_words(row.kind, row.factor, row.reason, row.months)) for row in page],
        "form": form if places else None,
        "can_end": {place.pk for place in places},
    }
    return render(request, "programme/factors.html", context)


@requires(*DRAFTERS)
@require_POST
def end_factor(request: StaffRequest, factor_id: int) -> HttpResponse:
    """From today on it no longer holds."""
    get_object_or_404(PlanFactor.objects.visible_to(request.scope), pk=factor_id)
    try:
        actions.end_factor(
            factor_id=factor_id, on=timezone.localdate(), by=request.person, scope=request.scope, at=timezone.now()
        )
        messages.success(request, _("Từ hôm nay không tính yếu tố này nữa."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programme:factors")
