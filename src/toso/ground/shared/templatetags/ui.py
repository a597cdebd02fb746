"""The words and marks every page shares: figures, days, states, icons."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from toso.ground.shared import access
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number

register = template.Library()

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKDAYS_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@register.simple_tag
@lru_cache(maxsize=500)
def icon(name: str) -> SafeString:
    """A picture beside words; it says nothing that the words do not. A list shows the same few on every row."""
    return format_html(
        '<svg class="ts-ic" aria-hidden="true"><use href="{}#{}"></use></svg>', static("dist/icons.svg"), name
    )


STATE_ICONS = {
    "good": "circle-check",
    "wait": "clock",
    "bad": "alert-triangle",
    "work": "pencil",
    "temp": "circle-dashed",
}


@register.simple_tag
def state(tone: str, words: str, icon_name: str = "", *, bare: bool = False) -> SafeString:
    """A state: word, icon and colour. ``tone`` is good, wait, bad, work or temp."""
    return format_html(
        '<span class="ts-st {}{}">{}{}</span>',
        tone,
        " bare" if bare else "",
        icon(icon_name or STATE_ICONS[tone]),
        words,
    )


@register.filter
def opens_to(address: str, roles: frozenset[str]) -> bool:
    """Whether a link leads somewhere for these roles, so that a menu offers no closed door."""
    return access.opens_to(address, roles)


@register.filter
def figure(value: Decimal | int | None, decimals: int | None = None) -> str:
    """1.234.567,8; a missing number is –, never 0."""
    if value is None or value == "":
        return "–"
    return format_number(value, decimals=decimals)


@register.filter
def day(value: date | None) -> str:
    """16/11/2026."""
    return f"{value:%d/%m/%Y}" if value else "–"


def weekday(value: date) -> str:
    """thứ Năm, in the language of the page."""
    return (WEEKDAYS if get_language() == "vi" else WEEKDAYS_ENGLISH)[value.weekday()]


@register.filter
def weekday_and_day(value: date) -> str:
    """thứ Năm 19/11, glued together: a day without its year is this year's."""
    return f"{weekday(value)}\u00a0{value:%d/%m}"


@register.filter
def moment(value: datetime | None) -> str:
    """17:00 thứ Năm 19/11/2026, in Vietnamese time."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{local:%H:%M} {weekday(local)}\u00a0{local:%d/%m/%Y}"


@register.inclusion_tag("ui/ruler.html")
def ruler(percent: Decimal | None, pace: Decimal | None, tone: str, words: str, icon_name: str = "") -> dict[str, Any]:
    """Progress against a target. The bar stops at 100; the thick mark is what is due today."""
    return {
        "width": min(max(percent or Decimal(0), Decimal(0)), Decimal(100)).quantize(Decimal("0.1")),
        "percent": percent,
        "pace": None if pace is None else min(pace, Decimal(100)).quantize(Decimal("0.1")),
        "tone": tone,
        "bar_tone": "" if tone == "good" else tone,
        "words": words,
        "icon": icon_name,
    }


@register.inclusion_tag("ui/errors.html")
def error_summary(form: Any, heading: str = "") -> dict[str, Any]:
    """The errors of a form, at its top, each a link to its field; ``heading`` where nothing is saved."""
    return {"form": form, "heading": heading}


@register.inclusion_tag("ui/field.html")
def field(bound: Any, hint: str = "", is_needed: bool = False) -> dict[str, Any]:
    """A form field with its label, hint and error above the control.

    ``is_needed``: the field is shown only where it must be filled, so it does not call itself optional.
    """
    return {"field": bound, "hint": hint or bound.help_text, "is_optional": not (is_needed or bound.field.required)}


@register.filter
def is_open_to(place: Any, scope: Scope) -> bool:
    """Whether this place lies inside the scope, so that a link to it opens."""
    return any(place.path.startswith(root) for root in scope.place_roots)


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The query string of this page with some values changed; an empty value removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"
