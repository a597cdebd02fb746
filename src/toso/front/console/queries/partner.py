"""What a sending or partner body has before it: its people in missions, requests, classes offered, platforms."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.people.rules import Role
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.deadline_words import day_words
from toso.ground.shared.scope import Scope, inside
from toso.plan.programme.models import Platform
from toso.work.campaign.models import Deployment
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.queries import address_of
from toso.work.helpdesk.queries.clocks import due_sentence
from toso.work.training.queries.proposals import proposals

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    detail: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """One card: its first lines, how many there are in all, and where the rest stands."""

    label: str
    total: int
    lines: tuple[Line, ...]
    address: str
    icon: str
    none: str  # what is said when there is nothing


def of_partner(scope: Scope, at: datetime) -> list[Section]:
    """The cards of whoever speaks for a body; none for others. A card says also that there is nothing."""
    roots = tuple(grant.organisation for grant in scope.grants if grant.organisation and grant.role == Role.PARTNER)
    if not roots:
        return []
    return [_requests(roots, scope, at), _people(roots, at), _classes(roots, scope, at), _platforms(roots, at)]


def _requests(roots: tuple[str, ...], scope: Scope, at: datetime) -> Section:
    rows = Ticket.objects.visible_to(scope).current().live().filter(inside(roots, "organisation__path"))
    first = rows.select_related("place", "term").order_by("due_at", "pk")[:SHOWN]
    lines = (Line(row.title, _joined(str(row.place), due_sentence(row, at)), address_of(row)) for row in first)
    return Section(
        _("Yêu cầu chờ đơn vị"),
        rows.count(),
        tuple(lines),
        reverse("helpdesk:queue"),
        "message-report",
        _("Không có yêu cầu nào đang chờ đơn vị."),
    )


def _people(roots: tuple[str, ...], at: datetime) -> Section:
    rows: QuerySet[Deployment] = Deployment.objects.binding().filter(
        inside(roots, "candidate__sending__organisation__path"), last_day__gte=at.astimezone(VIETNAM).date()
    )
    first = rows.select_related("person", "place").order_by("first_day", "person__sort_key", "pk")[:SHOWN]
    lines = (
        Line(row.person.name, f"{row.place}, {_span(row, at)}", reverse("campaign:deployment", args=[row.pk]))
        for row in first
    )
    return Section(
        _("Người của đơn vị về xã"),
        rows.count(),
        tuple(lines),
        reverse("campaign:list"),
        "users",
        _("Hiện không có ai đang hoặc sắp về xã."),
    )


def _classes(roots: tuple[str, ...], scope: Scope, at: datetime) -> Section:
    rows, today = proposals(scope).filter(inside(roots, "organisation__path")), at.astimezone(VIETNAM).date()
    lines = (
        Line(
            row.title,
            _joined(str(row.place), day_words(row.day, now=today), row.get_state_display().lower()),
            reverse("training:proposal", args=[row.pk]),
        )
        for row in rows.order_by("-pk")[:SHOWN]
    )
    return Section(
        _("Lớp đã đề xuất"),
        rows.count(),
        tuple(lines),
        reverse("training:proposals"),
        "calendar",
        _("Chưa đề xuất lớp nào."),
    )


def _platforms(roots: tuple[str, ...], at: datetime) -> Section:
    standing = Q(valid_until__isnull=True) | Q(valid_until__gt=at.astimezone(VIETNAM).date())
    rows = Platform.objects.filter(inside(roots, "owner__path"), standing)
    lines = (
        Line(row.name, row.contact, reverse("programme:platform", args=[row.code]))
        for row in rows.order_by("order", "pk")[:SHOWN]
    )
    return Section(
        _("Nền tảng của đơn vị"),
        rows.count(),
        tuple(lines),
        reverse("programme:platforms"),
        "device-mobile",
        _("Chưa có nền tảng nào ghi đơn vị là chủ quản."),
    )


def _span(row: Deployment, at: datetime) -> str:
    today = at.astimezone(VIETNAM).date()
    return f"{day_words(row.first_day, now=today)} – {day_words(row.last_day, now=today)}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
