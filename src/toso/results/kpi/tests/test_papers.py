"""The papers say what the forms of Decree 335/2025/NĐ-CP ask for, in their order."""

import json
from dataclasses import replace
from datetime import date

import pytest

from toso.ground.documents.blocks import Table
from toso.ground.documents.queries import render_docx, render_pdf, render_xlsx, wording
from toso.results.kpi.exports.books import month_json, month_workbook
from toso.results.kpi.exports.catalogue import catalogue_annexes
from toso.results.kpi.exports.common import said, written
from toso.results.kpi.exports.decisions import decision, minutes, notice
from toso.results.kpi.exports.forms import period_form, year_form
from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.terms import Grade, Origin
from toso.results.kpi.tests import papers

PAPERS = {
    "Mẫu 01": lambda: period_form(papers.a_period_form()),
    "Mẫu 02": lambda: year_form(papers.a_year_form()),
    "catalogue": lambda: catalogue_annexes(papers.a_catalogue()),
    "minutes": lambda: minutes(papers.minutes_paper()),
    "decision": lambda: decision(papers.a_decision()),
    "notice": lambda: notice(papers.a_notice()),
}


def words(document) -> str:
    return "\n".join(wording.printed_words(document)).replace(wording.NO_BREAK, " ")


def in_order(text: str, *parts: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
    return True


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_leaves_as_docx_and_pdf(name):
    document = PAPERS[name]()

    assert render_pdf(document).startswith(b"%PDF")
    assert render_docx(document).startswith(b"PK")


def test_form_01_keeps_the_order_of_the_decree():
    document = period_form(papers.a_period_form())

    assert in_order(
        words(document),
        "Mẫu số 01",
        "PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC",
        "(Tháng 10 năm 2026)",
        "Họ và tên: Nguyễn Mẫu An",
        "Chức vụ, chức danh: Chuyên viên",
        "Đơn vị công tác: Phòng Văn hóa - Xã hội",
        "I. ĐIỂM TIÊU CHÍ CHUNG",
        "TT",
        "Tiêu chí",
        "Điểm tối đa",
        "Điểm do cá nhân tự chấm",
        "Tổng cộng",
        "II. TỔNG HỢP KẾT QUẢ",
        "1. Tổng điểm tiêu chí chung: 29,5 / 30 điểm",
        "2. Điểm kết quả thực hiện nhiệm vụ: 46,7 / 70 điểm",
        "3. Tổng điểm theo dõi, đánh giá: 76,2 / 100 điểm",
        "4. Ưu điểm:",
        "5. Hạn chế, khuyết điểm:",
        "6. Nhận xét của cấp có thẩm quyền",
        "CÔNG CHỨC TỰ ĐÁNH GIÁ",
        "CẤP CÓ THẨM QUYỀN\nTHEO DÕI, ĐÁNH GIÁ",
        "KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
        "ĐIỂM TIÊU CHÍ CHUNG CỦA CẤP CÓ THẨM QUYỀN",
    )
    assert "Số:" not in words(document)
    assert "./." not in words(document)


def test_form_01_has_thirteen_rows_and_thirty_points():
    (table,) = [block for block in period_form(papers.a_period_form()).blocks if isinstance(block, Table)]

    assert len(table.rows) == 13
    numbers = [row[0] for row in table.rows if isinstance(row, tuple)]
    assert numbers == ["I", "1", "2", "II", "1", "2", "3", "4", "III", "1", "2", "3", "4"]
    assert table.total == (None, "Tổng cộng", written(exact(30)), written(exact("29.5")))


def test_an_unfilled_form_01_leaves_room_for_the_hand():
    document = period_form(
        papers.a_period_form(
            own={}, general=None, task_score=None, total=None, strengths="", tasks=(), confirmed={}, ratios=()
        )
    )

    assert "1. Tổng điểm tiêu chí chung: …… / 30 điểm" in words(document)
    assert document.annexes == ()
    assert render_pdf(document).startswith(b"%PDF")


def test_the_tasks_of_a_form_add_up_to_what_was_scored():
    (tasks, _confirmed) = period_form(papers.a_period_form()).annexes

    table = tasks.blocks[0]
    assert isinstance(table, Table)
    assert table.total == (
        *(None, "Tổng cộng", None, None, None, None),
        *(written(exact("16.8")), None, written(exact("15.06")), None, None, written(exact("7.01"))),
        *(None, written(exact("11.555"), 3)),
    )


def test_form_02_has_twelve_months_and_marks_one_box_of_four_twice():
    document = year_form(papers.a_year_form())

    text = words(document)
    assert in_order(text, "Mẫu số 02", "Tháng 1", "Tháng 12", "Điểm trung bình năm", "II. CÔNG CHỨC TỰ", "III. CẤP CÓ")
    assert (text.count("■"), text.count("□")) == (2, 6)
    assert in_order(text, "■  Hoàn thành xuất sắc nhiệm vụ", "■  Hoàn thành tốt nhiệm vụ")


def test_a_rating_that_is_still_open_leaves_every_box_free():
    assert "■" not in words(year_form(papers.a_year_form(own_grade=None, grade=None)))


def test_the_catalogue_has_three_annexes_in_the_order_of_the_handbook():
    document = catalogue_annexes(papers.a_catalogue())

    assert [(annex.number, annex.title) for annex in document.annexes] == [
        (1, "THỐNG KÊ NHIỆM VỤ, SẢN PHẨM, CÔNG VIỆC"),
        (2, "ĐỀ XUẤT SẢN PHẨM, CÔNG VIỆC CHUẨN"),
        (3, "DANH MỤC SẢN PHẨM, CÔNG VIỆC VÀ HỆ SỐ QUY ĐỔI"),
    ]
    assert "Phần B.II. Trung tâm Phục vụ hành chính công" in words(document)


def test_minutes_are_signed_by_secretary_and_chair_and_count_the_levels():
    document = minutes(papers.minutes_paper())

    assert in_order(words(document), "vào hồi 14 giờ 00 phút, ngày 04 tháng 12 năm 2026", "THƯ KÝ", "CHỦ TRÌ")
    assert "Hoàn thành xuất sắc nhiệm vụ: 1 người (33,3%)" in words(document)


def test_a_replacement_names_the_decision_it_replaces_and_why():
    text = words(
        decision(
            papers.a_decision(
                replaces="Quyết định số 15/QĐ-UBND ngày 10 tháng 12 năm 2026", reason="bổ sung kết quả tháng 11"
            )
        )
    )

    assert "thay thế Quyết định số 15/QĐ-UBND ngày 10 tháng 12 năm 2026. Lý do: bổ sung kết quả tháng 11" in text


def test_a_notice_tells_the_way_to_complain():
    assert "07 ngày làm việc" in words(notice(papers.a_notice(day=date(2026, 12, 11), number="7")))


def test_the_plain_json_of_a_month_says_who_is_not_scored_and_why():
    (row, absent) = json.loads(json.dumps(month_json(papers.a_month_book())))["results"]

    assert (row["total"], row["level"]) == ("76.2014", "HTTNV")
    assert (absent["rated"], absent["total"], absent["reason"]) == (False, None, "Nghỉ thai sản")


def test_the_workbook_of_a_month_has_results_and_tasks():
    book = month_workbook(papers.a_month_book())

    results, tasks = book.sheets
    assert [len(results.rows), len(tasks.rows)] == [2, 3]
    assert results.rows[1][-2:] == ("Không chấm", "Nghỉ thai sản")
    assert render_xlsx(book).startswith(b"PK")


def test_an_empty_month_still_makes_a_workbook():
    book = papers.a_month_book(rows=())

    assert render_xlsx(month_workbook(book)).startswith(b"PK")
    assert month_json(book)["results"] == []


def test_the_origin_of_a_task_is_told_on_paper():
    tasks = (replace(papers.TASKS[0], origin=Origin.HANDED_OVER),)

    assert "(đã chuyển)" in words(period_form(papers.a_period_form(tasks=tasks)))


@pytest.mark.parametrize(("number", "text"), [("30", "30"), ("46.7", "46,7"), ("76.7014", "76,7"), ("66.665", "66,67")])
def test_points_are_written_with_two_places_at_most(number, text):
    assert said(exact(number)) == text


def test_grades_are_said_in_full():
    assert "Không xếp loại" in words(decision(papers.a_decision()))
    assert "Không hoàn thành nhiệm vụ" in words(
        decision(papers.a_decision(rated=(replace(papers.RATED[0], grade=Grade.FAILED),)))
    )
