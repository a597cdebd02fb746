"""A commune says when citizens are received; a point that stops keeps what was told of it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.helpdesk.actions.steps import needed
from toso.work.helpdesk.models import OpeningHours, ServicePoint
from toso.work.helpdesk.queries import hours as queries
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules import hours as rules
from toso.work.helpdesk.rules.hours import FaultyHours, Week

FARTHEST = timedelta(days=366)


@transaction.atomic
def tell_hours(
    *,
    place_id: int,
    name: str,
    week: Week,
    starts_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    point_id: int | None = None,
    address: str = "",
    phone: str = "",
    is_open_on_holidays: bool = False,
    note: str = "",
) -> ServicePoint:
    """Say when a point of a commune is open from a day on; without ``point_id`` the point is new.

    The hours replace whatever was told for that day and later ones; what was told for earlier days stays.
    """
    place: Place = Place.objects.visible_to(scope).get(pk=place_id)
    _refuse_stranger(place, scope)
    name = needed(name, _("Ghi tên nơi tiếp nhận, ví dụ: Trung tâm Phục vụ hành chính công xã."), field="name")
    try:
        rules.refuse_faulty_week(week)
    except FaultyHours as faulty:
        raise Refusal(_("Ghi giờ mở cửa của ít nhất một ngày, các khoảng không chồng nhau."), field="usual") from faulty
    if abs(starts_on - local_day(at)) > FARTHEST:
        raise Refusal(_("Ngày áp dụng cách hôm nay quá một năm. Xem lại năm đã ghi."), field="starts_on")
    if point_id is None:
        point = ServicePoint(place=place, added_by=by, recorded_at=at, is_sample=place.is_sample or by.is_sample)
    else:
        point = queries.points_of(place).select_for_update().get(pk=point_id)
    if queries.points_of(place).filter(name__iexact=name).exclude(pk=point.pk).exists():
        raise Refusal(_("Xã đã có nơi tiếp nhận mang tên này. Mở nơi đó để đổi giờ."), field="name")
    point.name, point.address, point.phone = name[:160], nfc(address).strip()[:200], nfc(phone).strip()[:20]
    point.save()
    _end_hours(point, starts_on, at)
    OpeningHours.objects.create(
        point=point,
        starts_on=starts_on,
        week=week,
        is_open_on_holidays=is_open_on_holidays,
        note=nfc(note).strip()[:200],
        told_by=by,
        recorded_at=at,
    )
    audit("helpdesk.hours.told", by=by, about=point, at=at, path=place.path, detail={"from": starts_on.isoformat()})
    return point


@transaction.atomic
def stop_point(*, point_id: int, by: Person, scope: Scope, at: datetime) -> ServicePoint:
    """From today on nobody is received at this point; its earlier hours stay."""
    point: ServicePoint = queries.points(scope).select_for_update(of=("self",)).get(pk=point_id)
    place = queries.commune_now(point)
    _refuse_stranger(place, scope)
    _end_hours(point, local_day(at), at)
    audit("helpdesk.hours.stopped", by=by, about=point, at=at, path=place.path)
    return point


def _end_hours(point: ServicePoint, on: date, at: datetime) -> None:
    """Take back what is told from a day on; the stretch that goes over it ends there."""
    standing = list(point.hours.filter(superseded_at__isnull=True))
    replaced = [one for one in standing if one.ends_on is None or one.ends_on > on]
    OpeningHours.objects.filter(pk__in=[one.pk for one in replaced]).update(superseded_at=at)
    OpeningHours.objects.bulk_create(
        OpeningHours(
            point=point,
            starts_on=one.starts_on,
            ends_on=on,
            week=one.week,
            is_open_on_holidays=one.is_open_on_holidays,
            note=one.note,
            told_by=one.told_by,
            recorded_at=at,
        )
        for one in replaced
        if one.starts_on < on
    )


def _refuse_stranger(place: Place, scope: Scope) -> None:
    if not queries.keeps(scope, place):
        raise Refusal(_("Chỉ công chức, lãnh đạo của xã hoặc cán bộ tỉnh ghi giờ mở cửa của xã."))
