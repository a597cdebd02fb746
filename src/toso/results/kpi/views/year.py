"""The year: classification with the quota screen, one person's Mẫu số 02, the decision."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.people.models import Organisation, Person
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import findings
from toso.results.kpi.actions import year as actions
from toso.results.kpi.forms.catalogue import first_words
from toso.results.kpi.forms.year import BodyForm, DecisionForm, FindingForm, MeetingForm, SelfRatingForm, SettleForm
from toso.results.kpi.models import Finding, YearMeeting, YearSheet
from toso.results.kpi.models.month import LEVELS
from toso.results.kpi.queries import periods as year_periods
from toso.results.kpi.queries import year as queries
from toso.results.kpi.queries import year_papers
from toso.results.kpi.queries.access import STAFF, agencies_kept
from toso.results.kpi.queries.why import remark_words
from toso.results.kpi.rules.words import Code, Remark
from toso.results.kpi.views.common import deed, standing, tried

FIRST_YEAR, LAST_YEAR = 2000, 2100


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
        meeting = year_papers.meeting_of(agency, number)
        outstanding = queries.is_outstanding(agency, number)
        context |= {
            "groups": queries.groups_of(agency, number, sheets, is_outstanding=outstanding),
            "bodies": [_body_row(row) for row in queries.bodies_to_rate(agency, number)],
            "meeting": meeting,
            "meeting_form": _meeting_form(agency, number, meeting),
            "decisions": queries.decisions_of(agency, number),
            "left": sum(one.is_rated and not one.level for one in sheets),
            "share": 25 if outstanding else 20,
            "decision_form": DecisionForm(initial={"signed_on": timezone.localdate()}),
        }
    return render(request, "kpi/year.html", context)


def _body_row(row: dict[str, Any]) -> dict[str, Any]:
    """A body with its form, filled with what was stated, and what the rules said."""
    known = row["year"]
    initial: dict[str, Any] = {}
    if known is not None:
        shares = {name: value.replace(".", ",") for name, value in known.facts.items() if isinstance(value, str)}
        initial = known.facts | shares | {"general": _plain(known.general), "results": _plain(known.results)}
    reasons = (
        [remark_words(Remark(Code(code), tuple(values.items()))) for code, values in known.reasons] if known else []
    )
    return row | {"form": BodyForm(initial=initial, auto_id=f"body-{row['body'].pk}-%s"), "reasons": reasons}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _meeting_form(agency: Organisation, number: int, meeting: YearMeeting | None, data: Any = None) -> MeetingForm:
    sheets = queries.sheets_of_year(agency, number)
    persons = Person.objects.filter(pk__in=[sheet.person_id for sheet in sheets]).order_by("sort_key", "pk")
    initial: dict[str, Any] = {"venue": _("Phòng họp %(agency)s") % {"agency": agency.name}}
    if meeting is not None:
        names = ("held_at", "ended_at", "venue", "chair", "secretary", "opinions", "party_opinion")
        initial = {name: getattr(meeting, name) for name in names}
        initial["absent"] = [one.pk for one in persons if one.name in meeting.absent]
    return MeetingForm(data, persons=persons, initial=initial, auto_id="meeting_%s")


@requires(*STAFF)
@require_POST
def meeting(request: StaffRequest, agency_id: int, number: int) -> HttpResponse:
    """What the minutes need."""
    agency = _agency(request, agency_id)
    if agency is None:
        raise Http404
    form = _meeting_form(agency, number, None, request.POST)
    if not form.is_valid():
        messages.error(request, first_words(form))
        return redirect(f"{_back(number)}#meeting")
    return tried(
        request,
        lambda: findings.note_meeting(agency=agency, year=number, **form.values(), **deed(request)),
        said=_("Đã ghi cuộc họp; biên bản in được ở đây."),
        back=f"{_back(number)}#meeting",
    )


@requires(*STAFF)
@require_POST
def finding(request: StaffRequest, pk: int) -> HttpResponse:
    """A discipline or conclusion that the year must look at."""
    sheet: YearSheet = get_object_or_404(queries.year_sheets_seen(standing(request)), pk=pk)
    if not standing(request).keeps(sheet.agency):
        raise Http404
    form = FindingForm(request.POST)
    back = reverse("kpi:year_person", args=[sheet.pk])
    if not form.is_valid():
        messages.error(request, first_words(form))
        return redirect(back)
    return tried(
        request,
        lambda: findings.note_finding(sheet_id=sheet.pk, **form.cleaned_data, **deed(request)),
        said=_("Đã ghi; mức theo điểm được xét lại."),
        back=back,
    )


@requires(*STAFF)
@require_POST
def withdraw_finding(request: StaffRequest, pk: int) -> HttpResponse:
    kept = agencies_kept(standing(request))
    found = get_object_or_404(Finding, pk=pk, agency__in=kept, withdrawn_at__isnull=True)
    sheet = YearSheet.objects.filter(person=found.person_id, year=found.year).first()
    return tried(
        request,
        lambda: findings.withdraw_finding(finding_id=found.pk, **deed(request)),
        said=_("Đã rút; mức theo điểm được xét lại."),
        back=reverse("kpi:year_person", args=[sheet.pk]) if sheet else _back(found.year),
    )


@requires(*STAFF)
def periods(request: StaffRequest, number: int) -> HttpResponse:
    """Month, quarter, half, year: one's own, and those of the people whose months one may read."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Http404
    who = standing(request)
    context = {
        "year": number,
        "rows": year_periods.periods_of(who, number),
        "by_quarter": year_periods.rates_by_quarter(who, number),
        "names": year_periods.NAMES,
        "before": number - 1,
        "after": number + 1 if number < timezone.localdate().year else None,
    }
    return render(request, "kpi/periods.html", context)


@requires(*STAFF)
def published(request: StaffRequest, number: int) -> HttpResponse:
    """The decision of one's own agency, published in the unit (Article 21)."""
    who = standing(request)
    agencies = [*who.agencies, *(one.pk for one in agencies_kept(who))]
    found = [
        (decision, [(one, LEVELS[one.grade] if one.grade else _("Không xếp loại")) for one in people])
        for decision, people in year_papers.published_for(agencies, number)
    ]
    context = {"year": number, "decisions": found}
    return render(request, "kpi/published.html", context)


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
        lambda: findings.rate_body(body=body, agency=agency, year=number, **form.cleaned_data, **deed(request)),
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
def settle_rest(request: StaffRequest, agency_id: int, number: int) -> HttpResponse:
    """The level by points for everybody whom nothing sets apart."""
    agency = _agency(request, agency_id)
    if agency is None:
        raise Http404
    try:
        count = actions.settle_rest(agency=agency, year=number, **deed(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("Đã xếp loại %(count)s người theo điểm.", "Đã xếp loại %(count)s người theo điểm.", count)
        messages.success(request, said % {"count": count})
    return redirect(_back(number))


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
        "periods": year_periods.in_order(sheet.months),
        "reasons": [
            remark_words(Remark(Code(code), tuple(values.items()))) for code, values in sheet.answer["reasons"]
        ],
        "form": form,
        "is_own": is_own,
        "findings": queries.findings_of([sheet.person_id], sheet.year)[sheet.person_id],
        "finding_form": FindingForm(auto_id="finding_%s"),
        "may_keep": who.keeps(sheet.agency) and not is_own,
        "is_open": sheet.decision_id is None,
        "has_form": year_papers.has_year_form(sheet),
    }
    return render(request, "kpi/year_person.html", context)
