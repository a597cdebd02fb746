"""A report as a file: the official form of Decree 30/2020/NĐ-CP for Word and as PDF, and the workbook."""

from toso.ground.documents import queries as documents
from toso.results.reporting.exports import paper, sheets
from toso.results.reporting.models import Report
from toso.results.reporting.queries.cells import CellRow, cell_rows


def docx(report: Report, *, address: str = "") -> bytes:
    """The report in the official form, for Word."""
    return documents.render_docx(paper.official_document(report, _rows(report), address=address))


def pdf(report: Report, *, address: str = "") -> bytes:
    """The report in the official form, to be signed. The same report gives the same bytes."""
    return documents.render_pdf(paper.official_document(report, _rows(report), address=address))


def xlsx(report: Report) -> bytes:
    """The figures, the units below and the records behind, as a workbook."""
    return documents.render_xlsx(sheets.workbook(report, _rows(report)))


def _rows(report: Report) -> list[CellRow]:
    return cell_rows(report, at=report.known_at or report.drafted_at)


def is_printed_as(report: Report, mark: str) -> bool:
    """Whether the paper whose code carries this mark says what the report says now."""
    return documents.is_printed_as(paper.official_document(report, _rows(report), address=""), mark)
