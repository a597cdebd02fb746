"""The fonts that the PDF carries, what they can show and how wide it is.

Tinos has the widths of Times New Roman, so its measures hold for the DOCX too. Noto Serif lends
what Tinos lacks (other alphabets, №, ‰), the faces inside typst a few signs (≥, →, ✓).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import fontpkg_noto_serif
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from toso.ground.shared.refusal import Refusal

FOLDER = Path(__file__).resolve().parents[1] / "fonts"
SECOND_FOLDER = fontpkg_noto_serif.ROOT / "files"
FAMILIES = ("Tinos", fontpkg_noto_serif.FAMILY, "Libertinus Serif", "New Computer Modern Math")
SIGNS_OF_TYPST = "≥≤≈→←↔⇒√∑∞∆●■□▪✓✗★☆♦"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
UNBROKEN = re.compile(
    r"(tổ )?công nghệ số cộng đồng|ủy ban nhân dân|uỷ ban nhân dân|hội đồng nhân dân|chuyển đổi số"
    r"|dịch vụ công( trực tuyến)?|tháng \d+ năm \d+|thôn \S+( \d+)?",
    re.IGNORECASE,
)
COMPOUND = re.compile("công nghệ số|cộng đồng|nhân dân|trực tuyến|dịch vụ", re.IGNORECASE)
TIE = "\x00"
INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}


class MissingFont(RuntimeError):
    """The fonts have not been made yet."""


class MissingGlyph(Refusal):
    """A character that none of the fonts can show. The sentence names it and says what to do."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = sorted(set(characters))
        listed = ", ".join(f"{character} (U+{ord(character):04X})" for character in self.characters)
        super().__init__(
            _("Không in được ký tự %(characters)s. Hãy xoá hoặc thay ký tự này rồi in lại.") % {"characters": listed}
        )


def folders() -> list[str]:
    """Where the renderer finds its fonts; raises ``MissingFont`` when they were not made."""
    missing = [face for face in FACES if not (FOLDER / f"Tinos-{face}.ttf").exists()]
    if missing:
        raise MissingFont("Chưa có phông chữ Tinos. Chạy: .venv/bin/python scripts/make_fonts.py")
    return [str(FOLDER), str(SECOND_FOLDER)]


def require_glyphs(text: str) -> None:
    """Raise ``MissingGlyph`` unless every character of the text can be shown."""
    if missing := {c for c in set(text) if ord(c) not in _shown() and unicodedata.category(c) not in INVISIBLE}:
        raise MissingGlyph(missing)


def text_width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The width of a line in millimetres."""
    units_per_em, widths, fallback = _widths("Bold" * bold + "Italic" * italic or "Regular")
    units = sum(widths.get(ord(c), fallback) for c in text.replace(TIE, " "))
    return units / units_per_em * size * 25.4 / 72


def balanced_lines(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The text in as few lines as fit the width in millimetres, of about equal length.

    A line break of the text's own is kept, and so are the names in ``UNBROKEN``.
    """

    def tie(name: re.Match[str]) -> str:
        if text_width(name[0], size, bold=bold) <= width:
            return name[0].replace(" ", TIE)
        return COMPOUND.sub(lambda word: word[0].replace(" ", TIE), name[0])

    tied = UNBROKEN.sub(tie, text)
    return [
        line.replace(TIE, " ") for part in tied.split("\n") for line in _balanced(part.split(" "), size, width, bold)
    ]


def _balanced(words: list[str], size: float, width: float, bold: bool) -> list[str]:
    whole = " ".join(words)
    lines = _filled(words, size, width, bold)
    limit = width
    while limit > width / 3:
        limit -= 2
        tighter = _filled(words, size, limit, bold)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines or [whole]


def _filled(words: list[str], size: float, width: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=1)
def _shown() -> frozenset[int]:
    folders()
    tinos = [_characters(FOLDER / f"Tinos-{face}.ttf") for face in FACES]
    second = [_characters(path) for path in sorted(SECOND_FOLDER.glob("*.ttf"))]
    return frozenset(set.intersection(*tinos) | set.intersection(*second) | {ord(c) for c in SIGNS_OF_TYPST})


def _characters(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


@lru_cache(maxsize=4)
def _widths(face: str) -> tuple[int, dict[int, int], int]:
    folders()
    with TTFont(FOLDER / f"Tinos-{face}.ttf", lazy=True) as font:
        measures = font["hmtx"].metrics
        widths = {code: measures[name][0] for code, name in font.getBestCmap().items()}
        return font["head"].unitsPerEm, widths, widths[ord("x")]
