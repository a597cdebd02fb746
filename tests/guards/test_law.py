"""Every document the product names stands in the library, and every citation of the data files resolves."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import toso
from toso.plan.programme.rules.law import is_within, labels_in

PACKAGE = Path(toso.__file__).parent
LIBRARY = PACKAGE / "plan/programme/data"
NUMBER = re.compile(
    r"\d+/\d{4}/(?:NĐ-CP|QH\d+|TT-\w+|QĐ-TTg)|\d+/(?:QĐ-TTg|CT-TTg|QĐ-BKHCN|QĐ-BTTTT|BTTTT-THH|KH-UBND|NQ-UBTVQH\d+)"
)


def documents() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = tomllib.loads((LIBRARY / "documents.toml").read_text())["document"]
    return rows


def articles() -> dict[str, list[str]]:
    found = tomllib.loads((LIBRARY / "articles.toml").read_text())
    return {code: [label for label, _gist in rows] for code, rows in found.items()}


def named_in(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def sources() -> Iterator[Path]:
    for suffix in ("py", "toml", "csv", "html", "typ"):
        for path in PACKAGE.rglob(f"*.{suffix}"):
            if not {"tests", "migrations", "sample"} & set(path.parts):
                yield path


def citations(file: Path) -> Iterator[tuple[str, str]]:
    """The (basis or document, article) pairs of a data file. A basis told in a sentence names its documents by
    their numbers, which the guard above looks for."""
    found = tomllib.loads(file.read_text())
    for rows in found.values():
        for row in rows if isinstance(rows, list) else []:
            code = isinstance(row, dict) and (row.get("basis") or (file.stem == "bases" and row.get("document")))
            if code and " " not in code:
                yield code, row.get("article", "")


def wrong_citations(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    codes, known = {row["code"] for row in documents()}, articles()
    return [
        (code, article)
        for code, article in pairs
        if code not in codes
        or not all(any(is_within(name, label) for label in known.get(code, [])) for name in labels_in(article))
    ]


def test_every_document_the_product_names_stands_in_the_library():
    known = {row["number"] for row in documents()}
    strangers = {
        f"{path.relative_to(PACKAGE)}: {number}" for path in sources() for number in named_in(path.read_text()) - known
    }

    assert strangers == set()


def test_every_citation_of_the_data_files_resolves_to_a_document_and_its_article():
    wrong = {
        str(file.relative_to(PACKAGE)): found
        for file in PACKAGE.rglob("data/*.toml")
        if (found := wrong_citations(list(citations(file))))
    }

    assert wrong == {}


def test_the_documents_of_the_library_refer_to_documents_of_the_library():
    codes = {row["code"] for row in documents()}
    named = {row["replaced_by"] for row in documents() if "replaced_by" in row}
    for row in documents():
        for kind in ("amends", "repeals_part", "guides", "follows"):
            named |= set(row.get(kind, []))  # type: ignore[call-overload]  # a list of codes

    assert named | set(articles()) <= codes


def test_the_guard_of_the_law_is_awake():
    assert named_in("Nghị định 1/2030/NĐ-CP, Kế hoạch 9/KH-UBND") == {"1/2030/NĐ-CP", "9/KH-UBND"}
    assert wrong_citations([("ND-00", ""), ("ND-09-2019", "Điều 99"), ("ND-09-2019", "Điều 12 khoản 2")]) == [
        ("ND-00", ""),
        ("ND-09-2019", "Điều 99"),
    ]
    assert len(list(citations(LIBRARY / "bases.toml"))) > 20
