"""Sheets to be filled in by hand, as one PDF: a page each, with a code that leads back to the screen."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import segno
import typst

from toso.ground.documents.blocks import TallySheet
from toso.ground.documents.queries import faces
from toso.ground.documents.queries.pdf import fonts
from toso.ground.shared.text import nfc

LAYOUT = Path(__file__).with_name("tally.typ")
ROWS = 17
MADE_AT = 1_767_225_600  # a fixed moment, so that equal sheets are equal bytes


def render_tally(sheets: Sequence[TallySheet], *, title: str) -> bytes:
    """One landscape A4 page a sheet. Raises ``faces.MissingGlyph`` when a character cannot be shown."""
    data = nfc(json.dumps({"title": title, "families": faces.FAMILIES, "sheets": _pages(sheets)}, ensure_ascii=False))
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


def _pages(sheets: Sequence[TallySheet]) -> list[dict[str, object]]:
    return [_data(sheet, first) for sheet in sheets for first in range(0, max(len(sheet.rows), 1), ROWS)]


def _data(sheet: TallySheet, first: int) -> dict[str, object]:
    drawn = io.BytesIO()
    segno.make(sheet.url, error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return {
        "above": sheet.above,
        "title": sheet.title,
        "place": sheet.place,
        "line": sheet.line,
        "columns": ["TT", *(name for name, _share in sheet.columns)],
        "shares": [4, *(share for _name, share in sheet.columns)],
        "first": first,
        "cells": [list(row) for row in sheet.rows[first : first + ROWS]],
        "rows": ROWS,
        "legend": sheet.legend,
        "foot": sheet.foot,
        "qr": drawn.getvalue().decode(),
    }
