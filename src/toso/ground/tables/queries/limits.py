"""What a file must be before it is opened: its true kind, its size, and nothing that swells or fetches."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO

from django.utils.translation import gettext as _

from toso.ground.shared.refusal import Refusal
from toso.ground.tables.rules.reach import CHUNK, Reach

MOST_BYTES = 25 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 2000
MOST_ROWS = 200_000
MOST_COLUMNS = 400
MOST_CELLS = 6_000_000
ODS, TEMPLATE = b"application/vnd.oasis.opendocument.spreadsheet", b"-template"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class Kind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


def kind_of(content: bytes) -> Kind:
    """What the file truly is, whatever its name says. Raises ``Refusal`` with one sentence."""
    if not content:
        raise Refusal(_("Tệp rỗng, không có gì để đọc."))
    if len(content) > MOST_BYTES:
        raise Refusal(_("Tệp lớn hơn %(most)s MB. Hãy chia thành nhiều tệp.") % {"most": MOST_BYTES // 1024**2})
    if content.startswith(ZIP):
        return Kind.XLSX
    if content.startswith(OLE):
        return Kind.XLS
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        raise Refusal(
            _("Tệp này là trang web mang đuôi bảng tính. Hãy mở bằng Excel rồi lưu lại thành .xlsx (Lưu với tên khác).")
        )
    if head.startswith((b"<?xml", b"<workbook")):
        raise Refusal(_("Tệp này là XML, không phải bảng tính. Hãy mở bằng Excel rồi lưu lại thành .xlsx."))
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf", b"\x7felf", b"mz")):
        raise Refusal(_("Tệp này không phải bảng tính (XLSX, XLS, ODS, CSV), dù tên mang đuôi như thế."))
    return Kind.TEXT


def checked_package(content: bytes) -> Kind:
    """Whether the package is an XLSX or an ODS. Refuses what is neither, swells when unpacked, fetches things, or
    reaches too far; how far an ODS reaches is not known yet."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            is_ods = _is_ods(package, names)
            if len(parts) > MOST_PARTS or not (is_ods or any(name.endswith("workbook.xml") for name in names)):
                raise Refusal(_what_else(names))
            if any(part.flag_bits & 1 for part in parts) or "encrypted-package" in names:
                raise Refusal(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi lưu lại."))
            _check_parts(content, parts)
            if (
                is_ods
                and "META-INF/manifest.xml" in names
                and b"encryption-data" in package.read("META-INF/manifest.xml")
            ):
                raise Refusal(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi lưu lại."))
            return Kind.ODS if is_ods else Kind.XLSX
    except (zipfile.BadZipFile, struct.error, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise Refusal(_("Tệp bảng tính bị hỏng. Hãy mở bằng Excel rồi lưu lại.")) from None


def _is_ods(package: zipfile.ZipFile, names: set[str]) -> bool:
    if "mimetype" not in names or not names & {"content.xml", "encrypted-package"}:
        return False
    with package.open("mimetype") as part:
        return part.read(len(ODS + TEMPLATE) + 1).strip() in (ODS, ODS + TEMPLATE)


def _what_else(names: set[str]) -> str:
    """What a package is that is no XLSX, and what to do."""
    if any(name.endswith("workbook.bin") for name in names):
        return _("Tệp này là bảng tính nhị phân (.xlsb). Hãy mở bằng Excel rồi lưu lại thành .xlsx.")
    if "content.xml" in names and "mimetype" in names:
        return _("Tệp này là văn bản LibreOffice. Hãy chép bảng sang trang tính rồi lưu thành .ods hoặc .xlsx.")
    if "word/document.xml" in names:
        return _("Tệp này là văn bản Word. Hãy chép bảng sang Excel rồi lưu thành .xlsx, hoặc dán bảng vào ô bên dưới.")
    return _("Tệp mang đuôi .xlsx nhưng không phải bảng tính Excel.")


def _check_parts(content: bytes, parts: list[zipfile.ZipInfo]) -> None:
    left = MOST_UNPACKED
    for part in parts:
        left -= _check_part(content, part, left)


def _check_part(content: bytes, part: zipfile.ZipInfo, left: int) -> int:
    """Unpack one part piece by piece and throw it away; what its entry states is not believed."""
    name_length, extra_length = struct.unpack("<HH", content[part.header_offset + 26 : part.header_offset + 30])
    begin = part.header_offset + 30 + name_length + extra_length
    packed = content[begin : begin + part.compress_size]
    reach = Reach()  # of every part: which of them is a sheet is said in a file that may say anything
    size = 0
    for piece in _pieces(packed, part.compress_type):
        size += len(piece)
        if size > left:
            raise Refusal(
                _("Tệp nén một lượng dữ liệu quá lớn (bung ra hơn %(most)s MB) nên không được mở.")
                % {"most": MOST_UNPACKED // 1024**2}
            )
        if part.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(piece):
            raise Refusal(_("Tệp có khai báo thực thể (DOCTYPE) là thứ bảng tính không cần, nên không được mở."))
        reach.take(piece)
    refuse_too_far(reach.rows, reach.columns)
    return size


def refuse_too_far(rows: int, columns: int) -> None:
    """Refuse a sheet whose filled cells reach so far down or to the right."""
    if rows > MOST_ROWS:
        raise Refusal(
            _("Bảng tính có dữ liệu tới dòng %(row)s; nhiều nhất %(most)s dòng. Hãy xoá các dòng thừa ở dưới.")
            % {"row": f"{rows:,}".replace(",", "."), "most": f"{MOST_ROWS:,}".replace(",", ".")}
        )
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise Refusal(
            _("Bảng tính trải tới cột thứ %(column)s; nhiều nhất %(most)s cột. Hãy xoá các cột thừa ở bên phải.")
            % {"column": columns, "most": MOST_COLUMNS}
        )


def _pieces(packed: bytes, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for at in range(0, len(packed), CHUNK):
            yield packed[at : at + CHUNK]
        return
    if method != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    unpacker = zlib.decompressobj(-15)
    rest = packed
    while rest and not unpacker.eof:
        yield unpacker.decompress(rest, CHUNK)
        rest = unpacker.unconsumed_tail
