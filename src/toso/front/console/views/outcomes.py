from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.front.console.menu import way
from toso.front.console.queries import outcomes as queries
from toso.front.console.queries.dashboard import Line, Until
from toso.front.console.queries.places import own_place, path_to
from toso.front.console.views.words import value_words
from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.plan.programme.rules import IndicatorKind


@requires()
def outcomes(request: StaffRequest) -> HttpResponse:
    """The goals of the programme, each with its proxies month by month; every number opens to its records."""
    key = request.GET.get("place", "")
    if key:
        pk = int(key) if key.isdecimal() and len(key) < 18 else 0
        place = get_object_or_404(Place.objects.visible_to(request.scope), pk=pk)
    else:
        own = own_place(request.scope)
        if own is None:
            raise Http404
        place = own
    months = queries.months_shown(timezone.localdate())
    found = queries.proxies(place, months)
    context = {
        "place": place,
        "path": path_to(place),
        "months": months,
        "goals": [
            (goal, [_row(found[code], place, months) for code in goal.indicators if code in found])
            for goal in queries.goals()
        ],
    }
    return render(request, "console/outcomes.html", context)


def _shown(line: Line) -> str:
    """A share without a whole below it is no number: the count above it would stand under a percent sign."""
    if line.figure.value is None and line.indicator.kind == IndicatorKind.RATIO:
        return _("chưa có mẫu số")
    return value_words(line)


def _row(proxy: queries.Proxy, place: Place, months: Sequence[Until]) -> dict[str, Any]:
    change = proxy.change
    if change is None:
        tone, words = "temp", _("chưa đủ hai tháng")
    elif change > 0:
        tone, words = "good", _("tăng")
    else:
        tone, words = ("wait", _("giảm")) if change < 0 else ("temp", _("không đổi"))
    cells = [
        {
            "value": _shown(line),
            "month": until.month,
            "evidence": way(
                "console:evidence",
                line.indicator.pk,
                place.pk,
                query={"from": until.month.first_day, "to": until.day},
            ),
        }
        for line, until in zip(proxy.lines, months, strict=True)
    ]
    return {"indicator": proxy.indicator, "cells": cells, "tone": tone, "words": words}
