"""Changing what a campaign is to do: its plan, phases, objectives, task groups and units, each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.models import TaskType
from toso.work.campaign.actions.plans import campaign_to_run
from toso.work.campaign.models import Campaign, Objective, Responsibility, TaskGroup
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules import days as rules
from toso.work.campaign.rules.days import CampaignState, Part, Phase
from toso.work.campaign.sources import FIGURES

MOST_ROWS = 40
MOST_TARGET = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the head of the campaign. The days from which it counts stay once it runs."""

    title: str
    number: str
    signed_on: date
    effective_on: date
    days: int
    is_next_day: bool = False
    purpose: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    name: str
    figure: str
    target: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """A group of tasks; ``code`` is empty for a new one."""

    name: str
    items: Sequence[str] = ()
    task: TaskType | None = None
    things: str = ""
    is_key: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    unit: str
    duties: str


def _open_campaign(campaign_id: int, part: Part, seen: str, scope: Scope) -> Campaign:
    campaign = campaign_to_run(campaign_id, scope)
    if campaign.state == CampaignState.CLOSED:
        raise Refusal(_("Chiến dịch đã kết thúc, không sửa nữa."))
    if seen != queries.print_of(campaign, part):
        raise Refusal(_("Mục này vừa được người khác sửa. Mở lại trang để xem rồi sửa; chữ đã gõ vẫn còn ở đây."))
    return campaign


def _write_down(campaign: Campaign, part: Part, *, by: Person, at: datetime) -> Campaign:
    detail = {"part": str(part)}
    audit("campaign.campaign.changed", by=by, about=campaign, at=at, path=campaign.place.path, detail=detail)
    return campaign


def _clean(text: str, most: int) -> str:
    return nfc(text).strip()[:most]


def _refuse_many(rows: Sequence[object]) -> None:
    if len(rows) > MOST_ROWS:
        raise Refusal(_("Nhiều nhất %(most)s dòng.") % {"most": MOST_ROWS})


@transaction.atomic
def change_head(*, campaign_id: int, head: Head, seen: str, by: Person, scope: Scope, at: datetime) -> Campaign:
    """Another title, paper, number of days, purpose; other dates only while the campaign is drafted.

    The phases follow another number of days in the same parts.
    """
    campaign = _open_campaign(campaign_id, Part.HEAD, seen, scope)
    fault = rules.head_fault(head.signed_on, head.effective_on, head.days)
    if not _clean(head.title, 200):
        raise Refusal(_("Ghi tên chiến dịch."), field="title")
    if not _clean(head.number, 60):
        raise Refusal(_("Ghi số văn bản ban hành."), field="number")
    if fault == "effective_on":
        raise Refusal(_("Ngày có hiệu lực không được trước ngày ký."), field="effective_on")
    if fault == "days":
        raise Refusal(_("Số ngày từ 1 đến %(most)s.") % {"most": rules.MOST_DAYS}, field="days")
    moved = (head.effective_on, head.is_next_day) != (campaign.effective_on, campaign.is_next_day)
    if moved and campaign.state != CampaignState.DRAFT:
        raise Refusal(_("Chiến dịch đang chạy, ngày 1 không đổi nữa. Gia hạn thì sửa số ngày."), field="effective_on")
    if moved and campaign.waves.exists():
        raise Refusal(_("Đã mở đợt theo ngày cũ, ngày 1 không đổi nữa."), field="effective_on")
    if head.days != campaign.days:
        campaign.phases = rules.stretched(campaign.phases, head.days) if campaign.phases else []
    campaign.title, campaign.number = _clean(head.title, 200), _clean(head.number, 60)
    campaign.purpose, campaign.basis = nfc(head.purpose).strip(), _clean(head.basis, 500)
    campaign.signed_on, campaign.effective_on = head.signed_on, head.effective_on
    campaign.is_next_day, campaign.days = head.is_next_day, head.days
    campaign.save()
    return _write_down(campaign, Part.HEAD, by=by, at=at)


@transaction.atomic
def change_phases(
    *, campaign_id: int, phases: Sequence[Phase], seen: str, by: Person, scope: Scope, at: datetime
) -> Campaign:
    """Other phases, in their order; together they hold each day of the campaign once."""
    campaign = _open_campaign(campaign_id, Part.PHASES, seen, scope)
    rows = sorted((Phase(_clean(one.name, 120), one.first, one.last) for one in phases), key=lambda one: one.first)
    _refuse_many(rows)
    if any(not one.name for one in rows):
        raise Refusal(_("Ghi tên của từng giai đoạn."))
    fault = rules.phase_fault(rows, campaign.days)
    if fault is not None and fault > campaign.days:
        raise Refusal(_("Chiến dịch có %(days)s ngày; giai đoạn đi quá số ngày đó.") % {"days": campaign.days})
    if fault is not None:
        raise Refusal(_("Ngày %(day)s phải nằm trong đúng một giai đoạn.") % {"day": fault})
    campaign.phases = [{"name": one.name, "first": one.first, "last": one.last} for one in rows]
    campaign.save(update_fields=["phases"])
    return _write_down(campaign, Part.PHASES, by=by, at=at)


@transaction.atomic
def change_objectives(
    *, campaign_id: int, goals: Sequence[Goal], seen: str, by: Person, scope: Scope, at: datetime
) -> Campaign:
    """Other objectives; each asks for a number of a figure that the work gives by itself."""
    campaign = _open_campaign(campaign_id, Part.OBJECTIVES, seen, scope)
    _refuse_many(goals)
    for goal in goals:
        if not _clean(goal.name, 200):
            raise Refusal(_("Ghi tên của từng mục tiêu."))
        if goal.figure not in FIGURES:
            raise Refusal(_("Chọn số liệu trong danh sách cho mục tiêu “%(name)s”.") % {"name": goal.name})
        if not 0 < goal.target <= MOST_TARGET:
            raise Refusal(_("Số cần đạt của “%(name)s” phải lớn hơn 0.") % {"name": goal.name})
    campaign.objectives.all().delete()
    Objective.objects.bulk_create(
        [
            Objective(campaign=campaign, order=order, name=_clean(one.name, 200), figure=one.figure, target=one.target)
            for order, one in enumerate(goals, start=1)
        ]
    )
    return _write_down(campaign, Part.OBJECTIVES, by=by, at=at)


@transaction.atomic
def change_groups(
    *, campaign_id: int, groups: Sequence[Group], seen: str, by: Person, scope: Scope, at: datetime
) -> Campaign:
    """Other groups of tasks. While the campaign runs none is taken away: logs of its days point to it by its code."""
    campaign = _open_campaign(campaign_id, Part.GROUPS, seen, scope)
    _refuse_many(groups)
    if any(not _clean(one.name, 200) for one in groups):
        raise Refusal(_("Ghi tên của từng nhóm nhiệm vụ."))
    known = {row.code: row for row in campaign.groups.all()}
    kept = {one.code for one in groups if one.code in known}
    if campaign.state != CampaignState.DRAFT and kept != set(known):
        raise Refusal(_("Chiến dịch đang chạy, không bỏ nhóm nhiệm vụ; nhật ký các ngày đã ghi theo nhóm đó."))
    campaign.groups.exclude(code__in=kept).delete()
    number = 0
    for order, one in enumerate(groups, start=1):
        row = known.get(one.code)
        if row is None:
            while (code := f"own-{(number := number + 1)}") in known:
                continue
            row = TaskGroup(campaign=campaign, code=code)
        row.order, row.name, row.is_key = order, _clean(one.name, 200), one.is_key
        row.items = [_clean(item, 300) for item in one.items if item.strip()][:MOST_ROWS]
        row.task, row.things = one.task, _clean(one.things, 40)
        row.save()
    return _write_down(campaign, Part.GROUPS, by=by, at=at)


@transaction.atomic
def change_units(
    *, campaign_id: int, units: Sequence[Unit], seen: str, by: Person, scope: Scope, at: datetime
) -> Campaign:
    """Who does what in the campaign."""
    campaign = _open_campaign(campaign_id, Part.UNITS, seen, scope)
    _refuse_many(units)
    for one in units:
        if not _clean(one.unit, 200) or not one.duties.strip():
            raise Refusal(_("Mỗi đơn vị cần tên và trách nhiệm."))
    campaign.responsibilities.all().delete()
    Responsibility.objects.bulk_create(
        [
            Responsibility(campaign=campaign, order=order, unit=_clean(one.unit, 200), duties=nfc(one.duties).strip())
            for order, one in enumerate(units, start=1)
        ]
    )
    return _write_down(campaign, Part.UNITS, by=by, at=at)
