"""What a cell holds, as offices write it: numbers, days, codes, yes and no. Pure.

A spreadsheet turns codes into numbers (22561.0), days into serial numbers, and keeps numbers as text
("1.234,5"). Each reader takes the cell as it came and says in one sentence what it could not read.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from toso.ground.shared.text import fold, nfc, parse_number

Raw = str | int | float | Decimal | bool | date | datetime | time | timedelta | None

SHOWN_DIGITS = 10  # what a cell in the General format shows
FIRST_DAY = date(1899, 12, 30)  # serial 0 of Excel on Windows, with its leap day of 1900
FIRST_DAY_OF_1904 = date(1904, 1, 1)
EARLIEST_SERIAL, LATEST_SERIAL = 3653, 73_415  # 1/1/1910 to 31/12/2100: outside it a number is no day
YES = frozenset({"co", "x", "v", "yes", "true", "1", "dung", "dat", "biet", "☑", "✓", "✔", "√"})
NO = frozenset({"", "khong", "no", "false", "0", "-", "chua", "k", "ko", "khong co", "chua co"})
_DAY = re.compile(
    r"^(?:ngày\s+)?(\d{1,2})\s*(?:[/.\-]|\s+tháng\s+)\s*(\d{1,2})\s*(?:[/.\-]|\s+năm\s+)\s*(\d{4}|\d{2})$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:(?:sáng|chiều|tối)\s+)?(?:(?:thứ\s+\w+|chủ\s+nhật|t[2-7]|cn)\s*,?\s*)?(?=\d|ngày)", re.IGNORECASE
)
_HOUR = re.compile(r"(?:,?\s+\d{1,2}[:hg]\d{0,2}(?::\d{2})?|\s*\(.*\))$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:năm\s+)?((?:19[5-9]|20[0-9])\d)$", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T].*)?$")
# Signs without width that come along from the web, and the Icelandic letter that some keyboards give for Đ.
_UNSEEN = {ord(sign): None for sign in "\u200b\u200c\u200d\u2060\ufeff\u00ad"} | {0xD0: "Đ", 0xF0: "đ", 0x189: "Đ"}
_NUMBERED = re.compile(r"^\d{1,3}\s*[.)]\s*(?=\D)")
_FOOTNOTE = re.compile(r"\s*(?:\(\*+\)|\*+)$")
_ADDRESSED = re.compile(
    r"^(?:(?:ông|bà|anh|chị|ô|đ/c|đồng chí)\s*[:.]\s*|(?:đ/c|đồng chí)\s+|(?:ông|bà)\s+(?=\S+\s+\S+\s+\S))",
    re.IGNORECASE,
)
_EXACT = Context(prec=15, rounding=ROUND_HALF_EVEN)
_WHOLE_FLOAT = re.compile(r"^\d+\.0+$")
_FORMULA = re.compile(r"^[=@]|^[+\-](?!\s*[\d.,])")


class Unreadable(ValueError):
    """The cell does not hold what its column asks for. ``code`` says why; words are the caller's."""

    def __init__(self, code: str, shown: str) -> None:
        super().__init__(code)
        self.code, self.shown = code, shown[:60]


def shown(value: Raw) -> str:
    """The cell as its sheet shows it in the General format: at most ten digits, days as dd/mm/yyyy."""
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(_seen(value).split())
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (time, timedelta)):
        return str(value)
    return _shown_number(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))


def _shown_number(number: Decimal) -> str:
    if not number.is_finite():
        return ""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    rounded = Context(prec=SHOWN_DIGITS).plus(number)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _seen(typed: str) -> str:
    return typed if typed.isascii() else nfc(typed.translate(_UNSEEN))


def is_blank(value: Raw) -> bool:
    return value is None or (isinstance(value, str) and not _seen(value).strip())


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the text if it were written back as it is."""
    return bool(_FORMULA.match(text))


def text(value: Raw) -> str:
    """A name or a note, on one line for each line typed, without needless spaces."""
    if isinstance(value, str):
        return "\n".join(line for line in (" ".join(part.split()) for part in _seen(value).splitlines()) if line)
    return shown(value)


def words(value: Raw) -> str:
    """Words on one line, such as an address. A real day among them is "12/3" that a spreadsheet turned into one."""
    if isinstance(value, date):
        raise Unreadable("turned", shown(value))
    return shown(value)


def name(value: Raw) -> str:
    """The name of one person, without number or "Ông", "Bà:" before it or a star behind. Several are refused."""
    lines = [line for line in text(value).splitlines() if len(line.split()) > 1]
    found = _ADDRESSED.sub("", _NUMBERED.sub("", _FOOTNOTE.sub("", words(value))))
    if len(lines) > 1 or any(len(part.split()) > 1 for part in re.split(r"[,;/&]", found)[1:]):
        raise Unreadable("several", found)
    return found


def code(value: Raw, *, length: int = 0) -> str:
    """A code, whole: "01.0" and 1.0 are "1"; with ``length`` lost leading zeros come back ("00001")."""
    if isinstance(value, (float, Decimal)) and not isinstance(value, bool):
        found = _shown_number(Decimal(repr(value)) if isinstance(value, float) else value)
    else:
        found = shown(value).lstrip("'").strip()
        if _WHOLE_FLOAT.match(found):
            found = found.split(".")[0]
    return found.zfill(length) if length and found.isdigit() else found


def number(value: Raw) -> Decimal | None:
    """A number; None when the cell is empty. "1.234,5" is read as Viet Nam writes it."""
    if is_blank(value):
        return None
    if isinstance(value, (bool, date, time, timedelta)):
        raise Unreadable("number", shown(value))
    if isinstance(value, (int, float, Decimal)):
        found = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not found.is_finite():
            raise Unreadable("number", str(value))
        return _EXACT.plus(found)
    typed = shown(value).lstrip("'").rstrip("%").strip() if isinstance(value, str) else ""
    if typed in ("-", "–", "—"):
        return None
    try:
        return parse_number(typed)
    except (ValueError, InvalidOperation):
        raise Unreadable("number", typed) from None


def whole(value: Raw) -> int | None:
    """A whole number; None when the cell is empty."""
    found = number(value)
    if found is None:
        return None
    if found != found.to_integral_value() or (isinstance(value, str) and value.strip().endswith("%")):
        raise Unreadable("whole", shown(value))
    return int(found)


def day(value: Raw) -> date | None:
    """A day: a real date, an Excel serial, "16/11/2026", "16.11.26", "ngày 16 tháng 11 năm 2026", "2026-11-16"."""
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (bool, time, timedelta)):
        raise Unreadable("day", shown(value))
    if isinstance(value, (int, float, Decimal)):
        return _from_serial(value)
    return _from_words(shown(value))


def _from_serial(value: float | Decimal) -> date:
    if not EARLIEST_SERIAL <= value <= LATEST_SERIAL:
        raise Unreadable("day", shown(value))
    return FIRST_DAY + timedelta(days=int(value))


def days_of_serial(value: Raw) -> tuple[date, date] | None:
    """The two days a bare number may be: counted as Windows does from 1900, and as old Macintoshes did from 1904."""
    if is_blank(value) or isinstance(value, (bool, date, time, timedelta)):
        return None
    typed = code(value)
    if not typed.isdigit() or len(typed) > len(str(LATEST_SERIAL)):
        return None
    return FIRST_DAY + timedelta(days=int(typed)), FIRST_DAY_OF_1904 + timedelta(days=int(typed))


def day_or_year(value: Raw) -> date | None:
    """A day, or the first day of a year where only the year is said: 2020, "năm 2020"."""
    year = _YEAR.match(code(value)) if isinstance(value, (str, int, float)) else None
    return date(int(year[1]), 1, 1) if year else day(value)


def day_or_none(value: Raw) -> date | None:
    """The day a cell holds, if it holds one."""
    try:
        return day(value)
    except Unreadable:
        return None


def _from_words(typed: str) -> date:
    typed = _HOUR.sub("", _WEEKDAY.sub("", typed)).rstrip(" .")
    try:
        if match := _DAY.match(typed):
            d, m, y = (int(part) for part in match.groups())
            return date(y if y > 99 else 2000 + y if y < 50 else 1900 + y, m, d)
        if match := _ISO.match(typed):
            return date(int(match[1]), int(match[3]), int(match[4]))
        if typed.isdigit() and EARLIEST_SERIAL <= int(typed) <= LATEST_SERIAL:
            return _from_serial(int(typed))
    except ValueError:
        pass
    raise Unreadable("day", typed)


def yes(value: Raw) -> bool:
    """ "x", "Có", 1 and TRUE are yes; empty, "Không" and 0 are no."""
    word = fold(code(value)) if not isinstance(value, bool) else ("1" if value else "0")
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable("yes", shown(value))


def phone(value: Raw) -> str:
    """A Vietnamese telephone number, its lost leading zero put back; "" when the cell is empty."""
    digits = re.sub(r"[\s.\-()]", "", code(value))
    if not digits:
        return ""
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    elif digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    elif len(digits) == 9 and digits[0] in "35789":
        digits = "0" + digits
    if not digits.isdigit() or not 9 <= len(digits) <= 11:
        raise Unreadable("phone", shown(value))
    return digits
