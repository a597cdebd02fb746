"""The papers as files: a person's form, a month's book, the annexes of a catalogue."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.documents.blocks import OfficialDocument
from toso.ground.documents.queries import PAPERS, render_xlsx
from toso.ground.people.models import Organisation
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.exports.books import month_json, month_workbook, year_workbook
from toso.results.kpi.exports.catalogue import catalogue_annexes
from toso.results.kpi.exports.decisions import decision, minutes, notice
from toso.results.kpi.exports.forms import period_form
from toso.results.kpi.exports.forms import year_form as year_paper
from toso.results.kpi.models import Month, YearDecision
from toso.results.kpi.queries import year_papers
from toso.results.kpi.queries.access import STAFF, agencies_kept, catalogues_seen, months_seen
from toso.results.kpi.queries.criteria import rule_set_for
from toso.results.kpi.queries.papers import catalogue_paper_of, month_book_of, period_form_of
from toso.results.kpi.queries.year import year_sheets_seen
from toso.results.kpi.rules.papers import MonthBook
from toso.results.kpi.views.common import sheet_or_404, standing


def _xlsx(book: MonthBook) -> bytes:
    return render_xlsx(month_workbook(book))


def _json(book: MonthBook) -> bytes:
    return json.dumps(month_json(book), ensure_ascii=False, indent=2).encode()


BOOK: dict[str, Callable[[MonthBook], bytes]] = {"xlsx": _xlsx, "json": _json}


@requires(*STAFF)
def form(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Mẫu số 01 of one month, for whoever may read it."""
    if kind not in PAPERS:
        raise Http404
    sheet = sheet_or_404(request, pk)
    back = reverse("kpi:why", args=[sheet.pk])
    if not rule_set_for(sheet).is_printed:
        messages.error(request, _("Nhóm này chưa có mẫu phiếu chính thức nên hệ thống không in phiếu."))
        return redirect(back)
    document = period_form(period_form_of(sheet))
    return _paper(request, document, kind, name=f"mau-01-{sheet.on:%Y-%m}-{sheet.pk}", back=back)


@requires(*STAFF)
def results(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """A month of the agency as XLSX or plain JSON, for whoever keeps it."""
    who = standing(request)
    month: Month = get_object_or_404(months_seen(who), pk=pk)
    if kind not in BOOK or not who.keeps(month.agency):
        raise Http404
    return download(BOOK[kind](month_book_of(month)), f"kpi-{month.month:%Y-%m}-{month.pk}.{kind}")


@requires(*STAFF)
def annexes(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The catalogue as it is put to the approving authority."""
    if kind not in PAPERS:
        raise Http404
    catalogue = get_object_or_404(catalogues_seen(standing(request)).select_related("agency__place"), pk=pk)
    document = catalogue_annexes(catalogue_paper_of(catalogue))
    back = reverse("kpi:version", args=[catalogue.pk])
    return _paper(request, document, kind, name=f"danh-muc-san-pham-{catalogue.pk}", back=back)


@requires(*STAFF)
def year_form(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Mẫu số 02 of one year, for whoever may read it."""
    if kind not in PAPERS:
        raise Http404
    sheet = get_object_or_404(year_sheets_seen(standing(request)), pk=pk)
    back = reverse("kpi:year_person", args=[sheet.pk])
    if not year_papers.has_year_form(sheet):
        messages.error(request, _("Nhóm này chưa có mẫu phiếu chính thức nên hệ thống không in phiếu."))
        return redirect(back)
    document = year_paper(year_papers.year_form_of(sheet))
    return _paper(request, document, kind, name=f"mau-02-{sheet.year}-{sheet.pk}", back=back)


def _kept_agency(request: StaffRequest, pk: int) -> Organisation:
    found = next((one for one in agencies_kept(standing(request)) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@requires(*STAFF)
def year_minutes(request: StaffRequest, agency_id: int, number: int, kind: str) -> HttpResponse:
    """The minutes of the year's meeting."""
    agency = _kept_agency(request, agency_id)
    meeting = year_papers.meeting_of(agency, number)
    back = reverse("kpi:year", args=[number])
    if kind not in PAPERS:
        raise Http404
    if meeting is None:
        messages.error(request, _("Ghi cuộc họp trước, rồi in biên bản."))
        return redirect(back)
    return _paper(request, minutes(year_papers.minutes_of(meeting)), kind, name=f"bien-ban-{number}", back=back)


@requires(*STAFF)
def year_list(request: StaffRequest, agency_id: int, number: int) -> HttpResponse:
    """Everybody's year as a workbook."""
    agency = _kept_agency(request, agency_id)
    book = year_workbook(agency.name, number, year_papers.year_rows(agency, number))
    return download(render_xlsx(book), f"xep-loai-{number}-{agency.pk}.xlsx")


DECISION_PAPERS: dict[str, tuple[Callable[[YearDecision], OfficialDocument], str]] = {
    "decision": (lambda one: decision(year_papers.decision_paper_of(one)), "quyet-dinh"),
    "notice": (lambda one: notice(year_papers.notice_paper_of(one)), "thong-bao"),
}


@requires(*STAFF)
def year_decision(request: StaffRequest, pk: int, paper: str, kind: str) -> HttpResponse:
    """The decision or the notice, from the list as it was decided."""
    kept = agencies_kept(standing(request))
    found = get_object_or_404(YearDecision.objects.select_related("agency__place", "replaces"), pk=pk, agency__in=kept)
    if kind not in PAPERS or paper not in DECISION_PAPERS:
        raise Http404
    made, name = DECISION_PAPERS[paper]
    back = reverse("kpi:year", args=[found.year])
    return _paper(request, made(found), kind, name=f"{name}-{found.year}-{found.pk}", back=back)


def _paper(request: StaffRequest, document: OfficialDocument, kind: str, *, name: str, back: str) -> HttpResponse:
    try:
        content = PAPERS[kind](document)
    except Refusal as refusal:  # a character that no font shows
        messages.error(request, str(refusal))
        return redirect(back)
    return download(content, f"{name}.{kind}")
