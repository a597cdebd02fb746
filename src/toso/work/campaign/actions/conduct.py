"""A member who may have broken the regulation: reported, heard, decided; confidential throughout."""

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
from toso.work.campaign.actions.service import hosts, refuse_outside
from toso.work.campaign.models import ConductCase, Deployment
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules.service import CaseState, Outcome


@transaction.atomic
def report_case(
    *, deployment_id: int, happened_on: date, text: str, by: Person, scope: Scope, at: datetime
) -> ConductCase:
    """Tell those who decide, and nobody else, what happened on a day of the service."""
    rows = Deployment.objects.visible_to(scope).select_related("place", "person", "wave__campaign__place")
    row: Deployment = rows.get(pk=deployment_id)
    if not hosts(row, scope) and not queries.leads(row.wave, by):
        raise Refusal(
            _("Chỉ tổ trưởng, công chức của %(place)s hoặc người điều phối báo việc này.") % {"place": row.place}
        )
    if row.person_id == by.pk:
        raise Refusal(_("Không tự báo về mình; ghi ở nhật ký."))
    if not nfc(text).strip():
        raise Refusal(_("Ghi sự việc: ở đâu, lúc nào, ai thấy."), field="text")
    refuse_outside(row, happened_on, at.astimezone(VIETNAM).date())
    case = ConductCase.objects.create(
        deployment=row, happened_on=happened_on, text=nfc(text).strip(), reported_by=by, reported_at=at
    )
    audit("campaign.case.reported", by=by, about=case, at=at, path=row.wave.campaign.place.path)
    return case


def _case(case_id: int, scope: Scope) -> ConductCase:
    rows = ConductCase.objects.visible_to(scope).select_for_update(of=("self",))
    found: ConductCase = rows.select_related("deployment__wave__campaign__place", "deployment__person").get(pk=case_id)
    return found


def _refuse_outsider(case: ConductCase, by: Person, scope: Scope) -> None:
    if not queries.runs(case.deployment.wave.campaign, scope) or case.deployment.person_id == by.pk:
        raise Refusal(_("Chỉ người điều phối chiến dịch làm việc này."))


@transaction.atomic
def call_to_hearing(*, case_id: int, by: Person, scope: Scope, at: datetime) -> ConductCase:
    """The person is told and may read what was said and answer it."""
    case = _case(case_id, scope)
    _refuse_outsider(case, by, scope)
    if case.called_at is not None:
        raise Refusal(_("Người này đã được mời trình bày."))
    case.called_at = at
    case.save(update_fields=["called_at"])
    path = case.deployment.wave.campaign.place.path
    audit("campaign.case.called", by=by, about=case, at=at, path=path)
    tell(
        persons=[case.deployment.person],
        code="campaign.case.called",
        key=f"campaign.case.{case.pk}",
        title=_("Mời ông/bà trình bày về một việc trong đợt hỗ trợ"),
        address=reverse("campaign:case", args=[case.pk]),
        at=at,
    )
    return case


@transaction.atomic
def hear(*, case_id: int, words: str, by: Person, scope: Scope, at: datetime) -> ConductCase:
    """What the person says, written by the person or taken down by whoever decides."""
    case = _case(case_id, scope)
    if case.state == CaseState.DECIDED:
        raise Refusal(_("Việc này đã kết luận."))
    if case.deployment.person_id != by.pk:
        _refuse_outsider(case, by, scope)
    if case.called_at is None:
        raise Refusal(_("Mời người này trình bày trước."))
    if not nfc(words).strip():
        raise Refusal(_("Ghi lời trình bày."), field="hearing")
    case.hearing, case.heard_on, case.state = nfc(words).strip(), at.astimezone(VIETNAM).date(), CaseState.HEARD
    case.save(update_fields=["hearing", "heard_on", "state"])
    audit("campaign.case.heard", by=by, about=case, at=at, path=case.deployment.wave.campaign.place.path)
    return case


@transaction.atomic
def decide_case(*, case_id: int, outcome: Outcome, words: str, by: Person, scope: Scope, at: datetime) -> ConductCase:
    """The outcome, with its reasons; never before the person was heard."""
    case = _case(case_id, scope)
    _refuse_outsider(case, by, scope)
    if case.state != CaseState.HEARD:
        raise Refusal(_("Kết luận sau khi đã nghe người này trình bày, và chỉ một lần."))
    if not nfc(words).strip():
        raise Refusal(_("Ghi lý do kết luận."), field="outcome_words")
    case.outcome, case.outcome_words, case.state = outcome, nfc(words).strip(), CaseState.DECIDED
    case.decided_by, case.decided_at = by, at
    case.save(update_fields=["outcome", "outcome_words", "state", "decided_by", "decided_at"])
    audit("campaign.case.decided", by=by, about=case, at=at, path=case.deployment.wave.campaign.place.path)
    return case
