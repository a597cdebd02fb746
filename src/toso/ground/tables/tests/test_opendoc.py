"""Workbooks of LibreOffice: read like the others, refused like the others; what a filter hides is known."""

import io
import re
import tracemalloc
import zipfile
from datetime import date

import pytest
import xlsxwriter

from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries import limits, read_book
from toso.ground.tables.rules import letters
from toso.ground.tables.rules.letters import Encoding
from toso.ground.tables.tests.samples import an_ods, ods_cell, ods_row, with_part, workbook

FAR_RIGHT = '<table:table-cell table:number-columns-repeated="16383"/>'
EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def refused(content):
    with pytest.raises(Refusal) as refusal:
        read_book(content)
    return str(refusal.value)


def test_words_numbers_days_and_several_sheets_of_an_ods_are_read():
    content = an_ods(
        ods_row("Họ và tên", "Ngày", "Số") + ods_row("Nguyễn Mẫu An", date(2026, 11, 16), 1.5), ods_row("00022")
    )

    book = read_book(content)

    assert [sheet.name for sheet in book.sheets] == ["Trang1", "Trang2"]
    assert book.sheets[0].rows == [["Họ và tên", "Ngày", "Số"], ["Nguyễn Mẫu An", date(2026, 11, 16), 1.5]]
    assert book.sheets[1].rows == [["00022"]]
    assert not book.has_other_zero


def test_merged_cells_hidden_rows_and_failed_formulas_of_an_ods_are_known():
    merged = ods_cell("Tiêu đề", 'table:number-columns-spanned="2" table:number-rows-spanned="1"')
    uncomputed = ods_cell("", 'table:formula="of:=1+1"')
    failed = ods_cell("#N/A", 'table:formula="of:=NA()" calcext:value-type="error"')
    rows = (
        f"<table:table-row>{merged}<table:covered-table-cell/></table:table-row>"
        + ods_row("a", "b", said='table:visibility="filter"')
        + ods_row("c", "d", said='table:visibility="collapse" table:number-rows-repeated="2"')
        + f"<table:table-row>{failed}{uncomputed}{ods_cell(7)}</table:table-row>"
        + EMPTY_ROWS.format(1000).replace("<table:table-row", '<table:table-row table:visibility="collapse"')
    )

    book = read_book(an_ods(rows))

    assert book.sheets[0].merged == (((0, 0), (0, 1)),)
    assert book.sheets[0].hidden_rows == {1, 2, 3}
    assert book.uncomputed == {(0, 4, 0), (0, 4, 1)}


def test_an_old_alphabet_in_an_ods_is_read_in_unicode():
    names = ["Nguyễn Mẫu An", "Trần Mẫu Bình", "Thôn Phước Hải"]

    book = read_book(an_ods(ods_row(*map(letters.to_tcvn3, names))))

    assert book.sheets[0].rows == [names]
    assert book.alphabets[Encoding.TCVN3] == 3


def test_a_million_empty_rows_of_an_ods_are_nothing_and_a_lone_word_far_below_is_refused():
    first = f"<table:table-row>{ods_cell('Thôn')}{FAR_RIGHT}</table:table-row>"

    assert read_book(an_ods(first + EMPTY_ROWS.format(1_048_575))).sheets[0].rows == [["Thôn"]]
    assert "dòng 1.048.576" in refused(an_ods(first + EMPTY_ROWS.format(1_048_574) + ods_row("x")))
    assert "cột thứ 16384" in refused(an_ods(f"<table:table-row>{FAR_RIGHT}{ods_cell('x')}</table:table-row>"))


WIDE = [ods_cell("x", f'table:number-columns-repeated="{count}"') for count in (16384, 399)]


@pytest.mark.parametrize(
    "rows",
    [
        ods_row("x", said='table:number-rows-repeated="1048576"'),
        f"<table:table-row>{WIDE[0]}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="100000">{WIDE[1]}</table:table-row>',
        ods_row("x", said='table:number-rows-repeated="99999999999999999999"'),
    ],
)
def test_a_word_repeated_without_end_is_refused_while_memory_stays_small(rows):
    tracemalloc.start()
    sentence = refused(an_ods(rows))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert re.search("có dữ liệu tới dòng|trải tới cột", sentence)
    assert peak < 5 * 1024 * 1024


def test_a_bomb_of_an_ods_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPACKED", 5 * 1024 * 1024)

    assert "quá lớn" in refused(an_ods(ods_row("a"), parts=[("Thumbnails/thumbnail.png", b"\0" * (8 * 1024 * 1024))]))


def test_external_entities_of_an_ods_are_refused():
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

    assert "DOCTYPE" in refused(an_ods(ods_row("&e;"), before=entity))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (("META-INF/manifest.xml", "<a><manifest:encryption-data/></a>"), "Tệp có mật khẩu."),
        (("encrypted-package", "x"), "Tệp có mật khẩu."),
        (("content.xml", "<office:broken"), "bị hỏng"),
        (("mimetype", "application/vnd.oasis.opendocument.text"), "Tệp này là văn bản LibreOffice."),
    ],
)
def test_an_ods_that_is_locked_damaged_or_no_workbook_is_told_so(part, words):
    assert words in refused(with_part(an_ods(ods_row("a")), *part))


def test_rows_that_a_filter_hides_are_known_of_an_xlsx():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("A")
    for at in range(6):
        page.write(at, 0, f"Thôn {at}")
    page.set_row(2, None, None, {"hidden": True})
    page.set_row(4, 20, None, {"hidden": True})
    book.close()

    assert read_book(target.getvalue()).sheets[0].hidden_rows == {2, 4}
    assert read_book(workbook([["a"]])).sheets[0].hidden_rows == frozenset()


def test_a_workbook_says_when_it_counts_its_days_from_1904():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"date_1904": True})
    book.add_worksheet("A").write(0, 0, 44836)
    book.close()
    zero = "<table:calculation-settings><table:null-date table:date-value='1904-01-01'/></table:calculation-settings>"
    ods = an_ods(ods_row(44836))
    content = zipfile.ZipFile(io.BytesIO(ods)).read("content.xml").decode()
    of_1904 = with_part(ods, "content.xml", content.replace("<office:spreadsheet>", f"<office:spreadsheet>{zero}"))

    assert read_book(target.getvalue()).has_other_zero
    assert read_book(of_1904).has_other_zero
    assert not read_book(workbook([[44836]])).has_other_zero


def test_columns_that_a_hand_hides_are_known_of_an_xlsx_and_of_an_ods():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("A")
    page.write_row(0, 0, ["Thôn", "Điện thoại", "Số người", "Ghi chú"])
    page.set_column(1, 2, 12, None, {"hidden": True})
    page.set_column(5, 16383, None, None, {"hidden": True})  # everything to the right of the list
    book.close()
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'

    xlsx = read_book(target.getvalue()).sheets[0]

    assert {1, 2, 5} <= xlsx.hidden_columns
    assert not {0, 3, 4} & xlsx.hidden_columns
    assert read_book(an_ods(columns + ods_row("a", "b", "c"))).sheets[0].hidden_columns == {1, 2}
    assert read_book(workbook([["a"]])).sheets[0].hidden_columns == frozenset()
