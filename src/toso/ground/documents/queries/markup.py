"""WordprocessingML as text: paragraphs, runs, rules and tables with all their measures spelled out."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from toso.ground.documents.blocks import Align, Run
from toso.ground.documents.queries import measures
from toso.ground.shared.text import nfc

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
JUSTIFICATION = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right", Align.JUSTIFY: "both"}
SINGLE, BODY_LINE = 240, round(240 * measures.LINE_SPACING)


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def run(text: str, *, size: float = 0, bold: bool = False, italic: bool = False) -> str:
    """A run; a line break of the text becomes one on the page."""
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    marks += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    look = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    lines = escape(NOT_XML.sub("", nfc(text))).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{look}{words}</w:r>"


def dressed(runs: Iterable[Run], *, size: float = 0) -> str:
    return "".join(run(part.text, size=size, bold=part.bold, italic=part.italic) for part in runs)


def paragraph(
    content: str,
    *,
    align: Align = Align.CENTER,
    before: float = 0,
    after: float = 0,
    line: int = SINGLE,
    first_line: float = 0,
    sides: float = 0,
    left: float = 0,
    keep_next: bool = False,
    style: str = "",
    extra: str = "",
    mark: float = 0,
) -> str:
    """A paragraph; spaces are in points, indents in millimetres. ``mark`` is the size of an empty line."""
    indent = f' w:firstLine="{twips(first_line)}"' if first_line else ""
    indent += f' w:left="{twips(left or sides)}"' if left or sides else ""
    indent += f' w:right="{twips(sides)}"' if sides else ""
    room = f'w:before="{round(before * 20)}" w:after="{round(after * 20)}"'
    return (
        "<w:p><w:pPr>"
        + (f'<w:pStyle w:val="{style}"/>' if style else "")
        + ("<w:keepNext/>" if keep_next else "")
        + extra
        + f'<w:spacing {room} w:line="{line}" w:lineRule="auto"/>'
        + (f"<w:ind{indent}/>" if indent else "")
        + f'<w:jc w:val="{JUSTIFICATION[align]}"/>'
        + (f'<w:rPr><w:sz w:val="{round(mark * 2)}"/></w:rPr>' if mark else "")
        + f"</w:pPr>{content}</w:p>"
    )


def gap(height: float, *, keep_next: bool = False) -> str:
    """Room of so many points and nothing in it."""
    keep = "<w:keepNext/>" if keep_next else ""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{round(height * 20)}" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{keep}{spacing}<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'


def rule(length: float, room: float, *, before: float = 3, after: float = 0) -> str:
    """A line of the given length in the middle of the room, both in millimetres."""
    side = twips((room - length) / 2)
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="20" w:lineRule="exact"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
    )


def cell(content: str, width: int, *, span: int = 1, merge: str = "", middle: bool = False) -> str:
    """A cell; ``merge`` is "restart" or "continue" for a cell that runs over several rows."""
    marks = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    marks += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    marks += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    marks += '<w:vAlign w:val="center"/>' if middle else ""
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], *, is_head: bool = False) -> str:
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: list[int], rows: Iterable[str], *, is_ruled: bool, margin: float = 0) -> str:
    """A table of fixed widths in twips, with all its lines or none."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    drawn = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if is_ruled else 'w:val="nil"'
    borders = "".join(f"<w:{side} {drawn}/>" for side in sides)
    room = twips(margin)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{room}" w:type="dxa"/><w:right w:w="{room}" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + f"</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
