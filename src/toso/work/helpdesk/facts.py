from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.helpdesk.models import DeviceSpan, Round, Ticket
from toso.work.helpdesk.rules.ways import TicketKind


def _raised(_parameters: Parameters) -> QuerySet:
    return Ticket.objects.difficulties().filter(superseded_at__isnull=True)


def _answered(_parameters: Parameters) -> QuerySet:
    return Ticket.objects.difficulties().filter(superseded_at__isnull=True, answered_on__isnull=False)


def _all(_parameters: Parameters) -> QuerySet:
    return Ticket.objects.difficulties().all()


def _all_answered(_parameters: Parameters) -> QuerySet:
    return Ticket.objects.difficulties().filter(answered_on__isnull=False)


difficulties_raised = Fact(
    code="helpdesk.difficulties_raised",
    label=_("Vướng mắc đã nêu"),
    unit=_("vướng mắc"),
    kind=FactKind.FLOW,
    home="helpdesk.Ticket",
    rows=_raised,
    history=_all,
    measure=Value(1),
    day="raised_on",
)
# On the day of the first answer; a difficulty asked again is not counted twice.
difficulties_answered = Fact(
    code="helpdesk.difficulties_answered",
    label=_("Vướng mắc đã được trả lời"),
    unit=_("vướng mắc"),
    kind=FactKind.FLOW,
    home="helpdesk.Ticket",
    rows=_answered,
    history=_all_answered,
    measure=Value(1),
    day="answered_on",
)


def _received(_parameters: Parameters) -> QuerySet:
    return Ticket.objects.current().filter(kind=TicketKind.SUPPORT)


def _solved(parameters: Parameters) -> QuerySet:
    return _received(parameters).filter(answered_on__isnull=False)


def _on_time(parameters: Parameters) -> QuerySet:
    return _solved(parameters).filter(is_on_time=True)


def _all_received(_parameters: Parameters) -> QuerySet:
    return Ticket.objects.filter(kind=TicketKind.SUPPORT)


def _all_solved(parameters: Parameters) -> QuerySet:
    return _all_received(parameters).filter(answered_on__isnull=False)


def _all_on_time(parameters: Parameters) -> QuerySet:
    return _all_solved(parameters).filter(is_on_time=True)


tickets_received = Fact(
    code="helpdesk.tickets_received",
    label=_("Yêu cầu hỗ trợ đã nhận"),
    unit=_("yêu cầu"),
    kind=FactKind.FLOW,
    home="helpdesk.Ticket",
    rows=_received,
    history=_all_received,
    measure=Value(1),
    day="raised_on",
)
# On the day of the first solution; a request asked again is not counted twice.
tickets_solved = Fact(
    code="helpdesk.tickets_solved",
    label=_("Yêu cầu hỗ trợ đã giải quyết"),
    unit=_("yêu cầu"),
    kind=FactKind.FLOW,
    home="helpdesk.Ticket",
    rows=_solved,
    history=_all_solved,
    measure=Value(1),
    day="answered_on",
)
tickets_solved_on_time = Fact(
    code="helpdesk.tickets_solved_on_time",
    label=_("Yêu cầu hỗ trợ giải quyết đúng hạn"),
    unit=_("yêu cầu"),
    kind=FactKind.FLOW,
    home="helpdesk.Ticket",
    rows=_on_time,
    history=_all_on_time,
    measure=Value(1),
    day="answered_on",
)


def _rounds(_parameters: Parameters) -> QuerySet:
    return Round.objects.filter(superseded_at__isnull=True)


def _all_rounds(_parameters: Parameters) -> QuerySet:
    return Round.objects.all()


rounds_done = Fact(
    code="helpdesk.rounds_done",
    label=_("Lần rà soát mạng, máy tính, Internet"),
    unit=_("lần"),
    kind=FactKind.FLOW,
    home="helpdesk.Round",
    rows=_rounds,
    history=_all_rounds,
    measure=Value(1),
)


def _all_standing(_parameters: Parameters) -> QuerySet:
    return DeviceSpan.objects.all()


def _standing(parameters: Parameters) -> QuerySet:
    return _all_standing(parameters).filter(superseded_at__isnull=True)


# From the day on which it was written down, whole or broken, until it was put away or moved elsewhere.
devices_standing = Fact(
    code="helpdesk.devices_standing",
    label=_("Thiết bị, đường truyền trong sổ"),
    unit=_("thiết bị"),
    kind=FactKind.STOCK,
    home="helpdesk.DeviceSpan",
    rows=_standing,
    history=_all_standing,
    measure=Value(1),
    day="starts_on",
    until="ends_on",
)
