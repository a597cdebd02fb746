"""An XLSForm is converted, or each of its faults is told with sheet, row and column."""

import io
import re
import zipfile
from collections.abc import Sequence

import pytest
import xlsxwriter
from pyxform.errors import ErrorCode

from toso.plan.forms.queries import converter
from toso.plan.forms.queries.faults import told
from toso.plan.forms.rules import definition, workbook, xform
from toso.plan.forms.rules.faults import FaultKind
from toso.plan.forms.tests.builders import CHOICES, SETTINGS, SURVEY, a_survey, a_workbook


def faults_of(content: bytes) -> list[tuple[str, str, int, str, str]]:
    form = definition.read(content, file_name="phieu.xlsx")
    return [(f.kind.name, f.place.sheet, f.place.row, f.place.letter, f.said) for f in form.faults]


def test_a_whole_form_becomes_an_xform_and_says_what_it_asks():
    form = definition.read(a_workbook(), file_name="phieu.xlsx")

    assert form.faults == ()
    assert form.summary is not None
    assert (form.summary.form_id, form.summary.version, form.summary.title) == ("phieu_thu", "1", "Phiếu thử")
    assert (form.summary.questions, form.summary.groups, form.summary.repeats) == (4, 1, 1)
    assert form.summary.languages == ("Tiếng Việt (vi)",)
    assert xform.check(form.xform) == []
    assert "Họ và tên chủ hộ" in form.xform.decode()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["integr", "a", "A"], ("MISSPELT_TYPE", "survey", 2, "A", "integr")),
        (["", "a", "A"], ("NO_TYPE", "survey", 2, "A", "")),
        (["text", "", "A"], ("NO_NAME", "survey", 2, "B", "text")),
        (["text", "họ tên", "A"], ("BAD_NAME", "survey", 2, "B", "họ tên")),
        (["text", "1a", "A"], ("BAD_NAME", "survey", 2, "B", "1a")),
        (["text", "meta", "A"], ("RESERVED_NAME", "survey", 2, "B", "meta")),
        (["select_one xa", "a", "A"], ("UNKNOWN_LIST", "survey", 2, "A", "xa")),
        (["calculate", "a"], ("NO_CALCULATION", "survey", 2, "F", "")),
        (["end_repeat"], ("END_WITHOUT_BEGIN", "survey", 2, "A", "end_repeat")),
        (["begin_group", "a", "A"], ("BEGIN_WITHOUT_END", "survey", 2, "A", "begin_group")),
        (["text", "a", "A", "${b} = 1"], ("UNKNOWN_REFERENCE", "survey", 2, "D", "b")),
        (["text", "a", "A ${b"], ("BAD_REFERENCE", "survey", 2, "C", "A ${b")),
        (["text", "a", "A", "", "(. > 1"], ("BAD_EXPRESSION", "survey", 2, "E", "(. > 1")),
        (["text", "a", "A", "", "lenght(.) > 1"], ("UNKNOWN_FUNCTION", "survey", 2, "E", "lenght")),
        (["text", "a", "A", "", "if(. > 1, 2) = 2"], ("WRONG_ARGUMENTS", "survey", 2, "E", "if")),
        (["text", "a", "A", "", ". != today(1)"], ("WRONG_ARGUMENTS", "survey", 2, "E", "today")),
        (["text", "a", "A", "${a} != ''"], ("DECIDES_ITSELF", "survey", 2, "B", "/data/a")),
        (["select_one", "a", "A"], ("NO_LIST", "survey", 2, "A", "select_one")),
        (["text", "a:b", "A"], ("BAD_NAME", "survey", 2, "B", "a:b")),
        (["text", "a😀", "A"], ("BAD_NAME", "survey", 2, "B", "a😀")),
    ],
)
def test_each_fault_of_a_row_is_told_at_its_cell(row: Sequence[str], expected: tuple[str, str, int, str, str]):
    assert faults_of(a_survey(row)) == [expected]


def test_every_fault_is_told_at_once_in_the_order_of_the_sheet():
    content = a_survey(["text", "a", "A"], ["text", "a", "B"], [], ["int_", "c", "C"], ["select_one x", "d", "D"])

    assert faults_of(content) == [
        ("DOUBLE_NAME", "survey", 3, "B", "a"),
        ("MISSPELT_TYPE", "survey", 5, "A", "int_"),
        ("UNKNOWN_LIST", "survey", 6, "A", "x"),
    ]


def test_functions_are_counted_by_their_own_commas_only():
    content = a_survey(["text", "a", "A", "", "if(contains(., 'x,y('), concat(1, 2, 3), coalesce(., (1))) != ''"])

    assert faults_of(content) == []


def test_a_bare_word_is_no_yes():
    survey = [["type", "name", "label", "required"], ["text", "a", "A", "có"], ["text", "b", "B", "yes"]]

    assert faults_of(a_workbook({"survey": survey})) == [("NOT_YES_OR_NO", "survey", 2, "D", "có")]


def test_groups_in_groups_have_a_floor():
    deep = [["begin_group", f"g{at}", "G"] for at in range(80)] + [["text", "a", "A"]] + [["end_group"]] * 80

    assert faults_of(a_survey(*deep)) == [("TOO_DEEP", "survey", 62, "A", "60")]
    assert faults_of(a_survey(*deep[20:-20])) == []


def test_a_reference_to_one_of_two_names_is_told_at_its_cell():
    inner = [["begin_group", "g", "G"], ["text", "a", "A"], ["end_group"]]
    content = a_survey(*inner, ["text", "a", "A"], ["text", "b", "Chào ${a}"])

    assert faults_of(content) == [("DOUBLE_REFERENCE", "survey", 6, "C", "a")]


def test_a_question_without_words_is_told_at_its_row():
    (fault,) = definition.read(a_survey(["text", "a", ""], ["text", "b", "B"]), file_name="phieu.xlsx").faults

    assert (fault.kind, fault.place.row, fault.place.letter) == (FaultKind.CONVERTER, 2, "B")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["range", "a", "A", "end=mười"], "D", "Tham số “end” của thang đo phải là số."),
        (["text", "a", "A", "rows=ba"], "D", "Tham số “rows” phải là số nguyên."),
        (["image", "a", "A", "max-pixels=lon"], "D", "Tham số “max-pixels” phải là số nguyên."),
        (["audio", "a", "A", "quality=hay"], "D", "Tham số “quality” có giá trị không nhận được."),
        (["select_one_from_file xa", "a", "A"], "A", "phải ghi tên tệp có đuôi"),
        (["audit", "theo_doi"], "B", "Dòng audit phải để trống tên"),
        (["text", "a", "A", "", "ten"], "E", "chưa khai báo danh sách nào ở trang “entities”"),
    ],
)
def test_a_refusal_of_the_converter_is_told_in_our_words_at_its_cell(row: Sequence[str], column: str, words: str):
    survey = [["type", "name", "label", "parameters", "save_to"], ["text", "dau", "Đầu"], row]
    (fault,) = definition.read(a_workbook({"survey": survey}), file_name="phieu.xlsx").faults

    assert (fault.kind, fault.place.row, fault.place.letter) == (FaultKind.CONVERTER, 3, column)
    assert words in told(fault)


def test_every_numbered_sentence_of_the_converter_is_known_in_our_words():
    assert set(converter.NUMBERED) == set(ErrorCode)
    for code in ErrorCode:
        said = code.value.format(**dict.fromkeys(re.findall(r"{(\w+)}", code.value.msg), "1"))
        assert converter.in_our_words(said).startswith(str(converter.NUMBERED[code]).partition("%")[0])


def test_what_the_converter_says_in_words_that_we_do_not_know_stays_as_it_is():
    assert converter.in_our_words("[row : 3] Something new.") == "Something new."
    assert converter.remark("[row : 3] Something new.") == "dòng 3: Something new."


def test_a_type_in_another_case_and_a_sheet_without_its_last_letter_are_named():
    types = a_workbook({"survey": [["type", "name", "label"], ["Text", "a", "A"], ["Begin Group", "g", "G"]]})
    sheet = a_workbook({"survey": [["type", "name", "label"], ["select_one xa", "a", "A"]], "choice": CHOICES})

    assert faults_of(types) == [
        ("MISSPELT_TYPE", "survey", 2, "A", "Text"),
        ("MISSPELT_TYPE", "survey", 3, "A", "Begin Group"),
    ]
    (fault,) = definition.read(sheet, file_name="phieu.xlsx").faults
    assert told(fault).endswith("tệp không có trang tính “choices”. Các trang đang có: survey, choice.")


def test_a_form_that_would_be_sent_encrypted_is_refused():
    settings = [["form_title", "form_id", "public_key"], ["Mã hoá", "ma_hoa", "MIIB"]]
    survey = [["type", "name", "label"], ["text", "a", "A"]]

    assert faults_of(a_workbook({"survey": survey, "settings": settings})) == [("ENCRYPTED", "settings", 2, "C", "")]


def test_signs_that_no_xml_holds_are_left_out():
    form = definition.read(a_survey(["text", "a", "A\x0bB"]), file_name="phieu.xlsx")

    assert form.faults == ()
    assert ">AB<" in form.xform.decode()


def test_a_name_may_come_again_in_another_group_but_not_in_the_same():
    content = a_survey(
        ["text", "a", "A"], ["begin_group", "g", "G"], ["text", "a", "A"], ["end_group"], ["text", "a", "A"]
    )

    assert faults_of(content) == [("DOUBLE_NAME", "survey", 6, "B", "a")]


def test_questions_that_decide_each_other_are_told_at_their_row():
    content = a_survey(
        ["text", "x", "X"],
        ["calculate", "a", "", "", "", "${b} + 1"],
        ["calculate", "b", "", "", "", "${a} + 1"],
    )

    assert faults_of(content) == [("CYCLE", "survey", 3, "B", "/data/a → /data/b → /data/a")]


def test_the_headers_must_be_there_once():
    no_name = a_workbook({"survey": [["type", "label"], ["text", "A"]]})
    twice = a_workbook({"survey": [["type", "name", "label", "label"], ["text", "a", "A", "B"]]})
    aliases = a_workbook({"survey": [["type", "name", "label", "relevant", "relevance"], ["text", "a", "A", "", ""]]})

    assert faults_of(no_name) == [("MISSING_COLUMN", "survey", 1, "", "name")]
    assert faults_of(twice) == [("DOUBLE_HEADER", "survey", 1, "D", "label")]
    assert faults_of(aliases) == [("SAME_COLUMN", "survey", 1, "E", "relevance")]


def test_choices_need_a_list_a_name_and_no_double():
    choices = [*CHOICES, ["co_khong", "", "Rỗng"], ["", "la", "Lạ"], ["co_khong", "co", "Có nữa"]]

    assert faults_of(a_survey(["text", "a", "A"], choices=choices)) == [
        ("CHOICE_WITHOUT_NAME", "choices", 4, "B", ""),
        ("CHOICE_WITHOUT_LIST", "choices", 5, "A", ""),
        ("DOUBLE_CHOICE", "choices", 6, "B", "co"),
    ]


def test_what_only_the_converter_refuses_is_told_with_its_row():
    content = a_workbook(
        {
            "survey": [["type", "name", "label", "parameters"], ["text", "a", "A", "rows=nhieu"]],
            "settings": SETTINGS,
        }
    )

    (fault,) = definition.read(content, file_name="phieu.xlsx").faults

    assert (fault.kind, fault.place.row) == (FaultKind.CONVERTER, 2)
    assert "rows" in fault.said


def test_a_question_may_be_called_data():
    form = definition.read(a_survey(["text", "data", "Dữ liệu"]), file_name="phieu.xlsx")

    assert form.faults == ()


def test_a_workbook_without_a_survey_names_its_sheets():
    content = a_workbook({"Sheet1": [["a"]], "Sheet2": [["b"]]})

    assert faults_of(content) == [("NO_SURVEY_SHEET", "", 0, "", "Sheet1, Sheet2")]


def test_what_is_no_workbook_is_refused():
    assert faults_of(b"") == [("NOT_A_FORM", "", 0, "", "")]
    assert faults_of("họ tên;tuổi".encode()) == [("NOT_A_FORM", "", 0, "", "")]
    assert faults_of(b"PK\x03\x04 cut short") == [("NOT_A_FORM", "", 0, "", "")]


def test_a_small_file_that_unpacks_into_a_large_one_is_not_opened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (workbook.MOST_BYTES_UNPACKED + 1))

    assert faults_of(packed.getvalue()) == [("TOO_LARGE", "", 0, "", "")]


def test_a_cell_far_away_is_refused_before_the_reader_makes_room_for_all_before_it():
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name", "label"])
        sheet.write(1_048_000, 16_000, "text")

    assert faults_of(packed.getvalue()) == [("TOO_LARGE", "", 0, "", "")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('<r times="1048570"><c times="16380"/></r><r><c times="16380"/><c>x</c></r>', "TOO_LARGE"),
        ('<r times="1048576"><c times="16384">x</c></r>', "TOO_LARGE"),
        ('<r times="1048570"><c times="16380"/></r>', "MISSING_COLUMN"),  # what an office program writes at the end
    ],
)
def test_a_repeated_cell_of_an_open_document_is_counted_before_it_is_read(rows: str, expected: str):
    table, office = ("urn:oasis:names:tc:opendocument:xmlns:" + name for name in ("table:1.0", "office:1.0"))
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    body = rows.replace("<c>x</c>", cell).replace('<c times="16384">x</c>', cell.replace("l ", 'l times="16384" ', 1))
    for short, whole in (("<r", "<table:table-row"), ("</r>", "</table:table-row>"), ("<c", "<table:table-cell")):
        body = body.replace(short, whole)
    body = body.replace("row times", "row table:number-rows-repeated").replace(
        "cell times", "cell table:number-columns-repeated"
    )
    first = f"<table:table-row>{cell}</table:table-row>"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="survey">{first}{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)

    assert [kind for kind, *_place in faults_of(packed.getvalue())] == [expected]


def test_a_fault_is_told_in_one_line_with_sheet_row_and_column():
    form = definition.read(a_survey(["integr", "a", "A"]), file_name="phieu.xlsx")

    assert (
        told(form.faults[0]) == "trang survey, dòng 2, cột A (type): Không có kiểu câu hỏi “integr”. Có phải “integer”?"
    )


def test_rows_keep_their_numbers_across_empty_ones():
    sheets, _names = workbook.read(a_workbook({"survey": [SURVEY[0], [], [], SURVEY[1]]}))

    assert [number for number, _cells in sheets["survey"].rows] == [4]
    assert sheets["survey"].as_records()[2]["name"] == "ten_ho"


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [workbook.letter(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
