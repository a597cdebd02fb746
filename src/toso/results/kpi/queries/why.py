""" "Vì sao tôi được 76,7?": the reckoning of one month in words, line by line, and what would have changed it."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from toso.ground.shared.text import format_number
from toso.results.kpi.models import Sheet
from toso.results.kpi.models.month import ORIGINS
from toso.results.kpi.queries.criteria import results_in, rule_set_for
from toso.results.kpi.queries.scoring import reckoning, thawed
from toso.results.kpi.rules.differences import Change, Difference, differences
from toso.results.kpi.rules.exact import ZERO, rounded
from toso.results.kpi.rules.losses import Losses, losses
from toso.results.kpi.rules.measures import score
from toso.results.kpi.rules.states import SheetState
from toso.results.kpi.rules.terms import LateUnit, Line, Measure, Origin, PenaltyScope, PeriodAnswer, PeriodRequest
from toso.results.kpi.rules.words import Remark

MOST_CHANGES = 6
PLAIN_NUMBER = re.compile(r"[0-9]+\.[0-9]+")
BAR = Fraction(100)


def number(value: Fraction | None, places: int = 2) -> str:
    """As offices write it, rounded half up only here."""
    return "–" if value is None else format_number(rounded(value, places), decimals=places)


def short(value: Fraction) -> str:
    """A quantity without needless zeros: 0,8; 5."""
    return format_number(rounded(value, 3))


@dataclass(frozen=True, slots=True)
class WhyLine:
    """One line of work on the page: what it brought of what it could have brought, and why not all."""

    id: int | None
    name: str
    coefficient: str
    done: str
    assigned: str
    quantity: str
    quality: str
    progress: str
    gained: str
    most: str
    reason: str
    origin: str


@dataclass(frozen=True, slots=True)
class Band:
    """One stretch of the bar of 100 points."""

    key: str
    words: str
    points: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Why:
    is_final: bool
    total: str
    general: str
    task_score: str
    result_pct: str
    a: str
    b: str
    c: str
    terms: tuple[tuple[str, str, str], ...]
    assigned: str
    sums: tuple[str, str, str]
    lines: tuple[WhyLine, ...]
    bands: tuple[Band, ...]
    changes: tuple[tuple[str, str, str], ...]
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    other_way: str
    counts_days: bool
    is_leader: bool
    by_lines: bool
    results: tuple[tuple[str, str, str, str], ...]  # criterion, highest, self-scored, as it counts


def remark_words(remark: Remark) -> str:
    """A remark of the rules in the language of the page, its numbers as offices write them: 88, 89,5."""
    return _(remark.template) % {name: _in_words(value) for name, value in remark.values.items()}


def _in_words(value: str) -> str:
    return format_number(Decimal(value)) if PLAIN_NUMBER.fullmatch(value) else value


def why(sheet: Sheet) -> Why:
    """The page's whole content: from the frozen score when there is one, else as it stands now, provisionally."""
    is_final = sheet.state not in (SheetState.OPEN, SheetState.SELF_SCORED) and bool(sheet.answer)
    if is_final:
        request, answer, ids = thawed(sheet)
    else:
        request, answer, own = reckoning(sheet)
        ids = [*own, *([None] * (len(request.lines) - len(own)))][: len(request.lines)]
    found = losses(answer, request.policy, request.measure)
    return Why(
        is_final=is_final,
        total=number(answer.total, 1),
        general=number(answer.general, 1),
        task_score=number(answer.task_score, 1),
        result_pct=number(answer.result_pct, 1),
        a=number(answer.a_pct, 1),
        b=number(answer.b_pct, 1),
        c=number(answer.c_pct, 1),
        terms=_terms(answer, sheet),
        assigned=short(answer.assigned_converted or ZERO),
        sums=_sums(answer),
        lines=tuple(_line(request, answer, index, ids[index]) for index in range(len(request.lines))),
        bands=_bands(found, by_lines=request.measure is Measure.LINES) if found else (),
        changes=_changes(request, {one.code: one.name for one in results_in(rule_set_for(sheet))}),
        reasons=tuple(remark_words(remark) for remark in answer.reasons),
        warnings=tuple(remark_words(remark) for remark in answer.warnings),
        other_way=_other_way(request),
        counts_days=request.policy.late_unit is LateUnit.DAY,
        is_leader=request.is_leader,
        by_lines=request.measure is Measure.LINES,
        results=_results(sheet),
    )


def _results(sheet: Sheet) -> tuple[tuple[str, str, str, str], ...]:
    own, counted = sheet.results_self, sheet.results_confirmed or sheet.results_self
    return tuple(
        (one.name, format_number(one.highest), _said(own.get(one.code)), _said(counted.get(one.code)))
        for one in results_in(rule_set_for(sheet))
    )


def _said(points: str | None) -> str:
    return "–" if points is None else format_number(Decimal(points))


def _sums(answer: PeriodAnswer) -> tuple[str, str, str]:
    whole = answer.assigned_converted or ZERO
    parts = (answer.a_pct, answer.b_pct, answer.c_pct)
    a, b, c = (number((value or ZERO) * whole / 100) for value in parts)
    return a, b, c


def _terms(answer: PeriodAnswer, sheet: Sheet) -> tuple[tuple[str, str, str], ...]:
    """d, đ, e with what they mean and why they are so."""
    said: dict[str, Any] = sheet.leader_terms
    rows = (
        (_("d, kết quả của đơn vị, lĩnh vực"), answer.d_pct, "d"),
        (_("đ, tổ chức triển khai"), answer.dd_pct, "dd"),
        (_("e, tập hợp, đoàn kết"), answer.e_pct, "e"),
    )
    return tuple(
        (words, number(value, 0), said.get(name, {}).get("reason", ""))
        for words, value, name in rows
        if value is not None
    )


def _steps(answer: PeriodAnswer, index: int) -> Fraction:
    name = f"lines[{index}].points"
    return next((step.value for step in answer.trace if step.term == name), ZERO)


def _kept(line: Line, times: int, is_excused: bool, scope: PenaltyScope) -> Fraction:
    if is_excused or not times:
        return line.coefficient * line.done
    if scope is PenaltyScope.UNIT:
        return line.coefficient * max(ZERO, line.done - Fraction(times, 4))
    return line.coefficient * line.done * max(ZERO, 1 - Fraction(times, 4))


def _line(request: PeriodRequest, answer: PeriodAnswer, index: int, pk: int | None) -> WhyLine:
    line, scope = request.lines[index], request.policy.penalty_scope
    whole = answer.assigned_converted or ZERO
    ratios = 6 if request.is_leader else 3
    counts = line.origin in (Origin.ASSIGNED, Origin.HANDED_OVER)
    most = 70 * 3 * line.coefficient * line.assigned / whole / ratios if whole and counts else ZERO
    return WhyLine(
        id=pk,
        name=_("Việc của những người được phụ trách") if line.is_led else line.name,
        coefficient="" if line.is_led else short(line.coefficient),
        done=short(line.done),
        assigned=short(line.assigned) if counts else "–",
        quantity=number(line.coefficient * line.done),
        quality=number(_kept(line, line.quality_failures, line.has_objective_quality, scope)),
        progress=number(_kept(line, line.late, line.has_objective_late, scope)),
        gained=number(_steps(answer, index)),
        most=number(most) if counts else "–",
        reason=_reason(line, request.policy.late_unit),
        origin="" if line.origin == Origin.ASSIGNED else str(ORIGINS[line.origin]),
    )


def _reason(line: Line, unit: LateUnit) -> str:
    """Why the line did not bring all it could."""
    if line.origin is Origin.HANDED_OVER:
        return _("Đã chuyển người khác, vẫn tính trong số giao")
    parts = []
    if line.late:
        template = _("chậm %(count)s ngày") if unit is LateUnit.DAY else _("chậm %(count)s lần")
        words = template % {"count": line.late}
        parts.append(
            _("%(words)s, do khách quan nên không trừ") % {"words": words} if line.has_objective_late else words
        )
    if line.quality_failures:
        words = _("%(count)s lần không đạt chất lượng") % {"count": line.quality_failures}
        parts.append(
            _("%(words)s, do khách quan nên không trừ") % {"words": words} if line.has_objective_quality else words
        )
    missing = line.assigned - line.done
    if line.origin is Origin.ASSIGNED and missing > 0:
        parts.append(_("còn %(count)s chưa xong") % {"count": short(missing)})
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def _bands(found: Losses, *, by_lines: bool) -> tuple[Band, ...]:
    """The bar of 100 points: what was had, what was lost to which cause."""
    rows = (
        ("k", _("Tiêu chí chung"), found.general),
        ("g", _("Kết quả công việc"), found.tasks),
        ("l1", _("Mất vì chậm"), found.late),
        ("l3", _("Mất vì chưa xong") if by_lines else _("Mất ở tiêu chí kết quả"), found.undone),
        ("l2", _("Mất vì chất lượng"), found.quality),
        ("l4", _("Mất vì d, đ, e"), found.terms),
        ("l5", _("Mất ở tiêu chí chung"), found.general_lost),
    )
    bands, at = [], ZERO
    for key, words, points in rows:
        if points <= 0:
            continue
        width = min(points, BAR - at)
        bands.append(Band(key, words, number(points), f"{rounded(at, 2):f}", f"{rounded(max(width, ZERO), 2):f}"))
        at += width
    return tuple(bands)


CHANGES = {
    Change.ONE_MORE_DONE: lambda name: _("Làm xong thêm 1: %(name)s") % {"name": name},
    Change.ONE_LESS_FAILURE: lambda name: _("Bớt 1 lần không đạt chất lượng: %(name)s") % {"name": name},
    Change.OBJECTIVE_QUALITY: lambda name: _("Lỗi được xác nhận do khách quan: %(name)s") % {"name": name},
    Change.OBJECTIVE_LATE: lambda name: _("Chậm được xác nhận do khách quan: %(name)s") % {"name": name},
}


def change_words(change: Difference, request: PeriodRequest, names: dict[str, str] | None = None) -> str:
    """What would have to be otherwise, in words."""
    name = request.lines[change.line].name if change.line is not None else ""
    if change.change in CHANGES:
        return CHANGES[change.change](name)
    if change.change is Change.ONE_LESS_DELAY:
        is_day = request.policy.late_unit is LateUnit.DAY
        words = _("Sớm hơn 1 ngày: %(name)s") if is_day else _("Bớt 1 lần chậm: %(name)s")
        return words % {"name": name}
    if change.change is Change.TERM_FULL:
        return _("%(term)s đạt 100%%") % {"term": {"dd": "đ"}.get(change.term, change.term)}
    if change.change is Change.MORE_RESULT:
        return _("Chấm cao hơn một bậc: %(name)s") % {"name": (names or {}).get(change.term, change.term)}
    return _("Tiêu chí chung thêm 1 điểm")


def _changes(request: PeriodRequest, names: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    """The changes worth most, each with the total it would have made and the points it would have brought."""
    rows = [
        one
        for one in differences(request)
        if one.gained > 0 and (one.line is None or not request.lines[one.line].is_led)
    ]
    return tuple(
        (change_words(one, request, names), number(one.total, 1), number(one.gained, 1)) for one in rows[:MOST_CHANGES]
    )


def _other_way(request: PeriodRequest) -> str:
    """The total under the other reading of "mỗi lần chậm", when that can be said: by occurrence instead of by day."""
    if request.policy.late_unit is not LateUnit.DAY or not any(line.late > 1 for line in request.lines):
        return ""
    policy = replace(request.policy, late_unit=LateUnit.OCCURRENCE)
    lines = tuple(replace(line, late=min(line.late, 1)) for line in request.lines)
    other = score(replace(request, policy=policy, lines=lines))
    return number(other.total, 1) if other.total is not None else ""
