"""Workbooks as offices keep them: read right, or refused with the cell named. Each of a kind that was misread once."""

from datetime import date

import pytest

from tests.builders import a_place, binh_of, dung_of, moment
from toso.front.console.imports import IMPORTS
from toso.front.console.queries.taking import look_through, sentences, summary
from toso.front.console.tests.test_many_sheets import a_book
from toso.ground.people.queries import scope_of
from toso.ground.places.rules import Level
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells, letters
from toso.ground.tables.tests.samples import workbook
from toso.work.outreach.tests.builders import a_task

pytestmark = pytest.mark.django_db
AT = moment(date(2026, 11, 16))
DECISION = {"number": "12/QĐ-UBND", "signed_on": date(2026, 1, 5), "effective_on": date(2026, 1, 10), "signer": "Chủ"}
ROSTER = ["STT", "Họ và tên", "Thôn", "Thành phần", "Vai trò", "SĐT"]
RECORDS = ["Ngày", "Thôn", "Việc", "Số người"]


@pytest.fixture
def province():
    return a_place(name="Mẫu", level=Level.PROVINCE, code="56")


@pytest.fixture
def commune(province):
    return a_place(name="An Hòa", level=Level.COMMUNE, parent=province, code="00056")


@pytest.fixture(autouse=True)
def hamlets(commune):
    return [a_place(name=name, parent=commune) for name in ("Phước Hạ", "Mỹ Hiệp")]


def looked(person, kind, content, **settings):
    content = content if isinstance(content, bytes) else workbook(content)
    return look_through(content, IMPORTS[kind], Occasion(person, scope_of(person.pk, on=AT.date()), AT, settings))


def members(found):
    """Who the list says is where, as far as its rows could be read."""
    rosters = found.planned.payload if found.planned else []
    return [(roster.hamlet.name, one.name, one.kind, one.role) for roster in rosters for one in roster.nominees]


def names(found):
    return [name for _hamlet, name, _kind, _role in members(found)]


def test_a_name_in_three_columns_is_one_name(commune):
    rows = [
        ["STT", "Họ", "Tên đệm", "Tên", "Thôn", "Chức vụ", "Vai trò"],
        [1, "Nguyễn", "Mẫu", "Hùng", "Phước Hạ", "Đoàn viên", "Thành viên"],
    ]

    found = looked(binh_of(commune), "rosters", rows, **DECISION)

    assert names(found) == ["Nguyễn Mẫu Hùng"]
    assert found.unused == []


def test_as_above_is_what_stands_above_and_above_the_first_stands_nothing(commune):
    a_task(short_name="Dịch vụ công")
    rows = [
        RECORDS,
        ["05/10/2026", "Phước Hạ", "Dịch vụ công", 3],
        ["nt", "-nt-", "Như trên", 4],
        ['"', "Mỹ Hiệp", "”", 5],
        ["''", "-", "//", 6],
    ]

    found = looked(binh_of(commune), "records", rows)
    first = looked(binh_of(commune), "records", [RECORDS, ["nt", "Phước Hạ", "Dịch vụ công", 3]])

    said = [[cells.shown(value) for value in list(line.cells.values())[:3]] for line in found.lines]
    assert said[1] == ["05/10/2026", "Phước Hạ", "Dịch vụ công"]
    assert said[2] == ["05/10/2026", "Mỹ Hiệp", "Dịch vụ công"]
    assert [sentence.split(":")[0] for sentence in sentences(found)] == ["Dòng 5, cột B (Thôn, tổ dân phố)"]
    assert sentences(first)[0].startswith("Dòng 2, cột A (Ngày): ")


def test_signs_without_width_and_a_foreign_letter_for_d_leave_the_name_as_it_looks(commune):
    rows = [
        ROSTER,
        [1, "Lê\u200b Mẫu\u00a0Đức\ufeff", "Phước\u200b Hạ", "Đoàn viên", "", "0912\u200b345 678"],
        [2, "\u00d0ỗ Mẫu \u00d0ạt", "Phước Hạ", "Đoàn viên", "\u200b", ""],
        [3, "Bà: Trần Mẫu Tám", "Phước Hạ", "Đoàn viên", "", ""],
        [4, "Đ/c Lê Mẫu Chín", "Phước Hạ", "Đoàn viên", "", ""],
        [5, "6. Ông Nguyễn Mẫu Bảy", "Phước Hạ", "Đoàn viên", "", ""],
        [6, "Ông Ích Mẫu", "Phước Hạ", "Đoàn viên", "", ""],  # a family name too
    ]

    found = looked(binh_of(commune), "rosters", rows, **DECISION)

    assert names(found) == [
        "Lê Mẫu Đức",
        "Đỗ Mẫu Đạt",
        "Trần Mẫu Tám",
        "Lê Mẫu Chín",
        "Nguyễn Mẫu Bảy",
        "Ông Ích Mẫu",
    ]
    assert found.planned.payload[0].nominees[0].phone == "0912345678"


@pytest.mark.parametrize("typed", ["Nguyễn Mẫu An\nTrần Mẫu Bé", "Nguyễn Mẫu An, Trần Mẫu Bé", "Nguyễn Mẫu An/Trần Bé"])
def test_two_persons_in_one_cell_are_refused_and_a_wrapped_name_is_not(commune, typed):
    rows = [ROSTER, [1, typed, "Phước Hạ", "Đoàn viên"], [2, "Phạm Mẫu\nHoa", "Phước Hạ", "Đoàn viên"]]

    found = looked(binh_of(commune), "rosters", rows, **DECISION)

    assert sentences(found)[0].startswith("Dòng 2, cột B (Họ và tên): ô ghi nhiều người: “")
    assert names(found) == ["Phạm Mẫu Hoa"]


def test_a_tick_under_a_word_says_that_word(commune):
    rows = [
        ["TT", "Họ và tên", "Thôn", "Thành phần", None, "Vai trò", None],
        [None, None, None, "Đoàn TN", "Phụ nữ", "Tổ trưởng", "Thành viên"],
        [1, "Nguyễn Mẫu Hùng", "Phước Hạ", "x", None, "√", None],
        [2, "Trần Mẫu Lan", "Phước Hạ", None, "✓", None, "x"],
        [3, "Trần Mẫu Cúc", "Phước Hạ", None, None, None, "x"],
    ]

    found = looked(binh_of(commune), "rosters", workbook(rows, merged=[(0, 3, 0, 4), (0, 5, 0, 6)]), **DECISION)

    assert members(found) == [
        ("Phước Hạ", "Nguyễn Mẫu Hùng", "youth_union", "leader"),
        ("Phước Hạ", "Trần Mẫu Lan", "women", "member"),
    ]
    assert "Dòng 5 (Thành phần): không hiểu thành phần “”" in " ".join(sentences(found))
    assert ("kind", "Phụ nữ", "") in summary(found)["shown"][-1]["cells"]
    assert found.unused == []


def test_a_roster_whose_hamlets_stand_above_its_rows_needs_no_column_for_them(commune):
    rows = [
        ["DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG XÃ AN HÒA"],
        ["STT", "Họ và tên", "Chức vụ", "Nhiệm vụ trong tổ", "SĐT"],
        ["I", "THÔN PHƯỚC HẠ"],
        [1, "Nguyễn Mẫu Hùng", "Bí thư chi đoàn", "Tổ trưởng", ""],
        ["II. Thôn Mỹ Hiệp (02 người)"],
        [1, "Lê Mẫu Cúc", "Trưởng thôn", "Tổ trưởng", ""],
    ]

    found = looked(binh_of(commune), "rosters", rows, **DECISION)
    unsaid = looked(binh_of(commune), "rosters", [*rows[:2], rows[3]], **DECISION)

    assert [(hamlet, name) for hamlet, name, *_more in members(found)] == [
        ("Phước Hạ", "Nguyễn Mẫu Hùng"),
        ("Mỹ Hiệp", "Lê Mẫu Cúc"),
    ]
    assert unsaid.trouble.startswith("Chưa biết cột nào là “Thôn, tổ dân phố”.")


def test_the_sheet_or_the_row_above_says_of_which_commune_a_hamlet_is(province, commune):
    other = a_place(name="Bình Minh", level=Level.COMMUNE, parent=province)
    mine, theirs = a_place(name="Thôn 1", parent=commune), a_place(name="Thôn 1", parent=other)
    row = [1, "Lê Mẫu Hùng", "Thôn 1", "Đoàn viên", "Thành viên"]
    dung = dung_of(province)

    by_sheet = looked(
        dung,
        "rosters",
        a_book({"An Hòa": [ROSTER, [2, "Lê Mẫu Cúc", *row[2:]]], "X. Bình Minh": [ROSTER, row]}),
        **DECISION,
    )
    by_row = looked(dung, "rosters", [ROSTER, ["II", "XÃ AN HÒA (1 người)"], row], **DECISION)
    unsaid = looked(dung, "rosters", [ROSTER, row], **DECISION)

    assert [roster.hamlet for roster in by_sheet.planned.payload] == [mine, theirs]
    assert [roster.hamlet for roster in by_row.planned.payload] == [mine]
    assert "“Thôn 1” có thể là nhiều đơn vị" in sentences(unsaid)[0]


def test_how_many_hamlets_a_commune_has_is_no_hamlet(province):
    sheets = {"An Hòa": [["STT", "Tên thôn"], [1, "Thôn 9"]], "Tổng hợp": [["Xã", "Số thôn"], ["An Hòa", 1]]}

    found = looked(dung_of(province), "hamlets", a_book(sheets), on=date(2026, 1, 1), basis="NQ")

    assert (found.read, found.unread) == (["An Hòa"], ["Tổng hợp"])
    assert len(found.lines) == 1


def test_the_code_of_a_commune_is_known_without_its_zeros_and_one_in_powers_of_ten_is_refused(province):
    rows = [["TT", "Mã xã", "Tên thôn"], [1, 56, "Thôn 5"], [2, "'00056", "Thôn 6"], [3, "5.6E+1", "Thôn 7"]]

    found = looked(dung_of(province), "hamlets", rows, on=date(2026, 1, 1), basis="NQ")

    assert [reading.words for reading in found.planned.readings][:2] == ["Xã An Hòa", "Xã An Hòa"]
    assert [sentence.split(":")[0] for sentence in sentences(found)] == ["Dòng 4, cột B (Xã, phường, đặc khu)"]


def test_a_percentage_is_no_number_of_people(commune):
    a_task(short_name="Dịch vụ công")

    found = looked(binh_of(commune), "records", [RECORDS, ["05/10/2026", "Phước Hạ", "Dịch vụ công", "12%"]])

    assert sentences(found) == ["Dòng 2, cột D (Người dân): ghi số nguyên, ví dụ 12; đang ghi “12%”."]


def test_a_house_number_that_became_a_day_is_refused_and_short_answers_are_understood(commune):
    head = ["STT", "Mã hộ", "Thôn", "Số nhà", "Hộ nghèo", "Có Internet"]
    rows = [
        [1, "H1", "Phước Hạ", "12/3", "√", "ko"],
        [2, "H2", "Phước Hạ", "", "K", "không có"],
        [3, "H3", "Phước Hạ", date(2026, 12, 3), "", ""],
    ]

    found = looked(binh_of(commune), "households", [head, *rows], day=date(2026, 10, 1))

    said = [row.fields for row in found.planned.payload.rows]
    assert said == [
        {"code": "H1", "address": "12/3", "poor": "yes", "internet": "no"},
        {"code": "H2", "poor": "no", "internet": "no"},
    ]
    assert sentences(found) == [
        "Dòng 4, cột D (Số nhà, xóm): bảng tính đã đổi thành ngày 03/12/2026. Định dạng ô là Văn bản rồi gõ lại."
    ]


def test_the_committee_of_a_commune_stands_for_the_commune(province, commune):
    head = ["STT", "Họ và tên", "Chức vụ", "Đơn vị"]
    rows = [[1, "Nguyễn Mẫu Hùng", "Công chức", "UBND xã An Hòa"], [2, "Lê Mẫu Cúc", "nt", "Ủy ban nhân dân xã An Hoà"]]

    found = looked(dung_of(province), "persons", [head, *rows], starts_on=date(2026, 1, 1))

    assert [post.place for post in found.planned.payload] == [commune, commune]


def test_headers_in_capitals_of_vni_above_columns_of_tcvn3_and_vni(commune):
    head = [letters.to_vni(title.upper()) for title in ROSTER]
    row = [1, letters.to_tcvn3("Nguyễn Mẫu Lương"), letters.to_vni("Phước Hạ"), letters.to_vni("Hội Phụ nữ"), "", ""]

    found = looked(binh_of(commune), "rosters", [head, row], **DECISION)

    assert members(found) == [("Phước Hạ", "Nguyễn Mẫu Lương", "women", "member")]


def test_a_header_printed_again_on_the_next_page_brings_no_row_and_a_star_is_no_part_of_a_name(commune):
    head = ["STT", "Họ & tên", "Khu phố", "Thành phần", "Vai trò"]
    rows = [
        head,
        [1, "Nguyễn Mẫu Hùng (*)", "Phước Hạ", "Đoàn viên", "Thành viên"],
        ["Trang 1/2"],
        head,
        ["1", "2", "3", "4", "5"],
        [2, "Lê Mẫu Cúc**", "Phước Hạ", "Giáo viên", "Thành viên"],
        ["(*) Chuyển công tác từ 01/10/2026"],
    ]

    found = looked(binh_of(commune), "rosters", rows, **DECISION)

    assert names(found) == ["Nguyễn Mẫu Hùng", "Lê Mẫu Cúc"]
    assert found.left_out == ("3", "4", "5", "7")


def test_devices_by_the_year_are_read_and_three_in_one_row_or_a_number_turned_into_a_day_are_refused(commune):
    rows = [
        ["TT", "Tên thiết bị", "Số lượng", "Serial", "Hiện trạng", "Năm sử dụng"],
        [1, "Máy in Canon", 1, "C1", "Hư", 2020],
        [2, "Máy tính Dell", 3, "", "Tốt", "năm 2021"],
        [3, "Máy quét", "", date(2026, 12, 3), "Tốt", "05/10/2022"],
    ]

    found = looked(binh_of(commune), "devices", rows)

    (printer,) = found.planned.payload
    assert (printer.state, printer.in_use_since) == ("broken", date(2020, 1, 1))
    assert sentences(found) == [
        "Dòng 3, cột C (Số lượng): mỗi máy một dòng; đang ghi 3 máy.",
        "Dòng 4, cột D (Số máy): bảng tính đã đổi thành ngày 03/12/2026. Định dạng ô là Văn bản rồi gõ lại.",
    ]
