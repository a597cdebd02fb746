"""The legal library: which documents are in force, what rests on them, and whether a citation resolves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toso.plan.programme.models import (
    LINK_KINDS,
    LINK_KINDS_BACKWARDS,
    Article,
    Basis,
    DocumentLink,
    Indicator,
    LegalDocument,
    TargetDecision,
    TaskType,
)
from toso.plan.programme.rules.law import Force, LinkKind, is_within, labels_in


@dataclass(frozen=True, slots=True)
class Resting:
    """Something of the product that rests on a document."""

    document_id: int
    what: str
    kind: str | Promise
    article: str = ""
    address: str = ""
    is_past: bool = False  # it no longer applies itself


def _kind(basis: Basis) -> str:
    kind = str(basis.get_kind_display())
    return gettext("%(kind)s %(day)s") % {"kind": kind, "day": f"{basis.due_on:%d/%m/%Y}"} if basis.due_on else kind


def resting(documents: Iterable[LegalDocument], *, on: date) -> dict[int, list[Resting]]:
    """What rests on each of these documents: the register's rules, indicators, tasks and decisions on targets.

    A fixed number of queries for any number of documents.
    """
    ids = [document.pk for document in documents]
    found: dict[int, list[Resting]] = {pk: [] for pk in ids}
    for basis in Basis.objects.filter(document__in=ids).order_by("order"):
        found[basis.document_id].append(
            Resting(basis.document_id, basis.what, _kind(basis), basis.article, _page(basis.page))
        )
    for indicator in Indicator.objects.filter(basis__in=ids).order_by("order"):
        found[indicator.basis_id or 0].append(
            Resting(
                indicator.basis_id or 0,
                indicator.name,
                _("Chỉ tiêu"),
                indicator.article,
                reverse("programme:indicator", args=[indicator.code]),
                is_past=_is_past(indicator.valid_until, on),
            )
        )
    for task in TaskType.objects.filter(basis__in=ids).order_by("order"):
        found[task.basis_id or 0].append(
            Resting(
                task.basis_id or 0,
                task.name,
                _("Nhiệm vụ"),
                task.article,
                reverse("programme:tasks"),
                is_past=_is_past(task.valid_until, on),
            )
        )
    decisions: QuerySet[TargetDecision] = TargetDecision.objects.filter(basis__in=ids, issued_at__isnull=False)
    for decision in decisions.order_by("pk"):
        found[decision.basis_id or 0].append(
            Resting(
                decision.basis_id or 0,
                f"{decision}: {decision.title}",
                _("Quyết định giao"),
                is_past=decision.year < on.year,
            )
        )
    return found


def _is_past(until: date | None, on: date) -> bool:
    return until is not None and until <= on


def _page(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:  # the page belongs to a room that is not set up here
        return ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A document with its standing on a day and what rests on it."""

    document: LegalDocument
    force: Force
    rests: list[Resting]

    @property
    def living(self) -> list[Resting]:
        """What still applies although the document does not."""
        return [one for one in self.rests if not one.is_past]


def ended_shelves(*, on: date) -> list[Shelf]:
    """The documents that have ended and on which something of the product rests, those with living rules first."""
    documents = list(LegalDocument.objects.select_related("replaced_by").order_by("order", "pk"))
    ended = [document for document in documents if document.force_on(on) == Force.ENDED]
    rests = resting(ended, on=on)
    shelves = [Shelf(document, Force.ENDED, rests[document.pk]) for document in ended if rests[document.pk]]
    return sorted(shelves, key=lambda shelf: not shelf.living)


def linked(document: LegalDocument) -> list[tuple[str | Promise, LegalDocument]]:
    """How the document stands to others, in words: what it changes, and what changed it."""
    there = DocumentLink.objects.filter(document=document).select_related("other__replaced_by").order_by("pk")
    back = DocumentLink.objects.filter(other=document).select_related("document__replaced_by").order_by("pk")
    return [
        *((LINK_KINDS[LinkKind(link.kind)], link.other) for link in there),
        *((LINK_KINDS_BACKWARDS[LinkKind(link.kind)], link.document) for link in back),
    ]


def document_of(code: str) -> LegalDocument | None:
    """The document of the library with this code, for any room whose rules cite one."""
    return LegalDocument.objects.select_related("replaced_by").filter(code=code).first()


def unresolved(citations: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of these (document code, article), those that the library does not know; an empty article asks for the document.

    Two queries for any number. A room that loads rules with a ``basis`` asks this before it writes them.
    """
    asked = list(citations)
    codes = {code for code, _article in asked}
    known = set(LegalDocument.objects.filter(code__in=codes).values_list("code", flat=True))
    labels: dict[str, list[str]] = {}
    for code, label in Article.objects.filter(document__code__in=codes).values_list("document__code", "label"):
        labels.setdefault(code, []).append(label)
    return [
        (code, article)
        for code, article in asked
        if code not in known
        or not all(any(is_within(name, label) for label in labels.get(code, [])) for name in labels_in(article))
    ]
