"""Files that offices hand in: their catalogue in Excel, results of another system; work that comes with a position."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import catalogue, inherit
from toso.results.kpi.actions.outside import Taken, take_results
from toso.results.kpi.forms.tables import part_of
from toso.results.kpi.models import Catalogue, Line, OutsideResult, Product, Sheet
from toso.results.kpi.queries.year import totals_of
from toso.results.kpi.rules.states import OutsideKind
from toso.results.kpi.tests.builders import EARLY, LATER, OCTOBER, a_task, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_office()


def a_draft(office) -> Catalogue:
    return catalogue.draft_catalogue(
        agency=office.agency,
        valid_from=date(2026, 11, 1),
        standard_name="Soạn thảo văn bản hành chính",
        standard_points=Decimal(5),
        decimals=1,
        by=office.personnel,
        at=EARLY,
    )


def a_workbook(rows) -> SimpleUploadedFile:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Danh mục")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile("danh-muc.xlsx", out.getvalue())


HEAD = ["STT", "Sản phẩm, công việc", "ĐVT", "Nhóm", "Hệ số quy đổi", "Phòng", "Chức danh", "Số lượng mỗi tháng"]
OFFICE_TABLE = [
    ["ỦY BAN NHÂN DÂN XÃ AN HOÀ"],
    ["DANH MỤC SẢN PHẨM, CÔNG VIỆC NĂM 2026"],
    [],
    HEAD,
    ["", "Phần B.I. Công việc chung"],
    [1, "Soạn thảo văn bản hành chính", "văn bản", "Nhóm 1", 1, "", "", ""],
    [2, "Soạn báo cáo tháng; lập kế hoạch tuần", "báo cáo", "Nhóm 2", 2.7, "", "", ""],
    ["", "Phần B.II. Công việc riêng của đơn vị"],
    [3, "Kiểm tra cơ sở kinh doanh văn hoá", "biên bản", 2, "3,6", "Phòng Văn hoá – Xã hội", "Chuyên viên", 4],
    [4, "Hành chính văn bản soạn thảo", "văn bản", 1, 1, "", "", ""],
]


def test_an_offices_own_workbook_becomes_a_draft_with_parts_units_and_positions(client, office):
    draft = a_draft(office)
    client.force_login(office.personnel.account)

    answer = client.post(
        reverse("kpi:load_catalogue", args=[draft.pk]), {"file": a_workbook(OFFICE_TABLE)}, follow=True
    )

    assert answer.status_code == 200
    rows = {product.name: product for product in draft.products.all()}
    own = rows["Kiểm tra cơ sở kinh doanh văn hoá"]
    assert (own.points, own.coefficient, own.part, own.group) == (Decimal(18), Decimal("3.6"), "B2", 2)
    assert (own.body, own.title, own.usual) == (office.division, "Chuyên viên", Decimal(4))
    assert rows["Soạn thảo văn bản hành chính"].is_standard
    assert rows["Soạn báo cáo tháng; lập kế hoạch tuần"].part == "B1"
    page = answer.content.decode()
    assert "Hành chính văn bản soạn thảo" in page  # stands beside its double
    assert "Soạn báo cáo tháng; lập kế hoạch tuần" in page  # hides two products
    assert not Product.objects.filter(catalogue=office.catalogue).exists()


def test_every_wrong_row_of_a_workbook_is_named_and_nothing_is_loaded(client, office):
    draft = a_draft(office)
    client.force_login(office.personnel.account)
    wrong = [
        HEAD,
        [1, "Thiếu hệ số", "văn bản", 1, "", "", "", ""],
        [2, "Âm", "văn bản", 1, -2, "", "", ""],
        [3, "Sai phòng", "văn bản", 1, 1, "Phòng Không Có", "", ""],
        [4, "Sai nhóm", "văn bản", 9, 1, "", "", ""],
    ]

    answer = client.post(reverse("kpi:load_catalogue", args=[draft.pk]), {"file": a_workbook(wrong)})

    page = answer.content.decode()
    for words in (
        "Dòng 2: thiếu điểm hoặc hệ số.",
        "Dòng 3: điểm phải lớn hơn 0.",
        "Dòng 4: không có đơn vị “Phòng Không Có” trong cơ quan.",
        "Dòng 5: nhóm từ 1 đến 5.",
    ):
        assert words in page
    assert not draft.products.exists()


@pytest.mark.parametrize("content", [b"", b"khong phai bang", b"PK\x03\x04hong", b"%PDF-1.4"])
def test_what_is_no_table_gets_one_sentence(client, office, content):
    draft = a_draft(office)
    client.force_login(office.personnel.account)

    answer = client.post(
        reverse("kpi:load_catalogue", args=[draft.pk]), {"file": SimpleUploadedFile("x.xlsx", content)}
    )

    assert answer.status_code == 200
    assert answer.context["file_form"].errors


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("PHẦN A. LÃNH ĐẠO, QUẢN LÝ", "A"),
        ("B.I. Công việc chung", "B1"),
        ("Phần B.II - Công việc riêng", "B2"),
        ("Lĩnh vực văn hoá", ""),
        ("An toàn thực phẩm", ""),
    ],
)
def test_the_parts_of_a_commune_are_known_by_their_headings(heading, part):
    assert part_of(heading) == part


def test_whoever_holds_a_position_inherits_its_usual_work_once_a_month(office):
    own = {"catalogue": office.catalogue, "search": "x", "group": 1, "points": Decimal(5), "coefficient": Decimal(1)}
    Product.objects.create(name="Việc của chuyên viên", title="Chuyên viên", usual=Decimal(4), **own)
    Product.objects.create(name="Việc của phòng", body=office.division, usual=Decimal(2), **own)
    Product.objects.create(name="Việc của trưởng phòng", title="Trưởng phòng", usual=Decimal(1), **own)
    Product.objects.create(name="Không ghi số lượng", title="Chuyên viên", **own)
    office.open()
    deed = {"by": office.head, "scope": office.scope(office.head), "at": LATER}

    made = inherit.assign_by_position(sheet_ids=[office.sheet(office.an).pk], **deed)

    lines = dict(Line.objects.filter(sheet__person=office.an).values_list("name", "assigned"))
    assert made == 2
    assert lines == {"Việc của chuyên viên": Decimal(4), "Việc của phòng": Decimal(2)}
    with pytest.raises(Refusal, match="chưa giao trong tháng"):
        inherit.assign_by_position(sheet_ids=[office.sheet(office.an).pk], **deed)


def test_the_button_assigns_by_position_to_everybody_scored(client, office):
    own = {"catalogue": office.catalogue, "search": "x", "group": 1, "points": Decimal(5), "coefficient": Decimal(1)}
    Product.objects.create(name="Việc của chuyên viên", title="Chuyên viên", usual=Decimal(4), **own)
    office.open()
    client.force_login(office.head.account)

    answer = client.post(reverse("kpi:assign_by_position"), {"month": "2026-10"}, follow=True)

    assert "Đã giao việc thường lệ theo vị trí." in answer.content.decode()
    assert Line.objects.filter(name="Việc của chuyên viên").count() == 2


def outside(office, rows, **more):
    given = {"agency": office.agency, "month": OCTOBER, "kind": OutsideKind.MODULE, "file_name": "ket-qua.xlsx"}
    deed = {"by": office.personnel, "scope": office.scope(office.personnel), "at": LATER}
    return take_results(rows=rows, **(given | more), **deed)


def test_results_come_back_as_a_workbook_and_stand_beside_ours_marked(client, office):
    month = office.open()
    office.assign(office.an, a_task("2"))
    office.self_score(office.an)
    office.confirm(office.an)
    client.force_login(office.personnel.account)
    rows = [["TT", "Mã", "Họ và tên", "Tổng điểm"], [1, office.an.pk, office.an.name, "78,5"]]

    page = client.post(
        reverse("kpi:outside", args=[month.pk]),
        {"kind": "module", "month": "2026-10", "file": a_workbook(rows)},
        follow=True,
    ).content.decode()

    assert "78,50" in page
    assert "danh-muc.xlsx" in page
    client.force_login(office.an.account)
    shown = client.get(reverse("kpi:why", args=[office.sheet(office.an).pk])).content.decode()
    assert "Phần mềm KPI của tỉnh ghi 78,50 điểm" in shown
    assert "Kết quả chính thức là điểm ở đây." in shown
    assert Sheet.objects.get(person=office.an).total == Decimal(30)


def test_our_own_json_can_be_read_back_and_the_same_file_twice_changes_nothing(client, office):
    month = office.open()
    client.force_login(office.personnel.account)
    content = json.dumps({"results": [{"person": str(office.an.pk), "name": "", "total": "81.2500"}, {"total": None}]})

    for _time in range(2):
        upload = SimpleUploadedFile("kpi.json", content.encode())
        client.post(reverse("kpi:outside", args=[month.pk]), {"kind": "module", "month": "2026-10", "file": upload})

    [row] = OutsideResult.objects.all()
    assert (row.total, row.person) == (Decimal("81.25"), office.an)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["Mã", "Họ và tên", "Tổng điểm"], ["", "Người Lạ", "80"]], "không rõ là ai"),
        ([["Mã", "Họ và tên", "Tổng điểm"], ["", "Nguyễn Mẫu An", "180"]], "tổng điểm phải từ 0 đến 100"),
        (
            [["Mã", "Họ và tên", "Tổng điểm"], ["", "Nguyễn Mẫu An", "80"], ["", "nguyen mau an", "81"]],
            "đã có ở dòng trên",
        ),
        ([["Mã", "Phòng"], ["1", "Văn phòng"]], "Không thấy bảng có các cột"),
    ],
)
def test_a_wrong_file_of_results_is_named_by_row_and_changes_nothing(client, office, rows, words):
    month = office.open()
    client.force_login(office.personnel.account)

    answer = client.post(
        reverse("kpi:outside", args=[month.pk]), {"kind": "module", "month": "2026-10", "file": a_workbook(rows)}
    )

    assert words in answer.content.decode()
    assert not OutsideResult.objects.exists()


def test_a_later_file_supersedes_a_result_and_the_earlier_one_is_kept(office):
    outside(office, [Taken(office.an.pk, Decimal(70))])

    assert outside(office, [Taken(office.an.pk, Decimal(71))]) == 1
    assert outside(office, [Taken(office.an.pk, Decimal(71))]) == 0

    rows = OutsideResult.objects.order_by("pk").values_list("total", "superseded_at")
    assert [(total, at is None) for total, at in rows] == [(Decimal(70), False), (Decimal(71), True)]


def test_the_year_reads_the_old_agencys_months_and_our_own_where_there_is_a_sheet(office):
    outside(office, [Taken(office.an.pk, Decimal("75.5"))], month=date(2026, 9, 1), kind=OutsideKind.OLD_AGENCY)
    outside(office, [Taken(office.an.pk, Decimal(60))])
    office.open()
    office.assign(office.an, a_task("2"))
    office.self_score(office.an)
    office.confirm(office.an)

    months = totals_of([office.an.pk], 2026)[office.an.pk]

    assert (months[8], months[9]) == ("151/2", "30")


def test_in_feed_mode_the_year_reads_what_came_back(office):
    month = office.open()
    office.assign(office.an, a_task("2"))
    office.self_score(office.an)
    office.confirm(office.an)
    month.mode = "feed"
    month.save()
    outside(office, [Taken(office.an.pk, Decimal(60))])

    assert totals_of([office.an.pk], 2026)[office.an.pk][9] == "60"
