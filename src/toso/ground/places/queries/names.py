"""Units as offices write them, found in bulk: abbreviated, numbered, by a name or code that has ended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.places.queries import found_of, sentence_of, today_of
from toso.ground.places.rules import Level, name_key
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope

MOST_NAMED = 5
# What stands around a name: the number of a section, the committee that sits there, how many people follow.
_BESIDE = re.compile(
    r"^\s*(?:[IVX]+|\d{1,3}|[A-Za-z])\s*[.)/:]\s*|^\s*(?:UBND|[UỦ][ỷy] ban nhân dân)\s+|\s*\(\s*\d[^()]*\)|[\s:;,.]+$",
    re.IGNORECASE,
)
CHANGERS = ("province_officer", "administrator")


def changing(scope: Scope) -> Scope:
    """The part of a scope in which the territory may be changed."""
    return Scope(scope.person_id, tuple(grant for grant in scope.grants if grant.role in CHANGERS))


@dataclass(frozen=True, slots=True)
class Meant:
    """The unit of today that a text means; a sentence and the ended units when the text named another one."""

    place: Place
    note: str = ""
    named: tuple[Place, ...] = ()


class Names:
    """The communes and hamlets of a scope by every name and code they ever had. Asked once for many rows."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = {place.pk: place for place in places}
        ended = [place.pk for place in places if place.valid_until]
        self._heirs = today_of(ended) if ended else {}
        self._found: dict[tuple[str, str], list[Place]] = {}
        for place in places:
            for key in _keys(place):
                self._found.setdefault((place.level, key), []).append(place)
        current = [place for place in places if not place.valid_until]
        communes = [place for place in current if place.level == Level.COMMUNE]
        hamlets = [place for place in current if place.level == Level.HAMLET]
        self.only_commune = communes[0] if len(communes) == 1 else None
        self.only_hamlet = hamlets[0] if len(hamlets) == 1 else None
        self._meant: dict[tuple[str, str, int | None], Meant | str] = {}
        self._then: dict[tuple[str, str, int | None], list[Place]] = {}

    @classmethod
    def of_scope(cls, scope: Scope) -> "Names":
        levels = (Level.COMMUNE, Level.HAMLET)
        places = Place.objects.visible_to(scope).filter(level__in=levels).select_related("parent")
        return cls(list(places.order_by("pk")))

    def commune(self, text: str) -> Meant:
        """The commune of today; refuses what nobody bears and what several bear."""
        if not text.strip() and self.only_commune:
            return Meant(self.only_commune)
        return self._asked(Level.COMMUNE, text, None)

    def hamlet(self, text: str, *, commune: Place | None = None) -> Meant:
        """The hamlet of today, of one commune when it is known."""
        if not text.strip() and self.only_hamlet:
            return Meant(self.only_hamlet)
        return self._asked(Level.HAMLET, text, commune)

    def any(self, text: str) -> Meant:
        """A commune or a hamlet; when neither is found, what is said of the hamlet."""
        if self._named(Level.COMMUNE, text, None):
            return self._asked(Level.COMMUNE, text, None)
        return self._asked(Level.HAMLET, text, None)

    def on(self, text: str, day: date, *, commune: Place | None = None) -> Place:
        """The hamlet or commune as it was on a day, an ended one too; else what it means today."""
        key = ("on", text, commune.pk if commune else None)
        if key not in self._then:
            self._then[key] = self._named(Level.HAMLET, text, commune) or self._named(Level.COMMUNE, text, None)
        stood = [
            place
            for place in self._then[key]
            if place.valid_from <= day and (place.valid_until is None or day < place.valid_until)
        ]
        if len(stood) == 1:
            return stood[0]
        return self.hamlet(text, commune=commune).place if not text.strip() or commune else self.any(text).place

    def commune_of_section(self, text: str) -> Place | None:
        """The commune that a sheet's name or a row above the records names; None when it names something else."""
        try:
            return self._asked(Level.COMMUNE, text, None).place if text.strip() else None
        except Refusal:
            return None

    def merged_into(self, place: Place) -> tuple[Place, ...]:
        """The ended units that live on in this one today, wholly or in part."""
        return tuple(
            self._places[pk] for pk, heirs in self._heirs.items() if any(heir.pk == place.pk for heir in heirs)
        )

    def hamlets_of(self, commune: Place) -> dict[str, Place]:
        """The hamlets of today by each of their names."""
        return {
            key: place
            for place in self._places.values()
            if place.level == Level.HAMLET and not place.valid_until and place.parent_id == commune.pk
            for key in _keys(place)
        }

    def _asked(self, level: str, text: str, within: Place | None) -> Meant:
        key = (level, text, within.pk if within else None)
        if key not in self._meant:
            try:
                self._meant[key] = self._resolved(level, text, within)
            except Refusal as refusal:
                self._meant[key] = str(refusal)
        found = self._meant[key]
        if isinstance(found, str):
            raise Refusal(found)
        return found

    def _resolved(self, level: str, text: str, within: Place | None) -> Meant:
        if not text.strip():
            raise Refusal(_("Ô trống; hãy ghi tên hoặc mã đơn vị."))
        places = self._named(level, text, within)
        if not places and "," in text:
            places = self._of_a_line(level, text, within)
        current = [place for place in places if not place.valid_until]
        if len(current) == 1:
            return Meant(current[0])
        if not places:
            where = _(" ở %(place)s") % {"place": within} if within else ""
            raise Refusal(_("Không có đơn vị nào tên “%(name)s”%(where)s.") % {"name": text[:60], "where": where})
        heirs = {heir.pk: heir for place in places for heir in self._heirs.get(place.pk, ())}
        if not current and len(heirs) == 1:
            heir = next(iter(heirs.values()))
            return Meant(heir, _("“%(name)s” nay là %(place)s.") % {"name": text[:60], "place": heir}, tuple(places))
        if not current and not heirs:
            raise Refusal(_("“%(name)s” đã kết thúc và không có đơn vị kế thừa.") % {"name": text[:60]})
        said = "; ".join(sentence_of(hit) for hit in found_of((current or places)[:MOST_NAMED]))
        raise Refusal(
            _("“%(name)s” có thể là nhiều đơn vị: %(places)s. Hãy ghi mã của đơn vị cần chọn.")
            % {"name": text[:60], "places": said}
        )

    def _named(self, level: str, text: str, within: Place | None) -> list[Place]:
        keys = [(level, key) for said in (text, _BESIDE.sub("", text)) if (key := name_key(said))]
        found = {place.pk: place for place in next((self._found[key] for key in keys if key in self._found), ())}
        return [place for place in found.values() if within is None or place.path.startswith(within.path)]

    def _of_a_line(self, level: str, text: str, within: Place | None) -> list[Place]:
        """ "Thôn 1, xã Diên Lâm": the first part in the unit that the last part names."""
        first, *rest = (part for part in text.split(",") if part.strip())
        for part in rest:
            for commune in self._named(Level.COMMUNE, part, None):
                if found := self._named(level, first, commune):
                    return found
        return self._named(level, first, within) if within else []


def _keys(place: Place) -> set[str]:
    names = [place.name, place.full_name, place.other_name, place.code, *place.search.split("|")]
    return {key for key in map(name_key, names) if key}
