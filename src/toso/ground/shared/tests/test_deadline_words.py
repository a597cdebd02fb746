from datetime import date, datetime

import pytest
from django.utils.translation import override

from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.deadline_words import (
    due_words,
    explain_deadline,
    explain_working_days,
    moment_words,
    remaining_words,
    strip,
)
from toso.ground.shared.vietnam_days import vietnam_calendar


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def vietnamese():
    with override("vi"):
        yield


DUE = at("2026-11-19T17:00")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-16T09:00", "còn 3 ngày làm việc"),
        ("2026-11-18T20:00", "còn 1 ngày làm việc"),
        ("2026-11-19T09:30", "còn 6 giờ làm việc"),
        ("2026-11-19T16:30", "còn 30 phút làm việc"),
        ("2026-11-19T17:00", "không còn giờ làm việc nào"),
        ("2026-11-19T21:00", "vừa quá hạn"),
        ("2026-11-20T09:30", "quá hạn 2 giờ làm việc"),
        ("2026-11-20T17:00", "quá hạn 1 ngày làm việc"),
        ("2026-11-25T08:00", "quá hạn 2 ngày làm việc"),
    ],
)
def test_the_time_still_left_is_counted_in_working_time(now, words):
    assert remaining_words(vietnam_calendar(), DUE, at(now)) == words


def test_a_deadline_says_its_moment_and_what_is_left():
    assert due_words(vietnam_calendar(), DUE, at("2026-11-16T09:00")) == "Hạn 17:00 thứ Năm 19/11, còn 3 ngày làm việc"


def test_another_year_is_written_out():
    assert moment_words(DUE, now=at("2027-01-04T08:00")) == "17:00 thứ Năm 19/11/2026"


def test_a_deadline_gives_its_rule():
    words = explain_deadline(
        vietnam_calendar(), DUE, rule="phải nộp trước ngày 20 hằng tháng", nominal=date(2026, 11, 19)
    )

    assert words == "hạn 17:00 thứ Năm 19/11 vì phải nộp trước ngày 20 hằng tháng"


def test_a_deadline_on_a_day_off_says_why_it_comes_earlier():
    words = explain_deadline(
        vietnam_calendar(),
        at("2026-12-18T17:00"),
        rule="phải nộp trước ngày 20 hằng tháng",
        nominal=date(2026, 12, 19),
    )

    assert words == (
        "hạn 17:00 thứ Sáu 18/12 vì phải nộp trước ngày 20 hằng tháng; "
        "nghỉ thứ Bảy 19/12 nên tính ngày làm việc liền trước"
    )


def test_a_deadline_moved_forward_says_so():
    words = explain_deadline(
        vietnam_calendar(), at("2026-11-25T17:00"), rule="trả lời trong 5 ngày", nominal=date(2026, 11, 24)
    )

    assert words == (
        "hạn 17:00 thứ Tư 25/11 vì trả lời trong 5 ngày; "
        "nghỉ thứ Ba 24/11 (Ngày Văn hóa Việt Nam) nên tính ngày làm việc kế tiếp"
    )


def test_a_term_names_each_day_it_jumps_over():
    assert explain_working_days(vietnam_calendar(), date(2026, 11, 20), 3) == (
        "3 ngày làm việc sau thứ Sáu 20/11 là thứ Năm 26/11; "
        "nghỉ thứ Bảy 21/11, Chủ nhật 22/11, thứ Ba 24/11 (Ngày Văn hóa Việt Nam)"
    )


def test_a_long_list_of_days_off_is_cut_short():
    assert explain_working_days(vietnam_calendar(), date(2026, 3, 2), 40).endswith("và 5 ngày nữa")


def test_the_strip_marks_today_the_days_off_and_the_end():
    days = strip(
        vietnam_calendar(), date(2026, 11, 20), date(2026, 11, 25), today=date(2026, 11, 20), end=date(2026, 11, 25)
    )

    assert [(d.weekday, d.on.day, d.look, d.words) for d in days] == [
        ("T6", 20, "now", "hôm nay"),
        ("T7", 21, "off", "nghỉ"),
        ("CN", 22, "off", "nghỉ"),
        ("T2", 23, "", "ngày làm việc"),
        ("T3", 24, "off", "nghỉ, Ngày Văn hóa Việt Nam"),
        ("T4", 25, "end", "hạn"),
    ]
