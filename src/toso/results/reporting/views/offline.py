"""Out to Excel and back, out to the province's system and its receipt."""

import base64
from pathlib import PurePath

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold
from toso.results.reporting.actions import offline as actions
from toso.results.reporting.exports import exchange, offline
from toso.results.reporting.forms import ReceiptForm
from toso.results.reporting.models import Receipt, Report
from toso.results.reporting.queries.offline import filled_in
from toso.results.reporting.rules.reports import HANDED_IN
from toso.results.reporting.views.common import READERS, WRITERS, found_report, lineage
from toso.results.reporting.views.extras import history_page

KINDS = ("json", "csv")
LARGEST_FORM = 1024 * 1024


@requires(*READERS)
def form(request: StaffRequest, report_id: int) -> HttpResponse:
    """The form of the report's figures, to be filled in without the network."""
    report = found_report(request, report_id)
    return _file(offline.form(report), f"phieu {report.period.code} {report.place}", "xlsx")


@requires(*WRITERS)
@require_POST
def form_back(request: StaffRequest, report_id: int) -> HttpResponse:
    """A form that came back: first what it changes, then, with the same file, one button."""
    report = found_report(request, report_id)
    content = _sent(request)
    if not content:
        messages.error(request, _("Hãy chọn tệp."))
        return redirect("reporting:history", report.pk)
    try:
        if "accept" in request.POST:
            actions.fill_from_form(
                report_id=report.pk, content=content, by=request.person, scope=request.scope, at=timezone.now()
            )
            messages.success(request, _("Đã nhận số của phiếu."))
            return redirect("reporting:read", report.pk)
        changes = filled_in(report, content)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:history", report.pk)
    context = {
        "report": report,
        "path": lineage(report.place),
        "changes": changes,
        "content": base64.b64encode(content).decode(),
    }
    return render(request, "reporting/form_back.html", context)


def _sent(request: StaffRequest) -> bytes:
    """The form as a file, or as the page of its changes carried it along."""
    if sent := request.FILES.get("file"):
        content: bytes = sent.read(LARGEST_FORM + 1)
        return content
    try:
        return base64.b64decode(request.POST.get("content", ""), validate=True)
    except ValueError:
        return b""


@requires(*READERS)
def exchanged(request: StaffRequest, report_id: int, kind: str) -> HttpResponse:
    """The report as data for the province's own system; only what was handed in leaves."""
    report = found_report(request, report_id)
    if kind not in KINDS or report.state not in HANDED_IN:
        raise Http404
    content = exchange.as_json(report) if kind == "json" else exchange.as_csv(report)
    return _file(content, f"bao cao {report.period.code} {report.place}", kind)


@requires(*WRITERS)
@require_POST
def receive(request: StaffRequest, report_id: int) -> HttpResponse:
    report = found_report(request, report_id)
    form = ReceiptForm(request.POST, request.FILES)
    if not form.is_valid():
        return history_page(request, report, receipt_form=form)
    sent = form.cleaned_data["file"]
    try:
        actions.keep_receipt(
            report_id=report.pk,
            number=form.cleaned_data["number"],
            received_on=form.cleaned_data["received_on"],
            name=sent.name or "",
            content=sent.read(actions.LARGEST_RECEIPT + 1),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return history_page(request, report, receipt_form=form)
    messages.success(request, _("Đã giữ biên nhận."))
    return redirect("reporting:history", report.pk)


@requires(*READERS)
def receipt(request: StaffRequest, receipt_id: int) -> HttpResponse:
    """A kept receipt, to those who may see its report."""
    found = get_object_or_404(
        Receipt.objects.filter(report__in=Report.objects.visible_to(request.scope)), pk=receipt_id
    )
    with found.file.open("rb") as file:
        content = file.read()
    name = PurePath(str(found.file)).name
    return _file(content, PurePath(name).stem, PurePath(name).suffix.lstrip("."))


def _file(content: bytes, name: str, suffix: str) -> HttpResponse:
    return download(content, slugify(fold(name)) + (f".{suffix}" if suffix else ""))
