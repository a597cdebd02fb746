"""Which places there are, how they are called, what they became."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.places.models import Place, PlaceQuerySet, PlaceVersion, Reach, Succession
from toso.ground.places.rules import FOREVER, Belonging, Level, Part, Territory, Unit
from toso.ground.shared.jobs import Found
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold, nfc

EXACT, SAME_LETTERS, BEGINS, CONTAINS = 100, 80, 60, 40


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """One answer to a searched name. ``successors`` are today's units of an ended one, the usual first."""

    place: Place
    score: int
    is_ended: bool
    successors: tuple[Place, ...] = ()


def place_by_code(level: str, code: str, *, on: date | None = None) -> Place | None:
    """The place that bears the code today, or bore it on a day. Codes identify; names do not."""
    if on is None:
        return Place.objects.current().filter(level=level, code=code).first()
    version = versions_on(on).filter(place__level=level, code=code).select_related("place").first()
    return version.place if version else None


def the_place(level: str, code: str) -> Place:
    """The place of today with this code; refuses an unknown one and says where an old code went."""
    if found := place_by_code(level, code.strip()):
        return found
    was = (
        PlaceVersion.objects.filter(place__level=level, code=code.strip()).select_related("place").order_by("pk").last()
    )
    if was is None:
        raise Refusal(_("Không có đơn vị nào mang mã “%(code)s”. Hãy kiểm tra lại mã.") % {"code": code}, field="code")
    if was.place.valid_until is None:
        raise Refusal(
            _("Mã “%(code)s” đã đổi: %(place)s nay mang mã %(new)s.")
            % {"code": code, "place": was.place, "new": was.place.code},
            field="code",
        )
    raise Refusal(
        _("Mã “%(code)s” là của %(place)s.") % {"code": code, "place": sentence_of(found_of([was.place])[0])},
        field="code",
    )


def versions_on(day: date) -> QuerySet[PlaceVersion]:
    return PlaceVersion.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)


def place_names_on(place_ids: Collection[int], on: date) -> dict[int, str]:
    """How each place was called on a day; one that did not exist then has its own last name."""
    names = {place.pk: place.full_name for place in Place.objects.filter(pk__in=place_ids)}
    for pk, kind, name in versions_on(on).filter(place__in=place_ids).values_list("place_id", "kind", "name"):
        names[pk] = f"{kind} {name}".strip()
    return names


def ancestors_of(place: Place) -> list[Place]:
    """Today's line from the root to the place itself. An ended place stands under the unit that holds its past."""
    steps = [int(step) for step in place.path.split(".") if step]
    found = Place.objects.in_bulk(steps)
    return [found[step] for step in steps]


def children_of(place: Place, *, on: date | None = None) -> PlaceQuerySet:
    """The units directly under a place today, or on a day; Vietnamese alphabetical order."""
    if on is None:
        return Place.objects.current().filter(parent=place).order_by("sort_key", "pk")
    held = versions_on(on).filter(parent=place).values("place_id")
    return Place.objects.filter(pk__in=held).order_by("sort_key", "pk")


def units_below(place: Place, *, after: Place | None = None) -> PlaceQuerySet:
    """What a page lists under a unit: those of today, or those an ended one had on its last day.

    ``after`` is the last one already shown; the next ones in the alphabet follow.
    """
    rows = children_of(place, on=place.valid_until - timedelta(days=1) if place.valid_until else None)
    if after:
        rows = rows.filter(Q(sort_key__gt=after.sort_key) | Q(sort_key=after.sort_key, pk__gt=after.pk))
    return rows


def provinces_today() -> PlaceQuerySet:
    """Today's provinces with the number of their communes."""
    communes = Count("children", filter=Q(children__level=Level.COMMUNE, children__valid_until__isnull=True))
    provinces = Place.objects.current().filter(level=Level.PROVINCE)
    return provinces.annotate(communes=communes).order_by("sort_key")


def hamlets_under(place: Place) -> PlaceQuerySet:
    """Today's hamlets anywhere under a place."""
    return Place.objects.current().filter(level=Level.HAMLET, path__startswith=place.path).order_by("sort_key", "pk")


def predecessors_of(place: Place) -> list[Succession]:
    return list(place.inheritances.select_related("predecessor__parent").order_by("-on", "predecessor__sort_key"))


def successors_of(place: Place) -> list[Succession]:
    return list(
        place.successions.select_related("successor__parent").order_by("-on", "-is_usual", "successor__sort_key")
    )


def versions_of(place: Place) -> list[PlaceVersion]:
    return list(place.versions.select_related("parent").order_by("-valid_from"))


def find_places(
    text: str,
    *,
    levels: Sequence[str] = (),
    province_code: str = "",
    near: Sequence[str] = (),
    limit: int = 20,
) -> list[FoundPlace]:
    """Places by name or code, old and new names, with or without diacritics and kind ("xã").

    The exact spelling stands first, then the same letters, then names that begin so, then the
    rest; among equals those under the paths ``near``, then units of today before ended ones, then the alphabet.
    """
    written, folded = " ".join(nfc(text).split()), fold(text)
    if not folded:
        return []
    places = Place.objects.filter(Q(search__contains=folded) | Q(code=written))
    if levels:
        places = places.filter(level__in=levels)
    if province_code:
        places = places.filter(province_code=province_code)
    same = Q(search__contains=f"|{folded}|") | Q(search=folded)
    begins = Q(search__contains=f"|{folded}") | Q(search__startswith=folded)
    exact = Q(name__iexact=written) | Q(other_name__iexact=written) | Q(full__iexact=written) | Q(code=written)
    ranked = places.annotate(full=Concat("kind", Value(" "), "name", output_field=CharField())).annotate(
        score=Case(
            When(exact, then=EXACT),
            When(same, then=SAME_LETTERS),
            When(begins, then=BEGINS),
            default=CONTAINS,
            output_field=IntegerField(),
        ),
        is_far=Case(When(inside(tuple(near), "path"), then=0), default=1, output_field=IntegerField()),
    )
    order = ("-score", "is_far", F("valid_until").desc(nulls_first=True), "sort_key", "pk")
    return found_of(list(ranked.select_related("parent__parent").order_by(*order)[:limit]))


def found_of(places: Sequence[Place]) -> list[FoundPlace]:
    ended = [place.pk for place in places if place.valid_until is not None]
    heirs = today_of(ended) if ended else {}
    return [
        FoundPlace(place, getattr(place, "score", EXACT), place.valid_until is not None, tuple(heirs.get(place.pk, ())))
        for place in places
    ]


def today_of(place_ids: Iterable[int]) -> dict[int, list[Place]]:
    """Today's units that each ended place became, through every change since; the usual one first."""
    asked = list(place_ids)
    steps: dict[int, list[Place]] = {}
    open_ids = set(asked)
    while open_ids:
        rows = Succession.objects.filter(predecessor__in=open_ids).select_related("successor__parent")
        found: dict[int, list[Place]] = {pk: [] for pk in open_ids}
        for row in rows.order_by("-is_usual", "successor__sort_key", "pk"):
            found[row.predecessor_id].append(row.successor)
        steps |= found
        open_ids = {
            heir.pk for heirs in found.values() for heir in heirs if heir.valid_until is not None
        } - steps.keys()
    return {pk: list(_heirs_today(pk, steps).values()) for pk in asked}


def _heirs_today(pk: int, steps: dict[int, list[Place]]) -> dict[int, Place]:
    found: dict[int, Place] = {}
    for heir in steps.get(pk, ()):
        found |= {heir.pk: heir} if heir.valid_until is None else _heirs_today(heir.pk, steps)
    return found


def sentence_of(found: FoundPlace) -> str:
    """The unit told apart from others of its name: where it stood, and what it is today."""
    place = found.place
    where = f"{place.full_name} ({place.parent.full_name})" if place.parent else place.full_name
    if not found.is_ended:
        return _("%(place)s, mã %(code)s") % {"place": where, "code": place.code}
    if not found.successors:
        return _("%(place)s, mã cũ %(code)s, đã kết thúc") % {"place": where, "code": place.code}
    heirs = ", ".join(heir.full_name for heir in found.successors)
    return _("%(place)s, mã cũ %(code)s, nay thuộc %(heirs)s") % {"place": where, "code": place.code, "heirs": heirs}


def place_named(text: str, *, levels: Sequence[str] = (), province_code: str = "") -> Place:
    """The one unit of today that a name (old or new) or code means.

    Refuses a name that nobody bears and one that several units bear, and lists them all.
    """
    found = [
        hit
        for hit in find_places(text, levels=levels, province_code=province_code, limit=50)
        if hit.score >= SAME_LETTERS
    ]
    exact = [hit for hit in found if hit.score == EXACT]
    found = exact or found
    meant = {heir.pk: heir for hit in found for heir in (hit.successors if hit.is_ended else [hit.place])}
    if not meant:
        raise Refusal(_("Không tìm thấy đơn vị nào tên “%(name)s”.") % {"name": text}, field="place")
    if len(meant) > 1:
        raise Refusal(
            _("“%(name)s” có thể là nhiều đơn vị: %(places)s. Hãy nhập mã của đơn vị cần chọn.")
            % {"name": text, "places": "; ".join(sentence_of(hit) for hit in found)},
            field="place",
        )
    return next(iter(meant.values()))


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Units for the global search. Names of units are public, so every account finds all of them."""
    if not scope.grants:
        return []
    return [
        Found(
            kind=_("Đơn vị hành chính"),
            label=hit.place.full_name,
            address=reverse("places:unit", args=[hit.place.pk]),
            detail=sentence_of(hit),
        )
        for hit in find_places(text, near=scope.place_roots, limit=limit)
    ]


def territory_around(place_ids: Collection[int]) -> Territory:
    """The tree that is needed to say where these places count: all they ever stood under or became."""
    units: dict[int, Unit] = {}
    wanted = set(place_ids)
    while wanted:
        belongings: dict[int, list[Belonging]] = {}
        heirs: dict[int, list[tuple[int, Part]]] = {}
        for version in PlaceVersion.objects.filter(place__in=wanted).order_by("place", "valid_from"):
            span = Belonging(version.parent_id, version.valid_from, version.valid_until or FOREVER)
            belongings.setdefault(version.place_id, []).append(span)
        for row in Succession.objects.filter(predecessor__in=wanted).order_by("pk"):
            heirs.setdefault(row.predecessor_id, []).append((row.successor_id, Part(row.part)))
        near: set[int] = set()
        for pk, parent, since, until in Place.objects.filter(pk__in=wanted).values_list(
            "pk", "parent_id", "valid_from", "valid_until"
        ):
            unit = Unit(pk, parent, since, until, tuple(belongings.get(pk, ())), tuple(heirs.get(pk, ())))
            units[pk] = unit
            near |= {parent, *(span.parent for span in unit.belongings), *(heir for heir, _ in unit.heirs)} - {None}
        wanted = near - units.keys()
    return Territory(units)


def touched_by(place_ids: Collection[int]) -> set[int]:
    """Every place that may count elsewhere once these have changed: all that ever stood under
    them, and all that became one of these."""
    touched: set[int] = set()
    fresh = set(place_ids)
    while fresh:
        touched |= fresh
        under = PlaceVersion.objects.filter(parent__in=fresh).values_list("place_id", flat=True)
        before = Succession.objects.filter(successor__in=fresh).values_list("predecessor_id", flat=True)
        fresh = {*under, *before} - touched
    return touched


def reach_rows(place_ids: Collection[int]) -> dict[tuple[int, int, str, date, date, bool], int]:
    """The stored rows of these places, by content."""
    rows = Reach.objects.filter(place__in=place_ids).values_list(
        "ancestor_id", "place_id", "reading", "valid_from", "valid_until", "is_unallocated", "pk"
    )
    return {row[:6]: row[6] for row in rows}
