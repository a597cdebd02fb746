"""Households are grouped by criteria that a commune or hamlet sets, and put elsewhere by a person with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions.groups import GroupWords, keep_group
from toso.ground.notices.models import SocialGroup
from toso.ground.notices.rules import GroupLevel
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number, nfc
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.actions.plans import end_factor, record_factor
from toso.plan.programme.models import PlanFactor
from toso.plan.programme.rules.plans import FactorKind
from toso.work.registry.actions.registering import standing
from toso.work.registry.actions.rows import place_in_group, refuse_stranger
from toso.work.registry.models import Adjustment, ElectronicArea, GroupChat, Grouping, Registrant
from toso.work.registry.queries.catalogue import RECOGNISERS, REVIEWERS, area_rules, groups_of, read_groups
from toso.work.registry.queries.groups import area_of, group_counts
from toso.work.registry.rules import areas
from toso.work.registry.rules.answers import Kind
from toso.work.registry.rules.groups import planning_factor

MOST_WEIGHT = Decimal(3)


@transaction.atomic
def set_grouping(
    *, place: Place, groups: Sequence[Mapping[str, Any]], reason: str, by: Person, scope: Scope, at: datetime
) -> Grouping:
    """Set the criteria of a commune or a hamlet from today on, by its real conditions; everybody is grouped anew."""
    if place.level not in (Level.COMMUNE, Level.HAMLET) or not scope.holds(*REVIEWERS, at_place=place.path):
        raise Refusal(_("Tài khoản này không đặt tiêu chí nhóm hộ của %(place)s.") % {"place": place}, field="place")
    reason = " ".join(nfc(reason).split())
    if not reason:
        raise Refusal(_("Ghi điều kiện thực tế của nơi này làm căn cứ."), field="reason")
    read = read_groups(groups)
    if not read or read[-1].all_of or read[-1].any_of:
        raise Refusal(_("Nhóm cuối cùng phải nhận mọi hộ còn lại: không đặt điều kiện."))
    if any(not Decimal("0.1") <= group.weight <= MOST_WEIGHT for group in read):
        raise Refusal(_("Hệ số công việc của nhóm từ 0,1 tới 3."))
    today = localdate(at)
    Grouping.objects.filter(place=place, valid_until__isnull=True).update(valid_until=today)
    grouping: Grouping = Grouping.objects.create(
        place=place, groups=list(groups), reason=reason[:300], valid_from=today, set_by=by, set_at=at
    )
    moved = regroup(place=place)
    detail = {"rows": moved}
    audit("registry.grouping.set", by=by, about=grouping, at=at, path=place.path, detail=detail)
    return grouping


def regroup(*, place: Place) -> int:
    """Put every household at a place and below it into its group by the criteria of its hamlet; returns how many
    changed. Those that a person placed stay."""
    changed = 0
    for hamlet in Place.objects.filter(path__startswith=place.path, level=Level.HAMLET).order_by("pk"):
        groups = groups_of(hamlet)
        rows = Registrant.objects.standing().filter(place=hamlet, kind=Kind.HOUSEHOLD, is_adjusted=False)
        moved = []
        for row in rows.only("pk", "kind", "answers", "group", "is_adjusted"):
            before = row.group
            place_in_group(row, groups)
            if row.group != before:
                moved.append(row)
        Registrant.objects.bulk_update(moved, ["group"], batch_size=1000)
        changed += len(moved)
    return changed


@transaction.atomic
def adjust_group(*, registrant_id: int, group: str, reason: str, by: Person, scope: Scope, at: datetime) -> Registrant:
    """Put a household into another group than the criteria do, with the reason; an empty group lets them decide."""
    row = standing(registrant_id, scope)
    refuse_stranger(row.place, scope, roles=REVIEWERS)
    if row.kind != Kind.HOUSEHOLD:
        raise Refusal(_("Chỉ hộ gia đình được xếp nhóm."))
    groups = groups_of(row.place)
    if group and group not in {each.code for each in groups}:
        raise Refusal(_("Chọn nhóm trong danh sách."), field="group")
    reason = " ".join(nfc(reason).split())
    if group and not reason:
        raise Refusal(_("Ghi lý do xếp vào nhóm khác."), field="reason")
    row.adjustments.filter(ended_at__isnull=True).update(ended_at=at)
    row.is_adjusted = bool(group)
    if group:
        row.group = group
        Adjustment.objects.create(registrant=row, group=group, reason=reason[:300], by=by, at=at)
    else:
        place_in_group(row, groups)
    row.save(update_fields=["group", "is_adjusted"])
    detail = {"group": row.group, "adjusted": row.is_adjusted}
    audit("registry.group.adjusted", by=by, about=row, at=at, path=row.place.path, detail=detail)
    return row


@transaction.atomic
def offer_factor(*, place: Place, year_starts_on: date, by: Person, scope: Scope, at: datetime) -> PlanFactor:
    """Hand the hamlet's groups to the yearly plan (Plan 6863, IV.1.c, d): a factor of the kind "household groups",
    the mean weight of its households. One handed over before ends where this one begins."""
    groups = groups_of(place)
    counts = group_counts(place)
    factor = planning_factor(groups, counts)
    if factor is None:
        raise Refusal(_("Sổ của %(place)s chưa có hộ nào nên chưa tính được.") % {"place": place})
    total = sum(counts.values())
    held = [(counts.get(group.code, 0), group.name) for group in groups]
    parts = [f"{format_number(count)} {name.lower()}" for count, name in held if count]
    reason = _("Theo %(total)s hộ trong sổ: %(parts)s") % {"total": format_number(total), "parts": "; ".join(parts)}
    old = PlanFactor.objects.filter(place=place, kind=FactorKind.HOUSEHOLDS, valid_until__isnull=True)
    for row in old.order_by("pk"):
        end_factor(factor_id=row.pk, on=max(year_starts_on, row.valid_from), by=by, scope=scope, at=at)
    return record_factor(
        place=place,
        kind=FactorKind.HOUSEHOLDS,
        factor=factor,
        months=(),
        reason=reason[:300],
        valid_from=year_starts_on,
        by=by,
        scope=scope,
        at=at,
    )


@transaction.atomic
def open_chat(
    *, place: Place, group: str, network: str, link: str, head: str, by: Person, scope: Scope, at: datetime
) -> SocialGroup:
    """Write down the level-1 social group of a household group (R132): a member of the team leads, representatives
    are its members. Its number is that of the households that said they are in it."""
    groups = {each.code: each for each in groups_of(place)}
    if group not in groups:
        raise Refusal(_("Chọn nhóm trong danh sách."), field="group")
    if GroupChat.objects.filter(place=place, group=group, social_group__closed_on__isnull=True).exists():
        raise Refusal(_("Nhóm hộ này đã có nhóm mạng xã hội."))
    members = Registrant.objects.standing().filter(
        place=place, group=group, kind=Kind.HOUSEHOLD, answers__contains={"social_group": "yes"}
    )
    words = GroupWords(
        name=f"{groups[group].name}, {place}",
        network=network,
        members=members.count(),
        link=link,
        purpose=groups[group].about,
        households=groups[group].name,
        head=head,
    )
    chat = keep_group(place=place, level=GroupLevel.HOUSEHOLDS, words=words, by=by, scope=scope, at=at)
    GroupChat.objects.update_or_create(place=place, group=group, defaults={"social_group": chat})
    audit("registry.chat.opened", by=by, about=chat, at=at, path=place.path, detail={"group": group})
    return chat


@transaction.atomic
def recognise_area(*, place: Place, on: date, note: str, by: Person, scope: Scope, at: datetime) -> ElectronicArea:
    """Recognise a hamlet as an electronic residential area. Where a criterion is not met the reason is asked for."""
    _refuse_area(place, on, scope=scope, at=at)
    if ElectronicArea.objects.filter(place=place, ends_on__isnull=True, superseded_at__isnull=True).exists():
        raise Refusal(_("%(place)s đã được công nhận.") % {"place": place})
    judged = area_of(place)
    note = " ".join(nfc(note).split())
    if not areas.is_reached(judged) and not note:
        raise Refusal(_("Chưa đạt đủ tiêu chí; nếu vẫn công nhận thì ghi lý do."), field="note")
    area: ElectronicArea = ElectronicArea.objects.create(
        place=place,
        starts_on=on,
        reached=[[each.criterion.name, str(each.criterion.share), each.count, each.total] for each in judged],
        note=note[:300],
        recognised_by=by,
        recorded_at=at,
    )
    mark_changed([(place.pk, on)], at=at)
    detail = {"criteria": len(area_rules().criteria), "met": sum(each.is_met for each in judged)}
    audit("registry.area.recognised", by=by, about=area, at=at, path=place.path, detail=detail)
    return area


@transaction.atomic
def end_area(*, place: Place, on: date, note: str, by: Person, scope: Scope, at: datetime) -> ElectronicArea:
    """From a day on the hamlet is no longer recognised; the days before stand."""
    _refuse_area(place, on, scope=scope, at=at)
    rows = ElectronicArea.objects.filter(place=place, ends_on__isnull=True, superseded_at__isnull=True)
    old = rows.select_for_update().first()
    note = " ".join(nfc(note).split())
    if old is None or on <= old.starts_on:
        raise Refusal(_("%(place)s chưa được công nhận trước ngày này.") % {"place": place})
    if not note:
        raise Refusal(_("Ghi lý do."), field="note")
    old.superseded_at = at
    old.save(update_fields=["superseded_at"])
    ended: ElectronicArea = ElectronicArea.objects.create(
        place=place,
        starts_on=old.starts_on,
        ends_on=on,
        reached=old.reached,
        note=note[:300],
        recognised_by=by,
        recorded_at=at,
    )
    mark_changed([(place.pk, old.starts_on), (place.pk, on)], at=at)
    audit("registry.area.ended", by=by, about=ended, at=at, path=place.path, detail={})
    return ended


def _refuse_area(place: Place, on: date, *, scope: Scope, at: datetime) -> None:
    if place.level != Level.HAMLET or not scope.holds(*RECOGNISERS, at_place=place.path):
        raise Refusal(_("Xã công nhận khu dân cư điện tử ở thôn thuộc xã mình."))
    if on > localdate(at):
        raise Refusal(_("Ngày này chưa đến. Ghi từ hôm nay trở về trước."), field="on")
