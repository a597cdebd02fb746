"""What can be counted of supervision: visits held, findings standing, findings put right."""

from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.supervision.models import Finding, Visit


def _visits(_parameters: Parameters) -> QuerySet:
    return Visit.objects.filter(superseded_at__isnull=True, held_on__isnull=False)


def _all_visits(_parameters: Parameters) -> QuerySet:
    return Visit.objects.filter(held_on__isnull=False)


def _findings(_parameters: Parameters) -> QuerySet:
    return Finding.objects.filter(superseded_at__isnull=True)


def _all_findings(_parameters: Parameters) -> QuerySet:
    return Finding.objects.all()


def _closed(_parameters: Parameters) -> QuerySet:
    return Finding.objects.filter(superseded_at__isnull=True, closed_on__isnull=False)


def _all_closed(_parameters: Parameters) -> QuerySet:
    return Finding.objects.filter(closed_on__isnull=False)


inspections = Fact(
    code="supervision.inspections",
    label=_("Lượt kiểm tra đã tiến hành"),
    unit=_("lượt"),
    kind=FactKind.FLOW,
    home="supervision.Visit",
    rows=_visits,
    history=_all_visits,
    measure=Value(1),
    day="held_on",
    known_from="held_at",
)
# A finding stands from the day it was found; it is closed today and never backwards, so the past stays as it was.
findings_open = Fact(
    code="supervision.findings_open",
    label=_("Phát hiện qua kiểm tra chưa khắc phục xong"),
    unit=_("phát hiện"),
    kind=FactKind.STOCK,
    home="supervision.Finding",
    rows=_findings,
    history=_all_findings,
    measure=Value(1),
    day="found_on",
    until="closed_on",
)
findings_closed = Fact(
    code="supervision.findings_closed",
    label=_("Phát hiện qua kiểm tra đã khắc phục"),
    unit=_("phát hiện"),
    kind=FactKind.FLOW,
    home="supervision.Finding",
    rows=_closed,
    history=_all_closed,
    measure=Value(1),
    day="closed_on",
    known_from="closed_at",
)
