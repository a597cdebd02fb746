"""What the rooms below have already recorded and KPI may take as done: a plain dictionary, no registry.

A product of the catalogue may name one of these; then the records behind it are offered with a link and
are never typed a second time. Shares of joint work make 100 %, so a record done by two is offered by halves.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.results.reporting.models import Report
from toso.work.outreach.models import Share


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
    "reporting.reports_submitted": Source(_("Báo cáo đã gửi"), _reports),
}
