"""From worked days to a list that the accountant checks line by line."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from tests.builders import a_person, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import World, a_world
from toso.ground.audit.models import Entry
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.work.allowance.actions import (
    NewRate,
    cancel_list,
    check_line,
    check_lines,
    close_list,
    load_rates,
    set_rate,
    strike_line,
)
from toso.work.allowance.models import PaidDay, PaymentList, Rate
from toso.work.allowance.queries import Tally
from toso.work.allowance.rules import DayKind, Item, ListState, Method, WorkedDay
from toso.work.allowance.tests.builders import AFTER, FIRST, a_list, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def giang(world) -> Person:
    return a_person(name="Đỗ Mẫu Giang", role=Role.TEAM_MEMBER, place=world.commune)


@pytest.fixture
def accountant(world) -> Person:
    return a_person(name="Cao Mẫu Toán", role=Role.COMMUNE_OFFICIAL, place=world.commune)


def given(person: Person) -> dict:
    return {"by": person, "scope": scope_of(person.pk, on=AFTER), "at": moment(AFTER, 10)}


def test_the_shipped_rates_are_dated_have_their_basis_and_leave_open_what_is_not_known():
    load_rates()

    assert load_rates() == 0
    assert dict(Rate.objects.values_list("item", "amount")) == {
        "daily": 300_000,
        "island": 400_000,
        "same_day": None,
        "lodging": None,
        "monthly": 700_000,
    }
    assert not Rate.objects.filter(basis="").exists()


def test_thirty_days_of_giang_come_to_nine_million_and_are_checked_by_another(world, giang, accountant):
    binh = binh_of(world.commune)
    payment = a_list(place=world.commune, by=binh, days=worked(giang, world.commune, days=30))
    line = payment.lines.get()

    check_line(line_id=line.pk, **given(accountant))
    closed = close_list(list_id=payment.pk, **given(accountant))

    assert line.computed == Decimal(9_000_000)
    assert closed.state == ListState.CLOSED
    assert PaidDay.objects.filter(stands=True).count() == 30
    assert Entry.objects.filter(code="allowance.line.checked").count() == 1


def test_a_day_already_paid_elsewhere_is_refused_with_its_list(world, giang):
    dung, binh = dung_of(world.province), binh_of(world.commune)
    a_list(place=world.commune, by=binh, days=worked(giang, world.commune, days=3))

    with pytest.raises(Refusal, match="3 ngày đã có trong danh sách khác: Đỗ Mẫu Giang 01/10/2026"):
        a_list(place=world.province, by=dung, days=worked(giang, world.commune, days=5), label="Đợt của sở")

    assert PaymentList.objects.count() == 1


def test_the_same_day_twice_in_one_list_is_refused(world, giang):
    days = worked(giang, world.commune, days=2)

    with pytest.raises(Refusal, match="ghi hai lần"):
        a_list(place=world.commune, by=binh_of(world.commune), days=[*days, days[0]])

    assert not PaymentList.objects.exists()


def test_a_day_that_has_not_come_is_not_paid(world, giang):
    tomorrow = WorkedDay(giang.pk, AFTER + timedelta(days=1), world.commune.pk)

    with pytest.raises(Refusal, match="chưa đến"):
        a_list(place=world.commune, by=binh_of(world.commune), days=[tomorrow])

    assert not PaymentList.objects.exists()


def test_whoever_drew_up_the_list_does_not_check_it(world, giang):
    binh = binh_of(world.commune)
    payment = a_list(place=world.commune, by=binh, days=worked(giang, world.commune, days=2))

    with pytest.raises(Refusal, match="không tự soát"):
        check_line(line_id=payment.lines.get().pk, **given(binh))

    assert payment.lines.get().state == "open"


def test_lodging_is_not_known_until_the_accountant_sets_it_with_its_ground(world, giang, accountant):
    binh = binh_of(world.commune)
    payment = a_list(place=world.commune, by=binh, days=worked(giang, world.commune, days=2, lodged=True))
    line = payment.lines.get()

    with pytest.raises(Refusal, match="chưa có mức"):
        check_line(line_id=line.pk, **given(accountant))
    with pytest.raises(Refusal, match="cần ghi căn cứ"):
        check_line(line_id=line.pk, amount=Decimal(1_200_000), **given(accountant))
    checked = check_line(
        line_id=line.pk, amount=Decimal(1_200_000), reason="Quy chế chi tiêu nội bộ", **given(accountant)
    )

    assert (line.computed, line.unknown_days) == (None, 2)
    assert checked.amount == Decimal(1_200_000)


def test_a_struck_line_frees_its_days_and_a_list_with_open_lines_is_not_closed(world, giang, accountant):
    binh = binh_of(world.commune)
    payment = a_list(place=world.commune, by=binh, days=worked(giang, world.commune, days=3))
    with pytest.raises(Refusal, match="1 dòng chưa soát"):
        close_list(list_id=payment.pk, **given(accountant))

    strike_line(line_id=payment.lines.get().pk, reason="Đã nhận ở trường", **given(accountant))

    again = a_list(place=world.commune, by=binh, days=worked(giang, world.commune, days=3), label="Đợt lập lại")
    assert again.lines.get().computed == Decimal(900_000)


def test_a_cancelled_list_frees_its_days_and_is_not_changed_any_more(world, giang, accountant):
    binh = binh_of(world.commune)
    payment = a_list(place=world.commune, by=binh, days=worked(giang, world.commune, days=3))

    cancel_list(list_id=payment.pk, reason="Sai quyết định", **given(binh))

    assert not PaidDay.objects.filter(stands=True).exists()
    with pytest.raises(Refusal, match="không sửa được"):
        check_line(line_id=payment.lines.get().pk, **given(accountant))


def test_an_island_is_paid_more_and_a_monthly_lump_once_a_month(world, giang, accountant):
    binh = binh_of(world.commune)
    island = a_list(place=world.commune, by=binh, days=worked(giang, world.commune, days=2, kind=DayKind.ISLAND))
    month = a_list(
        place=world.commune,
        by=binh,
        days=worked(accountant, world.commune, days=12),
        method=Method.MONTHLY,
        label="Khoán",
    )

    assert island.lines.get().computed == Decimal(800_000)
    assert month.lines.get().computed == Decimal(700_000)


def test_chau_finds_no_list_of_another_commune(client, world, giang):
    payment = a_list(place=world.commune, by=binh_of(world.commune), days=worked(giang, world.commune, days=1))
    client.force_login(chau_of(world.elsewhere).account)

    assert client.get(f"/allowance/{payment.pk}/").status_code == 404
    assert client.post(f"/allowance/lines/{payment.lines.get().pk}/check/").status_code == 404
    assert payment.lines.get().state == "open"


def test_the_list_is_drawn_checked_and_taken_home_as_files(client, world, giang, accountant):
    binh = binh_of(world.commune)
    load_rates()
    client.force_login(binh.account)
    drawn = client.post(
        "/allowance/new/",
        {
            "label": "Tổ hỗ trợ tháng 10",
            "decision_number": "1441/QĐ-UBND",
            "decided_on": FIRST.isoformat(),
            "method": "days",
            "first_day": FIRST.isoformat(),
            "last_day": (FIRST + timedelta(days=4)).isoformat(),
            "kind": "stay",
            "by_hand": "Đi họp",
            "people": [giang.pk, accountant.pk],
        },
    )
    payment = PaymentList.objects.get()
    client.force_login(accountant.account)
    line = payment.lines.get(person=giang)

    wrong = client.post(f"/allowance/lines/{line.pk}/check/", {"amount": "một triệu", "reason": "Theo phiếu"})
    right = client.post(f"/allowance/lines/{line.pk}/check/", {"amount": "1.000.000", "reason": "Theo phiếu"})
    page = client.get(f"/allowance/{payment.pk}/").content.decode()
    book = client.get(f"/allowance/{payment.pk}/list.xlsx").content
    paper = client.get(f"/allowance/{payment.pk}/list.docx").content

    assert drawn.status_code == right.status_code == 302
    assert "Ghi số tiền bằng đồng" in wrong.content.decode()
    assert "một triệu" in wrong.content.decode()
    assert "2.500.000" in page  # a million set by hand and one and a half by the table
    sheets = CalamineWorkbook.from_filelike(BytesIO(book))
    cells = [cell for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python() for cell in row]
    assert {1_000_000, 1_500_000, 300_000} <= {cell for cell in cells if isinstance(cell, float)}
    words = "\n".join(cell.text for table in Document(BytesIO(paper)).tables for cell in table._cells)
    assert "Đỗ Mẫu Giang" in words
    assert "2.500.000" in words


def test_three_lines_and_thirty_cost_the_same(client, world):
    binh = binh_of(world.commune)
    client.force_login(binh.account)

    def grow(count: int) -> None:
        for _number in range(count):
            person = a_person(role=Role.TEAM_MEMBER, place=world.commune)
            a_list(place=world.commune, by=binh, days=worked(person, world.commune, days=2))
        persons = [a_person(role=Role.TEAM_MEMBER, place=world.commune) for _number in range(count)]
        a_list(
            place=world.commune, by=binh, days=[day for one in persons for day in worked(one, world.commune, days=2)]
        )

    def read() -> None:
        assert client.get("/allowance/").status_code == 200
        assert client.get(f"/allowance/{PaymentList.objects.order_by('-pk')[0].pk}/").status_code == 200

    grow(3)
    assert_flat(read, grow=lambda: grow(27))


def several(world, by, count):
    names = [f"Lê Mẫu {first}{second}" for second in "ai" for first in "BCDGHKLMNPQRSTV"][:count]
    people = [a_person(name=name, role=Role.TEAM_MEMBER, place=world.commune) for name in names]
    return a_list(
        place=world.commune, by=by, days=[day for one in people for day in worked(one, world.commune, days=2)]
    )


def test_a_long_list_is_searched_filtered_and_paged_and_its_sums_are_those_of_the_whole(client, world, accountant):
    payment = several(world, binh_of(world.commune), 30)
    client.force_login(accountant.account)
    page = reverse("allowance:list", args=[payment.pk])

    first = client.get(page)
    second = client.get(f"{page}?after={first.context['next']}")
    found = client.get(f"{page}?q=mau+ca")
    none = client.get(f"{page}?state=unknown&after=0x9")

    shown = [row["line"].person.name for one in (first, second) for row in one.context["lines"]]
    assert len(shown) == len(set(shown)) == 30
    assert first.context["tally"] == second.context["tally"] == Tally(30, Decimal(18_000_000), 30, 0)
    assert [row["line"].person.name for row in found.context["lines"]] == ["Lê Mẫu Ca"]
    assert "Không có dòng nào khớp." in none.content.decode()


def test_the_lines_looked_at_are_checked_together_and_those_without_an_amount_stay(client, world, accountant):
    binh = binh_of(world.commune)
    payment = several(world, binh, 3)
    other = a_list(
        place=world.commune,
        by=binh,
        days=worked(accountant, world.commune, days=1, kind=DayKind.SAME_DAY),
        label="Khác",
    )
    client.force_login(accountant.account)
    lines = [line.pk for line in payment.lines.order_by("pk")]
    address = reverse("allowance:check_shown", args=[payment.pk]) + "?q=mau"

    answer = client.post(address, {"line": [lines[0], lines[1], other.lines.get().pk, "x"]})

    assert answer.headers["Location"] == reverse("allowance:list", args=[payment.pk]) + "?q=mau#h-lines"
    assert list(payment.lines.order_by("pk").values_list("state", flat=True)) == ["checked", "checked", "open"]
    assert other.lines.get().state == "open"
    assert Entry.objects.get(code="allowance.lines.checked").detail == {"count": 2}
    with pytest.raises(Refusal, match="Không có dòng nào đang chờ soát"):
        check_lines(list_id=payment.pk, lines=lines[:2], **given(accountant))
    with pytest.raises(Refusal, match="Người lập không tự soát"):
        check_lines(list_id=payment.pk, lines=lines, **given(binh))


def test_a_fault_is_said_at_its_line_though_another_page_is_looked_at(client, world, accountant):
    payment = several(world, binh_of(world.commune), 30)
    last = payment.lines.order_by("-person__sort_key")[0]
    client.force_login(accountant.account)

    answer = client.post(reverse("allowance:check", args=[last.pk]), {"amount": "1,5", "reason": "=1+1"})

    words = answer.content.decode()
    assert "Ghi số tiền bằng đồng, ví dụ 1.200.000." in words
    assert 'value="1,5"' in words
    assert 'value="=1+1"' in words


def a_rate(*, item=Item.SAME_DAY, amount=150_000, valid_from=FIRST, basis="Nghị quyết 12/NQ-HĐND, Điều 3") -> NewRate:
    return NewRate(item, Decimal(amount), valid_from, basis)


def test_the_province_sets_what_the_circular_leaves_open_and_each_day_is_paid_by_the_rate_of_its_day(world, giang):
    dung = dung_of(world.province)
    load_rates()

    set_rate(rate=a_rate(), **given(dung))
    set_rate(rate=a_rate(item=Item.DAILY, amount=350_000, valid_from=FIRST + timedelta(days=1)), **given(dung))
    short = a_list(
        place=world.province,
        by=dung,
        days=worked(giang, world.commune, days=1, kind=DayKind.SAME_DAY),
        label="Một ngày",
    )
    other = a_person(name="Lý Mẫu Hai", role=Role.TEAM_MEMBER, place=world.commune)
    stay = a_list(place=world.province, by=dung, days=worked(other, world.commune, days=3), label="Ba ngày")

    assert short.lines.get().computed == Decimal(150_000)
    assert stay.lines.get().computed == Decimal(300_000 + 2 * 350_000)
    assert Rate.objects.filter(valid_until=None).count() == 5
    assert Entry.objects.filter(code="allowance.rate.set").count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": 0}, "Số tiền không hợp lý"),
        ({"amount": 10**12}, "Số tiền không hợp lý"),
        ({"basis": " "}, "Ghi số văn bản"),
        ({"valid_from": date(2025, 5, 4)}, "đã có mức từ 04/05/2025"),
    ],
)
def test_a_rate_with_a_fault_is_refused_and_a_commune_sets_none(world, change, sentence):
    load_rates()

    with pytest.raises(Refusal, match=sentence):
        set_rate(rate=a_rate(**change), **given(dung_of(world.province)))
    with pytest.raises(Refusal, match="Chỉ cơ quan thường trực"):
        set_rate(rate=a_rate(), **given(binh_of(world.commune)))

    assert Rate.objects.count() == 5


def test_dung_sets_a_rate_on_the_page_and_a_commune_only_reads_it(client, world):
    load_rates()
    said = {"item": "lodging", "amount": "2,5", "valid_from": "31/02/2026", "basis": "=1+1", "note": ""}
    client.force_login(dung_of(world.province).account)

    refused = client.post(reverse("allowance:rates"), said).content.decode()
    saved = client.post(reverse("allowance:rates"), said | {"amount": "400.000", "valid_from": "01/10/2026"})
    again = client.post(reverse("allowance:rates"), said | {"amount": "400.000", "valid_from": "01/10/2026"})
    client.force_login(binh_of(world.commune).account)
    read = client.post(reverse("allowance:rates"), said | {"amount": "9", "valid_from": "02/10/2026"}).content.decode()

    assert 'value="2,5"' in refused
    assert 'value="=1+1"' in refused
    assert "Ghi số tiền bằng đồng" in refused
    assert "Ghi ngày, ví dụ" in refused
    assert saved.status_code == 302
    assert "đã có mức từ 01/10/2026" in again.content.decode()
    assert "Đặt mức mới" not in read
    assert Rate.objects.get(item="lodging", valid_until=None).amount == Decimal(400_000)


def test_days_that_are_typed_need_a_reason(client, world, giang):
    dung = dung_of(world.province)
    client.force_login(dung.account)
    given = {
        "label": "Đợt tháng 10",
        "decision_number": "1441/QĐ-UBND",
        "decided_on": "2026-10-01",
        "method": "days",
        "first_day": "2026-10-01",
        "last_day": "2026-10-02",
        "kind": "stay",
        "people": giang.pk,
    }

    unsaid = client.post(reverse("allowance:new"), given)
    assert "Ngày công ghi tay cần lý do" in unsaid.text
    assert not PaymentList.objects.exists()
    client.post(reverse("allowance:new"), {**given, "by_hand": "Đi họp, ngoài chiến dịch"})

    made = PaymentList.objects.get()
    assert made.by_hand == "Đi họp, ngoài chiến dịch"
    assert set(PaidDay.objects.values_list("source", flat=True)) == {"hand"}
    assert "Đi họp, ngoài chiến dịch" in client.get(reverse("allowance:list", args=[made.pk])).text
