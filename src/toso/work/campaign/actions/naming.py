"""Who goes where, and the decision that sends them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people import actions as people
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import persons_with
from toso.ground.people.rules import Role
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.campaign.actions.plans import refuse_stale, wave_to_run
from toso.work.campaign.models import Deployment, Wave
from toso.work.campaign.queries import chain
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules import matching
from toso.work.campaign.rules.service import Standing


@transaction.atomic
def name_people(
    *,
    wave_id: int,
    chosen: Sequence[matching.Match],
    seen_version: int,
    by: Person,
    scope: Scope,
    at: datetime,
) -> list[Deployment]:
    """The coordinator names people for communes, from the proposal or otherwise. All or none."""
    wave = wave_to_run(wave_id, scope)
    refuse_stale(wave, seen_version)
    communes = {place.pk: place for place in queries.communes_of(wave.campaign)}
    rows = {row.pk: row for row in chain.candidates(wave)}
    named = set(wave.deployments.values_list("candidate", flat=True))
    spans = _busy(wave, [rows[one.candidate].person_id for one in chosen if one.candidate in rows])
    made = []
    for one in chosen:
        candidate, place = rows.get(one.candidate), communes.get(one.place)
        if candidate is None or place is None:
            raise Refusal(_("Có người hoặc xã không còn trong danh sách của đợt. Tải lại trang."))
        if one.candidate in named:
            raise Refusal(_("%(name)s đã được phân công trong đợt này.") % {"name": candidate.person})
        if (other := spans.get(candidate.person_id)) is not None:
            raise Refusal(_overlap_sentence(other))
        made.append(
            Deployment(
                wave=wave,
                candidate=candidate,
                person=candidate.person,
                place=place,
                why=list(one.why),
                is_leader=candidate.leads,
                first_day=wave.first_day,
                last_day=wave.last_day,
                recorded_at=at,
            )
        )
    Deployment.objects.bulk_create(made)
    wave.mark_changed()
    audit("campaign.people.named", by=by, about=wave, at=at, path=wave.campaign.place.path, detail={"count": len(made)})
    return made


def _busy(wave: Wave, persons: Sequence[int]) -> dict[int, Deployment]:
    rows = Deployment.objects.filter(
        person__in=persons, first_day__lte=wave.last_day, last_day__gte=wave.first_day
    ).exclude(standing=Standing.WITHDRAWN)
    return {row.person_id: row for row in rows.select_related("person", "place")}


def _overlap_sentence(other: Deployment) -> str:
    return _("%(name)s đã được cử đến %(place)s từ %(first)s đến %(last)s; một người không ở hai nơi cùng lúc.") % {
        "name": other.person,
        "place": other.place,
        "first": f"{other.first_day:%d/%m/%Y}",
        "last": f"{other.last_day:%d/%m/%Y}",
    }


@transaction.atomic
def withdraw_deployment(*, deployment_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Deployment:
    """Somebody named does not go after all: an unsent name is dropped, a decided one stays with its reason."""
    row: Deployment = Deployment.objects.visible_to(scope).select_related("wave", "place").get(pk=deployment_id)
    wave = wave_to_run(row.wave_id, scope)
    row = Deployment.objects.select_for_update(of=("self",)).select_related("place").get(pk=row.pk)
    if row.standing not in {Standing.PROPOSED, Standing.DECIDED}:
        raise Refusal(_("Người này đã đến xã; ghi ngày kết thúc thay cho rút tên."))
    if row.standing == Standing.PROPOSED:
        detail = {"person": row.person_id}
        audit("campaign.deployment.dropped", by=by, about=row, at=at, path=row.place.path, detail=detail)
        row.delete()
        wave.mark_changed()
        return row
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do."), field="reason")
    row.standing, row.reason = Standing.WITHDRAWN, reason[:300]
    row.save(update_fields=["standing", "reason"])
    end_role(row, on=max(at.astimezone(VIETNAM).date(), row.first_day + timedelta(days=1)), by=by, at=at)
    wave.mark_changed()
    audit("campaign.deployment.withdrawn", by=by, about=row, at=at, path=row.place.path)
    return row


def end_role(deployment: Deployment, *, on: date, by: Person, at: datetime) -> None:
    """The role at the commune ends with the service, when it would last longer."""
    held = Assignment.objects.filter(
        person=deployment.person, place=deployment.place, role=Role.TEAM_MEMBER, starts_on=deployment.first_day
    )
    for row in held:
        if row.ends_on is None or row.ends_on > on:
            people.end_assignment(assignment_id=row.pk, ends_on=on, by=by, at=at)


@transaction.atomic
def decide_wave(
    *, wave_id: int, number: str, decided_on: date, seen_version: int, by: Person, scope: Scope, at: datetime
) -> int:
    """The decision sends everybody named. From the first day to the last each holds a role at the commune."""
    wave = wave_to_run(wave_id, scope)
    refuse_stale(wave, seen_version)
    number = nfc(number).strip()
    if not number:
        raise Refusal(_("Ghi số quyết định."), field="number")
    if decided_on > wave.last_day:
        raise Refusal(_("Ngày quyết định không được sau ngày kết thúc đợt."), field="decided_on")
    rows = list(wave.deployments.filter(standing=Standing.PROPOSED).select_related("person", "place"))
    if not rows:
        raise Refusal(_("Chưa có ai được phân công để ra quyết định."))
    wave.decision_number, wave.decided_on = number[:60], decided_on
    wave.save(update_fields=["decision_number", "decided_on"])
    wave.deployments.filter(standing=Standing.PROPOSED).update(standing=Standing.DECIDED)
    for row in rows:
        people.assign(
            person=row.person,
            role=Role.TEAM_MEMBER,
            place=row.place,
            title=str(_("Thành viên được cử về xã")),
            starts_on=row.first_day,
            ends_on=row.last_day + timedelta(days=1),
            decision_number=number[:60],
            by=by,
            at=at,
        )
    wave.mark_changed()
    path = wave.campaign.place.path
    audit("campaign.wave.decided", by=by, about=wave, at=at, path=path, detail={"count": len(rows), "number": number})
    _tell(wave, rows, at)
    return len(rows)


def _tell(wave: Wave, rows: Sequence[Deployment], at: datetime) -> None:
    address = reverse("campaign:wave", args=[wave.pk])
    tell(
        persons=[row.person for row in rows],
        code="campaign.wave.decided",
        key=f"campaign.sent.{wave.pk}",
        title=_("Ông/bà có tên trong quyết định %(number)s: %(campaign)s")
        % {"number": wave.decision_number, "campaign": wave.campaign},
        address=reverse("campaign:mine"),
        place=wave.campaign.place,
        at=at,
    )
    on = at.astimezone(VIETNAM).date()
    for place in {row.place for row in rows}:
        tell(
            persons=persons_with(Role.COMMUNE_OFFICIAL, place.path, on),
            code="campaign.wave.expected",
            key=f"campaign.expected.{wave.pk}",
            title=_("Chuẩn bị tiếp nhận người hỗ trợ từ %(day)s") % {"day": f"{wave.first_day:%d/%m/%Y}"},
            address=address,
            place=place,
            at=at,
        )
