"""Guard: figures equal their evidence after inspections and findings, and after an import that is taken back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.builders import moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places import actions as places
from toso.ground.places.models import Place
from toso.plan.programme.actions import denominators
from toso.plan.programme.models import Denominator
from toso.plan.teams.actions.recalling import recall_decisions
from toso.plan.teams.models import Decision
from toso.plan.teams.rules import DecisionKind
from toso.plan.teams.tests.builders import a_roster
from toso.results.reporting.tests.test_figures_follow_actions import (
    BEFORE,
    NOW,
    TODAY,
    Stage,
    assert_figures_follow,
    issued,
)
from toso.work.supervision.actions import findings, inspections
from toso.work.supervision.rules import PointMark
from toso.work.supervision.tests import builders as supervision

pytestmark = pytest.mark.django_db


def write_visit(stage: Stage) -> Callable[[], object]:
    inspection = supervision.an_inspection(
        own=stage.world.province, places=[stage.world.commune], by=stage.province, day=BEFORE
    )
    return lambda: inspections.write_visit(
        visit_id=inspection.visits.get().pk,
        on=BEFORE,
        attendance="Trần Mẫu Bình",
        conclusion="Tốt",
        answers={1: (PointMark.MET, "")},
        **stage.who(stage.province),
    )


def raise_finding(stage: Stage) -> Callable[[], object]:
    visit = supervision.a_visit(own=stage.world.province, place=stage.world.commune, by=stage.province, day=BEFORE)
    return lambda: findings.raise_finding(
        visit_id=visit.pk, text="Tổ thiếu tổ phó", proof=findings.NO_PROOF, **stage.who(stage.province)
    )


def close_finding(stage: Stage) -> Callable[[], object]:
    finding = supervision.a_finding(own=stage.world.province, place=stage.world.commune, by=stage.province, day=BEFORE)
    proof = findings.Proof(link="/outreach/")
    answer = stage.who(stage.leader)
    findings.answer_finding(finding_id=finding.pk, text="Đã bổ sung tổ phó", proof=proof, **answer)
    return lambda: findings.close_finding(finding_id=finding.pk, text="Đã đủ", **stage.who(stage.province))


def withdraw_hamlets(stage: Stage) -> Callable[[], object]:
    made = places.create_hamlets(commune_id=stage.world.commune.pk, names=["Mẫu mới"], **stage.change())
    return lambda: places.withdraw_hamlets(place_ids=[made[0].pk], **stage.who(stage.province))


def stated(stage: Stage, value: int, as_of: date, place: Place, by: Person, minute: int) -> Denominator:
    return denominators.record_denominator(
        place=place,
        code="households",
        value=Decimal(value),
        as_of=as_of,
        source="Công an xã",
        by=by,
        scope=scope_of(by.pk, on=TODAY),
        at=moment(TODAY, 9, minute),
    )


def withdraw_denominators(stage: Stage) -> Callable[[], object]:
    stated(stage, 300, date(2026, 1, 1), stage.world.hamlet, stage.official, 1)
    row = stated(stage, 330, date(2026, 9, 1), stage.world.hamlet, stage.official, 2)
    return lambda: denominators.withdraw_denominators(denominator_ids=[row.pk], **stage.who(stage.official))


def recall_roster(stage: Stage) -> Callable[[], object]:
    members = a_roster(size=5)
    issued(stage, DecisionKind.ESTABLISH, BEFORE, "1/QĐ-UBND", hamlet=stage.world.hamlet, members=members)
    decision = Decision.objects.get()
    return lambda: recall_decisions(decision_ids=[decision.pk], **stage.who(stage.leader) | {"at": NOW})


CASES = (
    write_visit,
    raise_finding,
    close_finding,
    withdraw_hamlets,
    withdraw_denominators,
    recall_roster,
)


@pytest.mark.parametrize("prepare", CASES, ids=lambda f: f.__name__)
def test_figures_follow(prepare):
    assert_figures_follow(prepare)
