"""Around the report: its history, its papers, deadlines, the outline, the commune's word to its teams."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.models import LEVELS, Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.plan.programme.models import IndicatorTerm
from toso.results.reporting import exports
from toso.results.reporting.actions import narrative, papers
from toso.results.reporting.forms import FeedbackForm, PaperForm, ReceiptForm
from toso.results.reporting.models import Paper, Period, Report, Template
from toso.results.reporting.queries.deadlines import carrier_of, deadlines_of
from toso.results.reporting.queries.reports import (
    allowed_acts,
    feedback_rows,
    indicators_of,
    latest_reported_period,
    versions_of,
)
from toso.results.reporting.rules.reports import HANDED_IN, Act, reminder_days
from toso.results.reporting.sources import SOURCES
from toso.results.reporting.views.common import (
    FEEDBACK_ROLES,
    READERS,
    WRITERS,
    asked_period,
    found_report,
    lineage,
    period_switch,
)

KINDS = ("docx", "pdf", "xlsx")


@requires(*READERS)
def history(request: StaffRequest, report_id: int) -> HttpResponse:
    return history_page(request, found_report(request, report_id))


def history_page(request: StaffRequest, report: Report, *, receipt_form: ReceiptForm | None = None) -> HttpResponse:
    """The page of a report's steps, papers and receipts; with a receipt that was refused, as it was typed."""
    context = {
        "report": report,
        "path": lineage(report.place),
        "events": list(report.events.all()),
        "versions": versions_of(report),
        "papers": list(report.papers.all()),
        "may_attach": Act.ATTACH in allowed_acts(report, request.scope),
        "paper_form": PaperForm(),
        "receipt_form": receipt_form or ReceiptForm(initial={"received_on": timezone.localdate()}),
        "receipts": list(report.receipts.order_by("pk")),
        "may_fill": Act.CORRECT in allowed_acts(report, request.scope),
        "is_handed_in": report.state in HANDED_IN,
    }
    return render(request, "reporting/history.html", context, status=422 if receipt_form else 200)


@requires(*READERS)
def printed(request: StaffRequest, report_id: int, kind: str) -> HttpResponse:
    """The report as a file. The PDF of a report that was handed in is kept: that one is signed."""
    if kind not in KINDS:
        raise Http404
    report = found_report(request, report_id)
    at = timezone.now()
    address = request.build_absolute_uri(reverse("reporting:read", args=[report.pk]))
    try:
        content = _file(report, kind, address=address)
    except Refusal as refusal:  # a character that no font shows
        messages.error(request, str(refusal))
        return redirect("reporting:read", report.pk)
    if kind == "pdf":
        papers.keep_paper(report=report, content=content, by=request.person, at=at)
    name = slugify(fold(f"bao cao {report.period.code} {report.place}"))
    response = download(content, f"{name}.{kind}")
    response["X-Content-Digest"] = hashlib.sha256(content).hexdigest()
    return response


def _file(report: Report, kind: str, *, address: str) -> bytes:
    if kind == "pdf":
        return exports.pdf(report, address=address)
    return exports.docx(report, address=address) if kind == "docx" else exports.xlsx(report)


@requires(*READERS)
def paper(request: StaffRequest, paper_id: int) -> HttpResponse:
    """A kept paper, to those who may see its report."""
    reports = Report.objects.visible_to(request.scope)
    found = get_object_or_404(Paper.objects.filter(report__in=reports), pk=paper_id)
    with found.file.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != found.digest:
        messages.error(request, _("Tệp đang giữ không còn đúng mã kiểm tra lúc nhận. Hãy báo người quản trị."))
        return redirect("reporting:history", found.report_id)
    return download(content, PurePath(str(found.file)).name)


@requires(*WRITERS)
@require_POST
def attach(request: StaffRequest, report_id: int) -> HttpResponse:
    report = found_report(request, report_id)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["file"][0]))
        return redirect("reporting:history", report.pk)
    try:
        papers.attach_signed_paper(
            report_id=report.pk,
            content=form.cleaned_data["file"].read(papers.LARGEST + 1),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã nhận bản đã ký và ghi mã kiểm tra."))
    return redirect("reporting:history", report.pk)


@requires()
def deadlines(request: StaffRequest) -> HttpResponse:
    """When each level must report, with the working days that move it."""
    at = timezone.now()
    period = asked_period(request, latest_reported_period(at=at))
    calendar = vietnam_calendar()
    on = max(period.last_day, timezone.localdate(at))
    own = Place.objects.filter(path__in=request.scope.place_roots, level__in=[Level.COMMUNE, Level.HAMLET]).first()
    rows = [
        {
            "name": LEVELS[Level(level)],
            "deadline": deadline,
            "carrier": carrier_of(deadline.rule, on=on, place=own),
            "reminders": sorted(
                reminder_days(due=deadline.at.astimezone(VIETNAM).date(), is_working=calendar.is_working_day).values()
            ),
        }
        for level, deadline in deadlines_of(period, (Level.HAMLET, Level.COMMUNE, Level.PROVINCE))
    ]
    context: dict[str, Any] = {
        "path": [],
        "period": period,
        "rows": rows,
        "period_switch": period_switch(period, address=reverse("reporting:deadlines")),
        "periods": Period.objects.filter(calendar_id=period.calendar_id, kind=period.kind, year=period.year).order_by(
            "first_day"
        ),
        "templates": Template.objects.filter(valid_until__isnull=True).order_by("pk"),
    }
    return render(request, "reporting/deadlines.html", context)


def _term_words(term: IndicatorTerm) -> str:
    """The fact a term counts, with what narrows it."""
    fact = SOURCES.get(term.fact)
    label = str(fact.label) if fact else term.fact
    narrowed = ", ".join(
        " + ".join(map(str, value)) if isinstance(value, list) else str(value) for value in term.parameters.values()
    )
    return f"{label} ({narrowed})" if narrowed else label


@requires()
def template(request: StaffRequest, template_id: int) -> HttpResponse:
    """What a report of this outline holds, and where each number comes from."""
    found = get_object_or_404(Template.objects.select_related("basis"), pk=template_id)
    lines = [
        {"indicator": indicator, "terms": [_term_words(term) for term in indicator.terms.all()]}
        for indicator in indicators_of(found)
    ]
    context = {
        "template": found,
        "lines": lines,
        "versions": Template.objects.filter(code=found.code).order_by("-version"),
        "may_revise": found.valid_until is None and request.scope.holds(Role.PROVINCE_OFFICER),
    }
    return render(request, "reporting/template.html", context)


@requires(*FEEDBACK_ROLES)
def feedback(request: StaffRequest) -> HttpResponse:
    return _feedback(request)


def _feedback(request: StaffRequest, *, bad: tuple[int, FeedbackForm] | None = None) -> HttpResponse:
    """The commune's word to each team on its month (Plan 6863/KH-UBND, V.7)."""
    at = timezone.now()
    period = asked_period(request, latest_reported_period(at=at))
    rows = feedback_rows(request.scope, period)
    may_send = request.scope.holds(Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
    if not may_send:
        for row in rows:
            if row.feedback and row.feedback.sent_at and not row.feedback.read_at:
                narrative.read_feedback(feedback_id=row.feedback.pk, by=request.person, scope=request.scope, at=at)
    context = {
        "path": [],
        "period": period,
        "rows": rows,
        "may_send": may_send,
        "bad_place": bad[0] if bad else 0,
        "bad_form": bad[1] if bad else None,
        "period_switch": period_switch(period, address=reverse("reporting:feedback")),
    }
    return render(request, "reporting/feedback.html", context, status=422 if bad else 200)


@requires(Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
@require_POST
def send_feedback(request: StaffRequest, place_id: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id, level=Level.HAMLET)
    form = FeedbackForm(request.POST)
    at = timezone.now()
    period = asked_period(request, latest_reported_period(at=at))
    if not form.is_valid():
        return _feedback(request, bad=(place.pk, form))
    try:
        narrative.send_feedback(
            place_id=place.pk,
            period=period,
            text=form.cleaned_data["text"],
            by=request.person,
            scope=request.scope,
            at=at,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã gửi nhận xét cho %(place)s.") % {"place": place})
    return redirect(f"{reverse('reporting:feedback')}?period={period.code}")
