"""What the rooms below have already recorded and KPI may take as done: a plain dictionary, no registry.

A product of the catalogue may name one of these; then the records behind it are offered with a link and
are never typed a second time. Shares of joint work make 100 %, so a record done by two is offered by halves.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.results.reporting.models import Report
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.rules.ways import TicketKind
from toso.work.outreach.models import Share
from toso.work.training.models import Session

SHARE = Decimal("0.00001")  # as fine as an update is kept


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record that shows work of one person. ``kind`` and ``id`` name it for ever, whatever its version."""

    kind: str
    id: str
    person_id: int
    on: date
    quantity: Decimal
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Source:
    label: str | Promise
    found: Callable[[Collection[int], date, date], list[Evidence]]


def _shares(measure: Combinable) -> Callable[[Collection[int], date, date], list[Evidence]]:
    """A person's share of what outreach records count."""

    def found(person_ids: Collection[int], first: date, last: date) -> list[Evidence]:
        rows = (
            Share.objects.filter(
                person__in=person_ids, record__superseded_at__isnull=True, record__day__range=(first, last)
            )
            .annotate(measured=measure)
            .filter(measured__gt=0)
            .values_list(
                "person_id",
                "record_id",
                "record__uuid",
                "record__day",
                "record__task__short_name",
                "percent",
                "measured",
            )
            .order_by("record__day", "record_id")
        )
        return [
            Evidence(
                kind="outreach.record",
                id=str(uuid),
                person_id=person_id,
                on=day,
                quantity=percent * measured / 100,
                words=task,
                address=reverse("outreach:record", args=[pk]),
            )
            for person_id, pk, uuid, day, task, percent, measured in rows
        ]

    return found


def _reports(person_ids: Collection[int], first: date, last: date) -> list[Evidence]:
    """Reports that the person has handed in, once each whatever their versions."""
    rows = (
        Report.objects.filter(submitted_by__in=person_ids, submitted_at__date__range=(first, last), version=1)
        .select_related("place", "period")
        .order_by("submitted_at", "pk")
    )
    return [
        Evidence(
            kind="reporting.report",
            id=str(report.pk),
            person_id=report.submitted_by_id,
            on=report.submitted_at.date(),
            quantity=Decimal(1),
            words=f"{report.place}, {report.period}",
            address=reverse("reporting:read", args=[report.pk]),
        )
        for report in rows
    ]


def part_of(number: int, many: int) -> Decimal:
    """The share of the ``number``-th (from 0) of several who did one thing together; all shares make exactly 1."""
    each = (Decimal(1) / many).quantize(SHARE, ROUND_DOWN)
    return each if number else 1 - each * (many - 1)


def _tickets(kind: TicketKind) -> Callable[[Collection[int], date, date], list[Evidence]]:
    """Requests that the person has answered: once each, on the day of the first answer."""

    def found(person_ids: Collection[int], first: date, last: date) -> list[Evidence]:
        rows = Ticket.objects.current().filter(
            kind=kind, assignee__in=person_ids, answered_on__range=(first, last), is_confidential=False
        )
        page = "helpdesk:ticket" if kind == TicketKind.SUPPORT else "helpdesk:difficulty"
        return [
            Evidence("helpdesk.ticket", str(pk), person, day, Decimal(1), title, reverse(page, args=[pk]))
            for pk, person, day, title in rows.order_by("answered_on", "pk").values_list(
                "pk", "assignee_id", "answered_on", "title"
            )
            if day is not None
        ]

    return found


def _classes(person_ids: Collection[int], first: date, last: date) -> list[Evidence]:
    """Classes that the person has taught; several trainers share one class."""
    taught = Session.objects.counting().filter(day__range=(first, last), trainers__in=person_ids).distinct()
    wanted, found = set(person_ids), []
    for session in taught.select_related("course").prefetch_related("trainers").order_by("day", "pk"):
        trainers = sorted(one.pk for one in session.trainers.all())
        for number, person in enumerate(trainers):
            if person in wanted:
                found.append(
                    Evidence(
                        kind="training.session",
                        id=str(session.pk),
                        person_id=person,
                        on=session.day,
                        quantity=part_of(number, len(trainers)),
                        words=f"{session.course}",
                        address=reverse("training:session", args=[session.pk]),
                    )
                )
    return found


SOURCES: dict[str, Source] = {
    "outreach.sessions": Source(_("Lần hướng dẫn người dân (phần của mình)"), _shares(Value(1))),
    "outreach.citizens_guided": Source(
        _("Lượt người dân được hướng dẫn (phần của mình)"), _shares(F("record__citizens"))
    ),
    "outreach.households_guided": Source(
        _("Lượt hộ gia đình được hướng dẫn (phần của mình)"), _shares(F("record__households"))
    ),
    "outreach.businesses_guided": Source(
        _("Lượt cơ sở kinh doanh được hướng dẫn (phần của mình)"), _shares(F("record__businesses"))
    ),
    "helpdesk.tickets_solved": Source(_("Yêu cầu hỗ trợ đã giải quyết"), _tickets(TicketKind.SUPPORT)),
    "helpdesk.difficulties_answered": Source(_("Vướng mắc đã trả lời"), _tickets(TicketKind.DIFFICULTY)),
    "training.sessions_taught": Source(_("Buổi tập huấn đã giảng (phần của mình)"), _classes),
    "reporting.reports_submitted": Source(_("Báo cáo đã gửi"), _reports),
}
