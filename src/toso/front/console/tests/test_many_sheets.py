"""Workbooks of several sheets: a unit a sheet, a month a sheet, a copy beside the list, a sheet that is hidden."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.builders import a_person, a_place, binh_of, dung_of, moment
from toso.front.console.imports import IMPORTS
from toso.front.console.models import Upload
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.tables.queries import read_book
from toso.ground.tables.tests.samples import an_ods, ods_row, with_part
from toso.plan.programme.tests.builders import an_indicator
from toso.plan.teams.models import Membership
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_task

pytestmark = pytest.mark.django_db

HAMLETS = {"on": "2026-01-01", "basis": "Nghị quyết 01/NQ-HĐND"}
TITLES = ["STT", "Ngày", "Thôn", "Nội dung", "Số người", "Ghi chú"]


@pytest.fixture
def province():
    return a_place(name="Mẫu", level=Level.PROVINCE, code="56")


@pytest.fixture
def commune(province):
    return a_place(name="An Hòa", level=Level.COMMUNE, parent=province)


@pytest.fixture
def hamlet(commune):
    return a_place(name="Phước Hạ", parent=commune)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_book(sheets, *, hidden=()):
    """A workbook of named sheets."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        if name in hidden:
            page.hide()
        else:
            page.activate()
            page.set_first_sheet()
    book.close()
    return target.getvalue()


def sent(client, person, kind, content, name="ds.xlsx", **settings):
    client.force_login(person.account)
    file = SimpleUploadedFile(name, content)
    response = client.post(reverse("console:import_kind", args=[kind]), {"file": file, **settings}, follow=True)
    return response.content.decode(), Upload.objects.order_by("-pk").first()


def counts(upload):
    return [upload.result["counts"][code] for code in ("new", "changed", "same", "faulty")]


def test_a_sheet_for_each_commune_names_the_commune_of_its_hamlets(client, province, commune):
    other = a_place(name="Bình Minh", level=Level.COMMUNE, parent=province)
    rows = [["STT", "Tên thôn"], [1, "Thôn 1"], [2, "Thôn 2"]]

    page, upload = sent(client, dung_of(province), "hamlets", a_book({"An Hòa": rows, "Bình Minh": rows}), **HAMLETS)
    client.post(reverse("console:take", args=[upload.pk]))

    assert "Đọc trang: An Hòa, Bình Minh." in " ".join(page.split())
    assert Place.objects.filter(level=Level.HAMLET, parent=commune).count() == 2
    assert Place.objects.filter(level=Level.HAMLET, parent=other).count() == 2


def test_a_sheet_for_each_hamlet_says_whose_list_it_is(client, commune, hamlet):
    other = a_place(name="Mỹ Hiệp", parent=commune)
    leader = a_person(name="Phạm Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)
    titles = ["STT", "Họ và tên", "Chức vụ", "Vai trò", "Biết CNTT"]

    def rows(*names):
        kinds = ("Bí thư chi đoàn", "Hội Phụ nữ", "Đoàn viên")
        roles = ("Tổ trưởng", "Tổ phó", "Thành viên")
        return [titles, *([i + 1, name, kinds[i], roles[i], "x"] for i, name in enumerate(names))]

    content = a_book(
        {
            "Phước Hạ": rows("Nguyễn Mẫu Hùng", "Trần Mẫu Lan", "Lê Mẫu Đức"),
            "Thôn Mỹ Hiệp": rows("Võ Mẫu Hạnh", "Bùi Mẫu Ngọc", "Đỗ Mẫu Bảo"),
        }
    )
    decision = {"number": "12/QĐ-UBND", "signed_on": "2026-01-05", "effective_on": "2026-01-10", "signer": "P. M. Chủ"}

    _page, upload = sent(client, leader, "rosters", content, **decision)
    client.post(reverse("console:take", args=[upload.pk]))

    assert counts(upload) == [6, 0, 0, 0]
    assert Membership.objects.filter(team__place=hamlet).count() == 3
    assert Membership.objects.filter(team__place=other).count() == 3


def test_every_month_is_read_a_summary_is_not_and_a_fault_names_its_sheet(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    content = a_book(
        {
            "Tháng 9": [TITLES, [1, date(2026, 9, 2), "Phước Hạ", "Dịch vụ công", 5, ""]],
            "Tháng 10": [["BẢNG KÊ"], TITLES, [1, date(2026, 10, 2), "Thôn Lạ", "Dịch vụ công", 6, ""]],
            "Tổng hợp": [["Thôn", "Số người"], ["Phước Hạ", 11]],
        }
    )

    page, upload = sent(client, binh_of(commune), "records", content)

    assert counts(upload) == [1, 0, 0, 1]
    assert upload.result["faults"][0].startswith("Trang “Tháng 10”: Dòng 3, cột C (Thôn, tổ dân phố): ")
    assert "Không đọc: Tổng hợp." in page
    marked = client.get(reverse("console:marked", args=[upload.pk]))
    assert any("Thôn Lạ" in str(cell) for cell in read_book(marked.content).sheets[1].rows[2])


def test_a_copy_of_the_list_on_a_second_sheet_is_asked_about_and_never_counted_twice(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    rows = [TITLES, *([i, date(2026, 10, i), "Phước Hạ", "Dịch vụ công", 5 + i, ""] for i in (1, 2, 3))]

    page, upload = sent(client, binh_of(commune), "records", a_book({"A": rows, "Bản sao": rows}))
    assert "Trang “Bản sao” lặp lại 3 dòng của trang “A”. Hãy chọn một trang để nhập." in page
    assert not upload.result["is_ready"]
    client.post(reverse("console:look_again", args=[upload.pk]), {"sheet": "0", "row": "1"})
    client.post(reverse("console:take", args=[upload.pk]))

    assert sorted(Record.objects.values_list("citizens", flat=True)) == [6, 7, 8]


def test_a_hidden_sheet_is_read_only_when_it_is_chosen(client, province, commune):
    a_place(name="Bình Minh", level=Level.COMMUNE, parent=province)
    old = [["Tên thôn", "Xã"], ["Thôn Cũ", "An Hòa"]]
    content = a_book({"Cũ": old, "Bìa": [["Danh sách kèm theo"]]}, hidden=["Cũ"])

    page, upload = sent(client, dung_of(province), "hamlets", content, **HAMLETS)
    assert "Trang ẩn không được đọc: “Cũ”." in page
    assert counts(upload) == [0, 0, 0, 0]
    client.post(reverse("console:look_again", args=[upload.pk]), {"sheet": "0", "row": "1", **HAMLETS})

    upload.refresh_from_db()
    assert counts(upload) == [1, 0, 0, 0]


def test_days_that_a_spreadsheet_turned_round_are_refused_before_they_are_believed(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    turned = [date(2026, month, 10) for month in (1, 2, 3)]  # typed 10/1, 10/2, 10/3: October read as the day
    days = [*turned, "16/10/2026", "17/10/2026", "18/10/2026"]
    rows = [TITLES, *([i, day, "Phước Hạ", "Dịch vụ công", 5, ""] for i, day in enumerate(days))]

    page, upload = sent(client, binh_of(commune), "records", a_book({"DS": rows}))

    assert "Cột B (Ngày): bảng tính đặt ngày kiểu Mỹ đã đổi chỗ ngày và tháng" in page
    assert not upload.result["is_ready"]


def test_numbers_in_a_column_of_days_of_a_workbook_of_1904_are_refused_with_their_cells(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy", "date_1904": True})
    page = book.add_worksheet("A")
    for at, day in enumerate(["", date(2026, 10, 2), 44836, "44837"]):
        page.write_row(at, 0, [at, day, "Phước Hạ", "Dịch vụ công", 5, ""] if at else TITLES)
    book.close()

    words, upload = sent(client, binh_of(commune), "records", target.getvalue())

    assert "Ô B3, B4: tệp tính ngày từ năm 1904, nên số 44836 có thể là 03/10/2026 hoặc 02/10/2022." in words
    assert not upload.result["is_ready"]
    assert not Record.objects.exists()


def test_real_days_of_a_workbook_of_1904_are_read_as_they_show(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy", "date_1904": True})
    page = book.add_worksheet("A")
    page.write_row(0, 0, TITLES)
    page.write_row(1, 0, [1, date(2026, 10, 2), "Phước Hạ", "Dịch vụ công", 5, ""])
    book.close()

    _words, upload = sent(client, binh_of(commune), "records", target.getvalue())

    assert upload.result["is_ready"]
    assert upload.result["shown"][0]["cells"][0][1] == "02/10/2026"


def test_rows_that_a_filter_hides_are_read_and_told_with_their_numbers(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    rows = [[at, f"{at:02}/10/2026", "Phước Hạ", "Dịch vụ công", at, ""] for at in range(1, 5)]
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("A")
    for at, row in enumerate([TITLES, *rows]):
        page.write_row(at, 0, row)
    for at in (2, 3, 40):
        page.set_row(at, None, None, {"hidden": True})
    book.close()

    words, upload = sent(client, binh_of(commune), "records", target.getvalue())

    assert counts(upload) == [4, 0, 0, 0]
    assert "2 dòng đang ẩn trong tệp (do lọc hoặc ẩn tay) cũng được đọc: 3, 4." in " ".join(words.split())


def test_a_hidden_column_that_is_read_is_told_by_its_letter_and_an_empty_or_unused_one_is_not(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("A")
    titles = [*TITLES[:5], "Ghi chú", "Mã cũ"]
    for at, row in enumerate(
        [titles, *([at, f"{at:02}/10/2026", "Phước Hạ", "Dịch vụ công", at, "", 7] for at in (1, 2))]
    ):
        page.write_row(at, 0, row)
    for column in (4, 5, 6):
        page.set_column(column, column, None, None, {"hidden": True})
    book.close()

    words, upload = sent(client, binh_of(commune), "records", target.getvalue())

    assert counts(upload) == [2, 0, 0, 0]
    assert upload.result["hidden_columns"] == [f"E {TITLES[4]}"]
    assert f"Cột đang ẩn trong tệp cũng được đọc: E {TITLES[4]}." in " ".join(words.split())


def test_a_list_of_libreoffice_is_taken_in_like_any_other(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    rows = ods_row(*TITLES) + ods_row(1, date(2026, 10, 2), "Phước Hạ", "Dịch vụ công", 5, "")

    _words, upload = sent(client, binh_of(commune), "records", an_ods(rows), name="thang 10.ods")

    assert counts(upload) == [1, 0, 0, 0]
    assert upload.result["is_ready"]


def test_the_columns_that_are_days_are_those_that_are_read_as_days():
    days = {
        f"{code}.{one.code}"
        for code, kind in IMPORTS.items()
        for one in kind.columns(moment(date(2026, 11, 16)))
        if one.is_day
    }

    assert days == {
        "completions.day",
        "devices.since",
        "persons.starts_on",
        "records.day",
        "sending_lists.busy_from",
        "sending_lists.busy_until",
        "tickets.received",
        "tickets.solved",
    }


def test_a_percentage_kept_as_a_fraction_is_said_and_not_taken_for_less_than_one(client, province, commune):
    an_indicator(name="Tỷ lệ hộ thanh toán điện tử", unit="%", decimals=2)
    content = a_book({"DS": [["Đơn vị", "Tỷ lệ hộ thanh toán điện tử"], ["Xã An Hòa", 0.85]]})

    _page, upload = sent(client, dung_of(province), "targets", content, year="2026", title="Giao chỉ tiêu")

    assert counts(upload) == [0, 0, 0, 1]
    assert "giữ 0,85: hãy ghi 85" in upload.result["faults"][0]


def test_a_second_table_beside_the_first_is_refused_with_its_place_and_nothing_is_saved(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    row = [1, date(2026, 10, 2), "Phước Hạ", "Dịch vụ công", 6, ""]
    content = a_book({"Tháng 10": [[*TITLES, "", *TITLES], [*row, "", *row]]})

    page, upload = sent(client, binh_of(commune), "records", content)

    assert "Ô H1: một bảng thứ hai bắt đầu ở đây." in page
    assert not upload.result["is_ready"]
    assert not Record.objects.exists()


def test_a_column_that_the_kind_has_no_use_for_is_named_on_the_page(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    rows = [[*TITLES, "Kinh phí"], [1, date(2026, 10, 2), "Phước Hạ", "Dịch vụ công", 6, "", 500]]

    page, upload = sent(client, binh_of(commune), "records", a_book({"Tháng 10": rows}))

    assert "Cột không đọc: G Kinh phí." in " ".join(page.split())
    assert upload.result["is_ready"]


def test_a_formula_without_its_result_is_refused_with_its_place_and_never_counted_as_nothing(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    titles = [*TITLES, "Số hộ"]
    content = a_book({"Tháng 10": [titles, [1, date(2026, 10, 2), "Phước Hạ", "Dịch vụ công", 6, "", 2]]})
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    emptied = with_part(content, "xl/worksheets/sheet1.xml", sheet.replace("<v>6</v>", "<f>2+4</f>"))

    page, upload = sent(client, binh_of(commune), "records", emptied)

    assert "<f>2+4</f>" in zipfile.ZipFile(io.BytesIO(emptied)).read("xl/worksheets/sheet1.xml").decode()
    assert "Ô E2: công thức chưa có kết quả hoặc báo lỗi" in page
    assert not upload.result["is_ready"]
    assert not Record.objects.exists()


def test_an_error_of_a_formula_is_refused_with_its_place_and_never_counted_as_nothing(client, commune, hamlet):
    a_task(short_name="Dịch vụ công")
    content = a_book({"A": [[*TITLES, "Số hộ"], [1, date(2026, 10, 2), "Phước Hạ", "Dịch vụ công", 6, "", 2]]})
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    wrong = with_part(content, "xl/worksheets/sheet1.xml", sheet.replace('r="E2"><v>6</v>', 'r="E2" t="e"><v>#N/A</v>'))

    page, upload = sent(client, binh_of(commune), "records", wrong)

    assert "Ô E2: công thức chưa có kết quả hoặc báo lỗi (#N/A, #REF!)." in page
    assert not upload.result["is_ready"]
    assert not Record.objects.exists()


def test_a_task_that_the_catalogue_does_not_hold_is_named_with_the_nearest_one(client, commune, hamlet):
    a_task(name="Hướng dẫn người dân sử dụng dịch vụ công trực tuyến", short_name="Dịch vụ công")
    rows = [
        TITLES,
        [1, date(2026, 10, 2), "Phước Hạ", "Hướng dẫn dịch vụ công trực tuyến", 6, ""],
        [2, date(2026, 10, 2), "Phước Hạ", "Bay", 6, ""],
        [3, date(2026, 10, 2), "Phước Hạ", "", 6, ""],
    ]

    _page, upload = sent(client, binh_of(commune), "records", a_book({"Tháng 10": rows}))

    assert [fault.partition(": ")[2] for fault in upload.result["faults"]] == [
        (
            "không có việc “Hướng dẫn dịch vụ công trực tuyến” trong danh mục; gần nhất là “Hướng dẫn người dân sử "
            "dụng dịch vụ công trực tuyến”."
        ),
        "không có việc “Bay” trong danh mục nhiệm vụ.",
        "ghi tên việc.",
    ]


def test_a_roster_with_names_in_two_columns_and_a_post_in_the_team_is_read_and_read_again(client, commune, hamlet):
    leader = a_person(name="Phạm Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)
    rows = [
        ["DANH SÁCH THÀNH VIÊN"],
        ["STT", "Thôn", "Họ và tên đệm", "Tên", "Chức danh", "Chức vụ trong tổ", "Trình độ CNTT"],
        [1, "Phước Hạ", "Nguyễn Mẫu", "Hùng", "Trưởng thôn", "Tổ trưởng", "x"],
        [2, "Phước Hạ", "Trần Mẫu", "Lan", "Hội Phụ nữ", "Tổ phó", "x"],
        [3, "Phước Hạ", "Lê Mẫu", "Đức", "Đoàn viên", "Thành viên", ""],
    ]
    decision = {"number": "12/QĐ-UBND", "signed_on": "2026-01-05", "effective_on": "2026-01-10", "signer": "P. M. Chủ"}
    _page, upload = sent(client, leader, "rosters", a_book({"DS": rows}), **decision)
    said = {f"column_{code}": at for code, at in upload.result["columns"].items()}

    client.post(reverse("console:look_again", args=[upload.pk]), {**decision, **said, "row": "2"})
    client.post(reverse("console:take", args=[upload.pk]))

    assert upload.result["unused"] == []
    names = Membership.objects.filter(team__place=hamlet).order_by("pk").values_list("person__name", flat=True)
    assert list(names) == ["Nguyễn Mẫu Hùng", "Trần Mẫu Lan", "Lê Mẫu Đức"]
