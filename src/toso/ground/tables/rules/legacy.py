"""In which alphabet each cell of a workbook was typed, and what it says in Unicode.

Two kinds of evidence. The *font* of a cell names the alphabet (.VnTime, VNI-Times), but a sheet may
have been given Arial later, and a Unicode text may stand in an old font. The *text*: read in the
right alphabet nearly every word is a Vietnamese syllable, read in a wrong one nearly none. Both are
weighed for each cell; the cells that stand together (one font, or one column where no font is
known) lend each other their weight, so that "B×nh" alone is not guessed at.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from toso.ground.tables.rules.letters import Encoding, converted
from toso.ground.tables.rules.syllables import is_common, is_syllable

FONT_WEIGHT, COMPANY_WEIGHT, UNICODE_WEIGHT = 2.0, 1.5, 0.6
CANDIDATES = tuple(Encoding)
RARE, RARE_WEIGHT = (Encoding.VISCII, Encoding.WINDOWS_1258), 1.0  # never believed for a word or two
_ALL = "the whole workbook"
_CAPITALS = re.compile(r"^\.vn.*h$", re.IGNORECASE)
_FONTS = (
    (re.compile(r"^\.vn|^abc|tcvn", re.IGNORECASE), Encoding.TCVN3),
    (re.compile(r"^vni[ -]|^vni$|^svni", re.IGNORECASE), Encoding.VNI),
    (re.compile(r"viscii|^vi (arial|times)|^heo may|^minh quan", re.IGNORECASE), Encoding.VISCII),
)
_UNICODE_FONTS = re.compile(r"^(arial|times|calibri|cambria|tahoma|verdana|segoe|be vietnam|liberation)", re.IGNORECASE)
_PIECES = re.compile(r"[^\s!-/:-@\[-`{-~]+")
_CAPITAL_WORD = re.compile("^(?=.*[A-Z¡-§].*[A-Z¡-§])[^a-z]+$")  # ¡ to § are the capitals of TCVN3
_OWN_SIGNS = "…–—“”‘’•€™°²³×±"
_BREAKS = re.compile(r"[\d…–—“”‘’•]+")
_SHORTENED = re.compile("^[A-ZĂÂĐÊÔƠƯ]{2,7}$")  # TVĐT, HĐND
_ABOVE_LATIN = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_LEGACY_ONLY = re.compile("[¡-¿×÷ÐÞßåæëïîñöøûüþÅÆËÏÎÑÖØÛÜ\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cell in one font. ``company`` is what it is judged together with."""

    text: str
    font: str = ""
    company: Hashable = None


def encoding_of_font(font: str) -> Encoding | None:
    """The alphabet a font's name promises, or None."""
    return next((encoding for pattern, encoding in _FONTS if pattern.search(font)), None)


def shows_capitals(font: str) -> bool:
    """Whether the font draws every letter as a capital, as .VnTimeH does with small letters."""
    return bool(_CAPITALS.match(font))


@lru_cache(maxsize=100_000)
def _readings(text: str) -> tuple[tuple[Encoding, float], ...]:
    """How well each alphabet explains the text: the words that become syllables less those that do not."""
    plain = unicodedata.normalize("NFC", text)
    scores = []
    for encoding in CANDIDATES:
        read = converted(plain, encoding)
        if encoding is not Encoding.UNICODE and read == plain:
            continue
        words = _PIECES.findall(read)
        if encoding is Encoding.TCVN3:
            words = [_abc_word(word) for word in _PIECES.findall(plain)]
        scores.append((encoding, sum(_worth(word) for word in words)))
    return tuple(scores)


def _abc_word(word: str) -> str:
    """A word of an ABC font, which has no capital Ầ: whoever typed PHẦN typed a small ầ between capitals."""
    read = converted(word, Encoding.TCVN3)
    return read.upper() if _CAPITAL_WORD.match(word) else read


def _is_turned(part: str) -> bool:
    """A capital after a small letter."""
    return any(one.islower() and two.isupper() for one, two in pairwise(part))


def _worth(word: str) -> float:
    """What a word says for the alphabet it was read by: more if it is a syllable, less if it cannot be one."""
    if word.isascii():
        return 0.0
    return sum(_part_worth(part) for part in _BREAKS.split(word.strip(_OWN_SIGNS)) if part and not part.isascii())


def _part_worth(part: str) -> float:
    if not any(letter.isalpha() for letter in part):
        return 0.0  # a sign standing alone
    if not part.isalpha() or _is_turned(part):
        return -1.0  # a sign within a word, a capital after a small letter
    if is_syllable(part):
        return 1.2 if is_common(part) else 0.9
    return 0.0 if _SHORTENED.match(part) else -1.0


def _own_scores(piece: Piece) -> dict[Encoding, float]:
    scores = {encoding: score - (RARE_WEIGHT if encoding in RARE else 0) for encoding, score in _readings(piece.text)}
    scores[Encoding.UNICODE] += UNICODE_WEIGHT
    promised = encoding_of_font(piece.font)
    if promised is None and _UNICODE_FONTS.match(piece.font):
        promised = Encoding.UNICODE
    if promised in scores:
        scores[promised] += UNICODE_WEIGHT if promised is Encoding.UNICODE else FONT_WEIGHT
    if _ABOVE_LATIN.search(unicodedata.normalize("NFC", piece.text)):
        scores[Encoding.UNICODE] += FONT_WEIGHT
    return scores


def encodings(pieces: Sequence[Piece]) -> list[Encoding]:
    """The alphabet of each piece, in their order."""
    own = [_own_scores(piece) if not piece.text.isascii() else {} for piece in pieces]
    votes: dict[Hashable, dict[Encoding, float]] = defaultdict(lambda: defaultdict(float))
    for piece, scores in zip(pieces, own, strict=True):
        for encoding, score in scores.items():
            others = max((other for code, other in scores.items() if code is not encoding), default=0.0)
            if score > others:
                votes[piece.company][encoding] += score - others
                votes[_ALL][encoding] += (score - others) / 4
    found = []
    for piece, scores in zip(pieces, own, strict=True):
        if scores:
            heard = {code: votes[piece.company][code] + votes[_ALL][code] for code in scores}
            friend = _best(heard)
            scores[friend] += min(COMPANY_WEIGHT, heard[friend])
        found.append(_best(scores) if scores else Encoding.UNICODE)
    return found


def _best(scores: dict[Encoding, float]) -> Encoding:
    return max(scores, key=lambda encoding: (scores[encoding], -CANDIDATES.index(encoding)))


def unicode_text(text: str, encoding: Encoding) -> str:
    """What a text of that alphabet says. Words that it does not explain are tried by the others."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFC", text)
    if encoding is Encoding.UTF8_AS_LATIN:
        return converted(plain, encoding)
    if encoding is Encoding.TCVN3 and _is_all_capitals(plain):
        return _PIECES.sub(lambda found: _word(found.group(), encoding, is_mixed=False).upper(), plain)
    is_mixed = encoding is not Encoding.UNICODE and bool(_ABOVE_LATIN.search(plain))
    beside = _strangers(plain) if encoding is Encoding.UNICODE else ()
    return _PIECES.sub(lambda found: _among(_word(found.group(), encoding, is_mixed), beside), plain)


def _strangers(plain: str) -> tuple[Encoding, ...]:
    """The old alphabets that some word of a Unicode text is plainly typed in: half of the cell was pasted."""
    words = [word for word in _PIECES.findall(plain) if _LEGACY_ONLY.search(word) and _worth(word) < 0]
    tried = (Encoding.TCVN3, Encoding.VNI) if words else ()
    return tuple(code for code in tried if any(_worth(converted(word, code)) > 0 for word in words))


def _among(word: str, beside: Sequence[Encoding]) -> str:
    """A word that is none, read by the old alphabet of its neighbours if that makes a syllable of it."""
    if not beside or _worth(word) >= 0 or _ABOVE_LATIN.search(word):
        return word
    return next((tried for code in beside if _worth(tried := converted(word, code)) > 0), word)


def _is_all_capitals(plain: str) -> bool:
    """Whether a text of an ABC font was meant in capitals: a Vietnamese word of it is, and no letter is plainly small.

    "CHøC Vô" is "CHỨC VỤ"; "Sè VN§" stays "Số VNĐ", for VNĐ is no word.
    """
    if any("a" <= letter <= "z" for letter in plain):
        return False
    words = [_abc_word(word) for word in _PIECES.findall(plain) if _CAPITAL_WORD.match(word)]
    return any(word.isalpha() and is_syllable(word) for word in words)


def _word(word: str, encoding: Encoding, is_mixed: bool) -> str:
    """One word, read by its neighbours' alphabet unless another one alone makes a syllable of it."""
    if word.isascii() or not word.strip(_OWN_SIGNS):
        return word
    if _ABOVE_LATIN.search(word):
        return _half_unicode(word)
    read = converted(word, encoding)
    if is_mixed and _worth(word) > _worth(read):
        return word
    if encoding is Encoding.TCVN3 and _CAPITAL_WORD.match(word):
        return read.upper()
    return read if _worth(read) >= 0 else _by_another(word, encoding) or read


def _by_another(word: str, encoding: Encoding) -> str:
    """The word as another alphabet makes a syllable of it, or ""."""
    others = (Encoding.UNICODE, Encoding.TCVN3, Encoding.VNI) if _LEGACY_ONLY.search(word) else (Encoding.UNICODE,)
    tries = (converted(word, other) for other in others if other is not encoding)
    return next((tried for tried in tries if _worth(tried) > 0), "")


def _half_unicode(word: str) -> str:
    """ "®ịnh": typed half in one alphabet, half in the other."""
    if _worth(word) >= 0 or not _LEGACY_ONLY.search(word):
        return word
    tries = (converted(word, other) for other in (Encoding.TCVN3, Encoding.VNI))
    return next((tried for tried in tries if _worth(tried) > 0), word)


def read_all(pieces: Iterable[Piece]) -> list[str]:
    """The pieces in Unicode form C, in their order."""
    listed = list(pieces)
    return [unicode_text(piece.text, encoding) for piece, encoding in zip(listed, encodings(listed), strict=True)]


@lru_cache(maxsize=100_000)
def is_plain(text: str) -> bool:
    """Whether a text is surely Unicode in form C already: nothing in it may be an old alphabet's letter."""
    if text.isascii():
        return True
    return bool(_ABOVE_LATIN.search(text)) and not _LEGACY_ONLY.search(text) and unicodedata.is_normalized("NFC", text)
