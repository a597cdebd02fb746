"""The legal library: documents, their articles, how they change one another, and what rests on them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.rules import Role
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc
from toso.plan.programme.actions.loading import file_of, rows_of, upsert
from toso.plan.programme.models import Article, Basis, DocumentLink, LegalDocument
from toso.plan.programme.rules.law import LinkKind

EMPTY = {
    "signed_on": None,
    "effective_from": None,
    "effective_until": None,
    "signer": "",
    "archive_mark": "",
    "note": "",
    "is_to_communicate": False,
}
SEARCHED = ("kind", "number", "title", "issuer", "code")
COMPLETERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER)
COMPLETED = ("number", "signed_on", "effective_from", "signer", "archive_mark")


@transaction.atomic
def load_law() -> dict[str, LegalDocument]:
    """Load or refresh the library from its data files; the documents by code. Running it again changes nothing."""
    rows: list[dict[str, Any]] = []
    replacements: dict[str, str] = {}
    links: list[tuple[str, str, LinkKind]] = []
    articles = file_of("articles")
    completed = {kept.code: kept for kept in LegalDocument.objects.filter(completed_at__isnull=False)}
    for order, entry in rows_of("document"):
        row = {**EMPTY, "order": order, **entry}
        if successor := row.pop("replaced_by", ""):
            replacements[row["code"]] = successor
        for kind in LinkKind:
            links += [(row["code"], other, kind) for other in row.pop(kind, [])]
        if kept := completed.get(row["code"]):
            row |= {name: row[name] or getattr(kept, name) for name in COMPLETED}
        row["search"] = _search(**{name: row[name] for name in SEARCHED})
        rows.append(row)
    documents: dict[str, LegalDocument] = upsert(LegalDocument, rows)
    for code, successor in replacements.items():
        LegalDocument.objects.filter(code=code).update(replaced_by=documents[successor])
    _load_links(links, documents)
    _load_articles(articles, documents)
    _load_bases(documents)
    return documents


def _search(**words: str) -> str:
    return fold(" ".join(words[name] for name in SEARCHED))


@transaction.atomic
def complete_document(
    *,
    code: str,
    number: str,
    signed_on: date | None,
    effective_from: date | None,
    signer: str,
    archive_mark: str,
    by: Actor,
    scope: Scope,
    at: datetime,
) -> LegalDocument:
    """Write down what the sources did not tell of a document, once it is known. What they told is not changed."""
    if not scope.holds(*COMPLETERS):
        raise Refusal(_("Chỉ cơ quan thường trực hoặc quản trị hệ thống bổ sung văn bản."))
    row = LegalDocument.objects.select_for_update().get(code=code)
    if not row.gaps and row.completed_at is None:
        raise Refusal(_("Văn bản này đã đủ số và ngày ký."))
    if signed_on and signed_on > localdate(at):
        raise Refusal(_("Ngày ký ở tương lai. Hãy nhập ngày đã ký."), field="signed_on")
    if signed_on and effective_from and effective_from < signed_on:
        raise Refusal(_("Ngày có hiệu lực không được trước ngày ký."), field="effective_from")
    given = {
        "number": nfc(number).strip(),
        "signed_on": signed_on,
        "effective_from": effective_from,
        "signer": nfc(signer).strip(),
        "archive_mark": nfc(archive_mark).strip(),
    }
    shipped = next(entry for _order, entry in rows_of("document") if entry["code"] == code)
    changed = {name: value for name, value in given.items() if value and not shipped.get(name)}
    if not changed:
        raise Refusal(_("Hãy nhập ít nhất số hoặc ngày ký."), field="number")
    for name, value in changed.items():
        setattr(row, name, value)
    row.completed_at = at
    row.search = _search(**{name: getattr(row, name) for name in SEARCHED})
    row.save(update_fields=[*changed, "completed_at", "search"])
    detail = {name: str(value) for name, value in changed.items()}
    record("programme.document.completed", by=by, about=row, at=at, detail=detail)
    return row


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
            {
                "article": "",
                "page": "",
                "due_on": None,
                **entry,
                "order": order,
                "document": documents[entry["document"]],
            }
            for order, entry in rows
        ],
    )
