"""Drafting a campaign from a template, opening its waves, its regulation, its launch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import persons_under
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.models import TaskType
from toso.work.campaign.models import (
    Acknowledgement,
    Campaign,
    Objective,
    Regulation,
    Responsibility,
    TaskGroup,
    Wave,
    WaveSession,
)
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules import days as rules
from toso.work.campaign.rules.days import CampaignState
from toso.work.training.models import Session

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of a campaign when it is drafted; the rest comes from its template."""

    template: str
    title: str
    number: str
    signed_on: date
    effective_on: date
    days: int
    purpose: str = ""
    basis: str = ""
    is_next_day: bool = False
    targets: dict[str, int] | None = None  # by figure, instead of the template's


@transaction.atomic
def draft_campaign(
    *, place: Place, plan: Plan, by: Person, scope: Scope, at: datetime, is_sample: bool = False
) -> Campaign:
    """A campaign of a place, with phases, objectives, task groups, units and regulation copied from a template."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    template = queries.templates().get(plan.template)
    campaign = Campaign(place=place)
    if not queries.runs(campaign, scope):
        raise Refusal(_("Tài khoản này không mở chiến dịch của %(place)s.") % {"place": place}, field="place")
    if template is None or template["level"] != place.level:
        raise Refusal(_("Chọn mẫu chiến dịch dành cho cấp này."), field="template")
    _refuse_unclear(plan)
    phases = template["phases"] if plan.days == template["days"] else rules.stretched(template["phases"], plan.days)
    for name in ("title", "number", "purpose", "basis"):
        setattr(campaign, name, nfc(getattr(plan, name)).strip())
    campaign.template, campaign.days, campaign.phases = plan.template, plan.days, phases
    campaign.signed_on, campaign.effective_on = plan.signed_on, plan.effective_on
    campaign.is_next_day, campaign.is_sample = plan.is_next_day, is_sample
    campaign.counts_whole_place = template["level"] == "commune"
    campaign.purpose = campaign.purpose or template["purpose"]
    campaign.basis = (campaign.basis or template["basis"])[:500]
    campaign.made_by, campaign.recorded_at = by, at
    campaign.save()
    _copy(campaign, template, plan.targets or {})
    Regulation.objects.create(campaign=campaign, version=1, sections=template["regulation"], made_by=by, recorded_at=at)
    audit("campaign.campaign.drafted", by=by, about=campaign, at=at, path=place.path, detail={"days": plan.days})
    return campaign


def _refuse_unclear(plan: Plan) -> None:
    if not nfc(plan.title).strip():
        raise Refusal(_("Ghi tên chiến dịch."), field="title")
    if not nfc(plan.number).strip():
        raise Refusal(_("Ghi số văn bản ban hành."), field="number")
    fault = rules.head_fault(plan.signed_on, plan.effective_on, plan.days)
    if fault == "effective_on":
        raise Refusal(_("Ngày có hiệu lực không được trước ngày ký."), field="effective_on")
    if fault == "days":
        raise Refusal(_("Số ngày từ 1 đến %(most)s.") % {"most": rules.MOST_DAYS}, field="days")


def _copy(campaign: Campaign, template: dict[str, list[dict[str, Any]]], targets: dict[str, int]) -> None:
    tasks = {task.code: task for task in TaskType.objects.all()}
    Objective.objects.bulk_create(
        [
            Objective(
                campaign=campaign,
                order=order,
                name=row["name"],
                figure=row["figure"],
                target=targets.get(str(row["figure"]), row["target"]),
            )
            for order, row in enumerate(template["objectives"], start=1)
        ]
    )
    TaskGroup.objects.bulk_create(
        [
            TaskGroup(
                campaign=campaign,
                order=order,
                code=row["code"],
                name=row["name"],
                items=row["items"],
                task=tasks.get(str(row["task"])),
                things=row.get("things", ""),
                is_key=row.get("is_key", False),
            )
            for order, row in enumerate(template["groups"], start=1)
        ]
    )
    Responsibility.objects.bulk_create(
        [
            Responsibility(campaign=campaign, order=order, unit=row["name"], duties=row["duties"])
            for order, row in enumerate(template["units"], start=1)
        ]
    )


def campaign_to_run(campaign_id: int, scope: Scope) -> Campaign:
    """The campaign, locked, for whoever coordinates it; others are refused."""
    campaign: Campaign = queries.campaigns(scope).select_for_update(of=("self",)).get(pk=campaign_id)
    if not queries.runs(campaign, scope):
        raise Refusal(_("Tài khoản này không điều phối chiến dịch này."))
    return campaign


@transaction.atomic
def start_campaign(*, campaign_id: int, by: Person, scope: Scope, at: datetime) -> Campaign:
    """The campaign counts from its effective date; the communes below are told."""
    campaign = campaign_to_run(campaign_id, scope)
    if campaign.state != CampaignState.DRAFT:
        raise Refusal(_("Chiến dịch này đã bắt đầu rồi."))
    campaign.state, campaign.started_at = CampaignState.RUNNING, at
    campaign.save(update_fields=["state", "started_at"])
    audit("campaign.campaign.started", by=by, about=campaign, at=at, path=campaign.place.path)
    on = at.astimezone(VIETNAM).date()
    officials = [
        person
        for role in (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
        for person in persons_under(role, campaign.place.path, on)
        if person.pk != by.pk
    ]
    tell(
        persons={person.pk: person for person in officials}.values(),
        code="campaign.campaign.started",
        key=f"campaign.started.{campaign.pk}",
        title=_("Chiến dịch bắt đầu: %(title)s") % {"title": campaign.title},
        address=reverse("campaign:campaign", args=[campaign.pk]),
        place=campaign.place,
        at=at,
    )
    return campaign


@transaction.atomic
def close_campaign(*, campaign_id: int, by: Person, scope: Scope, at: datetime) -> Campaign:
    """The campaign is over; nobody is sent any more. What was recorded stays and counts."""
    campaign = campaign_to_run(campaign_id, scope)
    if campaign.state != CampaignState.RUNNING:
        raise Refusal(_("Chỉ kết thúc chiến dịch đang chạy."))
    campaign.state, campaign.closed_at = CampaignState.CLOSED, at
    campaign.save(update_fields=["state", "closed_at"])
    audit("campaign.campaign.closed", by=by, about=campaign, at=at, path=campaign.place.path)
    return campaign


@dataclass(frozen=True, slots=True)
class Days:
    """The planned days of a wave and the two dates before it."""

    first_day: date
    last_day: date
    needs_until: date
    lists_until: date


@transaction.atomic
def open_wave(
    *, campaign_id: int, days: Days, senders: Sequence[Organisation], by: Person, scope: Scope, at: datetime
) -> Wave:
    """A new wave of a running campaign. Its days may reach past the campaign's own: an extension is decided so."""
    campaign = campaign_to_run(campaign_id, scope)
    if campaign.state == CampaignState.CLOSED:
        raise Refusal(_("Chiến dịch đã kết thúc, không mở đợt mới."))
    if days.last_day < days.first_day:
        raise Refusal(_("Ngày kết thúc không được trước ngày bắt đầu."), field="last_day")
    if days.first_day < campaign.first_day:
        raise Refusal(
            _("Chiến dịch tính từ %(day)s; đợt không bắt đầu trước ngày đó.")
            % {"day": f"{campaign.first_day:%d/%m/%Y}"},
            field="first_day",
        )
    if days.needs_until > days.lists_until or days.lists_until > days.first_day:
        raise Refusal(_("Thứ tự ngày: xã đăng ký, rồi đơn vị gửi danh sách, rồi mới đến ngày đi."), field="needs_until")
    number = campaign.waves.count() + 1
    wave = Wave.objects.create(
        campaign=campaign,
        number=number,
        first_day=days.first_day,
        last_day=days.last_day,
        needs_until=days.needs_until,
        lists_until=days.lists_until,
    )
    wave.senders.set(senders)
    audit("campaign.wave.opened", by=by, about=wave, at=at, path=campaign.place.path, detail={"number": number})
    return wave


def wave_to_run(wave_id: int, scope: Scope) -> Wave:
    """The wave, locked, for whoever coordinates its campaign."""
    wave: Wave = queries.waves(scope).select_for_update(of=("self",)).get(pk=wave_id)
    if not queries.runs(wave.campaign, scope):
        raise Refusal(_("Tài khoản này không điều phối chiến dịch này."))
    return wave


@transaction.atomic
def note_launch(
    *,
    wave_id: int,
    launched_on: date | None,
    words: str,
    leader: Person | None,
    sessions: Sequence[Session],
    by: Person,
    scope: Scope,
    at: datetime,
) -> Wave:
    """The launch event, who leads the wave, and the classes that prepare its people."""
    wave = wave_to_run(wave_id, scope)
    wave.launched_on, wave.launch_words, wave.leader = launched_on, nfc(words).strip()[:300], leader
    wave.save(update_fields=["launched_on", "launch_words", "leader"])
    wave.sessions.exclude(session__in=sessions).delete()
    known = set(wave.sessions.values_list("session", flat=True))
    WaveSession.objects.bulk_create(
        [WaveSession(wave=wave, session=session) for session in sessions if session.pk not in known]
    )
    detail = {"on": launched_on.isoformat() if launched_on else "", "sessions": len(sessions)}
    audit("campaign.wave.launched", by=by, about=wave, at=at, path=wave.campaign.place.path, detail=detail)
    return wave


@transaction.atomic
def write_regulation(
    *,
    campaign_id: int,
    sections: Sequence[tuple[str, str]],
    number: str,
    effective_on: date | None,
    seen_version: int,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Regulation:
    """The next version of the regulation. Members acknowledge it anew. Two writers: the second is told."""
    campaign = campaign_to_run(campaign_id, scope)
    last = queries.regulation_of(campaign)
    if last is not None and last.version != seen_version:
        raise Refusal(
            _("Quy chế vừa được người khác sửa (bản %(version)s). Xem bản mới rồi lưu lại; chữ đã gõ vẫn còn ở đây.")
            % {"version": last.version}
        )
    kept = [{"title": nfc(title).strip()[:120], "text": nfc(text).strip()} for title, text in sections if text.strip()]
    if not kept or len(kept) > MOST_LINES:
        raise Refusal(_("Ghi ít nhất một mục của quy chế."), field="text")
    regulation = Regulation.objects.create(
        campaign=campaign,
        version=seen_version + 1,
        number=nfc(number).strip()[:60],
        effective_on=effective_on,
        sections=kept,
        made_by=by,
        recorded_at=at,
    )
    detail = {"version": regulation.version}
    audit("campaign.regulation.written", by=by, about=regulation, at=at, path=campaign.place.path, detail=detail)
    return regulation


@transaction.atomic
def acknowledge(*, campaign_id: int, by: Person, scope: Scope, at: datetime) -> Acknowledgement:
    """I have read the regulation in force. Once a version."""
    campaign: Campaign = queries.campaigns(scope).get(pk=campaign_id)
    regulation = queries.regulation_of(campaign)
    if regulation is None:
        raise Refusal(_("Chiến dịch này chưa có quy chế."))
    row, is_new = Acknowledgement.objects.get_or_create(regulation=regulation, person=by, defaults={"at": at})
    if is_new:
        detail = {"version": regulation.version}
        audit("campaign.regulation.read", by=by, about=regulation, at=at, path=campaign.place.path, detail=detail)
    return row


def refuse_stale(wave: Wave, seen_version: int) -> None:
    if wave.version != seen_version:
        raise Refusal(
            _("Danh sách của đợt vừa được người khác thay đổi. Xem bản mới rồi làm lại; chưa có gì bị ghi đè.")
        )
