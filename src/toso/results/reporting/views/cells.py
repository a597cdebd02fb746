"""One cell: where the number comes from, and what may be done to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.rules import Reading
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import format_number
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.actions import cells as actions
from toso.results.reporting.forms import CellForm, ReturnCellForm
from toso.results.reporting.models import Cell
from toso.results.reporting.queries.cells import cell_rows, evidence_lines, part_rows
from toso.results.reporting.queries.evidence import evidence
from toso.results.reporting.queries.figures import figures
from toso.results.reporting.queries.own_late import all_late_items
from toso.results.reporting.queries.reports import allowed_acts
from toso.results.reporting.rules.reports import Act, official
from toso.results.reporting.views.common import READERS, RECEIVERS, WRITERS, found_report, known_cell, lineage

SHOWN = 50


@requires(*READERS)
def cell(request: StaffRequest, report_id: int, cell_id: int) -> HttpResponse:
    return _page(request, report_id, cell_id)


def _page(
    request: StaffRequest,
    report_id: int,
    cell_id: int,
    *,
    value_form: CellForm | None = None,
    return_form: forms.Form | None = None,
) -> HttpResponse:
    report = found_report(request, report_id)
    row = next((row for row in cell_rows(report, at=timezone.now()) if row.cell.pk == cell_id), None)
    if row is None:
        found = get_object_or_404(Cell, pk=cell_id, report=report)
        return redirect("reporting:cell", report.pk, found.pk)
    acts = allowed_acts(report, request.scope)
    span = (report.period.first_day, report.period.last_day)
    reading = Reading.THEN if request.GET.get("reading") == Reading.THEN else Reading.TODAY
    readings = {
        kind: figures([row.indicator], [report.place], *span, reading=kind)[row.indicator.pk, report.place_id]
        for kind in (Reading.TODAY, Reading.THEN)
    }
    parts, own = part_rows(report, row.cell)
    groups = [
        {"label": str(found.fact.label), "rows": lines[:SHOWN], "is_cut": len(lines) > SHOWN}
        for found in evidence(row.indicator, report.place, *span, reading=reading, scope=request.scope)
        for lines in [evidence_lines(found, most=SHOWN + 1)]
    ]
    edition = {"edition": report.edition}
    official_now = official(row.cell.numerator, row.cell.corrected_numerator)
    start = row.returned.proposed if row.returned and row.returned.proposed is not None else official_now
    shown_form = value_form or CellForm(initial={**edition, "value": "" if start is None else format_number(start)})
    context: dict[str, Any] = {
        "report": report,
        "path": lineage(report.place),
        "row": row,
        "groups": groups,
        "shown": SHOWN,
        "reading": reading,
        "today": readings[Reading.TODAY],
        "then": readings[Reading.THEN],
        "parts": parts,
        "own": own,
        "may_correct": Act.CORRECT in acts and not row.is_returned,
        "may_answer": Act.ANSWER in acts and row.is_returned,
        "may_return": Act.RETURN_CELL in acts and not row.is_returned,
        "value_form": shown_form.for_a_typed_figure() if row.is_typed else shown_form,
        "return_form": return_form or ReturnCellForm(initial=edition),
        "returns": list(row.cell.returns.all()),
        "late_items": [item for item in all_late_items(report) if item.indicator_id == row.indicator.pk][:SHOWN]
        if row.cell.late
        else [],
    }
    return render(request, "reporting/cell.html", context, status=422 if value_form or return_form else 200)


def _done(request: StaffRequest, report_id: int, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(f"{reverse('reporting:read', args=[report_id])}#figures")


@requires(*WRITERS)
@require_POST
def correct(request: StaffRequest, report_id: int, cell_id: int) -> HttpResponse:
    _report, cell = known_cell(request, report_id, cell_id)
    form = CellForm(request.POST)
    if not form.is_valid():
        return _page(request, report_id, cell_id, value_form=form)
    is_typed = cell.indicator.kind == IndicatorKind.TYPED
    return _done(
        request,
        report_id,
        lambda: actions.correct_cell(
            report_id=report_id,
            cell_id=cell_id,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        _("Đã lưu số.") if is_typed else _("Đã sửa số. Số hệ thống tính vẫn còn bên cạnh."),
    )


@requires(*WRITERS)
@require_POST
def drop(request: StaffRequest, report_id: int, cell_id: int) -> HttpResponse:
    known_cell(request, report_id, cell_id)
    return _done(
        request,
        report_id,
        lambda: actions.drop_correction(
            report_id=report_id, cell_id=cell_id, by=request.person, scope=request.scope, at=timezone.now()
        ),
        _("Đã lấy lại số hệ thống tính."),
    )


@requires(*RECEIVERS)
@require_POST
def return_one(request: StaffRequest, report_id: int, cell_id: int) -> HttpResponse:
    known_cell(request, report_id, cell_id)
    form = ReturnCellForm(request.POST)
    if not form.is_valid():
        return _page(request, report_id, cell_id, return_form=form)
    return _done(
        request,
        report_id,
        lambda: actions.return_cell(
            report_id=report_id,
            cell_id=cell_id,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        _("Đã trả lại ô này."),
    )


@requires(*WRITERS)
@require_POST
def answer(request: StaffRequest, report_id: int, cell_id: int) -> HttpResponse:
    known_cell(request, report_id, cell_id)
    form = CellForm(request.POST)
    if not form.is_valid():
        return _page(request, report_id, cell_id, value_form=form)
    return _done(
        request,
        report_id,
        lambda: actions.answer_cell(
            report_id=report_id,
            cell_id=cell_id,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        _("Đã trả lời ô này. Bấm gửi lại khi xong."),
    )
