"""The words, the colour and the sign of what a dashboard says."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from toso.front.console.queries.dashboard import Line, must_hold
from toso.ground.shared.text import format_number
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.models import Report
from toso.results.reporting.rules.figures import Missing
from toso.results.reporting.rules.pace import Standing
from toso.results.reporting.rules.reports import ReportState


@dataclass(frozen=True, slots=True)
class Said:
    tone: str  # good, wait, bad, work, temp
    words: str
    icon: str


SHAPES = {
    Standing.AHEAD: "good",
    Standing.ON_PACE: "good",
    Standing.BEHIND: "wait",
    Standing.FAR_BEHIND: "bad",
    Standing.UNKNOWN: "none",
    Standing.NO_TARGET: "none",
}


def points(value: Decimal) -> str:
    """Points between two shares: whole ones, and a decimal only when less than one is at stake."""
    return format_number(abs(value), decimals=0 if abs(value) >= 1 else 1)


def said_of(line: Line) -> Said:
    """How the line stands, in words that say the gap."""
    standing, pace = line.pace.standing, line.pace
    if standing == Standing.UNKNOWN:
        return unknown(line)
    if standing == Standing.NO_TARGET:
        return unknown(line) if line.figure.missing else Said("temp", _("Chưa giao chỉ tiêu"), "circle-dashed")
    if standing == Standing.AHEAD:
        if pace.over:
            return Said("good", _("Vượt %(points)s điểm") % {"points": points(pace.over)}, "star")
        return Said("good", _("Đạt đủ"), "circle-check")
    gap = pace.gap or Decimal(0)
    if standing == Standing.ON_PACE:
        if gap < Decimal("0.05"):
            return Said("good", _("Đúng nhịp"), "circle-check")
        return Said("good", _("Đúng nhịp, hơn %(points)s điểm") % {"points": points(gap)}, "circle-check")
    if must_hold(line.indicator) and (short := shortfall(line)):
        return Said("wait" if standing == Standing.BEHIND else "bad", short, "clock")
    words = _("Chậm %(points)s điểm") % {"points": points(gap)}
    return Said("wait", words, "clock") if standing == Standing.BEHIND else Said("bad", words, "alert-triangle")


def shortfall(line: Line) -> str:
    """How many are missing from a state that must be held."""
    figure = line.figure
    if line.indicator.kind == IndicatorKind.RATIO:
        missing = (
            None if figure.denominator is None or figure.numerator is None else figure.denominator - figure.numerator
        )
    else:
        missing = line.target.value - figure.value if line.target and figure.value is not None else None
    if missing is None or missing <= 0:
        return ""
    return _("Còn thiếu %(number)s") % {"number": format_number(missing)}


def unknown(line: Line) -> Said:
    missing = line.figure.missing
    if missing == Missing.EXCLUDED:
        return Said("temp", _("Không tính ở đây"), "minus")
    if missing == Missing.TYPED:
        return Said("temp", _("Nhập tay trong báo cáo"), "pencil")
    return Said("temp", _("Chưa có mẫu số"), "circle-dashed")


def value_words(line: Line) -> str:
    """The figure as it is shown: a share with its sign, a number with its dots."""
    return figure_words(line.figure.value, line, numerator=line.figure.numerator)


def figure_words(value: Decimal | None, line: Line, *, numerator: Decimal | None = None) -> str:
    if value is None:
        return format_number(numerator) if numerator is not None else "–"
    if line.indicator.kind == IndicatorKind.RATIO:
        step = Decimal(1).scaleb(-max(line.indicator.decimals, 1))
        return f"{format_number(value.quantize(step, ROUND_HALF_UP))}%"
    return format_number(value, decimals=line.indicator.decimals)


def target_words(line: Line) -> str:
    if line.target is None:
        return "–"
    return format_number(line.target.value) + ("%" if line.indicator.kind == IndicatorKind.RATIO else "")


def report_said(report: Report | None, *, is_late: bool) -> Said | None:
    if report is None:
        return None
    if report.state == ReportState.DRAFT:
        return (
            Said("bad", _("Chưa nộp, quá hạn"), "alert-triangle")
            if is_late
            else Said("wait", _("Chưa nộp"), "hourglass")
        )
    if report.state == ReportState.RETURNED:
        return Said("wait", _("Bị trả lại"), "arrow-back-up")
    if report.state == ReportState.SUBMITTED:
        return Said("work", _("Đã nộp"), "send")
    return Said("good", _("Đã nhận"), "lock")
