from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.blocks import Kind, Sheet, SheetColumn, Workbook
from toso.ground.documents.queries import render_xlsx
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import parse_number
from toso.plan.programme.models import Indicator
from toso.plan.programme.queries import indicators_on
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.actions import ranking as actions
from toso.results.reporting.forms import PublishForm
from toso.results.reporting.models import Period, PeriodKind, Ranking, RankingFormula, RankingRow
from toso.results.reporting.queries import ranking as queries
from toso.results.reporting.rules.ranking import Measure
from toso.results.reporting.views.common import READERS

PAGE = 100
PROVINCE = (Role.PROVINCE_OFFICER,)


def measure_words(measure: str) -> str:
    """How a value becomes points, in words."""
    return {
        Measure.TARGET: _("so với chỉ tiêu được giao"),
        Measure.BEST: _("so với nơi cao nhất"),
        Measure.PERCENT: _("tỷ lệ phần trăm đạt được"),
    }[Measure(measure)]


def _lines(formula: RankingFormula) -> list[tuple[Indicator, Decimal, str]]:
    indicators = queries.indicators_in(formula)
    return [
        (indicators[line.code], line.weight, measure_words(line.measure)) for line in queries.formula_of(formula).lines
    ]


@requires(*READERS)
def rankings(request: StaffRequest) -> HttpResponse:
    """The rankings of the years, and the formula they are reckoned by."""
    today = timezone.localdate()
    formula = queries.formula_on(today)
    years: Any = Period.objects.filter(calendar__code="official", kind=PeriodKind.YEAR, first_day__lte=today)
    context = {
        "page": Paginator(queries.rankings_of(request.scope), PAGE).get_page(request.GET.get("page")),
        "formula": formula,
        "lines": _lines(formula) if formula else [],
        "may_reckon": request.scope.holds(*PROVINCE),
        "years": years.order_by("-first_day")[:3],
    }
    return render(request, "reporting/rankings.html", context)


@requires(*PROVINCE)
@require_POST
def reckon(request: StaffRequest) -> HttpResponse:
    """Reckon a year's ranking anew from the official figures, as a draft."""
    place = get_object_or_404(Place.objects.visible_to(request.scope).current(), level=Level.PROVINCE)
    period = get_object_or_404(
        Period, calendar__code="official", kind=PeriodKind.YEAR, code=request.POST.get("period", "")
    )
    try:
        made = actions.reckon_ranking(
            place=place, period=period, by=request.person, scope=request.scope, at=timezone.now()
        )
        messages.success(request, _("Đã tính từ số liệu chính thức. Xem rồi công bố."))
        return redirect("reporting:ranking", made.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("reporting:rankings")


def _ranking(request: StaffRequest, ranking_id: int) -> Ranking:
    return get_object_or_404(queries.rankings_of(request.scope), pk=ranking_id)


@requires(*READERS)
def ranking(request: StaffRequest, ranking_id: int) -> HttpResponse:
    """Communes side by side, every cell open to what it was reckoned from."""
    return _page(request, _ranking(request, ranking_id))


def _page(request: StaffRequest, shown: Ranking, form: PublishForm | None = None) -> HttpResponse:
    lines = _lines(shown.formula)
    rows = [(row, [_cell(cell) for cell in row.cells], _missing(row, lines)) for row in queries.rows_of(shown)]
    context = {
        "ranking": shown,
        "lines": lines,
        "rows": rows,
        "own": {grant.place for grant in request.scope.grants},
        "may_publish": shown.published_at is None and request.scope.holds(*PROVINCE),
        "form": form or PublishForm(),
    }
    return render(request, "reporting/ranking.html", context)


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    points = cell["points"]
    return {"points": None if points is None else Decimal(points), "is_missing": queries.is_missing(cell)}


def _missing(row: RankingRow, lines: list[tuple[Indicator, Decimal, str]]) -> str:
    """The indicators a commune should have figures of and has none, by their short names."""
    names = {indicator.code: indicator.short_name for indicator, _weight, _words in lines}
    return ", ".join(names[cell["code"]] for cell in row.cells if queries.is_missing(cell))


@requires(*READERS)
def why(request: StaffRequest, ranking_id: int, place_id: int) -> HttpResponse:
    """Why a commune stands where it does: each indicator, its points, and where most was lost."""
    shown = _ranking(request, ranking_id)
    row = get_object_or_404(RankingRow.objects.select_related("place"), ranking=shown, place=place_id)
    can_open = Place.objects.visible_to(request.scope).filter(pk=row.place_id).exists()
    context = {
        "ranking": shown,
        "row": row,
        "count": RankingRow.objects.filter(ranking=shown, rank__isnull=False).count(),
        "reasons": [(one, measure_words(one.measure)) for one in queries.reasons(shown, row)],
        "can_open": can_open,
    }
    return render(request, "reporting/why_ranked.html", context)


@requires(*PROVINCE)
@require_POST
def publish(request: StaffRequest, ranking_id: int) -> HttpResponse:
    """Number, date and publish."""
    shown = _ranking(request, ranking_id)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            actions.publish_ranking(
                ranking_id=shown.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
            messages.success(request, _("Đã công bố bảng xếp hạng."))
            return redirect("reporting:ranking", shown.pk)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(request, shown, form)


@requires(*READERS)
def sheet(request: StaffRequest, ranking_id: int) -> HttpResponse:
    """The ranking as a workbook with real numbers."""
    shown = _ranking(request, ranking_id)
    lines = _lines(shown.formula)
    title = _("Xếp hạng %(period)s") % {"period": shown.period.name}
    columns = (
        SheetColumn(_("Hạng"), Kind.NUMBER),
        SheetColumn(_("Xã, phường, đặc khu"), width=30),
        SheetColumn(_("Điểm"), Kind.NUMBER),
        *(SheetColumn(f"{indicator.short_name} ({weight})", Kind.NUMBER) for indicator, weight, _words in lines),
        SheetColumn(_("Chưa có số liệu"), width=40),
    )
    rows = tuple(
        (row.rank, str(row.place), row.score, *(_cell(cell)["points"] for cell in row.cells), _missing(row, lines))
        for row in queries.rows_of(shown)
    )
    workbook = Workbook(title=title, sheets=(Sheet(title=_("Xếp hạng"), heading=(title,), columns=columns, rows=rows),))
    return download(render_xlsx(workbook), f"xep-hang-{shown.period.code}.xlsx")


@requires(*PROVINCE)
def formula(request: StaffRequest) -> HttpResponse:
    """Give the formula new weights: a new version from a day."""
    today = timezone.localdate()
    current = queries.formula_on(today)
    kept = {line.code: line for line in queries.formula_of(current).lines} if current else {}
    indicators = [row for row in indicators_on(today) if row.kind != IndicatorKind.DISTINCT]
    typed = request.POST
    if request.method == "POST":
        try:
            weights = {row.code: _weight(typed.get(f"w-{row.pk}", "")) for row in indicators}
            actions.revise_formula(
                weights=weights,
                measures={row.code: _measure(typed.get(f"m-{row.pk}", "")) for row in indicators},
                least=_weight(typed.get("least", "")),
                valid_from=today,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("Đã lưu công thức mới. Các bảng đã công bố giữ công thức cũ."))
            return redirect("reporting:rankings")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    context = {
        "rows": [
            {
                "indicator": row,
                "weight": typed.get(f"w-{row.pk}", kept[row.code].weight if row.code in kept else ""),
                "measure": typed.get(f"m-{row.pk}", kept[row.code].measure.value if row.code in kept else ""),
            }
            for row in indicators
        ],
        "measures": [(measure.value, measure_words(measure)) for measure in Measure],
        "least": typed.get("least", current.content.get("least", "60") if current else "60"),
    }
    return render(request, "reporting/ranking_formula.html", context)


def _weight(text: str) -> Decimal:
    try:
        return parse_number(text) if text.strip() else Decimal(0)
    except ValueError as error:
        raise Refusal(_("“%(text)s” không phải là số.") % {"text": text}) from error


def _measure(text: str) -> str:
    return text if text in {measure.value for measure in Measure} else Measure.TARGET.value
