"""Tables of persons and procedures; imports taken back in one step; rows that may be there already."""

import csv
import io
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.builders import a_person, a_place, binh_of, dung_of
from toso.front.console.models import Upload, UploadState
from toso.ground.people.models import Assignment, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.tables.tests.samples import workbook
from toso.plan.programme.models import Denominator, Procedure
from toso.plan.teams.models import Membership, Team
from toso.plan.teams.tests.builders import a_team
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_task
from toso.work.registry.models import Registrant

pytestmark = pytest.mark.django_db
CATALOGUE = os.environ.get("TOSO_PROCEDURES", "")


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


def sent(client, person, kind, rows, name="ds.xlsx", **settings):
    client.force_login(person.account)
    content = rows if isinstance(rows, bytes) else workbook(rows)
    file = SimpleUploadedFile(name, content)
    client.post(reverse("console:import_kind", args=[kind]), {"file": file, **settings})
    return Upload.objects.order_by("-pk").first()


def take(client, upload):
    client.post(reverse("console:take", args=[upload.pk]))
    upload.refresh_from_db()
    return upload


def undo(client, upload):
    page = client.post(reverse("console:undo_taken", args=[upload.pk]), follow=True)
    upload.refresh_from_db()
    return page.content.decode()


def counts(upload):
    return [upload.result["counts"][code] for code in ("new", "changed", "same", "faulty")]


OFFICIALS = [
    ["STT", "Họ và tên", "Chức vụ", "Vai trò", "Xã", "SĐT", "Email"],
    [1, "Lê Mẫu Chủ", "Chủ tịch UBND", "Lãnh đạo UBND cấp xã", "Xã An Hòa", 912000001, "chu@mau.vn"],
    [2, "Phạm Mẫu Bình", "Công chức VHXH", "Công chức cấp xã", "An Hoà", "0912 000 002", None],
]
FROM = {"starts_on": "2026-01-01"}


def test_officials_come_with_their_roles_once_and_go_again_in_one_step(client, province, commune):
    dung = dung_of(province)

    upload = sent(client, dung, "persons", OFFICIALS, **FROM)
    assert counts(upload) == [2, 0, 0, 0]
    assert not Person.objects.filter(name="Lê Mẫu Chủ").exists()
    take(client, upload)

    held = Assignment.objects.filter(place=commune).order_by("pk")
    assert [(row.person.name, row.role, row.title, row.starts_on) for row in held] == [
        ("Lê Mẫu Chủ", "commune_leader", "Chủ tịch UBND", date(2026, 1, 1)),
        ("Phạm Mẫu Bình", "commune_official", "Công chức VHXH", date(2026, 1, 1)),
    ]
    assert Person.objects.get(name="Phạm Mẫu Bình").phone == "0912000002"
    assert counts(sent(client, dung, "persons", OFFICIALS, **FROM)) == [0, 0, 2, 0]
    undo(client, upload)
    assert upload.state == UploadState.UNDONE
    assert not Assignment.objects.filter(place=commune).exists()
    assert not Person.objects.filter(name="Lê Mẫu Chủ").exists()


def test_an_office_s_list_that_names_the_post_alone_gives_the_role_of_the_post(client, province, commune):
    rows = [
        ["TRÍCH NGANG CÁN BỘ, CÔNG CHỨC"],
        ["TT", "Họ tên", "Đơn vị", "Chức vụ"],
        [1, "Phạm Mẫu Chủ", "Xã An Hòa", "Phó Chủ tịch UBND"],
        [2, "Mai Mẫu Việc", "Xã An Hòa", "Công chức Văn hoá - Xã hội"],
    ]

    upload = sent(client, dung_of(province), "persons", rows, **FROM)
    take(client, upload)

    held = Assignment.objects.filter(place=commune).order_by("pk")
    assert [(row.role, row.title) for row in held] == [
        ("commune_leader", "Phó Chủ tịch UBND"),
        ("commune_official", "Công chức Văn hoá - Xã hội"),
    ]


def test_households_pasted_from_a_spreadsheet_are_looked_at_taken_and_go_again_in_one_step(client, commune, hamlet):
    binh = binh_of(commune)
    client.force_login(binh.account)
    block = "Thôn\tMã số\tCó Internet cố định\nPhước Hạ\tH1\tx\nPhước Hạ\tH2\tKhông\n"
    door = reverse("console:import_kind", args=["households"])

    empty = client.post(door, {"day": "2026-11-16", "pasted": "  "})
    client.post(door, {"day": "2026-11-16", "pasted": block})
    upload = Upload.objects.get()

    assert empty.status_code == 422
    assert "dán bảng vào ô" in empty.text
    assert (counts(upload), upload.name, Registrant.objects.count()) == ([2, 0, 0, 0], "Bảng đã dán.tsv", 0)
    take(client, upload)
    assert [row.answers for row in Registrant.objects.order_by("code")] == [{"internet": "yes"}, {"internet": "no"}]
    undo(client, upload)
    assert upload.state == UploadState.UNDONE
    assert not Registrant.objects.standing().exists()


def test_somebody_known_takes_a_further_role_and_stays_when_it_is_taken_back(client, province, commune):
    dung = dung_of(province)
    binh = a_person(name="Phạm Mẫu Bình", role=Role.COMMUNE_OFFICIAL, place=commune)
    rows = [["Họ tên", "Vai trò", "Xã"], ["Phạm Mẫu Bình", "Lãnh đạo UBND cấp xã", "Xã An Hòa"]]

    upload = sent(client, dung, "persons", rows, **FROM)
    assert counts(upload) == [0, 1, 0, 0]
    take(client, upload)

    assert set(binh.assignments.values_list("role", flat=True)) == {"commune_official", "commune_leader"}
    undo(client, upload)
    assert list(binh.assignments.values_list("role", flat=True)) == ["commune_official"]


def test_what_is_wrong_with_an_official_is_said_in_his_cell(client, province, commune):
    dung = dung_of(province)
    lan = a_person(name="Trần Mẫu Lan", role=Role.COMMUNE_OFFICIAL, place=commune)
    Person.objects.filter(pk=lan.pk).update(phone="0912000009")
    rows: list[list[str | None]] = [
        ["Họ tên", "Vai trò", "Xã", "SĐT", "Email"],
        ["Chủ", "Công chức", "Xã Lạ", "12", "không có"],
        ["Lê Mẫu Tổ", "Tổ trưởng", "Xã An Hòa", None, None],
        ["Lê Mẫu Quản", "Quản trị hệ thống", "Xã An Hòa", None, None],
        ["Lê Mẫu Khác", "Công chức", "Xã An Hòa", "0912000009", None],
        ["Lê Mẫu Lạ", "Vua", "Xã An Hòa", None, None],
    ]

    upload = sent(client, dung, "persons", rows, **FROM)
    take(client, upload)

    faults = "\n".join(upload.result["faults"])
    assert "Dòng 2, cột A (Họ và tên): ghi đủ họ và tên." in faults
    assert "Dòng 2, cột C (Nơi): Không có đơn vị nào tên “Xã Lạ”." in faults
    assert "Dòng 2, cột E (Thư điện tử): Thư điện tử có dạng ten@noi.vn." in faults
    assert "Dòng 3, cột B (Vai trò): thành viên tổ nhập bằng loại “Danh sách thành viên tổ”" in faults
    assert "Dòng 4, cột B (Vai trò): ông/bà không giao được vai trò “Quản trị hệ thống” ở Xã An Hòa." in faults
    assert "Dòng 5, cột D (Điện thoại): số điện thoại này đã ghi cho Trần Mẫu Lan." in faults
    assert "Dòng 6, cột B (Vai trò): không hiểu vai trò “Vua”; ghi một trong:" in faults
    assert not Person.objects.filter(name__in=[row[0] for row in rows[1:]]).exists()


def test_an_account_that_was_opened_since_keeps_the_table(client, province, commune):
    dung = dung_of(province)
    upload = take(client, sent(client, dung, "persons", OFFICIALS[:2], **FROM))
    a_person(name="Người Khác")
    newcomer = Person.objects.get(name="Lê Mẫu Chủ")
    newcomer.account = Person.objects.get(name="Người Khác").account
    newcomer.account.person = newcomer
    newcomer.account.save()

    said = undo(client, upload)

    assert "Lê Mẫu Chủ đã có tài khoản nên không hoàn tác cả bảng được." in said
    assert Assignment.objects.filter(person=newcomer).count() == 1


PROCEDURES = [
    ["Mã thủ tục", "Tên thủ tục", "Cấp giải quyết", "Lĩnh vực", "Quyết định công bố"],
    [1.00001, "Thủ tục mẫu một", "Cấp xã, Cấp tỉnh", "Hộ tịch", "01/QĐ-MAU"],
    ["2.000123", "Thủ tục mẫu hai", "bo|tinh", "Đất đai", "02/QĐ-MAU"],
]


def test_the_catalogue_of_procedures_comes_by_code_and_again_nothing_changes(client, province):
    dung = dung_of(province)

    upload = sent(client, dung, "procedures", PROCEDURES)
    assert counts(upload) == [2, 0, 0, 0]
    take(client, upload)

    found = Procedure.objects.order_by("code").values_list("code", "levels", "is_commune")
    assert list(found) == [("1.000010", "xa|tinh", True), ("2.000123", "bo|tinh", False)]
    assert counts(sent(client, dung, "procedures", PROCEDURES)) == [0, 0, 2, 0]
    changed = [*PROCEDURES[:2], ["2.000123", "Thủ tục mẫu hai, sửa", "bo|tinh", "Đất đai", "02/QĐ-MAU"]]
    assert counts(sent(client, dung, "procedures", changed)) == [0, 1, 1, 0]


def test_only_a_file_that_is_the_whole_catalogue_ends_what_it_lacks(client, province):
    dung = dung_of(province)
    take(client, sent(client, dung, "procedures", PROCEDURES))
    take(client, sent(client, dung, "procedures", [PROCEDURES[0], ["3.000001", "Thủ tục mẫu ba", "Cấp xã", "", ""]]))
    assert not Procedure.objects.filter(ended_on__isnull=False).exists()

    whole = [*PROCEDURES, ["4.000001", "Thủ tục mẫu bốn", "Cấp xã", "", ""]]
    upload = sent(client, dung, "procedures", whole, whole="có")
    assert upload.result["notes"] == ["1 thủ tục không còn trong tệp: ghi là đã bãi bỏ từ hôm nay."]
    take(client, upload)

    assert list(Procedure.objects.filter(ended_on__isnull=False).values_list("code", flat=True)) == ["3.000001"]


def test_a_procedure_twice_and_one_without_a_name_are_said(client, province):
    dung = dung_of(province)
    rows = [*PROCEDURES, ["2.000123", "Lần nữa", "", "", ""], ["5.000001", None, "Cấp xã", "Hộ tịch", ""]]

    upload = sent(client, dung, "procedures", rows)

    assert upload.result["faults"] == [
        "Dòng 4: mã này đã có ở dòng 3.",
        "Dòng 5, cột B (Tên thủ tục): hãy ghi tên thủ tục.",
    ]


@pytest.mark.skipif(not CATALOGUE, reason="TOSO_PROCEDURES names a CSV of the national catalogue to try with")
def test_the_real_catalogue_is_taken_in_whole(client, province):
    content = Path(CATALOGUE).read_bytes()
    known = {row["code"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}

    take(client, sent(client, dung_of(province), "procedures", content, name="tthc.csv"))

    kept = {row.code: row for row in Procedure.objects.all()}
    assert kept.keys() == known.keys()
    assert all(row.levels == known[code]["level"] for code, row in kept.items())
    assert all(row.name == " ".join(known[code]["name"].split()) for code, row in kept.items())


HAMLETS = {"on": "2026-01-01", "basis": "Nghị quyết 01/NQ-HĐND"}


def test_new_hamlets_go_again_in_one_step_unless_something_is_kept_about_one(client, province, commune):
    dung = dung_of(province)
    rows = [["Thôn", "Xã"], ["Thôn 1", "Xã An Hòa"], ["Thôn 2", "Xã An Hòa"]]
    upload = take(client, sent(client, dung, "hamlets", rows, **HAMLETS))
    assert Place.objects.filter(parent=commune).count() == 2

    undo(client, upload)

    assert upload.state == UploadState.UNDONE
    assert not Place.objects.filter(parent=commune).exists()
    upload = take(client, sent(client, dung, "hamlets", rows, **HAMLETS))
    a_team(hamlet=Place.objects.get(parent=commune, name="1"))
    assert "Thôn 1 đã có dữ liệu nên không hoàn tác được." in undo(client, upload)
    assert Place.objects.filter(parent=commune).count() == 2


def test_denominators_taken_back_let_the_former_ones_stand_again(client, hamlet, commune):
    binh = binh_of(commune)
    said = {"as_of": "2026-01-01", "source": "Công an xã"}
    take(client, sent(client, binh, "denominators", [["Thôn", "Số hộ"], ["Phước Hạ", "350"]], **said))
    later = {"as_of": "2026-06-01", "source": "Công an xã, tháng 6"}
    upload = take(client, sent(client, binh, "denominators", [["Thôn", "Số hộ"], ["Phước Hạ", "400"]], **later))

    undo(client, upload)

    standing = Denominator.objects.filter(superseded_at__isnull=True)
    assert list(standing.values_list("value", "as_of", "valid_until")) == [(Decimal(350), date(2026, 1, 1), None)]


def test_denominators_replaced_since_are_not_taken_back(client, hamlet, commune):
    binh = binh_of(commune)
    said = {"as_of": "2026-01-01", "source": "Công an xã"}
    first = take(client, sent(client, binh, "denominators", [["Thôn", "Số hộ"], ["Phước Hạ", "350"]], **said))
    take(client, sent(client, binh, "denominators", [["Thôn", "Số hộ"], ["Phước Hạ", "360"]], **said))

    assert "đã được nhập lại sau đó nên không hoàn tác được" in undo(client, first)
    assert Denominator.objects.get(superseded_at__isnull=True).value == Decimal(360)


ROSTER = [
    ["Họ và tên", "Thôn", "Thành phần", "Vai trò", "Biết CNTT"],
    ["Nguyễn Mẫu Hùng", "Phước Hạ", "Bí thư chi đoàn", "Tổ trưởng", "x"],
    ["Trần Mẫu Lan", "Phước Hạ", "Chi hội Phụ nữ", "Tổ phó", "x"],
    ["Lê Mẫu Đức", "Phước Hạ", "Đoàn viên", "Thành viên", None],
]
DECISION = {"number": "12/QĐ-UBND", "signed_on": "2026-01-05", "effective_on": "2026-01-10", "signer": "Phạm Mẫu Chủ"}


def standing():
    rows = Membership.objects.filter(superseded_at__isnull=True, ends_on__isnull=True).order_by("person__name")
    roles = Assignment.objects.filter(ends_on__isnull=True, role__startswith="team_").order_by("person__name")
    return (
        list(rows.values_list("person__name", "role", "starts_on")),
        list(roles.values_list("person__name", "role")),
    )


def test_a_roster_taken_back_leaves_no_team_and_can_come_again_under_its_number(client, hamlet, commune):
    chair = a_person(name="Phạm Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)
    upload = take(client, sent(client, chair, "rosters", ROSTER, **DECISION))
    assert Team.objects.filter(established_on__isnull=False, superseded_at__isnull=True).count() == 1

    undo(client, upload)

    assert upload.state == UploadState.UNDONE
    assert standing() == ([], [])
    assert not Team.objects.filter(superseded_at__isnull=True).exists()
    assert not Person.objects.filter(name="Lê Mẫu Đức").exists()
    again = take(client, sent(client, chair, "rosters", ROSTER, **DECISION))
    assert again.state == UploadState.TAKEN
    assert len(standing()[0]) == 3


def test_a_changed_roster_taken_back_gives_everybody_the_place_held_before(client, hamlet, commune):
    chair = a_person(name="Phạm Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)
    take(client, sent(client, chair, "rosters", ROSTER, **DECISION))
    before = standing()
    changed = [*ROSTER[:3], ["Võ Mẫu Mới", "Phước Hạ", "Đoàn viên", "Thành viên", None]]
    later = DECISION | {"number": "13/QĐ-UBND", "effective_on": "2026-02-10"}
    upload = take(client, sent(client, chair, "rosters", changed, **later))
    assert standing() != before

    undo(client, upload)

    assert standing() == before


def test_a_roster_that_a_later_decision_follows_is_not_taken_back(client, hamlet, commune):
    chair = a_person(name="Phạm Mẫu Chủ", role=Role.COMMUNE_LEADER, place=commune)
    first = take(client, sent(client, chair, "rosters", ROSTER, **DECISION))
    changed = [*ROSTER[:3], ["Võ Mẫu Mới", "Phước Hạ", "Đoàn viên", "Thành viên", None]]
    take(client, sent(client, chair, "rosters", changed, **(DECISION | {"number": "13/QĐ-UBND"})))
    before = standing()

    assert "đã có quyết định sau đó nên không hoàn tác được" in undo(client, first)
    assert standing() == before


def work(*rows):
    return [["Ngày", "Thôn", "Nội dung", "Số người", "Ghi chú"], *rows]


def test_a_corrected_row_is_asked_about_and_the_person_chooses(client, hamlet, commune):
    a_task(short_name="Dịch vụ công")
    binh = binh_of(commune)
    take(client, sent(client, binh, "records", work(["20/10/2026", "Phước Hạ", "Dịch vụ công", 5, None])))
    corrected = work(
        ["20/10/2026", "Phước Hạ", "Dịch vụ công", 15, None],
        ["21/10/2026", "Phước Hạ", "Dịch vụ công", 7, None],
    )

    upload = sent(client, binh, "records", corrected)
    assert upload.result["question"].startswith("1 dòng có thể là việc đã ghi (cùng nơi, cùng ngày, cùng việc).")
    assert upload.result["doubts"] == [
        "Dòng 2: có thể là việc đã ghi ngày 20/10/2026 ở Thôn Phước Hạ: Người dân 5; dòng này: Người dân 15."
    ]
    assert not upload.result["is_ready"]
    take(client, upload)
    assert Record.objects.count() == 1

    url = reverse("console:look_again", args=[upload.pk])
    columns = {f"column_{code}": at for code, at in upload.result["columns"].items()}
    asked = {"row": "1", "sheet": "0", **columns}
    client.post(url, {**asked, "doubles": "leave"})
    upload.refresh_from_db()
    assert counts(upload) == [1, 0, 1, 0]
    take(client, upload)
    assert sorted(Record.objects.values_list("citizens", flat=True)) == [5, 7]
    kept = sent(client, binh, "records", corrected[:2], doubles="keep")
    assert counts(kept) == [1, 0, 0, 0]


def test_a_row_with_another_note_is_other_work(client, hamlet, commune):
    a_task(short_name="Dịch vụ công")
    binh = binh_of(commune)
    take(client, sent(client, binh, "records", work(["20/10/2026", "Phước Hạ", "Dịch vụ công", 5, "buổi sáng"])))

    upload = sent(client, binh, "records", work(["20/10/2026", "Phước Hạ", "Dịch vụ công", 9, "buổi chiều"]))

    assert upload.result["question"] == ""
    assert counts(upload) == [1, 0, 0, 0]
