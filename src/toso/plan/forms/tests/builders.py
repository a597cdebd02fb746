"""Forms as strangers send them: small workbooks and XForms made here."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count

import xlsxwriter

from tests.builders import dung_of, moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.plan.forms.actions.submissions import Arrived, receive
from toso.plan.forms.actions.versions import publish_version, upload_version
from toso.plan.forms.models import Submission, Version
from toso.plan.forms.rules import definition

DAY = date(2026, 10, 20)
_numbers = count(1)

SURVEY = [
    ["type", "name", "label::Tiếng Việt (vi)", "relevant", "constraint", "calculation", "choice_filter"],
    ["text", "ten_ho", "Họ và tên chủ hộ"],
    ["integer", "so_nguoi", "Số người trong hộ", "", ". > 0 and . < 30"],
    ["select_one co_khong", "co_mang", "Hộ có mạng không?", "${so_nguoi} > 0"],
    ["begin_repeat", "thanh_vien", "Thành viên"],
    ["text", "ho_ten", "Họ tên"],
    ["end_repeat"],
    ["calculate", "gap_doi", "", "", "", "${so_nguoi} * 2"],
]
CHOICES = [["list_name", "name", "label::Tiếng Việt (vi)"], ["co_khong", "co", "Có"], ["co_khong", "khong", "Không"]]
SETTINGS = [["form_title", "form_id", "version"], ["Phiếu thử", "phieu_thu", "1"]]

Rows = Sequence[Sequence[object]]


def a_workbook(sheets: Mapping[str, Rows] | None = None) -> bytes:
    """An XLSForm: the one above, unless other sheets are given."""
    sheets = sheets or {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return packed.getvalue()


def a_survey(*rows: Sequence[object], choices: Rows = CHOICES) -> bytes:
    """An XLSForm whose survey sheet is the header above and these rows."""
    return a_workbook({"survey": [SURVEY[0], *rows], "choices": choices, "settings": SETTINGS})


XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
  <h:head>
    <h:title>Phiếu thử</h:title>
    <model>
      <itext>
        <translation lang="vi" default="true()"><text id="ten"><value>Tên</value></text></translation>
      </itext>
      <instance><data id="phieu_thu" version="3"><ten/><tuoi/><nam/></data></instance>
      <instance id="nam"><root><item><name>2026</name><label>2026</label></item></root></instance>
      <bind nodeset="/data/ten" type="string"/>
      <bind nodeset="/data/tuoi" type="int" relevant="/data/ten != ''"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/data/ten"><label ref="jr:itext('ten')"/></input>
    <input ref="/data/tuoi"><label>Tuổi</label></input>
    <select1 ref="/data/nam">
      <label>Năm</label>
      <itemset nodeset="instance('nam')/root/item"><value ref="name"/><label ref="label"/></itemset>
    </select1>
  </h:body>
</h:html>
"""


def an_xform(old: str = "", new: str = "") -> bytes:
    """An XForm without a fault, or with one: a piece of it replaced."""
    assert old in XFORM
    return XFORM.replace(old, new, 1).encode() if old else XFORM.encode()


FIELD_SURVEY = [
    ["type", "name", "label", "indicator", "part"],
    ["text", "thon", "Thôn", "", "place"],
    ["date", "ngay", "Ngày", "", "day"],
    ["select_one co_khong", "co_mang", "Hộ có mạng không?", "ho_co_mang=co", ""],
    ["integer", "so_nguoi", "Số người", "so_nguoi", ""],
    ["image", "anh", "Ảnh", "", ""],
]


def a_version(*, place: Place, version: str = "1", form_id: str = "phieu_ho", is_published: bool = True) -> Version:
    """A form kept at a place, open there and below, as the province's officer uploads it."""
    dung = dung_of(ancestors_of(place)[0])
    settings = [SETTINGS[0], ["Phiếu hộ", form_id, version]]
    content = a_workbook(
        {"survey": FIELD_SURVEY, "choices": [["list_name", "name", "label"], *CHOICES[1:]], "settings": settings}
    )
    kept = upload_version(
        content=content,
        file_name="phieu.xlsx",
        read=definition.read(content, file_name="phieu.xlsx"),
        place=place,
        by=dung,
        scope=scope_of(dung.pk, on=DAY),
        at=moment(DAY),
    )
    if is_published:
        publish_version(version_id=kept.pk, by=dung, scope=scope_of(dung.pk, on=DAY), at=moment(DAY))
    return kept


def a_filled_form(
    *,
    instance: str = "",
    place: str = "",
    answer: str = "co",
    people: str = "4",
    photo: str = "",
    deprecated: str = "",
    version: str = "1",
    form_id: str = "phieu_ho",
) -> bytes:
    """What a phone sends."""
    instance = instance or f"uuid:{next(_numbers)}"
    old = f"<deprecatedID>{deprecated}</deprecatedID>" if deprecated else ""
    return (
        f'<data id="{form_id}" version="{version}"><thon>{place}</thon><ngay>2026-10-19</ngay>'
        f"<co_mang>{answer}</co_mang>"
        f"<so_nguoi>{people}</so_nguoi><anh>{photo}</anh>"
        f"<meta><instanceID>{instance}</instanceID>{old}</meta></data>"
    ).encode()


def sent(xml: bytes, *, by: Person, files: Mapping[str, bytes] | None = None, hour: int = 9) -> Arrived:
    return receive(
        xml=xml, files=files or {}, device="may-mau", by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY, hour)
    )


def a_submission(*, place: Place, by: Person) -> Submission:
    """A filled form of a hamlet, of a form that its commune keeps."""
    form_id = own_form_id(place)
    if not Version.objects.filter(form__form_id=form_id).exists():
        a_version(place=ancestors_of(place)[-2], form_id=form_id)
    return sent(a_filled_form(place=place.code, form_id=form_id), by=by).submission


def own_form_id(place: Place) -> str:
    """A form id that no other place has: two worlds may stand side by side."""
    return f"phieu_{place.pk}"
