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
FIELD = ROOT / "field"
FIELD_DIST = PACKAGE / "front/sync/static/field"
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


def field_sources() -> list[Path]:
    """The app's own files, but its tests; and the desk's stylesheet, which lends it the colours."""
    parts = ("src", "public")
    own = [file for part in parts for file in (FIELD / part).rglob("*") if file.is_file()]
    single = ("build.mjs", "icons.txt", "package.json", "package-lock.json")
    return [*own, *(FIELD / name for name in single), FRONTEND / "src" / "look.css"]


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
    ensure_field()
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
    _ensure_built(FRONTEND, DIST, sources=_frontend_sources(), what="giao diện")


def ensure_field() -> None:
    """Build the phone app, in the same way."""
    _ensure_built(FIELD, FIELD_DIST, sources=field_sources(), what="ứng dụng điện thoại")


def _ensure_built(folder: Path, dist: Path, *, sources: list[Path], what: str) -> None:
    if not folder.exists():  # an installed wheel carries the built files
        return
    stamp = dist / "built-from"
    now = _digest(sources)
    if stamp.exists() and stamp.read_text() == now:
        return
    node = ensure_node()
    ensure_modules(folder, node=node, what=what)
    with step(f"Dựng {what}"):
        _run([str(node / "npm"), "run", "build"], folder=folder, node=node)
        stamp.write_text(now)


def ensure_modules(folder: Path, *, node: Path, what: str) -> None:
    """Exactly the packages of the folder's lock, with what their tests need."""
    modules = folder / "node_modules"
    lock_stamp = modules / ".installed-from"
    wanted = _digest([folder / "package-lock.json"])
    if modules.is_symlink() or (lock_stamp.exists() and lock_stamp.read_text() == wanted):
        return
    with step(f"Cài thư viện {what}"):
        _run([str(node / "npm"), "ci", "--no-audit", "--no-fund"], folder=folder, node=node)
        lock_stamp.write_text(wanted)


def ensure_node() -> Path:
    """The folder of a Node that can build and test; installed into the environment when the machine has none."""
    return node_folder() or _install_node()
