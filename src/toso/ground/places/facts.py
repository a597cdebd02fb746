"""What can be counted here: the units themselves."""

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.facts import Fact, FactKind, Parameters


def _hamlets(_parameters: Parameters) -> PlaceQuerySet:
    return Place.objects.filter(level=Level.HAMLET)


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
    measure=Value(1),
    place="id",
    day="valid_from",
    until="valid_until",
    known_from="",
    known_until="",
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
