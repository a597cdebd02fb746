"""What the pages of KPI share: who is asking, which sheet, which month, tones of states."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.shared.access import StaffRequest
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.models import Line, Sheet
from toso.results.kpi.queries.access import STAFF, Standing, readable, readable_lines, standing_of
from toso.results.kpi.queries.months import parse_month
from toso.results.kpi.rules.seats import month_before, next_month
from toso.results.kpi.rules.states import SheetState

__all__ = ["STAFF"]

TONES: dict[str, str] = {
    SheetState.OPEN: "work",
    SheetState.SELF_SCORED: "wait",
    SheetState.CONFIRMED: "good",
    SheetState.NOTIFIED: "good",
    SheetState.LOCKED: "good",
}


def standing(request: StaffRequest) -> Standing:
    """What the asker is in KPI today; asked for once in a request."""
    found: Standing | None = getattr(request, "kpi_standing", None)
    if found is None:
        found = request.kpi_standing = standing_of(request.scope, timezone.localdate())  # type: ignore[attr-defined]  # kept with the request
    return found


def sheet_or_404(request: StaffRequest, pk: int) -> Sheet:
    sheet: Sheet = get_object_or_404(readable(standing(request)), pk=pk)
    return sheet


def line_or_404(request: StaffRequest, pk: int) -> Line:
    line: Line = get_object_or_404(readable_lines(standing(request)), pk=pk)
    return line


def month_asked(request: StaffRequest, default: date) -> date:
    """The month in the address, else the one offered."""
    return parse_month(request.GET.get("month", "")) or default


def month_switch(month: date, *, name: str, words: tuple[Any, ...] = ()) -> dict[str, str]:
    """The bar that goes to the month before and after."""
    base = reverse(name, args=words)
    return {
        "previous": f"{base}?month={month_before(month):%Y-%m}",
        "choose": f"{base}?month={month:%Y-%m}",
        "next": f"{base}?month={next_month(month):%Y-%m}",
        "label": _("Tháng %(month)s") % {"month": f"{month.month}/{month.year}"},
    }


def tried(request: StaffRequest, act: Callable[[], object], *, said: str, back: str) -> HttpResponse:
    """Do something and go back with a sentence: what was done, or why not."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(back)


def deed(request: StaffRequest) -> dict[str, Any]:
    """Who acts, with what scope, when: what every action asks."""
    return {"by": request.person, "scope": request.scope, "at": timezone.now()}
