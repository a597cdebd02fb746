"""Lists of sending organisations come in from a workbook: each school with its contact person, once, whole or not."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.builders import a_person, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.front.console.imports import IMPORTS
from toso.front.console.models import Upload
from toso.front.console.queries.taking import look_through, marked_workbook, sentences
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.tables.queries import read_book
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.intake import Standing
from toso.ground.tables.tests.samples import workbook
from toso.work.campaign.actions import intake
from toso.work.campaign.models import Candidate, SendingList
from toso.work.campaign.tests.builders import ASKED, FIRST, a_campaign, a_list, a_school, a_wave, listed, named

pytestmark = pytest.mark.django_db
HEAD = [
    "STT",
    "Họ và tên",
    "Số điện thoại",
    "Đối tượng",
    "Ngành học",
    "Kỹ năng",
    "Quê quán",
    "Bận từ",
    "Bận đến",
    "Trường",
    "Đầu mối",
    "Điện thoại đầu mối",
]
ONE, TWO = "Trường Đại học Mẫu 1", "Trường Cao đẳng Mẫu 2"
GIANG = [1, "Võ Mẫu Giang", "0905000001", "Sinh viên năm 3", "Công nghệ thông tin", "Sửa máy; LAN", "An Hoà", "", ""]
LAM = [2, "Hồ Mẫu Lam", "0905000002", "Giảng viên", "An toàn thông tin", "", "Hà Nội", FIRST, FIRST]
MAI = [3, "Đỗ Mẫu Mai", "0905000003", "Sinh viên năm 4", "Kỹ thuật điện tử", "", "", "", ""]
CONTACTS = {ONE: ("Cô Mẫu Hiền", "0905000222"), TWO: ("Thầy Mẫu Long", "0905000333")}


def of(school, row, **changed):
    return [*row, school, *CONTACTS[school]] if not changed else [*row, school, *changed["contact"]]


ROWS = [of(ONE, GIANG), of(ONE, LAM), of(TWO, MAI)]


@pytest.fixture
def asked():
    """A wave of Dung's campaign for which two schools are asked to send people."""
    world = a_world()
    dung = dung_of(world.province)
    one, two = a_school(name=ONE), a_school(name=TWO)
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung, senders=[one, two])
    return world, dung, wave, one, two


def occasion(person, **settings):
    return Occasion(person, scope_of(person.pk, on=ASKED), moment(ASKED), settings)


def looked(person, *rows, **settings):
    return look_through(workbook([HEAD, *rows]), IMPORTS["sending_lists"], occasion(person, **settings))


def taken(person, *rows, **settings):
    found = looked(person, *rows, **settings)
    assert found.is_ready, sentences(found) or found.trouble
    return intake.take_lists(found.planned, occasion(person, **settings))


def test_one_workbook_brings_the_list_of_each_school_with_its_contact(asked):
    world, dung, wave, one, two = asked

    receipt = taken(dung, *ROWS)

    assert (receipt.new, receipt.changed) == (3, 0)
    lists = SendingList.objects.order_by("pk").values_list("organisation", "contact", "contact_phone")
    assert list(lists) == [(one.pk, *CONTACTS[ONE]), (two.pk, *CONTACTS[TWO])]
    giang, lam, _mai = Candidate.objects.order_by("pk").select_related("person", "home")
    assert (giang.person.name, giang.skills, giang.home, giang.leads) == (
        "Võ Mẫu Giang",
        ["Sửa máy", "LAN"],
        world.commune,
        False,
    )
    assert (lam.home, lam.leads, lam.unavailable) == (None, True, [[FIRST.isoformat(), FIRST.isoformat()]])
    assert {row.wave for row in Candidate.objects.all()} == {wave}


def test_the_same_workbook_again_changes_nothing(asked):
    _world, dung, wave, _one, _two = asked
    taken(dung, *ROWS)
    wave.refresh_from_db()
    version = wave.version

    again = looked(dung, *ROWS)
    receipt = intake.take_lists(again.planned, occasion(dung))

    wave.refresh_from_db()
    assert again.count(Standing.SAME) == 3
    assert not again.is_ready
    assert (receipt.new, receipt.changed, wave.version) == (0, 0, version)
    assert Person.objects.filter(candidacies__isnull=False).count() == 3


def test_a_new_workbook_changes_one_withdraws_another_and_leaves_the_other_school_alone(asked):
    _world, dung, wave, one, two = asked
    taken(dung, *ROWS)
    before = SendingList.objects.get(organisation=two).handed_in_at
    changed = [1, "Võ Mẫu Giang", "0905000001", "Sinh viên năm 3", "Hệ thống thông tin", "", "An Hoà", "", ""]
    fresh = [2, "Lý Mẫu Nam", "0905000004", "Sinh viên năm 4", "Công nghệ thông tin", "", "", "", ""]

    found = looked(dung, of(ONE, changed), of(ONE, fresh), of(TWO, MAI))
    receipt = intake.take_lists(found.planned, occasion(dung))

    assert (receipt.new, receipt.changed) == (1, 1)
    assert found.planned.notes == (f"{ONE}: 1 người chưa phân công không còn trong tệp sẽ rút khỏi danh sách.",)
    assert dict(wave.candidates.standing().values_list("person__name", "discipline")) == {
        "Võ Mẫu Giang": "Hệ thống thông tin",
        "Đỗ Mẫu Mai": "Kỹ thuật điện tử",
        "Lý Mẫu Nam": "Công nghệ thông tin",
    }
    assert SendingList.objects.get(organisation=two).handed_in_at == before
    assert SendingList.objects.filter(organisation=one).count() == 1


def test_somebody_named_already_stays_though_the_workbook_has_the_name_no_more(asked):
    world, dung, wave, one, _two = asked
    a_list(wave=wave, organisation=one, rows=[listed(name="Võ Mẫu Giang", phone="0905000001")], by=dung)
    named(wave=wave, place=world.commune, by=dung)

    found = looked(dung, of(ONE, LAM, contact=("Cô Mẫu Liên Hệ", "0905000222")))

    assert found.planned.notes == ()
    intake.take_lists(found.planned, occasion(dung))
    assert wave.candidates.standing().count() == 2


def test_faults_stand_in_the_same_workbook_and_nothing_is_written(asked):
    _world, dung, _wave, _one, _two = asked
    rows = [
        of(ONE, [1, "Giang", "12345", "", "", "", "", "", ""]),
        of(ONE, GIANG),
        of(ONE, GIANG),
        [4, "Hồ Mẫu Lam", "0905000002", "", "An toàn thông tin", "", "", FIRST, FIRST - timedelta(days=2), "", "", ""],
        [5, "Đỗ Mẫu Mai", "0905000003", "", "Kỹ thuật", "", "", "", "", "Trường Lạ", "", ""],
        of(TWO, MAI, contact=("", "")),
    ]

    found = looked(dung, *rows)
    shown = [row for sheet in read_book(marked_workbook(found)).sheets for row in sheet.rows]

    said = " | ".join(sentences(found))
    for words in (
        "ghi đủ họ và tên",
        "số điện thoại gồm 10 chữ số, bắt đầu bằng 0; đang ghi “12345”",
        "ghi chuyên ngành",
        "trùng với dòng 3",
        "ngày bận kết thúc trước khi bắt đầu",
        "ghi đơn vị cử",
        "“Trường Lạ” không có trong các đơn vị cử người của đợt",
        f"ghi người liên hệ của {TWO}",
    ):
        assert words in said
    assert any("trùng với dòng 3" in str(cell) for row in shown for cell in row)
    assert not SendingList.objects.exists()


def test_a_partner_hands_in_for_the_own_school_alone_and_names_the_wave_when_two_are_open(asked):
    _world, dung, wave, one, two = asked
    hien = a_person(name="Đinh Mẫu Hiền", role=Role.PARTNER, organisation=one)
    other = a_wave(campaign=wave.campaign, by=dung, senders=[one])
    rows = [[*GIANG, "", "", ""]]
    contact = {"contact": "Cô Mẫu Hiền", "contact_phone": "0905000222"}

    unclear = looked(hien, *rows, **contact)
    foreign = looked(hien, of(TWO, MAI), wave=str(wave.pk))
    receipt = taken(hien, *rows, wave=str(wave.pk), **contact)

    assert f"{other.pk} (Đợt 2, Tổ hỗ trợ về xã)" in unclear.trouble
    assert "không có trong các đơn vị cử người của đợt" in " ".join(sentences(foreign))
    assert receipt.new == 1
    assert list(SendingList.objects.values_list("wave", "organisation")) == [(wave.pk, one.pk)]
    assert two.pk not in SendingList.objects.values_list("organisation", flat=True)


def test_the_page_tries_the_file_first_and_one_button_takes_it_in(client, asked, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(ASKED))
    _world, dung, wave, _one, _two = asked
    client.force_login(dung.account)
    address = reverse("console:import_kind", args=["sending_lists"])

    opened = client.get(address, {"wave": wave.pk}).text
    file = SimpleUploadedFile("danh-sach.xlsx", BytesIO(workbook([HEAD, *ROWS])).read())
    client.post(address, {"wave": str(wave.pk), "file": file})
    kept = Upload.objects.get()
    assert not SendingList.objects.exists()
    client.post(reverse("console:take", args=[kept.pk]))

    assert f'value="{wave.pk}"' in opened
    assert SendingList.objects.count() == 2
    assert f"{address}?wave={wave.pk}" in client.get(reverse("campaign:wave", args=[wave.pk])).text


def test_thirty_people_are_looked_through_with_the_questions_of_three(asked):
    _world, dung, wave, one, _two = asked
    a_list(wave=wave, organisation=one, rows=[listed() for _number in range(3)], by=dung)
    rows = [
        of(ONE, [number, f"Trần Mẫu Nam {number}", f"0905{number:06d}", "", "Tin học", "", "", "", ""])
        for number in range(100, 103)
    ]

    def grow():
        rows.extend(
            of(ONE, [number, f"Trần Mẫu Bắc {number}", f"0906{number:06d}", "", "Tin", "", "", "", ""])
            for number in range(200, 230)
        )

    assert_flat(lambda: looked(dung, *rows), grow=grow)
