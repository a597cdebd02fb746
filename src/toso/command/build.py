"""Builds what a source checkout does not hold: the front end, the print fonts, the English catalogue.

Each part is built again only when its sources changed; a stamp beside the result says what it was
built from.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from toso.command.say import Trouble, step
from toso.command.words import ensure_catalogue

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = Path(os.environ.get("TOSO_ROOT", PACKAGE.parents[1]))
FRONTEND = ROOT / "frontend"
DIST = PACKAGE / "ground/shared/static/dist"
FONTS = PACKAGE / "ground/documents/fonts"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
MINIMUM_NODE = (20, 19)


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.name.encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def _frontend_sources() -> list[Path]:
    watched = [p for p in FRONTEND.rglob("*") if p.is_file() and "node_modules" not in p.parts]
    templates = PACKAGE.rglob("templates/**/*.html")
    return [*watched, *templates, *FRONTEND.parent.glob("scripts/make_fonts.py")]


def node_folder() -> Path | None:
    """The folder of a Node that is new enough: the machine's, or the one kept in the environment."""
    for found in (shutil.which("node"), str(Path(sys.prefix) / "bin" / "node")):
        if not found or not Path(found).exists():
            continue
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        npm = Path(found).parent / "npm"
        version = tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdigit())
        if version >= MINIMUM_NODE and npm.exists():
            return Path(found).parent
    return None


def pip() -> list[str]:
    """The words that call pip for this environment; an environment without pip borrows its parent's."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    return [str(Path(sys.base_prefix) / "bin" / "python3"), "-m", "pip", "--python", sys.executable]


def _install_node() -> Path:
    with step("Cài Node vào .venv để dựng giao diện"):
        lock = ROOT / "requirements-node.lock"
        done = subprocess.run(
            [*pip(), "install", "--quiet", "--require-hashes", "-r", str(lock)],
            capture_output=True,
            text=True,
            check=False,
        )
    folder = node_folder()
    if folder is None:
        raise Trouble(f"Không cài được Node để dựng giao diện: {done.stderr.strip()[-300:]}")
    return folder


def _run(words: list[str], *, folder: Path, node: Path) -> None:
    done = subprocess.run(
        words,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{node}:{os.environ.get('PATH', '')}", "CI": "1"},
    )
    if done.returncode:
        raise Trouble(f"Dựng giao diện không xong ({' '.join(words)}): {(done.stderr or done.stdout).strip()[-600:]}")


def ensure_all() -> None:
    """Whatever a source checkout still lacks to serve and to print."""
    ensure_catalogue()
    ensure_frontend()
    ensure_fonts()


def ensure_fonts() -> None:
    """The printing faces, joined from the subsets that came with the front end."""
    script = ROOT / "scripts" / "make_fonts.py"
    if not script.exists() or all((FONTS / f"Tinos-{face}.ttf").exists() for face in FACES):
        return
    with step("Ghép phông chữ để in"):
        done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"Không ghép được phông chữ để in: {(done.stderr or done.stdout).strip()[-400:]}")


def ensure_frontend() -> None:
    """Build the pages' styles, scripts, icons and fonts when a source checkout has none or old ones."""
    if not FRONTEND.exists():  # an installed wheel carries the built files
        return
    stamp = DIST / "built-from"
    now = _digest(_frontend_sources())
    if stamp.exists() and stamp.read_text() == now:
        return
    node = node_folder() or _install_node()
    modules = FRONTEND / "node_modules"
    lock_stamp = modules / ".installed-from"
    wanted = _digest([FRONTEND / "package-lock.json"])
    if not (lock_stamp.exists() and lock_stamp.read_text() == wanted) and not modules.is_symlink():
        with step("Cài thư viện giao diện"):
            _run([str(node / "npm"), "ci", "--no-audit", "--no-fund"], folder=FRONTEND, node=node)
            lock_stamp.write_text(wanted)
    with step("Dựng giao diện"):
        _run([str(node / "npm"), "run", "build"], folder=FRONTEND, node=node)
        stamp.write_text(now)
