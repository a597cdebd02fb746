"""The register of devices and lines: whose it is, what stands in it, what happened to one."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db.models import Case, Count, When
from django.urls import reverse

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.work.helpdesk import queries
from toso.work.helpdesk.models import DEVICE_KINDS, DEVICE_STATES, FINDINGS, Device, DeviceQuerySet
from toso.work.helpdesk.queries.rounds import MAKERS
from toso.work.helpdesk.rules.devices import DeviceKind, DeviceState
from toso.work.helpdesk.rules.rounds import Finding
from toso.work.helpdesk.rules.ways import commune_of

MOST_OFFERED = 300  # devices to choose from in one form
MOST_EVENTS = 200
TROUBLED_FIRST = Case(When(state__in=[DeviceState.BROKEN, DeviceState.REPAIR], then=0), default=1)


def keeps(scope: Scope, place: Place) -> bool:
    """Whether somebody keeps the register of the commune that a place lies in."""
    return place.level in (Level.COMMUNE, Level.HAMLET) and scope.holds(*MAKERS, at_place=place.path)


def devices(scope: Scope) -> DeviceQuerySet:
    return Device.objects.visible_to(scope).current()


def search_words(device: Device) -> str:
    parts = (device.label, device.serial, device.location, str(DEVICE_KINDS[DeviceKind(device.kind)]))
    return fold(" ".join(part for part in (*parts, device.note) if part))


def with_serial(place: Place, serial: str) -> DeviceQuerySet:
    """The devices of the same commune that bear a number."""
    return Device.objects.current().filter(place__path__startswith=commune_of(place.path), serial__iexact=serial)


def listed(
    scope: Scope, *, place: Place | None = None, kind: str = "", state: str = "", text: str = ""
) -> DeviceQuerySet:
    """What the register holds, by place, kind, state and words; what was put away only when asked for."""
    rows = devices(scope)
    if place is not None:
        rows = rows.filter(place__path__startswith=place.path)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.filter(state=state) if state else rows.standing()
    for word in fold(text).split()[:8]:
        rows = rows.filter(search__contains=word)
    return rows.select_related("place")


def offered(scope: Scope, *, place: Place | None = None) -> DeviceQuerySet:
    """The standing devices that somebody may name in a request; none where they are too many to choose from."""
    rows = devices(scope).standing()
    if place is not None:
        rows = rows.filter(place__path__startswith=commune_of(place.path))
    if rows.order_by().values_list("pk", flat=True)[MOST_OFFERED : MOST_OFFERED + 1]:
        return rows.none()
    return rows.order_by("kind", "label", "pk")


def counted(rows: DeviceQuerySet) -> list[tuple[str, int]]:
    """How many stand in each state, in words."""
    found = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    return [(str(words), found[state]) for state, words in DEVICE_STATES.items() if state in found]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a device: when, what, by whom, and where to read on."""

    at: datetime
    words: str
    text: str
    by: Person | None
    address: str = ""
    is_bad: bool = False


def history(device: Device, scope: Scope) -> list[Event]:
    """What became of it, what was asked about it as far as one may see it, and what rounds found; newest first."""
    steps = device.steps.select_related("by").order_by("-pk")[:MOST_EVENTS]
    found = [
        Event(step.at, str(DEVICE_STATES[DeviceState(step.state)]), step.text, step.by, is_bad=_is_bad(step.state))
        for step in steps
    ]
    tickets = queries.all_tickets(scope).filter(device=device).select_related("raised_by").order_by("-pk")[:MOST_EVENTS]
    found += [
        Event(one.recorded_at, one.title, str(one.get_state_display()), one.raised_by, queries.address_of(one))
        for one in tickets
    ]
    lines = device.round_lines.filter(round__superseded_at__isnull=True).select_related("round__made_by")
    found += [
        Event(
            line.round.recorded_at,
            str(FINDINGS[Finding(line.finding)]),
            line.text,
            line.round.made_by,
            reverse("helpdesk:round", args=[line.round_id]),
            is_bad=line.finding == Finding.FAULT,
        )
        for line in lines.order_by("-pk")[:MOST_EVENTS]
    ]
    return sorted(found, key=attrgetter("at"), reverse=True)


def _is_bad(state: str) -> bool:
    return state == DeviceState.BROKEN
