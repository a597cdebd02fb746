"""The personnel officer's pages: a month of the whole agency, its register, its rules."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import months as actions
from toso.results.kpi.actions import people
from toso.results.kpi.actions.outside import take_results
from toso.results.kpi.forms.month import ReasonForm
from toso.results.kpi.forms.office import AnswerManagerForm, LeaveForm, SubstituteForm
from toso.results.kpi.forms.tables import Known, ResultsForm
from toso.results.kpi.models import Month, Sheet, WrongManager
from toso.results.kpi.queries import overview as queries
from toso.results.kpi.queries.access import STAFF, Standing, agencies_kept, agencies_to_set_up, months_seen
from toso.results.kpi.queries.months import month_name_of
from toso.results.kpi.queries.outside import beside_of, people_known, taken_months
from toso.results.kpi.queries.setup import substitutes_of
from toso.results.kpi.rules.terms import Grade
from toso.results.kpi.views.common import deed, month_asked, month_switch, sheet_or_404, standing, tried

COMPARERS = (Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER, Role.COMMUNE_LEADER)


def _keeper(request: StaffRequest) -> Standing:
    who = standing(request)
    if not who.personnel_of and not who.leader_roots:
        raise Http404
    return who


def _kept_month(request: StaffRequest, pk: int) -> Month:
    who = _keeper(request)
    month: Month = get_object_or_404(months_seen(who), pk=pk)
    if not who.keeps(month.agency):
        raise Http404
    return month


@requires(*STAFF)
def overview(request: StaffRequest) -> HttpResponse:
    """A month of the agency: who is missing, how bodies score, leniency, workload, quality beside quantity."""
    who = _keeper(request)
    agencies = agencies_kept(who)
    wanted = request.GET.get("agency", "")
    agency = next((one for one in agencies if str(one.pk) == wanted), agencies[0] if agencies else None)
    today = timezone.localdate()
    month = month_asked(request, month_name_of(agency.pk, today) if agency else today.replace(day=1))
    found = Month.objects.filter(agency=agency, month=month).select_related("agency").first() if agency else None
    context = {
        "agency": agency,
        "agencies": agencies,
        "month": month,
        "found": found,
        "to_set_up": agencies_to_set_up(who),
        "period_switch": month_switch(month, name="kpi:overview"),
    }
    if found is not None:
        context |= {
            "counts": queries.counts_of(found),
            "missing": queries.missing_of(found, today),
            "bodies": queries.bodies_of(found),
            "inflated": queries.inflated(found),
            "grades": list(Grade),
            "disputes": queries.disputes_of(found.agency),
            "leaves": queries.leaves_of(found),
            "substitutes": substitutes_of(found.agency, today),
            "leave_form": LeaveForm(agency=found.agency, on=today, auto_id="leave_%s"),
            "substitute_form": SubstituteForm(agency=found.agency, on=today, auto_id="substitute_%s"),
        }
    return render(request, "kpi/overview.html", context)


def _back(month: Month) -> str:
    return f"{reverse('kpi:overview')}?agency={month.agency_id}&month={month.month:%Y-%m}"


@requires(*STAFF)
def outside(request: StaffRequest, pk: int) -> HttpResponse:
    """Another system's results: out go our lines and scores as files, in come theirs, shown beside ours."""
    month = _kept_month(request, pk)
    known = Known(*people_known(month.agency))
    months = [month.month.replace(month=number) for number in range(1, 13)]
    form = ResultsForm(
        request.POST or None,
        request.FILES or None,
        months=months,
        known=known,
        initial={"month": f"{month.month:%Y-%m}"},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            count = take_results(
                agency=month.agency,
                month=data["month"],
                kind=data["kind"],
                rows=form.taken,
                file_name=data["file"].name,
                **deed(request),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            said = ngettext("Đã nhận %(count)s kết quả.", "Đã nhận %(count)s kết quả.", count)
            messages.success(request, said % {"count": count})
            return redirect("kpi:outside", month.pk)
    context = {
        "month": month,
        "form": form,
        "rows": beside_of(month),
        "taken": taken_months(month.agency, month.month.year),
    }
    return render(request, "kpi/outside.html", context)


@requires(*STAFF)
@require_POST
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Lock everybody who is confirmed, in one act."""
    month = _kept_month(request, pk)
    try:
        locked, missing = actions.close_month(month_id=month.pk, **deed(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Đã khoá %(locked)s phiếu; còn %(missing)s người chưa chấm xong.")
        messages.success(request, said % {"locked": locked, "missing": missing})
    return redirect(_back(month))


@requires(*STAFF)
@require_POST
def notify(request: StaffRequest, pk: int) -> HttpResponse:
    month = _kept_month(request, pk)
    return tried(
        request,
        lambda: actions.notify_month(month_id=month.pk, **deed(request)),
        said=_("Đã thông báo kết quả; mỗi người thấy điểm và cách tính trong “Việc của tôi”."),
        back=_back(month),
    )


@requires(*STAFF)
@require_POST
def refresh(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a sheet to whoever came since the month was opened."""
    month = _kept_month(request, pk)
    return tried(
        request,
        lambda: actions.open_month(agency=month.agency, month=month.month, **deed(request)),
        said=_("Đã cập nhật danh sách người của tháng."),
        back=_back(month),
    )


@requires(*STAFF)
@require_POST
def unlock(request: StaffRequest, pk: int) -> HttpResponse:
    sheet, form = sheet_or_404(request, pk), ReasonForm(request.POST)
    return tried(
        request,
        lambda: actions.unlock_sheet(
            sheet_id=sheet.pk, reason=form.cleaned_data["reason"] if form.is_valid() else "", **deed(request)
        ),
        said=_("Đã mở khoá phiếu của %(name)s.") % {"name": sheet.person.name},
        back=reverse("kpi:why", args=[sheet.pk]),
    )


@requires(*STAFF)
@require_POST
def exclude(request: StaffRequest, pk: int) -> HttpResponse:
    """Leave a person's month out of the year, or take it in again with an empty reason."""
    sheet: Sheet = sheet_or_404(request, pk)
    return tried(
        request,
        lambda: people.exclude_month(sheet_id=sheet.pk, reason=request.POST.get("reason", ""), **deed(request)),
        said=_("Đã ghi tháng không tính của %(name)s.") % {"name": sheet.person.name},
        back=_back(sheet.month),
    )


@requires(*STAFF)
@require_POST
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    month = _kept_month(request, pk)
    form = LeaveForm(request.POST, agency=month.agency, on=timezone.localdate())
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(_back(month))
    return tried(
        request,
        lambda: people.note_leave(agency=month.agency, **form.values(), **deed(request)),
        said=_("Đã ghi đợt nghỉ."),
        back=_back(month),
    )


@requires(*STAFF)
@require_POST
def substitute(request: StaffRequest, pk: int) -> HttpResponse:
    month = _kept_month(request, pk)
    form = SubstituteForm(request.POST, agency=month.agency, on=timezone.localdate())
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(_back(month))
    return tried(
        request,
        lambda: people.name_substitute(agency=month.agency, **form.cleaned_data, **deed(request)),
        said=_("Đã cử người chấm tạm thời."),
        back=_back(month),
    )


@requires(*STAFF)
def dispute(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer a report of a wrong manager, and name a temporary scorer if it is right."""
    who = _keeper(request)
    said = get_object_or_404(
        WrongManager.objects.filter(agency__in=agencies_kept(who)).select_related("agency", "person", "said_by"), pk=pk
    )
    form = AnswerManagerForm(request.POST or None, agency=said.agency, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            people.answer_wrong_manager(report_id=said.pk, **form.cleaned_data, **deed(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã trả lời báo cáo sai người quản lý."))
            return redirect("kpi:overview")
    return render(request, "kpi/dispute.html", {"said": said, "form": form})


@requires(*COMPARERS)
def compare(request: StaffRequest) -> HttpResponse:
    """One agency beside another, in figures without names."""
    month = month_asked(request, timezone.localdate().replace(day=1))
    context = {
        "month": month,
        "rows": queries.compared(request.scope, month),
        "elsewhere": queries.elsewhere(request.scope, month),
        "period_switch": month_switch(month, name="kpi:compare"),
    }
    return render(request, "kpi/compare.html", context)
