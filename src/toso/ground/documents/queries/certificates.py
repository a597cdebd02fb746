"""Certificates as one PDF: a lying A4 page each, with a code that anybody can verify."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import segno
import typst

from toso.ground.documents.blocks import CertificateSheet
from toso.ground.documents.queries import faces
from toso.ground.documents.queries.pdf import fonts
from toso.ground.shared.text import nfc

LAYOUT = Path(__file__).with_name("certificate.typ")
MADE_AT = 1_767_225_600  # a fixed moment, so that equal papers are equal bytes


def render_certificates(sheets: Sequence[CertificateSheet], *, title: str) -> bytes:
    """One page a paper, a thousand in a few seconds. Raises ``faces.MissingGlyph`` for what cannot be shown."""
    pages = [_data(sheet) for sheet in sheets]
    data = nfc(json.dumps({"title": title, "families": faces.FAMILIES, "sheets": pages}, ensure_ascii=False))
    faces.require_glyphs(data)
    made = typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        font_paths=fonts(),
        sys_inputs={"document": data},
        timestamp=MADE_AT,
        pdf_standards="a-2u",
    )
    return bytes(made)


def _data(sheet: CertificateSheet) -> dict[str, object]:
    drawn = io.BytesIO()
    segno.make(sheet.url, error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return {
        "issuer": sheet.issuer,
        "title": sheet.title,
        "name": sheet.name,
        "lines": list(sheet.lines),
        "day": sheet.day,
        "signer": sheet.signer_title,
        "code": sheet.code,
        "url": sheet.url,
        "note": sheet.note,
        "mark": sheet.mark,
        "qr": drawn.getvalue().decode(),
    }
