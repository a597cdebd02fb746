"""Documents as bytes: DOCX and PDF in the layout of Decree 30/2020/NĐ-CP, XLSX with real numbers."""

import hashlib

from toso.ground.documents.blocks import OfficialDocument, Workbook
from toso.ground.documents.queries import pdf, word, xlsx


def render_docx(document: OfficialDocument) -> bytes:
    """The document for Word: A4, Times New Roman. The same document gives the same bytes."""
    return word.render(document)


def render_pdf(document: OfficialDocument) -> bytes:
    """The document as it is signed: PDF/A with its fonts inside. The same document gives the same bytes.

    Raises ``faces.MissingGlyph`` when a character cannot be shown, never prints an empty box.
    """
    return pdf.render(document)


def render_xlsx(workbook: Workbook) -> bytes:
    """The workbook. No text of a user becomes a formula; the same content gives the same bytes."""
    return xlsx.render(workbook)


def digest_of(content: bytes) -> str:
    """The SHA-256 by which a file is recognised, in lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
