"""The year: classification with the quota screen, one person's Mẫu số 02, the decision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.models import Organisation
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import year as actions
from toso.results.kpi.forms.catalogue import first_words
from toso.results.kpi.forms.year import BodyForm, DecisionForm, SelfRatingForm, SettleForm
from toso.results.kpi.models import YearSheet
from toso.results.kpi.queries import year as queries
from toso.results.kpi.queries.access import STAFF, agencies_kept
from toso.results.kpi.queries.why import remark_words
from toso.results.kpi.rules.words import Code, Remark
from toso.results.kpi.views.common import deed, standing, tried


def _agency(request: StaffRequest, pk: int | None = None) -> Organisation | None:
    who = standing(request)
    if not who.personnel_of and not who.leader_roots:
        raise Http404
    kept = agencies_kept(who)
    found = [one for one in kept if one.pk == pk] if pk else kept
    if pk and not found:
        raise Http404
    return found[0] if found else None


@requires(*STAFF)
def year(request: StaffRequest, number: int) -> HttpResponse:
    """Everybody's year: units before heads, the quota by group of similar tasks, the decision."""
    agency = _agency(request)
    context: dict[str, Any] = {"agency": agency, "year": number}
    if agency is not None:
        sheets = queries.sheets_of_year(agency, number)
        outstanding = queries.is_outstanding(agency, number)
        context |= {
            "groups": queries.groups_of(agency, number, sheets, is_outstanding=outstanding),
            "bodies": queries.bodies_to_rate(agency, number),
            "decisions": queries.decisions_of(agency, number),
            "left": sum(one.is_rated and not one.level for one in sheets),
            "share": 25 if outstanding else 20,
            "decision_form": DecisionForm(initial={"signed_on": timezone.localdate()}),
        }
    return render(request, "kpi/year.html", context)


def _back(number: int) -> str:
    return reverse("kpi:year", args=[number])


@requires(*STAFF)
@require_POST
def prepare_year(request: StaffRequest, agency_id: int, number: int) -> HttpResponse:
    agency = _agency(request, agency_id)
    return tried(
        request,
        lambda: actions.prepare_year(agency=agency, year=number, **deed(request)),  # type: ignore[arg-type]  # found
        said=_("Đã lập phiếu xếp loại năm %(year)s từ các tháng đã xác nhận.") % {"year": number},
        back=_back(number),
    )


@requires(*STAFF)
@require_POST
def rate_body(request: StaffRequest, agency_id: int, number: int, body_id: int) -> HttpResponse:
    agency, form = _agency(request, agency_id), BodyForm(request.POST)
    rows = queries.bodies_to_rate(agency, number) if agency else []
    body = next((row["body"] for row in rows if row["body"].pk == body_id), None)
    if body is None or agency is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, first_words(form))
        return redirect(_back(number))
    return tried(
        request,
        lambda: actions.rate_body(body=body, agency=agency, year=number, **form.cleaned_data, **deed(request)),
        said=_("Đã ghi điểm năm của %(body)s.") % {"body": body},
        back=_back(number),
    )


@requires(*STAFF)
@require_POST
def issue_year(request: StaffRequest, agency_id: int, number: int) -> HttpResponse:
    agency, form = _agency(request, agency_id), DecisionForm(request.POST)
    if not form.is_valid() or agency is None:
        messages.error(request, first_words(form))
        return redirect(_back(number))
    return tried(
        request,
        lambda: actions.issue_year_decision(agency=agency, year=number, **form.cleaned_data, **deed(request)),
        said=_("Đã ban hành và công bố quyết định xếp loại năm %(year)s.") % {"year": number},
        back=_back(number),
    )


@requires(*STAFF)
@require_POST
def reopen_year(request: StaffRequest, agency_id: int, number: int) -> HttpResponse:
    agency = _agency(request, agency_id)
    return tried(
        request,
        lambda: actions.reopen_year(
            agency=agency,  # type: ignore[arg-type]  # found, or not found before
            year=number,
            reason=request.POST.get("reason", ""),
            **deed(request),
        ),
        said=_("Đã mở lại để chuẩn bị quyết định thay."),
        back=_back(number),
    )


@requires(*STAFF)
def year_person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person's year: the twelve months, the average, the self-rating, the authority's level."""
    who = standing(request)
    sheet: YearSheet = get_object_or_404(queries.year_sheets_seen(who), pk=pk)
    is_own = sheet.person_id == request.person.pk
    form: SelfRatingForm | SettleForm
    if is_own:
        form = SelfRatingForm(request.POST or None, initial={"level": sheet.self_level or sheet.proposed})
    else:
        initial = {name: getattr(sheet, name) for name in ("meeting", "party_opinion", "handling")}
        form = SettleForm(request.POST or None, initial={"level": sheet.level or sheet.proposed, **initial})
    if request.method == "POST" and form.is_valid():
        try:
            if is_own:
                actions.self_rate(sheet_id=sheet.pk, level=form.cleaned_data["level"], **deed(request))
            else:
                actions.settle_person(sheet_id=sheet.pk, **form.cleaned_data, **deed(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi mức xếp loại năm %(year)s.") % {"year": sheet.year})
            return redirect("kpi:year_person", sheet.pk) if is_own else redirect(_back(sheet.year))
    context = {
        "sheet": sheet,
        "months": queries.months_shown(sheet),
        "reasons": [
            remark_words(Remark(Code(code), tuple(values.items()))) for code, values in sheet.answer["reasons"]
        ],
        "form": form,
        "is_own": is_own,
        "is_open": sheet.decision_id is None,
    }
    return render(request, "kpi/year_person.html", context)
