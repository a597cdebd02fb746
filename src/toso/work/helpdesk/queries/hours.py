"""When the public-service centre of a commune and its further points are open: today, this week, in history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM, Day
from toso.ground.shared.scope import Scope
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.helpdesk.models import OpeningHours, ServicePoint
from toso.work.helpdesk.queries.rounds import READERS as READERS
from toso.work.helpdesk.rules import hours as rules
from toso.work.helpdesk.rules.hours import ALL_DAY, MONDAY_TO_FRIDAY, Bands, Week
from toso.work.helpdesk.rules.ways import commune_of

KEEPERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER)


@dataclass(frozen=True, slots=True)
class Opening:
    """A point as a citizen reads it: today in a sentence, the week in lines, whether somebody is there now."""

    point: ServicePoint
    hours: OpeningHours
    today: str
    is_open_now: bool
    is_open_today: bool
    lines: tuple[tuple[str, str], ...]


def keeps(scope: Scope, place: Place) -> bool:
    """Whether somebody may say when the commune that a place lies in is open."""
    return place.level == Level.COMMUNE and scope.holds(*KEEPERS, at_place=place.path)


def points(scope: Scope) -> QuerySet[ServicePoint]:
    rows: QuerySet[ServicePoint] = ServicePoint.objects.visible_to(scope)
    return rows.select_related("place")


def points_of(place: Place) -> QuerySet[ServicePoint]:
    """The points of the commune that a place lies in, those of a commune that became part of it too."""
    return ServicePoint.objects.filter(place__path__startswith=commune_of(place.path)).order_by("pk")


def commune_now(point: ServicePoint) -> Place:
    """The commune that answers for a point today, also when the one it was told by is part of another."""
    found: Place = Place.objects.get(path=commune_of(point.place.path))
    return found


def history(point: ServicePoint) -> list[OpeningHours]:
    """Every stretch of hours that is told of a point, newest first."""
    return list(point.hours.filter(superseded_at__isnull=True).select_related("told_by").order_by("-starts_on"))


def hours_on(point: ServicePoint, on: date) -> OpeningHours | None:
    return standing_on(on).filter(point=point).first()


def standing_on(on: date) -> QuerySet[OpeningHours]:
    rows = OpeningHours.objects.filter(superseded_at__isnull=True, starts_on__lte=on)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def openings(place: Place, at: datetime) -> list[Opening]:
    """The points of the commune of a place that are open at this time of the year; none told, none here."""
    if place.level not in (Level.COMMUNE, Level.HAMLET):
        return []
    rows = standing_on(at.astimezone(VIETNAM).date()).filter(point__place__path__startswith=commune_of(place.path))
    return [opening_of(row, at) for row in rows.select_related("point__place").order_by("point_id")]


def opening_of(hours: OpeningHours, at: datetime) -> Opening:
    local = at.astimezone(VIETNAM)
    day = vietnam_calendar().day(local.date())
    bands = rules.bands_on(hours.bands, day, is_open_on_holidays=hours.is_open_on_holidays)
    minute = local.hour * 60 + local.minute
    return Opening(
        point=hours.point,
        hours=hours,
        today=_today_words(bands, day),
        is_open_now=any(opens <= minute < closes for opens, closes in bands),
        is_open_today=bool(bands),
        lines=tuple(week_lines(hours.bands)),
    )


def _today_words(bands: Bands, day: Day) -> str:
    if bands == ALL_DAY:
        return _("Hôm nay mở cả ngày đêm")
    if bands:
        return _("Hôm nay mở %(hours)s") % {"hours": rules.bands_words(bands)}
    if not day.is_working and day.reason:
        return _("Hôm nay nghỉ (%(reason)s)") % {"reason": day.reason}
    return _("Hôm nay nghỉ")


def week_lines(week: Week) -> list[tuple[str, str]]:
    """The week in as few lines as say it: neighbours from Monday to Friday with the same hours stand together."""
    days = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    lines: list[tuple[str, str]] = []
    first = 0
    for number, bands in enumerate(week):
        following = number + 1
        if following in MONDAY_TO_FRIDAY and week[following] == bands:
            continue
        name = days[number]
        if first < number:
            name = _("%(first)s – %(last)s") % {"first": days[first], "last": days[number]}
        lines.append((name, day_words(bands)))
        first = following
    return lines


def day_words(bands: Bands) -> str:
    return _("cả ngày đêm") if bands == ALL_DAY else rules.bands_words(bands) or _("nghỉ")


@dataclass(frozen=True, slots=True)
class Told:
    """A commune and what it has told of its hours; nothing: an empty list."""

    place: Place
    openings: tuple[Opening, ...]


def told(scope: Scope, at: datetime) -> list[Told]:
    """Every commune in sight, those that have told no hours first."""
    communes = list(Place.objects.current().visible_to(scope).filter(level=Level.COMMUNE).order_by("sort_key", "pk"))
    by_commune: dict[str, list[Opening]] = {}
    for one in _all_openings(scope, at):
        by_commune.setdefault(commune_of(one.point.place.path), []).append(one)
    found = [Told(place, tuple(by_commune.get(place.path, ()))) for place in communes]
    return sorted(found, key=lambda one: bool(one.openings))


def _all_openings(scope: Scope, at: datetime) -> Iterable[Opening]:
    rows = standing_on(at.astimezone(VIETNAM).date()).filter(point__in=ServicePoint.objects.visible_to(scope))
    return [opening_of(row, at) for row in rows.select_related("point__place").order_by("point_id")]
