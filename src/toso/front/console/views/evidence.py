from collections.abc import Set as AbstractSet
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from toso.front.console.menu import way
from toso.front.console.queries.dashboard import line_of, months_until
from toso.front.console.queries.evidence import Sheet, sheets
from toso.front.console.queries.places import path_to
from toso.front.console.views.words import value_words
from toso.ground.places.models import READINGS, Place
from toso.ground.places.rules import Reading
from toso.ground.shared.access import StaffRequest, requires
from toso.plan.programme.models import Indicator
from toso.results.reporting.queries.figures import figures

# Where one record of each table is opened.
RECORDS = {
    "outreach.Record": "outreach:record",
    "helpdesk.Ticket": "helpdesk:difficulty",
    "helpdesk.DeviceSpan": "helpdesk:device",
    "teams.TeamSpan": "teams:team",
    "teams.Membership": "teams:team",
    "assessment.Core": "core_person",
    "assessment.DigitalPost": "assessment:post",
    "supervision.Finding": "supervision:finding",
    "supervision.Visit": "supervision:visit",
}


def day_asked(request: StaffRequest, name: str, *, default: date) -> date:
    if name not in request.GET:
        return default
    try:
        return date.fromisoformat(request.GET[name])
    except ValueError as error:
        raise Http404 from error


def record_address(sheet: Sheet, number: int, roles: AbstractSet[str]) -> str:
    """Where one record is opened; nothing for what has no page of its own, or none for these roles."""
    return way(RECORDS[sheet.home], number, roles=roles) if sheet.home in RECORDS else ""


@requires()
def evidence(request: StaffRequest, indicator_id: int, place_id: int) -> HttpResponse:
    """The records behind one number of a dashboard."""
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    indicator = get_object_or_404(Indicator.objects.select_related("basis"), pk=indicator_id)
    on = timezone.localdate()
    untils = months_until(on)
    first_day = day_asked(request, "from", default=untils[-1].year.first_day if untils else on.replace(month=1, day=1))
    last_day = day_asked(request, "to", default=on)
    reading = Reading.THEN if request.GET.get("reading") == Reading.THEN else Reading.TODAY
    asked = request.GET.get("page", "1")
    page = max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1
    figure = figures([indicator], [place], first_day, last_day, reading=reading)[indicator.pk, place.pk]
    line = line_of(indicator, place, figure, None, untils[-1] if untils else None)
    found = sheets(indicator, place, first_day, last_day, reading=reading, scope=request.scope, page=page)
    return render(
        request,
        "console/evidence.html",
        {
            "place": place,
            "path": path_to(place),
            "indicator": indicator,
            "value": value_words(line),
            "figure": figure,
            "first_day": first_day,
            "last_day": last_day,
            "reading": READINGS[reading],
            "sheets": [
                (
                    sheet,
                    [(row, record_address(sheet, row.number, request.scope.roles)) for row in sheet.lines],
                )
                for sheet in found
            ],
            "page": page,
            "has_more": any(sheet.has_more for sheet in found),
        },
    )
