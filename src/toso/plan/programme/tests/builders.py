"""Builders of the programme's rows."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import count

from tests.builders import a_person, moment
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.plan.programme.models import (
    Denominator,
    Indicator,
    IndicatorTerm,
    LegalDocument,
    Plan,
    Proposal,
    Target,
    TargetDecision,
    TaskType,
)
from toso.plan.programme.rules import IndicatorKind, TermPart

_numbers = count(1)


def a_document(*, code: str = "", number: str = "6863/KH-UBND") -> LegalDocument:
    return LegalDocument.objects.create(
        code=code or f"VB-{next(_numbers)}",
        number=number,
        kind="Kế hoạch",
        issuer="Ủy ban nhân dân tỉnh Mẫu",
        title="Tổ công nghệ số cộng đồng",
        signed_on=date(2022, 7, 27),
        search="ke hoach 6863",
    )


def an_indicator(
    *,
    name: str = "Lượt người dân được hướng dẫn",
    kind: IndicatorKind = IndicatorKind.FLOW,
    unit: str = "lượt",
    fact: str = "",
    decimals: int = 0,
) -> Indicator:
    number = next(_numbers)
    indicator = Indicator.objects.create(
        code=f"mau-{number}",
        name=name,
        short_name=name[:80],
        unit=unit,
        kind=kind,
        decimals=decimals,
        order=number,
        valid_from=date(2022, 1, 1),
    )
    if fact:
        IndicatorTerm.objects.create(indicator=indicator, part=TermPart.NUMERATOR, fact=fact)
    return indicator


def an_issued_decision(
    *, place: Place, values: dict[tuple[int, int], Decimal], year: int = 2026, number: str = ""
) -> TargetDecision:
    """A decision in force with its targets: (indicator id, place id) → figure."""
    decision: TargetDecision = TargetDecision.objects.create(
        place=place,
        number=number or f"M{next(_numbers)}/QĐ-UBND",
        title="Giao chỉ tiêu",
        year=year,
        signed_on=date(year, 1, 5),
        issued_at=moment(date(year, 1, 5)),
    )
    for (indicator_id, place_id), value in values.items():
        Target.objects.create(decision=decision, indicator_id=indicator_id, place_id=place_id, year=year, value=value)
    return decision


def a_denominator(*, place: Place, code: str = "households", value: int = 100) -> Denominator:
    row: Denominator = Denominator.objects.create(
        place=place,
        code=code,
        value=value,
        as_of=date(2026, 1, 1),
        source="Công an xã",
        recorded_at=moment(date(2026, 1, 2)),
    )
    return row


DAY = date(2026, 1, 5)


def a_draft(*, place: Place, content: Mapping[str, object] | None = None, year: int = 2026) -> TargetDecision:
    """A decision on targets that is not yet issued."""
    decision: TargetDecision = TargetDecision.objects.create(
        place=place, title="Giao chỉ tiêu", year=year, content=content or {}, drafted_at=moment(DAY)
    )
    return decision


def a_kind_of_work(*, code: str = "", short_name: str = "Tuyên truyền") -> TaskType:
    number = next(_numbers)
    return TaskType.objects.create(
        code=code or f"viec{number}",
        name=f"Nhiệm vụ {short_name}",
        short_name=short_name,
        order=number,
        valid_from=date(2022, 1, 1),
    )


def a_work_indicator(*, task: TaskType, name: str = "Lượt người được hướng dẫn", decimals: int = 0) -> Indicator:
    """An indicator counted from records of guidance of one kind of work."""
    indicator = an_indicator(name=name, decimals=decimals)
    IndicatorTerm.objects.create(
        indicator=indicator,
        part=TermPart.NUMERATOR,
        fact="outreach.citizens_guided",
        parameters={"tasks": [task.code]},
    )
    return indicator


def a_proposal(
    *, place: Place, by: Person | None = None, indicator: Indicator | None = None, value: int = 500, year: int = 2027
) -> Proposal:
    proposal: Proposal = Proposal.objects.create(
        place=place,
        year=year,
        kind="target",
        indicator=indicator or an_indicator(),
        value=value,
        reason="Năm nay đã làm gần đủ",
        proposed_by=by or a_person(),
        proposed_at=moment(date(2026, 11, 10)),
    )
    return proposal


def a_draft_plan(*, place: Place, year: int = 2026, first_month: int = 1) -> Plan:
    plan: Plan = Plan.objects.create(
        place=place,
        year=year,
        title="Nhiệm vụ chuyển đổi số cộng đồng",
        first_month=first_month,
        drafted_at=moment(date(2026, 1, 5)),
    )
    return plan
