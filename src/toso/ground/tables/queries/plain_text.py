"""CSV and TSV as offices export them: any of several encodings, any of four separators."""

import codecs
import csv
from io import StringIO

from django.utils.translation import gettext as _

from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries.limits import MOST_COLUMNS, MOST_ROWS
from toso.ground.tables.rules.cells import Raw

SEPARATORS = ";\t,|"
LONGEST_CELL = 32_767
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(content: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else UTF-16 by its zeros, else byte by byte.

    In the last case each byte stands as its Latin letter: which old alphabet that was is found cell by cell.
    """
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "")
    try:
        if encoding:
            return content.decode(encoding)
        if b"\0" in content[:4000]:
            return content.decode("utf-16-le" if content[1:2] == b"\0" or content[3:4] == b"\0" else "utf-16-be")
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in content:
            raise _no_table() from None
        return "".join(_letter(byte) for byte in content)


def _letter(byte: int) -> str:
    return _LETTERS[byte]


def _too_large(row: int) -> Refusal:
    words = _("Dòng %(row)s: tệp dài hơn %(most)s dòng hoặc rộng hơn %(columns)s cột. Hãy chia thành nhiều tệp.")
    return Refusal(words % {"row": row, "most": MOST_ROWS, "columns": MOST_COLUMNS})


def _no_table() -> Refusal:
    return Refusal(_("Tệp này không phải bảng tính (XLSX, XLS, ODS, CSV), dù tên mang đuôi như thế."))


_LETTERS = [bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)]


def rows(content: bytes) -> list[list[Raw]]:
    """The cells of a text table, row by row. Raises ``Refusal`` for what is no text."""
    text = decoded(content)
    if (
        "\0" in text
        or sum(not (c.isprintable() or c in "\t\r\n\x02\x05\x06\x14\x19\x1e") for c in text[:4000])
        > len(text[:4000]) * 0.3
    ):
        raise _no_table()
    found: list[list[Raw]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator(text))
    before = csv.field_size_limit(LONGEST_CELL * 4)
    try:
        for row in reader:
            if len(found) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise _too_large(len(found) + 1)
            found.append(list(row))
    except csv.Error:
        raise Refusal(
            _("Dòng %(row)s: không đọc được (ô quá dài hoặc thiếu dấu nháy).") % {"row": reader.line_num}
        ) from None
    finally:
        csv.field_size_limit(before)
    return found


def separator(text: str) -> str:
    """The sign that splits most of the first lines into the same number of cells, more than one."""
    first = text[:20_000].splitlines()[:50]
    if first and first[0].lower().startswith("sep=") and len(first[0]) == 5:
        return first[0][4]
    best, found = 0.0, ","
    for sign in SEPARATORS:
        widths = [len(row) for row in csv.reader(first, delimiter=sign) if row]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        agreeing = widths.count(usual) / len(widths) if widths else 0
        widest = max(widths, default=1)
        score = agreeing * min(usual, 6) if usual > 1 else 0.2 * (widest > 1)
        if score > best:
            best, found = score, sign
    return found
