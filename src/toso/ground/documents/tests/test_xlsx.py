import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import python_calamine

from toso.ground.documents.blocks import Kind, Sheet, SheetColumn, Workbook
from toso.ground.documents.queries import digest_of, render_xlsx
from toso.ground.documents.queries.xlsx import sheet_names


def a_sheet(*, rows, columns=None, **changes):
    columns = columns or (
        SheetColumn("Mã", Kind.TEXT),
        SheetColumn("Xã, phường"),
        SheetColumn("Lượt", Kind.NUMBER, is_summed=True),
        SheetColumn("Ngày", Kind.DATE),
    )
    return Sheet(title=changes.pop("title", "Phụ lục"), columns=columns, rows=rows, **changes)


def read(content, sheet=0):
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_numbers_are_numbers_days_are_days_and_codes_keep_their_zeros():
    rows = (("00022", "xã Nam Cam Ranh", Decimal("1234.5"), date(2026, 11, 14)),)

    read_back = read(render_xlsx(Workbook("Báo cáo", (a_sheet(rows=rows),))))

    assert read_back[1] == ["00022", "xã Nam Cam Ranh", 1234.5, date(2026, 11, 14)]


def test_a_moment_is_shown_in_vietnamese_time():
    columns = (SheetColumn("Lúc", Kind.MOMENT),)
    rows = ((datetime(2026, 11, 14, 18, 30, tzinfo=UTC),),)

    read_back = read(render_xlsx(Workbook("Báo cáo", (a_sheet(rows=rows, columns=columns),))))

    assert read_back[1] == [datetime.fromisoformat("2026-11-15T01:30")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+84905", "-cmd|' /C calc'!A0", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.vn"]
)
def test_a_users_text_never_becomes_a_formula_or_a_link(text):
    content = render_xlsx(Workbook("Báo cáo", (a_sheet(rows=((text, text, None, None),)),)))

    sheet = parts(content)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert read(content)[1][:2] == [text, text]


def test_the_total_is_a_formula_of_ours_with_its_value_beside_it():
    rows = (("1", "a", Decimal("1.5"), None), ("2", "b", 2, None), ("3", "c", None, None))

    content = render_xlsx(Workbook("Báo cáo", (a_sheet(rows=rows, total_label="Tổng"),)))

    assert "<f>SUBTOTAL(109,C2:C4)</f><v>3.5</v>" in parts(content)["xl/worksheets/sheet1.xml"]
    assert read(content)[4][:3] == ["Tổng", "", 3.5]


def test_the_head_is_frozen_filtered_and_repeated_in_print_below_the_heading_lines():
    rows = (("1", "a", 1, None),)

    content = parts(render_xlsx(Workbook("Báo cáo", (a_sheet(rows=rows, heading=("PHỤ LỤC", "Kỳ 10/2026")),))))

    sheet = content["xl/worksheets/sheet1.xml"]
    assert '<pane ySplit="4" topLeftCell="A5"' in sheet
    assert '<autoFilter ref="A4:D5"' in sheet
    assert "'Phụ lục'!$4:$4</definedName>" in content["xl/workbook.xml"]


def test_percents_keep_their_number_and_show_the_sign():
    columns = (SheetColumn("Tỷ lệ", Kind.PERCENT, decimals=1),)

    content = render_xlsx(Workbook("Báo cáo", (a_sheet(rows=((Decimal("87.46"),),), columns=columns),)))

    assert read(content)[1] == [87.46]
    assert "#,##0.0&quot;%&quot;" in parts(content)["xl/styles.xml"]


def test_sheet_names_are_short_legal_and_different():
    names = sheet_names(["Tổng hợp [65/65]", "tổng hợp -65-65-", "A" * 40, "A" * 40, "", "'"])

    assert names == ["Tổng hợp -65-65-", "tổng hợp -65-65- (2)", "A" * 31, "A" * 27 + " (2)", "Trang", "Trang (2)"]


def test_a_text_longer_than_a_cell_is_cut_with_a_mark():
    content = render_xlsx(Workbook("Báo cáo", (a_sheet(rows=(("x" * 40_000, "b", 1, None),)),)))

    assert read(content)[1][0] == "x" * 32_766 + "…"


def test_a_row_is_as_high_as_its_longest_text_needs():
    columns = (SheetColumn("Ghi chú", width=11),)

    sheet = parts(render_xlsx(Workbook("Báo cáo", (a_sheet(rows=(("x" * 25,), ("y",)), columns=columns),))))

    assert '<row r="2" spans="1:1" ht="49.5" customHeight="1">' in sheet["xl/worksheets/sheet1.xml"]
    assert '<row r="3" spans="1:1" ht="16.5" customHeight="1">' in sheet["xl/worksheets/sheet1.xml"]


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="a row of 1 values under 4 columns"):
        a_sheet(rows=(("1",),))


def test_the_same_content_gives_the_same_bytes():
    book = Workbook("Báo cáo", (a_sheet(rows=(("1", "a", 1, date(2026, 11, 1)),)),))

    assert digest_of(render_xlsx(book)) == digest_of(render_xlsx(book))
