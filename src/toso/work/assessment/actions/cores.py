"""The technology core person of a commune: named, trained, handed over to, looked at after 30 and 90 days."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.assessment import rules
from toso.work.assessment.models import Core, CoreCheck
from toso.work.assessment.queries import cores as queries
from toso.work.assessment.rules import MILESTONES


@transaction.atomic
def name_core(
    *,
    place: Place,
    person: Person,
    named_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    duties: str = "",
    decision_number: str = "",
    label: str = "",
) -> Core:
    """Name who keeps things running in a commune (R254–R256). Somebody who works there."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    _refuse_strangers(place, scope)
    if place.level != Level.COMMUNE:
        raise Refusal(_("Hạt nhân công nghệ thuộc một xã, phường, đặc khu."), field="place")
    _refuse_future(named_on, at, field="named_on")
    if not queries.people_at(place, on=named_on).filter(pk=person.pk).exists():
        raise Refusal(
            _("%(name)s không làm việc ở %(place)s vào ngày đó.") % {"name": person.name, "place": place},
            field="person",
        )
    if Core.objects.standing().filter(place=place, person=person, ended_on__isnull=True).exists():
        raise Refusal(_("%(name)s đang là hạt nhân công nghệ của xã.") % {"name": person.name}, field="person")
    core = Core.objects.create(
        place=place,
        person=person,
        label=nfc(label).strip()[:120],
        duties=nfc(duties).strip()[:400],
        decision_number=nfc(decision_number).strip()[:60],
        named_on=named_on,
        named_by=by,
        recorded_at=at,
        is_sample=place.is_sample,
    )
    mark_changed([(place.pk, named_on)], at=at)
    audit("assessment.core.named", by=by, about=core, at=at, path=place.path, detail={"on": str(named_on)})
    return core


def _refuse_strangers(place: Place, scope: Scope) -> None:
    if not queries.may_keep(scope, place, queries.CORE_KEEPERS):
        raise Refusal(_("Tài khoản này chỉ xem hạt nhân công nghệ của %(place)s.") % {"place": place})


def _refuse_future(day: date, at: datetime, *, field: str) -> None:
    if day > at.astimezone(VIETNAM).date():
        raise Refusal(_("Ngày này chưa đến. Ghi từ hôm nay trở về trước."), field=field)


def _core(core_id: int, scope: Scope) -> Core:
    rows = Core.objects.visible_to(scope).standing().select_for_update(of=("self",))
    core: Core = rows.select_related("place", "person").get(pk=core_id)
    _refuse_strangers(core.place, scope)
    if core.ended_on is not None:
        raise Refusal(
            _("Người này đã thôi làm hạt nhân công nghệ từ ngày %(day)s.") % {"day": f"{core.ended_on:%d/%m/%Y}"}
        )
    return core


@transaction.atomic
def note_training(
    *, core_id: int, on: date, what: str, by: Person, scope: Scope, at: datetime, address: str = ""
) -> Core:
    """Say in which class the core person was trained; ``address`` leads to the class where it is kept here."""
    core = _core(core_id, scope)
    _refuse_future(on, at, field="trained_on")
    what = nfc(what).strip()
    if not what:
        raise Refusal(_("Ghi đào tạo về gì, ở đâu."), field="trained_in")
    core.trained_on, core.trained_in, core.class_address = on, what[:300], address[:250]
    core.save(update_fields=["trained_on", "trained_in", "class_address"])
    audit("assessment.core.trained", by=by, about=core, at=at, path=core.place.path, detail={"on": str(on)})
    return core


@transaction.atomic
def hand_over(*, core_id: int, on: date, what: str, by: Person, scope: Scope, at: datetime) -> Core:
    """Hand the work over to the core person, trained before; the looks after 30 and 90 days count from this day."""
    core = _core(core_id, scope)
    _refuse_future(on, at, field="handed_over_on")
    if core.trained_on is None:
        raise Refusal(_("Đào tạo trước, rồi bàn giao. Ghi buổi đào tạo của người này."))
    if on < core.named_on:
        raise Refusal(_("Ngày bàn giao trước ngày chọn người này."), field="handed_over_on")
    if queries.cores(scope).get(pk=core.pk).looks:
        raise Refusal(_("Đã có lần xem sau bàn giao nên không đổi ngày bàn giao được."))
    what = nfc(what).strip()
    if not what:
        raise Refusal(_("Ghi đã bàn giao những gì."), field="handed_over")
    core.handed_over_on, core.handed_over = on, what[:2000]
    core.save(update_fields=["handed_over_on", "handed_over"])
    audit("assessment.core.handed_over", by=by, about=core, at=at, path=core.place.path, detail={"on": str(on)})
    return core


@transaction.atomic
def check_core(
    *, core_id: int, milestone: int, on: date, is_active: bool, note: str, by: Person, scope: Scope, at: datetime
) -> CoreCheck:
    """Say whether the core person is still at work so many days after the handover. Another person looks.

    Said again, it is the next version.
    """
    core = _core(core_id, scope)
    if milestone not in MILESTONES:
        raise Refusal(_("Xem sau 30 ngày hoặc sau 90 ngày."))
    if core.handed_over_on is None:
        raise Refusal(_("Chưa bàn giao cho người này nên chưa có hạn xem."))
    if core.person_id == by.pk:
        raise Refusal(_("Người khác xem và ghi; không tự ghi cho mình."))
    _refuse_future(on, at, field="day")
    due = rules.check_due(core.handed_over_on, milestone)
    if on < due:
        raise Refusal(
            _("Lần xem này làm từ ngày %(day)s.") % {"day": f"{due:%d/%m/%Y}"},
            field="day",
        )
    note = nfc(note).strip()
    if not note:
        raise Refusal(_("Ghi một câu về điều đã thấy."), field="note")
    old = CoreCheck.objects.standing().filter(core=core, milestone=milestone).first()
    if old is not None:
        old.superseded_at = at
        old.save(update_fields=["superseded_at"])
    look = CoreCheck.objects.create(
        core=core,
        place=core.place,
        milestone=milestone,
        day=on,
        is_active=is_active,
        note=note[:400],
        by=by,
        recorded_at=at,
    )
    mark_changed([(core.place_id, day) for day in {on, old.day if old else on}], at=at)
    detail = {"days": milestone, "active": is_active}
    audit("assessment.core.checked", by=by, about=core, at=at, path=core.place.path, detail=detail)
    return look


@transaction.atomic
def end_core(*, core_id: int, on: date, reason: str, by: Person, scope: Scope, at: datetime) -> Core:
    """The core person stops, from a day. The commune is then without one until another is named."""
    core = _core(core_id, scope)
    _refuse_future(on, at, field="ended_on")
    if on <= core.named_on:
        raise Refusal(_("Ngày thôi phải sau ngày chọn."), field="ended_on")
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do."), field="ended_reason")
    core.ended_on, core.ended_reason = on, reason[:300]
    core.save(update_fields=["ended_on", "ended_reason"])
    mark_changed([(core.place_id, core.named_on), (core.place_id, on)], at=at)
    audit("assessment.core.ended", by=by, about=core, at=at, path=core.place.path, detail={"on": str(on)})
    return core
