"""Spreadsheets as nobody would wish them: merged, shifted, in mixed alphabets. Read right, or refused in place."""

import contextlib
import io
import os
import random
import unicodedata
from datetime import date, timedelta

import pytest
import xlsxwriter

from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries import read_book
from toso.ground.tables.rules import cells, letters
from toso.ground.tables.rules.heads import Column, found_head, records

COLUMNS = (
    Column("name", "Họ và tên", ("Họ tên", "Tên thành viên"), is_needed=True),
    Column("hamlet", "Thôn, tổ dân phố", ("Thôn", "Tên thôn", "Thôn/TDP"), is_needed=True),
    Column("day", "Ngày", ("Ngày tham gia", "Ngày vào tổ")),
    Column("count", "Số người", ("Người dân", "Số lượt")),
    Column("code", "Mã", ("Mã số",)),
)
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Huỳnh")
GIVEN = ("Hùng", "Lan", "Đức", "Thảo", "Cường", "Phượng", "Yến", "Tuấn", "Hạnh", "Ngọc", "Bảo", "Dũng")
HAMLETS = ("Phước Hạ", "Mỹ Hiệp", "Vĩnh Thạnh", "Đắc Lộc", "Xuân Ngọc", "Thủy Tú")
TYPED = {
    "unicode": lambda text: text,
    "tcvn3": letters.to_tcvn3,
    "vni": letters.to_vni,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}
SPREADSHEETS = 200 if os.environ.get("TOSO_DRILL") else 25


def a_table(chance):
    """Invented records: what the sheet must be read as."""
    return [
        {
            "name": f"{chance.choice(FAMILIES)} Mẫu {chance.choice(GIVEN)} {number}",
            "hamlet": f"Thôn {chance.choice(HAMLETS)}",
            "day": date(2024, 1, 1) + timedelta(days=chance.randrange(900)),
            "count": chance.randrange(1, 9000),
            "code": f"{chance.randrange(100_000):05d}",
        }
        for number in range(1, chance.randrange(4, 30))
    ]


def shown_day(day, chance):
    return chance.choice([day, f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", (day - cells.FIRST_DAY).days, f"{day:%d.%m.%y}"])


def shown_count(count, chance):
    grouped = f"{count:,}".replace(",", ".")
    return chance.choice([count, float(count), str(count), grouped, f"{grouped},0"])


def shown_code(code, chance):
    return chance.choice([code, float(code), f"{int(code)}.0", int(code)])


SHOWN = {"day": shown_day, "count": shown_count, "code": shown_code}


def a_spreadsheet(seed):
    """An XLSX with every bad habit that chance throws, and the records it holds."""
    chance = random.Random(seed)  # a fuzzer's dice
    table = a_table(chance)
    alphabet = chance.choice([*TYPED, "mixed"])
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"})
    font = {"tcvn3": ".VnTime", "vni": "VNI-Times"}.get(alphabet, "Arial") if chance.random() < 0.6 else "Arial"
    look = book.add_format({"font_name": font})

    def typed(text):
        chosen = chance.choice(["unicode", "tcvn3", "vni"]) if alphabet == "mixed" else alphabet
        return TYPED[chosen](text)

    for number in range(chance.randrange(3)):
        book.add_worksheet(f"Bìa {number}").write(0, 0, typed("Danh sách kèm theo công văn"))
    page = book.add_worksheet("Danh sách")
    order = [*COLUMNS]
    chance.shuffle(order)
    down, right = chance.randrange(9), chance.randrange(5)
    row = _head(page, order, down, right, chance, typed, look)
    _body(page, table, order, row, right, chance, typed, look)
    book.close()
    return target.getvalue(), table


def _head(page, order, down, right, chance, typed, look):
    if down:
        page.write(0, 0, typed("ỦY BAN NHÂN DÂN XÃ MẪU"), look)
    has_two = chance.random() < 0.4
    has_order = chance.random() < 0.7
    if has_order:
        page.write(down, right, "STT", look)
    for at, column in enumerate(order, start=right + 1):
        title = typed(chance.choice((column.title, *column.also)))
        if has_two and column.code in ("day", "count"):
            page.write(down, at, typed("Chi tiết"), look)
            page.write(down + 1, at, title, look)
        elif has_two:
            page.merge_range(down, at, down + 1, at, title, look)
        else:
            page.write(down, at, title, look)
    row = down + (2 if has_two else 1)
    if chance.random() < 0.3:
        for at in range(len(order) + 1):
            page.write(row, right + at, f"({at + 1})")
        row += 1
    return row


def _body(page, table, order, row, right, chance, typed, look):
    written = 0
    for number, one in enumerate(table, start=1):
        if chance.random() < 0.08:
            row += 1  # an empty line
        page.write(row, right, number)
        for at, column in enumerate(order, start=right + 1):
            value = SHOWN[column.code](one[column.code], chance) if column.code in SHOWN else typed(one[column.code])
            page.write(row, at, value, None if isinstance(value, date) else look)
        written, row = written + 1, row + 1
    if chance.random() < 0.6:
        page.write(row, right + 1, typed(f"Tổng cộng: {written} người"), look)
    if chance.random() < 0.5:
        page.write(row + 3, right + 1, typed("Người lập biểu"), look)
        page.write(row + 3, right + 4, typed("Thủ trưởng đơn vị"), look)


def read_back(content):
    book = read_book(content)
    head = found_head(book.sheets, COLUMNS)
    if head is None or not {"name", "hamlet"} <= head.columns.keys():
        raise Refusal("Không thấy dòng tiêu đề.")
    lines, _left_out = records(book.sheets[head.sheet], head, needed=("name", "hamlet"))
    return [
        {
            "name": cells.shown(line.cells["name"]),
            "hamlet": cells.shown(line.cells["hamlet"]),
            "day": cells.day(line.cells["day"]),
            "count": cells.whole(line.cells["count"]),
            "code": cells.code(line.cells["code"], length=5),
        }
        for line in lines
    ]


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(SPREADSHEETS))
def test_a_spreadsheet_full_of_habits_is_read_right(seed):
    content, table = a_spreadsheet(seed)

    assert read_back(content) == table


@pytest.mark.parametrize("seed", range(SPREADSHEETS))
def test_a_spreadsheet_cut_or_bent_anywhere_is_read_or_refused_but_never_breaks(seed):
    chance = random.Random(seed)  # a fuzzer's dice
    content, _table = a_spreadsheet(seed)
    at = chance.randrange(len(content))
    bent = chance.choice(
        [content[:at], content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :], content + content[:at]]
    )

    with contextlib.suppress(Refusal):
        assert read_book(bent).sheets is not None
