"""The accepted report as data for the province's own report system: one layout, as JSON and as CSV.

The layout is described in docs/report-exchange.md. The same report gives the same bytes.
"""

import csv
import hashlib
import io
import json
from decimal import Decimal
from typing import Any

from toso.ground.shared.text import safe_cell
from toso.results.reporting.models import Report
from toso.results.reporting.queries.cells import CellRow, cell_rows

LAYOUT = "toso.report/1"
HEAD = ("indicator", "name", "unit", "value", "computed", "reason", "year_to_date", "target", "records", "late")


def as_json(report: Report) -> bytes:
    """The whole report: its head, figures and words, and the SHA-256 of these as ``digest``."""
    content = _content(report)
    content["digest"] = hashlib.sha256(_written(content)).hexdigest()
    return _written(content)


def as_csv(report: Report) -> bytes:
    """The figures alone, a line each; UTF-8 with its mark, so that Excel reads it."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(("layout", "place", "period", "version", *HEAD))
    known = (LAYOUT, report.place.code, report.period.code, report.version)
    for figure in _content(report)["figures"]:
        lines.writerow((*known, *(_plain(figure[name]) for name in HEAD)))
    return text.getvalue().encode("utf-8-sig")


def _content(report: Report) -> dict[str, Any]:
    rows = cell_rows(report, at=report.known_at or report.drafted_at)
    return {
        "layout": LAYOUT,
        "place": {"code": report.place.code, "level": report.place.level, "name": report.place.full_name},
        "period": {
            "code": report.period.code,
            "name": report.period.name,
            "first_day": report.period.first_day.isoformat(),
            "last_day": report.period.last_day.isoformat(),
        },
        "version": report.version,
        "state": str(report.state),
        "known_at": report.known_at.isoformat() if report.known_at else None,
        "accepted_at": report.accepted_at.isoformat() if report.accepted_at else None,
        "figures": [_figure(row) for row in rows],
        "sections": [
            {"code": section.code, "title": section.title, "text": section.text}
            for section in report.sections.order_by("order", "pk")
        ],
    }


def _figure(row: CellRow) -> dict[str, Any]:
    return {
        "indicator": row.indicator.code,
        "name": row.indicator.name,
        "unit": row.indicator.unit,
        "value": _number(row.value),
        "computed": _number(row.computed),
        "reason": row.cell.correction_reason,
        "year_to_date": _number(row.year),
        "target": _number(row.target),
        "records": row.cell.records,
        "late": _number(row.cell.late),
    }


def _number(value: Decimal | None) -> str | None:
    """A number as text with a point, so that no reader rounds it; nothing stays nothing, never 0."""
    return None if value is None else f"{value.normalize():f}"


def _plain(value: str | int | None) -> str | int:
    """A cell that no spreadsheet takes for a formula; nothing stays empty."""
    if not isinstance(value, str):
        return "" if value is None else value
    return value if value.lstrip("-").replace(".", "", 1).isdigit() else safe_cell(value)


def _written(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
