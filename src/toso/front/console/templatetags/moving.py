from collections.abc import Iterable
from typing import Any

from django import template

from toso.front.console import sources
from toso.ground.places.models import Place

register = template.Library()


@register.inclusion_tag("console/moving.html")
def what_moves(affected: Iterable[Place]) -> dict[str, Any]:
    """What every room keeps at these units, on the page that asks to confirm their change."""
    return {"lines": sources.what_moves(affected) if affected else []}
