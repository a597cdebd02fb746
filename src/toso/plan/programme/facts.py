"""What the programme itself can count: how many there are of something, from a source."""

from typing import Any

from django.db.models import F

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.plan.programme.models import Denominator, PlacedQuerySet


def _versions(parameters: Parameters) -> PlacedQuerySet:
    rows: Any = Denominator.objects.all()
    return rows.filter(code=parameters["code"]) if "code" in parameters else rows


def _in_force(parameters: Parameters) -> PlacedQuerySet:
    return _versions(parameters).filter(superseded_at__isnull=True)


denominator = Fact(
    code="programme.denominator",
    label="Mẫu số do địa phương nhập",
    unit="đơn vị",
    kind=FactKind.STOCK,
    home="programme.Denominator",
    rows=_in_force,
    history=_versions,
    measure=F("value"),
    day="as_of",
    until="valid_until",
    parameters=frozenset({"code"}),
)
