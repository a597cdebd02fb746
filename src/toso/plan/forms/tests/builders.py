"""Forms as strangers send them: small workbooks and XForms made here."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

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
