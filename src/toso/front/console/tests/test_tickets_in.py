"""Lists of requests kept elsewhere come in once, whole or not at all, and are taken back together."""

import csv
import io
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.builders import a_place, binh_of, chau_of, dung_of
from tests.world import a_world
from toso.front.console.imports import IMPORTS
from toso.front.console.models import Upload
from toso.front.console.queries.taking import look_through, sentences
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.intake import Standing
from toso.ground.tables.tests.samples import workbook
from toso.plan.programme.models import Mark
from toso.work.helpdesk import facts
from toso.work.helpdesk.actions import intake
from toso.work.helpdesk.actions.tickets import take_ticket
from toso.work.helpdesk.models import Batch, Step, Ticket
from toso.work.helpdesk.queries import search
from toso.work.helpdesk.rules.ways import TicketState
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_desk, a_response_team, a_ticket

pytestmark = pytest.mark.django_db
HEAD = ["Mã", "Ngày nhận", "Xã", "Nội dung", "Nhóm", "Người yêu cầu là", "Trạng thái", "Cách giải quyết", "Ngày xong"]
ROWS = [
    ["YC1", date(2026, 11, 2), "An Hoà", "Máy in một cửa kẹt giấy", "Máy in", "Cán bộ", "Đã xong", "Lấy giấy", DAY],
    ["YC2", date(2026, 11, 9), "Bình Minh", "Mất mạng cả tầng hai", "Mạng, đường truyền", "Cán bộ", "Mới", "", ""],
    ["YC3", date(2026, 11, 9), "An Hoà", "Không đăng nhập được", "Cổng cũ", "Người dân", "Đã đóng", "", ""],
]
TICKETS_FOLDER = "TOSO_TICKET_LIST"


def occasion(person, **settings):
    return Occasion(person, scope_of(person.pk, on=DAY), MORNING, settings)


def looked(person, *rows, **settings):
    a_desk()
    return look_through(workbook([HEAD, *rows]), IMPORTS["tickets"], occasion(person, **settings))


def taken(person, *rows, **settings):
    found = looked(person, *rows, **settings)
    assert found.is_ready, sentences(found) or found.trouble
    return intake.take_tickets_in(found.planned, occasion(person, **settings))


def test_a_list_comes_in_with_its_days_and_what_was_solved_and_rings_nobody():
    world = a_world()
    dung = dung_of(world.province)

    receipt = taken(dung, *ROWS)

    assert (receipt.new, receipt.changed) == (3, 0)
    first, second, third = Ticket.objects.order_by("pk")
    assert (first.place, first.state, first.category, first.answered_on) == (world.commune, "closed", "printer", DAY)
    assert (second.place, second.state, second.raised_on) == (world.elsewhere, TicketState.NEW, date(2026, 11, 9))
    assert (third.category, third.text) == ("other", "Nhóm ở nơi cũ: Cổng cũ")
    assert [fact.rows({}).count() for fact in (facts.tickets_received, facts.tickets_solved)] == [3, 1]
    assert set(Mark.objects.values_list("place_id", "day")) == {
        (world.commune.pk, date(2026, 11, 2)),
        (world.commune.pk, DAY),
        (world.elsewhere.pk, date(2026, 11, 9)),
        (world.commune.pk, date(2026, 11, 9)),
    }
    assert not Notice.objects.exists()


def test_the_clocks_of_an_old_open_request_begin_when_it_comes_in():
    world = a_world()
    binh = binh_of(world.commune)
    team = a_response_team(commune=world.commune, members=[binh])

    taken(binh, ["YC2", date(2026, 11, 2), "An Hoà", "Mất mạng", "Mạng, đường truyền", "Cán bộ", "Mới", "", ""])
    imported = Ticket.objects.get()

    asked = a_ticket(place=world.commune, by=binh, impact=0, urgency=2)
    assert (imported.team, imported.holder_level) == (team, Level.COMMUNE)
    assert imported.due_at == asked.due_at
    assert asked.due_at
    assert asked.due_at > MORNING
    assert imported.solution_due_at == asked.solution_due_at


def test_the_same_list_again_changes_nothing_even_after_somebody_worked_on_it():
    world = a_world()
    dung = dung_of(world.province)
    taken(dung, *ROWS)
    ticket = Ticket.objects.get(state=TicketState.NEW)
    take_ticket(ticket_id=ticket.pk, by=dung, scope=scope_of(dung.pk, on=DAY), at=MORNING + timedelta(hours=1))

    again = looked(dung, *ROWS)

    assert [again.count(standing) for standing in Standing] == [0, 0, 3, 0]
    assert not again.is_ready
    assert Ticket.objects.count() == 3


def test_a_code_that_came_with_other_words_is_a_fault():
    world = a_world()
    dung = dung_of(world.province)
    taken(dung, *ROWS)

    again = looked(dung, [*ROWS[0][:3], "Máy in không lên nguồn", *ROWS[0][4:]])

    assert sentences(again) == [
        "Dòng 2, cột A (Mã yêu cầu): mã này đã nhận với nội dung khác. Dùng mã mới cho yêu cầu mới."
    ]


def test_rows_without_a_code_count_each_and_are_known_again():
    world = a_world()
    binh = binh_of(world.commune)
    row = ["", date(2026, 11, 2), "", "Máy chậm", "Máy tính", "Cán bộ", "", "", ""]

    taken(binh, row, row)
    again = looked(binh, row, row, row)

    assert Ticket.objects.filter(place=world.commune).count() == 2
    assert [again.count(standing) for standing in (Standing.NEW, Standing.SAME)] == [1, 2]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        (1, date(2026, 11, 17), "Dòng 2, cột B (Ngày nhận): ngày này chưa đến."),
        (1, "hôm kia", "Dòng 2, cột B (Ngày nhận): ghi ngày, ví dụ 16/11/2026; đang ghi “hôm kia”."),
        (2, "Nơi Nào", "Dòng 2, cột C (Xã, phường, đặc khu): Không có đơn vị nào tên “Nơi Nào”."),
        (3, " ", "Dòng 2, cột D (Việc cần giúp): ghi việc cần giúp trong một câu."),
        (5, "Ai đó", "ghi “cán bộ”, “tổ công nghệ số” hoặc “người dân”; đang ghi “Ai đó”."),
        (6, "Lơ lửng", "ghi “mới”, “đang xử lý” hoặc “đã xong”; đang ghi “Lơ lửng”."),
        (8, date(2026, 11, 1), "ngày giải quyết không trước ngày nhận và không sau hôm nay."),
    ],
)
def test_a_row_that_is_wrong_says_where_and_what_to_write(column, value, sentence):
    world = a_world()
    row = [value if at == column else cell for at, cell in enumerate(ROWS[0])]

    found = looked(dung_of(world.province), row, ROWS[1])

    assert sentence in sentences(found)[0]
    assert not found.is_ready
    assert not Ticket.objects.exists()


def test_a_citizens_name_is_left_out_unless_the_list_says_that_he_agreed():
    world = a_world()
    binh = binh_of(world.commune)
    a_desk()
    head = ["Nội dung", "Người yêu cầu là", "Tên người yêu cầu", "Điện thoại", "Đồng ý lưu tên"]
    table = [
        head,
        ["Quên mật khẩu", "Người dân", "Phạm Mẫu Dân", "0912345678", ""],
        ["Nộp hồ sơ", "Người dân", "Đỗ Mẫu Hoa", "0912 345 679", "x"],
    ]

    planned = look_through(workbook(table), IMPORTS["tickets"], occasion(binh)).planned
    assert planned is not None
    intake.take_tickets_in(planned, occasion(binh))

    kept = Ticket.objects.order_by("pk").values_list("requester_name", "requester_phone")
    assert list(kept) == [("", ""), ("Đỗ Mẫu Hoa", "0912345679")]
    assert planned.notes == ("1 dòng của người dân không ghi là đã đồng ý: tên, số điện thoại không được nhập.",)
    assert Ticket.objects.filter(consented_at__isnull=False).count() == 1


def test_a_long_request_is_cut_at_a_word_and_kept_whole_below():
    world = a_world()
    said = "Máy tính ở bộ phận một cửa " * 12

    taken(binh_of(world.commune), ["", "", "", said.strip(), "", "", "", "", ""])

    ticket = Ticket.objects.get()
    assert len(ticket.title) <= 200
    assert ticket.title.endswith("…")
    assert ticket.text == said.strip()


def test_an_import_is_taken_back_whole_as_long_as_nobody_worked_on_it():
    world = a_world()
    dung = dung_of(world.province)
    first = taken(dung, *ROWS)
    scope = scope_of(dung.pk, on=DAY)

    assert intake.undo_batch(batch_id=int(first.undo), by=dung, scope=scope, at=MORNING) == 3

    assert facts.tickets_received.rows({}).count() == 0
    second = taken(dung, *ROWS)
    ticket = Ticket.objects.current().get(state=TicketState.NEW)
    take_ticket(ticket_id=ticket.pk, by=dung, scope=scope, at=MORNING)
    with pytest.raises(Refusal, match="1 yêu cầu của lần nhập này đã có người xử lý"):
        intake.undo_batch(batch_id=int(second.undo), by=dung, scope=scope, at=MORNING)
    assert facts.tickets_received.rows({}).count() == 3


def test_a_commune_takes_in_for_itself_alone():
    world = a_world()

    found = looked(chau_of(world.elsewhere), *ROWS)

    assert "Không có đơn vị nào tên “An Hoà”" in sentences(found)[0]
    assert not Ticket.objects.exists()


def test_the_page_takes_a_list_in_and_back(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = a_world()
    a_desk()
    client.force_login(dung_of(world.province).account)
    undated = [[row[0], None, *row[2:6], None, None, None] for row in ROWS]  # the page goes by the day it runs
    file = SimpleUploadedFile("yeu-cau.xlsx", workbook([HEAD, *undated]))

    client.post(reverse("console:import_kind", args=["tickets"]), {"file": file, "commune": ""})
    upload = Upload.objects.get()
    client.post(reverse("console:take", args=[upload.pk]))
    assert Ticket.objects.current().count() == 3
    client.post(reverse("console:undo_taken", args=[upload.pk]))

    assert Ticket.objects.current().count() == 0
    assert Batch.objects.get().undone_at is not None


def test_two_thousand_requests_come_in_at_the_cost_of_few_queries(django_assert_max_num_queries):
    world = a_world()
    a_place(name="Xa", level=Level.COMMUNE, parent=world.province)
    binh = binh_of(world.commune)
    rows = [[f"N{number}", DAY, "", f"Máy số {number} chậm", "Máy tính", "", "", "", ""] for number in range(2000)]

    with django_assert_max_num_queries(45):
        receipt = taken(binh, *rows)

    assert receipt.new == Ticket.objects.count() == Step.objects.count() == 2000
    assert not Ticket.objects.filter(due_at__isnull=True).exists()


def test_topics_of_another_list_keep_their_meaning_and_the_preview_says_how_many_go_where():
    binh = binh_of(a_world().commune)
    head = ["Nội dung", "Topic"]
    rows = [["Máy không lên", "Hardware"], ["Chuột hỏng", "Hardware"], ["Nghỉ phép", "Leave"], ["Mua máy", "Purchase"]]
    a_desk()

    def look(**settings):
        return look_through(workbook([head, *rows]), IMPORTS["tickets"], occasion(binh, **settings))

    first = look().planned
    assert first is not None
    assert set(first.notes) == {
        "Nhóm “Hardware” (2 dòng) nhập vào nhóm “Máy tính”.",
        "Nhóm “Leave” (1 dòng) chưa có trong danh mục: nhập vào nhóm “Việc khác”, tên cũ giữ ở mô tả.",
        "Nhóm “Purchase” (1 dòng) chưa có trong danh mục: nhập vào nhóm “Việc khác”, tên cũ giữ ở mô tả.",
    }
    said = {"topics": "leave = Chính sách, thủ tục; Hardware = printer"}
    planned = look(**said).planned
    assert planned is not None
    intake.take_tickets_in(planned, occasion(binh, **said))

    assert dict(Ticket.objects.values_list("title", "category")) == {
        "Máy không lên": "printer",
        "Chuột hỏng": "printer",
        "Nghỉ phép": "policy",
        "Mua máy": "other",
    }
    old = Ticket.objects.get(title="Nghỉ phép")
    assert old.text == "Nhóm ở nơi cũ: Leave"
    assert list(search(Ticket.objects.all(), "leave")) == [old]
    assert look(**said).planned.count(Standing.SAME) == 4  # chosen anew or not, the rows are the same


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("Leave", "dấu bằng"), ("Leave =", "dấu bằng"), ("Leave = Nghỉ mát", "không có nhóm “Nghỉ mát”")],
)
def test_a_choice_of_topics_that_cannot_be_read_is_said(said, sentence):
    found = looked(binh_of(a_world().commune), ROWS[0], topics=said)

    assert sentence in found.trouble


@pytest.mark.skipif(
    TICKETS_FOLDER not in os.environ, reason=f"no list of tickets in a folder named by {TICKETS_FOLDER}"
)
def test_a_list_of_strangers_comes_in_whole_and_again_changes_nothing():
    world = a_world()
    a_desk()
    binh = binh_of(world.commune)
    content = Path(os.environ[TICKETS_FOLDER], "it_tickets_en.csv").read_bytes()
    count = sum(1 for _row in csv.DictReader(io.StringIO(content.decode("utf-8"))))

    found = look_through(content, IMPORTS["tickets"], occasion(binh))
    assert found.planned is not None
    intake.take_tickets_in(found.planned, occasion(binh))
    again = look_through(content, IMPORTS["tickets"], occasion(binh))

    assert Ticket.objects.count() == count
    assert [again.count(standing) for standing in Standing] == [0, 0, count, 0]
    assert Ticket.objects.filter(category="other").count() < count / 3
