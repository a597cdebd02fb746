"""The Vietnamese alphabets of before Unicode, as they stand in old office files.

Such a file keeps one byte (TCVN3, VISCII) or a letter with a mark behind it (VNI) and lets the
*font* draw the Vietnamese letter; a program that does not know the font shows "Kh¸nh Hoµ" or
"Khaùnh Hoøa". Sources: TCVN 5712:1993 (VN3, the "ABC" fonts .VnTime …), RFC 1456 (VISCII), the
tables of the VNI fonts, code page 1258 of Windows.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum


class Encoding(StrEnum):
    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    WINDOWS_1258 = "windows-1258"  # kept as code page 1252 by a program that knew no other
    UTF8_AS_LATIN = "utf-8"  # UTF-8 read as code page 1252: "Nguyá»…n"


TCVN3_FROM = "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
TCVN3_TO = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_TCVN3 = dict(zip(map(ord, TCVN3_FROM), TCVN3_TO, strict=True))

# VNI: a plain letter with a mark behind it, in the order level, grave, hook, tilde, acute, dot.
VNI_TONES = {"": "", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323"}
VNI_HATS = {"â": "\u0302", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "á": "\u0302\u0301"}
VNI_HATS |= {"ä": "\u0302\u0323"}
VNI_BREVES = {"ê": "\u0306", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "é": "\u0306\u0301"}
VNI_BREVES |= {"ë": "\u0306\u0323"}
VNI_ALONE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}

VISCII_LOW = {"\x02": "Ẳ", "\x05": "Ẵ", "\x06": "Ẫ", "\x14": "Ỷ", "\x19": "Ỹ", "\x1e": "Ỵ"}
VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII = {ord(low): high for low, high in VISCII_LOW.items()} | {
    0x80 + at: letter for at, letter in enumerate(VISCII_HIGH)
}


def _composed(letter: str, mark: str) -> str:
    return unicodedata.normalize("NFC", letter + mark)


def _vni_pairs() -> dict[str, str]:
    pairs: dict[str, str] = dict(VNI_ALONE)
    for base in "aeouy":
        pairs |= {base + mark: _composed(base, tone) for mark, tone in VNI_TONES.items() if mark}
    for base in "aeo":
        pairs |= {base + mark: _composed(base, hat) for mark, hat in VNI_HATS.items()}
    pairs |= {f"a{mark}": _composed("a", breve) for mark, breve in VNI_BREVES.items()}
    for base, letter in (("ô", "ơ"), ("ö", "ư")):
        pairs |= {base + mark: _composed(letter, tone) for mark, tone in VNI_TONES.items() if mark}
    return pairs


VNI = _vni_pairs()
_VNI_FOUND = re.compile("|".join(sorted(VNI, key=len, reverse=True)), re.IGNORECASE)


def _vni_letter(found: re.Match[str]) -> str:
    written = found.group()
    letter = VNI[written.lower()]
    return letter.upper() if written[0].isupper() else letter


def _bytes(text: str) -> bytes:
    """The bytes behind a text that was read as code page 1252, or as Latin-1 where that page has holes."""
    return b"".join(letter.encode("cp1252", "ignore") or letter.encode("latin-1", "ignore") for letter in text)


def from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    return _VNI_FOUND.sub(_vni_letter, text)


def from_viscii(text: str) -> str:
    return "".join(_from_byte(letter) for letter in text)


def _from_byte(letter: str) -> str:
    raw = _bytes(letter)
    return _VISCII.get(raw[0], letter) if len(raw) == 1 else letter


def from_windows_1258(text: str) -> str:
    return unicodedata.normalize("NFC", _reread(text, "cp1258"))


def from_utf8(text: str) -> str:
    return unicodedata.normalize("NFC", _reread(text, "utf-8"))


def _reread(text: str, page: str) -> str:
    """The text read again by another page; as it is where it cannot have been written by that page."""
    if any(ord(letter) > 0xFF and len(letter.encode("cp1252", "ignore")) != 1 for letter in text):
        return text
    try:
        return _bytes(text).decode(page)
    except UnicodeDecodeError:
        return text


CONVERTERS: dict[Encoding, Callable[[str], str]] = {
    Encoding.UNICODE: lambda text: text,
    Encoding.TCVN3: from_tcvn3,
    Encoding.VNI: from_vni,
    Encoding.VISCII: from_viscii,
    Encoding.WINDOWS_1258: from_windows_1258,
    Encoding.UTF8_AS_LATIN: from_utf8,
}


def converted(text: str, encoding: Encoding) -> str:
    """The text in Unicode form C, read as that encoding. Letters the encoding does not have stay."""
    return unicodedata.normalize("NFC", CONVERTERS[encoding](unicodedata.normalize("NFC", text)))


def to_tcvn3(text: str) -> str:
    """For trials: the text as an ABC font keeps it. Its capitals with a tone are kept small, as the fonts do."""
    back = {letter: chr(code) for code, letter in _TCVN3.items()}
    return "".join(
        back.get(letter) or back.get(letter.lower(), letter) for letter in unicodedata.normalize("NFC", text)
    )


def to_vni(text: str) -> str:
    """For trials: the text as a VNI font keeps it."""
    back = {letter: written for written, letter in VNI.items()}
    out = []
    for letter in unicodedata.normalize("NFC", text):
        written = back.get(letter.lower(), letter)
        out.append(written.upper() if letter.isupper() else written)
    return "".join(out)


def to_viscii(text: str) -> str:
    """For trials: the text as a VISCII font keeps it, shown by code page 1252."""
    back = {letter: bytes([code]).decode("latin-1") for code, letter in _VISCII.items()}
    return "".join(back.get(letter, letter) for letter in unicodedata.normalize("NFC", text))
