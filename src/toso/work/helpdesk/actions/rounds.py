"""A round through network, computers and Internet is written down; what is broken becomes a request at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.helpdesk.actions.devices import note_state
from toso.work.helpdesk.actions.tickets import open_ticket
from toso.work.helpdesk.models import Device, Round, RoundLine
from toso.work.helpdesk.queries import devices as registry
from toso.work.helpdesk.queries import rounds as queries
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules import rounds as rules
from toso.work.helpdesk.rules.devices import DeviceKind, DeviceState, category_of
from toso.work.helpdesk.rules.priorities import Impact
from toso.work.helpdesk.rules.rounds import Check, Finding, Found, Looked
from toso.work.helpdesk.rules.ways import RequesterKind

LONGEST = 300


@transaction.atomic
def finish_round(
    *,
    place_id: int,
    found: Sequence[Found],
    next_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    note: str = "",
    looked: Sequence[Looked] = (),
) -> Round:
    """Write down a round of today: every check answered, a fault with its words. Each fault becomes a request.

    ``looked``: the devices of the register that were looked at, as many as there was time for. One that was found
    broken is broken in the register from now on, and one found good is in use again.
    """
    place: Place = Place.objects.visible_to(scope).get(pk=place_id)
    if not queries.makes(scope, place):
        raise Refusal(_("Chỉ công chức, lãnh đạo của xã ghi lần rà soát của xã."))
    day = local_day(at)
    said = {one.code: one for one in found}
    known = queries.checks()
    _refuse_unclear(known, said)
    devices = _named(place, looked, scope)
    if not day < next_on <= day + timedelta(days=rules.MOST_DAYS):
        words = _("Lần sau vào ngày từ mai đến %(days)s ngày nữa.")
        raise Refusal(words % {"days": rules.MOST_DAYS}, field="next_on")
    if Round.objects.filter(place=place, day=day, superseded_at__isnull=True).exists():
        raise Refusal(_("Hôm nay đã ghi một lần rà soát rồi. Lỗi mới thì nhận thành yêu cầu ở bàn hỗ trợ."))
    made: Round = Round.objects.create(
        place=place,
        day=day,
        next_on=next_on,
        note=nfc(note).strip()[:500],
        made_by=by,
        recorded_at=at,
        is_sample=place.is_sample or by.is_sample,
    )
    lines = []
    for check in known:
        text = nfc(said[check.code].text).strip()[:LONGEST]
        line = RoundLine(round=made, code=check.code, name=check.name, finding=said[check.code].finding, text=text)
        if line.finding == Finding.FAULT:
            line.ticket = open_ticket(
                place=place,
                title=text[:200],
                text=_("Thấy khi rà soát: %(check)s") % {"check": check.name},
                category=check.category,
                impact=Impact.SOME,
                requester_kind=RequesterKind.OFFICIAL,
                by=by,
                scope=scope,
                at=at,
            )
        lines.append(line)
    lines += [_look_at(device, one, made, by=by, scope=scope, at=at) for device, one in devices]
    RoundLine.objects.bulk_create(lines)
    mark_changed([(place.pk, day)], at=at)
    detail = {"count": sum(line.finding == Finding.FAULT for line in lines), "on": str(next_on)}
    audit("helpdesk.round.done", by=by, about=made, at=at, path=place.path, detail=detail)
    return made


def _named(place: Place, looked: Sequence[Looked], scope: Scope) -> list[tuple[Device, Looked]]:
    """The standing devices that were looked at; a fault without words stops the round."""
    standing = registry.offered(scope, place=place).select_for_update(of=("self",)).select_related("place")
    devices = {device.pk: device for device in standing}
    found = [(devices[one.device_id], one) for one in looked if one.device_id in devices]
    for device, one in found:
        if one.finding is Finding.FAULT and not one.text.strip():
            raise Refusal(_("%(device)s có lỗi: ghi lỗi gì.") % {"device": device})
    return found


def _look_at(device: Device, one: Looked, made: Round, *, by: Person, scope: Scope, at: datetime) -> RoundLine:
    text = nfc(one.text).strip()[:LONGEST]
    line = RoundLine(round=made, device=device, name=str(device)[:200], finding=one.finding, text=text)
    if one.finding is Finding.FAULT:
        line.ticket = open_ticket(
            place=device.place,
            title=text[:200],
            text=_("Thấy khi rà soát: %(check)s") % {"check": device},
            category=category_of(DeviceKind(device.kind)),
            requester_kind=RequesterKind.OFFICIAL,
            device=device,
            by=by,
            scope=scope,
            at=at,
        )
    state = DeviceState.BROKEN if one.finding is Finding.FAULT else DeviceState.IN_USE
    if device.state != state:
        note_state(device, state, text=text or _("Thấy khi rà soát"), by=by, at=at)
    return line


def _refuse_unclear(known: Sequence[Check], said: Mapping[str, Found]) -> None:
    left = [number for number, check in enumerate(known, 1) if check.code not in said]
    if left:
        raise Refusal(_("Còn mục chưa chọn: %(numbers)s.") % {"numbers": ", ".join(map(str, left))})
    for number, check in enumerate(known, 1):
        if said[check.code].finding is Finding.FAULT and not said[check.code].text.strip():
            raise Refusal(_("Mục %(number)s có lỗi: ghi lỗi gì, ở đâu.") % {"number": number}, field=check.code)
