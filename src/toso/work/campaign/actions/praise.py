"""Commendation of somebody sent: proposed by the commune or the team leader, awarded by whoever runs the campaign."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.campaign.actions.service import hosts
from toso.work.campaign.models import AWARDS, Commendation, Deployment
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.queries.praise import SERVED
from toso.work.campaign.rules.service import Award, PraiseState


@transaction.atomic
def propose_commendation(*, deployment_id: int, merit: str, by: Person, scope: Scope, at: datetime) -> Commendation:
    """Say for what somebody deserves praise; once for a service, and never for oneself."""
    rows = Deployment.objects.visible_to(scope).select_related("place", "person", "wave__campaign__place")
    row: Deployment = rows.get(pk=deployment_id)
    if not hosts(row, scope) and not queries.leads(row.wave, by):
        raise Refusal(_("Chỉ tổ trưởng, công chức của %(place)s hoặc người điều phối đề nghị.") % {"place": row.place})
    if row.person_id == by.pk:
        raise Refusal(_("Không tự đề nghị khen thưởng mình."))
    if row.standing not in SERVED:
        raise Refusal(_("Đề nghị sau khi người này đã đến xã làm việc."))
    merit = nfc(merit).strip()
    if not merit:
        raise Refusal(_("Ghi thành tích: việc gì, kết quả ra sao."), field="merit")
    if Commendation.objects.filter(deployment=row).exists():
        raise Refusal(_("Người này đã được đề nghị khen thưởng trong đợt."))
    found: Commendation = Commendation.objects.create(
        deployment=row, merit=merit[:500], proposed_by=by, proposed_at=at, is_sample=row.wave.campaign.is_sample
    )
    audit("campaign.commendation.proposed", by=by, about=found, at=at, path=row.place.path)
    return found


def _waiting(commendation_id: int, by: Person, scope: Scope) -> Commendation:
    rows = Commendation.objects.visible_to(scope).select_for_update(of=("self",))
    found: Commendation = rows.select_related("deployment__wave__campaign__place", "deployment__person").get(
        pk=commendation_id
    )
    if not queries.runs(found.deployment.wave.campaign, scope) or found.deployment.person_id == by.pk:
        raise Refusal(_("Chỉ người điều phối chiến dịch làm việc này."))
    if found.state != PraiseState.PROPOSED:
        raise Refusal(_("Đề nghị này đã có quyết định."))
    return found


@transaction.atomic
def award_commendation(
    *, commendation_id: int, award: Award, number: str, decided_on: date, by: Person, scope: Scope, at: datetime
) -> Commendation:
    """Praise by a decision; the person is told. Several may stand in one decision, by its number."""
    found = _waiting(commendation_id, by, scope)
    number = nfc(number).strip()[:60]
    if not number:
        raise Refusal(_("Ghi số quyết định."), field="number")
    if decided_on > at.astimezone(VIETNAM).date():
        raise Refusal(_("Ngày quyết định chưa đến."), field="decided_on")
    found.award, found.number, found.decided_on, found.state = award, number, decided_on, PraiseState.AWARDED
    found.decided_by, found.decided_at = by, at
    found.save(update_fields=["award", "number", "decided_on", "state", "decided_by", "decided_at"])
    path = found.deployment.wave.campaign.place.path
    audit("campaign.commendation.awarded", by=by, about=found, at=at, path=path, detail={"number": number})
    tell(
        persons=[found.deployment.person],
        code="campaign.commendation.awarded",
        key=f"campaign.commendation.{found.pk}",
        title=_("Ông/bà được tặng %(award)s: Quyết định %(number)s")
        % {"award": str(AWARDS[award]).lower(), "number": number},
        address=reverse("campaign:commendation", args=[found.pk]),
        at=at,
    )
    return found


@transaction.atomic
def decline_commendation(*, commendation_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Commendation:
    """Not this time, with the reason that the proposer reads."""
    found = _waiting(commendation_id, by, scope)
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do."), field="reason")
    found.reason, found.state, found.decided_by, found.decided_at = reason[:300], PraiseState.DECLINED, by, at
    found.save(update_fields=["reason", "state", "decided_by", "decided_at"])
    path = found.deployment.wave.campaign.place.path
    audit("campaign.commendation.declined", by=by, about=found, at=at, path=path)
    return found
