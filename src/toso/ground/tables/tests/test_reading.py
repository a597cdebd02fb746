"""Files of every kind, honest and not: read right, or refused in one sentence, with memory bounded."""

import io
import os
import tracemalloc
import unicodedata
import zipfile
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import pytest
import xlsxwriter

from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries import limits, read_book
from toso.ground.tables.queries.plain_text import separator
from toso.ground.tables.queries.writing import write_book
from toso.ground.tables.rules import letters
from toso.ground.tables.rules.grid import as_text
from toso.ground.tables.rules.letters import Encoding
from toso.ground.tables.tests.samples import SHEET, with_part, with_rows, workbook

ROWS = [["Họ và tên", "Thôn"], ["Nguyễn Mẫu An", "Thôn Phước Hải"], ["Trần Mẫu Bình", "Thôn Mỹ Hiệp"]]
OLD_FILES = os.environ.get("TOSO_OLD_TABLES", "")


def refused(content):
    with pytest.raises(Refusal) as refusal:
        read_book(content)
    return str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_text_tables_of_every_encoding_and_separator(encoding, sign):
    content = "\r\n".join(sign.join(row) for row in ROWS).encode(encoding)

    assert read_book(content).sheets[0].rows == ROWS


@pytest.mark.parametrize("typed", [letters.to_tcvn3, letters.to_vni])
def test_a_text_table_in_an_old_alphabet(typed):
    content = "\n".join(";".join(typed(cell) for cell in row) for row in ROWS).encode("latin-1")

    assert read_book(content).sheets[0].rows == ROWS


def test_a_text_table_of_windows_1258():
    content = "Tên;Ghi chú\nThôn Hòa Bình;Hồ sơ đã nộp đủ\nThôn Mỹ Hiệp;Đã xử lý\n"

    assert read_book(in_windows_1258(content)).sheets[0].rows == [line.split(";") for line in content.splitlines()]


def in_windows_1258(text):
    """As old Windows saves it: letters with their hats, tones behind them."""
    out = b""
    for sign in text:
        try:
            out += sign.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", sign)
            tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return out


def test_commas_inside_quotes_do_not_mislead_the_separator():
    assert separator('a;b;c\n"1,5";"2,5";"x,y,z"\n') == ";"
    assert separator("một cột\nhai\n") == ","


def test_a_workbook_in_tcvn3_is_read_in_unicode_and_counted():
    rows = [[letters.to_tcvn3(cell) for cell in row] for row in ROWS]

    book = read_book(workbook(rows, font=".VnTime"))

    assert book.sheets[0].rows == ROWS
    assert book.alphabets[Encoding.TCVN3] == 6


def test_a_cell_with_stretches_in_two_fonts_is_read_stretch_by_stretch():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    old = book.add_format({"font_name": ".VnTime"})
    new = book.add_format({"font_name": "Times New Roman", "bold": True})
    page = book.add_worksheet("A")
    page.write_rich_string(0, 0, old, letters.to_tcvn3("Tổ "), new, "café Ẩm thực", old, letters.to_tcvn3(" số"))
    book.close()

    assert read_book(target.getvalue()).sheets[0].rows == [["Tổ café Ẩm thực số"]]


def test_merged_cells_days_and_numbers_come_as_they_are():
    book = read_book(workbook([["Tiêu đề", None], [1.0, "00022"]], merged=[(0, 0, 0, 1)]))

    assert book.sheets[0].merged == (((0, 0), (0, 1)),)
    assert book.sheets[0].rows[1] == [1.0, "00022"]


def test_what_is_written_reads_back_and_faults_are_coloured_where_they_stand():
    book = read_book(workbook([["Tên", "Ngày"], ["=1+1", date(2026, 11, 16)], ["@x", None]]))

    content = write_book(book, {(0, 1, 0): "Ô có công thức.", (0, 2, -1): "Thiếu ngày."})
    again = read_book(content)
    parts = zipfile.ZipFile(io.BytesIO(content))

    assert again.sheets[0].rows[1][:2] == ["=1+1", date(2026, 11, 16)]
    assert [row[2] for row in again.sheets[0].rows[1:]] == ["Ô có công thức.", "Thiếu ngày."]
    assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    assert "Ô có công thức." in parts.read("xl/comments1.xml").decode()


def test_an_empty_file():
    assert refused(b"") == "Tệp rỗng, không có gì để đọc."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "không phải bảng tính"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "không phải bảng tính"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "trang web mang đuôi bảng tính"),
        (b'<?xml version="1.0"?><Workbook/>', "là XML"),
        (bytes(range(256)) * 20, "không phải bảng tính"),
        (b"PK\x03\x04" + b"\0" * 40, "bị hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bị hỏng"),
    ],
)
def test_a_file_that_lies_about_its_type(content, words):
    assert words in refused(content)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("word/document.xml",), "Tệp này là văn bản Word."),
        (("xl/workbook.bin",), "Tệp này là bảng tính nhị phân (.xlsb)."),
        (("photo.jpg",), "Tệp mang đuôi .xlsx nhưng không phải bảng tính Excel."),
    ],
)
def test_a_zip_that_is_no_workbook_is_told_what_it_is(parts, words):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for part in parts:
            package.writestr(part, "<w/>")

    assert refused(target.getvalue()).startswith(words)


def test_a_file_with_a_password():
    content = workbook(ROWS)
    first = content.index(b"PK\x01\x02")
    locked = content[: first + 8] + b"\x01\x00" + content[first + 10 :]

    assert refused(locked) == "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi lưu lại."


def test_a_bomb_is_refused_while_memory_stays_small(monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPACKED", 50 * 1024 * 1024)
    bomb = with_part(workbook(ROWS), "xl/worksheets/sheet1.xml", b" " * (80 * 1024 * 1024))

    tracemalloc.start()
    sentence = refused(bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(bomb) < 200_000
    assert "quá lớn" in sentence
    assert peak < 20 * 1024 * 1024


def test_external_entities_are_refused():
    part = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + SHEET.format(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>'
    )

    assert "DOCTYPE" in refused(with_part(workbook(ROWS), "xl/worksheets/sheet1.xml", part))


def test_a_million_empty_rows_are_nothing_and_a_lone_word_far_below_is_refused():
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3, 1_048_577))
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>Thôn</t></is></c></row>'
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'

    assert read_book(with_rows(first + empty)).sheets[0].rows == [["Thôn"]]
    assert "dòng 1.048.576" in refused(with_rows(first + last))


def test_a_word_far_to_the_right_is_refused():
    assert "cột thứ 16384" in refused(with_rows('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'))


def test_a_line_of_text_without_end_is_refused():
    assert refused(b'a;b\n"' + b"x" * 200_000).startswith("Dòng")


@pytest.mark.skipif(not OLD_FILES, reason="TOSO_OLD_TABLES names no folder of old workbooks with expected_text/")
def test_old_workbooks_are_read_like_their_transcripts():
    shares = {}
    for file in sorted(Path(OLD_FILES).glob("*.xls*")):
        transcript = Path(OLD_FILES, "expected_text", f"{file.stem}.txt")
        if transcript.exists():
            truth, read = transcript.read_text(encoding="utf-8"), as_text(read_book(file.read_bytes()))
            same = sum(block.size for block in SequenceMatcher(None, truth, read, autojunk=False).get_matching_blocks())
            shares[file.name] = same / len(truth)

    assert shares
    assert {name: share for name, share in shares.items() if share < 0.995} == {}


def test_a_formula_that_nobody_computed_is_told_from_an_empty_cell_and_from_an_empty_result():
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Số</t></is></c></row>'
        '<row r="2"><c r="A2"><f>2+3</f><v></v></c><c r="B2"><f>2+3</f></c><c r="C2"><f>2+3</f><v>5</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>IF(1,"")</f><v></v></c><c r="B3"><v>7</v></c></row>'
    )

    book = read_book(with_rows(cells))

    assert book.uncomputed == {(0, 1, 0), (0, 1, 1)}
    assert book.sheets[0].rows[1][2] == 5


def test_days_of_the_calendar_of_1904_are_the_days_they_show():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy", "date_1904": True})
    book.add_worksheet("A").write_row(0, 0, [date(2026, 10, 3), 5])
    book.close()

    assert read_book(target.getvalue()).sheets[0].rows == [[date(2026, 10, 3), 5]]


def test_the_names_of_sheets_in_an_old_alphabet_are_read_as_the_cells_are():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for name in ("Diên Điền", "Nha Trang", "Bắc Khánh Vĩnh"):
        book.add_worksheet(letters.to_tcvn3(name)).write(0, 0, "a")
    book.close()

    assert [sheet.name for sheet in read_book(target.getvalue()).sheets] == ["Diên Điền", "Nha Trang", "Bắc Khánh Vĩnh"]
