from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from toso.ground.documents.blocks import Align, Annex, Column, Item, Kind, Paragraph, Run, Signature, Table
from toso.ground.documents.queries import wording
from toso.ground.documents.queries.faces import balanced_lines, text_width
from toso.ground.documents.queries.tables import head_cells
from toso.ground.documents.tests.samples import a_decision, a_letter, a_report


def spaced(text):
    return text.replace(wording.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("number", "line"), [("5", "Số: 05/BC-UBND"), ("05", "Số: 05/BC-UBND"), ("128", "Số: 128/BC-UBND")]
)
def test_a_number_below_ten_gets_its_leading_zero(number, line):
    assert spaced(wording.number_line(a_report(number=number))) == line


def test_an_open_number_leaves_room_for_the_clerk():
    assert spaced(wording.number_line(a_report(number=""))) == "Số:         /BC-UBND"


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 2, 5), "Mẫu, ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 15), "Mẫu, ngày 15 tháng 3 năm 2026"),
        (date(2026, 12, 9), "Mẫu, ngày 09 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_months_one_and_two_get_a_leading_zero(day, line):
    assert spaced(wording.date_line(a_report(day=day, place_name="Mẫu"))) == line


def test_an_open_day_leaves_room_for_the_hand():
    line = spaced(wording.date_line(a_report(day=None, year=2026, place_name="Mẫu")))

    assert line == "Mẫu, ngày     tháng     năm 2026"


def test_legal_bases_end_with_semicolons_and_the_last_with_a_point():
    assert [line[-1] for line in wording.basis_lines(a_decision())] == [";", ";", "."]
    assert wording.basis_lines(a_decision(legal_bases=("Căn cứ A;",))) == ["Căn cứ A."]
    assert wording.basis_lines(a_decision(legal_bases=())) == []


def test_recipients_are_a_list_that_ends_with_the_archive():
    assert wording.recipient_lines(a_report(recipients=("Như trên;", "Đảng ủy xã"), archive="VT, VHXH.")) == [
        "- Như trên;",
        "- Đảng ủy xã;",
        "- Lưu: VT, VHXH.",
    ]
    assert wording.recipient_lines(a_report(recipients=("Như trên",), archive="")) == ["- Như trên."]
    assert wording.recipient_lines(a_report(recipients=(), archive="")) == []


def test_several_addressees_are_a_list():
    assert wording.addressee_lines(a_report()) == ["Sở Khoa học và Công nghệ tỉnh Khánh Hòa"]
    assert [line[:1] + line[-1] for line in wording.addressee_lines(a_letter())] == ["-;", "-;", "-."]


def test_the_body_is_closed_after_its_last_words():
    first = Paragraph("Mở đầu.")

    assert wording.closed((first, Paragraph("Trân trọng báo cáo."))) == (first, Paragraph("Trân trọng báo cáo./."))
    assert wording.closed((Item((Run("a", bold=True), Run("b;"))),)) == (Item((Run("a", bold=True), Run("b./."))),)
    assert wording.closed((Table((Column("A"),), ()),)) == (Table((Column("A"),), ()),)
    assert wording.closed(()) == ()


def test_an_annex_names_the_document_it_belongs_to():
    annex = Annex("DANH SÁCH", (), number=4)

    assert wording.annex_number(annex) == "Phụ lục IV"
    assert wording.annex_number(Annex("DANH SÁCH", ())) == "Phụ lục"
    assert wording.annex_reference(a_report(), annex) == (
        "(Kèm theo Báo cáo số 05/BC-UBND ngày 18 tháng 11 năm 2026 của Ủy ban nhân dân xã Nam Cam Ranh)"
    )
    assert wording.annex_reference(a_report(), Annex("A", (), reference="(Kèm theo)")) == "(Kèm theo)"


@pytest.mark.parametrize(("number", "roman"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX")])
def test_annexes_count_in_roman_numerals(number, roman):
    assert wording.roman(number) == roman


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "written"),
    [
        (Decimal("1234567.5"), Kind.NUMBER, None, "1.234.567,5"),
        (Decimal("87.45"), Kind.PERCENT, 1, "87,5%"),
        (-3, Kind.NUMBER, None, "−3"),
        (12, Kind.ORDER, None, "12"),
        (date(2026, 11, 4), Kind.DATE, None, "04/11/2026"),
        (None, Kind.NUMBER, None, ""),
        ("00022", Kind.TEXT, None, "00022"),
    ],
)
def test_values_are_written_as_offices_write_them(value, kind, decimals, written):
    assert wording.cell_text(value, Column("A", kind, decimals=decimals)) == written


def test_a_moment_is_written_in_vietnamese_time():
    moment = datetime(2026, 11, 14, 18, 30, tzinfo=UTC)

    assert wording.cell_text(moment, Column("A", Kind.MOMENT)) == "01:30 15/11/2026"


def test_numbers_stand_right_text_left_unless_the_column_says_otherwise():
    assert wording.align_of(Column("A", Kind.NUMBER)) is Align.RIGHT
    assert wording.align_of(Column("A")) is Align.LEFT
    assert wording.align_of(Column("A", align=Align.CENTER)) is Align.CENTER


def test_columns_of_one_group_stand_under_a_common_heading():
    columns = (Column("TT"), Column("Giao", group="Năm"), Column("Đạt", group="Năm"), Column("Ghi chú"))

    cells = [(cell.text, cell.row, cell.column, cell.span, cell.rows) for cell in head_cells(Table(columns, ()))]

    assert cells == [
        ("TT", 0, 0, 1, 2),
        ("Năm", 0, 1, 2, 1),
        ("Ghi chú", 0, 3, 1, 2),
        ("Giao", 1, 1, 1, 1),
        ("Đạt", 1, 2, 1, 1),
    ]


def test_the_motto_fits_its_half_of_the_head_on_one_line():
    assert text_width(wording.STATE, 12, bold=True) < 97
    assert text_width(wording.MOTTO, 13, bold=True) < 97


def test_a_long_title_breaks_into_lines_of_about_equal_length_around_the_names():
    title = "DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN MẪU 2"

    assert balanced_lines(title, 14, 140, bold=True) == ["DANH SÁCH THÀNH VIÊN", "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN MẪU 2"]
    assert balanced_lines("TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN MẪU 2", 12, 66, bold=True) == [
        "TỔ CÔNG NGHỆ SỐ",
        "CỘNG ĐỒNG THÔN MẪU 2",
    ]
    assert balanced_lines("BÁO CÁO", 14, 140, bold=True) == ["BÁO CÁO"]
    assert balanced_lines("ỦY BAN NHÂN DÂN\nXÃ MẪU", 12, 66) == ["ỦY BAN NHÂN DÂN", "XÃ MẪU"]


def test_a_digest_is_shown_in_groups_that_can_be_compared():
    assert wording.digest_lines("0123456789abcdef" * 4) == ["01234567 89abcdef 01234567 89abcdef"] * 2


def test_a_form_has_its_name_but_no_number_day_or_closing_mark():
    form = replace(
        a_report(), form="Mẫu số 01", second=Signature(title="NGƯỜI KHAI", note="(Ký)", name="Nguyễn Mẫu An")
    )

    words = list(wording.printed_words(form))

    assert words[:5] == ["Mẫu số 01", form.superior, form.issuer, "", ""]
    assert not any(word.endswith("./.") for word in words)
    assert words.index("NGƯỜI KHAI") < words.index("(Ký)") < words.index("Nguyễn Mẫu An")
