from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import TEAM_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold
from toso.plan.programme import forms, queries, rules
from toso.plan.programme.actions import denominators as denominator_actions
from toso.plan.programme.actions import targets as target_actions
from toso.plan.programme.models import (
    DENOMINATOR_CODES,
    FACT_WORDS,
    Basis,
    Denominator,
    Exclusion,
    Indicator,
    IndicatorTerm,
    LegalDocument,
    Platform,
    Target,
    TargetDecision,
    TaskType,
)
from toso.plan.programme.queries.proposals import grantable
from toso.plan.programme.rules import IndicatorKind, TermPart

ABOVE_TEAMS = tuple(role for role in Role if role not in TEAM_ROLES)
DRAFTERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
PAGE = 100
DENOMINATORS = 20  # a row is a small card on a phone
ISSUERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER)


def refused(form: Any, refusal: Refusal) -> None:
    """Put the sentence beside its field, or at the top of the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@requires()
def indicators(request: StaffRequest) -> HttpResponse:
    """What is measured, on which basis: today's set and the one of Plan 6863."""
    today = timezone.localdate()
    rows = Indicator.objects.select_related("basis").order_by("order")
    return render(
        request,
        "programme/indicators.html",
        {
            "sets": [
                (_("Đang áp dụng"), [row for row in rows if not row.valid_until or row.valid_until > today]),
                (_("Kế hoạch 6863, đã qua"), [row for row in rows if row.valid_until and row.valid_until <= today]),
            ],
        },
    )


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page of a list that the address asks for."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


@requires()
def indicator(request: StaffRequest, code: str) -> HttpResponse:
    """One indicator: basis, how it is counted, targets by year, units left out."""
    shown = get_object_or_404(Indicator.objects.select_related("basis"), code=code)
    targets = Target.objects.visible_to(request.scope).filter(indicator=shown, replaced_at__isnull=True)
    exclusions = Exclusion.objects.visible_to(request.scope).filter(indicator=shown, valid_until__isnull=True)
    tasks = dict(TaskType.objects.values_list("code", "short_name"))
    return render(
        request,
        "programme/indicator.html",
        {
            "indicator": shown,
            "terms": [
                (term.part == TermPart.DENOMINATOR, words_of_term(term, tasks)) for term in shown.terms.order_by("pk")
            ],
            "is_typed": shown.kind == IndicatorKind.TYPED,
            "page": page_of(request, targets.select_related("place", "decision").order_by("-year", "place__path")),
            "exclusions": exclusions.select_related("place"),
        },
    )


def words_of_term(term: IndicatorTerm, tasks: Mapping[str, str]) -> str:
    """How a fact is counted, in words, with what narrows it."""
    words = str(FACT_WORDS.get(term.fact, term.fact))
    if names := [tasks.get(code, code) for code in term.parameters.get("tasks", [])]:
        words = _("%(words)s, việc: %(tasks)s") % {"words": words, "tasks": ", ".join(names)}
    if times := term.parameters.get("times"):
        words = _("%(words)s, mỗi thôn %(times)s lần") % {"words": words, "times": times}
    if named := [*term.parameters.get("platforms", ()), *term.parameters.get("documents", ())]:
        words = f"{words}: {', '.join(_named(named))}"
    if code := term.parameters.get("code"):
        words = f"{words} ({DENOMINATOR_CODES.get(code, code)})"
    return words


def _named(codes: Sequence[str]) -> list[str]:
    """Platforms and documents as people call them."""
    platforms = dict(Platform.objects.filter(code__in=codes).values_list("code", "name"))
    documents = {row.code: str(row) for row in LegalDocument.objects.filter(code__in=codes)}
    return [platforms.get(code) or documents.get(code, code) for code in codes]


@requires()
def tasks(request: StaffRequest) -> HttpResponse:
    """The task catalogue with the article behind each."""
    return render(
        request, "programme/tasks.html", {"tasks": TaskType.objects.select_related("basis").order_by("order")}
    )


@requires()
def history(request: StaffRequest) -> HttpResponse:
    """The targets of Plan 6863 for 2022 and 2025."""
    rows = [(indicator, targets.get(2022), targets.get(2025)) for indicator, targets in queries.history_of_plan()]
    plan = LegalDocument.objects.filter(code="KH-6863").first()
    due = Basis.objects.filter(code="programme.first_targets", document=plan).first()
    return render(request, "programme/history.html", {"rows": rows, "plan": plan, "due": due})


@requires()
def place_targets(request: StaffRequest, place_id: int) -> HttpResponse:
    """What a place must reach in a year, each figure with its decision."""
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    year = _year(request)
    rows = Target.objects.filter(place=place, year=year, replaced_at__isnull=True)
    context = {
        "place": place,
        "path": ancestors_of(place),
        "year": year,
        "targets": rows.select_related("indicator__basis", "decision__place").order_by("indicator__order"),
        "former": Target.objects.filter(place=place, year=year, replaced_at__isnull=False)
        .select_related("indicator", "decision")
        .order_by("indicator__order", "-replaced_at"),
    }
    return render(request, "programme/place.html", context)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and len(text) == 4 else timezone.localdate().year


@requires(*ABOVE_TEAMS)
def decisions(request: StaffRequest) -> HttpResponse:
    """The decisions that assign targets, the latest first."""
    rows = TargetDecision.objects.visible_to(request.scope).select_related("place", "basis")
    context = {
        "page": page_of(request, rows.order_by("-year", "-pk")),
        "may_draft": bool(queries.drafting_places(request.scope)),
    }
    return render(request, "programme/decisions.html", context)


@requires(*DRAFTERS)
def new_decision(request: StaffRequest) -> HttpResponse:
    """Open a draft."""
    places = queries.drafting_places(request.scope)
    form = forms.NewDecisionForm(request.POST or None, places=places, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        try:
            made = target_actions.draft_target_decision(
                **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
            return redirect("programme:decision", made.pk)
        except Refusal as refusal:
            refused(form, refusal)
    return render(request, "programme/new_decision.html", {"form": form})


def _decision(request: StaffRequest, decision_id: int) -> TargetDecision:
    visible = TargetDecision.objects.visible_to(request.scope).select_related("place", "basis")
    found: TargetDecision = get_object_or_404(visible, pk=decision_id)
    return found


@requires(*ABOVE_TEAMS)
def decision(request: StaffRequest, decision_id: int) -> HttpResponse:
    """One decision as a grid: units down, indicators across, whole and difference above."""
    return _grid(request, _decision(request, decision_id))


def _grid(
    request: StaffRequest, shown: TargetDecision, typed: forms.GridInput | None = None, form: Any = None
) -> HttpResponse:
    units = queries.units_below(shown.place)
    lines = queries.lines_of(shown, units)
    if shown.issued_at:
        lines = [line for line in lines if not line.is_empty]
        units = [unit for unit in units if any(unit.pk in line.typed for line in lines)]
    may_edit = not shown.issued_at and _holds(request, rules.drafters(shown.place.level), shown.place)
    context = {
        "decision": shown,
        "path": ancestors_of(shown.place),
        "lines": lines,
        "rows": [(unit, [_cell(line, unit.pk, typed) for line in lines]) for unit in units],
        "wholes": [_cell(line, shown.place_id, typed) for line in lines],
        "wrong": queries.unreconciled(lines),
        "may_edit": may_edit,
        "may_issue": not shown.issued_at and _holds(request, rules.issuers(shown.place.level), shown.place),
        "notes": typed.notes if typed else [],
        "is_preview": typed is not None,
        "form": form or forms.IssueForm(),
        "weights": DENOMINATOR_CODES.items(),
        "grantable": grantable(shown).count() if may_edit and request.scope.holds(Role.PROVINCE_OFFICER) else 0,
    }
    return render(request, "programme/decision.html", context)


def _cell(line: queries.Line, place_id: int, typed: forms.GridInput | None) -> dict[str, Any]:
    """A cell of the grid: what stands there, what was just typed, and what is wrong with it."""
    key = (line.indicator.pk, place_id)
    value = line.typed.get(place_id)
    shown = None if typed is None else typed.typed.get(key)
    return {
        "name": f"v-{line.indicator.pk}-{place_id}",
        "indicator": line.indicator,
        "value": value,
        "in_force": line.parts.get(place_id) if value is None else None,
        "given": line.whole_target,
        "is_new": shown is not None,
        "text": shown,
        "fault": "" if typed is None else typed.faults.get(key, ""),
    }


def _holds(request: StaffRequest, roles: tuple[Role, ...], place: Place) -> bool:
    return any(grant.role in roles and grant.place == place.path for grant in request.scope.grants)


@requires(*DRAFTERS)
@require_POST
def set_targets(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Save the grid of a draft. A cell that is no number sends the whole grid back as it was typed."""
    shown = _decision(request, decision_id)
    units = queries.units_below(shown.place)
    listed = [line.indicator for line in queries.lines_of(shown, units)]
    grid = forms.read_grid(request.POST, listed, [shown.place_id, *(unit.pk for unit in units)])
    if grid.faults:
        messages.error(request, _("Có ô không phải là số. Chưa lưu ô nào."))
        return _grid(request, shown, grid)
    try:
        target_actions.set_targets(
            decision_id=shown.pk,
            values=grid.values,
            reasons=grid.reasons,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _grid(request, shown, grid)
    undo = f"undo:{reverse('programme:undo_targets', args=[shown.pk])}"
    messages.success(request, _("Đã lưu dự thảo."), extra_tags=undo)
    return redirect("programme:decision", shown.pk)


@requires(*DRAFTERS)
@require_POST
def undo_targets(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Take back the last saving of the grid."""
    shown = _decision(request, decision_id)
    try:
        target_actions.undo_set_targets(decision_id=shown.pk, by=request.person, scope=request.scope, at=timezone.now())
        messages.success(request, _("Đã trả bảng về như trước khi lưu."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programme:decision", shown.pk)


@requires(*DRAFTERS)
@require_POST
def paste_targets(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Show a block from Excel in the grid, not yet saved."""
    shown = _decision(request, decision_id)
    units = queries.units_below(shown.place)
    listed = [line.indicator for line in queries.lines_of(shown, units)]
    grid = forms.read_block(request.POST.get("block", "")[:200_000], listed, [shown.place, *units])
    if not grid.typed and not grid.notes:
        messages.error(request, _("Khối dán vào chưa có số nào."))
    return _grid(request, shown, grid)


@requires(*DRAFTERS)
@require_POST
def propose_parts(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Share the wholes out, evenly or by a denominator."""
    shown = _decision(request, decision_id)
    lines = queries.lines_of(shown, queries.units_below(shown.place))
    try:
        target_actions.propose_parts(
            decision_id=shown.pk,
            indicator_ids=[line.indicator.pk for line in lines],
            weight=request.POST.get("weight", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
        messages.success(request, _("Đã chia. Hãy xem lại rồi ban hành."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programme:decision", shown.pk)


@requires(*ISSUERS)
@require_POST
def issue_decision(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Number, date and issue."""
    shown = _decision(request, decision_id)
    form = forms.IssueForm(request.POST)
    if form.is_valid():
        try:
            target_actions.issue_target_decision(
                decision_id=shown.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
            messages.success(request, _("Đã ban hành quyết định."))
            return redirect("programme:decision", shown.pk)
        except Refusal as refusal:
            refused(form, refusal)
    return _grid(request, _decision(request, decision_id), form=form)


@requires()
def denominators(request: StaffRequest) -> HttpResponse:
    """How many there are of something, with the source; enter a new figure."""
    places = queries.places_with_denominators(request.scope)
    form = forms.DenominatorForm(
        request.POST or None, places=places, initial={"as_of": timezone.localdate(), "place": request.GET.get("place")}
    )
    if request.method == "POST" and places and form.is_valid():
        try:
            denominator_actions.record_denominator(
                **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
            messages.success(request, _("Đã lưu mẫu số của %(place)s.") % {"place": form.cleaned_data["place"]})
            return redirect("programme:denominators")
        except Refusal as refusal:
            refused(form, refusal)
    rows = Denominator.objects.visible_to(request.scope).filter(superseded_at__isnull=True)
    text, code = request.GET.get("q", "").strip()[:100], request.GET.get("code", "")
    if text:
        words = Q(place__search__contains=fold(text)) | Q(place__parent__search__contains=fold(text))
        rows = rows.filter(words)
    if code in DENOMINATOR_CODES:
        rows = rows.filter(code=code)
    rows = rows.select_related("place__parent").order_by(
        "place__parent__sort_key", "place__sort_key", "code", "-as_of", "pk"
    )
    context = {
        "form": form,
        "may_enter": bool(places),
        "page": Paginator(rows, DENOMINATORS).get_page(request.GET.get("page")),
        "text": text,
        "code": code,
        "labels": DENOMINATOR_CODES,
    }
    return render(request, "programme/denominators.html", context)


@requires()
def exclusions(request: StaffRequest) -> HttpResponse:
    """Units left out of a denominator, each with its reason."""
    places = queries.places_of(request.scope, (Role.PROVINCE_OFFICER,), (Level.COMMUNE,))
    form = forms.ExclusionForm(
        request.POST or None,
        places=places,
        indicators=queries.indicators_on(timezone.localdate()),
        initial={"valid_from": timezone.localdate()},
    )
    if request.method == "POST" and places and form.is_valid():
        try:
            denominator_actions.exclude_place(
                **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
            messages.success(request, _("%(place)s không tính vào mẫu số nữa.") % {"place": form.cleaned_data["place"]})
            return redirect("programme:exclusions")
        except Refusal as refusal:
            refused(form, refusal)
    rows = Exclusion.objects.visible_to(request.scope).select_related("place", "indicator", "decided_by")
    context = {"form": form, "may_enter": bool(places), "page": page_of(request, rows.order_by("-valid_from", "pk"))}
    return render(request, "programme/exclusions.html", context)


@requires(Role.PROVINCE_OFFICER)
@require_POST
def end_exclusion(request: StaffRequest, exclusion_id: int) -> HttpResponse:
    """Count a unit again from today."""
    kept = get_object_or_404(Exclusion.objects.visible_to(request.scope), pk=exclusion_id)
    try:
        denominator_actions.end_exclusion(
            exclusion_id=kept.pk, on=timezone.localdate(), by=request.person, scope=request.scope, at=timezone.now()
        )
        messages.success(request, _("%(place)s được tính lại từ hôm nay.") % {"place": kept.place})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programme:exclusions")
