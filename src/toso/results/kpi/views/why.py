""" "Vì sao tôi được 76,7?" and the complaint that may follow."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.models import Person
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import format_number
from toso.results.kpi.actions import complaints as actions
from toso.results.kpi.actions.complaints import complaint_due
from toso.results.kpi.forms.complaints import AnswerForm, ComplaintForm
from toso.results.kpi.forms.month import ReasonForm
from toso.results.kpi.models import Complaint
from toso.results.kpi.queries.access import SCORERS, STAFF, readable, scorer_of
from toso.results.kpi.queries.complaints import complaints_seen
from toso.results.kpi.queries.criteria import criteria_in, rule_set_for
from toso.results.kpi.queries.outside import outside_of
from toso.results.kpi.queries.why import why
from toso.results.kpi.rules.rule_sets import RuleSet
from toso.results.kpi.rules.states import EDITABLE
from toso.results.kpi.views.common import TONES, deed, month_switch, sheet_or_404, standing


@requires(*SCORERS)
def why_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The score of one person's month, with every step of the way."""
    return _page(request, pk, ComplaintForm())


def _page(request: StaffRequest, pk: int, form: ComplaintForm) -> HttpResponse:
    sheet = sheet_or_404(request, pk)
    now = timezone.now()
    is_own = sheet.person_id == request.person.pk
    scorer = scorer_of(sheet, timezone.localdate(now))
    rules = rule_set_for(sheet)
    same = readable(standing(request)).filter(person=sheet.person)
    around = dict(same.order_by("on").values_list("on", "pk")) if is_own else {}
    months = sorted(around)
    here = months.index(sheet.on) if sheet.on in around else -1
    points = sheet.general_confirmed or sheet.general_self
    context = {
        "sheet": sheet,
        "why": why(sheet),
        "tone": TONES[sheet.state],
        "is_own": is_own,
        "is_open": sheet.state in EDITABLE,
        "rules": rules,
        "choices": _choices(sheet.month.policy, rules),
        "outside": outside_of(sheet.person_id, sheet.on),
        "general_rows": [
            (one, _shown(sheet.general_self.get(one.code)), _shown(points.get(one.code))) for one in criteria_in(rules)
        ],
        "steps": sheet.steps.select_related("by").order_by("pk"),
        "scorer": Person.objects.filter(pk=scorer).first() if scorer else None,
        "complaints": sheet.complaints.select_related("answered_by").order_by("-pk"),
        "complaint_due": complaint_due(now),
        "form": form,
        "wrong_form": ReasonForm(auto_id="wrong_%s"),
        "period_switch": _switch(sheet.on, around, months, here) if is_own else None,
    }
    return render(request, "kpi/why.html", context)


def _shown(points: str | None) -> str:
    return format_number(Decimal(points)) if points else ""


def _switch(on: date, around: dict[date, int], months: list[date], here: int) -> dict[str, str]:
    base = month_switch(on, name="kpi:mine")
    before = around[months[here - 1]] if here > 0 else None
    after = around[months[here + 1]] if 0 <= here < len(months) - 1 else None
    return base | {
        "previous": reverse("kpi:why", args=[before]) if before else "",
        "next": reverse("kpi:why", args=[after]) if after else "",
    }


def _choices(policy: dict[str, str], rules: RuleSet) -> list[tuple[str, str, str]]:
    """The points that the law leaves open, as this agency has settled them, with the reason."""
    found = []
    for choice in rules.choices:
        value = policy.get(choice.field, choice.options[0][0])
        label = dict(choice.options).get(value, value)
        if choice.field in ("late_unit", "penalty_scope", "over_100"):
            found.append((_(choice.label), _(label), _(choice.reason)))
    return found


@requires(*STAFF)
@require_POST
def complain(request: StaffRequest, pk: int) -> HttpResponse:
    sheet, form = sheet_or_404(request, pk), ComplaintForm(request.POST)
    if form.is_valid():
        try:
            found = actions.complain(sheet_id=sheet.pk, text=form.cleaned_data["text"], **deed(request))
        except Refusal as refusal:
            form.add_error("text" if refusal.field == "text" else None, str(refusal))
        else:
            messages.success(
                request,
                _("Đã gửi kiến nghị. Phải trả lời chậm nhất ngày %(day)s.") % {"day": f"{found.due_at:%d/%m/%Y}"},
            )
            return redirect("kpi:why", sheet.pk)
    return _page(request, sheet.pk, form)


@requires(*STAFF)
def complaints(request: StaffRequest) -> HttpResponse:
    """Complaints that wait for an answer, the most pressing first, and those answered."""
    rows = complaints_seen(standing(request), timezone.now())
    return render(request, "kpi/complaints.html", {"rows": rows})


@requires(*STAFF)
def complaint(request: StaffRequest, pk: int) -> HttpResponse:
    """One complaint beside the reckoning it disputes, and the answer."""
    who = standing(request)
    found = get_object_or_404(
        Complaint.objects.filter(sheet__in=readable(who)).select_related(
            "sheet__month__agency", "sheet__person", "made_by"
        ),
        pk=pk,
    )
    may_answer = (
        found.answered_at is None and who.keeps(found.sheet.month.agency) and found.sheet.person_id != request.person.pk
    )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_complaint(
                complaint_id=found.pk,
                is_upheld=form.cleaned_data["verdict"] == "upheld",
                answer=form.cleaned_data["answer"],
                **deed(request),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã trả lời kiến nghị."))
            return redirect("kpi:complaints")
    context = {"complaint": found, "form": form, "may_answer": may_answer, "why": why(found.sheet)}
    return render(request, "kpi/complaint.html", context)
