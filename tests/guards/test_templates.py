"""Templates: none unused, nothing a strict content policy would refuse, every picture in the sprite."""

import re
from pathlib import Path

from tests.guards.test_permissions import addresses

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "toso"
TEMPLATES = {
    path.relative_to(folder).as_posix(): path for folder in SOURCE.rglob("templates") for path in folder.rglob("*.*")
}

# Named by Django or allauth, not by us.
NAMED_BY_OTHERS = re.compile(r"^(account|mfa|usersessions|socialaccount)/|^(400|403|404|429|500)\.html$|^django/")
INLINE = {
    "a script in the page": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE
    ),
    "a style in the page": re.compile(r"<style|\sstyle=", re.IGNORECASE),
    "a handler in the page": re.compile(r"\son[a-z]+\s*=\s*[\"']|\shx-on[:-]", re.IGNORECASE),
    "a script address": re.compile(r"(href|src|action)=[\"']\s*javascript:", re.IGNORECASE),
    "code for eval": re.compile(r"hx-(vals|headers)=[\"']js:|hx-trigger=[\"'][^\"']*\["),
    "something from elsewhere": re.compile(
        r"<(script|link|img|iframe|source)[^>]+(src|href)=[\"'](https?:)?//", re.IGNORECASE
    ),
}
ADDRESS_NAMED = re.compile(r"(?:\{%-?\s*url|\b(?:reverse|redirect)\()\s*[\"']([a-z_]+:[a-z_]+|[a-z_]+)[\"']")
ICON_IN_TEMPLATE = re.compile(r"\{%-?\s*icon\s+[\"']([a-z0-9-]+)[\"']|icon_name=[\"']([a-z0-9-]+)[\"']")
ICON_IN_PYTHON = re.compile(r"\bicon(?:_name)?\s*=\s*\"([a-z0-9-]+)\"")


def python_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts]


def mentions() -> str:
    texts = [path.read_text() for path in python_files()]
    texts += [path.read_text() for path in TEMPLATES.values()]
    return "\n".join(texts)


def icons_named() -> set[str]:
    named: set[str] = set()
    for path in TEMPLATES.values():
        named.update(name for pair in ICON_IN_TEMPLATE.findall(path.read_text()) for name in pair if name)
    for path in python_files():
        named.update(ICON_IN_PYTHON.findall(path.read_text()))
    return named


def without_an_address(text: str) -> list[str]:
    """The names of addresses that stand in a text and lead nowhere."""
    known = {name for name, _pattern in addresses()}
    return sorted(set(ADDRESS_NAMED.findall(text)) - known)


def inline_faults(text: str) -> list[str]:
    return [fault for fault, pattern in INLINE.items() if pattern.search(text)]


def test_every_template_is_used():
    everything = mentions()

    unused = [
        name
        for name in TEMPLATES
        if not NAMED_BY_OTHERS.search(name) and f'"{name}"' not in everything and f"'{name}'" not in everything
    ]

    assert not unused


def test_no_template_asks_for_what_the_content_policy_refuses():
    faults = {name: found for name, path in TEMPLATES.items() if (found := inline_faults(path.read_text()))}

    assert not faults


def test_every_picture_named_is_in_the_sprite():
    listed = set((ROOT / "frontend" / "icons.txt").read_text().split())

    assert not icons_named() - listed


def test_the_guard_is_awake():
    assert inline_faults("<script>alert(1)</script>") == ["a script in the page"]
    assert inline_faults('<p style="color:red">') == ["a style in the page"]
    assert inline_faults('<button onclick="go()">') == ["a handler in the page"]
    assert inline_faults('<img src="https://example.org/x.png">') == ["something from elsewhere"]
    assert inline_faults('<script src="/static/dist/app.js" type="module"></script>') == []
    assert "home" in icons_named()
    assert "console/home.html" in TEMPLATES


def test_every_address_that_a_page_names_leads_somewhere():
    assert without_an_address(mentions()) == []


def test_the_guard_of_names_is_awake():
    text = """{% url 'people:forgotten_door' 1 %} {% url "people:me" %} redirect("console:nowhere") reverse('home')"""

    assert without_an_address(text) == ["console:nowhere", "home", "people:forgotten_door"]
