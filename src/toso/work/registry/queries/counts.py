"""How many stand in the registers below a place and what they answered, without anybody's name.

A province has a million households and some ten answers of each, so the counts of a hamlet are kept. A hamlet whose
rows changed since is marked in the transaction of the change and counted from its rows until they are kept again:
what is read here is always what the rows say.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext

from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.work.registry.models import Answer, CountMark, HamletAnswers, HamletCount, Registrant
from toso.work.registry.rules.answers import Kind, Value

VALUES = (Value.YES, Value.NO, Value.UNKNOWN, Value.REFUSED)  # who was not asked has no answer


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


def hamlet_counts(places: Collection[int]) -> list[HamletCount]:
    """How many rows of each kind stand in these hamlets, from the rows themselves; not saved."""
    rows = (
        Registrant.objects.standing()
        .filter(place__in=places)
        .order_by()
        .values_list("place", "kind")
        .annotate(rows=Count("*"), asked=Count("answered_on"))
    )
    return [HamletCount(place_id=place, kind=kind, rows=count, asked=asked) for place, kind, count, asked in rows]


def hamlet_answers(places: Collection[int]) -> list[HamletAnswers]:
    """How many rows of these hamlets gave each answer, from the answers themselves; not saved."""
    rows = (
        Answer.objects.filter(place__in=places, ends_on__isnull=True, superseded_at__isnull=True, number=None)
        .order_by()
        .values_list("place", "kind", "question")
        .annotate(**{value: Count("pk", filter=Q(value=value)) for value in VALUES})
    )
    return [
        HamletAnswers(place_id=place, kind=kind, question=question, **dict(zip(VALUES, counted, strict=True)))
        for place, kind, question, *counted in rows
    ]


@dataclass(frozen=True, slots=True)
class Counts:
    """The places right below one, and of each question how many there gave each answer."""

    below: list[Counted]
    answers: Mapping[str, Mapping[str, int]]


def counts_of(scope: Scope, place: Place, kind: str) -> Counts:
    """What stands in the registers below a place, and what the rows of one kind answered; no names."""
    below = list(Place.objects.visible_to(scope).current().filter(parent=place).order_by("sort_key", "pk"))
    if place.level == Level.HAMLET:
        below = [place]
    homes = _homes(below)
    marked = _marked() & homes.keys()
    found: dict[int, Counter[str]] = {each.pk: Counter() for each in below}
    standing = HamletCount.objects.filter(place__in=homes.keys() - marked).values_list("place", "kind", "rows", "asked")
    behind = [(row.place_id, row.kind, row.rows, row.asked) for row in hamlet_counts(marked)]
    for hamlet, of, rows, asked in [*standing, *behind]:
        found[homes[hamlet]][of] += rows
        if of == Kind.HOUSEHOLD:
            found[homes[hamlet]]["asked"] += asked
    kept = HamletAnswers.objects.filter(place__in=homes.keys() - marked, kind=kind).order_by().values_list("question")
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    for question, *counted in kept.annotate(*(Sum(value) for value in VALUES)):
        answers[question].update(dict(zip(VALUES, counted, strict=True)))
    for live in hamlet_answers(marked):
        if live.kind == kind:
            answers[live.question].update({value: getattr(live, value) for value in VALUES})
    return Counts([Counted(each, found[each.pk], found[each.pk]["asked"]) for each in below], answers)


def _homes(below: list[Place]) -> dict[int, int]:
    """Hamlets of these places, ended ones too, each with the place that it counts for."""
    by_path = {each.path: each.pk for each in below}
    hamlets = Place.objects.filter(inside(tuple(by_path), "path"), level=Level.HAMLET).order_by()
    return {
        pk: next(by_path[root] for root in _roots(path) if root in by_path)
        for pk, path in hamlets.values_list("pk", "path")
    }


def _roots(path: str) -> Iterator[str]:
    """The paths above a place and its own, nearest first: "1.2.3." → "1.2.3.", "1.2.", "1."."""
    parts = path.split(".")[:-1]
    return (".".join(parts[:length]) + "." for length in range(len(parts), 0, -1))


def _marked() -> set[int]:
    """Hamlets whose kept counts are behind. Read before the kept ones: whoever marks meanwhile comes after both."""
    return set(CountMark.objects.order_by().values_list("place", flat=True).distinct())


def differences() -> Iterator[str]:
    """For ``toso check``: hamlets without a mark whose kept counts are not what their rows say, in words."""
    names = {place.pk: place.full_name for place in Place.objects.filter(level=Level.HAMLET).order_by("pk")}
    behind = _marked()
    true = _as_pairs(hamlet_counts(names.keys()), hamlet_answers(names.keys()))
    kept = _as_pairs(HamletCount.objects.all(), HamletAnswers.objects.all())
    words = gettext("Sổ hộ, số đếm giữ sẵn của %(place)s (%(what)s): cần %(expected)s, đang là %(found)s")
    for key in sorted(true.keys() | kept.keys()):
        expected, found = true.get(key, 0), kept.get(key, 0)
        if expected != found and key[0] not in behind:
            what = " ".join(filter(None, key[1:]))
            yield words % {"place": names[key[0]], "what": what, "expected": expected, "found": found}


def _as_pairs(counts: Iterable[HamletCount], answers: Iterable[HamletAnswers]) -> dict[tuple[int, str, str, str], int]:
    """Every number with what it counts: hamlet, kind, question, value; nothing that is none."""
    pairs: dict[tuple[int, str, str, str], int] = {}
    for row in counts:
        pairs |= {(row.place_id, row.kind, "", ""): row.rows, (row.place_id, row.kind, "", "asked"): row.asked}
    for each in answers:
        pairs |= {(each.place_id, each.kind, each.question, value): getattr(each, value) for value in VALUES}
    return {key: count for key, count in pairs.items() if count}
