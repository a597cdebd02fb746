"""An XForm is taken as it is, or each of its faults is told with its element and line."""

import os
from pathlib import Path

import pytest

from toso.plan.forms.queries.faults import told
from toso.plan.forms.rules import answers, definition
from toso.plan.forms.rules.faults import FaultKind
from toso.plan.forms.tests.builders import a_filled_form, an_xform

SAMPLES = "TOSO_XLSFORMS"


def kinds_of(content: bytes) -> list[FaultKind]:
    return [fault.kind for fault in definition.read(content, file_name="phieu.xml").faults]


def test_a_faultless_xform_is_kept_byte_for_byte():
    form = definition.read(an_xform(), file_name="phieu.xml")

    assert form.faults == ()
    assert form.xform == an_xform()
    assert form.summary is not None
    assert (form.summary.form_id, form.summary.version, form.summary.questions) == ("phieu_thu", "3", 3)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('nodeset="/data/ten"', 'nodeset="/data/la"', FaultKind.BIND_TO_NOTHING),
        ('nodeset="/data/ten" ', "", FaultKind.BIND_WITHOUT_NODESET),
        ('nodeset="/data/ten"', 'nodeset="/data/tuoi"', FaultKind.DOUBLE_BIND),
        ('ref="/data/tuoi"', 'ref="/data/la"', FaultKind.CONTROL_TO_NOTHING),
        ('<input ref="/data/tuoi">', "<input>", FaultKind.CONTROL_WITHOUT_REF),
        ("jr:itext('ten')", "jr:itext('la')", FaultKind.UNKNOWN_TEXT),
        ("instance('nam')", "instance('la')", FaultKind.UNKNOWN_INSTANCE),
        ("/data/ten != ''", "/data/ten !=", FaultKind.BAD_EXPRESSION),
        ("/data/ten != ''", "la_ham(1)", FaultKind.UNKNOWN_FUNCTION),
        ("/data/ten != ''", "/data/la = 1", FaultKind.UNKNOWN_REFERENCE),
        (' id="phieu_thu"', "", FaultKind.NO_FORM_ID),
        ('<value ref="name"/>', "", FaultKind.NO_CHOICES),
        ("<h:body>", "<h:bodi>", FaultKind.NOT_XML),
        ("</h:head>", "<model/></h:head>", FaultKind.TWO_MODELS),
        ("<nam/></data>", "<nam/></data><data/>", FaultKind.TWO_ROOTS),
        ("<ten/><tuoi/>", "<ten/><ten/><tuoi/>", FaultKind.DOUBLE_NODE),
        ("/data/ten != ''", "../la != ''", FaultKind.UNKNOWN_REFERENCE),
        ("/data/ten != ''", "../tuoi != ''", FaultKind.DECIDES_ITSELF),
        ("/data/ten != ''", "selected(/data/ten)", FaultKind.WRONG_ARGUMENTS),
        (
            '<input ref="/data/tuoi"><label>Tuổi</label></input>',
            '<slider ref="/data/tuoi"/>',
            FaultKind.UNKNOWN_ELEMENT,
        ),
        ('<instance id="nam">', '<instance id="nam" src="http://la.example/nam.xml">', FaultKind.FOREIGN_SOURCE),
    ],
)
def test_each_fault_of_an_xform_is_found(old: str, new: str, kind: FaultKind):
    assert kinds_of(an_xform(old, new)) == [kind]


def test_a_fault_names_its_element_and_line():
    (fault,) = definition.read(an_xform('nodeset="/data/ten"', 'nodeset="/data/la"'), file_name="phieu.xml").faults

    assert told(fault) == (
        'dòng 12, phần tử html/head/model/bind[@nodeset="/data/la"]: '
        "bind chỉ tới “/data/la”, không có trong phần dữ liệu."
    )


def test_a_choice_needs_a_value():
    itemset = """<itemset nodeset="instance('nam')/root/item"><value ref="name"/><label ref="label"/></itemset>"""

    assert kinds_of(an_xform(itemset, "<item><label>2026</label></item>")) == [FaultKind.CHOICE_WITHOUT_VALUE]


def test_questions_that_decide_each_other_are_found_by_relative_paths_too():
    ring = an_xform('type="string"/>', 'type="string" relevant="../tuoi &gt; 1"/>')

    assert kinds_of(ring) == [FaultKind.CYCLE]


def test_what_stands_in_brackets_is_read_from_elsewhere():
    inside = an_xform("/data/ten != ''", "count(instance('nam')/root/item[../khac = current()/../ten]) = 0")

    assert kinds_of(inside) == []


def test_a_remark_in_the_xml_is_no_part_of_the_form():
    remarked = an_xform("<item><name>2026</name>", "<item><!-- năm nay --><name>20<!-- hai -->26</name>")

    form = definition.read(remarked, file_name="phieu.xml")

    assert form.faults == ()
    assert answers.questions_of(form.xform) == answers.questions_of(an_xform())


def test_a_remark_inside_an_answer_cuts_nothing_off():
    assert answers.read(a_filled_form(people="1<!-- mới -->4<?in?>0")).answers["so_nguoi"] == "140"


def test_a_document_type_with_entities_is_refused_unread():
    bomb = an_xform(
        '<?xml version="1.0"?>', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    )

    assert kinds_of(bomb) == [FaultKind.FORBIDDEN_XML]


def test_xml_that_is_no_form_is_refused():
    assert kinds_of(b"<html><body/></html>") == [FaultKind.NOT_XFORM]


@pytest.mark.skipif(SAMPLES not in os.environ, reason=f"forms of strangers lie in the folder that {SAMPLES} names")
def test_forms_of_strangers_are_taken_or_refused_as_their_list_says():
    folder = Path(os.environ[SAMPLES])
    refused = {"MCH_v1.xlsx", "enumerator_weekly.xlsx", "duplicate_columns.xlsx", "unknown_question_type.xls"}

    for file in [*folder.glob("*.xls*"), *folder.glob("xforms/*.xml")]:
        form = definition.read(file.read_bytes(), file_name=file.name)
        assert bool(form.faults) == (file.name in refused), (file.name, form.faults)
