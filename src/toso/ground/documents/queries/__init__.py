"""Documents as bytes: DOCX and PDF in the layout of Decree 30/2020/NĐ-CP, XLSX with real numbers."""

import hashlib

from toso.ground.documents.blocks import Workbook
from toso.ground.documents.queries import xlsx


def render_xlsx(workbook: Workbook) -> bytes:
    """The workbook. No text of a user becomes a formula; the same content gives the same bytes."""
    return xlsx.render(workbook)


def digest_of(content: bytes) -> str:
    """The SHA-256 by which a file is recognised, in lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
