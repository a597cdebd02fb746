import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.ground.tables.rules.beside import another_table
from toso.ground.tables.rules.cells import Raw
from toso.ground.tables.rules.grid import Book, Sheet, as_text, letter
from toso.ground.tables.rules.heads import Column, found_head, records

NAME = Column("name", "Họ và tên", ("Họ tên",), is_needed=True)
HAMLET = Column("hamlet", "Thôn, tổ dân phố", ("Thôn", "Tên thôn"), is_needed=True)
PHONE = Column("phone", "Số điện thoại", ("Điện thoại", "SĐT"))
COLUMNS = (NAME, HAMLET, PHONE)
NEEDED = ("name", "hamlet")


def head_of(*sheets):
    head = found_head(sheets, COLUMNS)
    assert head is not None
    return head


def read(rows, merged=()):
    sheet = Sheet("DS", rows, merged)
    head = head_of(sheet)
    return head, *records(sheet, head, needed=NEEDED)


def test_the_header_is_found_below_titles_in_any_order_and_with_any_name():
    rows = [
        ["ỦY BAN NHÂN DÂN"],
        ["DANH SÁCH THÀNH VIÊN"],
        [],
        ["STT", "SĐT", "Thôn", "HỌ TÊN", "Ghi chú riêng"],
        [1, "0912", "Thôn 1", "Nguyễn Mẫu An", ""],
    ]

    head, lines, left_out = read(rows)

    assert (head.first, head.last) == (3, 3)
    assert head.columns == {"phone": 1, "hamlet": 2, "name": 3}
    assert head.unknown == {4: "Ghi chú riêng"}
    assert [(line.row, line.cells["name"]) for line in lines] == [(4, "Nguyễn Mẫu An")]
    assert left_out == []


def test_a_header_of_two_rows_with_merged_cells():
    rows = [
        ["TT", "Người", None, "Địa bàn"],
        [None, "Họ và tên", "Điện thoại", "Thôn"],
        ["(1)", "(2)", "(3)", "(4)"],
        [1, "Nguyễn Mẫu An", "0912", "Thôn 1"],
    ]

    head, lines, left_out = read(rows, merged=(((0, 1), (0, 2)), ((0, 0), (1, 0))))

    assert head.columns == {"name": 1, "phone": 2, "hamlet": 3}
    assert head.last == 1
    assert [line.row for line in lines] == [3]
    assert left_out == [2]


def test_totals_repeated_headers_and_signatures_are_no_records():
    rows = [
        ["Họ và tên", "Thôn", "SĐT"],
        ["Nguyễn Mẫu An", "Thôn 1", "1"],
        ["Họ và tên", "Thôn", "SĐT"],
        ["Trần Mẫu Bình", "Thôn 1", "2"],
        ["Tổng cộng: 2 người", None, None],
        [],
        ["Người lập biểu", None, "Chủ tịch"],
    ]

    _head, lines, left_out = read(rows)

    assert [line.cells["name"] for line in lines] == ["Nguyễn Mẫu An", "Trần Mẫu Bình"]
    assert left_out == [2, 4, 6]


def test_a_section_row_names_what_follows_and_a_block_merged_downwards_counts_for_each_row():
    rows = [
        ["Họ và tên", "Thôn", "SĐT"],
        ["I", "Xã Mẫu", None],
        ["Nguyễn Mẫu An", "Thôn 1", None],
        ["Trần Mẫu Bình", None, None],
    ]

    _head, lines, _left_out = read(rows, merged=(((2, 1), (3, 1)),))

    assert [(line.cells["hamlet"], line.section) for line in lines] == [("Thôn 1", "Xã Mẫu"), ("Thôn 1", "Xã Mẫu")]


def test_small_figures_are_a_record_and_not_a_row_that_numbers_the_columns():
    names = [["Họ và tên", "Thôn"], ["Nguyễn Mẫu An", 80], ["Trần Mẫu Bình", 7]]
    figures = [["Thôn", "Họ và tên", "SĐT"], [12, 80, 5], [3, 4, 9]]
    numbered = [["Họ và tên", "Thôn", "SĐT"], ["(1)", "(2)", "(3)"], ["Nguyễn Mẫu An", "Thôn 1", None]]

    assert [line.cells["hamlet"] for line in read(names)[1]] == [80, 7]
    assert [line.cells["name"] for line in read(figures)[1]] == [80, 4]
    assert [line.cells["name"] for line in read(numbered)[1]] == ["Nguyễn Mẫu An"]
    assert read(numbered)[2] == [1]


def test_the_sheet_with_the_best_header_is_taken():
    cover = Sheet("Bìa", [["Danh sách"], ["Thôn"]])
    table = Sheet("Danh sách", [["Họ và tên", "Thôn"], ["Nguyễn Mẫu An", "Thôn 1"]])

    assert head_of(cover, table).sheet == 1
    assert found_head([cover], COLUMNS) is None


@given(st.permutations(["Họ và tên", "Thôn", "SĐT", "Chức danh", None]), st.integers(0, 20), st.integers(0, 5))
def test_a_shifted_table_is_found_wherever_it_stands(titles, down, right):
    rows: list = [[]] * down + [[None] * right + list(titles)]

    head = head_of(Sheet("", rows))

    assert head.first == head.last == down
    assert head.columns["name"] == right + titles.index("Họ và tên")


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_text_has_a_tab_between_cells_and_nothing_for_an_empty_sheet():
    book = Book([Sheet("1", [["a", None, "b", ""], [None, "c\nd"], [" "]]), Sheet("2", [[None]]), Sheet("3", [[1.5]])])

    assert as_text(book) == "a\t\tb\n\tc d\t\n1.5\n"


def test_one_known_column_beside_the_running_number_is_a_list_but_a_title_is_none():
    column = (Column("hamlet", "Thôn, tổ dân phố", ("Tên thôn",), is_needed=True), Column("kind", "Loại"))
    listed = Sheet("DS", [["DANH SÁCH THÔN"], ["STT", "Tên thôn"], [1, "Thôn 1"]])
    cover = Sheet("Bìa", [["Thôn, tổ dân phố", "Kế hoạch của năm"]])

    head = found_head([cover, listed], column)

    assert head is not None
    assert (head.sheet, head.first, head.columns) == (1, 1, {"hamlet": 1})
    assert found_head([cover], column) is None


def test_who_drew_up_the_list_is_no_record_even_where_the_list_has_two_columns():
    rows = [
        ["Họ tên", "Thôn"],
        ["Nguyễn Mẫu An", "Thôn 1"],
        [],
        ["Người lập biểu", "Chủ tịch"],
        ["Bình Minh, ngày 5 tháng 11 năm 2026", "Ký"],
    ]

    _head, lines, left_out = read(rows)

    assert [line.row for line in lines] == [1]
    assert left_out == [3, 4]


def place_of_another(rows):
    sheet = Sheet("DS", rows)
    return another_table(sheet, head_of(sheet), (NAME, HAMLET))


def test_a_second_table_beside_the_first_is_seen_and_a_pair_of_columns_of_one_table_is_none():
    title = ["STT", "Họ tên", "Thôn"]
    person = [1, "Nguyễn Mẫu An", "Thôn 1"]
    beside = [["DANH SÁCH"], [*title, None, *title], [*person, None, *person]]
    other_words = [["TT", "Họ và tên", "Tên thôn", "TT", "Họ tên", "Thôn"], [*person, *person]]
    one_table = [[*title, "Họ tên vợ, chồng", "Thôn cũ"], [*person, "Trần Mẫu Lan", "Thôn 2"]]

    assert place_of_another(beside) == (1, 4)
    assert place_of_another(other_words) == (0, 3)
    assert place_of_another(one_table) is None
    assert place_of_another([title, person]) is None


def test_a_second_table_below_with_its_columns_in_another_order_is_seen_and_a_repeated_header_is_none():
    title = ["STT", "Họ tên", "Thôn"]
    person = [1, "Nguyễn Mẫu An", "Thôn 1"]

    assert place_of_another([title, person, [], ["Bảng 2"], [None, "Thôn", "Họ tên"], person]) == (4, 1)
    assert place_of_another([title, person, title, person]) is None


def test_a_name_whose_title_is_merged_over_two_columns_is_read_whole():
    rows = [
        ["TT", "Họ và tên", None, "Thôn"],
        [1, "Nguyễn Mẫu", "An", "Thôn 1"],
        [2, "Trần Mẫu Bình", None, "Thôn 2"],
        [3, None, "Châu", "Thôn 3"],
    ]

    head, lines, _left_out = read(rows, merged=(((0, 1), (0, 2)),))

    assert head.columns == {"name": 1, "hamlet": 3}
    assert [line.cells["name"] for line in lines] == ["Nguyễn Mẫu An", "Trần Mẫu Bình", "Châu"]
    assert head.unknown == {}


def test_a_family_name_and_a_given_name_in_columns_of_their_own_are_one_name():
    rows = [
        ["STT", "Họ và tên đệm", "Tên", "Thôn", "Số điện thoại"],
        [1, "Nguyễn Mẫu", "An", "Thôn 1", 912345678.0],
    ]

    head, lines, _left_out = read(rows)

    assert head.columns == {"name": 1, "hamlet": 3, "phone": 4}
    assert lines[0].cells == {"name": "Nguyễn Mẫu An", "hamlet": "Thôn 1", "phone": 912345678.0}


def test_neighbours_of_one_title_that_is_not_merged_are_not_read_together():
    head, lines, _left_out = read([["Họ tên", "Thôn", "Thôn"], ["Nguyễn Mẫu An", "Thôn 1", "Thôn 2"]])

    assert head.columns == {"name": 0, "hamlet": 1}
    assert lines[0].cells["hamlet"] == "Thôn 1"


RESULTS = (
    Column("day", "Ngày", is_needed=True),
    Column("people", "Người dân", ("Số người",)),
    Column("households", "Hộ gia đình", ("Số hộ",)),
    Column("result", "Kết quả"),
)


def test_a_title_over_a_group_is_not_taken_for_one_of_its_columns_and_a_unit_in_brackets_is_no_name():
    rows: list[list[Raw]] = [
        ["Ngày", "Kết quả", None, "Ghi chú"],
        [None, "Số người (người)", "Số hộ (hộ)", None],
        ["02/10/2026", 5, 2, "x"],
    ]
    sheet = Sheet("T10", rows, (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (1, 3))))

    head = found_head([sheet], RESULTS)
    assert head is not None

    assert head.last == 1
    assert head.columns == {"day": 0, "people": 1, "households": 2}


@pytest.mark.parametrize(("last", "column"), [("Tổng", 3), ("Cộng", 3), ("Dân tộc", None)])
def test_of_a_group_the_total_is_read_and_never_its_first_part(last, column):
    rows = [["Ngày", "Số người", None, None, "Số hộ"], [None, "Nam", "Nữ", last], ["02/10/2026", 2, 3, 5, 1]]
    sheet = Sheet("T10", rows, (((0, 1), (0, 3)),))

    head = found_head([sheet], RESULTS)
    assert head is not None
    lines, _left_out = records(sheet, head, needed=("day",))

    assert head.columns.get("people") == column
    assert [line.cells["day"] for line in lines] == ["02/10/2026"]


def test_rows_of_numbers_below_the_header_are_never_taken_for_a_better_header():
    rows: list[list[Raw]] = [
        ["DANH SÁCH THÔN"],
        ["STT", "Đơn vị cấp trên", "Tên thôn, tổ dân phố", "Số hộ", "Số khẩu"],
        [1, "Xã An Hòa", "Thôn 1", 100, 400],
        [2, None, "Tổ dân phố 2", "1.020", "4.200"],
        ["Số hộ:", None, None, 1120, 4600],
        [1, "Phường Nha Trang", "Tổ dân phố 3", 1, 2],
    ]
    columns = (Column("hamlet", "Tổ dân phố", is_needed=True), Column("commune", "Phường"), Column("homes", "Số hộ"))

    head = found_head([Sheet("DS", rows)], columns)

    assert head is not None
    assert (head.first, head.last) == (1, 1)
    assert head.columns == {"hamlet": 2, "homes": 3}


def test_units_in_brackets_and_the_numbers_of_the_columns_below_a_header_are_no_records():
    rows = [
        ["TT", "Họ và tên", "Thôn", "Năm sinh"],
        ["", "", "", "(năm)"],
        ["A", "B", "1", "2"],
        [1, "Nguyễn Mẫu An", "Thôn 1", 1990],
    ]

    _head, lines, left_out = read(rows)

    assert [line.cells["name"] for line in lines] == ["Nguyễn Mẫu An"]
    assert left_out == [1, 2]
