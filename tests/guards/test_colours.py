"""The colours of the three themes keep the contrasts that reading needs: text 4.5 and more, edges 3 and more."""

import re
from pathlib import Path

import pytest

LOOK = Path(__file__).resolve().parents[2] / "frontend" / "src" / "look.css"
THEMES = ("light", "dark", "sunlight")
TEXT, EDGE = 4.5, 3.0

# (ink, ground, least contrast). Every tint carries the words of its own state.
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-2", "sea", "good", "wait", "bad") for ground in ("surface", "paper")],
    *[("ink", ground, TEXT) for ground in ("sunken", "sea-tint", "good-tint", "wait-tint", "bad-tint", "idle-tint")],
    ("ink-2", "sunken", TEXT),
    ("good", "good-tint", TEXT),
    ("wait", "wait-tint", TEXT),
    ("bad", "bad-tint", TEXT),
    ("sea", "sea-tint", TEXT),
    ("idle", "idle-tint", TEXT),
    ("on-sea", "sea", TEXT),
    ("on-sea", "sea-deep", TEXT),
    ("on-band", "band", TEXT),
    ("on-band-2", "band", TEXT),
    ("surface", "ink", TEXT),
    ("control", "surface", EDGE),
    ("control", "paper", EDGE),
    ("focus", "surface", EDGE),
    ("focus", "paper", EDGE),
    ("focus-band", "band", EDGE),
    ("focus-inv", "ink", EDGE),
]
# What the look promises on its surface, to one decimal.
PROMISED = {
    "light": {
        "ink": 16.0,
        "ink-2": 7.4,
        "sea": 7.7,
        "good": 7.0,
        "wait": 7.4,
        "bad": 7.0,
        "control": 4.7,
        "focus": 5.5,
    },
    "dark": {"ink": 14.4, "ink-2": 8.6, "sea": 9.3, "good": 9.4, "wait": 9.9, "bad": 8.6, "control": 5.4, "focus": 9.3},
    "sunlight": {"ink": 21, "ink-2": 17, "sea": 12.9, "good": 12, "wait": 12.3, "bad": 11.2, "control": 21, "focus": 7},
}


def tokens(theme: str) -> dict[str, str]:
    block = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\n\}}', LOOK.read_text(), re.DOTALL)
    assert block, theme
    return dict(re.findall(r"--ts-([a-z0-9-]+):\s*(#[0-9a-f]{6})", block.group(1)))


def luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_edges_can_be_seen(theme):
    colours = tokens(theme)

    weak = {
        f"{ink} on {ground}": round(found, 2)
        for ink, ground, least in PAIRS
        if (found := contrast(colours[ink], colours[ground])) < least
    }

    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_the_contrasts_promised_are_kept(theme):
    colours = tokens(theme)

    below = {
        ink: round(found, 2)
        for ink, promised in PROMISED[theme].items()
        if (found := contrast(colours[ink], colours["surface"])) < promised - 0.06
    }

    assert not below


def test_the_guard_is_awake():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#777777", "#ffffff") < TEXT


def test_no_template_or_script_names_a_raw_colour():
    source = LOOK.parents[2]
    raw = re.compile(r"--tblr-|(?<![&\w])#[0-9a-fA-F]{6}\b")
    pages = [path for path in source.rglob("src/toso/**/templates/**/*.html") if "account" not in path.parts]

    faults = [
        str(path.relative_to(source)) for path in [*pages, *LOOK.parent.glob("*.js")] if raw.search(path.read_text())
    ]

    assert not faults
