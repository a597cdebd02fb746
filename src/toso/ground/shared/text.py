"""Vietnamese text: normal form, search without diacritics, alphabetical order, numbers as offices write them."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

import vn_collate

_SPACES = re.compile(r"\s+")
LONGEST_WHOLE = 14
_GROUPED = re.compile(r"^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$")
_PLAIN = re.compile(r"^[+-]?\d+([.,]\d+)?$")


def nfc(text: str) -> str:
    """The text in Unicode normal form C, the only form this product stores."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text for searching: lower case, without diacritics, đ as d, single spaces.

    "Hoà" and "Hòa" fold alike, so the two ways of placing a tone mark find each other.
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare.replace("đ", "d").replace("Đ", "D").lower()).strip()


def sort_key(text: str) -> str:
    """A key whose byte order (COLLATE "C") is the Vietnamese alphabet (a ă â b … đ …, tones last)."""
    return " ".join(vn_collate.collate_key(word) for word in nfc(text).split())


def person_sort_key(name: str) -> str:
    """The order of Vietnamese name lists: given name first, then family name, then middle names."""
    words = nfc(name).split()
    if len(words) < 2:
        return sort_key(name)
    return sort_key(" ".join([words[-1], words[0], *words[1:-1]]))


def row_number(text: str) -> int:
    """The number of a row as an address or a form says it; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 18 else 0


def parse_number(text: str) -> Decimal:
    """Read "1.234,5", "1234,5", "1234.5" or "1234"; anything else raises ValueError, also a number so long that
    no column holds it (more than fourteen digits before the comma).

    "1.234" is one thousand two hundred and thirty-four, as it is written in Viet Nam.
    """
    compact = nfc(text).replace("\u00a0", "").replace(" ", "").replace("−", "-")
    if _GROUPED.match(compact):
        compact = compact.replace(".", "").replace(",", ".")
    elif _PLAIN.match(compact):
        compact = compact.replace(",", ".")
    else:
        raise ValueError(text)
    if len(compact.lstrip("-+").partition(".")[0]) > LONGEST_WHOLE:
        raise ValueError(text)
    try:
        return Decimal(compact)
    except InvalidOperation as error:
        raise ValueError(text) from error


def format_number(value: Decimal | int, *, decimals: int | None = None) -> str:
    """1234567.8 → "1.234.567,8"; a negative number takes the minus sign −, not a hyphen.

    Without ``decimals`` the number keeps its own decimals, trailing zeros dropped. With it the
    number is rounded half up, as Vietnamese official tables are.
    """
    number = Decimal(value)
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    plain = f"{abs(number):,f}"
    if decimals is None and "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = plain.replace(",", "\0").replace(".", ",").replace("\0", ".")
    return ("−" if number < 0 else "") + plain


def safe_cell(text: str) -> str:
    """The text for a CSV cell: a spreadsheet never takes it for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
