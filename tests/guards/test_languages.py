"""English is complete: every Vietnamese word a person reads has its English, and none stands outside gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.template import templatize

import toso
from toso.command.words import CATALOGUE, compiled, entries

PACKAGE = Path(toso.__file__).parent
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TWO_FORMS = {"ngettext", "ngettext_lazy"}
LITERAL = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
IN_TEMPLATE = re.compile(rf"\b(_|gettext|ngettext)\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?", re.DOTALL)
VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?[a-z]+")
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
BLOCKS = re.compile(
    r"\{%\s*(blocktranslate|blocktrans|comment)\b.*?%\}.*?\{%\s*end(?:blocktranslate|blocktrans|comment)\s*%\}",
    re.DOTALL,
)
# Proper names, and what the browser or a paper shows in Vietnamese whatever the language.
NAMES = ("Tổ Số",)


def python_files() -> list[Path]:
    # The program at the terminal, and the sample month, speak Vietnamese alone.
    out = {"tests", "migrations", "command", "data"}
    return [path for path in PACKAGE.rglob("*.py") if not out.intersection(path.relative_to(PACKAGE).parts)]


def templates() -> list[Path]:
    return [path for folder in PACKAGE.rglob("templates") for path in folder.rglob("*.*") if path.is_file()]


def words_of_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in CALLS and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            yield node.args[0].value


def words_of_template(source: str) -> Iterator[str]:
    for _name, first, _second in IN_TEMPLATE.findall(templatize(source)):
        yield str(ast.literal_eval(first.lstrip("u"))).replace("\r", "")


def words_used() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in python_files():
        found.update(dict.fromkeys(words_of_python(path.read_text()), path))
    for path in templates():
        found.update(dict.fromkeys(words_of_template(path.read_text()), path))
    return {words: path for words, path in found.items() if words.strip()}


def english() -> dict[str, list[str]]:
    return {entry.source: entry.forms for entry in entries(CATALOGUE.read_text()) if entry.source and entry.is_done}


def bare_words(source: str) -> list[str]:
    """Vietnamese in the text of a template that no translation tag holds."""
    text = TAGS.sub(" ", BLOCKS.sub(" ", source))
    for name in NAMES:
        text = text.replace(name, "")
    return [line.strip()[:80] for line in text.splitlines() if VIETNAMESE.search(line)]


def test_every_word_has_its_english():
    known = english()

    missing = {words: str(path.relative_to(PACKAGE)) for words, path in words_used().items() if words not in known}

    assert not missing, "\n".join(f"{path}: {words}" for words, path in missing.items())


def test_no_english_is_only_a_guess():
    fuzzy = [entry.source for entry in entries(CATALOGUE.read_text()) if entry.is_fuzzy]

    assert not fuzzy


def test_english_keeps_what_is_filled_in_and_the_marks_around_it():
    torn = [
        source
        for source, forms in english().items()
        for form in forms
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(form))
    ]

    assert not torn


def test_no_vietnamese_stands_in_a_template_outside_the_catalogue():
    bare = {str(path.relative_to(PACKAGE)): words for path in templates() if (words := bare_words(path.read_text()))}

    assert not bare


def test_the_compiled_catalogue_is_read_by_gettext():
    with override("en"):
        assert gettext("Việc của tôi") == "My work"
        assert ngettext("%(number)s việc", "%(number)s việc", 1) == "%(number)s job"
        assert ngettext("%(number)s việc", "%(number)s việc", 2) == "%(number)s jobs"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_count_is_read_in_both_languages(language):
    with override(language):
        assert "3" in ngettext("%(number)s việc", "%(number)s việc", 3) % {"number": 3}


def test_the_guard_is_awake():
    assert list(words_of_python('x = _("Quá hạn")')) == ["Quá hạn"]
    assert list(
        words_of_template('{% translate "Quá hạn" %}{% blocktranslate %}còn {{ n }}{% endblocktranslate %}')
    ) == [
        "Quá hạn",
        "còn %(n)s",
    ]
    assert bare_words("<p>Quá hạn</p>") == ["<p>Quá hạn</p>"]
    assert bare_words('<p>{% translate "Quá hạn" %}</p>') == []
    assert len(words_used()) > 1000
    assert compiled("")[:4] == b"\xde\x12\x04\x95"
