import io
import unicodedata

import pypdf
import pytest
from fontTools.ttLib import TTFont

from toso.ground.documents.blocks import Column, Paragraph, Table
from toso.ground.documents.queries import digest_of, faces, render_pdf, wording
from toso.ground.documents.tests.samples import LINK, a_decision, a_letter, a_report, a_report_with_annex

VOWELS, TONES = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
SMALL = [letter for v in VOWELS for t in TONES if (letter := unicodedata.normalize("NFC", v + t)) not in "aeiouy"] + [
    "đ"
]
LETTERS = SMALL + [letter.upper() for letter in SMALL]


def pages(document):
    return pypdf.PdfReader(io.BytesIO(render_pdf(document))).pages


def words(document):
    text = " ".join(page.extract_text() for page in pages(document))
    return " ".join(text.split())


def test_there_are_134_accented_letters_in_vietnamese():
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize("face", faces.FACES)
def test_every_vietnamese_letter_is_in_every_face_of_the_font(face):
    with TTFont(faces.FOLDER / f"Tinos-{face}.ttf") as font:
        shown = font.getBestCmap()

    assert [letter for letter in LETTERS if ord(letter) not in shown] == []


def test_every_vietnamese_letter_is_read_back_from_the_page():
    text = words(a_report(blocks=(Paragraph(" ".join(LETTERS)),), link=None))

    assert " ".join(LETTERS) in text


def test_the_letters_are_drawn_by_the_font_of_the_decree_and_nothing_else():
    document = a_report(blocks=(Paragraph(" ".join(LETTERS)),), link=None)

    drawn = {
        font["/BaseFont"].split("+")[1]
        for page in pages(document)
        for font in page["/Resources"]["/Font"].get_object().values()
    }

    assert {name.removesuffix("-Identity-H") for name in drawn} <= {f"Tinos-{face}" for face in faces.FACES}


@pytest.mark.parametrize("sign", faces.SIGNS_OF_TYPST)
def test_the_signs_lent_by_typst_are_really_drawn(sign):
    document = a_report(blocks=(Table((Column(sign),), ()),), link=None)

    fonts = pages(document)[0]["/Resources"]["/Font"].get_object().values()

    assert any("Libertinus" in font["/BaseFont"] or "NewCM" in font["/BaseFont"] for font in fonts)


def test_a_character_that_no_font_shows_is_refused_with_its_name():
    with pytest.raises(faces.MissingGlyph) as refusal:
        render_pdf(a_report(blocks=(Paragraph("Tốt 👍"),)))

    assert str(refusal.value) == "Không in được ký tự 👍 (U+1F44D). Hãy xoá hoặc thay ký tự này rồi in lại."


def test_state_and_motto_each_stand_on_one_line():
    lines = [line.strip() for line in pages(a_report())[0].extract_text().splitlines()]

    assert any(line.endswith(wording.STATE) for line in lines)
    assert any(line.endswith(wording.MOTTO) for line in lines)


def test_spaces_are_copied_as_plain_spaces():
    assert wording.NO_BREAK not in "".join(page.extract_text() for page in pages(a_report()))


def test_the_report_carries_all_its_words():
    text = words(a_report())

    for part in (
        "Số: 05/BC-UBND",
        "Nam Cam Ranh, ngày 18 tháng 11 năm 2026",
        "Kính gửi: Sở Khoa học và Công nghệ tỉnh Khánh Hòa",
        "trân trọng báo cáo./.",
        "Nơi nhận:",
        "- Lưu: VT, VHXH.",
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "4.108 386 91,3%",
        LINK.url,
    ):
        assert part in text


def test_a_decision_states_who_decides_on_what_basis_and_numbers_its_articles():
    text = words(a_decision())

    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ NAM CAM RANH Căn cứ Luật" in text
    assert "QUYẾT ĐỊNH: Điều 1. Thành lập" in text
    assert "kể từ ngày ký./." in text


def test_a_letter_has_its_subject_under_the_number():
    text = words(a_letter())

    assert "V/v đôn đốc báo cáo hoạt động của tổ công nghệ số cộng đồng DỰ THẢO" in text


def test_pages_are_a4_and_the_annex_lies_on_its_side():
    sizes = [(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in pages(a_report_with_annex())]

    assert sizes == [(595, 842)] * 2 + [(842, 595)] * 4


def test_the_number_is_hidden_on_the_first_page_and_each_annex_counts_its_own():
    firsts = [page.extract_text().split()[0] for page in pages(a_report_with_annex())]

    assert "1" not in (firsts[0], firsts[2])
    assert [firsts[at] for at in (1, 3, 4, 5)] == ["2", "2", "3", "4"]


def test_the_head_of_a_table_is_repeated_and_the_total_never_stands_alone():
    annex = [page.extract_text() for page in pages(a_report_with_annex())][2:]

    assert all("Xã, phường, đặc khu" in text for text in annex)
    assert "Toàn tỉnh" in annex[-1]
    assert "22195" in annex[-1]


def test_the_signature_never_stands_alone_on_a_page():
    for lines in range(20, 34):
        filler = tuple(Paragraph("Dòng đệm.") for _ in range(lines))
        texts = [page.extract_text() for page in pages(a_report(blocks=(*filler, Paragraph("Lời cuối")), link=None))]
        last = next(text for text in texts if "Nguyễn Mẫu An" in text)
        assert "Lời cuối./." in last, lines


def test_the_caption_of_a_table_never_parts_from_it():
    table = Table((Column("Cột đầu"),), (("ô đầu",),), caption="Bảng 1. Tên bảng", note="Đơn vị tính: lượt")

    for lines in range(20, 34):
        filler = tuple(Paragraph("Dòng đệm.") for _ in range(lines))
        report = a_report(blocks=(*filler, table), link=None)
        texts = [page.extract_text() for page in pages(report)]
        at = {words: next(n for n, text in enumerate(texts) if words in text) for words in ("Bảng 1", "ô đầu")}
        assert at["Bảng 1"] == at["ô đầu"], lines


def test_the_file_is_an_archive_copy_in_vietnamese_with_a_title():
    content = render_pdf(a_report())

    reader = pypdf.PdfReader(io.BytesIO(content))

    assert reader.metadata is not None
    assert str(reader.metadata["/Title"]).startswith("BÁO CÁO Kết quả hoạt động")
    assert str(reader.root_object["/Lang"]) == "vi"
    assert b"pdfaid:part" in content


def test_the_same_document_gives_the_same_bytes():
    assert digest_of(render_pdf(a_report())) == digest_of(render_pdf(a_report()))
    assert digest_of(render_pdf(a_report())) != digest_of(render_pdf(a_report(number="6")))


def test_without_fonts_the_way_out_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(faces, "FOLDER", tmp_path)

    with pytest.raises(faces.MissingFont, match="make_fonts"):
        faces.folders()
