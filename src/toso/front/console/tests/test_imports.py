"""Tables taken in by the page: looked through, faults said where they stand, whole or not at all, twice the same."""

import io
from datetime import date
from decimal import Decimal

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.builders import a_person, a_place, binh_of, chau_of, dung_of
from toso.front.console.imports import IMPORTS, ONWARD
from toso.front.console.models import Upload, UploadState
from toso.ground.people.models import Assignment, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, Succession
from toso.ground.places.rules import Level
from toso.ground.tables.rules import letters
from toso.ground.tables.tests.samples import workbook
from toso.plan.programme.models import Denominator, TargetDecision
from toso.plan.programme.tests.builders import a_document, an_indicator
from toso.plan.teams.models import Membership, Team
from toso.work.outreach.models import Batch, Record
from toso.work.outreach.tests.builders import a_task

pytestmark = pytest.mark.django_db


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


def sent(client, person, kind, rows, *, merged=(), name="ds.xlsx", **settings):
    """Send a table; the page that follows, with the upload."""
    client.force_login(person.account)
    content = rows if isinstance(rows, bytes) else workbook(rows, merged=merged)
    file = SimpleUploadedFile(name, content)
    response = client.post(reverse("console:import_kind", args=[kind]), {"file": file, **settings}, follow=True)
    return response, Upload.objects.order_by("-pk").first()


def take(client, upload):
    return client.post(reverse("console:take", args=[upload.pk]), follow=True)


def counts(upload):
    return [upload.result["counts"][code] for code in ("new", "changed", "same", "faulty")]


HAMLETS = {"on": "2026-01-01", "basis": "Nghị quyết 01/NQ-HĐND"}


def test_hamlets_of_many_communes_are_created_once_and_again_nothing_changes(client, province, commune, hamlet):
    other = a_place(name="Bình Minh", level=Level.COMMUNE, parent=province)
    dung = dung_of(province)
    rows = [
        ["DANH SÁCH THÔN"],
        ["STT", "Tên thôn/TDP", "Xã"],
        [1, "Thôn Phước Hạ", "Xã An Hòa"],
        [2, "Thôn Phước Thượng", "Xã An Hoà"],
        [3, "TDP 03", "X. Bình Minh"],
        ["Tổng cộng", None, 3],
    ]

    _page, upload = sent(client, dung, "hamlets", rows, **HAMLETS)
    assert counts(upload) == [2, 0, 1, 0]
    assert Place.objects.filter(level=Level.HAMLET).count() == 1
    take(client, upload)

    assert {place.full_name for place in Place.objects.filter(parent=commune)} == {"Thôn Phước Hạ", "Thôn Phước Thượng"}
    assert [place.full_name for place in Place.objects.filter(parent=other)] == ["Tổ dân phố 03"]
    _page, again = sent(client, dung, "hamlets", rows, **HAMLETS)
    assert counts(again) == [0, 0, 3, 0]
    assert not again.result["is_ready"]


def test_an_old_commune_means_the_one_it_became_and_one_that_was_split_is_asked_for(client, province, commune):
    dung = dung_of(province)
    old = a_place(name="Cũ Kỹ", level=Level.COMMUNE, parent=province)
    Place.objects.filter(pk=old.pk).update(valid_until=date(2025, 7, 1))
    Succession.objects.create(predecessor=old, successor=commune, on=date(2025, 7, 1))
    split = a_place(name="Chia Đôi", level=Level.COMMUNE, parent=province)
    Place.objects.filter(pk=split.pk).update(valid_until=date(2025, 7, 1))
    other = a_place(name="Bình Minh", level=Level.COMMUNE, parent=province)
    for heir in (commune, other):
        Succession.objects.create(predecessor=split, successor=heir, on=date(2025, 7, 1), part="part")

    _page, upload = sent(
        client, dung, "hamlets", [["Thôn", "Xã"], ["Thôn 1", "Xã Cũ Kỹ"], ["Thôn 2", "Chia Đôi"]], **HAMLETS
    )

    assert counts(upload) == [1, 0, 0, 1]
    assert "“Chia Đôi” có thể là nhiều đơn vị" in upload.result["faults"][0]
    assert upload.result["faults"][0].startswith("Dòng 3, cột B (Xã, phường, đặc khu): ")
    take(client, upload)
    assert not Place.objects.filter(level=Level.HAMLET).exists()


ROSTER = [
    ["STT", "Họ và tên", "Thôn", "Chức vụ", "Vai trò", "SĐT", "Biết CNTT"],
    [1, "Nguyễn Mẫu Hùng", "Phước Hạ", "Bí thư chi đoàn", "Tổ trưởng", 912345678, "x"],
    [2, "Trần Mẫu Lan", "Phước Hạ", "Chi hội Phụ nữ", "Tổ phó", "0912 345 679", "x"],
    [3, "Lê Mẫu Đức", "Phước Hạ", "Đoàn viên", "Thành viên", None, None],
]
DECISION = {
    "number": "12/QĐ-UBND",
    "signed_on": "2026-01-05",
    "effective_on": "2026-01-10",
    "signer": "Phạm Mẫu Chủ",
    "signer_title": "Chủ tịch",
}


@pytest.fixture
def leader(commune, hamlet):
    return a_person(name="Phạm Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)


def in_tcvn3(rows):
    return [[letters.to_tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


@pytest.mark.parametrize("typed", [list, in_tcvn3])
def test_a_roster_in_any_alphabet_founds_a_team_with_roles(client, hamlet, leader, typed):
    _page, upload = sent(client, leader, "rosters", typed(ROSTER), **DECISION)
    assert counts(upload) == [3, 0, 0, 0]
    take(client, upload)

    team = Team.objects.get(place=hamlet)
    assert team.established_on == date(2026, 1, 10)
    members = Membership.objects.filter(team=team).order_by("pk").values_list("person__name", "role", "kind")
    assert list(members) == [
        ("Nguyễn Mẫu Hùng", "leader", "youth_union"),
        ("Trần Mẫu Lan", "deputy", "women"),
        ("Lê Mẫu Đức", "member", "youth_union"),
    ]
    assert Person.objects.get(name="Nguyễn Mẫu Hùng").phone == "0912345678"
    assert Assignment.objects.filter(place=hamlet, role=Role.TEAM_LEADER).count() == 1
    _page, again = sent(client, leader, "rosters", ROSTER, **DECISION)
    assert counts(again) == [0, 0, 3, 0]


def test_a_list_replaces_the_roster_and_says_who_leaves(client, hamlet, leader):
    _page, upload = sent(client, leader, "rosters", ROSTER, **DECISION)
    take(client, upload)
    changed = [*ROSTER[:3], [3, "Võ Mẫu Mới", "Phước Hạ", "Đoàn viên", "Thành viên", None, "x"]]

    page, upload = sent(client, leader, "rosters", changed, **(DECISION | {"number": "13/QĐ-UBND"}))

    assert counts(upload) == [1, 0, 2, 0]
    assert "không có trong tệp nên thôi làm thành viên: Lê Mẫu Đức" in page.content.decode()
    take(client, upload)
    assert Membership.objects.filter(superseded_at__isnull=True, ends_on__isnull=True).count() == 3


def test_two_rows_for_one_person_are_refused_in_words_even_in_two_alphabets(client, hamlet, leader):
    rows = [*ROSTER, [4, letters.to_vni("Lê Mẫu Đức"), "Phước Hạ", "Đoàn viên", "Thành viên", None, None]]

    _page, upload = sent(client, leader, "rosters", rows, **DECISION)

    assert upload.result["faults"] == ["Dòng 5: cùng một người với dòng 4. Xoá một dòng, hoặc ghi rõ tên để phân biệt."]
    take(client, upload)
    assert not Team.objects.exists()


def test_one_telephone_for_two_people_is_said(client, hamlet, leader):
    rows = [*ROSTER, [4, "Võ Mẫu Khác", "Phước Hạ", "Đoàn viên", "", "0912345678", None]]

    _page, upload = sent(client, leader, "rosters", rows, **DECISION)

    assert upload.result["faults"] == ["Dòng 5: số điện thoại này đã ghi cho Nguyễn Mẫu Hùng ở dòng 2."]


def test_a_decision_dated_before_its_law_is_refused(client, hamlet, leader):
    a_document(code="KH-6863")

    _page, upload = sent(client, leader, "rosters", ROSTER, **(DECISION | {"signed_on": "2020-01-05"}))

    assert upload.result["trouble"].startswith(
        "Quyết định ghi ký ngày 05/01/2020, trước Kế hoạch 6863/KH-UBND (27/07/2022)"
    )
    take(client, upload)
    assert not Team.objects.exists()


def test_a_roster_that_breaks_the_plan_says_so_at_its_first_row(client, hamlet, leader):
    _page, upload = sent(client, leader, "rosters", ROSTER[:2], **DECISION)

    assert "đúng một tổ phó" in upload.result["faults"][0]


@pytest.fixture
def binh(commune, hamlet):
    return binh_of(commune)


def records(*rows):
    return [["Ngày", "Thôn", "Nội dung", "Số người", "Cao tuổi", "Ghi chú"], *rows]


def test_records_are_taken_in_once_and_undone_in_one_step(client, hamlet, binh):
    a_task(short_name="Dịch vụ công")
    rows = records(
        [date(2026, 10, 20), "Phước Hạ", "Dịch vụ công", 5, 2, "nộp hồ sơ"],
        ["21/10/2026", "thôn phước hạ", "dich vu cong", "1.200", None, None],
        ["21/10/2026", "thôn phước hạ", "dich vu cong", "1.200", None, None],
    )

    _page, upload = sent(client, binh, "records", rows)
    assert counts(upload) == [3, 0, 0, 0]
    page = take(client, upload)

    assert "Đã nhập: 3 dòng mới" in page.content.decode()
    assert sorted(Record.objects.values_list("citizens", flat=True)) == [5, 1200, 1200]
    _page, again = sent(client, binh, "records", rows)
    assert counts(again) == [0, 0, 3, 0]
    client.post(reverse("console:undo_taken", args=[upload.pk]))
    assert not Record.objects.counting().exists()
    upload.refresh_from_db()
    assert upload.state == UploadState.UNDONE
    _page, once_more = sent(client, binh, "records", rows)
    assert counts(once_more) == [3, 0, 0, 0]
    take(client, once_more)
    assert sorted(Record.objects.counting().values_list("citizens", flat=True)) == [5, 1200, 1200]
    _page, again = sent(client, binh, "records", rows)
    assert counts(again) == [0, 0, 3, 0]


def test_a_row_code_that_came_before_with_other_words_is_refused_and_counts_once(client, hamlet, binh):
    a_task(short_name="Dịch vụ công")
    head, *_rows = records()
    first = [[*head, "Mã dòng"], ["20/10/2026", "Phước Hạ", "Dịch vụ công", 5, None, None, "A1"]]
    _page, upload = sent(client, binh, "records", first)
    take(client, upload)

    _page, again = sent(client, binh, "records", first)
    _page, changed = sent(client, binh, "records", [first[0], [*first[1][:3], 6, None, None, "A1"]])
    _page, doubled = sent(client, binh, "records", [first[0], [*first[1][:6], "A2"], [*first[1][:6], "A2"]])

    assert counts(again) == [0, 0, 1, 0]
    assert counts(changed) == [0, 0, 0, 1]
    assert counts(doubled) == [1, 0, 0, 1]
    assert [record.citizens for record in Record.objects.all()] == [5]


def test_nothing_is_half_taken_in_and_the_faults_stand_coloured_in_the_same_workbook(client, hamlet, binh):
    a_task(short_name="Dịch vụ công")
    rows = records(
        ["20/10/2026", "Phước Hạ", "Dịch vụ công", 5, None, None],
        ["32/10/2026", "Phước Xa", "Dịch vụ công", "năm", None, "=cmd|x"],
    )

    page, upload = sent(client, binh, "records", rows)
    take(client, upload)
    marked = client.get(reverse("console:marked", args=[upload.pk]))

    assert counts(upload) == [1, 0, 0, 1]
    assert "Dòng 3, cột A (Ngày): ghi ngày, ví dụ 16/11/2026" in page.content.decode()
    assert not Record.objects.exists()
    assert not Batch.objects.exists()
    sheet = python_calamine.load_workbook(io.BytesIO(marked.content)).get_sheet_by_index(0).to_python()
    assert sheet[2][:6] == ["32/10/2026", "Phước Xa", "Dịch vụ công", "năm", "", "=cmd|x"]
    assert "ghi ngày" in str(sheet[2][6])


def test_a_header_nobody_knows_is_said_and_can_be_pointed_at(client, hamlet, binh):
    a_task(short_name="Dịch vụ công")
    rows = [["Cột một", "Cột hai", "Cột ba", "Cột bốn"], ["20/10/2026", "Phước Hạ", "Dịch vụ công", 5]]

    _page, upload = sent(client, binh, "records", rows)
    assert upload.result["trouble"].startswith("Không thấy dòng tiêu đề có các cột “Ngày”")
    url = reverse("console:look_again", args=[upload.pk])
    client.post(
        url,
        {"row": "1", "sheet": "0", "column_day": "0", "column_place": "1", "column_task": "2", "column_citizens": "3"},
    )
    upload.refresh_from_db()

    assert counts(upload) == [1, 0, 0, 0]
    take(client, upload)
    assert Record.objects.get().citizens == 5


def test_targets_go_into_a_draft_that_a_person_issues_and_can_be_taken_back(client, province, commune):
    dung = dung_of(province)
    guided = an_indicator(name="Lượt người dân được hướng dẫn")
    rows = [["Đơn vị", "Lượt người dân được hướng dẫn"], ["Xã An Hòa", "1.250"]]
    said = {"year": "2026", "title": "Giao chỉ tiêu năm 2026"}

    _page, upload = sent(client, dung, "targets", rows, **said)
    take(client, upload)

    draft = TargetDecision.objects.get()
    assert draft.issued_at is None
    assert draft.content["values"] == {str(guided.pk): {str(commune.pk): "1250"}}
    _page, again = sent(client, dung, "targets", rows, **said)
    assert counts(again) == [0, 0, 1, 0]
    client.post(reverse("console:undo_taken", args=[upload.pk]))
    draft.refresh_from_db()
    assert draft.content["values"] == {}


def test_denominators_are_recorded_with_their_source_and_a_refusal_names_its_cell(client, hamlet, commune, binh):
    rows = [["Thôn", "Số hộ"], ["Phước Hạ", "350"], ["An Hòa", "900"]]
    said = {"as_of": "2026-01-01", "source": "Công an xã"}

    _page, upload = sent(client, binh, "denominators", rows, **said)
    assert counts(upload) == [1, 0, 0, 1]
    assert "đếm hai lần" in upload.result["faults"][0]
    assert not Denominator.objects.exists()
    _page, upload = sent(client, binh, "denominators", rows[:2], **said)
    take(client, upload)

    assert Denominator.objects.get().value == Decimal(350)
    _page, again = sent(client, binh, "denominators", rows[:2], **said)
    assert counts(again) == [0, 0, 1, 0]


def test_a_file_that_is_no_table_and_a_missing_setting_are_said_beside_the_form(
    client, commune, hamlet, binh, province
):
    dung = dung_of(province)

    page, upload = sent(client, dung, "hamlets", b"%PDF-1.4", basis="")

    assert page.status_code == 422
    text = page.content.decode()
    assert "Hãy nhập: Có từ ngày." in text
    assert upload is None
    page, upload = sent(client, dung, "hamlets", b"%PDF-1.4", **HAMLETS)
    assert "không phải bảng tính" in page.content.decode()
    assert upload is None


def test_a_stranger_does_not_find_the_file_of_another(client, hamlet, binh, province):
    a_task(short_name="Dịch vụ công")
    _page, upload = sent(client, binh, "records", records(["20/10/2026", "Phước Hạ", "Dịch vụ công", 5, None, None]))
    client.force_login(chau_of(a_place(level=Level.COMMUNE, parent=province)).account)

    assert client.get(reverse("console:upload", args=[upload.pk])).status_code == 404
    assert take(client, upload).status_code == 404
    assert not Record.objects.exists()


def test_the_file_is_deleted_once_it_is_taken_in_or_given_up(client, hamlet, binh, django_capture_on_commit_callbacks):
    a_task(short_name="Dịch vụ công")
    _page, upload = sent(client, binh, "records", records(["20/10/2026", "Phước Hạ", "Dịch vụ công", 5, None, None]))
    storage, name = upload.file.storage, upload.file.name
    assert storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("console:drop_upload", args=[upload.pk]))

    upload.refresh_from_db()
    assert upload.state == UploadState.DROPPED
    assert len(upload.digest) == 64
    assert not storage.exists(name)


def test_every_kind_says_where_the_work_goes_on():
    assert ONWARD.keys() == IMPORTS.keys()
    assert all(reverse(page) for page, _words in ONWARD.values())


def test_targets_taken_in_lead_to_the_draft_that_is_still_to_be_issued(client, province, commune):
    an_indicator(name="Lượt được hướng dẫn")
    rows = [["Đơn vị", "Lượt được hướng dẫn"], ["Xã An Hòa", 100]]
    _page, upload = sent(client, dung_of(province), "targets", rows, year="2026", title="Giao chỉ tiêu")

    before = client.get(reverse("console:upload", args=[upload.pk])).text
    take(client, upload)
    after = client.get(reverse("console:upload", args=[upload.pk])).text

    assert "Mở dự thảo để ban hành" not in before
    assert "Đã nhập: Chỉ tiêu giao cho đơn vị" in after
    assert f'href="{reverse("programme:decisions")}">Mở dự thảo để ban hành' in after


def test_the_empty_table_of_every_kind_is_understood_by_its_own_import(client, province, commune):
    dung = dung_of(province)
    client.force_login(dung.account)
    for kind in ("hamlets", "targets", "denominators"):
        content = client.get(reverse("console:import_template", args=[kind])).content
        row = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]
        assert row
