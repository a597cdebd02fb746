"""From needs to people: what the rules of ranking and matching are given, and what they answer in rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.people.queries import has_words
from toso.ground.places.models import Place
from toso.ground.shared.text import fold
from toso.work.campaign.models import Candidate, Deployment, Need, Wave
from toso.work.campaign.rules import matching, needs
from toso.work.campaign.rules.matching import Fit, Left
from toso.work.campaign.rules.needs import Asked, Remoteness, Why
from toso.work.campaign.rules.service import BINDING, Standing

WHY_NEED: dict[Why, str | Promise] = {
    Why.ISLAND: _("đảo, đặc khu"),
    Why.MOUNTAIN: _("miền núi, vùng sâu"),
    Why.RURAL: _("xa trung tâm"),
    Why.NO_IT_STAFF: _("chưa có công chức công nghệ thông tin"),
    Why.FEW_IT_STAFF: _("mới có một công chức công nghệ thông tin"),
    Why.NOT_SERVED_YET: _("chưa đợt nào được hỗ trợ"),
    Why.ASKED_EARLY: _("theo thứ tự đăng ký"),
}
WHY_FIT: dict[Fit, str | Promise] = {
    Fit.DISCIPLINE: _("đúng chuyên ngành xã cần"),
    Fit.SKILLS: _("có kỹ năng xã cần"),
    Fit.HOME: _("quê ở đây"),
    Fit.RETURN: _("đã hỗ trợ xã này"),
    Fit.EXPERIENCE: _("đã đi đợt trước"),
    Fit.LEADER: _("phụ trách nhóm"),
    Fit.NUMBER: _("xã cần người"),
    Fit.CHOSEN: _("người điều phối chọn"),
}
WHY_LEFT: dict[Left, str | Promise] = {
    Left.UNAVAILABLE: _("báo bận trong những ngày của đợt"),
    Left.DEPLOYED: _("đang hỗ trợ nơi khác trong những ngày này"),
    Left.NO_SEAT: _("các xã đã đủ người"),
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    need: Need
    rank: int
    why: tuple[str | Promise, ...]
    proposed: int  # seats, when nobody has decided
    seats: int
    filled: int

    @property
    def short(self) -> int:
        return max(0, self.need.wanted - self.filled)


def served_before(wave: Wave) -> dict[int, int]:
    """How many people each commune had in other waves."""
    rows = Deployment.objects.filter(standing__in=sorted(BINDING)).exclude(wave=wave)
    found: dict[int, int] = {}
    for place in rows.filter(first_day__lte=wave.first_day).values_list("place", flat=True):
        found[place] = found.get(place, 0) + 1
    return found


def need_lines(wave: Wave) -> list[NeedLine]:
    """The needs of a wave in the order of the ranking, with reasons, seats and who is already named."""
    rows = {need.pk: need for need in wave.needs.select_related("place")}
    served = served_before(wave)
    asked = [
        Asked(need.pk, Remoteness(need.remoteness), need.it_staff, served.get(need.place_id, 0), need.wanted, at)
        for need in rows.values()
        for at in (need.registered_at,)
    ]
    people = wave.candidates.filter(withdrawn_at__isnull=True).count()
    proposed = needs.granted(asked, people)
    filled: dict[int, int] = {}
    for place in wave.deployments.exclude(standing=Standing.WITHDRAWN).values_list("place", flat=True):
        filled[place] = filled.get(place, 0) + 1
    lines = []
    for one in needs.ranked(asked):
        need = rows[one.key]
        seats = proposed[one.key] if need.granted is None else need.granted
        why = tuple(WHY_NEED[reason] for reason in one.why)
        lines.append(NeedLine(need, one.rank, why, proposed[one.key], seats, filled.get(need.place_id, 0)))
    return lines


def candidates(wave: Wave) -> QuerySet[Candidate]:
    rows = wave.candidates.filter(withdrawn_at__isnull=True).select_related("person", "home", "sending__organisation")
    return rows.order_by("person__sort_key", "pk")


def folded(words: Iterable[str]) -> frozenset[str]:
    """Disciplines and skills as they are compared: without marks, without double spaces."""
    return frozenset(fold(word) for word in words if word.strip())


def _spans(pairs: Iterable[Iterable[str]]) -> tuple[tuple[date, date], ...]:
    return tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in pairs)


def openings(wave: Wave) -> list[matching.Opening]:
    """Seats still to fill, in the order of the ranking."""
    return [
        matching.Opening(
            place=line.need.place_id,
            seats=line.seats - line.filled,
            rank=line.rank,
            disciplines=folded(line.need.disciplines),
            skills=folded(line.need.skills),
        )
        for line in need_lines(wave)
        if line.seats > line.filled
    ]


def to_match(wave: Wave) -> list[matching.Candidate]:
    """The people of the lists who are not yet named in this wave, with what they did in others."""
    rows = list(candidates(wave).filter(Q(deployment__isnull=True)))
    persons = [row.person_id for row in rows]
    served: dict[int, set[int]] = {}
    busy: dict[int, list[tuple[date, date]]] = {}
    others = Deployment.objects.filter(person__in=persons).exclude(standing=Standing.WITHDRAWN)
    for person, place, first, last in others.values_list("person", "place", "first_day", "last_day"):
        served.setdefault(person, set()).add(place)
        busy.setdefault(person, []).append((first, last))
    return [
        matching.Candidate(
            key=row.pk,
            disciplines=folded([row.discipline]),
            skills=folded(row.skills),
            home=row.home_id,
            served=frozenset(served.get(row.person_id, ())),
            unavailable=_spans(row.unavailable),
            deployed=tuple(busy.get(row.person_id, ())),
            leads=row.leads,
        )
        for row in rows
    ]


def proposal(wave: Wave) -> matching.Proposal:
    """Who should go where, for whoever is still unnamed."""
    return matching.propose(to_match(wave), openings(wave), (wave.first_day, wave.last_day))


def overlapping(person_id: int, first_day: date, last_day: date) -> Deployment | None:
    """Where somebody is bound in these days already."""
    rows = Deployment.objects.filter(person=person_id, first_day__lte=last_day, last_day__gte=first_day)
    return rows.exclude(standing=Standing.WITHDRAWN).select_related("place", "wave__campaign").first()


def deployments(wave: Wave) -> QuerySet[Deployment]:
    """Everybody named in a wave, by commune and given name."""
    rows = wave.deployments.select_related("person", "place", "candidate__sending__organisation", "wave__campaign")
    return rows.order_by("place__sort_key", "place_id", "-is_leader", "person__sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which people of a wave are looked at: a name or a commune, a standing, from the one after another."""

    text: str = ""
    standing: str = ""
    after: int = 0


def deployments_page(rows: QuerySet[Deployment], narrowed: Narrowed, *, limit: int) -> tuple[list[Deployment], int]:
    """Some of the people in their order, found without diacritics, and how many there are."""
    if narrowed.standing:
        rows = rows.filter(standing=narrowed.standing)
    if narrowed.text:
        people = Person.objects.filter(has_words(narrowed.text))
        words = fold(narrowed.text)
        places = [one.pk for one in Place.objects.filter(deployments__in=rows).distinct() if words in fold(one.name)]
        rows = rows.filter(Q(person__in=people) | Q(place__in=places))
    numbers = list(rows.values_list("pk", flat=True))
    start = numbers.index(narrowed.after) + 1 if narrowed.after in numbers else 0
    chosen = {row.pk: row for row in rows.filter(pk__in=numbers[start : start + limit])}
    return [chosen[pk] for pk in numbers[start : start + limit]], len(numbers)
