"""What the sample shows of a year: a commune's plan for its teams, a proposal, and the ranking of the communes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from toso.command.sample.month import hand
from toso.command.sample.province import SHOWN_COMMUNE, communes_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.actions.plans import draft_plan, issue_plan, set_part, share_out
from toso.plan.programme.actions.proposals import decide_proposal, propose
from toso.plan.programme.models import Indicator, Plan, Proposal, Target
from toso.plan.programme.queries.plans import Part, parts_of, unbalanced
from toso.plan.programme.rules.proposals import ProposalKind, ProposalState
from toso.results.reporting.actions.ranking import publish_ranking, reckon_ranking
from toso.results.reporting.models import Period, PeriodKind, Ranking
from toso.results.reporting.queries.plans import done_before

RAISED = Decimal("1.1")  # the share of this year's target that the commune proposes for the next
REASON = "Việc này chưa chia hết cho các thôn; xã giao bổ sung trong quý (mẫu)."


def plan_the_year(home: Place, period: Period, *, at: datetime) -> None:
    """Write the rows once; a run that finds them leaves them alone."""
    shown = next((one for one in communes_of(home) if one.code == SHOWN_COMMUNE), communes_of(home)[0])
    if not Plan.objects.filter(place=shown).exists():
        _plan(shown, period.year, at=at)
    if not Proposal.objects.filter(place=shown).exists():
        _propose(home, shown, period.year, at=at)
    if not Ranking.objects.filter(place=home).exists():
        _rank(home, period, at=at)


def _plan(shown: Place, year: int, *, at: datetime) -> None:
    """From the beginning of the year, so that its lines tick from what was recorded."""
    leader = hand(Role.COMMUNE_LEADER, shown, at.date())
    given: dict[str, Any] = {"by": leader.person, "scope": leader.scope, "at": at}
    plan = draft_plan(
        place=shown, year=year, title=f"Kế hoạch của các tổ năm {year} (mẫu)", first_month=1, is_sample=True, **given
    )
    share_out(plan_id=plan.pk, weight="", done=done_before(plan), **given)
    _explain(plan, unbalanced(parts_of(plan)), given)
    issue_plan(plan_id=plan.pk, number="05/KH-UBND", signed_on=at.date(), signer="Chủ tịch UBND xã (mẫu)", **given)


def _explain(plan: Plan, parts: Iterable[Part], given: dict[str, Any]) -> None:
    for part in parts:
        set_part(plan_id=plan.pk, key=part.key, cells={}, people={}, reason=REASON, **given)


def _propose(home: Place, shown: Place, year: int, *, at: datetime) -> None:
    official = hand(Role.COMMUNE_OFFICIAL, shown, at.date())
    officer = hand(Role.PROVINCE_OFFICER, home, at.date())
    given: dict[str, Any] = {
        "place": shown,
        "year": year + 1,
        "by": official.person,
        "scope": official.scope,
        "is_sample": True,
    }
    target = Target.objects.filter(place=shown, year=year, replaced_at__isnull=True).select_related("indicator").first()
    indicator = target.indicator if target else Indicator.objects.order_by("order", "pk").first()
    value = (target.value * RAISED).quantize(Decimal(1)) if target else Decimal(100)
    propose(
        kind=ProposalKind.TARGET,
        indicator=indicator,
        value=value,
        reason="Năm nay các tổ đã vượt mức giao từ quý III (mẫu).",
        at=at,
        **given,
    )
    task = propose(
        kind=ProposalKind.TASK,
        words="Giúp hộ kinh doanh lập hoá đơn điện tử tại chợ (mẫu)",
        reason="Nhiều tiểu thương hỏi; các tổ nên làm thống nhất (mẫu).",
        at=at,
        **given,
    )
    decide_proposal(
        proposal_id=task.pk,
        state=ProposalState.DECLINED,
        answer="Đã thuộc việc hướng dẫn hộ kinh doanh; ghi vào việc ấy (mẫu).",
        by=officer.person,
        scope=officer.scope,
        at=at + timedelta(hours=4),
    )


def _rank(home: Place, period: Period, *, at: datetime) -> None:
    """The standing of the year so far, published under a number that says it is a sample."""
    officer = hand(Role.PROVINCE_OFFICER, home, at.date())
    given: dict[str, Any] = {"by": officer.person, "scope": officer.scope, "at": at}
    year = Period.objects.get(calendar_id=period.calendar_id, kind=PeriodKind.YEAR, year=period.year)
    try:
        ranking = reckon_ranking(place=home, period=year, is_sample=True, **given)
        publish_ranking(ranking_id=ranking.pk, number="00/QĐ-MẪU", signed_on=at.date(), **given)
    except Refusal:
        return  # a year of which no report was accepted has no standing
