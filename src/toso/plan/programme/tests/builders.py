"""Builders of the programme's rows."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import count

from tests.builders import moment
from toso.ground.places.models import Place
from toso.plan.programme.models import (
    Denominator,
    Indicator,
    IndicatorTerm,
    LegalDocument,
    Target,
    TargetDecision,
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
