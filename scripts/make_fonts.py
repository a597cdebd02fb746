"""Make the four faces of Tinos (the metrics of Times New Roman) out of the subsets in node_modules.

    .venv/bin/python scripts/make_fonts.py [--from frontend/node_modules]

Writes src/toso/ground/documents/fonts/Tinos-*.ttf, which are not committed and ship in the wheel.
Does nothing when they are already there and newer than their sources.
"""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/toso/ground/documents/fonts"
SUBSETS = ("latin", "latin-ext", "vietnamese")
FACES = {
    "Regular": ("400", "normal"),
    "Bold": ("700", "normal"),
    "Italic": ("400", "italic"),
    "BoldItalic": ("700", "italic"),
}
MADE = 3_849_984_000  # 1/1/2026 counted from 1904: the same sources give the same bytes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="modules", type=Path, default=ROOT / "frontend/node_modules")
    modules = parser.parse_args().modules
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    sources = modules / "@fontsource/tinos/files"
    if not sources.is_dir():
        sys.stderr.write(f"Không thấy {sources}: chạy npm ci trong frontend/ trước.\n")
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for face, (weight, style) in FACES.items():
        parts = [sources / f"tinos-{subset}-{weight}-{style}.woff" for subset in SUBSETS]
        made = TARGET / f"Tinos-{face}.ttf"
        if not made.exists() or made.stat().st_mtime < max(part.stat().st_mtime for part in parts):
            make_face(face, parts, made)
            sys.stdout.write(f"{made.relative_to(ROOT)}: {len(TTFont(made).getBestCmap())} chữ và dấu\n")
    return 0


def make_face(face: str, parts: list[Path], made: Path) -> None:
    """Join the subsets into one face, named so that a style is found by its family."""
    with tempfile.TemporaryDirectory() as folder:
        plain = [unpack(part, Path(folder) / f"{part.stem}.ttf") for part in parts]
        font = Merger().merge(plain)
    name = font["name"]
    name.names = [record for record in name.names if record.nameID not in (16, 17, 21, 22)]
    for number, text in {
        1: "Tinos",
        2: face.replace("BoldItalic", "Bold Italic"),
        4: f"Tinos {face}",
        6: f"Tinos-{face}",
    }.items():
        name.setName(text, number, 3, 1, 0x409)
        name.setName(text, number, 1, 0, 0)
    font["head"].created = font["head"].modified = MADE
    font.recalcTimestamp = False
    beside = made.with_suffix(".part")
    font.save(beside)
    beside.replace(made)


def unpack(part: Path, plain: Path) -> str:
    font = TTFont(part)
    font.flavor = None
    font.save(plain)
    return str(plain)


if __name__ == "__main__":
    sys.exit(main())
