"""The catalogue of products: search without marks, what looks double, what hides several products in one."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from toso.ground.people.models import Organisation
from toso.ground.people.queries import has_words
from toso.ground.shared.text import fold
from toso.results.kpi.models import Catalogue, Product, Proposal
from toso.results.kpi.models.catalogue import Part, ProductQuerySet
from toso.results.kpi.queries.access import Standing, catalogues_seen

PAGE = 50
SEVERAL = re.compile(r"[;]|,\s| và |/| hoặc | kiêm ")
VERBS = frozenset(
    ["soan", "lap", "tham", "xay", "trien", "kiem", "tong", "tra", "cap", "to", "huong", "theo", "ra", "dang", "bao"]
)


@dataclass(frozen=True, slots=True)
class Narrowing:
    text: str = ""
    part: str = ""
    group: int | None = None


def versions_of(standing: Standing, agency: Organisation) -> list[Catalogue]:
    """The versions of an agency's catalogue, the newest first."""
    return list(catalogues_seen(standing).filter(agency=agency).order_by("-version"))


def products_of(catalogue: Catalogue, narrowing: Narrowing) -> ProductQuerySet:
    """The products of a version, found by folded words."""
    rows: ProductQuerySet = Product.objects.filter(catalogue=catalogue).filter(has_words(narrowing.text))
    if narrowing.part in Part.values:
        rows = rows.filter(part=narrowing.part)
    if narrowing.group:
        rows = rows.filter(group=narrowing.group)
    return rows.order_by("part", "group", "name", "pk")


def page_of(rows: ProductQuerySet, after: str) -> tuple[list[Product], str]:
    """One page from a key onwards, and the key of the next."""
    last = rows.model.objects.filter(pk=int(after)).first() if after.isdigit() else None
    if last is not None:
        key = Q(part__gt=last.part)
        key |= Q(part=last.part, group__gt=last.group)
        key |= Q(part=last.part, group=last.group, name__gt=last.name)
        key |= Q(part=last.part, group=last.group, name=last.name, pk__gt=last.pk)
        rows = rows.filter(key)
    found = list(rows.select_related("body")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def signature(name: str) -> frozenset[str]:
    """The words of a name without marks and without order: "Soạn báo cáo tháng" = "Báo cáo tháng, soạn"."""
    return frozenset(re.findall(r"[a-z0-9]+", fold(name)))


def doubles(products: Iterable[Product]) -> list[list[Product]]:
    """Products that say the same: equal words, or all but one word of at least four."""
    rows = [(product, signature(product.name)) for product in products]
    groups: dict[frozenset[str], list[Product]] = defaultdict(list)
    for product, words in rows:
        groups[words].append(product)
    found = [group for group in groups.values() if len(group) > 1]
    by_word: dict[str, list[frozenset[str]]] = defaultdict(list)
    for words in groups:
        for word in words:
            by_word[word].append(words)
    seen: set[frozenset[frozenset[str]]] = set()
    for words in groups:
        if len(words) < 4:
            continue
        rarest = sorted(words, key=lambda word: len(by_word[word]))[:2]
        for other in {near for word in rarest for near in by_word[word]}:
            pair = frozenset([words, other])
            if other != words and len(words ^ other) == 1 and pair not in seen:
                seen.add(pair)
                found.append([*groups[words][:1], *groups[other][:1]])
    return found


def unsplit(products: Iterable[Product]) -> list[Product]:
    """Tasks that seem to hold several products: each product has its own line (Article 3.6)."""
    return [product for product in products if _is_several(product.name)]


def _is_several(name: str) -> bool:
    parts = [part.strip() for part in SEVERAL.split(name) if part.strip()]
    starts = sum(fold(part).split(" ")[0] in VERBS for part in parts)
    return len(parts) > 1 and starts > 1


def waiting_proposals(agency: Organisation) -> list[Proposal]:
    return list(
        Proposal.objects.filter(agency=agency, answered_at__isnull=True).select_related("made_by").order_by("made_at")
    )


def next_version(agency: Organisation) -> int:
    last = Catalogue.objects.filter(agency=agency).order_by("-version").first()
    return last.version + 1 if last else 1
