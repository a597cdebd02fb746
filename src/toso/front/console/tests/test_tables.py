import io
import json

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import dung_of
from tests.world import a_world

pytestmark = pytest.mark.django_db


def dung_sends(text: str, language: str = "vi"):
    client = Client(headers={"accept-language": language})
    client.force_login(dung_of(a_world().province).account)
    return client.post(reverse("console:shown_table"), {"table": text})


def a_table(*rows: list[str]) -> str:
    return json.dumps({"title": "Tổ của xã", "heads": ["Tổ", "Lượt"], "numbers": [False, True], "rows": list(rows)})


def grid(response) -> list[tuple]:
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=3)]


def test_dung_takes_the_shown_rows_as_a_workbook_with_real_numbers():
    answer = dung_sends(a_table(["Thôn 1", "1.234,5"], ["Thôn 2", "–"], ["007", "chưa có"], ["=1+1", "−3"]))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="to-cua-xa.xlsx"'
    assert grid(answer) == [
        ("Tổ", "Lượt"),
        ("Thôn 1", 1234.5),
        ("Thôn 2", None),
        ("007", "chưa có"),
        ("=1+1", -3),
    ]
    assert b"<f>" not in answer.content


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({"title": "A", "heads": [], "numbers": [], "rows": []}),
        json.dumps({"title": "A", "heads": ["B"], "numbers": [True], "rows": [["1", "2"]]}),
        json.dumps({"title": "A", "heads": ["B"], "numbers": [True], "rows": [[1]]}),
        json.dumps({"title": {}, "heads": ["B"], "numbers": [True], "rows": []}),
    ],
)
def test_what_is_no_table_is_answered_in_words(text):
    answer = dung_sends(text)

    assert answer.status_code == 400
    assert answer.content.decode() == "Bảng gửi lên không đọc được. Hãy mở lại trang rồi bấm lại."


def test_a_word_for_no_number_stays_a_word():
    assert grid(dung_sends(a_table(["Thôn 1", "NaN"], ["Thôn 2", "Infinity"])))[1:] == [
        ("Thôn 1", "NaN"),
        ("Thôn 2", "Infinity"),
    ]
