"""The province on the first page: its communes as points, and one line that names it."""

from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from toso.ground.people import queries

register = template.Library()

WIDTH, HEIGHT, MARGIN = Decimal(340), Decimal(606), Decimal(24)
FAR_DEGREES = Decimal("1.5")  # an island group this far from the middle stands in a frame of its own
FRAME = (Decimal(246), Decimal(536))
KEPT_SECONDS = 3600


@register.inclusion_tag("people/map.html")
def entrance_map() -> dict[str, Any]:
    kept: dict[str, Any] | None = cache.get("entrance-map")
    if kept is None:
        kept = drawn(queries.commune_points(settings.PROVINCE_CODE))
        if kept["points"]:
            cache.set("entrance-map", kept, KEPT_SECONDS)
    return kept


@register.simple_tag
def entrance_line() -> str:
    province, communes = queries.province_line(settings.PROVINCE_CODE)
    if not province:
        return ""
    return _("%(province)s · %(count)s xã, phường, đặc khu") % {"province": province, "count": communes}


def drawn(places: list[tuple[Decimal, Decimal]]) -> dict[str, Any]:
    """Longitudes and latitudes fitted into the picture, far islands apart."""
    if not places:
        return {"points": [], "far": []}
    middle = sorted(lon for lon, _lat in places)[len(places) // 2]
    near = [(lon, lat) for lon, lat in places if abs(lon - middle) < FAR_DEGREES]
    far = [FRAME] if len(near) < len(places) else []
    west, north = min(lon for lon, _lat in near), max(lat for _lon, lat in near)
    east, south = max(lon for lon, _lat in near), min(lat for _lon, lat in near)
    span = max((east - west) / (WIDTH - 2 * MARGIN), (north - south) / (HEIGHT - 2 * MARGIN), Decimal("0.0001"))
    points = [(f"{MARGIN + (lon - west) / span:.1f}", f"{MARGIN + (north - lat) / span:.1f}") for lon, lat in near]
    return {"points": points, "far": [(f"{x}", f"{y}") for x, y in far]}
