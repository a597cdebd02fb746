from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from tests.builders import a_place, an_of, binh_of, moment
from tests.world import a_world
from toso.ground.places.models import Place, Succession
from toso.plan.programme.actions.procedures import load_procedures
from toso.plan.programme.models import Procedure
from toso.work.outreach.forms.grid import COLUMNS, split_block
from toso.work.outreach.models import Batch, Record
from toso.work.outreach.tests.builders import a_task

GRID = "/outreach/grid/"
HEADINGS = "Ngày\tThôn\tViệc\tNgười\tCao tuổi\tHộ\tCơ sở\tHợp tác xã\tGhi chú\tThủ tục"


def test_a_block_from_excel_is_read_with_its_headings_and_empty_lines_left_out():
    block = f'{HEADINGS}\n16/11/2026\tMẫu 1\tĐịnh danh\t12\t\t\t\t\t"hai dòng\nmột ô"\n\n\t\t\n'

    assert split_block(block) == [
        dict(
            zip(COLUMNS, ["16/11/2026", "Mẫu 1", "Định danh", "12", "", "", "", "", "hai dòng\nmột ô", ""], strict=True)
        )
    ]


@given(some.lists(some.lists(some.text(alphabet="aăâ đ0123456789,./", max_size=8), max_size=12), max_size=8))
def test_any_block_becomes_rows_of_ten_texts(lines):
    rows = split_block("\n".join("\t".join(cells) for cells in lines))

    assert len(rows) <= len(lines)
    assert all(list(row) == list(COLUMNS) for row in rows)


@pytest.fixture
def binh_at_the_grid(client, db):
    world = a_world()
    a_task(code="identity", short_name="Định danh")
    binh = binh_of(world.commune)
    client.force_login(binh.account)
    return world


def check(client, *lines, **more):
    token = more.pop("token", str(uuid4()))
    return client.post(GRID, {"block": "\n".join(lines), "token": token, **more})


def test_rows_are_looked_through_before_anything_is_saved(client, binh_at_the_grid):
    page = check(client, HEADINGS, "16/10/2026\tmau 1\tdinh danh\t1.000\t3\t2\t\t\tcó mưa")

    assert "1 dòng đúng, 0 dòng cần sửa." in page.text
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("16/10/2026\tMẫu 77\tĐịnh danh\t5", "Dòng 1, cột Thôn: không có thôn “Mẫu 77” ở nơi được ghi việc."),
        ("16/10/2026\tMẫu 9\tĐịnh danh\t5", "Dòng 1, cột Thôn: không có thôn “Mẫu 9” ở nơi được ghi việc."),
        ("16/10/2026\tMẫu 1\tBay\t5", "Dòng 1, cột Việc: không có việc “Bay” trong danh mục."),
        ("16/10/2026\tMẫu 1\tĐịnh danh\tnăm", "Dòng 1, cột Người: ghi số, ví dụ 12. Đang ghi “năm”."),
        ("16/10/2026\tMẫu 1\tĐịnh danh\t2,5", "Dòng 1, cột Người: ghi số nguyên, ví dụ 12. Đang ghi “2,5”."),
        ("16/10/2026\tMẫu 1\tĐịnh danh\t=2+3", "Dòng 1, cột Người: ô có công thức."),
        ("16/10/2026\tMẫu 1\tĐịnh danh\t5\t\t\t\t\t@SUM(A1)", "Dòng 1, cột Ghi chú: ô có công thức."),
        ("16/10/2026\tMẫu 1\tĐịnh danh\t-5", "Dòng 1, cột Người: Người dân không thể là số âm. Đang ghi −5."),
        ("16/10/2026\tMẫu 1\tĐịnh danh\t2\t5", "Dòng 1, cột Cao tuổi: Người cao tuổi (5) nằm trong số người dân"),
        ("31/02/2026\tMẫu 1\tĐịnh danh\t5", "Dòng 1, cột Ngày: ghi ngày, ví dụ 16/11/2026. Đang ghi “31/02/2026”."),
        ("16/10/2999\tMẫu 1\tĐịnh danh\t5", "Dòng 1, cột Ngày: Ngày 16/10/2999 chưa đến."),
        ("\tMẫu 1\tĐịnh danh\t5", "Dòng 1, cột Ngày: ghi ngày, ví dụ 16/11/2026."),
    ],
)
def test_each_fault_is_named_by_row_and_column_and_nothing_is_saved(client, binh_at_the_grid, line, sentence):
    page = check(client, line, accept="1")

    assert sentence in page.text
    assert not Record.objects.exists()
    assert not Batch.objects.exists()


def test_only_the_right_rows_are_accepted_and_the_wrong_ones_stay(client, binh_at_the_grid):
    world = binh_at_the_grid

    page = check(
        client,
        "16/10/2026\tMẫu 1\tĐịnh danh\t12\t3",
        "17/10/2026\tMẫu 77\tĐịnh danh\t5\t\t\t\t\tđừng mất chữ này",
        "18/10/2026\tThôn Mẫu 1\tidentity\t7",
        accept="1",
    )

    saved = Record.objects.order_by("day").values_list("place", "day", "citizens", "elderly", "source")
    assert list(saved) == [
        (world.hamlet.pk, date(2026, 10, 16), 12, 3, "grid"),
        (world.hamlet.pk, date(2026, 10, 18), 7, 0, "grid"),
    ]
    assert "Đã nhận 2 dòng." in page.text
    assert "đừng mất chữ này" in page.text


def test_rows_accepted_twice_are_saved_once_and_undone_in_one_step(client, binh_at_the_grid):
    token = str(uuid4())
    line = "16/10/2026\tMẫu 1\tĐịnh danh\t12"

    check(client, line, accept="1", token=token)
    check(client, line, accept="1", token=token)
    batch = Batch.objects.get()
    undone = client.post(reverse("outreach:undo_batch", args=[batch.pk]), follow=True)

    assert Record.objects.count() == 1
    assert not Record.objects.counting().exists()
    assert "Đã bỏ 1 dòng vừa dán." in undone.text


def test_cells_typed_in_the_table_are_rows_too(client, binh_at_the_grid):
    values = {name: ["", ""] for name in COLUMNS}
    values |= {"day": ["", "16/10/2026"], "place": ["", "Mẫu 1"], "task": ["", "Định danh"], "citizens": ["", "4"]}

    client.post(GRID, values | {"token": str(uuid4()), "accept": "1"})

    assert Record.objects.get().citizens == 4


def test_an_ambiguous_name_asks_for_the_code(client, binh_at_the_grid):
    world = binh_at_the_grid
    twin = a_place(name="Mẫu 1", parent=world.commune, code="T-TWIN")

    unclear = check(client, "16/10/2026\tMẫu 1\tĐịnh danh\t12").text
    check(client, "16/10/2026\tT-TWIN\tĐịnh danh\t12", accept="1")

    assert "có 2 nơi tên “Mẫu 1”; ghi mã:" in unclear
    assert Record.objects.get().place == twin


def test_the_old_name_of_a_merged_hamlet_names_its_successor(client, binh_at_the_grid):
    world = binh_at_the_grid
    successor = a_place(name="Suối Đá", parent=world.commune)
    Place.objects.filter(pk=world.hamlet.pk).update(valid_until=date(2026, 10, 1))
    Succession.objects.create(predecessor=world.hamlet, successor=successor, on=date(2026, 10, 1))

    page = check(client, "16/10/2026\tMẫu 1\tĐịnh danh\t12", "30/09/2026\tMẫu 1\tĐịnh danh\t3").text

    assert "Thôn Mẫu 1 không còn từ 01/10/2026; việc từ ngày đó ghi cho Thôn Suối Đá." in page
    assert "1 dòng đúng, 1 dòng cần sửa." in page


def test_a_list_that_is_too_long_is_refused_and_kept(client, binh_at_the_grid):
    lines = [f"{date(2026, 1, 1) + timedelta(days=n):%d/%m/%Y}\tMẫu 1\tĐịnh danh\t{n + 1}" for n in range(103)]

    page = check(client, *lines, accept="1").text

    assert "Nhiều nhất 100 dòng một lần; đang có 103 dòng." in page
    assert "13/04/2026" in page
    assert not Record.objects.exists()


def test_what_was_pasted_is_shown_as_words(client, binh_at_the_grid):
    page = check(client, '16/10/2026\t"><script>alert(1)</script>\tĐịnh danh\t5').text

    assert "<script>alert(1)" not in page


def test_a_leader_leaves_out_the_name_of_the_only_hamlet(client, db):
    world = a_world()
    a_task(short_name="Định danh")
    client.force_login(an_of(world.hamlet).account)

    check(client, "16/10/2026\t\tĐịnh danh\t5", accept="1")

    assert Record.objects.get().place == world.hamlet


def test_a_row_names_the_procedure_that_was_guided_by_its_code_or_its_words(client, binh_at_the_grid):
    rows = [{"code": "1.001193", "name": "Đăng ký khai sinh"}, {"code": "1.000894", "name": "Đăng ký kết hôn"}]
    load_procedures(rows, by=None, at=moment(date(2026, 1, 5)))
    birth = Procedure.objects.get(code="1.001193")
    token = str(uuid4())
    right = "16/10/2026\tMẫu 1\tĐịnh danh\t5\t\t\t\t\t\t"

    page = check(client, right + "dang ky", token=token)
    assert (
        "Dòng 1, cột Thủ tục: “dang ky” có thể là: 1.001193 Đăng ký khai sinh; 1.000894 Đăng ký kết hôn." in page.text
    )
    page = check(client, right + "xây lâu đài", token=token)
    assert "Dòng 1, cột Thủ tục: không có thủ tục “xây lâu đài” trong danh mục." in page.text
    check(client, right + "1.001193", right + "khai sinh", right, token=token, accept="1")

    assert list(Record.objects.order_by("pk").values_list("procedure", flat=True)) == [birth.pk, birth.pk, None]
