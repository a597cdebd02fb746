"""The fixed words of an official document and how its values are written; the same in DOCX and PDF."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from toso.ground.documents.blocks import (
    Align,
    Annex,
    Article,
    Band,
    Block,
    Column,
    Heading,
    Item,
    Kind,
    OfficialDocument,
    Paragraph,
    Run,
    Signature,
    Table,
    Text,
    Value,
)
from toso.ground.documents.queries import measures
from toso.ground.documents.queries.faces import balanced_lines, text_width
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.text import format_number, nfc

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DECIDES = "QUYẾT ĐỊNH:"
RECIPIENTS = "Nơi nhận:"
LINK_WORDS = "Quét mã để mở hồ sơ gốc. Mã băm nội dung (SHA-256):"
CLOSING = "./."
BLANK_NUMBER, BLANK_DAY, BLANK_MONTH = " " * 8, " " * 5, " " * 5
NO_BREAK = "\u00a0"
ENDS = re.compile(r"[.;,\s/]+$")

ALIGN_OF_KIND = {
    Kind.TEXT: Align.LEFT,
    Kind.LINK: Align.LEFT,
    Kind.NUMBER: Align.RIGHT,
    Kind.PERCENT: Align.RIGHT,
    Kind.DATE: Align.CENTER,
    Kind.MOMENT: Align.CENTER,
    Kind.ORDER: Align.CENTER,
}


@dataclass(frozen=True, slots=True)
class HeadLines:
    """The lines of the head as they are broken, and how long the rules under them are, in millimetres."""

    superior: list[str]
    issuer: list[str]
    issuer_rule: float
    motto_rule: float
    subject: list[str]
    subject_rule: float
    letter_subject: list[str]
    decided_by: list[str]


def head_lines(document: OfficialDocument) -> HeadLines:
    """Lines of about equal length, and rules of the length the decree asks for."""
    left, size = measures.HEAD_LEFT - 2, measures.ISSUER_SIZE
    issuer = balanced_lines(document.issuer, size, left, bold=True)
    wide = measures.TEXT_WIDTH - 6
    subject = balanced_lines(document.subject, measures.BODY_SIZE, wide, bold=True) if document.type_name else []
    letter = [] if document.type_name else balanced_lines(f"V/v {document.subject}", measures.LETTER_SUBJECT_SIZE, left)
    decided_by = balanced_lines(document.decided_by, measures.BODY_SIZE, wide, bold=True) if document.decided_by else []
    return HeadLines(
        superior=balanced_lines(document.superior, size, left) if document.superior else [],
        issuer=issuer,
        issuer_rule=measures.ISSUER_RULE * _longest(issuer, size),
        motto_rule=text_width(MOTTO, measures.MOTTO_SIZE, bold=True),
        subject=subject,
        subject_rule=measures.SUBJECT_RULE * _longest(subject, measures.BODY_SIZE),
        letter_subject=letter,
        decided_by=decided_by,
    )


def annex_title(annex: Annex) -> tuple[list[str], float]:
    """The lines of an annex's title and the length of the rule under them."""
    width = (measures.LANDSCAPE_WIDTH if annex.is_landscape else measures.TEXT_WIDTH) - 6
    lines = balanced_lines(annex.title, measures.BODY_SIZE, width, bold=True)
    return lines, measures.SUBJECT_RULE * _longest(lines, measures.BODY_SIZE)


def _longest(lines: list[str], size: float) -> float:
    return max((text_width(line, size, bold=True) for line in lines), default=0)


def number_line(document: OfficialDocument) -> str:
    """ "Số: 05/BC-UBND"; a number below 10 gets its leading zero; an open one leaves room, a form has none."""
    if document.form:
        return ""
    number = nfc(document.number).strip()
    if number.isdigit():
        number = number.zfill(2)
    return f"Số:{NO_BREAK}{number or BLANK_NUMBER.replace(' ', NO_BREAK)}/{document.symbol}"


def date_line(document: OfficialDocument) -> str:
    """ "An Hòa, ngày 05 tháng 02 năm 2026"; days below 10 and the months 1 and 2 get a leading zero."""
    if document.form:
        return ""
    day = document.day
    if day is None:
        year = str(document.year) if document.year else "20" + BLANK_DAY
        parts = f"ngày{BLANK_DAY}tháng{BLANK_MONTH}năm {year}"
    else:
        parts = written_date(day)
    return f"{document.place_name}, {parts}".replace(" ", NO_BREAK)


def written_date(day: date) -> str:
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def basis_lines(document: OfficialDocument) -> list[str]:
    """The legal bases, each closed by ";" and the last by "."."""
    bare = [ENDS.sub("", basis) for basis in document.legal_bases]
    return [f"{basis};" for basis in bare[:-1]] + [f"{basis}." for basis in bare[-1:]]


def recipient_lines(document: OfficialDocument) -> list[str]:
    """ "- Như trên;" … "- Lưu: VT, VHXH."."""
    lines = [f"- {ENDS.sub('', recipient)};" for recipient in document.recipients]
    if document.archive:
        return [*lines, f"- Lưu: {ENDS.sub('', document.archive)}."]
    return [*lines[:-1], f"{lines[-1][:-1]}."] if lines else []


def addressee_lines(document: OfficialDocument) -> list[str]:
    """One addressee as it is; several as a list closed by "." after the last."""
    if len(document.addressee) < 2:
        return list(document.addressee)
    bare = [ENDS.sub("", name) for name in document.addressee]
    return [f"- {name};" for name in bare[:-1]] + [f"- {bare[-1]}."]


def signature_lines(signature: Signature) -> list[str]:
    """ "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH": those that are given."""
    return [line for line in (signature.authority, signature.acting_for, signature.title) if line]


def article_runs(article: Article) -> tuple[Run, ...]:
    """ "Điều 1. Tên điều" in bold, then the text."""
    title = f" {article.title}" if article.title else ""
    text = runs(article.text)
    lead = Run(f"Điều {article.number}.{title}", bold=True)
    return (lead, Run(" "), *text) if plain(article.text) else (lead,)


def annex_number(annex: Annex) -> str:
    return f"Phụ lục {roman(annex.number)}" if annex.number else "Phụ lục"


def annex_reference(document: OfficialDocument, annex: Annex) -> str:
    """ "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 02 năm 2026 của …)"."""
    if annex.reference:
        return annex.reference
    kind = document.type_name.capitalize() if document.type_name else "Công văn"
    number = number_line(document).removeprefix(f"Số:{NO_BREAK}")
    day = date_line(document).replace(NO_BREAK, " ").rpartition(", ")[2]
    issuer = f" của {document.issuer_name}" if document.issuer_name else ""
    return f"(Kèm theo {kind} số {number} {day}{issuer})"


def roman(number: int) -> str:
    """1 → "I", 4 → "IV", 19 → "XIX"."""
    pairs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for value, letters in pairs:
        count, number = divmod(number, value)
        written += letters * count
    return written


def body(document: OfficialDocument) -> tuple[Block, ...]:
    """The blocks as they are printed: closed, unless it is a form."""
    return document.blocks if document.form else closed(document.blocks)


def closed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with "./." after its last words, when it ends with words."""
    if not blocks:
        return blocks
    last = blocks[-1]
    if isinstance(last, (Paragraph, Item, Article)):
        return (*blocks[:-1], replace(last, text=_with_closing(last.text)))
    return blocks


def _with_closing(text: Text) -> Text:
    if isinstance(text, str):
        return ENDS.sub("", text) + CLOSING
    *before, last = text
    return (*before, replace(last, text=ENDS.sub("", last.text) + CLOSING))


def runs(text: Text) -> tuple[Run, ...]:
    return (Run(text),) if isinstance(text, str) else text


def plain(text: Text) -> str:
    return "".join(run.text for run in runs(text))


def align_of(column: Column) -> Align:
    return column.align or ALIGN_OF_KIND[column.kind]


def cell_text(value: Value, column: Column) -> str:
    """The value as an office writes it: 1.234,5 – 87,5% – 14/11/2026; nothing known is empty."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{(value.astimezone(VIETNAM) if value.tzinfo else value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        if column.kind is Kind.ORDER:
            return str(value)
        return format_number(value, decimals=column.decimals) + ("%" if column.kind is Kind.PERCENT else "")
    return nfc(str(value))


def digest_lines(digest: str) -> list[str]:
    """The digest in groups of eight, four to a line, so that it can be compared by eye."""
    groups = [digest[at : at + 8] for at in range(0, len(digest), 8)]
    return [" ".join(groups[at : at + 4]) for at in range(0, len(groups), 4)]


def printed_words(document: OfficialDocument) -> Iterator[str]:
    """Every word of the document in its order, without the code, its address and the mark of a draft."""
    yield from (document.form,) if document.form else ()  # what is not printed leaves the digest of older papers alone
    yield from (document.superior, document.issuer, number_line(document), date_line(document))
    yield from (document.type_name, document.subject, *document.addressee, document.decided_by)
    yield from basis_lines(document)
    yield from _words_of(body(document))
    for signature in (document.second, document.signature):
        if signature is not None:
            note = (signature.note,) if signature.note else ()
            yield from (*signature_lines(signature), *note, signature.name)
    yield from recipient_lines(document)
    for annex in document.annexes:
        yield from (annex_number(annex), annex.title, annex_reference(document, annex))
        yield from _words_of(annex.blocks)


def _words_of(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield plain(block.text)
            case Item():
                yield f"{block.marker} {plain(block.text)}"
            case Article():
                yield "".join(run.text for run in article_runs(block))
            case Table():
                yield from _words_of_table(block)


def _words_of_table(table: Table) -> Iterator[str]:
    yield from (table.caption, table.note)
    for column in table.columns:
        yield from (column.group, column.title)
    for row in (*table.rows, *(() if table.total is None else (table.total,))):
        if isinstance(row, Band):
            yield row.text
        else:
            yield from (cell_text(value, column) for column, value in zip(table.columns, row, strict=True))
