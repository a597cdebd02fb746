"""Builders of the programme's rows."""

from datetime import date
from itertools import count

from toso.plan.programme.models import Indicator, IndicatorTerm, LegalDocument
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
