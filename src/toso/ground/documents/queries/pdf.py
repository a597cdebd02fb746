"""PDF by typst. The layout stands in ``layout.typ``; here the document becomes its data."""

import io
import json
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst

from toso.ground.documents.blocks import (
    Annex,
    Article,
    Band,
    Block,
    Heading,
    Item,
    Link,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)
from toso.ground.documents.queries import faces, measures, wording
from toso.ground.documents.queries.tables import head_cells
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.text import nfc

LAYOUT = Path(__file__).with_name("layout.typ")

MEASURES = {
    "body": measures.BODY_SIZE,
    "line_spacing": measures.LINE_SPACING,
    "paragraph_space": measures.PARAGRAPH_SPACE,
    "page_number": measures.PAGE_NUMBER_SIZE,
    "page_number_from_top": measures.PAGE_NUMBER_FROM_TOP,
    "page_width": measures.PAGE_WIDTH,
    "page_height": measures.PAGE_HEIGHT,
    "top": measures.TOP,
    "bottom": measures.BOTTOM,
    "left": measures.LEFT,
    "right": measures.RIGHT,
    "rule": measures.RULE,
    "first_line": measures.FIRST_LINE,
    "head_left": measures.HEAD_LEFT,
    "head_right": measures.HEAD_RIGHT,
    "foot_left": measures.FOOT_LEFT,
    "issuer": measures.ISSUER_SIZE,
    "state": measures.STATE_SIZE,
    "motto": measures.MOTTO_SIZE,
    "number": measures.NUMBER_SIZE,
    "letter_subject": measures.LETTER_SUBJECT_SIZE,
    "recipients_head": measures.RECIPIENTS_HEAD_SIZE,
    "recipients": measures.RECIPIENTS_SIZE,
    "signature_room": measures.SIGNATURE_ROOM,
    "link": measures.LINK_SIZE,
    "qr": measures.QR_SIZE,
}

Data = dict[str, Any]


def render(document: OfficialDocument) -> bytes:
    # The fonts draw both spaces by one glyph: a no-break space anywhere would be copied as one everywhere.
    data = nfc(json.dumps(_data(document), ensure_ascii=False)).replace(wording.NO_BREAK, " ")
    faces.require_glyphs(data)
    made = typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        font_paths=fonts(),
        sys_inputs={"document": data},
        timestamp=_made_at(document),
        pdf_standards="a-2u",
    )
    return bytes(made)


def _made_at(document: OfficialDocument) -> int:
    """Noon of the document's day, so that the same content gives the same bytes."""
    day = document.day or date(document.year or 2026, 1, 1)
    return int(datetime.combine(day, time(12), VIETNAM).timestamp())


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=faces.folders())


def _data(document: OfficialDocument) -> Data:
    head = wording.head_lines(document)
    return {
        "title": " ".join(part for part in (document.type_name, document.subject) if part),
        "author": document.issuer_name or document.issuer.replace("\n", " "),
        "families": faces.FAMILIES,
        "measures": MEASURES,
        "state": wording.STATE,
        "motto": wording.MOTTO,
        "motto_rule": head.motto_rule,
        "superior": head.superior,
        "issuer": head.issuer,
        "issuer_rule": head.issuer_rule,
        "number": wording.number_line(document),
        "date": wording.date_line(document),
        "mark": document.mark,
        "type_name": document.type_name,
        "subject": head.subject,
        "subject_rule": head.subject_rule,
        "letter_subject": head.letter_subject,
        "decided_by": head.decided_by,
        "decides": wording.DECIDES if document.decided_by else "",
        "addressee": wording.addressee_lines(document),
        "bases": wording.basis_lines(document),
        "form": document.form,
        "blocks": list(_blocks(wording.body(document))),
        "recipients_word": wording.RECIPIENTS,
        "recipients": wording.recipient_lines(document),
        "signature": _signature(document.signature),
        "second": _signature(document.second) if document.second else None,
        "link": _link(document.link) if document.link else None,
        "annexes": [_annex(document, annex) for annex in document.annexes],
    }


def _annex(document: OfficialDocument, annex: Annex) -> Data:
    lines, rule = wording.annex_title(annex)
    return {
        "number": wording.annex_number(annex),
        "title": lines,
        "rule": rule,
        "reference": wording.annex_reference(document, annex),
        "landscape": annex.is_landscape,
        "blocks": list(_blocks(annex.blocks)),
    }


def _signature(signature: Signature) -> Data:
    return {"titles": wording.signature_lines(signature), "note": signature.note, "name": signature.name}


def _link(link: Link) -> Data:
    drawn = io.BytesIO()
    segno.make(link.url, error="m").save(drawn, kind="svg", border=0, scale=4)
    return {
        "svg": drawn.getvalue().decode(),
        "url": link.url,
        "words": wording.LINK_WORDS,
        "digest": wording.digest_lines(link.digest),
    }


def _blocks(blocks: Iterable[Block]) -> Iterable[Data]:
    for block in blocks:
        match block:
            case Heading():
                yield {"kind": "heading", "text": block.text, "level": block.level}
            case Table():
                yield _table(block)
            case PageBreak():
                yield {"kind": "page-break"}
            case Paragraph():
                yield _paragraph(
                    wording.runs(block.text), align=block.align, indent=block.indent and block.align == "justify"
                )
            case Item():
                yield _paragraph((Run(f"{block.marker} "), *wording.runs(block.text)))
            case Article():
                yield _paragraph(wording.article_runs(block))


def _paragraph(runs: Iterable[Run], *, align: str = "justify", indent: bool = True) -> Data:
    words = [{"t": run.text, "b": run.bold, "i": run.italic} for run in runs]
    return {"kind": "paragraph", "runs": words, "align": align, "indent": indent}


def _table(table: Table) -> Data:
    head = [
        {"text": c.text, "align": "center", "bold": True, "span": c.span, "rows": c.rows} for c in head_cells(table)
    ]
    kept = 1 if table.total is not None else 0  # the last row goes with the total, which never stands alone on a page
    rows = list(table.rows)
    above, below = rows[: len(rows) - kept], rows[len(rows) - kept :]
    return {
        "kind": "table",
        "caption": table.caption,
        "note": table.note,
        "size": table.size,
        "shares": [column.share for column in table.columns],
        "head": head,
        "rows": [cell for row in above for cell in _row(table, row)],
        "total": [cell for row in below for cell in _row(table, row)]
        + ([] if table.total is None else list(_row(table, table.total, bold=True))),
    }


def _row(table: Table, row: Row | Band, *, bold: bool = False) -> Iterable[Data]:
    if isinstance(row, Band):
        yield {"text": row.text, "align": "left", "bold": True, "span": len(table.columns)}
        return
    for column, value in zip(table.columns, row, strict=True):
        yield {"text": wording.cell_text(value, column), "align": str(wording.align_of(column)), "bold": bold}
