"""What a document is made of. A room builds one of these; ``queries`` turns it into DOCX, PDF or XLSX.

Nothing here knows a font or a margin: the layout of Decree 30/2020/NĐ-CP is the renderers' business.
Text is plain text. A line break inside a text is kept.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | date | datetime | None


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


class Kind(StrEnum):
    """What a column holds. Numbers stand right and are written 1.234,5; text stands left."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"  # 87.5 is shown as 87,5 (documents) or kept as 87.5 with the sign % (workbooks)
    DATE = "date"
    MOMENT = "moment"
    ORDER = "order"  # TT, STT: a running number, centred
    LINK = "link"  # an address; only in workbooks


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one dress."""

    text: str
    bold: bool = False
    italic: bool = False


Text = str | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body: level 1 is "I. KẾT QUẢ", 2 is "1. Kết quả chung", 3 is "a) Về thể chế"."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body: justified, first line indented unless it is centred."""

    text: Text
    align: Align = Align.JUSTIFY
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """A point of a list. The marker is given by the caller: "-", "+", "1.", "a)"."""

    text: Text
    marker: str = "-"


def prose(text: str) -> tuple[Paragraph | Item, ...]:
    """What somebody typed, line by line: a line that begins with a dash, a plus or a dot becomes a point."""
    blocks: list[Paragraph | Item] = []
    for line in (line.strip() for line in text.splitlines()):
        marker, words = line[:1], line[1:].strip()
        is_negative = line[1:2].isdigit()
        if marker and marker in "-–+•*" and words and not is_negative:
            blocks.append(Item(words, marker="+" if marker == "+" else "-"))
        elif line:
            blocks.append(Paragraph(line))
    return tuple(blocks)


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a decision: "Điều 1." in bold, then its text; a title, when there is one, is bold too."""

    number: int
    text: Text = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``share`` is its part of the width beside the other columns' shares.

    Neighbours with the same ``group`` stand under one common heading. ``decimals`` rounds half up;
    without it a number keeps its own decimals. ``align`` overrules what the kind says.
    """

    title: str
    kind: Kind = Kind.TEXT
    share: int = 10
    decimals: int | None = None
    align: Align | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A row across the whole table: the name of a group of rows."""

    text: str


Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on each page. ``total`` is a last row in bold, as long as the columns."""

    columns: tuple[Column, ...]
    rows: tuple[Row | Band, ...]
    caption: str = ""
    note: str = ""  # above the table at the right, in italics: "Đơn vị tính: lượt"
    total: Row | None = None
    size: int = 12  # points; wide annexes may go down to 10

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.total,) if self.total is not None else ())):
            if not isinstance(row, Band) and len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} values under {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Item | Article | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on pages of its own. ``number`` is written in Roman numerals; 0 when there is only one annex.

    The line "(Kèm theo Báo cáo số …)" under the title is made from the document; ``reference``
    overrules it.
    """

    title: str
    blocks: tuple[Block, ...]
    number: int = 0
    is_landscape: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: "TM. ỦY BAN NHÂN DÂN" / "KT. CHỦ TỊCH" / "PHÓ CHỦ TỊCH", then the name."""

    title: str = ""
    name: str = ""
    authority: str = ""
    acting_for: str = ""  # the line between: "KT. CHỦ TỊCH" above "PHÓ CHỦ TỊCH"
    note: str = ""  # under the title, in italics: "(Ký, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Link:
    """Where the live record is, and the SHA-256 of the content as it left. Printed as a QR code."""

    url: str
    digest: str


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """An administrative document in the layout of Decree 30/2020/NĐ-CP, Annex I.

    With ``type_name`` it is a named document (BÁO CÁO, QUYẾT ĐỊNH, KẾ HOẠCH); without, an official
    letter whose subject stands as "V/v …" under the number. ``number`` and ``day`` left empty leave
    room for the clerk's hand. ``decided_by`` ("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …") makes it a decision:
    it stands above the legal bases, "QUYẾT ĐỊNH:" below them. Each legal basis is given without its
    closing mark. ``mark`` is a word of warning under the number: "DỰ THẢO", "BẢN MẪU".

    ``form`` makes it a form of a decree ("Mẫu số 01"): its name stands at the top right, and it has no
    number, no place and day in its head, no "./.". ``second`` signs at the left, where otherwise the
    recipients stand: the secretary of minutes, the official of a form.
    """

    issuer: str
    symbol: str
    place_name: str
    subject: str
    superior: str = ""
    issuer_name: str = ""  # as in a sentence: "Ủy ban nhân dân xã …"; annexes refer to it
    number: str = ""
    day: date | None = None
    year: int | None = None  # of the date line when the day is still open
    type_name: str = ""
    addressee: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    decided_by: str = ""
    blocks: tuple[Block, ...] = ()
    signature: Signature = field(default_factory=Signature)
    second: Signature | None = None
    recipients: tuple[str, ...] = ()
    archive: str = ""  # "VT, VHXH"
    annexes: tuple[Annex, ...] = ()
    link: Link | None = None
    mark: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a worksheet. ``is_summed`` writes a real SUM under it. Width in characters; 0 finds its own."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 0
    decimals: int | None = None
    is_summed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: lines of heading, then a table with a frozen head, a filter and a repeated print head.

    Text stays text, whatever it begins with; codes keep their leading zeros.
    """

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[Row, ...]
    heading: tuple[str, ...] = ()
    total_label: str = ""
    is_landscape: bool = True

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} values under {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Workbook:
    title: str
    sheets: tuple[Sheet, ...]
    author: str = ""


@dataclass(frozen=True, slots=True)
class TallySheet:
    """A page to be filled in by hand: titles with the share of the width each takes, and empty rows below."""

    title: str
    place: str
    columns: tuple[tuple[str, int], ...]
    url: str  # printed as a QR code
    above: str = ""
    line: str = ""
    legend: str = ""
    foot: str = ""
    rows: tuple[tuple[str, ...], ...] = ()  # what stands in the first rows already; more than a page go on the next


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """A certificate, a page: who gives it, to whom, what for, and where anybody can verify it."""

    issuer: str
    title: str
    name: str
    lines: tuple[str, ...]  # what it is given for
    day: str
    signer_title: str
    code: str
    url: str  # printed as a QR code
    note: str = ""  # what the paper is not, and until when it is good
    mark: str = ""
