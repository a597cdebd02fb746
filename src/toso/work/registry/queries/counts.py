"""How many stand in the registers below a place and what they answered, without anybody's name.

A province has a million households and some ten answers of each, so the counts of a hamlet are kept. A hamlet whose
rows changed since is marked in the transaction of the change and counted from its rows until they are kept again:
what is read here is always what the rows say.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils.translation import gettext

from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.work.registry.models import Answer, CountMark, HamletCount, Registrant
from toso.work.registry.rules.answers import Kind

Said = tuple[str, str, str]  # kind, question, value


@dataclass(frozen=True, slots=True)
class Counted:
    """A place with how many of each kind stand in its register, and how many households were asked anything."""

    place: Place
    counts: Mapping[str, int]
    asked: int

    @property
    def households(self) -> int:
        return self.counts.get(Kind.HOUSEHOLD, 0)

    @property
    def businesses(self) -> int:
        return self.counts.get(Kind.BUSINESS, 0)

    @property
    def cooperatives(self) -> int:
        return self.counts.get(Kind.COOPERATIVE, 0)


def counted_rows(places: Collection[int]) -> dict[int, dict[Said, int]]:
    """The counts of hamlets from the rows themselves, as ``HamletCount`` keeps them: nothing that is none."""
    found: dict[int, dict[Said, int]] = defaultdict(dict)
    if not places:
        return found
    rows = (
        Registrant.objects.standing()
        .filter(place__in=places)
        .order_by()
        .values_list("place", "kind")
        .annotate(count=Count("*"), asked=Count("answered_on"))
    )
    for place, kind, count, asked in rows:
        found[place][kind, "", ""] = count
        if asked:
            found[place][kind, "", HamletCount.ASKED] = asked
    answers = (
        Answer.objects.filter(place__in=places, ends_on__isnull=True, superseded_at__isnull=True, number=None)
        .order_by()
        .values_list("place", "kind", "question", "value")
        .annotate(count=Count("*"))
    )
    for place, kind, question, value, count in answers:
        found[place][kind, question, value] = count
    return found


def _hamlets(paths: tuple[str, ...]) -> dict[int, str]:
    """Hamlets below some places, ended ones too: id → path."""
    return dict(Place.objects.filter(inside(paths, "path"), level=Level.HAMLET).order_by().values_list("pk", "path"))


def _marked(hamlets: Collection[int]) -> set[int]:
    """Those whose kept counts are behind. Read before the kept ones: whoever marks meanwhile comes after both."""
    return set(CountMark.objects.order_by().values_list("place", flat=True).distinct()) & set(hamlets)


def counts_below(scope: Scope, place: Place) -> list[Counted]:
    """How many stand in the register of each place right below; no names."""
    below = list(Place.objects.visible_to(scope).current().filter(parent=place).order_by("sort_key", "pk"))
    if place.level == Level.HAMLET:
        below = [place]
    hamlets = _hamlets(tuple(each.path for each in below))
    marked = _marked(hamlets)
    kept = HamletCount.objects.filter(question="", place__in=hamlets.keys() - marked)
    rows = [*kept.values_list("place", "kind", "value", "rows")]
    rows += [
        (hamlet, kind, value, count)
        for hamlet, said in counted_rows(marked).items()
        for (kind, question, value), count in said.items()
        if not question
    ]
    by_path = {each.path: each.pk for each in below}
    homes = {
        hamlet: next(by_path[root] for root in _roots(path) if root in by_path) for hamlet, path in hamlets.items()
    }
    found: dict[int, dict[tuple[str, str], int]] = {each.pk: defaultdict(int) for each in below}
    for hamlet, kind, value, count in rows:
        found[homes[hamlet]][kind, value] += count
    return [
        Counted(
            each,
            {kind: count for (kind, value), count in found[each.pk].items() if not value},
            found[each.pk][Kind.HOUSEHOLD, HamletCount.ASKED],
        )
        for each in below
    ]


def _roots(path: str) -> Iterator[str]:
    """The paths above a place and its own, nearest first: "1.2.3." → "1.2.3.", "1.2.", "1."."""
    parts = path.split(".")[:-1]
    return (".".join(parts[:length]) + "." for length in range(len(parts), 0, -1))


def answer_counts(place: Place, kind: str) -> dict[str, dict[str, int]]:
    """Of each question how many of the place's register gave each answer; who was not asked is in none."""
    hamlets = _hamlets((place.path,))
    marked = _marked(hamlets)
    kept = HamletCount.objects.filter(kind=kind, place__in=hamlets.keys() - marked).exclude(question="")
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for question, value, count in kept.order_by().values_list("question", "value").annotate(Sum("rows")):
        found[question][value] += count
    for said in counted_rows(marked).values():
        for (of, question, value), count in said.items():
            if of == kind and question:
                found[question][value] += count
    return found


def differences() -> Iterator[str]:
    """For ``toso check``: hamlets without a mark whose kept counts are not what their rows say, in words."""
    names = {place.pk: place.full_name for place in Place.objects.filter(level=Level.HAMLET).order_by("pk")}
    behind = set(CountMark.objects.order_by().values_list("place", flat=True).distinct())
    kept: dict[int, dict[Said, int]] = defaultdict(dict)
    for hamlet, kind, question, value, rows in HamletCount.objects.values_list(
        "place", "kind", "question", "value", "rows"
    ):
        kept[hamlet][kind, question, value] = rows
    true = counted_rows(names.keys())
    words = gettext("Sổ hộ, số đếm giữ sẵn của %(place)s (%(what)s): cần %(expected)s, đang là %(found)s")
    for hamlet in sorted((true.keys() | kept.keys()) - behind):
        for said in sorted(true[hamlet].keys() | kept[hamlet].keys()):
            expected, found = true[hamlet].get(said, 0), kept[hamlet].get(said, 0)
            if expected != found:
                what = " ".join(filter(None, said))
                yield words % {"place": names[hamlet], "what": what, "expected": expected, "found": found}
