"""DOCX in the layout of Decree 30/2020/NĐ-CP. python-docx keeps the package, we write the paragraphs."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime

import docx
import segno
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from toso.ground.documents.blocks import (
    Align,
    Annex,
    Article,
    Block,
    Heading,
    Item,
    Link,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
)
from toso.ground.documents.queries import measures, wording
from toso.ground.documents.queries.markup import (
    BODY_LINE,
    cell,
    dressed,
    gap,
    paragraph,
    row,
    rule,
    run,
    table,
    twips,
)
from toso.ground.documents.queries.styles import page_number_header, set_styles
from toso.ground.documents.queries.word_tables import table_blocks

SPACE = measures.PARAGRAPH_SPACE
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def render(document: OfficialDocument) -> bytes:
    package = docx.Document()
    set_styles(package)
    _describe(package, document)
    header = page_number_header(package)
    parts = "".join(_parts(document, header))
    package.element.replace(package.element.body, parse_xml(f"<w:body {nsdecls('w', 'r')}>{parts}</w:body>"))
    if document.link:
        _place_qr(package, document.link)
    saved = io.BytesIO()
    package.save(saved)
    return _steady(saved)


def _parts(document: OfficialDocument, header: str) -> Iterator[str]:
    lines = wording.head_lines(document)
    if document.form:
        yield paragraph(run(document.form, bold=True), align=Align.RIGHT, after=6)
    yield _head(document, lines)
    yield from _title(document, lines)
    yield from _opening(document, lines)
    blocks = wording.body(document)
    for at, block in enumerate(blocks):
        yield from _block(block, measures.TEXT_WIDTH, keep_next=at == len(blocks) - 1)
    yield _foot(document)
    if document.link:
        yield _link(document.link)
    yield gap(1)  # Word wants a paragraph after the last table
    is_landscape = False
    for annex in document.annexes:
        yield _new_section(header, is_landscape=is_landscape)
        yield from _annex(document, annex)
        is_landscape = annex.is_landscape
    yield _section(header, is_landscape=is_landscape)


def _head(document: OfficialDocument, lines: wording.HeadLines) -> str:
    left, right = measures.HEAD_LEFT, measures.HEAD_RIGHT
    issuer = [paragraph(run(line, size=measures.ISSUER_SIZE)) for line in lines.superior]
    issuer += [paragraph(run(line, size=measures.ISSUER_SIZE, bold=True)) for line in lines.issuer]
    state = [
        paragraph(run(wording.STATE, size=measures.STATE_SIZE, bold=True)),
        paragraph(run(wording.MOTTO, size=measures.MOTTO_SIZE, bold=True)),
    ]
    number = [
        paragraph(run(wording.number_line(document), size=measures.NUMBER_SIZE), before=0 if document.form else 6)
    ]
    number += [paragraph(run(line, size=measures.LETTER_SUBJECT_SIZE)) for line in lines.letter_subject]
    if document.mark:
        number.append(_boxed(document.mark, left))
    day = paragraph(run(wording.date_line(document), size=measures.NUMBER_SIZE, italic=True), before=6)
    widths = [twips(left), twips(right)]
    rows = (
        row(
            (
                cell("".join(issuer) + rule(lines.issuer_rule, left), widths[0]),
                cell("".join(state) + rule(lines.motto_rule, right), widths[1]),
            )
        ),
        row((cell("".join(number), widths[0]), cell(day, widths[1]))),
    )
    return table(widths, rows, is_ruled=False)


def _boxed(words: str, room: float) -> str:
    side = '{} w:val="single" w:sz="6" w:space="2" w:color="000000"'
    borders = "".join(f"<w:{side.format(name)}/>" for name in ("top", "left", "bottom", "right"))
    return paragraph(
        run(words, size=measures.NUMBER_SIZE, bold=True),
        before=6,
        sides=room / 3.2,
        extra=f"<w:pBdr>{borders}</w:pBdr>",
    )


def _title(document: OfficialDocument, lines: wording.HeadLines) -> Iterator[str]:
    if not document.type_name:
        yield gap(14)
        return
    yield paragraph(run(document.type_name, bold=True), before=14, after=2)
    yield paragraph(run("\n".join(lines.subject), bold=True))
    yield rule(lines.subject_rule, measures.TEXT_WIDTH, before=5, after=12)


def _opening(document: OfficialDocument, lines: wording.HeadLines) -> Iterator[str]:
    if lines.decided_by:
        yield paragraph(run("\n".join(lines.decided_by), bold=True), after=8)
    addressee = wording.addressee_lines(document)
    if len(addressee) == 1:
        yield paragraph(run(f"Kính gửi: {addressee[0]}"), after=10)
    elif addressee:
        yield paragraph(run("Kính gửi:"), align=Align.LEFT, left=25)
        for at, line in enumerate(addressee):
            yield paragraph(run(line), align=Align.LEFT, left=46, after=10 if at == len(addressee) - 1 else 0)
    for basis in wording.basis_lines(document):
        yield _body(run(basis, italic=True))
    if document.decided_by:
        yield paragraph(run(wording.DECIDES, bold=True), before=4, after=8, keep_next=True)


def _body(
    content: str, *, align: Align = Align.JUSTIFY, indent: bool = True, keep_next: bool = False, style: str = ""
) -> str:
    return paragraph(
        content,
        align=align,
        after=SPACE,
        line=BODY_LINE,
        first_line=measures.FIRST_LINE if indent else 0,
        keep_next=keep_next,
        style=style,
    )


def _block(block: Block, width: float, *, keep_next: bool = False) -> Iterator[str]:
    match block:
        case Heading():
            content = run(block.text, bold=True, italic=block.level > 2)
            yield _body(content, keep_next=True, style=f"Heading{min(block.level, 3)}")
        case Paragraph():
            indent = block.indent and block.align is Align.JUSTIFY
            yield _body(dressed(wording.runs(block.text)), align=block.align, indent=indent, keep_next=keep_next)
        case Item():
            yield _body(dressed((Run(f"{block.marker} "), *wording.runs(block.text))), keep_next=keep_next)
        case Article():
            yield _body(dressed(wording.article_runs(block)), keep_next=keep_next)
        case Table():
            yield from table_blocks(block, width)
        case PageBreak():
            yield paragraph('<w:r><w:br w:type="page"/></w:r>')


def _posts(signature: Signature) -> str:
    """The titles, and what to do under them."""
    words = [paragraph(run(line, bold=True), keep_next=True) for line in wording.signature_lines(signature)]
    if signature.note:
        words.append(paragraph(run(signature.note, italic=True), keep_next=True))
    return "".join(words)


def _name(signature: Signature) -> str:
    """Room for the hand, then the name."""
    return paragraph(run(signature.name, bold=True), before=measures.SIGNATURE_ROOM * measures.POINTS_PER_MM)


def _two_hands(second: Signature, first: Signature) -> str:
    """Two signatures side by side, their names on one line."""
    widths = [twips(measures.TEXT_WIDTH / 2)] * 2
    posts = row((cell(_posts(second), widths[0]), cell(_posts(first), widths[1])))
    names = row((cell(_name(second), widths[0]), cell(_name(first), widths[1])))
    return gap(10, keep_next=True) + table(widths, (posts, names), is_ruled=False)


def _foot(document: OfficialDocument) -> str:
    if document.second:
        return _two_hands(document.second, document.signature)
    recipients = []
    if lines := wording.recipient_lines(document):
        word = run(wording.RECIPIENTS, size=measures.RECIPIENTS_HEAD_SIZE, bold=True, italic=True)
        recipients = [paragraph(word, align=Align.LEFT, keep_next=True)]
        recipients += [
            paragraph(run(line, size=measures.RECIPIENTS_SIZE), align=Align.LEFT, keep_next=True) for line in lines
        ]
    widths = [twips(measures.FOOT_LEFT), twips(measures.FOOT_RIGHT)]
    cells = (
        cell("".join(recipients) or paragraph(""), widths[0]),
        cell(_posts(document.signature) + _name(document.signature), widths[1]),
    )
    return gap(10, keep_next=True) + table(widths, (row(cells),), is_ruled=False)


def _link(link: Link) -> str:
    """The code and the words beside it; the picture is put in afterwards."""
    lines = (wording.LINK_WORDS, link.url, *wording.digest_lines(link.digest))
    words = paragraph(run("\n".join(lines), size=measures.LINK_SIZE), align=Align.LEFT)
    widths = [twips(measures.QR_SIZE + 2), twips(measures.TEXT_WIDTH - measures.QR_SIZE - 2)]
    picture = paragraph("<w:r><w:drawing/></w:r>", align=Align.LEFT)
    cells = (cell(picture, widths[0]), cell(words, widths[1], middle=True))
    return gap(12) + table(widths, (row(cells),), is_ruled=False)


def _place_qr(package: Document, link: Link) -> None:
    drawn = io.BytesIO()
    segno.make(link.url, error="m").save(drawn, kind="png", scale=8, border=0)
    drawn.seek(0)
    inline = package.part.new_pic_inline(drawn, width=Mm(measures.QR_SIZE))
    inline.docPr.set("descr", link.url)
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")
    next(package.element.body.iter(qn("w:drawing"))).append(inline)


def _annex(document: OfficialDocument, annex: Annex) -> Iterator[str]:
    width = measures.LANDSCAPE_WIDTH if annex.is_landscape else measures.TEXT_WIDTH
    lines, length = wording.annex_title(annex)
    yield paragraph(run(wording.annex_number(annex), bold=True))
    yield paragraph(run("\n".join(lines), bold=True))
    yield paragraph(run(wording.annex_reference(document, annex), italic=True))
    yield rule(length, width, before=5, after=8)
    for block in annex.blocks:
        yield from _block(block, width)


def _new_section(header: str, *, is_landscape: bool) -> str:
    """A paragraph of no height that ends a section."""
    return (
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        f"{_section(header, is_landscape=is_landscape)}</w:pPr></w:p>"
    )


def _section(header: str, *, is_landscape: bool) -> str:
    """Page size and margins; the number stands in the top margin, from the second page of each part."""
    width, height = twips(measures.PAGE_WIDTH), twips(measures.PAGE_HEIGHT)
    size = f'w:w="{height}" w:h="{width}" w:orient="landscape"' if is_landscape else f'w:w="{width}" w:h="{height}"'
    margins = " ".join(
        f'w:{name}="{twips(length)}"'
        for name, length in (
            ("top", measures.TOP),
            ("right", measures.RIGHT),
            ("bottom", measures.BOTTOM),
            ("left", measures.LEFT),
            ("header", measures.PAGE_NUMBER_FROM_TOP),
            ("footer", measures.PAGE_NUMBER_FROM_TOP),
            ("gutter", 0),
        )
    )
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz {size}/><w:pgMar {margins}/><w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )


def _describe(package: Document, document: OfficialDocument) -> None:
    about = package.core_properties
    about.title = " ".join(part for part in (document.type_name, document.subject.replace("\n", " ")) if part)
    about.author = about.last_modified_by = document.issuer_name or document.issuer.replace("\n", " ")
    about.comments = ""
    about.language = "vi-VN"
    day = document.day or date(document.year or 2026, 1, 1)
    about.created = about.modified = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    about.revision = 1


def _steady(saved: io.BytesIO) -> bytes:
    """The same parts with a fixed date each, so that the same content gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, ZIP_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
