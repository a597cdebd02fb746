"""Makes the fonts that documents need, once, when a test run finds none."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if not (ROOT / "src/toso/ground/documents/fonts/Tinos-BoldItalic.ttf").exists():
    subprocess.run([sys.executable, str(ROOT / "scripts/make_fonts.py")], check=True)
