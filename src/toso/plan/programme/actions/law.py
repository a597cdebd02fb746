"""The legal library: documents, their articles, how they change one another, and what rests on them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from toso.ground.shared.text import fold
from toso.plan.programme.actions.loading import file_of, rows_of, upsert
from toso.plan.programme.models import Article, Basis, DocumentLink, LegalDocument
from toso.plan.programme.rules.law import LinkKind

EMPTY = {"signed_on": None, "effective_from": None, "effective_until": None, "note": "", "is_to_communicate": False}


@transaction.atomic
def load_law() -> dict[str, LegalDocument]:
    """Load or refresh the library from its data files; the documents by code. Running it again changes nothing."""
    rows: list[dict[str, Any]] = []
    replacements: dict[str, str] = {}
    links: list[tuple[str, str, LinkKind]] = []
    articles = file_of("articles")
    for order, entry in rows_of("document"):
        row = {**EMPTY, "order": order, **entry}
        if successor := row.pop("replaced_by", ""):
            replacements[row["code"]] = successor
        for kind in LinkKind:
            links += [(row["code"], other, kind) for other in row.pop(kind, [])]
        row["search"] = fold(f"{row['kind']} {row['number']} {row['title']} {row['issuer']} {row['code']}")
        rows.append(row)
    documents: dict[str, LegalDocument] = upsert(LegalDocument, rows)
    for code, successor in replacements.items():
        LegalDocument.objects.filter(code=code).update(replaced_by=documents[successor])
    _load_links(links, documents)
    _load_articles(articles, documents)
    _load_bases(documents)
    return documents


def _load_links(links: list[tuple[str, str, LinkKind]], documents: Mapping[str, LegalDocument]) -> None:
    DocumentLink.objects.bulk_create(
        [DocumentLink(document=documents[code], other=documents[other], kind=kind) for code, other, kind in links],
        ignore_conflicts=True,
    )


def _load_articles(articles: Mapping[str, list[list[str]]], documents: Mapping[str, LegalDocument]) -> None:
    Article.objects.bulk_create(
        [
            Article(document=documents[code], label=label, gist=gist, order=order)
            for code, rows in articles.items()
            for order, (label, gist) in enumerate(rows, start=1)
        ],
        update_conflicts=True,
        unique_fields=["document", "label"],
        update_fields=["gist", "order"],
    )


def _load_bases(documents: Mapping[str, LegalDocument]) -> None:
    rows = rows_of("basis", file="bases")
    upsert(
        Basis,
        [
            {"article": "", "page": "", **entry, "order": order, "document": documents[entry["document"]]}
            for order, entry in rows
        ],
    )
