from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.outreach.actions.recording import record_work
from toso.work.outreach.forms.centre import CaseForm, DigitisedForm
from toso.work.outreach.models import Record, Source
from toso.work.outreach.queries import centre as queries
from toso.work.outreach.queries.checks import RECORDERS
from toso.work.outreach.views.records import READERS

MOST_SHOWN = 10


@requires(*RECORDERS)
def centre(request: StaffRequest) -> HttpResponse:
    """One person at the counter in a few taps; the page comes back ready for the next."""
    form = CaseForm(request.POST or None, by=request.person, scope=request.scope, at=timezone.now())
    if request.method == "POST" and form.is_valid() and (saved := _saved(request, form)):
        words = _("Đã ghi: %(procedure)s, %(outcome)s.") % {
            "procedure": saved.procedure.name if saved.procedure else _("Thủ tục khác"),
            "outcome": saved.centre.get_outcome_display().lower(),
        }
        messages.success(request, words, extra_tags=f"undo:{reverse('outreach:undo', args=[saved.pk])}")
        return redirect("outreach:centre")
    return _page(request, form, None)


def _page(request: StaffRequest, form: CaseForm, digitised_form: DigitisedForm | None) -> HttpResponse:
    today = timezone.localdate()
    given = {"by": request.person, "scope": request.scope, "at": timezone.now()}
    cases = list(queries.cases_of_today(request.person, on=today)[:MOST_SHOWN])
    context = {
        "form": form,
        "digitised_form": digitised_form or DigitisedForm(**given),
        "has_centre": form.places.exists(),
        "cases": cases,
        "today": today,
        "chosen": [str(value) for value in form["whose"].value() or []],
    }
    return render(request, "outreach/centre.html", context)


def _saved(request: StaffRequest, form: CaseForm | DigitisedForm) -> Record | None:
    work = form.work()
    try:
        return record_work(
            uuid=work.uuid,
            place=form.cleaned_data["place"],
            day=work.day,
            task=queries.task_on(work.day, form.TASK),
            counts=work.counts,
            people=work.people,
            captured_at=work.captured_at,
            source=Source.PAGE,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
            note=work.note,
            procedure=form.procedure(),
            things=work.things,
            centre=work.centre,
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


@requires(*RECORDERS)
@require_POST
def digitised(request: StaffRequest) -> HttpResponse:
    """Dossiers digitised while nobody was at the counter."""
    given: dict[str, Any] = {"by": request.person, "scope": request.scope, "at": timezone.now()}
    form = DigitisedForm(request.POST, **given)
    if form.is_valid() and (saved := _saved(request, form)):
        words = _("Đã ghi %(count)s hồ sơ số hoá.") % {"count": saved.things}
        messages.success(request, words, extra_tags=f"undo:{reverse('outreach:undo', args=[saved.pk])}")
        return redirect("outreach:centre")
    return _page(request, CaseForm(None, **given), form)


@requires(*READERS)
def figures(request: StaffRequest) -> HttpResponse:
    """What the work at the centres comes to in a month, by procedure."""
    first = _month(request.GET.get("month", "")) or timezone.localdate().replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    last = following - timedelta(days=1)
    place = _place(request)
    whole, lines = queries.centre_lines(request.scope, first_day=first, last_day=last, place=place)
    context = {
        "whole": whole,
        "lines": lines,
        "first": first,
        "last": last,
        "previous": f"{first - timedelta(days=1):%Y-%m}",
        "next": f"{following:%Y-%m}" if following <= timezone.localdate() else "",
        "place": place,
        "may_record": request.scope.holds(*RECORDERS),
    }
    return render(request, "outreach/centre_figures.html", context)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _place(request: StaffRequest) -> Place | None:
    key = request.GET.get("place", "")
    if not key.isdecimal() or len(key) > 17:
        return None
    found: Place | None = Place.objects.visible_to(request.scope).filter(pk=int(key)).first()
    return found
