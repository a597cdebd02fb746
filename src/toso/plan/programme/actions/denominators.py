"""How many there are of something, with a source; and the units left out of a denominator, with a reason."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries.changes import refuse_settled
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number, nfc
from toso.plan.programme import queries
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import DENOMINATOR_CODES, Denominator, Exclusion, Indicator
from toso.plan.programme.rules import Span

RECORDERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)


@transaction.atomic
def record_denominator(
    *, place: Place, code: str, value: Decimal, as_of: date, source: str, by: Actor, scope: Scope, at: datetime
) -> Denominator:
    """Say how many there are of something at a place from a day on, with the source.

    The former figure ends on that day. One of a unit above or below on the same days is refused,
    for it would be counted twice. Figures of merged units end where the successor's begins.
    """
    _refuse_wrong_denominator(place, code, value, as_of, source, scope, at)
    own = Denominator.objects.filter(place=place, code=code, superseded_at__isnull=True).select_for_update()
    former = [row for row in own if row.as_of <= as_of and (row.valid_until is None or row.valid_until > as_of)]
    later = min((row.as_of for row in own if row.as_of > as_of), default=None)
    until = former[0].valid_until if former else later
    in_the_way = queries.rows_in_the_way(place, code, Span(as_of, until))
    merged = [row for row in in_the_way if row.place.valid_until and row.place.valid_until <= as_of]
    if standing := [row for row in in_the_way if row not in merged]:
        raise Refusal(
            _("%(place)s đã có mẫu số này (%(value)s). Nhập ở cả hai cấp sẽ bị đếm hai lần.")
            % {"place": standing[0].place, "value": format_number(standing[0].value)},
            field="place",
        )
    for row in [*former, *merged]:
        _close_denominator(row, on=as_of, at=at)
    new: Denominator = Denominator.objects.create(
        place=place,
        code=code,
        value=value,
        as_of=as_of,
        valid_until=until,
        source=nfc(source).strip(),
        recorded_by_id=by.pk,
        recorded_at=at,
    )
    days = [as_of] + ([until] if until else [])
    mark_changed([(place_id, day) for day in days for place_id in {place.pk, *(row.place_id for row in merged)}], at=at)
    record(
        "programme.denominator.recorded",
        by=by,
        about=new,
        at=at,
        path=place.path,
        detail={"code": code, "value": str(value)},
    )
    return new


@transaction.atomic
def withdraw_denominators(*, denominator_ids: Collection[int], by: Actor, scope: Scope, at: datetime) -> int:
    """Take back figures that one moment recorded: what they ended goes on as it was. Returns how many.

    Refused when one of them was replaced since, or stands outside the right of whoever asks.
    """
    rows = list(
        Denominator.objects.select_for_update(of=("self",))
        .filter(pk__in=denominator_ids)
        .select_related("place")
        .order_by("pk")
    )
    for row in rows:
        if row.superseded_at is not None:
            raise Refusal(
                _("Mẫu số của %(place)s đã được nhập lại sau đó nên không hoàn tác được.") % {"place": row.place}
            )
        if not scope.holds(*RECORDERS, at_place=row.place.path):
            raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": row.place})
    for row in reversed(rows):
        _restore(row, by=by, at=at)
    return len(rows)


def _restore(row: Denominator, *, by: Actor, at: datetime) -> None:
    """What was closed at the moment of this row, for the same thing at the same place or a merged one, stands again."""
    same = Denominator.objects.filter(code=row.code).filter(
        Q(place=row.place) | Q(place__path__startswith=row.place.path)
    )
    same = same | Denominator.objects.filter(code=row.code, place__successions__successor=row.place)
    shortened = same.filter(recorded_at=row.recorded_at, valid_until=row.as_of, superseded_at__isnull=True)
    closed = list(same.filter(superseded_at=row.recorded_at).distinct())
    Denominator.objects.filter(pk__in=[row.pk, *shortened.values_list("pk", flat=True)]).update(superseded_at=at)
    days = {(row.place_id, day) for day in (row.as_of, row.valid_until) if day}
    for kept in closed:
        days.add((kept.place_id, row.as_of))
        kept.pk, kept.recorded_at, kept.superseded_at = None, at, None
        kept._state.adding = True
        kept.save(force_insert=True)
    mark_changed(sorted(days), at=at)
    detail = {"code": row.code, "value": str(row.value)}
    record("programme.denominator.withdrawn", by=by, about=row, at=at, path=row.place.path, detail=detail)


def _close_denominator(row: Denominator, *, on: date, at: datetime) -> None:
    Denominator.objects.filter(pk=row.pk).update(superseded_at=at)
    if row.as_of < on:
        row.pk, row.valid_until, row.recorded_at, row.superseded_at = None, on, at, None
        row._state.adding = True
        row.save(force_insert=True)


def _refuse_wrong_denominator(
    place: Place, code: str, value: Decimal, as_of: date, source: str, scope: Scope, at: datetime
) -> None:
    if not scope.holds(*RECORDERS, at_place=place.path):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": place})
    if code not in DENOMINATOR_CODES:
        raise Refusal(_("Không có loại mẫu số “%(code)s”.") % {"code": code}, field="code")
    if value < 0:
        raise Refusal(_("Số lượng không được âm."), field="value")
    if as_of > localdate(at):
        raise Refusal(_("Ngày ở tương lai. Hãy nhập ngày của nguồn số liệu."), field="as_of")
    if not source.strip():
        raise Refusal(_("Hãy ghi nguồn của số liệu."), field="source")


@transaction.atomic
def exclude_place(
    *,
    place: Place,
    indicator: Indicator,
    reason: str,
    valid_from: date,
    by: Actor,
    scope: Scope,
    at: datetime,
    valid_until: date | None = None,
) -> Exclusion:
    """Leave a unit out of an indicator's denominator from a day, with the reason (Trường Sa)."""
    if not scope.holds(Role.PROVINCE_OFFICER, at_place=place.path):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": place})
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do để nơi này không tính vào mẫu số."), field="reason")
    if valid_until and valid_until <= valid_from:
        raise Refusal(_("Ngày kết thúc phải sau ngày bắt đầu."), field="valid_until")
    refuse_settled([place], on=valid_from, is_below_too=True)
    span = Span(valid_from, valid_until)
    for kept in Exclusion.objects.filter(place=place, indicator=indicator):
        if Span(kept.valid_from, kept.valid_until).overlaps(span):
            raise Refusal(_("%(place)s đã được để ngoài chỉ tiêu này.") % {"place": place}, field="place")
    exclusion: Exclusion = Exclusion.objects.create(
        place=place,
        indicator=indicator,
        reason=nfc(reason).strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        decided_by_id=by.pk,
    )
    mark_changed([(place.pk, valid_from)], at=at)
    record("programme.place.excluded", by=by, about=exclusion, at=at, path=place.path)
    return exclusion


@transaction.atomic
def end_exclusion(*, exclusion_id: int, on: date, by: Actor, scope: Scope, at: datetime) -> Exclusion:
    """Count the unit again from a day."""
    exclusion: Exclusion | None = (
        Exclusion.objects.visible_to(scope)
        .select_related("place")
        .filter(pk=exclusion_id, valid_until__isnull=True)
        .first()
    )
    if exclusion is None or not scope.holds(Role.PROVINCE_OFFICER, at_place=exclusion.place.path):
        raise Refusal(_("Không tìm thấy trường hợp để ngoài mẫu số này."))
    if on <= exclusion.valid_from:
        raise Refusal(_("Ngày kết thúc phải sau ngày bắt đầu."), field="valid_until")
    refuse_settled([exclusion.place], on=on, is_below_too=True)
    exclusion.valid_until = on
    exclusion.save(update_fields=["valid_until"])
    mark_changed([(exclusion.place_id, on)], at=at)
    record("programme.place.counted_again", by=by, about=exclusion, at=at, path=exclusion.place.path)
    return exclusion
