"""Old Vietnamese alphabets: tables that round-trip, and the right one found for each cell."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.ground.tables.rules import legacy, letters
from toso.ground.tables.rules.legacy import Piece, encoding_of_font, read_all, shows_capitals
from toso.ground.tables.rules.letters import Encoding, converted
from toso.ground.tables.rules.syllables import COMMON, is_syllable

SMALL = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
PLAIN = "abcdeghiklmnopqrstuvxy ABCDEGHIKLMNOPQRSTUVXY0123456789.,()-/"
VOWELS = st.text(alphabet=SMALL + SMALL.upper() + PLAIN, max_size=80)

SMALL_ONLY = st.text(alphabet=SMALL + "ĂÂÊÔƠƯĐ" + "bcdghklmnpqrstvx BCDGHKLMNPQRSTVX0123456789.,()-/", max_size=80)
SENTENCES = [
    "Tổ công nghệ số cộng đồng thôn Phước Thượng",
    "Ủy ban nhân dân xã Nam Cam Ranh, tỉnh Khánh Hòa",
    "Danh sách thành viên tổ, kèm theo Quyết định số 12/QĐ-UBND",
    "Nguyễn Mẫu An",
    "Trưởng thôn kiêm tổ trưởng",
    "Hướng dẫn nộp hồ sơ trực tuyến",
]


@given(SMALL_ONLY)
def test_tcvn3_comes_back_as_it_was(text):
    assert converted(letters.to_tcvn3(text), Encoding.TCVN3) == text


@given(VOWELS.filter(lambda text: not any(pair in text.lower() for pair in ("aa", "ee"))))
def test_viscii_comes_back_as_it_was(text):
    assert converted(letters.to_viscii(text), Encoding.VISCII) == text


@given(st.lists(st.sampled_from(sorted(COMMON)), max_size=8), st.booleans())
def test_vni_comes_back_as_it_was(words, is_upper):
    text = " ".join(words).upper() if is_upper else " ".join(words)

    assert converted(letters.to_vni(text), Encoding.VNI) == text


@given(st.text(max_size=60), st.sampled_from(list(Encoding)))
def test_whatever_the_text_a_reading_is_in_form_c_and_never_fails(text, encoding):
    assert unicodedata.is_normalized("NFC", legacy.unicode_text(text, encoding)) or text.isascii()


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    "typed",
    [
        letters.to_tcvn3,
        letters.to_vni,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.encode("utf-8").decode("cp1252", "ignore") if text.isascii() else text,
    ],
)
def test_a_sentence_is_read_whatever_it_was_typed_in(sentence, typed):
    expected = (
        sentence if typed is not letters.to_tcvn3 else letters.converted(letters.to_tcvn3(sentence), Encoding.TCVN3)
    )

    assert read_all([Piece(typed(sentence))]) == [expected]


def test_a_workbook_may_mix_alphabets_from_cell_to_cell():
    pieces = [Piece(letters.to_tcvn3(SENTENCES[0])), Piece(letters.to_vni(SENTENCES[1])), Piece(SENTENCES[2])]

    assert read_all(pieces) == SENTENCES[:3]


def test_even_two_words_of_one_cell_may_differ():
    assert read_all([Piece("Nguyễn V¨n An, thôn Ph­íc H¶i")]) == ["Nguyễn Văn An, thôn Phước Hải"]
    assert read_all([Piece("tại Quyết ®ịnh số 477")]) == ["tại Quyết định số 477"]


def test_a_cell_too_short_to_tell_is_read_like_its_neighbours():
    column = [Piece(letters.to_tcvn3(name), "", 1) for name in ("Nguyễn Mẫu Hùng", "Trần Mẫu Cường", "Lê Mẫu Đức")]

    assert read_all([*column, Piece("Sè", "", 1)])[-1] == "Số"
    assert read_all([Piece("Sè", "", 1)]) == ["Sè"]


def test_the_font_of_a_cell_is_evidence_but_a_unicode_text_in_an_old_font_stays():
    assert read_all([Piece("Tæ", ".VnTime")]) == ["Tổ"]
    assert read_all([Piece("Tổ công nghệ số", ".VnTime")]) == ["Tổ công nghệ số"]


def test_fonts_are_known_by_their_names():
    assert encoding_of_font(".VnArial NarrowH") is Encoding.TCVN3
    assert encoding_of_font("VNI-Times") is Encoding.VNI
    assert encoding_of_font("Times New Roman") is None
    assert shows_capitals(".VnTimeH")
    assert not shows_capitals(".VnTime")


def test_a_word_typed_in_capitals_is_read_in_capitals_though_the_font_has_no_such_letter():
    assert read_all([Piece("PHÇN chi, Nhµ v¨n ho¸ th«n")]) == ["PHẦN chi, Nhà văn hoá thôn"]


@pytest.mark.parametrize("typed", [letters.to_tcvn3, letters.to_vni, letters.to_viscii])
@pytest.mark.parametrize(
    "title", ["BIỂU TỔNG HỢP KẾT QUẢ", "ỦY BAN NHÂN DÂN XÃ", "HỌ TÊN", "ĐƠN VỊ", "SỐ LƯỢNG", "CHỨC VỤ"]
)
def test_a_title_in_capitals_is_read_in_capitals_whatever_it_was_typed_in(title, typed):
    column = [Piece(typed(name), "", 1) for name in (title, "Nguyễn Mẫu Hùng", "Trần Mẫu Cường", "Lê Mẫu Đức")]

    assert read_all(column)[0] == title


def test_an_abbreviation_in_capitals_makes_no_title_of_its_cell():
    assert read_all([Piece(letters.to_tcvn3("Số VNĐ"), ".VnTime")]) == ["Số VNĐ"]


def test_foreign_words_and_signs_are_left_alone():
    for text in ("São Tomé", "Café", "20 °C ± 2", "2…", "“Việc”", "François", "½ ngày", "Ørsted"):
        assert read_all([Piece(text)]) == [text]


def test_utf8_that_was_read_as_latin_is_read_again():
    garbled = "Nguyễn Mẫu Bình".encode().decode("cp1252", "replace").replace("\ufffd", "\x81")

    assert read_all([Piece(garbled)])[0].startswith("Nguy")


def test_syllables():
    assert all(is_syllable(word) for word in ["nguyễn", "khánh", "giếng", "quốc", "gì", "uỷ", "yến", "Đường"])
    assert not any(is_syllable(word) for word in ["bcd", "Kh¸nh", "tÝnh-", "tòp", "ngh", "xzy"])
    assert [word for word in COMMON if not is_syllable(word)] == []


@pytest.mark.parametrize("typed", [letters.to_tcvn3, letters.to_vni])
def test_a_cell_half_pasted_from_an_old_alphabet_is_read_whole(typed):
    assert read_all([Piece(typed("Hướng dẫn dưỡng sức") + " người dân sử dụng điện thoại")]) == [
        "Hướng dẫn dưỡng sức người dân sử dụng điện thoại"
    ]
