"""Forms on the phone: a robot answers every question, one at a time and as a whole page, and the server takes it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders import an_of, dung_of, moment
from tests.journeys.browser import a_context
from tests.journeys.robot import OPEN, SMALL, filled, start_of
from tests.world import World, a_world
from toso.ground.people.queries import scope_of
from toso.plan.forms.actions.submissions import receive
from toso.plan.forms.actions.versions import publish_version, upload_version
from toso.plan.forms.models import Submission
from toso.plan.forms.rules import definition
from toso.plan.forms.tests.builders import DAY, a_workbook
from toso.plan.forms.tests.strange import TAKEN, strange

SAMPLES = "TOSO_XLSFORMS"
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HEAD = [
    "type",
    "name",
    "label",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "required",
    "choice_filter",
    "appearance",
]
CHOICES = [
    ["list_name", "name", "label", "xa"],
    ["co_khong", "co", "Có", ""],
    ["co_khong", "khong", "Không", ""],
    ["xa", "an_hoa", "Xã An Hoà", ""],
    ["xa", "binh_minh", "Xã Bình Minh", ""],
    ["thon", "mau_1", "Thôn Mẫu 1", "an_hoa"],
    ["thon", "mau_9", "Thôn Mẫu 9", "binh_minh"],
]
OWN = {
    "conditions": [
        ["select_one co_khong", "co_mang", "Hộ có mạng không?", "", "", "", "", "yes"],
        ["text", "nha_mang", "Nhà mạng nào?", "${co_mang} = 'co'"],
        ["integer", "so_nguoi", "Số người trong hộ", "", ". >= 20 and . < 30", "Từ 20 đến 29 người.", "", "yes"],
        ["calculate", "gap_doi", "", "", "", "", "${so_nguoi} * 2"],
        ["note", "xem", "Gấp đôi là ${gap_doi}"],
    ],
    "cascade and repeat": [
        ["select_one xa", "xa", "Xã", "", "", "", "", "yes"],
        ["select_one thon", "thon", "Thôn", "", "", "", "", "yes", "xa=${xa}"],
        ["begin_repeat", "thanh_vien", "Thành viên"],
        ["text", "ho_ten", "Họ tên", "", "", "", "", "yes"],
        ["decimal", "chieu_cao", "Chiều cao (m)"],
        ["end_repeat"],
    ],
    "place, photo, dates": [
        ["geopoint", "vi_tri", "Vị trí nhà"],
        ["geotrace", "duong", "Đường vào"],
        ["image", "anh", "Ảnh nhà"],
        ["date", "ngay", "Ngày đến"],
        ["time", "gio", "Giờ đến"],
        ["dateTime", "luc", "Lúc hẹn lại"],
        ["rank co_khong", "xep", "Xếp theo ý muốn"],
        ["begin_group", "nhom", "Ý kiến", "", "", "", "", "", "", "field-list"],
        ["select_multiple co_khong", "nhieu", "Chọn cả hai nếu muốn"],
        ["text", "y_kien", "Ý kiến thêm", "", "", "", "", "", "", "multiline"],
        ["end_group"],
        ["acknowledge", "dong_y", "Tôi đã đọc lại"],
    ],
}


# A range bound to text, a choice bound to a number, two controls for one answer, a style in a label: other
# clients take them.
ODD = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
  <h:head>
    <h:title>Phiếu lạ</h:title>
    <model>
      <instance><data id="phieu_la" version="1"><muc/><so/><ten/><meta><instanceID/></meta></data></instance>
      <bind nodeset="/data/so" type="int"/>
      <bind nodeset="/data/meta/instanceID" type="string" calculate="concat('uuid:', uuid())"/>
    </model>
  </h:head>
  <h:body>
    <range ref="/data/muc" start="1" end="10" step="1"><label>Mức</label></range>
    <select1 ref="/data/so"><label>&lt;span style="color:red"&gt;Số&lt;/span&gt;</label>
      <item><label>Một</label><value>1</value></item><item><label>Hai</label><value>2</value></item>
    </select1>
    <input ref="/data/ten"><label>Tên</label></input>
    <input ref="/data/ten"><label>Tên, lần nữa</label></input>
  </h:body>
</h:html>
"""


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = a_context(browser, SMALL, service_workers="block")
    page = context.new_page()
    page.goto(f"{live_server.url}/field/")
    yield page
    context.close()


def answered(page: Page, world: World, content: bytes, *, name: str, one_by_one: bool = True) -> etree._Element:
    """The whole way: an office uploads the form, the robot fills it, the server takes it."""
    dung, an = dung_of(world.province), an_of(world.hamlet)
    read = definition.read(content, file_name=name)
    office = scope_of(dung.pk, on=DAY)
    version = upload_version(
        content=content, file_name=name, read=read, place=world.province, by=dung, scope=office, at=moment(DAY)
    )
    publish_version(version_id=version.pk, by=dung, scope=office, at=moment(DAY))
    done = filled(page, version.xform, one_by_one=one_by_one)
    arrived = receive(
        xml=done["xml"].encode(),
        files={file["name"]: b"x" for file in done["files"]},
        device="may-mau",
        by=an,
        scope=scope_of(an.pk, on=DAY),
        at=moment(DAY, 15),
    )
    assert arrived.is_new
    assert Submission.objects.filter(form=version.form).count() == 1
    return etree.fromstring(done["xml"].encode())


def own(name: str) -> bytes:
    settings = [["form_title", "form_id", "version"], ["Phiếu thử", "phieu_thu", "1"]]
    return a_workbook({"survey": [HEAD, *OWN[name]], "choices": CHOICES, "settings": settings})


@pytest.mark.parametrize("one_by_one", [True, False], ids=["one by one", "whole page"])
@pytest.mark.parametrize("name", list(OWN))
def test_a_form_of_ours_is_filled_and_taken(page, world, name, one_by_one):
    answers = answered(page, world, own(name), name="phieu.xlsx", one_by_one=one_by_one)

    texts = {one.tag.split("}")[-1]: one.text for one in answers.iter() if isinstance(one.tag, str)}
    if name == "conditions":
        assert 20 <= int(texts["so_nguoi"]) < 30
        assert int(texts["gap_doi"]) == 2 * int(texts["so_nguoi"])
        assert texts["nha_mang"]
    elif name == "cascade and repeat":
        assert (texts["xa"], texts["thon"]) in {("an_hoa", "mau_1"), ("binh_minh", "mau_9")}
        assert texts["ho_ten"]
    else:
        assert texts["vi_tri"].startswith("12.2388 109.1967")
        assert texts["duong"].count(";") == 2
        assert texts["anh"].endswith(".jpg")
        assert texts["luc"].startswith("2026-11-16T08:30:00.000")


def test_a_form_that_other_clients_take_is_mended_for_the_engine(page, world):
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)

    answers = answered(page, world, ODD.encode(), name="phieu.xml")

    texts = {one.tag.split("}")[-1]: one.text for one in answers.iter() if isinstance(one.tag, str)}
    assert (texts["muc"], texts["so"]) == ("10", "1")
    assert texts["ten"]
    assert not complaints


BOUND = (
    ODD.replace("<h:title>Phiếu lạ</h:title>", "")
    .replace('<bind nodeset="/data/so"', '<bind id="so" nodeset="/data/so"')
    .replace('<select1 ref="/data/so">', '<select1 bind="so">')
    .replace("</h:body>", "<group><label>Nhóm rỗng</label></group></h:body>")
)


def test_a_form_without_a_title_with_an_empty_group_and_a_control_that_names_its_bind_is_taken(page, world):
    answers = answered(page, world, BOUND.encode(), name="phieu.xml")

    assert answers.findtext("{*}so", "") == "1"


def test_attributes_of_another_namespace_are_sent_so_that_they_can_be_read(page, world):
    content = ODD.replace("<muc/>", '<muc ex:nguon="so-ho"/>').replace("<h:html ", '<h:html xmlns:ex="http://vidu.vn" ')

    answers = answered(page, world, content.encode(), name="phieu.xml")

    assert answers.find("{*}muc").get("{http://vidu.vn}nguon") == "so-ho"


SEES_A_CODE = """
window.BarcodeDetector = class { async detect() { return [{ rawValue: "893-MAU-01" }]; } };
Object.defineProperty(navigator, "mediaDevices", { value: {
  getUserMedia: async () => document.createElement("canvas").captureStream(5) } });
HTMLMediaElement.prototype.play = async () => undefined;
"""
# Playwright's own waiting asks with eval, which the policy of the page refuses as soon as it has to ask twice.
WHEN_DONE = """
new Promise((tell) => {
  const look = () => {
    const done = told.find((one) => one.what === "done");
    if (done) tell(done); else setTimeout(look, 50);
  };
  look();
})
"""


def test_a_code_is_scanned_where_the_browser_can_and_a_recording_is_heard_before_it_is_sent(page, world):
    survey = [HEAD, ["barcode", "ma", "Mã trên máy"], ["audio", "loi_ke", "Lời kể"], ["file", "giay", "Giấy kèm"]]
    xform = definition.read(a_workbook({"survey": survey}), file_name="phieu.xlsx").xform.decode()
    typed = filled(page, xform, one_by_one=False)
    page.context.add_init_script(SEES_A_CODE)
    page.reload()
    page.evaluate(OPEN, start_of(xform, one_by_one=False))
    form = page.frame_locator("iframe")
    form.get_by_role("button", name="Quét mã").click()
    expect(form.get_by_role("textbox", name="Mã trên máy")).to_have_value("893-MAU-01")
    form.get_by_label("Lời kể").set_input_files({"name": "ke.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3 mau"})
    expect(form.locator("audio[controls]")).to_be_visible()
    form.get_by_label("Giấy kèm").set_input_files({"name": "to.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    expect(form.locator("p", has_text=".pdf, ")).to_be_visible()
    form.get_by_role("button", name="Xong, lưu để gửi").click()

    done = page.evaluate(WHEN_DONE)
    assert "<ma>893-MAU-01</ma>" in done["xml"]
    assert {name.rpartition(".")[2] for name in done["names"]} == {"mp3", "pdf"}
    assert "<ma>" in typed["xml"]


META = "<meta><instanceID/></meta>"
BIND = """<bind nodeset="/data/meta/instanceID" type="string" calculate="concat('uuid:', uuid())"/>"""


@pytest.mark.parametrize("missing", [[BIND], [META, BIND]], ids=["no bind", "no meta"])
def test_a_form_that_does_not_say_how_a_filled_one_gets_its_id_is_taken(page, world, missing):
    content = ODD
    for piece in missing:
        assert piece in content
        content = content.replace(piece, "")

    answers = answered(page, world, content.encode(), name="phieu.xml")

    assert answers.findtext("{*}meta/{*}instanceID", "").startswith("uuid:")


def test_a_filled_form_opens_again_with_its_answers_and_its_photo(page):
    content = own("place, photo, dates")
    xform = definition.read(content, file_name="phieu.xlsx").xform.decode()
    draft = filled(page, xform, one_by_one=True)
    assert draft["names"]
    files = [{"name": name, "bytes": [], "type": "image/jpeg"} for name in draft["names"]]

    again = filled(page, xform, one_by_one=True, instance=draft["xml"], files=files)

    assert again["names"] == draft["names"]
    assert "12.2388 109.1967" in again["xml"]


def test_odd_forms_are_filled_and_taken(page, world):
    for number, sheets in enumerate(TAKEN.values()):
        answered(page, world, strange(sheets, f"la_{number}"), name="la.xlsx", one_by_one=bool(number % 2))
        page.reload()


@pytest.mark.skipif(SAMPLES not in os.environ, reason=f"forms of strangers lie in the folder that {SAMPLES} names")
def test_forms_of_strangers_are_filled_and_taken(page, world):
    folder = Path(os.environ[SAMPLES])
    taken = []
    for file in sorted([*folder.glob("*.xls*"), *folder.glob("xforms/*.xml")]):
        content = file.read_bytes()
        if definition.read(content, file_name=file.name).faults:
            continue
        answered(page, world, content, name=file.name)
        taken.append(file.name)
        page.reload()

    assert len(taken) > 20
