import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm

from toso.ground.documents.blocks import Paragraph
from toso.ground.documents.queries import digest_of, render_docx, wording
from toso.ground.documents.tests.samples import a_decision, a_letter, a_report, a_report_with_annex


def opened(document):
    return docx.Document(io.BytesIO(render_docx(document)))


def words(part):
    return " ".join(t.text or "" for t in part.iter(qn("w:t"))).replace(wording.NO_BREAK, " ")


def millimetres(length):
    return round(length / Mm(1), 1)


def test_the_page_is_a4_with_the_margins_of_the_decree():
    section = opened(a_report()).sections[0]

    assert [millimetres(section.page_width), millimetres(section.page_height)] == [210, 297]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [millimetres(margin) for margin in margins] == [20, 20, 30, 15]


def test_the_text_is_times_new_roman_14_black_and_vietnamese():
    look = opened(a_report()).styles["Normal"].element.find(qn("w:rPr"))

    assert set(look.find(qn("w:rFonts")).attrib.values()) == {"Times New Roman"}
    assert look.find(qn("w:sz")).get(qn("w:val")) == "28"
    assert look.find(qn("w:color")).get(qn("w:val")) == "000000"
    assert look.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"


@pytest.mark.parametrize("name", ["Heading 1", "Heading 2", "Heading 3"])
def test_headings_are_real_headings_in_the_same_font(name):
    look = opened(a_report()).styles[name].element.find(qn("w:rPr"))

    assert set(look.find(qn("w:rFonts")).attrib.values()) == {"Times New Roman"}


def test_the_body_is_justified_with_its_first_line_indented():
    report = opened(a_report())

    body = next(p for p in report.paragraphs if p.text.startswith("Thực hiện Kế hoạch"))

    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert millimetres(body.paragraph_format.first_line_indent) == 12.7
    assert body.paragraph_format.space_after.pt == 6


def test_the_head_holds_issuer_state_motto_number_and_day():
    head = opened(a_report()).tables[0]

    assert [words(head.cell(0, 1)._tc)] == [f"{wording.STATE} {wording.MOTTO}"]
    assert words(head.cell(0, 0)._tc) == "ỦY BAN NHÂN DÂN XÃ NAM CAM RANH"
    assert words(head.cell(1, 0)._tc) == "Số: 05/BC-UBND"
    assert words(head.cell(1, 1)._tc) == "Nam Cam Ranh, ngày 18 tháng 11 năm 2026"


def test_the_number_of_the_page_is_a_field_in_the_top_margin_hidden_on_the_first():
    section = opened(a_report()).sections[0]

    assert section.different_first_page_header_footer
    assert "PAGE" in "".join(node.text for node in section.header._element.iter(qn("w:instrText")))
    assert millimetres(section.header_distance) == 10


def test_each_part_counts_its_own_pages_and_the_annex_lies_on_its_side():
    sections = opened(a_report_with_annex()).sections

    assert [millimetres(section.page_width) for section in sections] == [210, 297]
    assert [s._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for s in sections] == ["1", "1"]
    assert all("PAGE" in section.header._element.xml for section in sections)


def test_the_head_of_a_table_is_repeated_and_rows_are_never_torn():
    table = opened(a_report_with_annex()).tables[-1]._tbl

    rows = table.findall(qn("w:tr"))
    heads = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in rows]

    assert heads == [True, True] + [False] * 66
    assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)


def test_the_columns_fill_the_width_of_the_page_exactly():
    table = opened(a_report_with_annex()).tables[-1]._tbl

    widths = [int(column.get(qn("w:w"))) for column in table.find(qn("w:tblGrid"))]

    assert sum(widths) == round(252 * 1440 / 25.4)


def test_numbers_stand_at_the_right_in_vietnamese_writing():
    table = opened(a_report()).tables[1]

    cell = table.cell(3, 3)

    assert cell.text == "4.500"
    assert cell.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_recipients_and_signature_stay_together_at_the_end():
    foot = opened(a_report()).tables[2]

    assert words(foot.cell(0, 0)._tc).startswith("Nơi nhận: - Như trên;")
    assert words(foot.cell(0, 1)._tc) == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Mẫu An"


def test_the_code_carries_the_address_of_the_live_record():
    xml = zipfile.ZipFile(io.BytesIO(render_docx(a_report()))).read("word/document.xml").decode()

    assert 'descr="https://toso.example.vn/ho-so/bc/7f3a9c21"' in xml
    assert "3f0a77be 51c2d48e 9b6a0c3d 5e7f1a2b" in xml


def test_a_decision_has_its_articles_in_bold_and_its_bases_in_italics():
    decision = opened(a_decision())

    article = next(p for p in decision.paragraphs if p.text.startswith("Điều 1."))
    basis = next(p for p in decision.paragraphs if p.text.startswith("Căn cứ"))

    assert [run.bold for run in article.runs] == [True, None, None]
    assert basis.runs[0].italic


def test_a_letter_has_no_title_and_its_draft_says_so():
    head = opened(a_letter()).tables[0]

    assert words(head.cell(1, 0)._tc).endswith("của tổ công nghệ số cộng đồng DỰ THẢO")


def test_words_with_markup_or_forbidden_characters_do_not_break_the_file():
    report = opened(a_report(blocks=(Paragraph("a < b & c > d\x0b\x00 “ế”"),)))

    assert "a < b & c > d “ế”./." in [p.text for p in report.paragraphs]


def test_the_same_document_gives_the_same_bytes():
    assert digest_of(render_docx(a_report())) == digest_of(render_docx(a_report()))
