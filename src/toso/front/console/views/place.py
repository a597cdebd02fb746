from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from toso.front.console.exports import comparison
from toso.front.console.forms import CompareForm
from toso.front.console.menu import Entry, way
from toso.front.console.queries.dashboard import (
    Board,
    Line,
    Month,
    Row,
    Until,
    board,
    months_of,
    months_until,
    reported_period,
)
from toso.front.console.queries.kept import kept
from toso.front.console.queries.places import own_place, path_to
from toso.front.console.views.words import (
    SHAPES,
    Said,
    figure_words,
    points,
    report_said,
    said_of,
    target_words,
    value_words,
)
from toso.ground.documents.queries import render_xlsx
from toso.ground.places.models import READINGS, Place
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.map import Map, Spot, marked
from toso.ground.shared.text import fold
from toso.results.reporting.models import Period
from toso.results.reporting.rules.pace import GREEN, MEASURED, Standing
from toso.results.reporting.rules.reports import ReportState
from toso.work.helpdesk.queries.hours import openings

SHOWN = 12


@requires()
def figures(request: StaffRequest) -> HttpResponse:
    """The dashboard of the place the person works at."""
    own = own_place(request.scope)
    return redirect("console:place", own.pk) if own else render(request, "console/nowhere.html")


@dataclass(frozen=True, slots=True)
class ShownLine:
    line: Line
    value: str
    target: str
    said: Said
    address: str  # compares this indicator
    evidence: str

    @property
    def due(self) -> Decimal | None:
        return self.line.pace.due

    @property
    def percent(self) -> Decimal | None:
        return self.line.pace.percent


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: Row
    line: ShownLine
    shape: str
    on_pace: int
    counted: int
    report: Said | None
    report_address: str


@dataclass(frozen=True, slots=True)
class ShownMonth:
    month: Month
    value: str
    due: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: up to when, by which reading, which indicator."""

    place: Place
    untils: list[Until]
    until: Until
    reading: Reading
    indicator_id: int | None

    def said(self) -> dict[str, str]:
        """The question as values of an address; what goes without saying is empty."""
        return {
            "to": "" if self.until is self.untils[-1] else self.until.month.code,
            "reading": "" if self.reading == Reading.TODAY else str(self.reading),
            "indicator": str(self.indicator_id or ""),
        }

    def address(self, **changes: str) -> str:
        said = {name: value for name, value in (self.said() | changes).items() if value}
        return f"?{urlencode(said)}" if said else "?"


def asked(request: StaffRequest, place: Place, on: date) -> Asked | None:
    untils = months_until(on)
    if not untils:
        return None
    wished = request.GET.get("to", "")
    until = next((one for one in untils if one.month.code == wished), untils[-1])
    reading = Reading.THEN if request.GET.get("reading") == Reading.THEN else Reading.TODAY
    number = request.GET.get("indicator", "")
    return Asked(place, untils, until, reading, int(number) if number.isdecimal() else None)


@requires()
def place(request: StaffRequest, place_id: int) -> HttpResponse:
    """The dashboard. What it shows may be a few seconds old; see ``kept``."""
    shown = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    at = timezone.now()
    question = asked(request, shown, timezone.localdate(at))
    if question is None:
        context = {"shown": shown, "path": path_to(shown), "acts": [], "period_switch": None}
        return render(request, "console/place_empty.html", context)
    same = (shown.pk, request.GET.urlencode(), request.scope.place_roots, request.scope.roles, timezone.localdate(at))
    page = kept(("place", *same, get_language()), partial(page_of, request, question, at))
    return render(request, "console/place.html", page)


def page_of(request: StaffRequest, question: Asked, at: datetime) -> dict[str, object]:
    """What all who ask the same see alike: the dashboard written out, and what stands in the head of its page."""
    shown = question.place
    period = reported_period(timezone.localdate(at))
    found = board(
        shown,
        request.scope,
        question.until,
        reading=question.reading,
        indicator_id=question.indicator_id,
        report_period=period,
    )
    form = CompareForm(request.GET)
    rows = shown_rows(found, question, at, request.scope.roles)
    matching = arranged(rows, form)
    is_cut = len(matching) > SHOWN and "all" not in request.GET
    reports = reports_of(rows, period)
    context = {
        "shown": shown,
        "question": question,
        "board": found,
        "lines": [shown_line(line, question) for line in found.lines],
        "tally": tally(found.lines),
        "chosen": shown_line(found.chosen, question) if found.chosen else None,
        "form": form,
        "rows": matching[:SHOWN] if is_cut else matching,
        "total": len(rows),
        "kept": len(matching),
        "is_cut": is_cut,
        "kept_query": [(name, value) for name, value in question.said().items() if value],
        "carried": question.address(indicator=""),
        "clear": question.address() + "#compare",
        "all_green_words": _("Tất cả đúng nhịp"),
        "map": map_of(rows),
        "legend": legend(rows),
        "months": shown_months(found, question),
        "reports": reports,
        "readings": readings(question),
        "choices": [(question.address(to=one.month.code), one) for one in reversed(question.untils)],
        "request": request,
    }
    return {
        "shown": shown,
        "path": path_to(shown),
        "period_switch": period_switch(question),
        "acts": acts(shown, question, rows, reports, request.scope.roles),
        "openings": openings(shown, at) if shown.level == Level.COMMUNE else [],
        "board": render_to_string("console/board.html", context),
    }


@requires()
def place_workbook(request: StaffRequest, place_id: int) -> HttpResponse:
    """The comparison of the units below as a workbook with real numbers."""
    shown = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    question = asked(request, shown, timezone.localdate())
    if question is None:
        return redirect("console:place", place_id)
    found = board(
        shown,
        request.scope,
        question.until,
        reading=question.reading,
        indicator_id=question.indicator_id,
        report_period=None,
    )
    content = render_xlsx(comparison(shown, found, question.until))
    name = f"chi-tieu-{shown.code}-{question.until.day:%Y%m%d}.xlsx"
    return download(content, name)


def shown_line(line: Line, question: Asked) -> ShownLine:
    return ShownLine(
        line=line,
        value=value_words(line),
        target=target_words(line),
        said=said_of(line),
        address=question.address(indicator=str(line.indicator.pk)) + "#compare",
        evidence=evidence_address(line, question.until, question.reading),
    )


def evidence_address(line: Line, until: Until, reading: Reading) -> str:
    """Where the records behind the number stand."""
    days = {"from": until.year.first_day, "to": until.day, "reading": str(reading)}
    return way("console:evidence", line.indicator.pk, line.place.pk, query=days)


def shown_rows(found: Board, question: Asked, at: datetime, roles: AbstractSet[str]) -> list[ShownRow]:
    rows = []
    may_read = bool(way("reporting:list", roles=roles))
    for row in found.rows:
        measured = [pace for pace in row.all_paces if pace.standing in MEASURED]
        line = shown_line(row.line, question)
        if found.is_all_green and row.to_best is not None:
            line = ShownLine(line.line, line.value, line.target, distance(row.to_best), line.address, line.evidence)
        is_late = bool(row.report and row.report.due_at < at)
        rows.append(
            ShownRow(
                row=row,
                line=line,
                shape=SHAPES[row.line.pace.standing],
                on_pace=sum(pace.standing in GREEN for pace in measured),
                counted=len(measured),
                report=report_said(row.report, is_late=is_late),
                report_address=report_address(row) if may_read else "",
            )
        )
    return rows


def report_address(row: Row) -> str:
    return way("reporting:read", row.report.pk) if row.report else ""


def readings(question: Asked) -> list[tuple[str, str, bool]]:
    return [
        (question.address(reading=str(code)), str(label), code == question.reading) for code, label in READINGS.items()
    ]


def distance(to_best: Decimal) -> Said:
    """When everybody is on pace, what is left is the distance to the best."""
    if to_best < Decimal("0.05"):
        return Said("good", _("Đang dẫn đầu"), "star")
    return Said("good", _("Cách nơi dẫn đầu %(points)s điểm") % {"points": points(to_best)}, "circle-check")


def arranged(rows: list[ShownRow], form: CompareForm) -> list[ShownRow]:
    """The rows that the form asks for, in its order; what is unknown stands last."""
    text, shape, sort = fold(form.wish("q")), form.wish("standing"), form.wish("sort") or "gap"
    matching = [
        row for row in rows if (not text or text in row.row.line.place.search) and (not shape or row.shape == shape)
    ]
    if sort == "name":
        return matching
    known = [row for row in matching if key_of(row, sort) is not None]
    unknown = [row for row in matching if key_of(row, sort) is None]
    return sorted(known, key=lambda row: key_of(row, sort) or Decimal(0), reverse=sort.startswith("-")) + unknown


def key_of(row: ShownRow, sort: str) -> Decimal | None:
    return row.row.line.figure.value if sort == "-value" else row.row.line.pace.gap


def tally(lines: tuple[Line, ...]) -> dict[str, int]:
    standings = Counter(line.pace.standing for line in lines)
    return {
        "all": len(lines) - standings[Standing.NO_TARGET],
        "green": sum(standings[one] for one in GREEN),
        "slow": standings[Standing.BEHIND] + standings[Standing.FAR_BEHIND],
        "unknown": standings[Standing.UNKNOWN],
    }


def legend(rows: list[ShownRow]) -> list[tuple[str, str, int]]:
    counts = Counter(row.shape for row in rows)
    words = {"good": _("đúng nhịp"), "wait": _("chậm"), "bad": _("chậm nhiều"), "none": _("chưa rõ")}
    return [(shape, label, counts[shape]) for shape, label in words.items()]


def map_of(rows: list[ShownRow]) -> Map | None:
    by_place = {row.row.line.place.pk: row for row in rows}
    spots = [
        Spot(one.pk, one.full_name, one.lat, one.lon, rank=number if row.shape == "bad" else None)
        for number, row in enumerate(arranged(rows, CompareForm({})))
        if (one := row.row.line.place).lat is not None and one.lon is not None
    ]
    return marked(spots, {key: (row.shape, row.line.said.words) for key, row in by_place.items()})


def shown_months(found: Board, question: Asked) -> list[ShownMonth]:
    if found.chosen is None:
        return []
    untils = question.untils[: question.untils.index(question.until) + 1]
    line = found.chosen
    return [
        ShownMonth(
            month,
            figure_words(month.figure.value, line, numerator=month.figure.numerator),
            "–" if month.due is None else figure_words(month.due, line),
            evidence_address(line, month.until, question.reading),
        )
        for month in months_of(line, untils, reading=question.reading)
    ]


@dataclass(frozen=True, slots=True)
class Reports:
    period: Period
    handed_in: int
    returned: int
    awaited: int


def reports_of(rows: list[ShownRow], period: Period | None) -> Reports | None:
    states = Counter(row.row.report.state for row in rows if row.row.report)
    if period is None or not states:
        return None
    returned, awaited = states[ReportState.RETURNED], states[ReportState.DRAFT]
    return Reports(period, states.total() - returned - awaited, returned, awaited)


def period_switch(question: Asked) -> dict[str, str]:
    number = question.untils.index(question.until)
    before = question.untils[number - 1] if number else None
    after = question.untils[number + 1] if number + 1 < len(question.untils) else None
    return {
        "previous": question.address(to=before.month.code) if before else "",
        "next": question.address(to=after.month.code) if after else "",
        "choose": "#periods",
        "label": _("Năm %(year)s, đến %(day)s")
        % {"year": question.until.year.year, "day": f"{question.until.day:%d/%m}"},
    }


def acts(
    shown: Place, question: Asked, rows: list[ShownRow], reports: Reports | None, roles: AbstractSet[str]
) -> list[Entry]:
    """The workbook, and first of all those whose report is awaited."""
    if not rows:
        return []
    address = reverse("console:place_workbook", args=[shown.pk]) + question.address()
    found = [Entry(_("Tải Excel"), address, "download", is_desk_only=True)]
    if reports and reports.awaited:
        late = way("reporting:list", query={"state": "late", "period": reports.period.code}, roles=roles)
        if late and way("reporting:remind", roles=roles):
            found.append(Entry(_("Nhắc nơi chưa nộp"), late, "bell", is_main=True))
        elif late:
            found.append(Entry(_("Xem nơi chưa nộp"), late, "hourglass", is_main=True))
    return found
