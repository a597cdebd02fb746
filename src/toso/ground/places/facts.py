"""What can be counted here: the units themselves."""

from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.facts import Fact, FactKind, Parameters


def _hamlets(parameters: Parameters) -> PlaceQuerySet:
    """``times``: how many things each hamlet is asked for, where an indicator shares out among things × hamlets."""
    return Place.objects.filter(level=Level.HAMLET).annotate(times=Value(int(parameters.get("times", 1))))


def _communes(_parameters: Parameters) -> PlaceQuerySet:
    return Place.objects.filter(level=Level.COMMUNE)


hamlets = Fact(
    code="places.hamlets",
    label=_("Thôn, tổ dân phố"),
    unit=_("thôn, tổ dân phố"),
    kind=FactKind.STOCK,
    home="places.Place",
    rows=_hamlets,
    history=_hamlets,
    measure=F("times"),
    place="id",
    day="valid_from",
    until="valid_until",
    known_from="",
    known_until="",
    parameters=frozenset({"times"}),
)

communes = Fact(
    code="places.communes",
    label=_("Xã, phường, đặc khu"),
    unit=_("xã, phường, đặc khu"),
    kind=FactKind.STOCK,
    home="places.Place",
    rows=_communes,
    history=_communes,
    measure=Value(1),
    place="id",
    day="valid_from",
    until="valid_until",
    known_from="",
    known_until="",
)
