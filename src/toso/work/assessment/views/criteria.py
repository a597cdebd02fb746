from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.row_forms import rows_form, typed_rows
from toso.work.assessment import forms
from toso.work.assessment.actions.criteria import MOST_AREAS, publish_criteria
from toso.work.assessment.queries import studies as queries
from toso.work.assessment.queries.studies import PUBLISHERS, READERS


@requires(*READERS)
def criteria(request: StaffRequest) -> HttpResponse:
    """What is assessed, and what each level looks like, version by version."""
    current = queries.criteria_on(timezone.localdate())
    context = {
        "rows": queries.all_criteria(),
        "current": current.pk if current else None,
        "may_publish": queries.may_publish(request.scope),
    }
    return render(request, "assessment/criteria.html", context)


@requires(*PUBLISHERS)
def new(request: StaffRequest) -> HttpResponse:
    """The next version, written from the words of the last."""
    last = queries.newest_criteria()
    said = request.POST if request.method == "POST" else None
    first = {"title": last.title, "basis": last.basis, "version": last.version} if last else {"version": 0}
    form = forms.CriteriaForm(said, initial={**first, "valid_from": timezone.localdate()})
    areas = [forms.area_first(area) for area in last.areas] if last else []
    rows = rows_form(forms.AreaRowForm, areas, said, free=1, most=MOST_AREAS)
    if said is not None and form.is_valid() and rows.is_valid():
        told = form.cleaned_data
        try:
            made = publish_criteria(
                title=told["title"],
                basis=told["basis"],
                valid_from=told["valid_from"],
                areas=[forms.area_of(row) for row in typed_rows(rows)],
                seen_version=told["version"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ban hành bản %(version)s của tiêu chí.") % {"version": made.version})
            return redirect("assessment:criteria")
    return render(request, "assessment/new_criteria.html", {"form": form, "rows": rows, "last": last})
