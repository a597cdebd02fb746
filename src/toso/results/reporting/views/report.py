"""The page of one report: read it, write it, hand it on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.deadline_words import moment_words, remaining_words
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.reporting.actions import narrative
from toso.results.reporting.actions import reports as actions
from toso.results.reporting.models import Quote, Report, Section
from toso.results.reporting.queries.amendments import amendments_of
from toso.results.reporting.queries.cells import cell_rows
from toso.results.reporting.queries.deadlines import deadline_strip
from toso.results.reporting.queries.reports import (
    Gap,
    allowed_acts,
    gaps_of,
    is_top,
    open_difficulties,
    reports_below,
    sides_of,
    words_below,
)
from toso.results.reporting.rules.reports import OPEN, Act, ReportState, Side, punctuality
from toso.results.reporting.views.common import (
    READERS,
    RECEIVERS,
    STATE_TONES,
    WRITERS,
    edition_of,
    found_report,
    known_report,
    lineage,
    paper_check,
    period_switch,
)

Typed = dict[str, str]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as the page shows it: what was typed and not saved stands before what is saved."""

    section: Section
    number: int
    hint: str
    text: str
    error: str
    theirs: str
    words: list[Section]
    quotes: list[Quote]
    is_written: bool


# What the button promised is what is said to be done.
HANDED_IN = {
    Level.HAMLET: gettext_lazy("Đã gửi lên xã lúc %(moment)s."),
    Level.COMMUNE: gettext_lazy("Đã gửi lên tỉnh lúc %(moment)s."),
    Level.PROVINCE: gettext_lazy("Đã chốt báo cáo tỉnh lúc %(moment)s."),
}


@requires(*READERS)
def read(request: StaffRequest, report_id: int) -> HttpResponse:
    return _page(request, report_id)


def _page(
    request: StaffRequest,
    report_id: int,
    *,
    typed: Typed | None = None,
    errors: dict[str, narrative.WordsChanged | Refusal] | None = None,
) -> HttpResponse:
    at = timezone.now()
    report = found_report(request, report_id)
    acts = allowed_acts(report, request.scope)
    gaps = gaps_of(report)
    rows = cell_rows(report, at=at)
    below = reports_below(report)
    context: dict[str, Any] = {
        "report": report,
        "path": lineage(report.place),
        "bar_acts": _bar(report),
        "period_switch": _switch(request, report),
        "rows": rows,
        "below": below,
        "accepted_below": sum(part.is_accepted for part in below),
        "is_provisional": any(row.cell.provisional for row in rows),
        "has_late": any(row.cell.late for row in rows),
        "amended": amendments_of(report),
        "sections": _sections(report, Act.WRITE in acts, typed or {}, errors or {}),
        "difficulties": open_difficulties(report) if Act.WRITE in acts else [],
        "carried": [carried.difficulty for carried in report.carried.all()],
        "carried_ids": {carried.difficulty_id for carried in report.carried.all()},
        "state_tone": STATE_TONES[ReportState(report.state)],
        "returned_cells": sum(row.is_returned for row in rows),
        "is_top": is_top(report),
        "is_receiver": Side.RECEIVER in sides_of(report.place, request.scope),
        "errors": list((errors or {}).values()),
        "papers": list(report.papers.all()),
        "paper_check": paper_check(request, report),
        **_acts(acts),
        **_deadline(report, at),
        **_gap_counts(gaps, Act.SUBMIT in acts),
    }
    return render(request, "reporting/report.html", context, status=409 if errors else 200)


def _bar(report: Report) -> list[dict[str, Any]]:
    """The ways out of the report: the workbook, the form for Word, the form to sign."""
    kinds = (
        ("xlsx", _("Tải Excel"), "download"),
        ("docx", _("Bản Word"), "file-text"),
        ("pdf", _("Bản in"), "printer"),
    )
    return [
        {
            "address": reverse("reporting:print", args=[report.pk, kind]),
            "label": label,
            "icon": icon,
            "is_desk_only": True,
        }
        for kind, label, icon in kinds
    ]


def _acts(acts: frozenset[Act]) -> dict[str, bool]:
    return {f"may_{act}": act in acts for act in Act}


def _gap_counts(gaps: list[Gap], may_submit: bool) -> dict[str, Any]:
    return {
        "blocking": [gap for gap in gaps if gap.is_blocking],
        "soft": [gap for gap in gaps if not gap.is_blocking],
        "is_ready": may_submit and not any(gap.is_blocking for gap in gaps),
    }


def _deadline(report: Report, at: datetime) -> dict[str, Any]:
    calendar = vietnam_calendar()
    is_waiting = report.submitted_at is None
    return {
        "due_words": moment_words(report.due_at, now=at),
        "left_words": remaining_words(calendar, report.due_at, at),
        "is_waiting": is_waiting,
        "is_overdue": is_waiting and at > report.due_at,
        "strip": deadline_strip(report.due_at, at) if report.state in OPEN else [],
        "punctuality": punctuality(due_at=report.due_at, submitted_at=report.submitted_at, at=at),
    }


def _switch(request: StaffRequest, report: Report) -> dict[str, str]:
    """The arrows lead to the report of the same place in the neighbouring periods."""
    switch = period_switch(report.period, address=reverse("reporting:list"), place=report.place_id)
    around = (
        Report.objects.visible_to(request.scope)
        .current()
        .filter(place_id=report.place_id, subject=report.subject, period__calendar_id=report.period.calendar_id)
        .exclude(pk=report.pk)
    )
    before = around.filter(period__last_day__lt=report.period.first_day).order_by("-period__last_day").first()
    after = around.filter(period__first_day__gt=report.period.last_day).order_by("period__first_day").first()
    switch["previous"] = reverse("reporting:read", args=[before.pk]) if before else ""
    switch["next"] = reverse("reporting:read", args=[after.pk]) if after else ""
    return switch


def _sections(
    report: Report, may_write: bool, typed: Typed, errors: dict[str, narrative.WordsChanged | Refusal]
) -> list[SectionView]:
    hints = {outline["code"]: outline.get("hint", "") for outline in report.template.sections}
    words = words_below(report) if may_write and report.place.level != Level.HAMLET else {}
    found = []
    for section in report.sections.all():
        error = errors.get(section.code)
        quotes = list(section.quotes.all())
        quoted = {quote.source_id for quote in quotes}
        found.append(
            SectionView(
                section=section,
                number=section.order,
                hint=hints.get(section.code, ""),
                text=typed.get(section.code, section.text),
                error=str(error) if error else "",
                theirs=getattr(error, "theirs", ""),
                words=[source for source in words.get(section.code, []) if source.pk not in quoted],
                quotes=quotes,
                is_written=bool(section.text.strip() or quotes),
            )
        )
    return found


def _seen(request: StaffRequest, code: str) -> datetime | None:
    return parse_datetime(request.POST.get(f"seen-{code}", "") or "-")


def _keep_words(request: StaffRequest, report: Report) -> dict[str, narrative.WordsChanged | Refusal]:
    """Save every section that was posted, and the difficulties; what could not be saved is named by section."""
    at = timezone.now()
    errors: dict[str, narrative.WordsChanged | Refusal] = {}
    for section in report.sections.all():
        text = request.POST.get(f"text-{section.code}")
        if text is None:
            continue
        try:
            narrative.write_section(
                report_id=report.pk,
                code=section.code,
                text=text,
                seen_at=_seen(request, section.code),
                by=request.person,
                scope=request.scope,
                at=at,
            )
        except Refusal as refusal:
            errors[section.code] = refusal
    if "has_difficulties" in request.POST and not errors:
        narrative.carry_difficulties(
            report_id=report.pk,
            difficulty_ids=[row_number(pk) for pk in request.POST.getlist("difficulty")],
            by=request.person,
            scope=request.scope,
            at=at,
        )
    return errors


def _typed(request: StaffRequest) -> Typed:
    return {name.removeprefix("text-"): text for name, text in request.POST.dict().items() if name.startswith("text-")}


@requires(*WRITERS)
@require_POST
def save(request: StaffRequest, report_id: int) -> HttpResponse:
    report = known_report(request, report_id)
    if errors := _keep_words(request, report):
        return _page(request, report_id, typed=_typed(request), errors=errors)
    messages.success(request, _("Đã lưu nháp."))
    return redirect("reporting:read", report_id)


@requires(*WRITERS)
@require_POST
def section(request: StaffRequest, report_id: int, code: str) -> HttpResponse:
    """Save one section while it is being written; answers with the words beside it."""
    report = known_report(request, report_id)
    context: dict[str, Any] = {"code": code}
    try:
        context["section"] = narrative.write_section(
            report_id=report.pk,
            code=code,
            text=request.POST.get(f"text-{code}", ""),
            seen_at=_seen(request, code),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Section.DoesNotExist:
        return HttpResponse(status=404)
    except Refusal as refusal:
        context["refusal"] = refusal
    return render(request, "reporting/saved.html", context)


@requires(*WRITERS)
@require_POST
def quote(request: StaffRequest, report_id: int, source_id: int) -> HttpResponse:
    report = known_report(request, report_id)
    if errors := _keep_words(request, report):
        return _page(request, report_id, typed=_typed(request), errors=errors)
    try:
        made = narrative.quote_section(
            report_id=report_id, source_id=source_id, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Section.DoesNotExist:
        return HttpResponse(status=404)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:read", report_id)
    return redirect(f"{reverse('reporting:read', args=[report_id])}#section-{made.section.code}")


@requires(*WRITERS)
@require_POST
def drop_quote(request: StaffRequest, report_id: int, quote_id: int) -> HttpResponse:
    report = known_report(request, report_id)
    if errors := _keep_words(request, report):
        return _page(request, report_id, typed=_typed(request), errors=errors)
    try:
        narrative.drop_quote(
            report_id=report_id, quote_id=quote_id, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Quote.DoesNotExist:
        return HttpResponse(status=404)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("reporting:read", report_id)


@requires(*WRITERS)
@require_POST
def submit(request: StaffRequest, report_id: int) -> HttpResponse:
    """Keep the words first, then hand the report in: whatever the answer, nothing typed is lost."""
    report = known_report(request, report_id)
    if errors := _keep_words(request, report):
        return _page(request, report_id, typed=_typed(request), errors=errors)
    at = timezone.now()
    try:
        actions.submit_report(
            report_id=report_id, by=request.person, scope=request.scope, at=at, edition=edition_of(request)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = HANDED_IN[Level(report.place.level)]
        messages.success(request, words % {"moment": moment_words(at, now=at)})
    return redirect("reporting:read", report_id)


def _done(request: StaffRequest, report_id: int, act: Callable[[], Report], words: str) -> HttpResponse:
    """One act on a report, then its page; a refusal becomes a sentence."""
    known_report(request, report_id)
    try:
        report = act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:read", report_id)
    messages.success(request, words)
    return redirect("reporting:read", report.pk)


@requires(*WRITERS)
@require_POST
def refresh(request: StaffRequest, report_id: int) -> HttpResponse:
    return _done(
        request,
        report_id,
        lambda: actions.consolidate_report(
            report_id=report_id, by=request.person, scope=request.scope, at=timezone.now()
        ),
        _("Đã tính lại số liệu."),
    )


@requires(*RECEIVERS)
@require_POST
def accept(request: StaffRequest, report_id: int) -> HttpResponse:
    return _done(
        request,
        report_id,
        lambda: actions.accept_report(
            report_id=report_id,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
            edition=edition_of(request),
        ),
        _("Đã nhận báo cáo."),
    )


@requires(*RECEIVERS)
@require_POST
def return_whole(request: StaffRequest, report_id: int) -> HttpResponse:
    return _done(
        request,
        report_id,
        lambda: actions.return_report(
            report_id=report_id,
            reason=request.POST.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
            edition=edition_of(request),
        ),
        _("Đã trả lại báo cáo."),
    )


@requires(*RECEIVERS)
@require_POST
def lock(request: StaffRequest, report_id: int) -> HttpResponse:
    return _done(
        request,
        report_id,
        lambda: actions.lock_report(
            report_id=report_id,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
            edition=edition_of(request),
        ),
        _("Đã khoá báo cáo."),
    )


@requires(*WRITERS)
@require_POST
def amend(request: StaffRequest, report_id: int) -> HttpResponse:
    return _done(
        request,
        report_id,
        lambda: actions.amend_report(
            report_id=report_id,
            reason=request.POST.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        ),
        _("Đã mở bản điều chỉnh. Bản cũ vẫn có hiệu lực tới khi bản này được nhận."),
    )
