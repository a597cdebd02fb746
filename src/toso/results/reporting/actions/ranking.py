"""The yearly ranking of communes: its formula as versions, reckoned from official figures, frozen by a decision."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.models import Indicator, LegalDocument
from toso.results.reporting.actions.outline import PLAN, RANKING_ARTICLE, RANKING_LINES, RANKING_NAME, VALID_FROM
from toso.results.reporting.models import Period, PeriodKind, Ranking, RankingFormula, RankingRow
from toso.results.reporting.queries import ranking as queries
from toso.results.reporting.rules import ranking as rules
from toso.results.reporting.rules.ranking import Line, Measure, Standing


@transaction.atomic
def load_ranking() -> None:
    """The first version of the formula: a sample, until the province gives its weights. Again it changes nothing."""
    known = set(Indicator.objects.values_list("code", flat=True))
    lines = [line for line in RANKING_LINES if line["indicator"] in known]
    if RankingFormula.objects.exists() or len(lines) < len(RANKING_LINES):
        return
    RankingFormula.objects.create(
        version=1,
        name=RANKING_NAME,
        content={"lines": lines, "least": "60", "ties": [lines[0]["indicator"]]},
        basis=LegalDocument.objects.filter(code=PLAN).first(),
        article=RANKING_ARTICLE,
        valid_from=VALID_FROM,
        is_sample=True,
    )


@transaction.atomic
def revise_formula(
    *,
    weights: Mapping[str, Decimal],
    measures: Mapping[str, str],
    least: Decimal,
    valid_from: date,
    by: Person,
    scope: Scope,
    at: datetime,
) -> RankingFormula:
    """Give the formula new weights (by indicator code), as a new version from a day; published rankings keep theirs."""
    _refuse_unless_standing_agency(scope)
    lines = [Line(code, weight, Measure(measures[code])) for code, weight in weights.items() if weight]
    if not rules.is_formula(lines):
        raise Refusal(_("Trọng số phải lớn hơn 0 và cộng lại đúng 100."))
    if not 0 <= least <= 100:
        raise Refusal(_("Phần dữ liệu tối thiểu từ 0 tới 100%."))
    last = RankingFormula.objects.select_for_update().order_by("-version").first()
    formula = RankingFormula.objects.create(
        version=last.version + 1 if last else 1,
        name=last.name if last else RANKING_NAME,
        content={
            "lines": [
                {"indicator": line.code, "weight": str(line.weight), "measure": line.measure.value} for line in lines
            ],
            "least": str(least),
            "ties": [max(lines, key=lambda line: line.weight).code],
        },
        basis=last.basis if last else LegalDocument.objects.filter(code=PLAN).first(),
        article=RANKING_ARTICLE,
        valid_from=valid_from,
    )
    record("reporting.formula.revised", by=by, about=formula, at=at, detail={"version": formula.version})
    return formula


@transaction.atomic
def reckon_ranking(
    *, place: Place, period: Period, by: Person, scope: Scope, at: datetime, is_sample: bool = False
) -> Ranking:
    """Reckon the ranking of a province's communes for a year from the official figures, as a draft. Again: anew."""
    _refuse_unless_standing_agency(scope, place)
    if period.kind != PeriodKind.YEAR or place.level != Level.PROVINCE:
        raise Refusal(_("Xếp hạng theo năm, cho các xã, phường, đặc khu của tỉnh."))
    formula = queries.formula_on(period.last_day)
    if formula is None:
        raise Refusal(_("Chưa có công thức xếp hạng áp dụng cho năm này."))
    draft = Ranking.objects.select_for_update().filter(place=place, period=period, published_at__isnull=True).first()
    if draft is None:
        version = Ranking.objects.filter(place=place, period=period).count() + 1
        draft = Ranking(place=place, period=period, version=version, is_sample=is_sample or place.is_sample)
    draft.formula, draft.reckoned_at = formula, at
    draft.save()
    _write_rows(draft)
    record("reporting.ranking.reckoned", by=by, about=draft, at=at, path=place.path, detail={"year": period.year})
    return draft


def _write_rows(draft: Ranking) -> None:
    communes = queries.communes_of(draft.place)
    indicators = queries.indicators_in(draft.formula)
    values = queries.official_values(communes, draft.period, list(indicators.values()))
    found = rules.standings(queries.formula_of(draft.formula), queries.given(communes, indicators, values))
    draft.rows.all().delete()
    RankingRow.objects.bulk_create(
        [
            RankingRow(
                ranking=draft,
                place_id=standing.key,
                rank=standing.rank,
                score=standing.score,
                covered=standing.covered,
                cells=_cells(standing, indicators, values),
            )
            for standing in found
        ]
    )


def _cells(
    standing: Standing,
    indicators: Mapping[str, Indicator],
    values: Mapping[tuple[int, int], queries.Official],
) -> Sequence[Mapping[str, object]]:
    cells = []
    for points in standing.cells:
        official = values[standing.key, indicators[points.code].pk]
        cells.append(
            {
                "code": points.code,
                "value": _text(official.value),
                "target": _text(official.target),
                "share": _text(points.share),
                "points": _text(points.points),
                "report": official.report_id,
                "cell": official.cell_id,
                "period": official.period,
                "apart": points.apart or "",
                "excluded": official.excluded,
            }
        )
    return cells


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


@transaction.atomic
def publish_ranking(
    *, ranking_id: int, number: str, signed_on: date, by: Person, scope: Scope, at: datetime
) -> Ranking:
    """Publish a draft by a decision: from now on it never changes; a later ranking is a new version beside it."""
    ranking: Ranking | None = (
        Ranking.objects.visible_to(scope)
        .select_for_update(of=("self",))
        .select_related("place")
        .filter(pk=ranking_id, published_at__isnull=True)
        .first()
    )
    if ranking is None:
        raise Refusal(_("Bảng xếp hạng này đã công bố hoặc không còn."))
    _refuse_unless_standing_agency(scope, ranking.place)
    if not number.strip():
        raise Refusal(_("Hãy nhập số quyết định."), field="number")
    if signed_on > localdate(at):
        raise Refusal(_("Ngày ký ở tương lai. Hãy nhập ngày đã ký."), field="signed_on")
    if not ranking.rows.filter(rank__isnull=False).exists():
        raise Refusal(_("Chưa nơi nào đủ dữ liệu để xếp hạng."))
    ranking.number, ranking.signed_on = nfc(number).strip(), signed_on
    ranking.published_at, ranking.published_by = at, by
    ranking.save(update_fields=["number", "signed_on", "published_at", "published_by"])
    record(
        "reporting.ranking.published", by=by, about=ranking, at=at, path=ranking.place.path, detail={"number": number}
    )
    return ranking


def _refuse_unless_standing_agency(scope: Scope, place: Place | None = None) -> None:
    if not scope.holds(Role.PROVINCE_OFFICER, at_place=place.path if place else None):
        raise Refusal(_("Chỉ cơ quan thường trực xếp hạng."))
