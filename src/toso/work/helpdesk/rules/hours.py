"""When a place is open: hours as people write them, a week of them, and what a date of the calendar makes of it. Pure.

A band is a pair of minutes since midnight, ``(450, 690)`` for 7:30–11:30; 24:00 is 1440. A week is
seven tuples of bands, Monday first.
"""

import re
from enum import StrEnum
from itertools import pairwise

from toso.ground.shared.calendar import Day, DayKind
from toso.ground.shared.text import fold, nfc

Band = tuple[int, int]
Bands = tuple[Band, ...]
Week = tuple[Bands, ...]

END_OF_DAY = 24 * 60
ALL_DAY: Bands = ((0, END_OF_DAY),)
MONDAY_TO_FRIDAY = range(5)
MOST_BANDS = 6

_CLOSED = frozenset({"", "-", "0", "nghi", "nghi ca ngay", "dong cua", "khong", "khong mo", "closed"})
_ALWAYS = frozenset({"24/24", "24/7", "24/24/7", "24h", "24/24h", "ca ngay dem"})
_NEXT = re.compile(r"[,;+\n]|\bv[aà]\b", re.IGNORECASE)
_CLOCK = r"(\d{1,2})\s*(?:(?:[:h.]|gio)\s*(\d{2})?)?\s*(?:phut)?"
_BAND = re.compile(rf"(?:(?:buoi|tu|sang|trua|chieu|toi|mo)\s*:?\s+)*{_CLOCK}\s*(?:-|den|toi)\s*{_CLOCK}")


class Fault(StrEnum):
    UNREADABLE = "unreadable"
    BACKWARDS = "backwards"  # ends before it begins, or at once
    OVERLAP = "overlap"
    TOO_MANY = "too_many"
    NEVER = "never"  # a week without one band


class FaultyHours(ValueError):
    """Hours that cannot be kept: why, and the words at fault."""

    def __init__(self, fault: Fault, words: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.words = words


def read_bands(text: str) -> Bands:
    """ "7h30-11h30, 13:00 – 17:00" as bands in order; "nghỉ" or nothing: closed; "24/24": always.

    Raises ``FaultyHours`` for words that are no hours, and for bands that no day can hold.
    """
    plain = _plain(text)
    if plain in _CLOSED:
        return ()
    if plain in _ALWAYS:
        return ALL_DAY
    bands = tuple(sorted(_band(piece.strip()) for piece in _NEXT.split(nfc(text)) if piece.strip(" .")))
    refuse_faulty_day(bands)
    return bands


def _plain(text: str) -> str:
    return fold(text).replace("–", "-").replace("—", "-").replace("−", "-").strip(" .")


def _band(piece: str) -> Band:
    found = _BAND.fullmatch(_plain(piece))
    if found is None:
        raise FaultyHours(Fault.UNREADABLE, piece)
    opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if opens is None or closes is None:
        raise FaultyHours(Fault.UNREADABLE, piece)
    if opens >= closes:
        raise FaultyHours(Fault.BACKWARDS, piece)
    return opens, closes


def _minutes(hours: str, minutes: str | None) -> int | None:
    count = int(hours) * 60 + int(minutes or 0)
    return count if count <= END_OF_DAY and int(minutes or 0) < 60 else None


def refuse_faulty_day(bands: Bands) -> None:
    """Raise ``FaultyHours`` unless the bands of a day follow one another within it."""
    if len(bands) > MOST_BANDS:
        raise FaultyHours(Fault.TOO_MANY)
    for opens, closes in bands:
        if not 0 <= opens < closes <= END_OF_DAY:
            raise FaultyHours(Fault.BACKWARDS, band_words((opens, closes)))
    for left, right in pairwise(bands):
        if left[1] > right[0]:
            raise FaultyHours(Fault.OVERLAP, f"{band_words(left)}, {band_words(right)}")


def refuse_faulty_week(week: Week) -> None:
    """Raise ``FaultyHours`` unless it is a week of seven whole days with at least one band."""
    if len(week) != 7 or not any(week):
        raise FaultyHours(Fault.NEVER)
    for bands in week:
        refuse_faulty_day(bands)


def bands_on(week: Week, day: Day, *, is_open_on_holidays: bool) -> Bands:
    """The bands of a date. A free day is closed unless holidays are kept open; a worked weekend goes by its own
    bands, else by those of the first weekday that has any."""
    own = week[day.on.weekday()]
    if day.kind in (DayKind.HOLIDAY, DayKind.SWAPPED_OFF):
        return own if is_open_on_holidays else ()
    if day.kind is DayKind.SWAPPED_ON and not own:
        return next((week[number] for number in MONDAY_TO_FRIDAY if week[number]), ())
    return own


def usual_of(week: Week) -> Bands:
    """The bands that most days from Monday to Friday have; of equals those of the earlier day."""
    days = [week[number] for number in MONDAY_TO_FRIDAY]
    return max(days, key=days.count)


def clock_words(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def band_words(band: Band) -> str:
    return f"{clock_words(band[0])}–{clock_words(band[1])}"


def bands_words(bands: Bands) -> str:
    """ "7:30–11:30, 13:00–17:00"; nothing when closed. Reads back to the same bands."""
    return ", ".join(band_words(band) for band in bands)
