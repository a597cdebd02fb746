"""Documents as bytes: DOCX and PDF in the layout of Decree 30/2020/NĐ-CP, XLSX with real numbers."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from toso.ground.documents.blocks import Link, OfficialDocument, Workbook
from toso.ground.documents.queries import pdf, word, wording, xlsx
from toso.ground.shared.text import nfc

MARK = "check"  # names the printed content in the address of the code
MARK_LENGTH = 16


def render_docx(document: OfficialDocument) -> bytes:
    """The document for Word: A4, Times New Roman. The same document gives the same bytes."""
    return word.render(document)


def render_pdf(document: OfficialDocument) -> bytes:
    """The document as it is signed: PDF/A with its fonts inside. The same document gives the same bytes.

    Raises ``faces.MissingGlyph`` when a character cannot be shown, never prints an empty box.
    """
    return pdf.render(document)


# A document as each kind of paper, by the ending of its file.
PAPERS: dict[str, Callable[[OfficialDocument], bytes]] = {"docx": render_docx, "pdf": render_pdf}


def render_xlsx(workbook: Workbook) -> bytes:
    """The workbook. No text of a user becomes a formula; the same content gives the same bytes."""
    return xlsx.render(workbook)


def digest_of(content: bytes) -> str:
    """The SHA-256 by which a file is recognised, in lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def content_digest(document: OfficialDocument) -> str:
    """The SHA-256 of every word the document prints, in order, one part a line, without its code and mark.

    It is what ``Link.digest`` states: the same words give the same digest, in DOCX, in PDF and on the
    page of the live record; one changed figure changes it.
    """
    words = "\n".join(wording.printed_words(document)).replace(wording.NO_BREAK, " ")
    return digest_of(nfc(words).encode())


def sealed(document: OfficialDocument, *, address: str) -> OfficialDocument:
    """The document with its code: the address of the live record, which names the content it left with."""
    digest = content_digest(document)
    return replace(document, link=Link(f"{address}?{MARK}={digest[:MARK_LENGTH]}", digest))


def is_printed_as(document: OfficialDocument, mark: str) -> bool:
    """Whether a paper whose code carries this mark says the same words as the record says now."""
    return content_digest(document)[:MARK_LENGTH] == mark


def written_day(day: date) -> str:
    """ "ngày 05 tháng 02 năm 2026", as the decree has days written."""
    return wording.written_date(day)
